#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Who listens at the daemon's socket, by root and by a group, hears what it tells.
bats_require_minimum_version 1.5.0

# shellcheck source=tests/lib/live_home.bash
. "$BATS_TEST_DIRNAME/lib/live_home.bash"

setup() {
    live_setup
    # A folder that others may enter, as /run/lenswatch is: bats' own is not.
    place=$(mktemp -d /tmp/lenswatch-listen-XXXXXX)
    chmod 755 "$place"
    chown nobody "$place"
}

teardown() {
    live_end
    [ -z "${place-}" ] || rm -rf "$place"
}

# heard FILE FILTER [SECONDS]: waits until one of its lines is so.
heard() {
    local try
    for ((try = 0; try < ${3:-15} * 5; try++)); do
        ! jq -e "select($2)" "$1" 2>/dev/null | grep -q . || return 0
        sleep 0.2
    done
    echo "not heard: $2"
    cat "$1"
    return 1
}

# ask QUESTION: of the socket, as it is.
ask() {
    python3 - "$place/control" "$1" <<'END'
import socket, sys
s = socket.socket(socket.AF_UNIX)
s.connect(sys.argv[1])
s.sendall(sys.argv[2].encode() + b"\n")
print(s.makefile().readline(), end="")
END
}

# as_reader COMMAND...: as a user of no rights, who is of the group games.
as_reader() {
    setpriv --reuid nobody --regid games --clear-groups "$@"
}

@test "who listens hears what is sent while it is sent, and the event once it is in the history" {
    watch told --interface br-lan --camera 74:ab:93:11:22:33=Door --socket "$place/control" --ledger "$PWD/h.db" \
        --promise "Door: only snapshots"
    "$lenswatch" status --follow --socket "$place/control" >heard.jsonl 2>heard.err 3>&- &
    local follower=$!
    heard heard.jsonl '.missed == false'
    heard heard.jsonl '.sending == []'
    upload
    heard heard.jsonl '.sending[0].camera == "Door"'
    heard heard.jsonl '.record.type == "upload"' 30
    heard heard.jsonl '.record.type == "breach"'
    # What it hears can be looked up.
    local id
    id=$(jq -r 'select(.record.type == "upload").record.id' heard.jsonl)
    [ "$(ask '{"ask":"commit"}' | jq .committed)" = true ]
    "$lenswatch" explain --ledger h.db "$id" | grep -q Door
    stop "$pid"
    pid=
    local status=0
    wait "$follower" || status=$?
    [ "$status" -eq 1 ]
    grep -q 'sends no more' heard.err
    heard heard.jsonl '.record.type == "summary"'
    # All of it is what was told, in its order, and fits the schema.
    diff <(jq -c 'select(.record).record' heard.jsonl) <(tail -n +2 told.jsonl | jq -c .)
    jq -c 'select(.record).record' heard.jsonl >records.jsonl
    python3 "$root/tests/records.py" "$root/docs/records.schema.json" records.jsonl
    jq -se '[.[].id | values] | . == sort' heard.jsonl
}

@test "who comes back hears what came meanwhile, and another run's is said to be missed" {
    watch back --interface br-lan --camera 74:ab:93:11:22:33=Door --socket "$place/control"
    local since
    since=$(ask '{"ask":"events"}' | jq .id)
    upload
    said back '"type":"upload","schema"' 30
    [ "$(ask "{\"ask\":\"events\",\"since\":$since}" | jq .missed)" = false ]
    stop "$pid"
    watch again --interface br-lan --camera 74:ab:93:11:22:33=Door --socket "$place/control"
    [ "$(ask "{\"ask\":\"events\",\"since\":$since}" | jq .missed)" = true ]
    stop "$pid"
}

@test "a group may ask and listen, and changes nothing; without it nobody but root may" {
    watch group --interface br-lan --camera 74:ab:93:11:22:33=Door --socket "$place/control" --socket-group games --state "$place/said.yaml"
    [ "$(stat -c %a:%G "$place/control")" = 660:games ]
    as_reader "$lenswatch" status --socket "$place/control" >status.txt
    run as_reader "$lenswatch" cameras name Door Shed --socket "$place/control"
    [ "$status" -eq 1 ]
    [[ $output == *"root alone may change"* ]]
    run ! grep -s Shed "$place/said.yaml"
    "$lenswatch" cameras name 74:ab:93:11:22:33 Shed --socket "$place/control" >/dev/null
    grep Shed "$place/said.yaml"
    run setpriv --reuid nobody --regid nogroup --clear-groups "$lenswatch" status --socket "$place/control"
    [ "$status" -eq 1 ]
    stop "$pid"
    watch none --interface br-lan --socket "$place/control" --socket-group no-such-group
    [ "$(stat -c %a "$place/control")" = 600 ]
    "$lenswatch" status --format json --socket "$place/control" | jq -e '.problems[0].setting == "socket-group"'
    stop "$pid"
}

@test "what Prometheus reads is as promtool wants it, and its counters go on over a restart" {
    command -v promtool >/dev/null || skip "tool: promtool is not installed (Debian's prometheus)"
    watch first --interface br-lan --camera 74:ab:93:11:22:33=Door --socket "$place/control" --ledger "$PWD/n.db" --commit 1
    upload
    said first '"type":"upload","schema"' 30
    sleep 2
    "$lenswatch" status --format prometheus --socket "$place/control" >first.prom
    promtool check metrics <first.prom
    grep -q '^lenswatch_uploads_total{camera="74:ab:93:11:22:33"} 1$' first.prom
    grep -q '^lenswatch_coverage{state="exact"} 1$' first.prom
    stop "$pid"
    watch second --interface br-lan --camera 74:ab:93:11:22:33=Door --socket "$place/control" --ledger "$PWD/n.db"
    "$lenswatch" status --format prometheus --socket "$place/control" >second.prom
    diff <(grep ^lenswatch_upload first.prom) <(grep ^lenswatch_upload second.prom)
    stop "$pid"
}

@test "who listens and takes nothing takes nothing from what is watched" {
    watch slow --interface br-lan --camera 74:ab:93:11:22:33=Door --socket "$place/control"
    python3 - "$place/control" >slow.txt 3>&- <<'END' &
import socket, sys, time
s = socket.socket(socket.AF_UNIX)
s.connect(sys.argv[1])
s.sendall(b'{"ask":"events"}\n')
time.sleep(40)
END
    local listener=$!
    upload
    said slow '"type":"upload","schema"' 30
    "$lenswatch" status --format json --socket "$place/control" | jq -e '.losses | .packets == 0 and .samples == 0 and .stretches == 0'
    kill "$listener"
    stop "$pid"
}
