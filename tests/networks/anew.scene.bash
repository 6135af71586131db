# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# An interface that is made anew under its name (netifd, a USB adapter): the time without it is a gap, and then it is watched again, in
# the same way. What the camera sent over the old one a moment before makes no copy of what it sends over the new one.
home_up
# plug: the camera's cable, as up lays it.
plug() {
    ip -n "$home-camera" link add eth0 address 74:ab:93:11:22:33 type veth peer name lan1 netns "$home-router"
    inside camera ethtool -K eth0 tso off gso off gro off tx off >/dev/null
    inside router ethtool -K lan1 tso off gso off gro off tx off >/dev/null
    ip -n "$home-router" link set lan1 addrgenmode none master br-lan
    ip -n "$home-router" link set lan1 up
    ip -n "$home-camera" link set eth0 up
    ip -n "$home-camera" addr add 192.168.50.11/24 dev eth0
    ip -n "$home-camera" route add default via 192.168.50.1
    until_so "$patience" inside camera busybox ping -q -c 1 -W 1 192.168.50.1
}
for way in $ways; do
    start w1 "$way lan1"
    before=$(with w1)
    inside camera busybox ping -q -c 1 -W 1 192.168.50.1
    ip -n "$home-router" link del lan1
    gap w1 lan1
    plug
    holds "made anew it is watched with $before again" until_so "$patience" eval "[ \"\$(with w1)\" = '$before' ]"
    record truth camera eth0
    clip
    settle truth
    finish
    compare w1 truth -- --gaps
done
