# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Flow offload between the ports and the outer interface (OpenWrt's hardware option, also where it is done in software): the bridge sees
# the first packets alone. `auto` watches the ports too; else connection tracking is read, and where it does not count there is a gap.
# shellcheck source=tests/networks/offload.bash
. "$root/tests/networks/offload.bash"
offload_up
flowtable "lan1, lan2, wan"
exact "auto br-lan" -- clip

for way in ${NETWORK_KERNEL:-tc} pcap; do
    flowtable "lan1, lan2, wan" "counter;"
    begin "$way br-lan"
    clip
    settle truth
    sleep 3
    finish
    bytes w1 hardware

    flowtable "lan1, lan2, wan"
    begin "$way br-lan"
    clip
    gap w1 "forwarded past the interface"
    says w1 "nobody counts them"
    finish
done
