# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Flow offload below a VLAN's device: of an upload that device sees the first packets, and on some kernels the answers, which
# acknowledge what never went up there.
# shellcheck source=tests/networks/offload.bash
. "$root/tests/networks/offload.bash"
offload_up
needs_links vlan
ip -n "$home-router" link set lan1 nomaster
ip -n "$home-camera" link add link eth0 name eth0.10 type vlan id 10
ip -n "$home-camera" addr flush dev eth0
ip -n "$home-camera" link set eth0.10 up
ip -n "$home-camera" addr add 192.168.60.11/24 dev eth0.10
ip -n "$home-camera" route add default via 192.168.60.1
ip -n "$home-router" link add link lan1 name lan1.10 type vlan id 10
ip -n "$home-router" link set lan1.10 up
ip -n "$home-router" addr add 192.168.60.1/24 dev lan1.10
at="camera eth0.10"
upload() { inside camera "$root/tests/home/send" --4 --seconds 6 --bytes 800000 203.0.113.10; }

# By kernel, the answers pass the VLAN's device or nothing does: either is told.
for way in ${NETWORK_KERNEL:-tc} pcap; do
    flowtable "lan1, wan"
    begin "$way lan1.10"
    upload
    gap w1 "past the interface that is watched"
    says w1 "nobody counts them"
    finish

    flowtable "lan1, wan" "counter;"
    begin "$way lan1.10"
    upload
    settle truth
    sleep 3
    finish
    bytes w1 hardware
done
flowtable "lan1, wan"
exact "auto lan1" -- upload
