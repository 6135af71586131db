#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# A few seconds of scripts/storm, so that it stays able to run: ten minutes of it are for who changed what parses.
bats_require_minimum_version 1.5.0

@test "the daemon outlives a few seconds of storm" {
    [ "$(id -u)" -eq 0 ] || skip "netns: this needs root"
    unshare --net true 2>/dev/null || skip "netns: a network namespace cannot be made here"
    cd "$BATS_TEST_DIRNAME/.." || return 1
    run -0 scripts/storm 6 1
    [[ ${lines[-1]} == "ok: 6 s of storm"* ]] # the lines before are of the building
}
