#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The helpers that give fuzzers and the judge of captures a voice in scripts/check.
bats_require_minimum_version 1.5.0

setup() {
    lib=$(cd "$BATS_TEST_DIRNAME/../scripts/lib" && pwd)
    mkdir -p "$BATS_TEST_TMPDIR/house" "$BATS_TEST_TMPDIR/shared/tools"
    cd "$BATS_TEST_TMPDIR/house" || return
}

program() {
    printf '#!/bin/sh\n%s\n' "$2" >"$1"
    chmod +x "$1"
}

@test "fuzz tells the executions of each fuzzer and of all" {
    program one 'echo stat::number_of_executed_units: 40'
    program two 'echo stat::number_of_executed_units: 2'
    run -0 "$lib/fuzz" 1 ./one ./two
    [[ $output == *"ok 1 - one: 40 executions"*"ok 2 - two: 2 executions"*"# 42 executions in all"* ]]
}

@test "fuzz shows what a fuzzer said that fell over, and goes on" {
    program one 'echo "heap-buffer-overflow"; exit 77'
    program two 'echo stat::number_of_executed_units: 2'
    run -1 "$lib/fuzz" 1 ./one ./two
    [[ $output == *heap-buffer-overflow*"not ok 1 - one"*"ok 2 - two"* ]]
}

@test "each row of the judge is a test" {
    program ../shared/tools/score 'echo "a windows 1/1 ok"; echo "b windows 0/1 SHORT"; echo "c FAILED: gone"; exit 1'
    run -1 "$lib/score"
    [[ $output == *"ok 1 - a"*"not ok 2 - b"*"not ok 3 - c"*"1..3"* ]]
}

@test "a judge that says nothing is no success" {
    program ../shared/tools/score 'exit 1'
    run -1 "$lib/score"
    [[ $output == "1..0" ]]
}
