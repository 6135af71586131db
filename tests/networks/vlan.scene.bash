# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# A VLAN for cameras at a port: its device, the port below it, and both. The port sees the tags, the device does not.
needs_links vlan
home_up
ip -n "$home-router" link set lan1 nomaster
ip -n "$home-router" link add link lan1 name lan1.10 type vlan id 10
ip -n "$home-router" addr add 192.168.60.1/24 dev lan1.10
ip -n "$home-router" link set lan1.10 up
ip -n "$home-camera" link add link eth0 name eth0.10 type vlan id 10
ip -n "$home-camera" addr flush dev eth0
ip -n "$home-camera" addr add 192.168.60.11/24 dev eth0.10
ip -n "$home-camera" link set eth0.10 up
ip -n "$home-camera" route add default via 192.168.60.1
for way in $ways; do
    exact "$way lan1.10" -- clip
    exact "$way lan1" -- clip
    exact "$way lan1.10 lan1" -- clip
done
