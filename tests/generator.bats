#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The generator's captures are well-formed, readable by others, and its truth is what others compute from them.

setup() {
	root=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
	generator=${GENERATOR:-$root/build/generator}
	scenes=$root/tests/scenes
	work=$BATS_TEST_TMPDIR
	[ -x "$generator" ] || { echo "no $generator: run make build/generator"; return 1; }
}

# Packets that tshark calls malformed, or whose checksum is wrong.
broken() {
	tshark -r "$1" -o ip.check_checksum:TRUE -o tcp.check_checksum:TRUE -o udp.check_checksum:TRUE -Y \
		'_ws.malformed || ip.checksum.status == 0 || tcp.checksum.status == 0 || udp.checksum.status == 0 || icmpv6.checksum.status == 0' 2>/dev/null
}

need() {
	command -v "$1" >/dev/null || skip "tool: $1 is not installed"
}

each_scene() { # all but those that only benchmarks need
	for scene in "$scenes"/*.scene; do
		case $scene in */bench-*) ;; *) echo "$scene" ;; esac
	done
}

@test "the same seed gives the same bytes, another seed gives others" {
	"$generator" --truth "$work/a.json" "$scenes/family.scene" "$work/a.pcapng"
	sleep 1 # nothing may depend on the time of day
	"$generator" --truth "$work/b.json" "$scenes/family.scene" "$work/b.pcapng"
	"$generator" --seed 2 "$scenes/family.scene" "$work/c.pcapng"
	cmp "$work/a.pcapng" "$work/b.pcapng"
	run ! cmp -s "$work/a.pcapng" "$work/c.pcapng"
}

@test "tshark finds no malformed packet and no wrong checksum in any scene" {
	need tshark
	for scene in $(each_scene); do
		"$generator" "$scene" "$work/x.pcapng"
		[ -z "$(broken "$work/x.pcapng" | head -3 | tee /dev/stderr)" ]
	done
}

@test "tshark finds no malformed packet in any view, merged, big-endian and in nanoseconds too" {
	need tshark
	for view in lan bridge-port any-sll any-sll2 span raw wan "vlan 7" "qinq 100 7" pppoe "wan pppoe"; do
		for options in "" "--merge 64k --nano --big-endian"; do
			for scene in clip live-fragments ipv6-fragments; do
				# shellcheck disable=SC2086 # several words, or none
				"$generator" --view "$view" $options "$scenes/$scene.scene" "$work/x.pcapng"
				[ -z "$(broken "$work/x.pcapng" | head -3 | tee /dev/stderr)" ]
			done
		done
	done
}

@test "every scene's truth is what tshark's packets say by the rule" {
	need tshark
	for scene in $(each_scene); do
		"$generator" "$scene" "$work/$(basename "$scene" .scene).pcapng"
	done
	"$root/tests/generator/check-truth" "$work"/*.json
}

@test "truth holds for cut packets, merged packets, tags, PPPoE, raw IP and behind the router" {
	need tshark
	"$generator" --snaplen 96 "$scenes/clip.scene" "$work/cut.pcap"
	"$generator" --merge 64k "$scenes/clip.scene" "$work/merged.pcap"
	for view in "vlan 7" "qinq 100 7" pppoe raw wan; do
		"$generator" --view "$view" "$scenes/clip.scene" "$work/${view%% *}.pcap"
	done
	"$root/tests/generator/check-truth" "$work"/*.json
}

@test "--merge makes packets beyond the MTU, up to 64 KB" {
	need tshark
	"$generator" --merge 64k "$scenes/clip.scene" "$work/x.pcap"
	largest=$(tshark -r "$work/x.pcap" -T fields -e ip.len 2>/dev/null | sort -n | tail -1)
	[ "$largest" -gt 20000 ] && [ "$largest" -le 65535 ]
}

@test "a bridge and its port show each packet twice, as two interfaces" {
	need tshark
	"$generator" --view bridge-port "$scenes/clip.scene" "$work/x.pcapng"
	"$generator" "$scenes/clip.scene" "$work/y.pcapng"
	port=$(tshark -r "$work/x.pcapng" -Y 'frame.interface_name == "lan1"' 2>/dev/null | wc -l)
	bridge=$(tshark -r "$work/x.pcapng" -Y 'frame.interface_name == "br-lan"' 2>/dev/null | wc -l)
	[ "$port" -eq "$bridge" ] && [ "$port" -eq "$(tshark -r "$work/y.pcapng" 2>/dev/null | wc -l)" ]
}

@test "ndpiReader reads each name that is told over TLS and QUIC" {
	need ndpiReader
	for pair in "clip vs-cam.u011.immedia-semi.com" "clip-sni-only vs-cam.u011.immedia-semi.com" \
		"clip-bucket wyze-device-alarm-file.s3.us-west-2.amazonaws.com" "quic-upload nest-camera-media.googleapis.com" \
		"snapshots fw-snaps.prod.gws.ring.amazon.dev" "family upload.youtube.com" "firmware firmwares.ring.com"; do
		read -r scene name <<<"$pair"
		set -- "$scene" "$name"
		"$generator" "$scenes/$1.scene" "$work/x.pcap"
		ndpiReader -i "$work/x.pcap" -v 2 2>/dev/null | grep -v ':53 ' | grep -qF "SNI: $2" || { echo "$1: $2 not read"; return 1; }
	done
}

@test "no name is told where the scene says none" {
	need tshark
	"$generator" "$scenes/clip-dns-only.scene" "$work/x.pcap"
	[ -z "$(tshark -r "$work/x.pcap" -Y tls.handshake.extensions_server_name 2>/dev/null)" ]
	"$generator" "$scenes/clip-nameless.scene" "$work/x.pcap"
	[ -z "$(tshark -r "$work/x.pcap" -Y 'dns || tls.handshake.extensions_server_name' 2>/dev/null)" ]
	grep -q '"remote_name":null' "$work/x.json"
}

@test "the worst-case mix has 70,000 flows and ndpiReader knows the kinds in it" {
	need ndpiReader
	"$generator" --repeat 10 --truth "$work/x.json" "$scenes/bench-mix.scene" "$work/x.pcap"
	ndpiReader -i "$work/x.pcap" >"$work/said" 2>/dev/null
	flows=$(sed -n 's/.*Unique flows: *\([0-9]*\).*/\1/p' "$work/said")
	[ "$flows" -ge 70000 ]
	for kind in TLS QUIC DNS HTTP STUN MQTT Unknown; do
		grep -q "^[[:space:]]$kind " "$work/said" || { echo "no $kind"; return 1; }
	done
	rm "$work/x.pcap"
}

@test "the demo's sample is small, well-formed, and its truth holds" {
	need tshark
	sample=$root/tests/samples/demo.pcapng
	[ "$(stat -c %s "$sample")" -le 1500000 ]
	[ -z "$(broken "$sample" | head -3 | tee /dev/stderr)" ]
	"$root/tests/generator/check-truth" "${sample%.pcapng}.json"
}

# Expects exit 1 and a message that holds the text for a scenario of the lines given.
refused() {
	expected=$1
	shift
	printf '%s\n' "$@" >"$work/bad.scene"
	run "$generator" "$work/bad.scene" "$work/bad.pcap"
	echo "said: $output"
	[ "$status" -eq 1 ]
	[[ $output == *"$expected"* ]]
}

@test "mistakes in a scenario are told by file and line, with the cure" {
	lan="house lan 192.168.1.0/24"
	camera="device c camera mac f4:b8:5e:00:00:01 ip 192.168.1.9"
	refused "bad.scene:1: \"hose\" begins no line; use start" "hose lan 192.168.1.0/24"
	refused "bad.scene:2: device c needs an ip inside" "$lan" "device c camera mac f4:b8:5e:00:00:01 ip 10.0.0.9"
	refused "bad.scene:2: no device \"d\"" "$lan" "at 00:01 d clip bytes 1"
	refused "bad.scene:3: \"12q\" is no value for bytes" "$lan" "$camera" "at 00:01 c clip bytes 12q"
	refused "bad.scene:3: there is no parameter \"byte\"" "$lan" "$camera" "at 00:01 c clip byte 12"
	refused "bad.scene:3: nothing is called \"dance\"" "$lan" "$camera" "at 00:01 c dance"
	refused "bad.scene:1: a quote is not closed" 'house lan "192.168.1.0/24'
	refused "bad.scene:2: view \"vlan 5000\" is not known" "$lan" "view vlan 5000"
	refused "bad.scene:3: \"0\" is no value for gap" "$lan" "$camera" "at 00:01 c keepalive gap 0"
	refused "bad.scene:3: the house has no IPv6" "$lan" "$camera" "at 00:01 c clip ip 2001:db8::1"
	refused "bad.scene:3: \"live\" cannot be played" "$lan" "$camera" "at 00:01 c live by pigeon"
	refused "there is no house" "start 2026-03-02T08:00:00Z"
	refused "say: start 2026" "start yesterday"
	run "$generator" --view sideways "$scenes/clip.scene" "$work/x.pcap"
	[ "$status" -ne 0 ] && [[ $output == *"is not known; use lan"* ]]
}
