#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# lenswatch-notify with a real broker (TLS and a password) and a real HTTP receiver, each killed and started again; the daemon's socket is
# tests/notify/daemon, and in the last cases a real one.
bats_require_minimum_version 1.5.0

door=f4:b8:5e:12:34:56
topic=lenswatch/lenswatch_f4b85e123456

notify_reason() {
    local program
    for program in mosquitto mosquitto_sub mosquitto_passwd openssl; do
        command -v "$program" >/dev/null || { echo "tool: no $program here: scripts/setup installs it"; return; }
    done
    pkg-config --exists libmosquitto libcurl || echo "tool: no headers of libmosquitto and libcurl: scripts/setup installs them"
}

setup_file() {
    root=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
    export root
    [ -z "$(notify_reason)" ] || return 0
    make -s -C "$root" notify >&2
    cd "$BATS_FILE_TMPDIR" || return
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -keyout key.pem -out ca.pem -subj /CN=localhost \
        -addext subjectAltName=DNS:localhost,IP:127.0.0.1 2>/dev/null
    mosquitto_passwd -c -b passwords lens secret
    chmod 644 key.pem passwords
    TZ=UTC "$root/build/lenswatch" replay --format jsonl --rules "$root/rules" --promise "$door: nothing leaves" \
        "$root/tests/samples/demo.pcapng" >records.jsonl || [ $? -eq 3 ] # a promise was broken
}

setup() {
    local reason
    reason=$(notify_reason)
    [ -z "$reason" ] || skip "$reason"
    export TZ=UTC LC_ALL=C.UTF-8 files=$BATS_FILE_TMPDIR
    notify=$root/build/lenswatch-notify
    # bats' own folder nobody else may enter.
    place=$(mktemp -d /tmp/lenswatch-notify-XXXXXX)
    chmod 755 "$place"
    cd "$place" || return
    cp "$files"/{ca.pem,key.pem,passwords} .
    mkdir state
    echo secret >password
    [ "$(id -u)" -ne 0 ] || chown nobody state password
    chmod 600 password
    touch lines got
    # Two tests at once have ports of their own.
    mqtt=$((20000 + $$ % 20000)) http=$((mqtt + 1))
    pids=() broker='' daemon='' sender=''
}

teardown() {
    local one
    for one in "${pids[@]}"; do
        # faketime runs what it is given as a child.
        ps -o pid= --ppid "$one" | xargs -r kill -KILL 2>/dev/null || true
        kill -KILL "$one" 2>/dev/null || true
        wait "$one" 2>/dev/null || true # it may be writing into the folder still
    done
    [ -z "${place-}" ] || rm -rf "$place"
}

# begin NAME COMMAND...: in the background; its process is $NAME.
begin() {
    local name=$1
    shift
    "$@" >>"$name.log" 2>&1 </dev/null 3>&- &
    printf -v "$name" %s $!
    pids+=($!)
}

# until_true SECONDS COMMAND...
until_true() {
    local try seconds=$1
    shift
    for ((try = 0; try < seconds * 10; try++)); do
        ! "$@" >/dev/null 2>&1 || return 0
        sleep 0.1
    done
    echo "not in $seconds s: $*"
    tail -n 20 ./*.log got
    return 1
}

broker_begin() {
    cat >mosquitto.conf <<END
listener $mqtt 127.0.0.1
certfile $place/ca.pem
keyfile $place/key.pem
allow_anonymous false
password_file $place/passwords
END
    begin broker mosquitto -c mosquitto.conf
    until_true 10 sub -t nothing -E
}

sub() {
    mosquitto_sub -h localhost -p "$mqtt" --cafile ca.pem -u lens -P secret "$@"
}

# retained TOPIC FILTER: what is kept there now is so.
retained() {
    sub -t "$1" -C 1 -W 2 >retained.txt && jq -e "$2" retained.txt
}

is_status() {
    [ "$(sub -t lenswatch/status -C 1 -W 2)" = "$1" ]
}

daemon_begin() {
    begin daemon "$root/tests/notify/daemon" "$place/control" "$place/lines"
    until_true 10 test -S control
}

receiver_begin() {
    begin receiver "$root/tests/notify/receiver" "$http" "$place/got" "$@"
    until_true 10 bash -c "echo >/dev/tcp/127.0.0.1/$http"
}

# config: standard input is what stands below mqtt: and send:.
config() {
    {
        printf 'socket: %s/control\nstate: %s/state\n' "$place" "$place"
        cat
    } >notify.yaml
}

with_broker() {
    printf 'mqtt:\n  host: localhost\n  port: %s\n  ca: %s/ca.pem\n  user: lens\n  password-file: %s/password\n' "$mqtt" "$place" "$place"
}

notify_begin() {
    begin sender "$notify" --config notify.yaml
}

# say TYPE [FILTER]: the daemon says what the demo has of that type.
say() {
    jq -c "select(.type == \"$1\" and (${2-true}))" "$files/records.jsonl" >>lines
}

# queued N [NAME]: so many messages wait, for that receiver.
queued() {
    [ "$(find state/queue -type f -name "*-${2-*}" | wc -l)" -eq "$1" ]
}

got() {
    [ "$(jq -c "select(${2-true})" got | wc -l)" -eq "$1" ]
}

@test "a configuration's mistakes are told by file, line and cure, and nothing is sent" {
    config <<END
mqtt:
  hots: x
END
    run -1 "$notify" --config notify.yaml
    [[ $output == *'notify.yaml:4: "hots" is unknown here: lenswatch-notify.yaml(5) lists all keys'* ]]
    config </dev/null
    run -1 "$notify" --config notify.yaml
    [[ $output == *"nobody is named to send to"* ]]
    run -2 "$notify" --nope
    [ "${lines[0]}" = "lenswatch-notify: there is no option --nope" ]
    run -2 "$notify" --config
    [ "$output" = "lenswatch-notify: --config needs a value: --config FILE" ]
    run -1 "$notify" --config missing.yaml
    [[ $output == *"there is no configuration missing.yaml: write there who gets messages (man lenswatch-notify.yaml has an example), or name another file with --config"* ]]
}

@test "all that is sent to is listed" {
    config < <(
        with_broker
        printf 'send:\n  phone:\n    kind: ntfy\n    url: https://ntfy.sh/topic\n  own:\n    kind: command\n    program: /bin/true\n'
    )
    run -0 "$notify" --config notify.yaml --check
    [ "$output" = "mqtt: mqtts://localhost:$mqtt
phone: ntfy https://ntfy.sh/topic
own: command /bin/true" ]
}

@test "cameras appear in Home Assistant as its documentation has it, and stand as they are" {
    broker_begin
    daemon_begin
    config < <(with_broker)
    notify_begin
    until_true 10 is_status online
    say camera
    until_true 10 sub -t homeassistant/device/lenswatch_f4b85e123456/config -C 1 -W 2
    begin events sub -t "$topic/event"
    say upload ".camera.mac == \"$door\""
    say breach
    echo "{\"sending\":[{\"camera\":\"Door\",\"mac\":\"$door\",\"bytes_up\":1}]}" >>lines
    until_true 10 retained "$topic/state" '.sending == "ON" and .last_class == "clip" and .last_company == "Blink"'
    echo '{"sending":[]}' >>lines
    until_true 10 retained "$topic/state" '.sending == "OFF"'
    # Each device's payload holds to what Home Assistant takes.
    sub -t 'homeassistant/#' -W 2 -v >configs || true
    [ "$(wc -l <configs)" -eq 4 ]
    "$root/tests/notify/discovery" <configs
    until_true 10 grep -q '"event_type":"promise-broken"' events.log
    # What is taken back goes.
    jq -c "select(.type == \"camera\" and .camera.mac == \"$door\") | .withdrawn = true" "$files/records.jsonl" | head -1 >>lines
    until_true 10 bash -c "! mosquitto_sub -h localhost -p $mqtt --cafile ca.pem -u lens -P secret -t homeassistant/device/lenswatch_f4b85e123456/config -C 1 -W 1"
}

@test "bytes and seconds are of today" {
    broker_begin
    daemon_begin
    config < <(with_broker)
    notify_begin
    until_true 10 is_status online
    say camera
    local start end
    start=$(date -u -d '-1 second' +%Y-%m-%dT%H:%M:%S.000000Z) end=$(date -u +%Y-%m-%dT%H:%M:%S.000000Z)
    [ "${start%%T*}" = "${end%%T*}" ] || skip "machine: its clock passes midnight"
    jq -c "select(.type == \"upload\" and .camera.mac == \"$door\") | .start = \"$start\" | .end = \"$end\"" "$files/records.jsonl" | head -1 >>lines
    until_true 10 retained "$topic/state" '.bytes_today == 433036 and .seconds_today == 1'
}

@test "a wrong password and a certificate of somebody else are told, and nothing is sent" {
    broker_begin
    daemon_begin
    echo wrong >password
    config < <(with_broker)
    notify_begin
    until_true 10 grep -q "the broker localhost:$mqtt: Connection Refused: not authorised" sender.log
    kill "$sender"
    echo secret >password
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -keyout other.key -out other.pem -subj /CN=localhost 2>/dev/null
    config < <(with_broker | sed 's|/ca.pem|/other.pem|')
    notify_begin
    until_true 10 grep -q "the broker localhost:$mqtt: A TLS error occurred" sender.log
    run ! sub -t lenswatch/status -C 1 -W 1
}

@test "broker, daemon and sender are killed in turn: nothing stays as it was, nothing is lost" {
    broker_begin
    daemon_begin
    config < <(with_broker)
    notify_begin
    until_true 10 is_status online
    say camera
    # The daemon: unavailable, and back.
    echo "{\"sending\":[{\"camera\":\"Door\",\"mac\":\"$door\",\"bytes_up\":1}]}" >>lines
    until_true 10 retained "$topic/state" '.sending == "ON"'
    begin order sub -v -t "$topic/state" -t lenswatch/status
    until_true 10 grep -q '"sending":"ON"' order.log
    kill -KILL "$daemon"
    until_true 10 is_status offline
    until_true 10 grep -q 'status offline' order.log
    # Not for a moment is it said to be sending nothing while somebody is said to look.
    run ! grep '"sending":"OFF"' <(sed '/status offline/q' order.log)
    until_true 10 retained "$topic/state" '.sending == "OFF"'
    daemon_begin
    until_true 10 is_status online
    # The broker, which forgets all: what happens meanwhile arrives, and all that stands is said anew.
    kill -KILL "$broker"
    say upload ".camera.mac == \"$door\""
    until_true 10 queued 1 mqtt
    broker_begin
    begin events sub -t "$topic/event" -c -i listener -q 1
    until_true 70 is_status online
    until_true 10 retained "$topic/state" '.last_class == "clip"'
    until_true 10 queued 0
    # Killed while a message was on its way: it goes again.
    : >events.log
    kill -STOP "$broker"
    say upload '.class == "snapshot"'
    sleep 4
    run ! queued 0
    kill -KILL "$broker"
    broker_begin
    begin again sub -t 'lenswatch/+/event'
    until_true 70 grep -q '"class":"snapshot"' again.log
    until_true 10 queued 0
    until_true 10 is_status online
    # The sender: its last will says so.
    kill -KILL "$sender"
    until_true 60 is_status offline
    say upload '.class == "live"'
    sleep 0.5
    notify_begin
    begin late sub -t 'lenswatch/+/event'
    until_true 10 is_status online
    until_true 10 grep -q direct-viewer late.log events.log
}

@test "a daemon that hangs is not watching, and is asked anew once it goes on" {
    broker_begin
    daemon_begin
    config < <(with_broker)
    notify_begin
    until_true 10 is_status online
    say camera
    echo "{\"sending\":[{\"camera\":\"Door\",\"mac\":\"$door\",\"bytes_up\":1}]}" >>lines
    until_true 10 retained "$topic/state" '.sending == "ON"'
    # One that lives is believed for longer than that, whatever it has to tell.
    sleep 17
    is_status online
    retained "$topic/state" '.sending == "ON"'
    kill -STOP "$daemon"
    until_true 25 is_status offline
    grep -q 'Lenswatch says nothing any more: it hangs, or was halted' sender.log
    run ! grep -q 'is there again' sender.log
    kill -CONT "$daemon"
    until_true 10 is_status online
    grep -q 'Lenswatch is there again' sender.log
    # Nothing of what came meanwhile is lost, and what is being sent is as the daemon says now.
    say upload ".camera.mac == \"$door\""
    until_true 10 retained "$topic/state" '.last_class == "clip" and .sending == "OFF"'
}

@test "of many cameras, too, none stays as if it were watched after the end" {
    broker_begin
    daemon_begin
    config < <(with_broker)
    notify_begin
    until_true 10 is_status online
    local i
    for i in {10..49}; do
        jq -c "select(.type == \"camera\" and .camera.mac == \"$door\") | .camera.mac = \"f4:b8:5e:12:35:$i\"" "$files/records.jsonl" | head -1 >>lines
    done
    until_true 20 retained lenswatch/lenswatch_f4b85e123549/state '.sending == "OFF"'
    # One that takes its time.
    kill -STOP "$broker"
    kill -TERM "$sender"
    wait "$sender"
    kill -CONT "$broker"
    until_true 10 is_status offline
}

@test "ntfy, Gotify and a receiver of one's own get what they take, with secrets where they belong" {
    daemon_begin
    receiver_begin
    config <<END
send:
  phone:
    kind: ntfy
    url: http://127.0.0.1:$http/garden
    token-file: $place/password
  got:
    kind: gotify
    url: http://127.0.0.1:$http/sub
    token-file: $place/password
  own:
    kind: json
    url: http://127.0.0.1:$http/hook?x=1
    template: '{"say":"{{title}}: {{class}} {{size}} {{company}} #{{handle}}","n":{{bytes}},"id":"{{id}}"}'
END
    notify_begin
    until_true 10 test -e state/known.json
    say upload ".id == \"34f0fd4c2ae9d17a\""
    say breach ".upload == \"34f0fd4c2ae9d17a\""
    until_true 15 got 3
    got 1 '.path == "/" and .body.topic == "garden" and .body.priority == 4 and .headers.authorization == "Bearer secret"
        and .body.title == "Blink camera (…34:56) broke a promise"'
    got 1 '.path == "/sub/message" and .body.priority == 8 and .headers["x-gotify-key"] == "secret"'
    got 1 '.path == "/hook?x=1" and .body == {"say":"Blink camera (…34:56) broke a promise: clip 0.4 MB Blink #34f0","n":433036,"id":"34f0fd4c2ae9d17a-9"}
        and .headers["idempotency-key"] == .body.id and (.headers.authorization == null)'
}

@test "what a receiver does not take is kept over a kill and arrives once it does, once, as the same message" {
    daemon_begin
    config <<END
send:
  own:
    kind: json
    url: https://localhost:$http/hook
    ca: $place/ca.pem
END
    notify_begin
    until_true 10 test -e state/known.json
    say upload ".id == \"34f0fd4c2ae9d17a\""
    until_true 15 grep -q 'own: .*; tried again until it works' sender.log
    kill -KILL "$sender"
    echo 503 >got.status
    receiver_begin ca.pem key.pem
    notify_begin
    until_true 10 grep -q 'own: it answered with status 503' sender.log
    queued 1
    rm got.status
    until_true 20 got 1
    until_true 10 queued 0
    grep -q 'own takes messages again' sender.log
    # What it has heard it does not say again.
    kill -TERM "$sender"
    wait "$sender"
    notify_begin
    sleep 4
    got 1 '.body.id == "34f0fd4c2ae9d17a-8"'
}

@test "a message that cannot be read any more is not dropped in silence" {
    daemon_begin
    config <<END
send:
  own:
    kind: json
    url: http://127.0.0.1:$http/
END
    notify_begin
    until_true 10 test -e state/known.json
    say upload ".id == \"34f0fd4c2ae9d17a\""
    until_true 15 grep -q 'own: .*; tried again until it works' sender.log
    truncate -s 0 state/queue/*-own
    until_true 15 grep -q 'a message for own could not be read, and was dropped' sender.log
    queued 0
}

@test "an upload in parts is one message, and what is new later another" {
    daemon_begin
    receiver_begin
    config <<END
send:
  own:
    kind: json
    url: http://127.0.0.1:$http/
    alerts: [first-upload, upload, promise-broken]
END
    notify_begin
    until_true 10 test -e state/known.json
    local part
    for part in 1 2 3; do
        jq -c "select(.type == \"upload\" and .id == \"34f0fd4c2ae9d17a\") | .part = $part | .final = ($part == 3) | .id = \"part$part\"" \
            "$files/records.jsonl" >>lines
    done
    jq -c "select(.type == \"breach\") | .series = \"34f0fd4c2ae9d17a\" | .upload = \"part3\"" "$files/records.jsonl" | head -1 >>lines
    until_true 15 got 2
    sleep 3
    got 1 '.body.id == "part1-208"'
    got 1 '.body.id == "part3-1" and .body.kind == "promise-broken"'
    got 2
}

@test "while it is quiet messages wait over a restart and come as one; what may be loud comes at once" {
    command -v faketime >/dev/null || skip "tool: no faketime here: scripts/setup installs it"
    daemon_begin
    receiver_begin
    config <<END
send:
  own:
    kind: json
    url: http://127.0.0.1:$http/
    alerts: [first-upload, upload, promise-broken]
    quiet: $(date -d '-5 minutes' +%H:%M)-$(date -d '+2 hours' +%H:%M)
    quiet-except: [promise-broken]
END
    notify_begin
    until_true 10 test -e state/known.json
    say upload '.class != "live"'
    say breach ".upload == \"34f0fd4c2ae9d17a\""
    until_true 15 got 1
    got 1 '.body.kind == "promise-broken"'
    until_true 10 queued 4
    kill -TERM "$sender"
    wait "$sender"
    begin sender faketime '+3 hours' "$notify" --config notify.yaml
    until_true 15 got 2
    got 1 '.body.kind == "digest" and (.body.messages | length) == 4 and .body.title == "Lenswatch: 4 messages"'
    until_true 10 queued 0
}

@test "a program gets one line on standard input, without rights; where it fails it is asked again" {
    daemon_begin
    cat >program <<END
#!/bin/sh
[ ! -e $place/refuse ] || exit 7
{ id -u; grep -E '^(CapEff|NoNewPrivs)' /proc/self/status; env; cat; } >>$place/out
END
    chmod 755 program
    touch out refuse
    chmod 666 out
    config <<END
send:
  own:
    kind: command
    program: $place/program
END
    notify_begin
    until_true 10 test -e state/known.json
    say upload ".id == \"34f0fd4c2ae9d17a\""
    until_true 15 grep -q 'own: it ended with status 7' sender.log
    rm refuse
    until_true 15 grep -q first-upload out
    [ "$(tail -1 out | jq -r .id)" = 34f0fd4c2ae9d17a-8 ]
    grep -q 'NoNewPrivs:.1' out
    grep -q 'CapEff:.0000000000000000' out
    [ "$(id -u)" -ne 0 ] || [ "$(head -1 out)" = "$(id -u nobody)" ]
    run ! grep -q secret out
    # Where the process that starts it is gone the rest goes on, at rest, and says so.
    local before
    kill -KILL "$(ps -o pid= --ppid "$sender" | tr -d ' ')"
    until_true 5 grep -q 'the process that starts programs has ended.*restart lenswatch-notify' sender.log
    before=$(awk '{ print $14 + $15 }' "/proc/$sender/stat")
    say upload '.class == "live"'
    sleep 4
    [ "$(($(awk '{ print $14 + $15 }' "/proc/$sender/stat") - before))" -lt 100 ]
    run ! queued 0
}

@test "the system's log gets a line of JSON, and what it does not take waits" {
    [ "$(id -u)" -eq 0 ] || skip "root: it mounts a /dev of its own"
    daemon_begin
    mkdir dev
    mknod -m 666 dev/null c 1 3
    mknod -m 666 dev/urandom c 1 9
    config <<END
send:
  journal:
    kind: syslog
END
    # shellcheck disable=SC2016 # it is expanded in there
    begin sender unshare --mount sh -c 'mount --bind "$1" /dev && exec "$2" --config notify.yaml' - "$place/dev" "$notify"
    until_true 10 test -e state/known.json
    say upload ".id == \"34f0fd4c2ae9d17a\""
    until_true 15 grep -q 'journal: .*; tried again until it works' sender.log
    begin log python3 -c 'import os, socket
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind("dev/log")
os.chmod("dev/log", 0o666)
print(s.recv(65536).decode(), flush=True)'
    until_true 20 grep -q '@cee: {' log.log
    grep -qE '^<29>[A-Z][a-z]{2} [ 0-9][0-9] [0-9:]{8} lenswatch-notify\[[0-9]+\]: @cee: ' log.log
    [ "$(sed 's/.*@cee: //' log.log | jq -r .id)" = 34f0fd4c2ae9d17a-8 ]
    until_true 5 queued 0
}

@test "the system's log that is away for long loses nothing" {
    command -v faketime >/dev/null || skip "tool: no faketime here: scripts/setup installs it"
    [ "$(id -u)" -eq 0 ] || skip "root: it mounts a /dev of its own"
    daemon_begin
    mkdir -p dev/shm
    mknod -m 666 dev/null c 1 3
    mknod -m 666 dev/urandom c 1 9
    config <<END
send:
  journal:
    kind: syslog
END
    # An hour of its clocks is some seconds of ours.
    # shellcheck disable=SC2016 # it is expanded in there
    begin sender faketime -f '+0 x500' unshare --mount sh -c 'mount --bind /dev/shm "$1/shm" && mount --rbind "$1" /dev && exec "$2" --config notify.yaml' - "$place/dev" "$notify"
    until_true 10 test -e state/known.json
    say upload ".id == \"34f0fd4c2ae9d17a\""
    until_true 15 grep -q 'journal: .*; tried again until it works' sender.log
    sleep 12
    queued 1
    run ! grep dropped sender.log
}

@test "a gap deserves a message once an hour, and who was away longer than a minute says so" {
    daemon_begin
    receiver_begin
    config <<END
send:
  own:
    kind: json
    url: http://127.0.0.1:$http/
END
    notify_begin
    until_true 10 test -e state/known.json
    cat "$root/tests/fuzz/corpus/notify/gap" "$root/tests/fuzz/corpus/notify/gap" >>lines
    until_true 15 got 1
    got 1 '.body.kind == "coverage-lost" and .body.cause == "interface-went" and (.body.text | test("08:00"))'
    kill -TERM "$sender"
    wait "$sender"
    # As if it had heard its last an hour ago, of a daemon that is another now.
    [ "$(($(date +%s) - $(jq .listened state/known.json)))" -lt 10 ]
    jq -c '.position -= 3600000000 | .listened -= 1800' state/known.json >known.new
    cat known.new >state/known.json
    kill -KILL "$daemon"
    daemon_begin
    notify_begin
    until_true 15 got 2
    got 1 '.body.kind == "missed" and (.body.text | test("lenswatch report"))
        and (.body.text | test("from '"$(date -d "@$(jq .listened known.new)" +%H:%M)"' on"))'
}

@test "a disk that is full loses nothing: what was heard is asked for again" {
    [ "$(id -u)" -eq 0 ] || skip "root: it mounts a small file system"
    daemon_begin
    receiver_begin
    mount -t tmpfs -o size=64k,uid="$(id -u nobody)",mode=700 none state || skip "root: it cannot mount here"
    config <<END
send:
  own:
    kind: json
    url: http://127.0.0.1:$http/
    alerts: [first-upload, upload]
  other:
    kind: json
    url: http://127.0.0.1:$http/other
    alerts: [first-upload]
END
    notify_begin
    until_true 10 test -e state/known.json
    # It has room for the message to one of them.
    dd if=/dev/zero of=state/ballast bs=4k 2>/dev/null || true
    truncate -s -4096 state/ballast
    say upload ".camera.mac == \"$door\""
    until_true 15 grep -q 'a message could not be queued: No space left on device' sender.log
    sleep 4
    got 0
    rm state/ballast
    until_true 60 got 3
    kill -TERM "$sender"
    wait "$sender"
    umount state
    got 1 '.path == "/" and .body.id == "34f0fd4c2ae9d17a-208"'
    got 1 '.path == "/" and .body.kinds == ["upload"]'
    got 1 '.path == "/other" and .body.kinds == ["first-upload"]'
}

@test "it has no rights, few calls, and goes to no port that it does not name" {
    daemon_begin
    receiver_begin
    config <<END
send:
  own:
    kind: json
    url: http://127.0.0.1:$http/
END
    notify_begin
    until_true 10 test -e state/known.json
    grep -qx 'NoNewPrivs:.1' "/proc/$sender/status"
    grep -qx 'Seccomp:.2' "/proc/$sender/status"
    grep -qx 'CapEff:.0000000000000000' "/proc/$sender/status"
    [ "$(id -u)" -ne 0 ] || grep -q "^Uid:.$(id -u nobody)" "/proc/$sender/status"
    # Some seconds after it began it has given back what starting touched.
    until_true 40 bash -c "[ \$(awk '/^VmRSS/ { print \$2 }' /proc/$sender/status) -le 8192 ]"
    echo "# memory at rest: $(awk '/^VmRSS/ { print $2 }' "/proc/$sender/status") kB, at most $(awk '/^VmHWM/ { print $2 }' "/proc/$sender/status") kB" >&3
    # It has no connection but those that are named.
    until_true 10 bash -c "! ss -tnp 2>/dev/null | grep 'pid=$sender,' | grep -v ':$http '"
}

@test "each receiver can be tried" {
    receiver_begin
    config <<END
send:
  own:
    kind: json
    url: http://127.0.0.1:$http/
    quiet: 00:00-23:59
END
    run -0 "$notify" --config notify.yaml --test
    [ "$output" = "own: took the message" ]
    got 1 '.body.kind == "test"'
    queued 0
    # What is running beside it is not disturbed.
    daemon_begin
    broker_begin
    config < <(with_broker)
    notify_begin
    until_true 10 is_status online
    begin states sub -t lenswatch/status -R
    run -0 "$notify" --config notify.yaml --test
    echo "$output"
    [ "$output" = "mqtt: took the message" ]
    [ ! -s states.log ]
    # Nor where the trial is killed.
    begin seen sub -v -t lenswatch/status -t lenswatch/lenswatch/event
    until_true 10 grep -q 'status online' seen.log
    echo 503 >got.status
    config < <(
        with_broker
        printf 'send:\n  own:\n    kind: json\n    url: http://127.0.0.1:%s/\n' "$http"
    )
    local tried=
    begin tried "$notify" --config notify.yaml --test
    until_true 10 grep -q '"kind":"test"' seen.log
    kill -KILL "$tried"
    sleep 1
    [ ! -s states.log ]
    run -1 "$notify" --config notify.yaml
    [[ $output == *"another one is running"* ]]
}
