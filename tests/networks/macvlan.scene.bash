# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# A router with a second address of its own on a port, by macvlan (a guest network, a container that routes): the device, the port below,
# and both. Where the port answers for the device's address too, the device sees the answers alone, which is told.
needs_links macvlan
home_up
ip -n "$home-router" link set lan1 nomaster
ip -n "$home-router" link add link lan1 name guest0 address 02:00:5e:00:00:11 type macvlan mode bridge
ip -n "$home-router" addr add 192.168.60.1/24 dev guest0
ip -n "$home-router" link set guest0 up
# Else the port answers for the device's address too, with its own MAC, and the way up never passes the device.
inside router sysctl -qw net.ipv4.conf.lan1.arp_ignore=1
ip -n "$home-camera" addr flush dev eth0
ip -n "$home-camera" addr add 192.168.60.11/24 dev eth0
ip -n "$home-camera" route add default via 192.168.60.1
for way in $ways; do
    exact "$way guest0" -- clip
    exact "$way lan1" -- clip
    exact "$way guest0 lan1" -- clip
done
inside router sysctl -qw net.ipv4.conf.lan1.arp_ignore=0
port=$(inside router cat /sys/class/net/lan1/address)
# answered_by MAC: the camera asks who has the address, and keeps one of the two answers.
answered_by() {
    ip -n "$home-camera" neigh flush dev eth0
    inside camera busybox ping -q -c 1 -W 1 192.168.60.1 || return 1
    ip -n "$home-camera" neigh show 192.168.60.1 | grep -q "$1"
}
holds "the port answers for the device" until_so "$patience" answered_by "$port"
# It asks again within a minute, and would get the device's own answer then.
ip -n "$home-camera" neigh replace 192.168.60.1 lladdr "$port" dev eth0 nud permanent
for way in $ways; do
    # Once the upload runs for a while, once from its first packet.
    ip netns exec "$home-camera" "$root/tests/home/send" --4 --seconds 300 --bytes 6000000 vs-cam.u011.immedia-semi.com &
    sender=$!
    sleep 5
    start w1 "$way guest0"
    gap w1 "what comes down acknowledges"
    kill "$sender"
    finish
    start w1 "$way guest0"
    sleep 4
    clip --seconds 1
    gap w1 "what comes down acknowledges"
    finish
done
