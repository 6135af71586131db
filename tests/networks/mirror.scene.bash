# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# A mirror port: the router copies what its port to the camera takes and sends (tc, act_mirred) to a cable, at whose other end Lenswatch
# watches with --mirror and the stack beyond sees nothing.
needs_modules sch_ingress cls_matchall act_mirred
home_up
space monitor
ip -n "$home-router" link add mirror0 type veth peer name eth0 netns "$home-monitor"
ip -n "$home-router" link set mirror0 addrgenmode none up
ip -n "$home-monitor" link set eth0 addrgenmode none up
# The router's advertisements are copied too, and would give it an address.
inside monitor sysctl -qw net.ipv6.conf.eth0.disable_ipv6=1
inside router tc qdisc add dev lan1 clsact
for direction in ingress egress; do
    inside router tc filter add dev lan1 "$direction" matchall action mirred egress mirror dev mirror0
done
watcher=monitor
for way in $ways; do
    mirror=(--mirror)
    [ "$way" != pcap ] || mirror=() # libpcap takes copies beside the stack: there is nothing to end
    exact "$way eth0 ${mirror[*]}" -- clip
done
