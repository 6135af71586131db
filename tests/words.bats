#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# No verdict, number or exit status hangs on a sentence: Lenswatch is built once more with every sentence in other words
# (tests/lib/other-words), and must say the same where it speaks to programs. Run from the top.

bats_require_minimum_version 1.5.0

setup_file() {
    cd "$BATS_TEST_DIRNAME/.." || return 1
    export other=build/other-words
    rm -rf "$other/userspace"
    mkdir -p "$other/build/bpf"
    tests/lib/other-words write . "$other"
    cp -r Makefile VERSION bpf "$other/"
    # What the kernel runs has no sentences: it is not compiled again.
    cp build/bpf/*.o "$other/build/bpf/"
    make -s -j2 -C "$other" RELEASE_FLAGS=-O0 build/lenswatch
}

setup() {
    # shellcheck source=tests/lib/scenes.bash
    . "$BATS_TEST_DIRNAME/lib/scenes.bash"
    scenes_setup
    export TZ=UTC
}

# both NAME COMMAND...: the two programs end alike and say the same; "LEDGER" is a history of its own for each.
both() {
    local to=$BATS_TEST_TMPDIR/$1 ended=
    shift
    "$lenswatch" "${@/LEDGER/$BATS_TEST_TMPDIR/one.db}" >"$to.one" 2>/dev/null || ended=$?
    "$other/build/lenswatch" "${@/LEDGER/$BATS_TEST_TMPDIR/other.db}" >"$to.other" 2>/dev/null || [ "$ended" = $? ]
    tests/lib/other-words compare "$to.one" "$to.other"
}

@test "its sentences are in other words indeed" {
    scene clock-back
    "$lenswatch" replay --rules rules "$capture" >"$BATS_TEST_TMPDIR/one"
    "$other/build/lenswatch" replay --rules rules "$capture" >"$BATS_TEST_TMPDIR/other"
    grep -q 'the clock was set back' "$BATS_TEST_TMPDIR/one"
    run -1 grep -q 'the clock was set back' "$BATS_TEST_TMPDIR/other"
}

@test "a difference that is no sentence is found" {
    echo '{"verdict":"kept","reason":"nothing of it left"}' >"$BATS_TEST_TMPDIR/one"
    echo '{"verdict":"kept","reason":"abguvat bs vg yrsg"}' >"$BATS_TEST_TMPDIR/same"
    echo '{"verdict":"broken","reason":"nothing of it left"}' >"$BATS_TEST_TMPDIR/other"
    tests/lib/other-words compare "$BATS_TEST_TMPDIR/one" "$BATS_TEST_TMPDIR/same"
    run -1 tests/lib/other-words compare "$BATS_TEST_TMPDIR/one" "$BATS_TEST_TMPDIR/other"
}

@test "every scene gives the same records" {
    local file
    for file in tests/scenes/*.scene; do
        [[ $file != */bench-* ]] || continue
        scene "$(basename "$file" .scene)"
        both "$(basename "$file" .scene)" replay --format jsonl --rules rules "$capture"
    done
}

@test "histories of gaps, of doubts and of footage give the same reports, statements and promises" {
    local name camera asked=0
    for name in demo clock-back keepalive-week unexplained behind-nat; do
        scene "$name" pcapng
        rm -f "$BATS_TEST_TMPDIR"/*.db*
        both "$name" replay --format jsonl --rules rules --ledger LEDGER --promise "only clips" --promise "EU only" \
            --promise "no uploads 19:00-20:00" --promise "at most 1 MB a day" "$capture"
        both "$name.report" report --format json --ledger LEDGER --since 2026-03-01 --until 2026-03-08
        both "$name.promises" promises --format json --ledger LEDGER --since 2026-03-01 --until 2026-03-08
        for camera in $(python3 -c 'import json, sys
print(*{r["camera"]["mac"] for r in map(json.loads, open(sys.argv[1])) if r.get("camera") and r["type"] == "camera"})' \
            "$BATS_TEST_TMPDIR/$name.one"); do
            both "$name.attest" attest --format json --rules rules --ledger LEDGER --camera "$camera" --since 2026-03-02T08:00 \
                --until 2026-03-02T22:00
            asked=$((asked + 1))
        done
    done
    [ "$asked" -ge 3 ]
}
