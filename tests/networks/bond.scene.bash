# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Two cables to a switch as one (bonding): one at a time, which fails during an upload; then both by LACP (802.3ad), each connection
# over a cable of its own. Watched are the bond, the bridge it is in, and both cables together: while the bond changes from one to the other
# it drops what comes by the cable that it does not use, and loses what it sends by the one that is pulled, so more or less passes there.
needs_links bond
needs_programs mergecap
home_up
trunk=(lan1 lan3)
# bonded MODE: both ends anew.
bonded() {
    local space port
    for space in camera router; do
        ! ip -n "$home-$space" link show bond0 >/dev/null 2>&1 || ip -n "$home-$space" link del bond0
        # shellcheck disable=SC2086 # options
        ip -n "$home-$space" link add bond0 type bond miimon 50 $1
    done
    ip -n "$home-camera" link set bond0 address 74:ab:93:11:22:33
    for port in eth0 eth1; do
        ip -n "$home-camera" link set "$port" down
        ip -n "$home-camera" link set "$port" master bond0
    done
    for port in "${trunk[@]}"; do
        ip -n "$home-router" link set "$port" down nomaster
        ip -n "$home-router" link set "$port" master bond0
    done
    # What is recorded there has to be what goes into the cables.
    inside camera ethtool -K bond0 tso off gso off gro off tx off >/dev/null
    inside router ethtool -K bond0 tso off gso off gro off tx off >/dev/null
    ip -n "$home-router" link set bond0 master br-lan
    for space in camera router; do ip -n "$home-$space" link set bond0 up; done
    ip -n "$home-camera" addr flush dev eth0
    ip -n "$home-camera" addr add 192.168.50.11/24 dev bond0
    ip -n "$home-camera" route replace default via 192.168.50.1
    until_so "$patience" inside camera busybox ping -q -c 1 -W 1 192.168.50.1
}
# The cable that is used is pulled in the middle of the upload.
failing() {
    local used
    used=$(inside router cat /sys/class/net/bond0/bonding/active_slave)
    clip --seconds 6 &
    sleep 3
    ip -n "$home-router" link set "$used" down
    wait $!
    holds "the upload went on over another cable than $used" eval "[ \"\$(inside router cat /sys/class/net/bond0/bonding/active_slave)\" != $used ]"
    ip -n "$home-router" link set "$used" up
}
# Connections at the same time, of which some take the one cable and some the other.
several() {
    local pid
    local -a pids=()
    for _ in 1 2 3 4; do
        clip --bytes 100000 &
        pids+=($!)
    done
    for pid in "${pids[@]}"; do wait "$pid"; done
}
# cables WAY COMMAND...: the same as `exact`, of both cables, held against what passed in them.
cables() {
    local port
    begin "$1 ${trunk[*]}"
    for port in "${trunk[@]}"; do record "$port" router "$port"; done
    "${@:2}"
    settle truth
    finish
    mergecap -F pcap -w cables.pcap "${trunk[@]/%/.pcap}"
    "$lenswatch" replay --format jsonl --rules "$root/rules" "${prefixes[@]}" cables.pcap >cables.jsonl
    compare w1 cables
}
ip -n "$home-camera" link add eth1 type veth peer name lan3 netns "$home-router"
inside camera ethtool -K eth1 tso off gso off gro off tx off >/dev/null
inside router ethtool -K lan3 tso off gso off gro off tx off >/dev/null
# Not at the camera: what it sends into the cable that was pulled is recorded there, and never arrives.
at="router bond0"
bonded "mode active-backup"
for way in $ways; do
    exact "$way br-lan" "$way bond0" -- failing
    cables "$way" failing
done
bonded "mode 802.3ad xmit_hash_policy layer3+4 lacp_rate fast"
for way in $ways; do
    exact "$way br-lan" "$way bond0" -- several
    cables "$way" several
done
