#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# An option is a row of userspace/usage; the program that takes it, its help, the manual pages, the configuration and its example agree.
bats_require_minimum_version 1.5.0

setup() {
    root=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
    lenswatch=${LENSWATCH:-$root/build/lenswatch}
    cd "$BATS_TEST_TMPDIR" || return 1
}

# A copy of what is compared, to change.
copied() {
    mkdir -p build packaging
    ln -s "$root/userspace" userspace
    cp -r "$root/build/man" build/
    cp -r "$root/packaging/lenswatch.yaml" "$root/packaging/completions" packaging/
}

@test "help, manual page, configuration and completions name the options that are taken, and no other" {
    run -0 "$root/tests/lib/options" "$lenswatch" "$root"
    [[ $output =~ ^([0-9]+)\ options\ of\ 15\ commands,\ ([0-9]+)\ keys$ ]]
    [ "${BASH_REMATCH[1]}" -ge 70 ]
    [ "${BASH_REMATCH[2]}" -ge 20 ]
}

@test "one that is left out, or said too much, is found in each of them" {
    copied
    run -0 "$root/tests/lib/options" "$lenswatch" .
    sed -i 's|^.fB.-.-commit|&s|' build/man/lenswatch-watch.1
    sed -i 's/^# heads: /# head: /' packaging/lenswatch.yaml
    sed -i 's/xdp-generic //' packaging/completions/lenswatch.bash
    sed -i 's/list name unname/list names unname/' packaging/completions/lenswatch.fish
    run -1 "$root/tests/lib/options" "$lenswatch" .
    local said
    for said in "lenswatch-watch.1: commit is not there, but in what it takes" "lenswatch-watch.1: commits is there, and not in what it takes" \
        "lenswatch.yaml: heads is not there, but in the keys of a configuration" \
        "lenswatch.yaml: head is there, and not in the keys of a configuration" \
        "lenswatch.bash, --attach: xdp-generic is not there, but in its help" "lenswatch.fish, cameras: names is there, and not in its help"; do
        [[ $output == *"$said"* ]] || { echo "not found: $said"; return 1; }
    done
}

@test "help names what is taken: a program that takes one more is found" {
    copied
    printf '#!/bin/sh\ncase $* in "bundle --since") echo "lenswatch: --since needs a value" ;; *) exec %q "$@" ;; esac\n' \
        "$lenswatch" >taker
    chmod +x taker
    run -1 "$root/tests/lib/options" ./taker .
    [[ $output == *"bundle --help: since is not there, but in what it takes"* ]]
}
