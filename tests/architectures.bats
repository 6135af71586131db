#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# One foreign machine, the one whose byte order differs; `scripts/architectures` does all of them.
bats_require_minimum_version 1.5.0

setup() {
    cd "$BATS_TEST_DIRNAME/.." || return 1
}

@test "a big-endian machine tells the same, takes our history and gives us its own, and passes the unit tests" {
    command -v s390x-linux-gnu-gcc qemu-s390x >/dev/null || skip "tool: no cross compiler or emulator: scripts/setup"
    run scripts/architectures s390x
    echo "$output"
    # A list of a point release may be at a mirror before the files of every machine are, or without them.
    [[ $output != *"404"*"sysroot: apt could not fetch"* ]] ||
        skip "data: the mirror lists packages for s390x that it has not: $(grep -o '[^/ ]*_s390x.deb' <<<"$output" | sort -u | paste -sd ' ')"
    [ "$status" -eq 0 ]
    [[ $output == *"s390x: events: "*", equal; histories: checked both ways; unit tests: "* ]]
}
