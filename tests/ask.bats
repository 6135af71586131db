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
    for command in watch status cameras devices; do
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
    run -2 "$lenswatch" status --follow --output events.jsonl
    [[ $output == *"write > FILE"* ]]
    run -2 "$lenswatch" cameras lsit
    [[ $output == *'cameras has no action "lsit"; did you mean "list"?'* ]]
    run -1 "$lenswatch" watch none0
    [[ $output == *"there is no interface none0"* ]]
    run -2 "$lenswatch" watch --interface w --attach magic
    [[ $output == *"auto, xdp, xdp-generic, tc or pcap"* ]]
}

@test "without --interface the interfaces are listed" {
    run -2 --separate-stderr "$lenswatch" watch
    [ -n "$output" ]
    [[ $stderr == *"Example: lenswatch watch br-lan"* ]]
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
    [[ $output != *"rights: none"* ]]
    run -0 "$lenswatch" status --socket "$control" -v
    [[ $output == *"rights: none"* ]]
    grep -qx "lenswatch: watching w. Waiting for cameras – restarting one helps." "$BATS_TEST_TMPDIR/err"
    grep -qx "lenswatch: nothing is written down; --ledger FILE keeps a history" "$BATS_TEST_TMPDIR/err"
    [ "$("$lenswatch" status --socket "$control" --format json | jq -r '.interfaces[0].mode, .coverage.state, .sandbox.capabilities' |
        paste -sd,)" = xdp,exact,none ]
}

@test "where one interface fits it is taken, and which way is for who asks" {
    if [ "$(id -u)" -ne 0 ] || ! unshare --net true 2>/dev/null; then skip "netns: a network namespace cannot be made here"; fi
    space=ask$$-$BATS_TEST_NUMBER
    ip netns add "$space"
    ip -n "$space" link add w type veth peer name p
    ip -n "$space" link add u type veth peer name v
    ip -n "$space" link set w up
    ip -n "$space" link set p up
    ip -n "$space" link set u up
    ip -n "$space" link set v up
    ip -n "$space" address add 192.168.7.1/24 dev w
    run -2 --separate-stderr ip netns exec "$space" timeout -s KILL 20 "$lenswatch" watch --rules "$rules"
    [[ $stderr == *"no interface named"* ]]
    ip -n "$space" address add 203.0.113.2/24 dev u
    ip -n "$space" route add default via 203.0.113.1
    ip netns exec "$space" "$lenswatch" watch --rules "$rules" --socket "$control" --state "$folder/cameras.yaml" --ledger "$folder/ledger.db" --keep-days 30 -v \
        >"$BATS_TEST_TMPDIR/out" 2>"$BATS_TEST_TMPDIR/err" 3>&- &
    pid=$!
    for _ in $(seq 100); do
        ! grep -q "history is kept" "$BATS_TEST_TMPDIR/err" || break
        sleep 0.05
    done
    cat "$BATS_TEST_TMPDIR/err"
    grep -qE "^lenswatch: watching w \((xdp|tc|pcap)\)" "$BATS_TEST_TMPDIR/err"
    grep -qx "lenswatch: watching w. Waiting for cameras – restarting one helps." "$BATS_TEST_TMPDIR/err"
    grep -qx "lenswatch: a history is kept in $folder/ledger.db for 30 days; without --ledger nothing is written down" "$BATS_TEST_TMPDIR/err"
}

@test "started as its own user with ambient capabilities it watches by the program, and keeps none" {
    command -v setpriv >/dev/null || skip "tool: setpriv is not installed"
    printf '#!/bin/sh\nchgrp nogroup /proc/net/nf_conntrack 2>/dev/null || :\nexec setpriv --reuid=65534 --regid=65534 --clear-groups --bounding-set -all,+bpf,+perfmon,+net_admin,+net_raw \
        --inh-caps -all,+bpf,+perfmon,+net_admin,+net_raw --ambient-caps -all,+bpf,+perfmon,+net_admin,+net_raw --no-new-privs "%s" "$@"\n' \
        "$lenswatch" >"$folder/started"
    chmod 755 "$folder/started"
    # It reads its rules as itself, and the tree may be where only its owner looks.
    cp -r "$rules" "$folder/rules"
    chmod -R a+rX "$folder/rules"
    rules=$folder/rules lenswatch=$folder/started daemon --ledger "$folder/ledger.db" --user somebody
    "$lenswatch" status --socket "$control" --format json >"$folder/said.json"
    [ "$(jq -r '.interfaces[0].mode, .sandbox.user, .sandbox.capabilities, .history.kept' "$folder/said.json" | paste -sd,)" = xdp,nobody,none,true ]
    [ "$(jq -r '.problems[] | .setting, .value' "$folder/said.json" | paste -sd,)" = user,somebody ]
    [ "$(grep -cE '^Cap(Inh|Prm|Eff|Amb):.*[1-9a-f]' "/proc/$pid/status")" -eq 0 ]
    [ "$(find "$folder" -name 'ledger.db*' ! -user nobody | wc -l)" -eq 0 ]
}

# dhcp MAC NAME: what a device of that address says of itself when it asks for a lease.
dhcp() {
    ip netns exec "$space" python3 - "$1" "$2" <<'END'
import socket, struct, sys
mac, name = bytes.fromhex(sys.argv[1].replace(":", "")), sys.argv[2].encode()
body = struct.pack(">BBBBIHH16s6s202s", 1, 1, 6, 0, 7, 0, 0, b"", mac, b"") + b"\x63\x82\x53\x63\x35\x01\x03\x0c" + bytes([len(name)]) + name + b"\xff"
udp = struct.pack(">HHHH", 68, 67, 8 + len(body), 0) + body
ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 1, 0, 64, 17, 0, bytes(4), b"\xff" * 4)
total = sum(struct.unpack(">10H", ip))
total = (total & 0xFFFF) + (total >> 16)
wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
wire.bind(("p", 0))
wire.send(b"\xff" * 6 + mac + b"\x08\0" + ip[:10] + struct.pack(">H", ~total & 0xFFFF) + ip[12:] + udp)
END
}

@test "what calls itself by the owner's name of a camera is shown as that, and is not meant by it" {
    daemon
    dhcp 74:ab:93:00:00:66 Attic
    for _ in $(seq 50); do
        run -0 "$lenswatch" cameras list --socket "$control"
        [[ $output != *74:ab:93:00:00:66* ]] || break
        sleep 0.1
    done
    [[ $output == *'amera (…00:66)'*74:ab:93:00:00:66*'calls itself "Attic"'* ]]
    # The owner's own was not seen yet.
    run -0 "$lenswatch" cameras not Attic --socket "$control"
    grep -q '"02:00:00:00:00:01"' "$folder/cameras.yaml"
    run ! grep -q 74:ab:93:00:00:66 "$folder/cameras.yaml"
}

@test "a camera gets a name that outlives the daemon" {
    daemon
    run -0 "$lenswatch" cameras name 02:00:00:00:00:07 "Front door" --socket "$control"
    [[ $output == *"Saved. No such device was seen yet: \`lenswatch devices\` lists who is at home."* ]]
    run -0 "$lenswatch" cameras not 02:00:00:00:00:08 --socket "$control"
    run -0 "$lenswatch" cameras list --socket "$control"
    [[ $output == "NAME "*"Front door "*"02:00:00:00:00:07"*" not seen yet"* ]]
    run -0 "$lenswatch" cameras name 02:00:00:00:00:09 Shed --socket "$control"
    run -0 "$lenswatch" cameras unname 02:00:00:00:00:09 --socket "$control"
    run -1 "$lenswatch" cameras unname 02:00:00:00:00:09 --socket "$control"
    [[ $output == *"you gave it no name"* ]]
    run -0 "$lenswatch" devices --socket "$control"
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
