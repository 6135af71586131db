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
    [ "$status" -eq 0 ]
    [[ $output == *"s390x: events: "*", equal; histories: checked both ways; unit tests: "* ]]
}
