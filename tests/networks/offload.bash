# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# What the scenes of flow offload share: a real flow table of nftables in the router.

# flowtable DEVICES [WORDS...]: connections that are forwarded are offloaded between these devices.
flowtable() {
    inside router nft delete table inet fw 2>/dev/null || true
    inside router nft -f - <<END
table inet fw {
    flowtable f { hook ingress priority 0; devices = { $1 }; ${*:2} }
    chain forward {
        type filter hook forward priority 0
        meta l4proto { tcp, udp } flow add @f
    }
}
END
}

offload_up() {
    needs_programs conntrack
    needs_modules nf_tables nft_flow_offload nf_flow_table nf_flow_table_inet
    home_up
    inside router sysctl -qw net.netfilter.nf_conntrack_acct=1
    # Connections that are older are not counted, whoever asks.
    inside router conntrack -F 2>/dev/null
}

# bytes NAME COVERAGE: the one upload that was told has the bytes and the class of the recording, and that coverage.
bytes() {
    python3 - truth.jsonl "$1.jsonl" "$2" <<'END' >>"$notes" || failed=1
import json, sys
truth, told = ([json.loads(line) for line in open(name)] for name in sys.argv[1:3])
one, other = ([r for r in list if r["type"] == "upload"] for list in (truth, told))
sending = sum(r["type"] == "uploading" for r in told)
ok = len(one) == len(other) == 1 and other[0]["coverage"] == sys.argv[3] and sending
ok = ok and all(one[0][f] == other[0][f] for f in ("bytes_up", "bytes_down", "packets_up", "packets_down", "class"))
ok = ok and not any(r["type"] == "gap" for r in told)
print("as recorded" if ok else "NOT SO", "%d times told while it ran:" % sending,
      [(r["bytes_up"], r["packets_up"], r["bytes_down"], r["packets_down"], r["class"], r["coverage"],
        r["destination"]["host"], r["start"][14:23], r["end"][14:23])
       for r in one + other], [r["reason"] for r in told if r["type"] == "gap"])
sys.exit(not ok)
END
}
