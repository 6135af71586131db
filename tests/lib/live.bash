# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# What the tests of `lenswatch watch` share. Sourced by tests/live*.bats.

# Live tests need namespaces, raw sockets and BPF: the reason why not, or nothing.
live_reason() {
    [ "$(id -u)" -eq 0 ] || { echo "netns: this needs root"; return; }
    unshare --net true 2>/dev/null || echo "netns: no network namespace can be made here"
}

live_setup() {
    root=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
    # shellcheck disable=SC2034 # for those who source this
    captures=$(realpath -m "${LENSWATCH_CAPTURES:-$root/../shared/captures}")
    lenswatch=${LENSWATCH:-$root/build/lenswatch}
    export TZ=UTC LC_ALL=C.UTF-8
    reason=$(live_reason)
    [ -z "$reason" ] || skip "$reason"
    make -s -C "$root" home generator
    cd "${BATS_TEST_TMPDIR:-$BATS_FILE_TMPDIR}" || return 1
}

# A small home of this test's own: $home is its prefix.
home_up() {
    home=lw$BATS_ROOT_PID$(printf %c "${1:-a}")
    "$root/tests/home/down" --prefix "$home"
    "$root/tests/home/up" --prefix "$home" >up.txt 2>&1 || { cat up.txt; return 1; }
}

home_down() {
    [ -z "${home-}" ] || "$root/tests/home/down" --prefix "$home"
}

# inside SPACE COMMAND...: in a namespace of the home.
inside() {
    ip netns exec "$home-$1" "${@:2}"
}

# watch NAME OPTION...: runs a watch in the router; what it says goes to NAME.jsonl and NAME.err. Sets $pid; waits until it watches.
watch() {
    local name=$1
    shift
    ip netns exec "$home-router" "$lenswatch" watch --format jsonl --rules "$root/rules" --socket "$PWD/$name.socket" \
        --state "$PWD/$name.yaml" "$@" >"$name.jsonl" 2>"$name.err" </dev/null 3>&- &
    # shellcheck disable=SC2034 # for those who source this
    pid=$!
    said "$name" '"type":"run"' 15
}

# said NAME TEXT [SECONDS]: waits until a watch said it.
said() {
    local try
    for ((try = 0; try < ${3:-15} * 10; try++)); do
        ! grep -qsF -- "$2" "$1.jsonl" || return 0
        sleep 0.1
    done
    echo "not said in ${3:-15} s: $2"
    cat "$1.jsonl" "$1.err"
    return 1
}

# ended PID [STATUS]: it ends within ten seconds, with that status.
ended() {
    local try status=0
    for ((try = 0; try < 100; try++)); do
        kill -0 "$1" 2>/dev/null || break
        sleep 0.1
    done
    wait "$1" || status=$?
    [ "$status" -eq "${2:-0}" ] || { echo "ended with $status, not ${2:-0}"; return 1; }
}

# stop PID: as systemd stops it.
stop() {
    kill -TERM "$1"
    ended "$1"
}

# of NAME TYPE [EXPRESSION of r]: the records of a watch, or a field of them, one a line.
of() {
    python3 -c 'import json, sys
for line in open(sys.argv[1] + ".jsonl", encoding="utf-8"):
    r = json.loads(line)
    if r["type"] == sys.argv[2]:
        print(eval(sys.argv[3]) if len(sys.argv) > 3 else json.dumps(r))' "$@"
}

# upload [OPTION of send...]: the camera sends a clip to its cloud.
upload() {
    inside camera "$root/tests/home/send" "$@" vs-cam.u011.immedia-semi.com
}

# one_upload NAME: exactly one upload was told, of the camera, of as much as it sent and the headers (400,000 bytes and up to a fifth).
one_upload() {
    local found
    found=$(of "$1" upload '"%s %s %s" % (r["camera"]["mac"], r["destination"]["host"], 400_000 <= r["bytes_up"] < 480_000)')
    [ "$found" = "74:ab:93:11:22:33 vs-cam.u011.immedia-semi.com True" ] && return
    echo "told: $found"
    cat "$1.jsonl" "$1.err"
    return 1
}

# nothing_left: no program of ours hangs on an interface of the router.
nothing_left() {
    local left
    left=$(
        inside router ip -d link | grep -E 'prog/xdp|xdpgeneric' || true
        inside router bpftool net show | grep -i lenswatch || true
    )
    [ -z "$left" ] || { echo "left behind: $left"; return 1; }
}
