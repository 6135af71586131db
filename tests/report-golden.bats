#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Reports of recordings whose truth is known, word for word: those of the lab, and public captures that are not part of this
# repository. Why each says what it says stands in tests/golden/report/README.md. What was written is left in build/golden/report;
# when a sentence is changed on purpose, read it there and copy it over.

bats_require_minimum_version 1.5.0

setup() {
	# shellcheck source=tests/lib/replay.bash
	. "$BATS_TEST_DIRNAME/lib/replay.bash"
	replay_setup
	command -v faketime >/dev/null || { echo "no faketime: scripts/setup installs it"; return 1; }
}

# What differs each time it is made: the history's head, key and code, and the version; and what says nothing of the report: the line
# of a rule in its file.
steady() {
	sed -E -e 's/\b[0-9]+:[0-9a-f]{64}\b/HEAD/g' -e 's/\b[0-9a-f]{64}\b/KEY/g' -e 's/Lenswatch [0-9.]+ on/Lenswatch VERSION on/' \
		-e 's/("rule":"[^":]*\.yaml):[0-9]+"/\1:0"/g' -e 's/(class="code".*<path fill="#000" d=")[^"]*/\1CODE/'
}

# Replays a capture into a history and compares its reports as of 26 November 2026: golden KIND CAPTURE FORMAT ...
golden() {
	local kind=$1 capture=$2 name since until format file wrong=0
	shift 2
	name=$(basename "$capture")
	name=${name%%.pcap*}
	"$lenswatch" replay --ledger history.db --format jsonl "$capture" >told.jsonl 2>/dev/null
	since=$(jq -r 'select(.type == "summary").first[:10]' told.jsonl)
	until=$(jq -r 'select(.type == "summary").last[:10]' told.jsonl)
	mkdir -p "$root/build/golden/report/$kind"
	for format in "$@"; do
		file=$kind/$name.${format/text/txt}
		faketime -f '2026-11-26 12:00:00' "$lenswatch" report --ledger history.db --rules "$root/rules" --since "$since" \
			--until "$until" --format "$format" | steady >"$root/build/golden/report/$file"
		diff "$root/tests/golden/report/$file" "$root/build/golden/report/$file" || wrong=1
	done
	rm -f history.db*
	return $wrong
}

@test "the lab's demo is reported as it was: text, page and JSON" {
	golden lab "$root/tests/lab/recorded/demo.pcap.zst" text html json
	sed -e 's/"HEAD"/null/' -e 's/"KEY"/null/' "$root/build/golden/report/lab/demo.json" >demo.json
	python3 "$root/tests/records.py" --whole "$root/docs/report.schema.json" demo.json
}

@test "what the lab recorded is reported: sent late, to a viewer, at home, by VPN, by a camera without a name" {
	for scene in backfill live-direct live-home vpn noname-doorbell; do
		golden lab "$root/tests/lab/recorded/$scene.pcap.zst" text || wrong=1
	done
	[ -z "${wrong-}" ]
}

@test "public captures are reported: clips, a live view by relay and to a viewer, none at all" {
	[ -d "$captures" ] || skip "data: no captures of others at $captures (docs/accuracy.md)"
	for name in blink-cam-02 dlink-dcs8000lh-nofw-wlan24 tapo-c200-relay-1732668780 tj-lockly-hub-01 yi-cam-lan-recording; do
		golden captures "$captures/$name.pcap" text || wrong=1
	done
	[ -z "${wrong-}" ]
}

@test "the example in docs is what a report of its scene says; make example writes it anew" {
	# The scene's greetings are the machine's OpenSSL's: 3.5 (Debian 13) adds keys for tomorrow, which are a kilobyte each.
	[[ $(pkg-config --modversion libssl) == 3.0.* ]] || skip "machine: OpenSSL $(pkg-config --modversion libssl) greets otherwise than 3.0, with which the example was made"
	cd "$root"
	scripts/lib/example "$lenswatch" "$generator" build/golden/report/example.html
	steady <docs/example-report.html >"$BATS_TEST_TMPDIR/wanted.html"
	steady <build/golden/report/example.html | diff "$BATS_TEST_TMPDIR/wanted.html" -
}
