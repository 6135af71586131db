# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# What the scenes share. tests/networks/run sources this, then the scene, in a shell of its own (README.md has a scene as an example).
#
#   needs_programs P..., needs_modules M..., needs_links K...   or the scene is skipped, with the reason
#   home_up [OPTION of up...]            a small home, its prefix in $home; it goes away when the scene ends, however it ends
#   inside SPACE COMMAND...              in a namespace of the home; space NAME makes one more
#   exact WATCH... -- COMMAND...         a round: watches, records at the camera, runs COMMAND, and holds what each watch told against
#                                        the replay of the recording. A WATCH is one word, "WAY INTERFACE...", also with options
#   begin, start (launch, started), record, settle, finish, compare                the parts of a round, where it takes another shape
#   holds WHAT COMMAND...                one thing more that must be so
#   says NAME TEXT, gap NAME TEXT        what the status of a watch and its gaps must say, within $patience seconds
#   clip [OPTION of send...]             the camera sends a clip to its cloud
#
# What is false is told and the scene goes on, to say all of it; a command of the scene that fails ends it. Packets go through emulated
# machines at a tenth of their speed: nothing here waits for a time where it can wait for a thing, and all waits are bounded.

# $root is the top of the tree, and $notes takes the lines beneath the result: both are of `run`.
: "${root:?}" "${notes:?}"
# shellcheck source=tests/lib/live.bash
. "$root/tests/lib/live.bash"
lenswatch=${LENSWATCH:-$root/build/lenswatch}
export TZ=UTC LC_ALL=C.UTF-8
home=net$$
# How the interfaces of most scenes are watched, a round each.
ways=${NETWORK_WAYS:-auto pcap}
# The longest that is waited for a thing that has to come.
patience=${NETWORK_PATIENCE:-90}
# Where the truth is recorded (a namespace and an interface), and how many uploads and local streams it has to hold.
at="camera eth0"
# Where a watch runs: a namespace of the home.
watcher=router
events=1
# A watch knows the home's prefixes by its interfaces; a recording that begins before the next router advertisement does not.
prefixes=(--home 2001:db8:50::/64)
failed=0
declare -A watchers=() recorders=()

# note WORDS: a line beneath the result.
note() {
    printf '%s\n' "$*" >>"$notes"
}

skip() {
    note "skipped: $*"
    exit 77
}

# wrong WORDS: the scene fails, and goes on.
wrong() {
    note "NOT SO: $*"
    failed=1
}

holds() {
    if "${@:2}"; then note "$1: so"; else wrong "$1"; fi
}

needs_programs() {
    local program
    for program; do
        command -v "$program" >/dev/null || skip "the program $program is not installed"
    done
}

# Where modules are built in, /sys/module has only those with parameters: what such a module does is better asked for by needs_links.
needs_modules() {
    local module builtin
    builtin=/lib/modules/$(uname -r)/modules.builtin
    for module; do
        modprobe -q "$module" || [ -d "/sys/module/$module" ] || grep -qs "/$module\.ko" "$builtin" ||
            skip "the kernel $(uname -r) has no module $module"
    done
}

# needs_links KIND...: kinds of `ip link add type`.
needs_links() {
    local kind
    for kind; do
        modprobe -q "$kind" || true
        # A peer, a name and a link below are more than most kinds ask, but every kind that is known asks something: "Unknown device type".
        ! ip link add name "lwkind$$" type "$kind" 2>&1 | grep -qiE 'unknown device type|not supported' ||
            skip "the kernel $(uname -r) has no links of kind $kind"
        ip link del "lwkind$$" 2>/dev/null || true
    done
}

home_up() {
    needs_programs ip nft dnsmasq busybox ethtool openssl python3 tcpdump
    needs_links veth bridge
    modprobe -qa nf_tables nft_masq nf_conntrack || true
    "$root/tests/home/up" --prefix "$home" "$@"
}

# space NAME: a namespace more; `down` takes it away with the home.
space() {
    ip netns add "$home-$1"
    inside "$1" sysctl -qw net.ipv6.conf.default.accept_dad=0 net.ipv6.conf.all.accept_dad=0
    ip -n "$home-$1" link set lo up
}

clip() {
    inside camera "$root/tests/home/send" --4 --seconds 3 "$@" vs-cam.u011.immedia-semi.com
}

# until_so SECONDS COMMAND...: waits until it succeeds.
until_so() {
    local late=$((SECONDS + $1))
    shift
    until "$@"; do
        [ "$SECONDS" -lt "$late" ] || return 1
        sleep 0.2
    done
}

# start NAME "WAY INTERFACE..." [OPTION of watch...]: a watch in the router; what it says goes to NAME.jsonl and NAME.err.
start() {
    launch "$@"
    started "$1"
}

launch() {
    local name=$1 way option
    local -a words options=()
    read -ra words <<<"$2"
    way=${words[0]}
    for option in "${words[@]:1}"; do
        [[ $option == --* ]] || options+=(--interface)
        options+=("$option")
    done
    shift 2
    rm -f "$name".{jsonl,err,yaml,way}
    ip netns exec "$home-$watcher" "$lenswatch" watch --attach "$way" "${options[@]}" --format jsonl --rules "$root/rules" \
        --socket "$(socket "$name")" --state "$PWD/$name.yaml" "$@" >"$name.jsonl" 2>"$name.err" </dev/null &
    watchers[$name]=$!
    echo "$way" >"$name.way"
}

# started NAME: waits until it watches, and looks at how.
started() {
    local name=$1 way
    way=$(cat "$name.way")
    until_so "$patience" watches "$name" || { cat "$name.err"; echo "$name does not watch after $patience s"; return 1; }
    grep -q '"type":"run"' "$name.jsonl" || { cat "$name.err"; echo "$name ended"; return 1; }
    with "$name" >"$name.with"
    # Who takes libpcap without being asked does not do what the scene is about.
    [ "$way" = pcap ] || ! grep -q pcap "$name.with" || [ -n "${fallback_allowed-}" ] ||
        wrong "$name was to be watched by $way, and is by $(cat "$name.with"): $(head -c 600 "$name.err" | tr '\n' ' ')"
}

# A socket cannot be made in every folder that takes files (9p, which emulated machines share).
socket() {
    echo "/run/lenswatch-home/$home/$1.socket"
}

# It said that it watches, or is no more.
watches() {
    grep -qs '"type":"run"' "$1.jsonl" || ! kill -0 "${watchers[$1]}" 2>/dev/null
}

# status NAME [OPTION...]
status() {
    "$lenswatch" status --socket "$(socket "$1")" "${@:2}"
}

# with NAME: what each interface is watched with: "lan1 xdp, br-lan tc".
with() {
    status "$1" --format json | python3 -c 'import json, sys
print(", ".join("%s %s" % (i["name"], i["mode"] if i["state"] == "watching" else i["state"]) for i in json.load(sys.stdin)["interfaces"]))'
}

# record NAME SPACE INTERFACE: what passes there, to NAME.pcap. -U alone would leave the last second in tcpdump's hands, -B 16384 is 16 MiB.
record() {
    local name=$1
    ip netns exec "$home-$2" tcpdump -i "$3" -U -B 16384 -s 0 -w "$name.pcap" >"$name.dump" 2>&1 </dev/null &
    recorders[$name]=$!
    until_so "$patience" grep -qs 'listening on' "$name.dump" || { cat "$name.dump"; return 1; }
}

# grew NAME: its recording is longer than it was a moment ago. Headers that come alone (ARP, router advertisements) are no growth.
grew() {
    local before
    before=$(stat -c %s "$1.pcap")
    sleep 2.5
    [ $(($(stat -c %s "$1.pcap") - before)) -gt 1000 ]
}

# settle NAME: waits until nothing more is recorded of an upload.
settle() {
    local late=$((SECONDS + patience))
    while grew "$1" && [ "$SECONDS" -lt "$late" ]; do :; done
}

# gone PID: it is no more; a minute is given.
gone() {
    until_so 60 eval "! kill -0 $1 2>/dev/null" || { kill -KILL "$1"; return 1; }
    wait "$1"
}

# finish: ends recordings and watches; what was recorded is replayed into NAME.jsonl.
finish() {
    local name
    [ ${#watchers[@]}${#recorders[@]} = 00 ] || kill -TERM "${watchers[@]}" "${recorders[@]}"
    for name in "${!recorders[@]}"; do
        gone "${recorders[$name]}" || true
        unset "recorders[$name]"
        grep -q '^0 packets dropped by kernel' "$name.dump" || wrong "the recording $name lost packets: $(tail -n 1 "$name.dump")"
        "$lenswatch" replay --format jsonl --rules "$root/rules" "${prefixes[@]}" "$name.pcap" >"$name.jsonl"
    done
    for name in "${!watchers[@]}"; do
        gone "${watchers[$name]}" || wrong "$name ended badly: $(tail -n 3 "$name.err")"
        unset "watchers[$name]"
    done
}

# compare NAME TRUTH... [-- OPTION of tests/networks/compare...]: what was told, held against the replays of what was recorded.
compare() {
    local -a truths=()
    local name=$1
    shift
    while [ $# -gt 0 ] && [ "$1" != -- ]; do
        truths+=("$1.jsonl")
        shift
    done
    "$root/tests/networks/compare" --events "$events" --with "$(cat "$name.with")" "${@:2}" "$name.jsonl" "${truths[@]}" >>"$notes" ||
        failed=1
}

# begin WATCH...: the first half of a round: watches w1, w2, ... and the recording `truth`.
begin() {
    local number=0 watch
    # shellcheck disable=SC2086 # a namespace and an interface
    record truth $at
    for watch; do launch "w$((++number))" "$watch"; done
    while [ "$number" -gt 0 ]; do started "w$((number--))"; done
}

exact() {
    local -a list=()
    local number
    while [ "$1" != -- ]; do
        list+=("$1")
        shift
    done
    shift
    begin "${list[@]}"
    "$@"
    settle truth
    finish
    for ((number = 1; number <= ${#list[@]}; number++)); do compare "w$number" truth; done
}

says() {
    local name=$1 text=$2
    if until_so "$patience" eval "status '$name' >'$name.status' 2>&1; grep -qF -- '$text' '$name.status'"; then
        note "status says \"$text\""
    else
        wrong "status does not say \"$text\" within $patience s: $(head -n 4 "$name.status" | tr '\n' '|')"
    fi
}

gap() {
    if until_so "$patience" grep -qsF -- "$2" "$1.jsonl" && of "$1" gap 'r["reason"]' | grep -qF -- "$2"; then
        note "gap: $(of "$1" gap 'r["reason"]' | grep -F -m 1 -- "$2")"
    else
        wrong "no gap \"$2\" was told within $patience s; told: $(of "$1" gap 'r["reason"]' | tr '\n' '|')"
    fi
}

# All that a scene made goes with it. One that has more to take away than namespaces has a function `leave`.
scene_end() {
    local status=$? pid
    trap - EXIT ERR
    trap '' INT TERM HUP
    set +e
    for pid in "${watchers[@]}" "${recorders[@]}"; do kill -TERM "$pid"; done 2>/dev/null
    for pid in "${watchers[@]}" "${recorders[@]}"; do until_so 10 eval "! kill -0 $pid" || kill -KILL "$pid"; done 2>/dev/null
    "$root/tests/home/down" --prefix "$home"
    ! declare -F leave >/dev/null || leave
    [ "$status" -ne 0 ] || status=$failed
    exit "$status"
}
trap scene_end EXIT
trap 'exit 130' INT TERM HUP
trap 'note "NOT SO: ${BASH_SOURCE[0]##*/}:$LINENO failed: $BASH_COMMAND"' ERR
set -Euo pipefail
set -e
