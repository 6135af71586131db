#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# One house seen from every place a capture is taken at, in every form it is kept in: the same is told. Run from the top.
# shellcheck disable=SC2119 # told takes options where there are some

setup() {
    # shellcheck source=tests/lib/scenes.bash
    . "$BATS_TEST_DIRNAME/lib/scenes.bash"
    scenes_setup
}

# What the events say that hangs on no view, one a line.
tell_alike() {
    told | field '(r["destination"]["ips"], r["bytes_up"], r["bytes_down"], r["packets_up"], r["class"],
        r["destination"]["kind"], r["destination"]["host"], r["coverage"])' | sort
}

# seen VARIANT OPTION...: the replay keeps to the truth of this view and says what that of the plain view says.
seen() {
    local plain
    scene case-02-rich-house
    plain=$(tell_alike)
    scene case-02-rich-house "$@"
    tests/lib/judge --binary "$lenswatch" --capture "$capture" "$truth"
    diff <(echo "$plain") <(tell_alike)
}

copies() {
    "$lenswatch" replay --format jsonl --rules rules "$capture" | tail -n 1 | field 'r["copies"]'
}

@test "the LAN: five uploads of two cameras, no copies" {
    seen lan --view lan
    [ "$(told | wc -l)" -eq 5 ]
    [ "$(copies)" -eq 0 ]
}

@test "a bridge and its port: each packet twice" {
    seen bridge-port.pcapng --view bridge-port
    [ "$(copies)" -gt 0 ]
}

@test "the any device, cooked: port, bridge and beyond the address translation" {
    seen any-sll --view any-sll
    [ "$(copies)" -gt 0 ]
}

@test "the any device, cooked v2" {
    seen any-sll2 --view any-sll2
    [ "$(copies)" -gt 0 ]
}

@test "a mirror port that copies both ways" {
    seen span --view span
    [ "$(copies)" -gt 0 ]
}

@test "raw IP: devices are addresses" {
    seen raw --view raw
}

@test "VLAN, QinQ, PPPoE and PPPoE in a VLAN" {
    seen vlan --view 'vlan 7'
    seen qinq --view 'qinq 100 7'
    seen pppoe --view pppoe
    seen vlan-pppoe --view 'vlan 7 pppoe'
}

@test "pcapng, nanoseconds and the other byte order" {
    seen pcapng --format pcapng
    seen nano --nano
    seen nano.pcapng --nano --format pcapng
    seen big --big-endian
    seen big.pcapng --big-endian --format pcapng
    seen big-nano --big-endian --nano
}

@test "compressed and from standard input" {
    scene case-02-rich-house
    local plain
    plain=$(tell_alike)
    gzip -c "$capture" >"$BATS_TEST_TMPDIR/a.pcap.gz"
    zstd -q "$capture" -o "$BATS_TEST_TMPDIR/a.pcap.zst"
    tests/lib/judge --binary "$lenswatch" --capture "$BATS_TEST_TMPDIR/a.pcap.gz" "$truth"
    tests/lib/judge --binary "$lenswatch" --capture "$BATS_TEST_TMPDIR/a.pcap.zst" "$truth"
    diff <(echo "$plain") <("$lenswatch" replay --format jsonl --rules rules - <"$capture" | grep '"type":"upload"' |
        field '(r["destination"]["ips"], r["bytes_up"], r["bytes_down"], r["packets_up"], r["class"],
        r["destination"]["kind"], r["destination"]["host"], r["coverage"])' | sort)
}

@test "packets cut at 150, 96 and 60 bytes: the same bytes and times; a name may be missing, not wrong" {
    local length
    for length in 150 96; do
        scene case-02-rich-house "snaplen-$length" --snaplen "$length"
        tests/lib/judge --binary "$lenswatch" --nameless --capture "$capture" "$truth"
    done
    # In 60 bytes no router advertisement or neighbour's answer is left: the IPv6 prefix of the home must be told.
    scene case-02-rich-house snaplen-60 --snaplen 60
    tests/lib/judge --binary "$lenswatch" --nameless --arg=--home --arg=2001:db8:1::/64 --capture "$capture" "$truth"
}

@test "super-packets: the same windows and classes, said to be merged, at most 4 % low" {
    scene case-02-rich-house
    local whole=$truth
    scene case-02-rich-house merged --merge 64k
    tests/lib/judge --binary "$lenswatch" --low 4 --slack 1 --capture "$capture" "$whole"
    [ "$(told | field 'r["coverage"] if r["destination"]["transport"] == "tcp" else "merged"' | sort -u)" = merged ]
}
