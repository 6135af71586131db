# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# A small home for all tests of a file, and a watch of each that is gone at its end. Sourced by tests/live-*.bats, which have functions of
# their own in the place of these where they need more.
# shellcheck source=tests/lib/live.bash
. "$BATS_TEST_DIRNAME/lib/live.bash"

# live_home [LETTER]: makes the home; without it $home is not set.
live_home() {
    [ -z "$(live_reason)" ] || return 0
    live_setup
    home_up "$@"
    export home
}

live_end() {
    [ -z "${pid-}" ] || kill -KILL "$pid" 2>/dev/null || true
}

setup_file() {
    live_home
}

teardown_file() {
    root=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
    home_down
}

setup() {
    live_setup
}

teardown() {
    live_end
}
