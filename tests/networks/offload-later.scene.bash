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

# The upload is told as counted there, no byte less than was recorded and at most 1 % more, and no gap. Times are those of two looks: a
# handshake that lies seconds before the first data belongs to the upload then, and its class may be another.
counted() {
    python3 - <<'END'
import json, sys
truth, told = ([json.loads(line) for line in open(name)] for name in ("truth.jsonl", "w1.jsonl"))
one, other = ([r for r in list if r["type"] == "upload"] for list in (truth, told))
ok = len(one) == len(other) == 1 and other[0]["coverage"] == "hardware" and not any(r["type"] == "gap" for r in told)
sys.exit(not (ok and one[0]["bytes_up"] <= other[0]["bytes_up"] <= one[0]["bytes_up"] * 1.01))
END
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
    holds "$way: what the table forwarded is counted" counted
done
