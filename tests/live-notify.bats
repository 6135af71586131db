#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# A camera's clip on its way from a real daemon through lenswatch-notify to a real broker.
bats_require_minimum_version 1.5.0

state=lenswatch/lenswatch_74ab93112233

setup_file() {
    # shellcheck source=tests/lib/live.bash
    . "$BATS_TEST_DIRNAME/lib/live.bash"
    [ -z "$(live_reason)" ] || return 0
    live_setup
    command -v mosquitto >/dev/null && pkg-config --exists libmosquitto libcurl || return 0
    make -s -C "$root" notify >&2
    home_up
    export home
}

teardown_file() {
    # shellcheck source=tests/lib/live.bash
    . "$BATS_TEST_DIRNAME/lib/live.bash"
    root=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
    home_down
}

setup() {
    # shellcheck source=tests/lib/live.bash
    . "$BATS_TEST_DIRNAME/lib/live.bash"
    live_setup
    command -v mosquitto >/dev/null || skip "tool: no mosquitto here: scripts/setup installs it"
    pkg-config --exists libmosquitto libcurl || skip "tool: no headers of libmosquitto and libcurl: scripts/setup installs them"
    place=$(mktemp -d /tmp/lenswatch-notify-XXXXXX)
    chmod 755 "$place"
    mkdir "$place/state" "$place/run"
    chown nobody "$place/state" "$place/run"
    pids=() sender=''
}

teardown() {
    local one
    for one in ${pid-} "${pids[@]}"; do
        kill -KILL "$one" 2>/dev/null || true
    done
    [ -z "${place-}" ] || rm -rf "$place"
}

# begin NAME COMMAND...: in the router, in the background; its process is $NAME.
begin() {
    local name=$1
    shift
    ip netns exec "$home-router" "$@" >>"$name.log" 2>&1 </dev/null 3>&- &
    printf -v "$name" %s $!
    pids+=($!)
}

# heard TEXT [SECONDS]: the broker had it.
heard() {
    local try
    for ((try = 0; try < ${2:-20} * 10; try++)); do
        ! grep -q -- "$1" all.log || return 0
        sleep 0.1
    done
    echo "not heard: $1"
    cat all.log sender.log told.err
    return 1
}

daemon_begin() {
    watch told --interface br-lan --camera 74:ab:93:11:22:33=Door --socket "$place/run/control" --socket-group games \
        --promise "Door: only snapshots"
}

@test "a clip is told while it is sent, and once it was; where the daemon goes nothing is claimed" {
    printf 'listener 1883 127.0.0.1\nallow_anonymous true\n' >mosquitto.conf
    begin broker mosquitto -c mosquitto.conf
    cat >notify.yaml <<END
socket: $place/run/control
state: $place/state
mqtt:
  host: 127.0.0.1
  tls: no
END
    daemon_begin
    begin all mosquitto_sub -h 127.0.0.1 -t '#' -v
    # As its unit runs it: a user of no rights, who is of the group.
    begin sender setpriv --reuid nobody --regid games --clear-groups "$root/build/lenswatch-notify" --config notify.yaml
    heard 'lenswatch/status online'
    heard 'homeassistant/device/lenswatch_74ab93112233/config .*"name":"Door"'
    upload
    heard "$state/state .*\"sending\":\"ON\""
    heard "$state/event .*\"promise-broken\"" 40
    grep "$state/event" all.log | grep -q '"title":"Door .*broke a promise"'
    [ "$(tail -n 1 < <(grep "$state/state" all.log))" = "$(grep "$state/state .*\"sending\":\"OFF\"" all.log | tail -n 1)" ]
    grep "$state/state" all.log | tail -n 1 | grep -q '"promise_broken":"ON".*"last_class":"clip","last_company":"Blink"'
    # The daemon has no connection, and the sender that to its broker alone.
    run -0 ip netns exec "$home-router" ss -tnpH
    [[ $output != *"pid=$pid,"* ]]
    [ "$(grep -c "pid=$sender," <<<"$output")" -eq 1 ]
    grep "pid=$sender," <<<"$output" | grep -q ' 127.0.0.1:1883 '
    kill -KILL "$pid"
    heard 'lenswatch/status offline'
    : >all.log
    daemon_begin
    heard 'lenswatch/status online'
    # What is being sent as it stops is said with its last words.
    upload
    heard "$state/state .*\"sending\":\"ON\""
    stop "$pid"
    pid=
    heard "$state/event .*\"kind\":\"promise-broken\""
    heard 'lenswatch/status offline'
}
