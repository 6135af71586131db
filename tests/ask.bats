#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck disable=SC2154  # bats sets $stderr
# `lenswatch watch`, `status` and `cameras` as people type them.
bats_require_minimum_version 1.5.0

setup() {
    lenswatch=$BATS_TEST_DIRNAME/../build/lenswatch
    rules=$BATS_TEST_DIRNAME/../rules
    folder=$(mktemp -d /tmp/lenswatch-ask-XXXXXX)
    chmod 777 "$folder" # the daemon writes there as nobody
    control=$folder/control
}

teardown() {
    [ -z "${pid-}" ] || kill "$pid" 2>/dev/null || true
    [ -z "${space-}" ] || ip netns del "$space" 2>/dev/null || true
    rm -rf "$folder"
}

# Starts a daemon on a veth of a namespace of its own, with one camera told.
daemon() {
    if [ "$(id -u)" -ne 0 ] || ! unshare --net true 2>/dev/null; then skip "netns: a network namespace cannot be made here"; fi
    space=ask$$-$BATS_TEST_NUMBER
    ip netns add "$space"
    ip -n "$space" link add w type veth peer name p
    ip -n "$space" link set w up
    ip -n "$space" link set p up
    ip netns exec "$space" "$lenswatch" watch --interface w --rules "$rules" --socket "$control" --state "$folder/cameras.yaml" \
        --camera 02:00:00:00:00:01=Attic "$@" >"$BATS_TEST_TMPDIR/out" 2>"$BATS_TEST_TMPDIR/err" 3>&- &
    pid=$!
    for _ in $(seq 100); do
        [ ! -S "$control" ] || return 0
        sleep 0.05
    done
    cat "$BATS_TEST_TMPDIR/err"
    return 1
}

@test "help is told, mistakes have a cure" {
    for command in watch status cameras; do
        run -0 "$lenswatch" "$command" --help
        [[ $output == "Usage: lenswatch $command"* ]]
        run -2 "$lenswatch" "$command" --nonsense
        [[ $output == *"\`lenswatch $command --help\` lists the options."* ]]
    done
    run -2 "$lenswatch" cameras
    run -2 "$lenswatch" cameras paint 02:00:00:00:00:01
    [[ $output == *'cameras has no action "paint"'* ]]
    run -2 "$lenswatch" cameras name 02:00:00:00:00:01
    run -2 "$lenswatch" status now
    run -2 "$lenswatch" status --format xml
    run -2 "$lenswatch" watch br-lan
    [[ $output == *"An interface is told with --interface"* ]]
    run -2 "$lenswatch" watch --interface w --attach magic
    [[ $output == *"auto, xdp, xdp-generic, tc or pcap"* ]]
}

@test "without --interface the interfaces are listed" {
    run -2 --separate-stderr "$lenswatch" watch
    [ -n "$output" ]
    [[ $stderr == *"Example: lenswatch watch --interface br-lan"* ]]
}

@test "where no daemon runs, how to start one is told" {
    run -1 "$lenswatch" status --socket "$control"
    [[ $output == *"lenswatch watch --interface IF"* ]]
    run -1 "$lenswatch" cameras list --socket "$control"
    [[ $output == *"lenswatch watch --interface IF"* ]]
}

@test "a configuration with a mistake is told by line; one that is none, or not there, ends it" {
    printf 'interface: w\nattach: magic\n' >"$BATS_TEST_TMPDIR/bad.yaml"
    run timeout 5 "$lenswatch" watch --config "$BATS_TEST_TMPDIR/bad.yaml"
    [[ $output == *"bad.yaml:2: "* ]]
    printf 'interface: [w\n' >"$BATS_TEST_TMPDIR/broken.yaml"
    run -2 "$lenswatch" watch --config "$BATS_TEST_TMPDIR/broken.yaml"
    [[ $output == *"broken.yaml:"* ]]
    run -2 "$lenswatch" watch --config "$BATS_TEST_TMPDIR/none.yaml"
    [[ $output == *"none.yaml: No such file or directory"* ]]
}

@test "status tells people and programs" {
    daemon
    run -0 "$lenswatch" status --socket "$control"
    [[ $output == *"No footage is being sent now."* ]]
    [[ $output == *"Watching w (xdp)."* ]]
    [[ $output == *"rights: none"* ]]
    [ "$("$lenswatch" status --socket "$control" --format json | jq -r '.interfaces[0].mode, .coverage.state, .sandbox.capabilities' |
        paste -sd,)" = xdp,exact,none ]
}

@test "a camera gets a name that outlives the daemon" {
    daemon
    run -0 "$lenswatch" cameras name 02:00:00:00:00:07 "Front door" --socket "$control"
    [[ $output == *"Noted. No such device was seen yet."* ]]
    run -0 "$lenswatch" cameras not 02:00:00:00:00:08 --socket "$control"
    run -1 "$lenswatch" cameras not "nobody's name" --socket "$control"
    [[ $output == *"no camera has that name"* ]]
    kill "$pid"
    wait "$pid"
    grep -q '"02:00:00:00:00:07": "Front door"' "$folder/cameras.yaml"
    grep -q '"02:00:00:00:00:08"' "$folder/cameras.yaml"
}

@test "of damaged words on cameras the rest is in force, also at the start after, and it is said" {
    printf 'camera:\n  "02:00:00:00:00:07": "\xd0\x96\xd0"\n  "02:00:00:00:00:08": "Shed\nnot:\n  - "02:00:00:00:00:09"\n' >"$folder/cameras.yaml"
    daemon
    [ "$("$lenswatch" status --socket "$control" --format json | jq -r '.problems[] | select(.setting == "state").value')" = "$folder/cameras.yaml" ]
    grep -q 'cameras.yaml:3: ' "$BATS_TEST_TMPDIR/err"
    grep -q Shed "$folder/cameras.yaml.damaged"
    [ "$(grep -c '"02:' "$folder/cameras.yaml")" -eq 2 ]
    run -0 "$lenswatch" cameras name 02:00:00:00:00:0a Gate --socket "$control"
    grep -q "$(printf '"02:00:00:00:00:07": "\xd0\x96"')" "$folder/cameras.yaml"
    grep -q '"02:00:00:00:00:0a": "Gate"' "$folder/cameras.yaml"
}

@test "links that the daemon's user left in its folder have root give, make, change and read nothing" {
    mkdir -p "$folder/kept/lenswatch" "$folder/roots"
    chmod 700 "$folder/roots"
    chmod 755 "$folder" "$folder/kept"
    printf 'camera:\n  "02:00:00:00:00:33": "Secret"\n' >"$folder/roots/words"
    chmod 600 "$folder/roots/words"
    ln -s "$folder/roots" "$folder/kept/lenswatch/ledger.db.headers"
    ln -s "$folder/roots/made" "$folder/kept/lenswatch/ledger.db"
    ln -s "$folder/roots/key" "$folder/kept/lenswatch/ledger.db.key"
    ln -s "$folder/roots/words" "$folder/kept/lenswatch/cameras.yaml"
    ln -s "$folder/roots/starts" "$folder/kept/lenswatch/starts"
    chown -hR nobody "$folder/kept/lenswatch"
    control=$folder/kept/lenswatch/control
    LENSWATCH_STARTS=$folder/kept/lenswatch/starts daemon --state "$folder/kept/lenswatch/cameras.yaml" --user nobody \
        --ledger "$folder/kept/lenswatch/ledger.db" --keep-headers 5 || true
    [ "$(stat -c %U "$folder/roots" "$folder/roots/words" | sort -u)" = root ]
    [ "$(ls "$folder/roots")" = words ]
    run ! grep -q 02:00:00:00:00:33 <("$lenswatch" cameras list --socket "$control")
    run ! grep -r Secret "$folder/kept/lenswatch" "$BATS_TEST_TMPDIR/err"
    run -1 env LENSWATCH_STARTS="$folder/kept/lenswatch/starts" timeout 5 "$lenswatch" watch --interface nothing --user no-such-user
    [ "$(ls "$folder/roots")" = words ]
}

@test "where the folder is the daemon's a history and words are kept there as before, and nobody else reads them" {
    mkdir -p "$folder/kept/lenswatch"
    chmod 755 "$folder" "$folder/kept"
    printf 'camera:\n  "02:00:00:00:00:33": "Shed"\n' >"$folder/kept/lenswatch/cameras.yaml"
    chmod 600 "$folder/kept/lenswatch/cameras.yaml"
    daemon --state "$folder/kept/lenswatch/cameras.yaml" --user nobody --ledger "$folder/kept/lenswatch/ledger.db" --keep-headers 5
    [ "$("$lenswatch" status --socket "$control" --format json | jq -r '.history.kept, (.problems | length)' | paste -sd,)" = true,0 ]
    [ "$(find "$folder/kept/lenswatch" ! -user nobody | wc -l)" -eq 0 ]
    [ "$(find "$folder/kept/lenswatch" -type f ! -name '*.pub' -perm /o=rwx | wc -l)" -eq 0 ]
    run -0 "$lenswatch" cameras name 02:00:00:00:00:34 Gate --socket "$control"
    [ "$(grep -c '"02:' "$folder/kept/lenswatch/cameras.yaml")" -eq 2 ]
}

@test "a configuration that is no YAML as a whole costs what is wrong in it: the daemon starts and says the rest" {
    printf 'camera:\n  "02:00:00:00:00:41": "Hall\n  "02:00:00:00:00:42": "Y\\ud800d"\n  "02:00:00:00:00:43": A\xc2\x9bB\npromises: [02:00\n' >"$folder/some.yaml"
    daemon --config "$folder/some.yaml"
    "$lenswatch" status --socket "$control" --format json >"$folder/said.json"
    [ "$(jq -r '.problems[].setting' "$folder/said.json" | sort | uniq -c | awk '{ print $2 $1 }' | paste -sd,)" = camera3,promises1 ]
    [ "$(jq -r '.interfaces[0].state' "$folder/said.json")" = watching ]
    grep -q 'some.yaml:3: ' "$BATS_TEST_TMPDIR/err"
    # What it said before is better than a part of what it says.
    printf 'camera:\n  "02:00\n' >"$folder/some.yaml"
    kill -HUP "$pid"
    for _ in $(seq 100); do
        ! grep -q 'what it said before stays in force' "$BATS_TEST_TMPDIR/err" || break
        sleep 0.05
    done
    grep -q 'what it said before stays in force' "$BATS_TEST_TMPDIR/err"
}
