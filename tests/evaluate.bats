#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# `scripts/evaluate` against truths that are known to be right, and against those that are made wrong in one way each.
bats_require_minimum_version 1.5.0

setup_file() {
	# shellcheck source=tests/lib/replay.bash
	. "$BATS_TEST_DIRNAME/lib/replay.bash"
	replay_setup
	mkdir "$BATS_FILE_TMPDIR/home"
	for name in clip live-pppp; do
		"$generator" --truth "$BATS_FILE_TMPDIR/home/$name.json" "$root/tests/scenes/$name.scene" "$BATS_FILE_TMPDIR/home/$name.pcap"
	done
	"$lenswatch" replay -q --format jsonl "$BATS_FILE_TMPDIR/home" >"$BATS_FILE_TMPDIR/home.jsonl"
}

setup() {
	# shellcheck source=tests/lib/replay.bash
	. "$BATS_TEST_DIRNAME/lib/replay.bash"
	replay_setup
	export LENSWATCH=$lenswatch
	home=$BATS_FILE_TMPDIR/home
	evaluate=$root/scripts/evaluate
	cp "$home"/*.json .
	ln -s "$home"/*.pcap .
}

# The truth of clip with a change to `t`, or to `w`, its first upload; then what is found of it: wrong CHANGE EXPRESSION-of-total
wrong() {
	python3 - "$1" <<-'END'
		import json, sys
		t = json.load(open("clip.json"))
		w = t["upload_windows"][0]
		exec(sys.argv[1])
		json.dump(t, open("clip.json", "w"))
	END
	status=0
	"$evaluate" --format json --output out.json clip.json || status=$?
	[ "$(python3 -c 'import json, sys; print(eval(sys.argv[1], json.load(open("out.json"))["total"]))' "$2")" = True ] || { cat out.json; return 1; }
}

@test "all that was is found, to the byte, and nothing else is said" {
	run -0 "$evaluate" .
	[[ $output == *"found 3 of 3 uploads, 3 to the byte; 0 false alarms"* ]]
	[[ $output == *"clip           clip 2"* && $output == *"live           live 1"* ]]
}

@test "events of an earlier run give the same" {
	mkdir out
	"$evaluate" --format json . >out/replayed.json
	LENSWATCH=/nonexistent "$evaluate" --events "$BATS_FILE_TMPDIR/home.jsonl" --format json . | cmp - out/replayed.json
	: >none.jsonl
	run -1 "$evaluate" --events none.jsonl clip.json
	[[ $output == *"know nothing of this capture"* ]]
	echo "no truth" >other.json
	run -1 "$evaluate" clip.json other.json
	[[ $output == *"other.json"*"NOT SCORED"*"is no truth"* ]]
	run -1 "$evaluate" --events other.json clip.json
	[[ $output == "evaluate: other.json is no output of"* ]]
	LENSWATCH=/nonexistent run -1 "$evaluate" clip.json
	[[ $output == *"/nonexistent: No such file or directory: run \`make\`"* ]]
	mkdir empty
	run -1 "$evaluate" empty
	[[ $output == *"no truth (NAME.json, or labels in a .csv)"* ]]
}

@test "a truth that is wrong in one way is found wrong in that way" {
	wrong 'w["up_bytes"] = int(w["up_bytes"] * 1.02)' 'found == 1 and false == 0' && [ "$status" -eq 3 ]
	cp "$home/clip.json" .
	wrong 'w["up_bytes"] = int(w["up_bytes"] * 1.005)' 'found == 2 and exact == 1' && [ "$status" -eq 0 ]
	cp "$home/clip.json" .
	wrong 'w["start_epoch"] -= 3' 'found == 1 and false == 0'
	cp "$home/clip.json" .
	wrong 't["upload_windows"].remove(w)' 'found == 1 and windows == 1 and false == 1'
	cp "$home/clip.json" .
	wrong 'w["remote_ip"] = "203.0.113.1"' 'found == 1 and false == 1'
	cp "$home/clip.json" .
	wrong 'w["class"] = "live"' 'found == 2 and misnamed == 1'
	cp "$home/clip.json" .
	wrong 't["cameras"] = []; t["upload_windows"] = []' 'false == 2 and mistaken == 1'
}

@test "a camera is one line, whatever the truth calls it by" {
	wrong 't["cameras"][0]["mac"] = t["cameras"][0]["mac"].upper()' 'found == 2'
	[ "$(jq -c '.cameras[] | [.found, .right, .said]' out.json)" = "[2,2,2]" ]
	cp "$home/clip.json" .
	wrong 'del t["cameras"][0]["mac"]' 'found == 2'
	[ "$(jq -c '.cameras[] | [.found, .right, .said]' out.json)" = "[2,2,2]" ]
}

@test "labels of another clock are found by its shift, which is said" {
	python3 - <<-'END'
		import datetime, json
		with open("clip.csv", "w") as out:
		    print("start,class", file=out)
		    for w in json.load(open("clip.json"))["upload_windows"]:
		        print(datetime.datetime.utcfromtimestamp(w["start_epoch"] - 3600).isoformat() + ",clip", file=out)
	END
	run -0 "$evaluate" clip.csv
	[[ $output == *"uploads   2/2 "*"clock +3600 s"* ]]
}

@test "a month of labels is matched while one waits" {
	python3 - <<-'END'
		import datetime, json
		starts = [datetime.datetime(2026, 3, 1) + datetime.timedelta(seconds=97 * i + i * i % 37) for i in range(400)]
		with open("month.csv", "w") as labels, open("month.jsonl", "w") as events:
		    print("capture,start", file=labels)
		    for start in starts:
		        told = (start + datetime.timedelta(hours=1)).isoformat() + "Z"
		        print("month.pcap," + start.isoformat(), file=labels)
		        print(json.dumps({"type": "upload", "capture": "month.pcap", "start": told, "end": told, "class": "clip", "confidence": 0.9,
		                          "bytes_up": 1, "camera": {"mac": "f4:b8:5e:12:34:56", "ip": "192.168.1.30"}}), file=events)
	END
	run -0 timeout 60 "$evaluate" --events month.jsonl month.csv
	[[ $output == *"uploads 400/400 "*"clock +3600 s"* ]]
}

@test "sureness that is wrong costs: Brier's score and the table of reliability say so" {
	sed 's/"confidence":0.9[0-9]*/"confidence":0.2/' "$BATS_FILE_TMPDIR/home.jsonl" >unsure.jsonl
	"$evaluate" --events unsure.jsonl --format json clip.json | python3 -c 'import json, sys
d = json.load(sys.stdin)
assert abs(d["rates"]["brier"]["value"] - 0.64) < 1e-9, d["rates"]
assert d["reliability"] == [{"from": 0.2, "to": 0.3, "count": 2, "said": 0.2, "right": 1.0}], d["reliability"]'
}

@test "the page is one file with its plots, and nothing in it is fetched" {
	"$evaluate" --format html --output page.html .
	python3 - <<-'END'
		import html.parser
		open_tags, seen = [], set()
		class Page(html.parser.HTMLParser):
		    def handle_starttag(self, tag, attrs):
		        seen.add(tag)
		        assert not {"src", "href"} & {name for name, _ in attrs}, attrs
		Page().feed(open("page.html").read())
		assert {"svg", "circle", "table"} <= seen, seen
	END
}

@test "on the public captures it prints what docs/accuracy.md says" {
	[ -d "$captures" ] || skip "data: no captures of others at $captures (docs/accuracy.md)"
	run -0 "$evaluate" "$captures"
	[[ $output == *"found 44 of 44 uploads, 44 to the byte; 0 false alarms"*"silent on 18 of 18 captures without footage"* ]]
}
