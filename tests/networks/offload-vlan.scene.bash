# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Flow offload below a VLAN's device: of an upload that device sees the answers alone, which acknowledge what never went up there.
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

# Its own flow table is not known to a watch that began before it: nobody may ask for it later.
for way in ${NETWORK_KERNEL:-tc} pcap; do
    inside router nft delete table inet fw 2>/dev/null || true
    begin "$way lan1.10"
    flowtable "lan1, wan"
    upload
    gap w1 "acknowledges bytes that were not seen"
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
