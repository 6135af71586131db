#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# What watches an interface is taken off it, or never gets there: nothing of it may be quiet. Kernels before 6.6 are played by tests/lib/old_kernel.c,
# which only says that there are no links for TC: filters and who keeps them are the real ones.

# shellcheck source=tests/lib/live_home.bash
. "$BATS_TEST_DIRNAME/lib/live_home.bash"

setup_file() {
    live_home b
    [ -n "${home-}" ] || return 0
    cc -D_GNU_SOURCE -shared -fPIC -o old_kernel.so "$root/tests/lib/old_kernel.c"
}

# old_watch NAME OPTION...: on a kernel before 6.6.
old_watch() {
    LD_PRELOAD=$BATS_FILE_TMPDIR/old_kernel.so watch "$@"
}

# filters DEVICE: how many filters of ours are on it.
filters() {
    inside router sh -c "tc filter show dev $1 ingress; tc filter show dev $1 egress" 2>/dev/null | grep -c 'handle 0x4c57 lenswatch_'
}

# has_filters DEVICE: both of ours are there within five seconds.
has_filters() {
    local try
    for ((try = 0; try < 50; try++)); do
        [ "$(filters "$1")" -ne 2 ] || return 0
        sleep 0.1
    done
    echo "no filters on $1 after five seconds"
    return 1
}

# gap_of NAME: how many seconds the gap of a program that was taken off lasted.
gap_of() {
    of "$1" gap '"taken off" in r["reason"] and (__import__("datetime").datetime.fromisoformat(r["to"][:-1]) -
        __import__("datetime").datetime.fromisoformat(r["from"][:-1])).total_seconds()' | grep -v False
}

@test "filters that others take away are put back within five seconds, and the time is told" {
    local cut
    for cut in "qdisc del dev br-lan clsact" "filter del dev br-lan egress"; do
        old_watch cut --interface br-lan --attach tc
        has_filters br-lan
        # shellcheck disable=SC2086 # words of a command
        inside router tc $cut
        said cut 'taken off br-lan by another program' 5
        has_filters br-lan
        upload --4 --seconds 2
        stop "$pid"
        one_upload cut
        [ "$(of cut gap | wc -l)" -eq 1 ]
        [ "$(gap_of cut | cut -d. -f1)" -lt 5 ]
        [ "$(filters br-lan)" -eq 0 ]
        nothing_left
    done
}

@test "before 6.6 an interface that is made anew is watched again by who kept the right, in each way" {
    local mode
    for mode in tc xdp auto; do
        ip -n "$home-router" link add gone type veth peer name away
        ip -n "$home-router" link set gone up
        ip -n "$home-router" link set away up
        old_watch "anew-$mode" --interface gone --attach "$mode"
        inside router ip link del gone
        said "anew-$mode" 'the interface gone went away' 5
        ip -n "$home-router" link add gone type veth peer name away
        ip -n "$home-router" link set gone up
        said "anew-$mode" 'the interface gone was away' 10
        inside router tc filter show dev gone egress | grep -q lenswatch_out
        [ "$mode" = tc ] || inside router ip -d link show gone | grep -q prog/xdp
        inside router "$lenswatch" status -v --socket "$PWD/anew-$mode.socket" | grep -q 'rights: none'
        stop "$pid"
        ip -n "$home-router" link del gone
        ! grep 'not allowed' "anew-$mode.err"
    done
}

@test "who takes the program off again and again is told of and not fought" {
    old_watch fight --interface lan2 --attach tc
    for _ in 1 2 3 4; do
        has_filters lan2
        inside router tc qdisc del dev lan2 clsact
    done
    for _ in {1..50}; do
        ! grep -q 'again and again' fight.err || break
        sleep 0.1
    done
    grep -q 'again and again' fight.err
    sleep 3
    [ "$(filters lan2)" -eq 0 ]
    inside router "$lenswatch" status --socket "$PWD/fight.socket" >status.txt
    grep -q 'again and again' status.txt
    grep -q 'cannot be seen from here' status.txt
    stop "$pid"
    [ "$(of fight gap 'r["reason"]' | grep -c 'taken off lan2')" -eq 4 ]
}

@test "a queue in the place of the filters is named, and left alone" {
    old_watch place --interface lan2 --attach tc
    has_filters lan2
    inside router sh -c 'tc qdisc del dev lan2 clsact && tc qdisc add dev lan2 ingress'
    for _ in {1..50}; do
        ! grep -q 'a queue of the kind "ingress"' place.err || break
        sleep 0.1
    done
    grep -q 'a queue of the kind "ingress" is in its place' place.err
    inside router tc qdisc show dev lan2 | grep -q 'qdisc ingress'
    inside router tc qdisc del dev lan2 ingress
    has_filters lan2 || sleep 2 # it is looked for every five seconds
    has_filters lan2
    stop "$pid"
    [ "$(of place gap 'r["reason"]' | grep -c 'taken off lan2')" -eq 2 ]
}

# shellcheck disable=SC2030 # bats
@test "what the verifier refuses is watched through libpcap, and everything says why" {
    local where
    # without CAP_PERFMON, so that the verifier of this kernel really refuses the program
    command -v setpriv >/dev/null || skip "tool: setpriv is not installed"
    cat >strong <<END
#!/bin/sh
exec setpriv --bounding-set -perfmon,-sys_admin --inh-caps -perfmon,-sys_admin "$lenswatch" "\$@"
END
    chmod +x strong
    lenswatch=$PWD/strong watch weak --interface br-lan --ledger "$PWD/weak.db"
    inside router "$lenswatch" status --socket "$PWD/weak.socket" >status.txt
    for where in weak.err status.txt; do
        grep -q "the kernel's verifier refused it" "$where"
        grep -qE 'prohibited|partial copy of pointer' "$where" # the verifier's own last words
        grep -q 'up to 4 % low' "$where"
        grep -q 'give it CAP_PERFMON' "$where"
    done
    [ "$(of weak run 'r["way"], r["fallback"]["cause"], r["fallback"]["missing"]')" = "('libpcap', 'verifier', ['CAP_PERFMON'])" ]
    upload --4 --seconds 2
    stop "$pid"
    one_upload weak
    sqlite3 weak.db "SELECT content FROM record WHERE kind = 'run'" | grep -q '"cause":"verifier"'
    watch strong --interface br-lan --ledger "$PWD/weak.db"
    stop "$pid"
    sqlite3 weak.db "SELECT content FROM record WHERE kind = 'change'" | grep -q '"what":"way","from":"libpcap","to":"kernel"'
    "$lenswatch" report --ledger "$PWD/weak.db" --since 2020-01-01 --until 2040-01-01 >report.txt
    cat report.txt
    tr -s ' \n' ' ' <report.txt | grep -q 'another way than before (before: libpcap, since: kernel)'
}

# refused TEXT COMMAND...: ends with 1, and says so.
# shellcheck disable=SC2030,SC2031 # bats
refused() {
    local text=$1
    shift
    run ip netns exec "$home-router" timeout 20 "$@" --rules "$root/rules" --socket "$PWD/no.socket" --state "$PWD/no.yaml"
    echo "$output"
    [ "$status" -eq 1 ]
    [[ $output == *"$text"* ]]
}

@test "a way that was asked for and cannot be had ends it with 1 and the reason" {
    command -v setpriv >/dev/null || skip "tool: setpriv is not installed"
    local mode
    for mode in xdp xdp-generic tc; do
        refused "verifier refused it" setpriv --bounding-set -perfmon,-sys_admin --inh-caps -perfmon,-sys_admin "$lenswatch" watch \
            --interface lan2 --attach "$mode"
        refused "it lacks CAP_BPF" setpriv --bounding-set -bpf,-sys_admin --inh-caps -bpf,-sys_admin "$lenswatch" watch --interface lan2 \
            --attach "$mode"
    done
    ip -n "$home-router" link add none0 type bridge
    refused "Native XDP cannot be used on none0: its driver has none" "$lenswatch" watch --interface none0 --attach xdp
    inside router ip link set dev lan2 xdpgeneric obj "$root/build/bpf/lenswatch.bpfel.o" sec xdp.frags # somebody else's
    refused "Native XDP cannot be used on lan2: the XDP program \"" "$lenswatch" watch --interface lan2 --attach xdp
    refused "Generic XDP cannot be used on lan2: the XDP program \"" "$lenswatch" watch --interface lan2 --attach xdp-generic
    inside router ip link set dev lan2 xdpgeneric off
    inside router tc qdisc add dev none0 ingress
    LD_PRELOAD=$BATS_FILE_TMPDIR/old_kernel.so refused 'TC cannot be used on none0: a queue of the kind "ingress"' "$lenswatch" watch \
        --interface none0 --attach tc
    ip -n "$home-router" link del none0
}
