# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# A camera that changes from one port to another in the middle of an upload, as it does between two access points on cables. The bridge
# of both ports sees all of it; so do both ports watched together, and all three.
home_up
# The camera's switch: a bridge of its own with one of two cables in it.
ip -n "$home-camera" link add br0 address 74:ab:93:11:22:33 type bridge
ip -n "$home-camera" link set br0 addrgenmode none up
ip -n "$home-camera" link set eth0 down
ip -n "$home-camera" link set eth0 address 02:00:5e:00:00:41
ip -n "$home-camera" link add eth1 address 02:00:5e:00:00:42 type veth peer name lan3 netns "$home-router"
inside camera ethtool -K eth1 tso off gso off gro off tx off >/dev/null
inside camera ethtool -K br0 tso off gso off gro off tx off >/dev/null
inside router ethtool -K lan3 tso off gso off gro off tx off >/dev/null
ip -n "$home-router" link set lan3 addrgenmode none master br-lan
ip -n "$home-router" link set lan3 up
ip -n "$home-camera" addr flush dev eth0
for port in eth0 eth1; do ip -n "$home-camera" link set "$port" addrgenmode none up; done
ip -n "$home-camera" addr add 192.168.50.11/24 dev br0
ip -n "$home-camera" route add default via 192.168.50.1
# by PORT: it is the one that carries.
by() {
    local port
    for port in eth0 eth1; do ip -n "$home-camera" link set "$port" nomaster; done
    ip -n "$home-camera" link set "$1" master br0
}
changing() {
    by eth0
    until_so "$patience" inside camera busybox ping -q -c 1 -W 1 192.168.50.1
    clip --seconds 9 &
    sleep 4
    # Within 10 ms at two ports is taken for copies (docs/watching.md): a cable that is changed takes longer.
    ip -n "$home-camera" link set eth0 nomaster
    sleep 0.3
    by eth1
    wait $!
}
# Not at the camera: what it sends while neither cable is in its switch is recorded there, and never arrives.
at="router br-lan"
for way in $ways; do
    exact "$way br-lan" -- changing
    exact "$way lan1 lan3" -- changing
    exact "$way lan1 lan3 br-lan" -- changing
done
