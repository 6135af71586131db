# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# A router with a second address of its own on a port, by macvlan (a guest network, a container that routes): the device, the port below,
# and both.
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
