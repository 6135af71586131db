#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Captures taken where the network card or the kernel merges segments (GRO, TSO): what is told of them is what is told of the
# packets themselves, but for the headers that are gone. Run from the top.

setup() {
    # shellcheck source=tests/lib/scenes.bash
    . "$BATS_TEST_DIRNAME/lib/scenes.bash"
    scenes_setup
}

# Compares the events of a capture with those of its merged copy; both as JSON lines. What is missing is headers and no more: 52 of
# 1,500 bytes over IPv4, more where segments are shorter or the network is IPv6.
compare() {
    python3 - "$1" "$2" <<'END'
import datetime, json, sys

def read(path):
    events = [json.loads(line) for line in open(path)]
    return [e for e in events if e["type"] == "upload"]

def when(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()

plain, merged = read(sys.argv[1]), read(sys.argv[2])
assert len(plain) == len(merged), f"{len(plain)} events, merged {len(merged)}"
for a, b in zip(plain, merged):
    at = a["start"]
    assert a["destination"]["ips"] == b["destination"]["ips"] and a["camera"]["mac"] == b["camera"]["mac"], at
    assert abs(when(a["start"]) - when(b["start"])) <= 1 and abs(when(a["end"]) - when(b["end"])) <= 1, at
    assert a["class"] == b["class"], f"{at}: {a['class']}, merged {b['class']}"
    assert a["destination"]["kind"] == b["destination"]["kind"] and a["destination"]["host"] == b["destination"]["host"], at
    fewer = a["packets_up"] - b["packets_up"]
    header = 80 if ":" in a["destination"]["ips"][0] else 60
    assert 0 <= a["bytes_up"] - b["bytes_up"] <= fewer * header, f"{at}: {a['bytes_up']} B, merged {b['bytes_up']} B"
    if a["bytes_up"] >= 1200 * a["packets_up"] and header == 60:
        assert b["bytes_up"] >= 0.96 * a["bytes_up"], f"{at}: {a['bytes_up']} B, merged {b['bytes_up']} B"
    assert b["coverage"] == ("merged" if fewer else a["coverage"]), f"{at}: {b['coverage']}"
END
}

# merged CAPTURE: prints how many packets were merged into others, and compares.
merged() {
    local out count
    out=$BATS_TEST_TMPDIR/$(basename "$1")
    command -v editcap >/dev/null || skip "tool: editcap (wireshark-common) is not installed"
    count=$(tests/lib/merge-packets "$1" "$out.merged")
    "$lenswatch" replay --format jsonl --rules rules "$1" >"$out.1"
    "$lenswatch" replay --format jsonl --rules rules "$out.merged" >"$out.2"
    echo "$1: $count super-packets"
    compare "$out.1" "$out.2"
}

@test "clips over TCP, merged" {
    local name
    for name in clip clips-lossy clips-two-cameras clip-dns-only clip-bucket hub snapshots live-media-host plain-http; do
        scene "$name"
        merged "$capture"
    done
}

@test "what merges is said to be merged" {
    scene clip
    merged "$capture" | grep -v ': 0 super-packets'
    [ "$("$lenswatch" replay --format jsonl --rules rules "$BATS_TEST_TMPDIR/clip.pcap.merged" | grep '"type":"upload"' |
        field 'r["coverage"]' | sort -u)" = merged ]
}

@test "the generator's own super-packets keep windows and classes" {
    local name plain
    for name in clip clips-two-cameras ipv6-advertised live-media-host; do
        scene "$name"
        plain=$truth
        scene "$name" merged --merge 64k
        tests/lib/judge --binary "$lenswatch" --low 4 --slack 1 --capture "$capture" "$plain"
    done
}

@test "real captures, merged" {
    local file count=0
    [ -d "$captures" ] || skip "data: no captures of others at $captures (docs/accuracy.md)"
    for file in "$captures"/*.pcap "$captures"/*.pcapng; do
        merged "$file"
        count=$((count + 1))
    done
    [ "$count" -gt 0 ]
}
