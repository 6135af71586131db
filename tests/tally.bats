#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The counting of scripts/check: what it must never do is to call a failure a success.

bats_require_minimum_version 1.5.0

setup() {
    unset REQUIRE
    # shellcheck source=scripts/lib/tally
    . "$BATS_TEST_DIRNAME/../scripts/lib/tally"
}

# Counts what a command would print, and how it would end.
tap() {
    tally_tap program sh -c "printf '$1'; exit ${2-0}"
}

last_line() {
    tally_end | tail -n 1
}

@test "tests that pass are counted and the end is a success" {
    tap '1..2\nok 1 - a\nok 2 - b\n'
    [ "$(last_line)" = "2 passed, 0 failed" ]
    tally_end
}

@test "a failing test is counted, shown with its output, and the end is a failure" {
    run tap '1..2\nok 1 - a\nnot ok 2 - b\n# because\n' 1
    [[ $output == *"FAIL  program: 1 of 2 failed"* ]]
    [[ $output == *"# because"* ]]
    tap '1..2\nok 1 - a\nnot ok 2 - b\n' 1
    [ "$(last_line)" = "1 passed, 1 failed" ]
    run ! tally_end
}

@test "tests that were planned and never told have failed" {
    tap '1..3\nok 1 - a\n' 139
    [ "$(last_line)" = "1 passed, 2 failed" ]
}

@test "a program that ends badly after its last test has failed" {
    tap '1..1\nok 1 - a\n' 1
    [ "$(last_line)" = "1 passed, 1 failed" ]
}

@test "a program that says nothing has failed" {
    tap ''
    [ "$(last_line)" = "0 passed, 1 failed" ]
}

@test "several groups of one program are added" {
    tap '1..1\nok 1 - a\n1..2\nok 1 - b\nok 2 - c\n'
    [ "$(last_line)" = "3 passed, 0 failed" ]
}

@test "a skip of bats is counted with its reason" {
    run tap '1..2\nok 1 a\nok 2 wire # skip bpf: not allowed here\n'
    [[ $output == *"skip  program: wire: bpf: not allowed here"* ]]
    tap '1..2\nok 1 a\nok 2 wire # skip bpf: not allowed here\n'
    [ "$(last_line)" = "1 passed, 0 failed, 1 skipped" ]
    tally_end
}

@test "a skip of cmocka takes the line before it as its reason" {
    run tap '1..2\nok 1 - a\ndata: no such file here\nnot ok 2 # SKIP wire\n'
    [[ $output == *"skip  program: wire: data: no such file here"* ]]
    tap '1..2\nok 1 - a\ndata: no such file here\nnot ok 2 # SKIP wire\n'
    [ "$(last_line)" = "1 passed, 0 failed, 1 skipped" ]
}

@test "a skip whose reason begins with no word that REQUIRE can name is a failure" {
    run tap '1..2\nok 1 a\nok 2 wire # skip the feature is not there yet\n'
    [[ $output == *"FAIL  program: wire: skipped, and its reason begins with none of bpf netns "*": the feature is not there yet"* ]]
    tap '1..3\nok 1 a\nok 2 wire # skip\nok 3 cut # skip not yet: later\n'
    [ "$(last_line)" = "1 passed, 2 failed" ]
}

@test "the reasons of all tests of the whole program begin with such a word" {
    local file line reason count=0
    while IFS=: read -r file line reason; do
        reason=${reason##*skip \"}
        # What a function told is looked at where it is counted.
        [[ $reason == \$reason\"* || $tally_words == *" ${reason%%:*} "* ]] || { echo "$file:$line: $reason"; return 1; }
        count=$((count + 1))
    done < <(grep -nE '(^|[^#] )skip "' "$BATS_TEST_DIRNAME"/*.bats "$BATS_TEST_DIRNAME"/openwrt/*.bats \
        "$BATS_TEST_DIRNAME"/lib/*.bash)
    [ "$count" -ge 40 ]
}

@test "what runs ahead keeps what a command said, how it ended, and is ended by who ends it" {
    local ahead=$BATS_TEST_DIRNAME/../scripts/lib/ahead
    "$ahead" "$BATS_TEST_TMPDIR" "a/name of it" sh -c 'echo said; exit 3'
    run -3 "$ahead" --told "$BATS_TEST_TMPDIR" "a/name of it"
    [ "$output" = said ]
    [ "$("$ahead" --took "$BATS_TEST_TMPDIR" "a/name of it")" -lt 10 ]
    "$ahead" "$BATS_TEST_TMPDIR" long sh -c "echo \$\$ >'$BATS_TEST_TMPDIR/pid'; exec sleep 60" 3>&- &
    local try
    for ((try = 0; try < 100; try++)); do [ ! -s "$BATS_TEST_TMPDIR/pid" ] || break; sleep 0.1; done
    kill "$!"
    wait "$!" || true
    run ! kill -0 "$(cat "$BATS_TEST_TMPDIR/pid")"
}

@test "a skip of what REQUIRE names is a failure" {
    REQUIRE=netns,bpf tap '1..2\nok 1 a\nok 2 wire # skip bpf: not allowed here\n'
    [ "$(last_line)" = "1 passed, 1 failed" ]
}

@test "a skip of what REQUIRE does not name stays a skip" {
    REQUIRE=netns tap '1..2\nok 1 a\nok 2 wire # skip bpf: not allowed here\n'
    [ "$(last_line)" = "1 passed, 0 failed, 1 skipped" ]
}

@test "a command as one test passes or fails by its exit status" {
    tally_one good true
    tally_one bad sh -c 'echo why; exit 3'
    [ "$(last_line)" = "1 passed, 1 failed" ]
    run tally_one bad sh -c 'echo why; exit 3'
    [[ $output == *"FAIL  bad (exit 3)"*"why"* ]]
}

@test "a command that hangs is ended and has failed" {
    TALLY_TIMEOUT=1 tally_one hangs sleep 30
    [ "$(last_line)" = "0 passed, 1 failed" ]
}

@test "nothing run at all is no success" {
    run ! tally_end
}

@test "what another count ended with is added, and its line is not the last" {
    tap '1..1\nok 1 - a\n'
    run tally_sum inner sh -c 'echo begun; echo "3 passed, 0 failed, 2 skipped"'
    [ "$output" = $'begun\nok    inner: 3 passed, 0 failed, 2 skipped' ]
    tally_sum inner sh -c 'echo "3 passed, 0 failed, 2 skipped"'
    [ "$(last_line)" = "4 passed, 0 failed, 2 skipped" ]
    tally_end
}

@test "another count that failed, or ended badly with a good line, is a failure" {
    tally_sum inner sh -c 'echo "3 passed, 1 failed"; exit 1'
    [ "$(last_line)" = "3 passed, 1 failed" ]
    tally_sum inner sh -c 'echo "3 passed, 0 failed"; exit 1'
    [ "$(last_line)" = "6 passed, 2 failed" ]
    run ! tally_end
}

@test "a command that ends without a count has failed, and what it said is shown" {
    run tally_sum inner sh -c 'echo "cannot begin"'
    [[ $output == *"cannot begin"*"FAIL  inner: it ended (exit 0) and did not count"* ]]
    tally_sum inner sh -c 'echo "cannot begin"'
    tally_sum inner true
    tally_sum inner sh -c 'echo "0 passed, 0 failed"'
    [ "$(last_line)" = "0 passed, 3 failed" ]
}

@test "the parts that took longest are told, the longest first" {
    tally_took 3 short
    tally_took 70 "a long one"
    tally_took 9 middling
    run tally_slowest 2
    [ "$output" = "  70 s  a long one"$'\n'"   9 s  middling" ]
}
