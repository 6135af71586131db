#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# What a careful product must tell apart, case by case, each as far as a capture can show it. Run from the top.
# Firmware, hardware offload and what else no capture shows stands in docs/blind-spots.md.

setup() {
    # shellcheck source=tests/lib/scenes.bash
    . "$BATS_TEST_DIRNAME/lib/scenes.bash"
    scenes_setup
}

# silent NAME: the scene is judged right, and right is that nothing left.
silent() {
    judged "$1"
    [ -z "$(told)" ]
}

# says EXPRESSION WANTED [OPTION...]: what the events of $capture say, each different answer once.
says() {
    local said
    said=$(told "${@:3}" | field "$1" | sort -u)
    [ "$said" = "$2" ] || { echo "$1: $said, not $2"; return 1; }
}

records() {
    "$lenswatch" replay --format jsonl --rules rules "$capture"
}

# summed_up EXPRESSION: what the summary says of $capture.
summed_up() {
    records | grep '"type":"summary"' | field "$1"
}

# promised PROMISE SINCE UNTIL: its verdict, of $capture.
promised() {
    "$lenswatch" replay --rules rules --ledger "$BATS_TEST_TMPDIR/l.db" "$capture" >/dev/null
    "$lenswatch" promises --ledger "$BATS_TEST_TMPDIR/l.db" --format json --promise "$1" --since "$2" --until "$3" |
        python3 -c 'import json, sys; print([p["verdict"] for p in json.load(sys.stdin)])'
}

@test "firmware comes down: nothing leaves, even from the host that takes the clips" {
    silent firmware
    silent case-03-firmware-of-media-host
}

@test "a smart speaker's voice is not footage, and speech where that is asked for" {
    judged case-04-speaker
    says 'r["camera"]["name"]' blink-123456
    says '"{} {} {} {}".format(r["camera"]["name"], r["camera"]["form"], r["class"], r["destination"]["service"])' \
        "amazon-4f2a9c speaker speech Alexa
blink-123456 camera clip Blink" --speakers
    # Each time it spoke, to the byte; what else it sent to its maker is not speech.
    [ "$(told --speakers | grep -c '"class":"speech"')" -eq 12 ]
    "$lenswatch" replay --rules rules --speakers "$capture" | grep -q 'Probable Alexa speaker (…34:56) possibly sent speech to Alexa (Amazon): '
}

@test "a phone's cloud backup, a call, a game, a shared screen, a swarm and a tunnel are nobody's business" {
    silent family
}

@test "the same where nothing names the family's devices" {
    silent case-20-family-nameless
}

@test "what a recorder takes inside the house stays there; what it sends to a cloud later is its own upload" {
    judged case-05-recorder-then-cloud
    says 'r["camera"]["mac"], r["camera"]["form"]' "('44:19:b6:12:34:56', 'hub')"
    [ "$(records | grep '"type":"local"' | field 'r["camera"]["mac"]' | sort -u)" = ec:71:db:12:34:56 ]
    # It may be the camera's film: nobody is promised that nothing of it left.
    [ "$(records | grep '"type":"gap"' | field 'r["camera"]["mac"], r["cause"]')" = "('ec:71:db:12:34:56', 'sent-on')" ]
    scene case-05-recorder-then-cloud pcapng
    [ "$(promised "ec:71:db:12:34:56: nothing leaves" 2026-03-02T08:00 2026-03-02T09:02)" = "['unknown']" ]
}

@test "MJPEG that a browser at home shows is a local view of the camera, and none of a home server" {
    silent mjpeg-home
    [ "$(records | grep '"type":"local"' | field 'r["camera"]["mac"], r["class"], r["bytes_up"]')" = "('b0:c5:54:12:34:56', 'live', 11675092)" ]
    [ "$(records | grep -c '"type":"camera"')" -eq 1 ]
}

@test "a stream to a group of the house, and D-Link's to a viewer there, stay and are told so" {
    silent multicast-home
    [ "$(records | grep '"type":"local"' | field 'r["camera"]["mac"], r["class"], r["bytes_up"]')" = "('ac:cc:8e:12:34:56', 'live', 5125000)
('b0:c5:54:12:34:57', 'live', 5271645)" ]
}

@test "a live view by a phone at home: rendezvous goes outside, the view stays" {
    silent case-06-viewer-inside
    records | grep -q '"type":"local"'
}

@test "a live view through a relay leaves the house even when the viewer is at home" {
    judged case-07-relay-at-home
    says 'r["destination"]["kind"]' relay
}

@test "a remote viewer straight at the camera is a peer, not a vendor's cloud" {
    judged live-pppp
    says 'r["destination"]["kind"], r["destination"]["service"]' "('peer', None)"
}

@test "a TURN relay is a relay" {
    judged live-relay
    says 'r["destination"]["kind"]' relay
}

@test "of an address with many names the greeting's counts, then the last the camera itself asked for, never another's" {
    judged case-08-shared-address
    says 'r["destination"]["host"]' vs-cam.u011.immedia-semi.com
    [ "$(told | field 'r["destination"]["host_source"]' | sort | tr '\n' ' ')" = "dns sni " ]
}

@test "a tunnel of the camera's own: kind vpn, no host" {
    judged case-09-tunnel
    says 'r["destination"]["kind"], r["destination"]["host"]' "('vpn', None)"
}

@test "a camera with IPv6 privacy addresses is one camera by its MAC" {
    scene ipv6-advertised
    local old=2001:db8:1:0:72ad:43ff:fe12:3456
    tests/lib/readdress "$capture" "$BATS_TEST_TMPDIR/new.pcap" $old 2001:db8:1:0:1234:5678:9abc:def0 29
    capture=$BATS_TEST_TMPDIR/new.pcap
    says 'r["camera"]["mac"], r["camera"]["ip"]' "('70:ad:43:12:34:56', '2001:db8:1:0:1234:5678:9abc:def0')"
    [ "$(records | grep -c '"type":"camera"')" -eq 1 ]
    tests/lib/judge --binary "$lenswatch" --capture "$capture" "$truth"
}

@test "cameras behind a hub show as the hub" {
    judged hub
    says 'r["camera"]["mac"]' fc:9c:98:12:34:56
}

@test "a mirror port's second copies count once, and are said" {
    local plain
    scene clip
    plain=$(told | field 'r["bytes_up"], r["packets_up"]')
    scene clip span --view span
    [ "$(told | field 'r["bytes_up"], r["packets_up"]')" = "$plain" ]
    [ "$(records | tail -n 1 | field 'r["copies"] > 0')" = True ]
}

@test "a stream to the router's own address outside stays at home once that address is told" {
    judged case-11-hairpin
    [ -z "$(told --home 203.0.113.77/32)" ]
}

@test "super-packets say that they are merged, and cut packets count whole" {
    scene clip merged --merge 64k
    says 'r["coverage"]' merged
    local plain
    scene clip-nameless
    plain=$(told | field 'r["bytes_up"]')
    scene clip-nameless snaplen-60 --snaplen 60
    [ "$(told | field 'r["bytes_up"]')" = "$plain" ]
}

@test "what was sent twice crossed the wire twice" {
    judged clips-lossy
    local lossy
    lossy=$(told | field 'r["bytes_up"]' | sort -n | head -n 1)
    sed 's/ loss 2%//' tests/scenes/clips-lossy.scene >"$BATS_TEST_TMPDIR/clean.scene"
    capture=$BATS_TEST_TMPDIR/clean.pcap
    build/generator "$BATS_TEST_TMPDIR/clean.scene" "$capture"
    [ "$lossy" -gt "$(told | field 'r["bytes_up"]' | sort -n | tail -n 1)" ]
}

@test "clips that waited for an outage to end are told when they were uploaded" {
    judged case-12-outage
    says 'r["start"][:16]' 2026-03-02T08:20
}

@test "a camera that wakes, asks for an address and says that it lives sends no footage" {
    silent case-13-wake-up
    records | grep -q '"type":"camera"'
}

@test "set-up is small and silent" {
    silent case-14-set-up
}

@test "floods of the carrier's own network are no destination" {
    silent case-15-shared-network
}

@test "a stream into the carrier's own network is told, with no kind and no country" {
    judged case-22-carrier-stream
    says 'r["destination"]["kind"], r["destination"]["country"]' "('unknown', None)"
}

@test "a plug and a vacuum cleaner in a cloud that cameras share are no cameras" {
    silent case-16-plug
    [ "$(records | grep -c '"type":"camera"')" -eq 0 ]
}

@test "QUIC that comes down more than it goes up is no upload" {
    silent case-03-firmware-of-media-host
    judged quic
}

@test "telemetry in bursts is no footage, however large" {
    silent case-17-telemetry
    silent signalling
}

@test "what is neither footage nor explained is held against that camera, and no other" {
    silent unexplained
    [ "$(records | grep '"type":"gap"' | field 'r["camera"]["mac"], r["bytes"] >= 100000' | sort -u)" = "('ec:71:db:12:34:56', True)" ]
    [ "$(records | grep '"type":"summary"' | field 'r["nothing_left"], r["doubts"]')" = "('cannot-tell', ['losses-unknown', 'unexplained'])" ]
    scene unexplained pcapng
    "$lenswatch" replay --rules rules --ledger "$BATS_TEST_TMPDIR/l.db" "$capture" >/dev/null
    asked() { "$lenswatch" attest --ledger "$BATS_TEST_TMPDIR/l.db" --camera "$1" --since "2026-03-02T10:$2" --until "2026-03-02T$3"; }
    asked hall 02 11:15
    asked front 02 10:09
    run asked front 02 11:15
    [ "$status" -eq 3 ]
    [[ $output = *"not explained"* ]]
    [ "$(promised "hall: nothing leaves" 2026-03-02T10:02 2026-03-02T11:15)" = "['kept']" ]
    [ "$(promised "front: nothing leaves" 2026-03-02T10:02 2026-03-02T11:15)" = "['unknown']" ]
}

@test "a week of keep-alives is no footage" {
    silent keepalive-week
}

@test "HomeKit Secure Video: what stays is told as local, what the home hub sends is out of reach" {
    silent case-10-home-hub
    records | grep -q '"type":"local"'
    grep -q HomeKit docs/blind-spots.md
}

@test "a lone clip of a thing that nothing names stays untold" {
    silent case-01-lone-clip
}

@test "an unnamed camera that first streams after a day is found and what waited is told, a phone's never" {
    judged unnamed-camera
    judged case-18-waiting
    says 'r["camera"]["mac"], r["camera"]["suspected"]' "('24:0a:c4:12:34:56', True)"
    [ "$(told | wc -l)" -eq 3 ]
}

@test "a phone with the cameras' apps, its pictures and a clip it shares: nothing is told" {
    silent case-19-vendors-app
}

@test "a phone that watches cameras elsewhere is no camera, and its backups are nobody's business" {
    silent case-23-viewer-of-another-house
}

@test "a computer with an adapter of a maker of cameras is no camera by one upload; such a camera's live view is told" {
    judged case-24-mixed-makers
    says 'r["camera"]["mac"]' 1c:61:b4:12:34:56
}

@test "a chime of a doorbell's maker and a display with a voice assistant are no cameras; a doorbell is one once it sends" {
    judged case-27-chime-and-display
    says 'r["camera"]["name"]' Ring-654325
    [ "$(records | grep -c '"type":"camera"')" -eq 1 ]
}

@test "an assistant whose answers are longer than the questions is told where asked for; who only uses its hosts is not" {
    silent case-28-speakers
    says '"{} {} {}".format(r["camera"]["name"], r["class"], r["destination"]["service"])' "HomePod speech Siri
amazon-4f2a9c speech Alexa" --speakers
    [ "$(told --speakers | grep -c '"class":"speech"')" -eq 10 ]
}

@test "a camera is found by what only such devices call, by its own model, and by datagrams that no other thing sends" {
    judged case-29-things-that-film
}

@test "a computer, a chime and a switch are no cameras for what they are called; a doorbell is one once it sends" {
    judged case-30-called-camera
    says 'r["camera"]["name"]' front-doorbell
    [ "$(records | grep -c '"type":"camera"')" -eq 1 ]
}

@test "a switch by a maker of cameras is none; a camera of that maker is one once it sends, to a service of phones too" {
    judged case-33-maker-of-switches
    says 'r["camera"]["mac"]' "28:57:be:12:34:58
3c:ef:8c:12:34:56"
    [ "$(records | grep -c '"type":"camera"')" -eq 2 ]
}

@test "what another adapter sends from any of a camera's addresses may be the camera's" {
    judged case-31-second-adapter
    scene case-31-second-adapter pcapng
    [ "$(summed_up 'r["nothing_left"], r["doubts"]')" = "('cannot-tell', ['unseen'])" ]
    [ "$(records | grep '"type":"gap"' | field 'r["cause"], r["camera"]["mac"]' | sort -u)" = "('address-shared', '58:70:c6:12:34:56')" ]
    [ "$(promised "porch: nothing leaves" 2026-03-02T10:00 2026-03-02T10:07)" = "['unknown']" ]
}

@test "a camera on batteries that is recorded alone and falls asleep leaves no hole" {
    judged case-32-falls-asleep
    scene case-32-falls-asleep pcapng
    [ "$(summed_up 'r["nothing_left"], r["doubts"]')" = "('no', [])" ]
    [ "$(promised "all: only live and continuous" 2026-03-02T10:00 2026-03-02T10:22)" = "['kept']" ]
    "$lenswatch" attest --ledger "$BATS_TEST_TMPDIR/l.db" --camera yi-gate --since 2026-03-02T10:12 --until 2026-03-02T10:21
}
