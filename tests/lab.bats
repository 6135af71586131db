#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The lab: recordings of it that the repository carries are told as they truly were; a few scenes are played live, by real programs.
bats_require_minimum_version 1.5.0

# Scenes that are short and differ most: each is watched by XDP, TC and libpcap, and recorded.
live=(clip-old-tls clip-lossy live-turns live-pppp vpn family-call)
# sid has no programs of ngtcp2 any more.
! type gtlsclient gtlsserver >/dev/null 2>&1 || live+=(quic-upload)

setup_file() {
    # shellcheck source=tests/lib/live.bash
    . "$BATS_TEST_DIRNAME/lib/live.bash"
    [ -z "$(live_reason)" ] || return 0
    live_setup
    # What the lab is made of was encoded and signed once; the scenes are played while the tests without them run.
    "$root/tests/lab/main.py" scene "${live[@]}" --jobs "${#live[@]}" >live.txt 2>&1 &
    echo "$!" >live.pid
}

teardown_file() {
    [ ! -e "$BATS_FILE_TMPDIR/live.pid" ] || kill "$(cat "$BATS_FILE_TMPDIR/live.pid")" 2>/dev/null || true
}

setup() {
    cd "$BATS_TEST_DIRNAME/.." || return 1
    lenswatch=${LENSWATCH:-build/lenswatch}
    recorded=tests/lab/recorded
}

needs_live() {
    # shellcheck source=tests/lib/live.bash
    . tests/lib/live.bash
    local reason
    reason=$(live_reason)
    [ -z "$reason" ] || skip "$reason"
}

@test "the truth is computed as its definition says" {
    python3 tests/lab/test_truth.py
    python3 tests/lab/test_captures.py
}

@test "the lab finds what was invented, left out or changed, and tells mistakes in scenes" {
    python3 tests/lab/test_verdict.py
}

@test "every scene has a recording, and all of them together are small" {
    local scene
    for scene in tests/lab/scenes/*.scene; do
        [ -s "$recorded/$(basename "$scene" .scene).json" ] || { echo "no recording of $scene"; return 1; }
    done
    [ "$(du -sk "$recorded" | cut -f1)" -le 10240 ]
}

@test "recorded scenes are told as they truly were, to the byte" {
    tests/lab/main.py judge
}

@test "recorded scenes stand before the judge of real captures" {
    [ -x ../shared/tools/score ] || skip "tool: no judge of captures at ../shared/tools/score"
    ../shared/tools/score --binary "$lenswatch" --arg=--rules --arg rules "$recorded"
}

@test "a verb that nobody knows, and a scene that is not there, are told with what there is" {
    needs_live
    printf 'device door camera mac 74:ab:93:12:34:56\nat 00:01 door sing to a.example\n' >"$BATS_TEST_TMPDIR/bad.scene"
    run -2 tests/lab/main.py scene "$BATS_TEST_TMPDIR/bad.scene"
    [[ $output == *"bad.scene:2: nobody can \"sing\"; the verbs are "*clip* ]]
    run -2 tests/lab/main.py scene nowhere
    [[ $output == *"there is no scene \"nowhere\"; "* ]]
}

@test "an interruption takes the house away" {
    needs_live
    # bats ignores SIGINT in what it starts in the background.
    python3 -c 'import os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
os.execvp(sys.argv[1], sys.argv[1:])' tests/lab/main.py scene idle --live none 3>&- &
    local lab=$! prefix
    prefix=$(printf 'lab%x' "$lab")
    for _ in {1..100}; do
        ! ip netns list | grep -q "^${prefix}0-yard" || break
        sleep 0.1
    done
    sleep 1
    ip netns list | grep -q "^${prefix}0-yard"
    kill -INT "$lab"
    wait "$lab" || [ "$?" -eq 130 ]
    run ! grep -q "^$prefix" <(ip netns list)
    [ ! -e "/run/lenswatch-home/${prefix}0" ]
    # What was killed may take a moment to be gone.
    for _ in {1..50}; do
        pgrep -f "$prefix" >/dev/null || break
        sleep 0.1
    done
    run ! pgrep -af "$prefix"
}

@test "scenes played live are told as they truly were: by a replay, by XDP, by TC and by libpcap" {
    needs_live
    cd "$BATS_FILE_TMPDIR"
    tail --pid "$(cat live.pid)" -f /dev/null
    rm live.pid
    cat live.txt
    grep -q "^${#live[@]} passed, 0 failed$" live.txt
}

@test "an upload over QUIC is among them" {
    [[ " ${live[*]} " == *" quic-upload "* ]] || skip "tool: this Debian has no ngtcp2-client and ngtcp2-server: the scene quic-upload is not played"
}
