#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# scripts/check itself, in a repository whose every part is a stand-in of a second: what runs beside the rest is told and counted too.
bats_require_minimum_version 1.5.0

# A part is told to fail by a file of its name in `wrong`.
setup() {
    here=$BATS_TEST_DIRNAME/..
    mkdir -p "$BATS_TEST_TMPDIR"/house/{scripts/lib,tests,build/unit,build/fuzzers,captures,wrong}
    cd "$BATS_TEST_TMPDIR/house" || return
    cp "$here/scripts/check" scripts/
    cp "$here"/scripts/lib/{tally,ahead,fuzz} scripts/lib/
    unset REQUIRE
    export LENSWATCH_CAPTURES=captures
    program scripts/setup 'echo "setup: installing nothing"'
    program scripts/accuracy '[ ! -e wrong/accuracy ] || { echo "told otherwise"; exit 1; }'
    program scripts/kernels 'echo "2 passed, 0 failed"'
    program build/unit/one 'echo "1..1"; echo "ok 1 - a"'
    program build/fuzzers/dns 'echo "stat::number_of_executed_units: 40"'
    local name
    for name in architectures generator others; do
        printf '@test "%s" { sleep 0.2; [ ! -e wrong/%s ]; }\n' "$name" "$name" >"tests/$name.bats"
    done
    printf '# live_%s\n@test "live" { true; }\n' setup >tests/live.bats
    printf '%s:\n\t@! test -e wrong/$@\n' all page notify build/page/sanitized unit-programs home generator fuzzers lint-format lint-tidy lint-bpf lint-shell lint-length \
        lint-rooms lint-words lint-commits >Makefile
    mkdir bin
    program bin/clang-tidy-19 true
    program bin/clang-format-19 true
    program bin/id 'echo 0'
    PATH=$PWD/bin:$PATH
}

program() {
    printf '#!/bin/sh\n%s\n' "$2" >"$1"
    chmod +x "$1"
}

@test "all parts are told and counted, and the slowest at the end" {
    run scripts/check; echo "$output"; [ "$status" -eq 0 ]
    [[ $output == "setup: installing nothing"* ]]
    local part
    for part in build unit/one tests/others.bats tests/live.bats "scripts/kernels --quick" "lint: format" "lint: bpf" "lint: shell" \
        "lint: length" "lint: rooms" "lint: words" "lint: commits" "build: fuzzers" "lint: tidy" tests/architectures.bats tests/generator.bats \
        "captures of others: as docs/accuracy.md says" "fuzz, 5 seconds each"; do
        [ "$(grep -cE "^ok    $part(: [0-9]|\$)" <<<"$output")" -eq 1 ] || { echo "not told once: $part"; return 1; }
    done
    [[ $output == *"the slowest parts of 0 min "* ]]
    [ "${lines[-1]}" = "19 passed, 0 failed, 1 skipped" ]
    run -0 scripts/check --no-setup
    [[ $output == "check: the last time this took 1 minutes here"* ]]
}

@test "what fails beside the rest is a failure, with what it said" {
    local part
    for part in accuracy architectures lint-tidy fuzzers; do
        : >"wrong/$part"
        run -1 scripts/check --no-setup
        [[ ${lines[-1]} == "18 passed, 1 failed, 1 skipped" ]] || { echo "$part: ${lines[-1]}"; return 1; }
        [ "$part" != accuracy ] || [[ $output == *"told otherwise"* ]]
        rm "wrong/$part"
    done
}

@test "without captures of others, and without clang-tidy, that is said" {
    rm -r captures bin/clang-*
    cp -rs /usr/bin some
    rm -f some/clang-*
    export PATH=$PWD/bin:$PWD/some
    run -0 scripts/check --no-setup
    [[ $output == *"skip  captures of others: data: none at captures"* && $output == *"skip  lint: tidy: tool: no clang-tidy-19"* ]]
}

@test "where it does not build nothing else is run" {
    : >wrong/all
    run -1 scripts/check --no-setup
    [[ $output == *"FAIL  build (exit 2)"* && ${lines[-1]} == "0 passed, 1 failed" ]]
}

@test "who ends it ends what runs beside the rest" {
    printf '@test "long" { echo $$ >pid; sleep 600; }\n' >tests/generator.bats
    scripts/check --no-setup >out.txt 2>&1 3>&- &
    local check=$! try
    for ((try = 0; try < 200; try++)); do [ ! -s pid ] || break; sleep 0.1; done
    kill "$check"
    wait "$check" || true
    # After ten seconds it is killed that would not end.
    for ((try = 0; try < 150; try++)); do kill -0 "$(cat pid)" 2>/dev/null || return 0; sleep 0.1; done
    return 1
}
