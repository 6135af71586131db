# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Flow tables that come, change and go while `watch` runs: word of them is told at once, without the right to list them.
# shellcheck source=tests/networks/offload.bash
. "$root/tests/networks/offload.bash"
offload_up

# passing NAME yes|no: whether the status says that connections may be forwarded past, uncounted, now.
passing() {
    status "$1" --format json | python3 -c 'import json, sys
sys.exit((json.load(sys.stdin)["offload"]["passing_since"] is not None) != (sys.argv[1] == "yes"))' "$2"
}

for way in ${NETWORK_WAYS:-auto pcap}; do
    begin "$way br-lan"
    holds "$way: no table, nothing passes" passing w1 no
    flowtable "lan1, lan2, wan"
    holds "$way: a table that came passes" until_so "$patience" passing w1 yes
    gap w1 "may be forwarded past the interface"
    says w1 "nobody counts them"
    says w1 "restart Lenswatch"
    clip
    gap w1 "connections are forwarded past the interface"
    inside router nft delete table inet fw
    holds "$way: it went" until_so "$patience" passing w1 no

    # A firewall that is restarted: all in one transaction. Then a device more.
    flowtable "wan" "counter;"
    inside router nft -f - <<'END'
delete table inet fw
table inet fw {
    flowtable f { hook ingress priority 0; devices = { wan }; }
}
END
    sleep 3
    holds "$way: a table of other devices does not pass" passing w1 no
    inside router nft 'add flowtable inet fw f { hook ingress priority 0; devices = { lan1 }; }'
    holds "$way: a device that was added passes" until_so "$patience" passing w1 yes
    inside router nft delete table inet fw
    holds "$way: that went" until_so "$patience" passing w1 no
    finish

    begin "$way br-lan"
    flowtable "lan1, lan2, wan" "counter;"
    sleep 3
    holds "$way: a table that counts is no gap" passing w1 no
    clip
    settle truth
    sleep 3
    finish
    bytes w1 hardware
done
