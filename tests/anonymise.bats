#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# `lenswatch anonymise`: a replay of the copy tells the same under other names, and nothing of the original's is in it.
bats_require_minimum_version 1.5.0

setup() {
    # shellcheck source=tests/lib/scenes.bash
    . "$BATS_TEST_DIRNAME/lib/scenes.bash"
    scenes_setup
    key=$BATS_TEST_TMPDIR/key
    copy=$BATS_TEST_TMPDIR/copy.pcapng
    printf '%064d\n' 7 >"$key"
}

# other CAPTURE [OPTION OF replay...]: its copy tells the same and names nobody.
other() {
    "$lenswatch" anonymise --quiet --rules rules --key "$key" "$1" "$copy"
    tests/lib/anonymised "$lenswatch" "$1" "$copy" "${@:2}" || { echo "in $1"; return 1; }
}

# scenes NAME...: the same of scenes.
scenes() {
    local name
    for name; do
        scene "$name"
        other "$capture"
    done
}

@test "the sample's copy tells the same, what it says of its losses too" {
    other tests/samples/demo.pcapng
    "$lenswatch" replay --rules rules --format jsonl "$copy" | grep -q '"lost":0'
}

@test "clips, snapshots and live views by every protocol" {
    scenes clip clip-bucket clip-cname clip-dns-only clip-nameless clip-sni-only snapshots live-pppp live-tutk live-mydlink live-relay \
        live-webrtc live-talk-back live-two-ends mjpeg-home plain-http
}

@test "QUIC, IPv6, fragments, tunnels and multicast" {
    scenes quic quic-upload dual-stack ipv6-advertised ipv6-silent ipv6-fragments live-fragments vpn multicast-home two-addresses
}

@test "houses with phones, hubs, speakers and things that are no camera" {
    scenes family case-02-rich-house case-04-speaker case-05-recorder-then-cloud case-10-home-hub case-12-outage case-20-family-nameless \
        case-26-things-of-a-maker case-29-things-that-film case-30-called-camera
}

@test "captures that were lost, copied, cut short or taken at another link" {
    scenes clips-lossy
    local view
    for view in any-sll any-sll2 raw span pppoe "vlan 7"; do
        scene clip "${view/ /-}" --view "$view"
        other "$capture"
    done
    scene clip cut-short --snaplen 200
    other "$capture"
    scene clip big.pcapng --big-endian --nano
    "$lenswatch" anonymise --quiet --rules rules --key "$key" "$capture" "$copy"
    scene clip
    head -c "$(($(stat -c %s "$capture") - 7))" "$capture" >"$BATS_TEST_TMPDIR/cut.pcap"
    other "$BATS_TEST_TMPDIR/cut.pcap"
    "$lenswatch" replay --rules rules --format jsonl "$copy" | grep -q '"outcome":"cut"'
}

@test "the same key gives the same bytes, another key others" {
    "$lenswatch" anonymise --quiet --rules rules --key "$key" tests/samples/demo.pcapng "$copy"
    "$lenswatch" anonymise --quiet --rules rules --key "$key" tests/samples/demo.pcapng "$copy.again"
    cmp "$copy" "$copy.again"
    head -c 32 /dev/zero >"$key"
    "$lenswatch" anonymise --quiet --rules rules --key "$key" tests/samples/demo.pcapng "$copy.again"
    run -1 cmp "$copy" "$copy.again"
}

@test "what is not covered is refused, with nothing written" {
    run -1 "$lenswatch" anonymise --rules rules --key "$key" docs/records.schema.json "$copy"
    [[ $output == *"records.schema.json"* ]]
    "$lenswatch" replay --rules rules --format jsonl tests/samples/demo.pcapng >"$BATS_TEST_TMPDIR/events.jsonl"
    run -1 "$lenswatch" anonymise --rules rules --key "$key" "$BATS_TEST_TMPDIR/events.jsonl" "$copy"
    run -1 "$lenswatch" anonymise --rules rules --key "$BATS_TEST_TMPDIR/none" tests/samples/demo.pcapng "$copy"
    [[ $output == *"make a key with: head -c 32 /dev/urandom"* ]]
    run -1 "$lenswatch" anonymise --rules rules --key docs/records.md tests/samples/demo.pcapng "$copy"
    [[ $output == *"a key is 32 bytes"* ]]
    run -1 "$lenswatch" anonymise --rules rules --key "$key" - "$copy"
    [[ $output == *"read twice"* ]]
    run -2 "$lenswatch" anonymise --rules rules --key "$key" tests/samples/demo.pcapng
    [ ! -e "$copy" ]
}
