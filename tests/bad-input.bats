#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Captures, rules and geography that are broken: what is said of them, the exit status, and that nothing read is lost.

setup() {
	# shellcheck source=tests/lib/replay.bash
	. "$BATS_TEST_DIRNAME/lib/replay.bash"
	replay_setup
}

forms="Lenswatch reads pcap and pcapng, also .gz, .zst and .xz"
geo_cure="give a whole MMDB file (GeoLite2, DB-IP, IPinfo Lite), or make one with scripts/build-geo-db"

# What a cut file has to leave: the reason in the run record, a gap at its end, and what was sent before.
cut_is_told() {
	replay --format jsonl "$1"
	told 0 "$1: $2"
	[ "$(records out.txt run 'r["files"][0]["ended"]')" = "$2" ]
	[ "$(records out.txt gap 'r["reason"]')" = "the capture file ends in the middle of a packet" ]
	[ "$(records out.txt gap 'r["to"]')" = "$(records out.txt run 'r["files"][0]["last"]')" ]
	[ "$(records out.txt upload 'r["bytes_up"]')" = "$(records whole.jsonl upload 'r["bytes_up"]')" ]
}

# $bad is where MaxMind's broken databases lie.
bad_databases() {
	bad=$(realpath -m "${LENSWATCH_MMDB:-$root/../shared/geo}")/bad
	[ -d "$bad" ] || skip "data: no broken databases at $bad (LENSWATCH_MMDB)"
}

# A capture of two clips, and what is told of them.
two_clips() {
	scene clip clip.pcap
	"$lenswatch" replay --format jsonl clip.pcap >whole.jsonl
}

# The same, ending while a phone sends much: what is lost at its end is the phone's.
two_clips_and_more() {
	two_clips
	editcap -F pcap -B "2026-03-02 08:02:04" clip.pcap part.pcap
}

@test "what is not a capture is told by its first bytes" {
	echo "hello there world" >notes.pcap
	replay notes.pcap
	told 1 "notes.pcap: not a capture: it begins with \"hello th\"; $forms"
	gzip notes.pcap
	replay notes.pcap.gz
	told 1 "notes.pcap.gz: not a capture: it begins with \"hello th\" when unpacked; $forms"
	[ -z "$out" ]
}

@test "an empty file, packed or not, is told" {
	: >empty.pcap
	replay empty.pcap
	told 1 "empty.pcap: is empty; was the capture stopped before it began?"
	gzip empty.pcap
	replay empty.pcap.gz
	told 1 "empty.pcap.gz: holds nothing when unpacked; was the capture stopped before it began?"
}

@test "a capture without packets says so and is no failure" {
	scene clip clip.pcap
	head -c 24 clip.pcap >header.pcap
	replay header.pcap
	told 0 ""
	says "The capture holds no packets, so nothing is known."
	replay --format jsonl header.pcap
	[ "$(records out.txt summary 'r["packets"], r["first"]')" = "(0, None)" ]
}

@test "a header that is cut holds no packet" {
	scene clip clip.pcap
	head -c 10 clip.pcap >cut.pcap
	replay cut.pcap
	told 1 "cut.pcap: it is cut inside its header: it holds no packet"
}

@test "a first packet that is cut leaves nothing, and says so" {
	scene clip clip.pcap
	head -c 30 clip.pcap >cut.pcap
	replay cut.pcap
	told 0 "cut.pcap: it is cut inside a packet before its first packet was whole: nothing was seen"
	says "The capture holds no packets"
}

@test "a capture cut inside a packet tells what came before, and the cut" {
	two_clips_and_more
	head -c -3 part.pcap >cut.pcap
	count=$(capinfos -Mc part.pcap | sed -n 's/^Number of packets: *//p')
	cut_is_told cut.pcap "it is cut inside a packet after $((count - 1)) packets, the last of 2026-03-02T08:02:03Z; what came before counts"
}

@test "a truncated .gz, .zst or .xz tells what came before, and the cut" {
	two_clips_and_more
	gzip -c part.pcap | head -c -100 >cut.gz
	zstd -q -c part.pcap | head -c -100 >cut.zst
	xz -0 -c part.pcap | head -c -100 >cut.xz
	for file in cut.gz cut.zst cut.xz; do
		replay --format jsonl $file
		reason=$(records out.txt run 'r["files"][0]["ended"]')
		[[ $reason == "its packed data ends after "*" packets, the last of 2026-03-02T08:02:0"*"Z; what came before counts" ]]
		cut_is_told $file "$reason"
	done
}

@test "a file that is damaged says so in its gap too, and not that it is cut" {
	two_clips_and_more
	# The length that the last packet states of itself is nonsense.
	python3 -c 'import struct, sys
data, at = bytearray(open("part.pcap", "rb").read()), 24
while at + 16 + struct.unpack_from("<I", data, at + 8)[0] < len(data):
    at += 16 + struct.unpack_from("<I", data, at + 8)[0]
struct.pack_into("<II", data, at + 8, 0xfffffff0, 0xfffffff0)
open("damaged.pcap", "wb").write(data)'
	replay --format jsonl damaged.pcap
	[ "$status" -eq 0 ]
	[[ $err == "lenswatch: damaged.pcap: it is damaged after "*"; what came before counts" ]]
	[ "$(records out.txt gap 'r["cause"], r["reason"]')" = "('file-broken', 'the rest of the capture file could not be read')" ]
	[ "$(records out.txt summary '"cut" in r["doubts"]')" = True ]
}

@test "a zstd window too large to hold names the command that unpacks it" {
	# A frame header (RFC 8878 section 3.1.1.1) with no content size and a window of 2 GiB.
	printf '\x28\xb5\x2f\xfd\x00\xa8\x01\x00\x00' >wide.zst
	replay wide.zst
	told 1 "wide.zst: its zstd window is larger than 128 MiB; unpack it first: zstd -d --long=31"
}

@test "xz that wants too much memory names the command that unpacks it, and damaged xz that it is damaged" {
	# The block header (The .xz File Format 1.2, section 3.1) says a dictionary of 256 MiB.
	printf '\xfd7zXZ\x00\x00\x01\x69\x22\xde\x36' >wide.xz
	python3 -c 'import sys, zlib
header = bytes([2, 0, 0x21, 1, 32, 0, 0, 0])
sys.stdout.buffer.write(header + zlib.crc32(header).to_bytes(4, "little") + bytes(32))' >>wide.xz
	replay wide.xz
	told 1 "wide.xz: xz needs more than 128 MiB to unpack it; unpack it first: unxz"
	{ printf '\xfd7zXZ\x00\x00\x01\x69\x22\xde\x36' && head -c 600 /dev/zero | tr '\0' x; } >broken.xz
	replay broken.xz
	told 1 "broken.xz: its packed data is damaged before its first packet: fetch or pack it anew"
}

@test "a link that is not decoded is named" {
	scene clip clip.pcap
	editcap -T ieee-802-11 clip.pcap wifi.pcap
	replay wifi.pcap
	told 1 "wifi.pcap: was captured on a link of type IEEE802_11, which Lenswatch does not decode; what passes by radio is encrypted, and holds no addresses of the home; record on the router or at the access point's bridge, as br-lan"
}

@test "interfaces of two link types: the cure works" {
	scene clip clip.pcap
	editcap -T ieee-802-11 clip.pcap wifi.pcap
	mergecap -w two.pcapng clip.pcap wifi.pcap
	replay two.pcapng
	told 1 "two.pcapng: holds interfaces of different link types, which libpcap does not read together; take one out: tshark -r FILE -Y frame.interface_id==0 -w ONE && editcap -T ether -F nsecpcap ONE OUT"
	[ -z "$out" ]
	command -v tshark >/dev/null || skip "tool: tshark is not installed: the cure was not tried"
	tshark -r two.pcapng -Y frame.interface_id==0 -w one 2>/dev/null && editcap -T ether -F nsecpcap one cured.pcap
	"$lenswatch" replay --format jsonl clip.pcap >whole.jsonl
	"$lenswatch" replay --format jsonl cured.pcap >cured.jsonl
	same_events whole.jsonl cured.jsonl
}

@test "a second link type behind packets fails, and what was read before it is told" {
	scene clip clip.pcapng
	editcap -T ieee-802-11 clip.pcapng wifi.pcapng
	cat clip.pcapng wifi.pcapng >late.pcapng
	replay --format jsonl late.pcapng
	[ "$status" -eq 1 ]
	[[ $err == "lenswatch: late.pcapng: holds interfaces of different link types"* ]]
	[ "$(records out.txt upload | wc -l)" -eq 2 ]
	[ "$(records out.txt gap 'r["reason"]')" = "the rest of the capture file could not be read" ]
	[[ $(records out.txt run 'r["files"][0]["ended"]') == "holds interfaces of different link types"* ]]
}

@test "a file that may not be read is told" {
	scene clip clip.pcap
	chmod 000 clip.pcap
	cure="clip.pcap: no permission to read it: run as a user who may, or chmod a+r it"
	if [ "$(id -u)" -ne 0 ]; then
		replay clip.pcap
		told 1 "$cure"
		return
	fi
	command -v setpriv >/dev/null || skip "tool: root may read all, and setpriv is not installed"
	cp "$lenswatch" lenswatch
	cp -r "$root/rules" rules
	chmod -R a+rX . && chmod 000 clip.pcap
	nobody="setpriv --reuid=65534 --regid=65534 --clear-groups"
	$nobody ./lenswatch --version >/dev/null 2>&1 || skip "machine: nobody cannot run programs in $BATS_TEST_TMPDIR"
	status=0
	err=$($nobody ./lenswatch replay --rules rules clip.pcap 2>&1) || status=$?
	out=""
	told 1 "$cure"
}

@test "no file, and a folder without captures" {
	replay gone.pcap
	told 1 "gone.pcap: there is no such file: check the path"
	mkdir -p folder/below
	echo text >folder/below/notes
	replay folder
	told 1 "folder: a folder without captures; $forms
lenswatch: 1 of 1 files are no captures and were skipped: below/notes"
	[ -z "$out" ]
}

@test "one bad file among good ones: the others are told, and it is a failure" {
	two_clips
	{ # several are told under their names
		echo "Capture clip.pcap"
		"$lenswatch" replay clip.pcap
		echo
	} >good.txt
	echo "hello there" >bad.pcap
	: >empty.pcap
	replay bad.pcap clip.pcap empty.pcap gone.pcap
	[ "$status" -eq 1 ]
	[ "$(wc -l <err.txt)" -eq 3 ]
	cmp good.txt out.txt
	replay --jobs 3 bad.pcap clip.pcap empty.pcap gone.pcap
	[ "$status" -eq 1 ]
	[ "$(wc -l <err.txt)" -eq 3 ]
	cmp good.txt out.txt
	replay --join --format jsonl bad.pcap clip.pcap
	[ "$status" -eq 1 ]
	[ "$(records out.txt upload 'r["bytes_up"]')" = "$(records whole.jsonl upload 'r["bytes_up"]')" ]
}

@test "broken rules are told by file and line with the cure, and nothing is replayed" {
	scene clip clip.pcap
	for pair in "not-yaml:6: could not find expected ':'; quote what begins with & * or !, and mind indentation and colons" \
		"bad-role:7: 'role' cannot be 'video'; one of media, live, signalling, control, telemetry, firmware, time, personal" \
		"host-twice:10: host 'a.example.com' stands twice, first at host-twice.yaml:6; keep one of them"; do
		rm -rf broken && mkdir broken
		cp "$root/tests/rules/bad/${pair%%:*}.yaml" broken
		replay --rules broken clip.pcap
		told 1 "${pair%%:*}.yaml:${pair#*:}"
		[ -z "$out" ]
	done
}

@test "the same rule in two files is told with both places" {
	mkdir broken
	sed 's/bad-role/one/; s/role: video/role: media/' "$root/tests/rules/bad/bad-role.yaml" >broken/one.yaml
	sed 's/Acme/Beta/' broken/one.yaml >broken/two.yaml
	replay --rules broken gone.pcap
	told 1 "two.yaml:6: host 'a.example.com' stands twice, first at one.yaml:6; keep one of them"
}

@test "a missing or empty folder of rules is told" {
	mkdir empty
	for folder in empty missing; do
		replay --rules $folder gone.pcap
		told 1 "$folder: no rules there. Name their folder with --rules"
	done
}

@test "a missing geo file is told, and events still come" {
	two_clips
	replay --format jsonl --geo gone.mmdb clip.pcap
	told 0 "gone.mmdb: not used: No such file or directory; $geo_cure"
	[ "$(records out.txt upload 'r["bytes_up"]')" = "$(records whole.jsonl upload 'r["bytes_up"]')" ]
	[ "$(records out.txt run 'r["geo"]')" = None ]
}

@test "a geo file that is a folder or no database is told" {
	scene clip clip.pcap
	mkdir folder
	replay --geo folder clip.pcap
	told 0 "folder: not used: not a plain file; $geo_cure"
	replay --geo clip.pcap clip.pcap
	told 0 "clip.pcap: not used: The MaxMind DB file contains invalid metadata; $geo_cure"
}

@test "each broken geo file is told once, and events still come" {
	bad_databases
	two_clips
	wanted=$(records whole.jsonl upload 'r["id"], r["bytes_up"]')
	tried=0
	for file in "$bad"/*.mmdb; do
		replay --format jsonl --geo "$file" clip.pcap
		[ "$status" -eq 0 ] && [ -s err.txt ] || { echo "$file: exit $status: $err"; return 1; }
		[ -z "$(sort err.txt | uniq -d)" ]
		if grep -v "^lenswatch: $file: .*; " err.txt; then return 1; fi
		[ "$(records out.txt upload 'r["id"], r["bytes_up"]')" = "$wanted" ]
		tried=$((tried + 1))
	done
	[ "$tried" -gt 0 ]
}

@test "an old geo file is told with its date" {
	bad_databases
	file=$bad/bad-unicode-in-map-key.mmdb
	scene clip clip.pcap
	replay --geo "$file" clip.pcap
	[[ ${err%%$'\n'*} == "lenswatch: $file: its data is of 2020-01-07, older than two years; get a newer file: addresses may have changed hands since" ]]
}

@test "a clock set back by a day is a gap, and both clips are told" {
	scene clock-back back.pcap
	replay back.pcap
	told 0 ""
	says "At 08:00 the clock was set back to Sunday 1 March 2026 08:02."
	says "From Sunday 1 March 2026 08:02 to Monday 2 March 2026 08:00 (UTC):"
	replay --format jsonl back.pcap
	[ "$(records out.txt gap 'r["reason"]')" = "the clock was set back" ]
	[ "$(records out.txt upload 'r["start"][:16]')" = $'2026-03-01T08:02\n2026-03-02T08:00' ]
	[ "$(records out.txt summary 'r["first"]')" = "$(records out.txt run 'r["files"][0]["first"]')" ]
}

@test "packets of 1970 are told as any others" {
	scene clock-1970 early.pcap
	replay --format jsonl early.pcap
	told 0 ""
	[ "$(records out.txt upload 'r["start"][:16]')" = 1970-01-01T00:00 ]
	replay early.pcap
	says "Thursday 1 January 1970"
}

@test "outside the router no camera can be told, and that is said" {
	scene behind-nat wan.pcap
	replay wan.pcap
	told 0 ""
	says "This capture was taken outside the home's router, where all devices look like one: no camera can be recognised."
	replay --format jsonl wan.pcap
	[ "$(records out.txt summary 'r["behind_nat"], r["uploads"]')" = "(True, 0)" ]
	[ -z "$(records out.txt upload)$(records out.txt camera)" ]
}
