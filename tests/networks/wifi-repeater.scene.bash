# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# A repeater by four addresses (WDS): the camera hangs at its port, and the router has an interface for it alone, wlan0.sta1. It is seen
# there and at the bridge; at wlan0 nothing of it passes. When the repeater joins anew, that interface is made anew.
. "$root/tests/networks/wifi.bash"
needs_links bridge
radios 2
home_up --device phone,3c:2e:ff:11:22:35,Phone
for name in camera relay; do space "$name"; done
radio router wlan0 02:00:5e:00:00:21
radio relay wlan0 02:00:5e:00:00:31
ip -n "$home-relay" link add br0 address 02:00:5e:00:00:32 type bridge
ip -n "$home-camera" link add eth0 address 74:ab:93:11:22:33 type veth peer name lan1 netns "$home-relay"
inside camera ethtool -K eth0 tso off gso off gro off tx off >/dev/null
inside relay ethtool -K lan1 tso off gso off gro off tx off >/dev/null
ip -n "$home-relay" link set lan1 addrgenmode none master br0
ip -n "$home-relay" link set lan1 up
ip -n "$home-relay" link set br0 up
access_point router wlan0 br-lan wds_sta=1 wds_bridge=br-lan
inside relay iw dev wlan0 set 4addr on
ip -n "$home-relay" link set wlan0 master br0
station relay wlan0 -b br0
addressed camera eth0 192.168.50.11
for way in $ways; do
    start below "$way wlan0"
    exact "$way br-lan" "$way wlan0.sta1" -- clip
    holds "$(cat below.with) tells of no upload" eval "[ -z \"\$(of below upload)\" ]"
    exact "$way wlan0.sta1 br-lan" -- clip
    start w1 "$way wlan0.sta1"
    before=$(with w1)
    kill -TERM "$supplicant"
    gap w1 wlan0.sta1
    station relay wlan0 -b br0
    until_so "$patience" inside camera busybox ping -q -c 1 -W 1 192.168.50.1
    holds "made anew it is watched with $before again" until_so "$patience" eval "[ \"\$(with w1)\" = '$before' ]"
    record truth camera eth0
    clip
    settle truth
    finish
    compare w1 truth -- --gaps
done
