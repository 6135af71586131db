#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# What holds of every replay: the same bytes however it is run, records that keep to their schema, sums that tshark confirms.

setup_file() {
	# shellcheck source=tests/lib/replay.bash
	. "$BATS_TEST_DIRNAME/lib/replay.bash"
	replay_setup
	# All scenes but those of benchmarks, once for all tests here.
	mkdir "$BATS_FILE_TMPDIR/scenes"
	for file in "$root"/tests/scenes/*.scene; do
		name=$(basename "$file" .scene)
		case $name in bench-*) ;; *) scene "$name" "$BATS_FILE_TMPDIR/scenes/$name.pcap" ;; esac
	done
	"$lenswatch" replay --format jsonl "$BATS_FILE_TMPDIR/scenes" >"$BATS_FILE_TMPDIR/scenes.jsonl"
}

setup() {
	# shellcheck source=tests/lib/replay.bash
	. "$BATS_TEST_DIRNAME/lib/replay.bash"
	replay_setup
	scenes=$BATS_FILE_TMPDIR/scenes
}

# Uploads without the capture's name.
uploads() {
	records "$1" upload '[r.pop("capture"), r][1]'
}

@test "side by side is byte for byte as one after the other, in each format" {
	for format in text jsonl csv; do
		"$lenswatch" replay --format $format "$scenes" >one.txt
		"$lenswatch" replay --format $format --jobs 4 "$scenes" >four.txt
		[ -s one.txt ]
		cmp one.txt four.txt
	done
}

@test "run again it gives the same bytes" {
	"$lenswatch" replay --format jsonl "$scenes" | cmp - "$BATS_FILE_TMPDIR/scenes.jsonl"
}

@test "ids depend on neither path nor name" {
	mkdir -p elsewhere
	cp "$scenes/clip.pcap" elsewhere/other.name
	"$lenswatch" replay --format jsonl "$scenes/clip.pcap" >here.jsonl
	"$lenswatch" replay --format jsonl elsewhere/other.name >there.jsonl
	same_events here.jsonl there.jsonl
}

@test "ids are unique in a capture" {
	records "$BATS_FILE_TMPDIR/scenes.jsonl" upload 'r["capture"], r["id"]' >ids.txt
	[ "$(wc -l <ids.txt)" -gt 40 ]
	[ -z "$(sort ids.txt | uniq -d)" ]
}

@test "a capture cut in two and joined gives the uploads of the whole" {
	command -v editcap >/dev/null || skip "tool: editcap is not installed"
	# The first cut is inside the first clip.
	editcap -F pcap -c 3000 "$scenes/clip.pcap" part.pcap
	[ "$(find . -name 'part*' | wc -l)" -eq 2 ]
	"$lenswatch" replay --format jsonl "$scenes/clip.pcap" >whole.jsonl
	"$lenswatch" replay --format jsonl --join part*.pcap >joined.jsonl
	[ "$(records joined.jsonl run 'len(r["files"])')" -eq 2 ]
	uploads whole.jsonl >whole.txt
	uploads joined.jsonl | cmp - whole.txt
	[ -s whole.txt ]
	"$lenswatch" replay --format jsonl part*.pcap >apart.jsonl
	[ "$(records apart.jsonl run | wc -l)" -eq 2 ]
}

@test "a camera told by MAC or IP address has its name and is certain" {
	for camera in f4:b8:5e:12:34:56 F4-B8-5E-12-34-56 192.168.1.30; do
		"$lenswatch" replay --format jsonl --camera "$camera=Front door" "$scenes/clip.pcap" >told.jsonl
		[ "$(records told.jsonl upload 'r["camera"]["name"], r["camera"]["certainty"]' | uniq)" = "('Front door', 1.0)" ] ||
			{ records told.jsonl upload 'r["camera"]'; return 1; }
		[ "$(records told.jsonl upload | wc -l)" -eq 2 ]
		[ "$(records told.jsonl run 'r["options"]')" = "--camera $camera=Front door" ]
	done
	"$lenswatch" replay --camera "192.168.1.30=Front door" "$scenes/clip.pcap" >told.txt
	grep -q "Front door sent a clip to Blink (Amazon)" told.txt
}

@test "of a camera that was declared and is not there nothing is told, and it is named" {
	replay --camera "192.168.77.99=Front door" --promise "nothing leaves" "$scenes/local-recorder.pcap"
	[ "$status" -eq 0 ]
	says "No footage was seen leaving, but not everything could be seen: some may have left."
	says "Front door (192.168.77.99) was not seen, so nothing is known of it. Check the address"
	[[ $err == *'"nothing leaves" is unknown of some cameras: a camera that you declared was not seen' ]]
	for declared in 192.168.77.99 aa:00:00:00:00:09; do
		"$lenswatch" replay --json --camera "$declared" "$scenes/local-recorder.pcap" >all.jsonl
		records all.jsonl summary 'r["nothing_left"], r["doubts"], r["absent"][0]["device"]' >told.txt
		grep -q "'cannot-tell', \[.*'absent'.*\], '$declared'" told.txt
		python3 "$root/tests/records.py" "$root/docs/records.schema.json" all.jsonl
	done
}

@test "a declared camera that is there leaves no doubt, by address or MAC" {
	for declared in 192.168.1.35 ec:71:db:12:34:56 192.168.1.40; do
		"$lenswatch" replay --json --camera "$declared" "$scenes/local-recorder.pcap" >all.jsonl
		records all.jsonl summary '"absent" in r["doubts"], "absent" in r' | grep -qx "(False, False)"
	done
}

@test "a declared camera that the history knows is off, and leaves no doubt; a report says which it was" {
	command -v sqlite3 >/dev/null || skip "tool: sqlite3 is not installed"
	"$lenswatch" replay --ledger known.db --camera "192.168.1.35=Yard" "$scenes/local-recorder.pcap" >/dev/null
	for off in 192.168.1.35 ec:71:db:12:34:56; do
		"$lenswatch" replay --json --ledger known.db --camera "$off=Yard" "$scenes/clip.pcap" >all.jsonl
		records all.jsonl summary '"absent" in r["doubts"]' | grep -qx False
	done
	"$lenswatch" replay --ledger not.db --camera "192.168.77.99=Front door" --promise "nothing leaves" "$scenes/local-recorder.pcap" >/dev/null
	period="--since 2026-03-02T08:00:01 --until 2026-03-02T08:01:00"
	# shellcheck disable=SC2086
	"$lenswatch" report --ledger not.db $period --format json >report.json
	grep -q '"nothing_left":"cannot-tell","doubts":\[[^]]*"absent"' report.json
	# shellcheck disable=SC2086
	"$lenswatch" report --ledger not.db $period >report.txt
	grep -q "Can't say whether footage left. None is on record, but a camera that you declared was not seen" report.txt
	grep -q "Unknown whether it was kept. A camera that you declared was not seen." report.txt
	# What is erased of it leaves neither its address nor its name.
	"$lenswatch" cameras forget --yes --ledger not.db "Front door"
	[ "$(sqlite3 not.db "SELECT count(*) FROM record WHERE content LIKE '%Front door%'")" -eq 0 ]
}

@test "a phone told to be a camera is one" {
	"$lenswatch" replay --format jsonl --camera 02:11:22:33:44:55=Baby "$scenes/clip.pcap" >told.jsonl
	records told.jsonl upload 'r["camera"]["name"]' >names.txt
	grep -qx Baby names.txt
}

@test "every record of all scenes keeps to the schema" {
	python3 -c 'import jsonschema' 2>/dev/null || skip "tool: python3 has no jsonschema here"
	python3 "$root/tests/records.py" "$root/docs/records.schema.json" "$BATS_FILE_TMPDIR/scenes.jsonl"
}

@test "every record of real captures keeps to the schema" {
	[ -d "$captures" ] || skip "data: no captures of others at $captures (docs/accuracy.md)"
	python3 -c 'import jsonschema' 2>/dev/null || skip "tool: python3 has no jsonschema here"
	"$lenswatch" replay --format jsonl "$captures" >real.jsonl
	python3 "$root/tests/records.py" "$root/docs/records.schema.json" real.jsonl
}

@test "tshark sums each upload's flows to its bytes" {
	command -v tshark >/dev/null || skip "tool: tshark is not installed"
	mkdir some
	names="clip live-pppp ipv6-advertised ipv6-fragments live-fragments quic-upload"
	for name in $names; do
		ln -s "$scenes/$name.pcap" some/
	done
	"$lenswatch" replay --format jsonl some >some.jsonl
	for name in $names; do
		grep -q "\"type\":\"upload\".*\"capture\":\"$name.pcap\"" some.jsonl ||
			{ echo "no upload in $name to sum"; return 1; }
	done
	"$root/tests/lib/sum-flows" some.jsonl
}

@test "tshark sums each upload's flows to its bytes in real captures" {
	[ -d "$captures" ] || skip "data: no captures of others at $captures (docs/accuracy.md)"
	command -v tshark >/dev/null || skip "tool: tshark is not installed"
	"$lenswatch" replay --format jsonl "$captures" >real.jsonl
	"$root/tests/lib/sum-flows" real.jsonl
}

@test "a sum that is wrong by a byte is told" {
	command -v tshark >/dev/null || skip "tool: tshark is not installed"
	"$lenswatch" replay --format jsonl "$scenes/clip.pcap" | sed '0,/"bytes_up":/s/"bytes_up":/"bytes_up":1/' >wrong.jsonl
	run "$root/tests/lib/sum-flows" wrong.jsonl
	[ "$status" -eq 1 ]
	[[ $output == *"2 uploads summed, 1 wrong, 0 not exact" ]]
}
