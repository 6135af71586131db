# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# An upload that a flow table forwards already when watching begins, as after a restart: where the bridge alone is watched not one packet
# of it passes. It is told that something goes by unseen; at the ports it is seen from then on.
# shellcheck source=tests/networks/offload.bash
. "$root/tests/networks/offload.bash"
offload_up
# under_way: the upload has left the bridge's sight.
under_way() {
    ip netns exec "$home-camera" "$root/tests/home/send" --4 --seconds 300 --bytes 15000000 vs-cam.u011.immedia-semi.com &
    sender=$!
    until_so "$patience" eval "inside router conntrack -L 2>/dev/null | grep -q OFFLOAD"
    sleep 5
}
for way in ${NETWORK_KERNEL:-tc} pcap; do
    flowtable "lan1, lan2, wan" "counter;"
    under_way
    start w1 "$way br-lan"
    gap w1 "older than this run"
    says w1 "what goes out by them is not seen"
    kill "$sender"
    finish
done
under_way
start w1 "auto br-lan"
sleep 20
kill "$sender"
finish
holds "$(cat w1.with) tells the rest of the upload" eval "[ \"\$(of w1 upload 'r[\"bytes_up\"] > 500000')\" = True ]"
