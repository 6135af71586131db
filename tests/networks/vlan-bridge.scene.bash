# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# A bridge that filters VLANs (OpenWrt's DSA): the camera at an untagged port of VLAN 20, then at a tagged one. Watched are the VLAN's
# device br-lan.20, the bridge and the port.
needs_links vlan
needs_programs bridge
home_up
ip -n "$home-router" link set br-lan type bridge vlan_filtering 1
inside router bridge vlan del dev lan1 vid 1
inside router bridge vlan add dev lan1 vid 20 pvid untagged
inside router bridge vlan add dev br-lan vid 20 self
ip -n "$home-router" link add link br-lan name br-lan.20 type vlan id 20
ip -n "$home-router" addr add 192.168.60.1/24 dev br-lan.20
ip -n "$home-router" link set br-lan.20 up
ip -n "$home-camera" addr flush dev eth0
ip -n "$home-camera" addr add 192.168.60.11/24 dev eth0
ip -n "$home-camera" route add default via 192.168.60.1
for way in $ways; do
    exact "$way br-lan.20" "$way br-lan" "$way lan1" -- clip
done
inside router bridge vlan del dev lan1 vid 20
inside router bridge vlan add dev lan1 vid 20
ip -n "$home-camera" link add link eth0 name eth0.20 type vlan id 20
ip -n "$home-camera" addr flush dev eth0
ip -n "$home-camera" addr add 192.168.60.11/24 dev eth0.20
ip -n "$home-camera" link set eth0.20 up
ip -n "$home-camera" route add default via 192.168.60.1
for way in $ways; do
    exact "$way br-lan.20" "$way br-lan" "$way lan1" -- clip
    exact "$way br-lan.20 br-lan lan1" -- clip
done
