#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck disable=SC2154  # bats sets $stderr
# `lenswatch replay --follow`: a capture that comes by a pipe is reported as it happens, and by the records of its replay.
bats_require_minimum_version 1.5.0

setup() {
    # shellcheck source=tests/lib/replay.bash
    . "$BATS_TEST_DIRNAME/lib/replay.bash"
    replay_setup
}

teardown() {
    [ -z "${writer:-}" ] || kill "$writer" 2>/dev/null || true
    [ -z "${space:-}" ] || ip netns del "$space" 2>/dev/null || true
}

# Follows what `$@` writes: $out.txt has the records, $follower is who follows, and $writer who writes.
follow() {
    mkfifo pipe
    "$@" >pipe 3>&- 4>&- &
    writer=$!
    "$lenswatch" replay -q --rules "$root/rules" --follow --format jsonl "${options[@]}" - <pipe >out.txt 2>err.txt 3>&- 4>&- &
    follower=$!
}

# Waits until so many uploads are in out.txt.
await_uploads() {
    for _ in $(seq 600); do
        [ "$(grep -c '"type":"upload"' out.txt)" -ge "$1" ] && return
        sleep 0.1
    done
    echo "no $1 uploads within a minute:" && cat out.txt err.txt
    return 1
}

# The records of out.txt are those of a replay of this file, byte for byte, in some order.
same_as_replay() {
    "$lenswatch" replay -q --rules "$root/rules" --format jsonl - <"$1" >file.txt
    diff <(sort out.txt) <(sort file.txt)
}

slowly() {
    cat "$1"
    exec sleep 90
}

# Two clips, and the moment after the second.
two_clips() {
    scene clip all.pcap
    editcap -F pcap -B "2026-03-02 08:01:36" all.pcap two.pcap
    rm -f pipe
}

options=()

@test "an upload is reported while the pipe is open and silent, and the records are those of a replay" {
    two_clips
    follow slowly two.pcap
    await_uploads 2
    kill -0 "$writer"
    kill "$writer"
    wait "$follower"
    same_as_replay two.pcap
    [ "$(records out.txt summary '"losses-unknown" in r["doubts"]')" = True ]
}

@test "what comes later ends what came before, and nothing is reported twice" {
    two_clips
    later() {
        cat two.pcap
        tail -c +$(($(stat -c %s two.pcap) + 1)) all.pcap
        exec sleep 90
    }
    follow later
    await_uploads 2
    kill "$writer"
    wait "$follower"
    same_as_replay all.pcap
}

@test "Ctrl-C ends it with the record so far, and half a packet at the end with what came before" {
    two_clips
    follow slowly two.pcap
    await_uploads 2
    kill -INT "$follower"
    wait "$follower"
    same_as_replay two.pcap
    kill "$writer"
    rm pipe
    head -c -7 two.pcap >cut.pcap
    follow cat cut.pcap
    wait "$follower"
    same_as_replay cut.pcap
    [ "$(records out.txt file 'r["outcome"], r["reason"]')" = "('cut', 'inside-packet')" ]
    [[ $(cat err.txt) == "lenswatch: standard input: it is cut inside a packet after "* ]]
}

@test "a history has the upload while the pipe is open" {
    two_clips
    options=(--ledger history.db)
    follow slowly two.pcap
    await_uploads 2
    run -0 "$lenswatch" report --ledger history.db --format json --since 2026-03-02 --until 2026-03-03
    [ "$(grep -o '"id":' <<<"$output" | wc -l)" -ge 2 ]
    kill "$writer"
    wait "$follower"
    run -0 "$lenswatch" verify --ledger history.db
}

@test "tcpdump on an interface is followed" {
    [ "$(id -u)" -eq 0 ] || skip "root: this makes a network namespace"
    command -v tcpdump >/dev/null || skip "tool: tcpdump is not installed"
    unshare --net true 2>/dev/null || skip "netns: no network namespace can be made here"
    two_clips
    space=follow-$$
    ip netns add "$space"
    ip -n "$space" link add near type veth peer name far
    ip -n "$space" link set near up
    ip -n "$space" link set far up
    # An hour of the scene is not waited for: what is sent at once is one clip.
    editcap -F pcap -A "2026-03-02 08:00:19" -B "2026-03-02 08:01:00" all.pcap first.pcap
    follow ip netns exec "$space" tcpdump -i far -Q in --immediate-mode -U -s 512 -w -
    sleep 2
    ip netns exec "$space" tcpreplay -q -i near --multiplier 4 first.pcap >/dev/null
    await_uploads 1
    kill -0 "$writer"
    kill -INT "$writer"
    wait "$follower"
    [ "$(records out.txt upload 'r["camera"]["vendor"]')" = Blink ]
}

@test "what is not followed is refused with what does it" {
    scene clip all.pcap
    run -2 --separate-stderr "$lenswatch" watch -
    [[ $stderr == *"| lenswatch replay --follow -"* ]]
    run -1 --separate-stderr "$lenswatch" replay --follow all.pcap
    [[ $stderr == *"tail -c +1 -f FILE | lenswatch replay --follow -"* ]]
    run -2 --separate-stderr "$lenswatch" replay --follow - all.pcap
    [[ $stderr == *"--follow is of one capture that comes by a pipe"* ]]
}
