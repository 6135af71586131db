#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# `lenswatch report` and `lenswatch explain` over a ledger that `replay --ledger` wrote.

bats_require_minimum_version 1.5.0

setup_file() {
	# shellcheck source=tests/lib/replay.bash
	. "$BATS_TEST_DIRNAME/lib/replay.bash"
	replay_setup
	"$lenswatch" replay --ledger "$BATS_FILE_TMPDIR/ledger.db" --format jsonl "$root/tests/samples/demo.pcapng" \
		>"$BATS_FILE_TMPDIR/demo.jsonl" 2>/dev/null
}

setup() {
	# shellcheck source=tests/lib/replay.bash
	. "$BATS_TEST_DIRNAME/lib/replay.bash"
	replay_setup
	ledger=$BATS_FILE_TMPDIR/ledger.db
}

# Runs a command on the ledger and keeps what it said apart: $status, $out and $err.
ask() {
	local command=$1
	shift
	status=0
	"$lenswatch" "$command" --ledger "$ledger" "$@" >out.txt 2>err.txt || status=$?
	out=$(cat out.txt) err=$(cat err.txt)
}

# Expects what was asked to be done without a message.
done_well() {
	told 0 ""
}

# Expects the exit status and a part of what went to stderr, and nothing on stdout.
refused() {
	[ "$status" -eq "$1" ] && [ -z "$out" ] && [[ $err == *"$2"* ]] && return
	printf 'exit %s, on stderr:\n%s\non stdout:\n%s\n' "$status" "$err" "$out"
	return 1
}

@test "the history may be named alone, and the answer go to a file in another zone" {
	"$lenswatch" report --ledger "$ledger" --since 2026-03-02 --until 2026-03-02 -f html >wanted.html
	"$lenswatch" report "$ledger" --since 2026-03-02 --until 2026-03-02 -f html -o page.html
	diff <(sed 's/Made on [^<]*//' wanted.html) <(sed 's/Made on [^<]*//' page.html)
	TZ=Asia/Tokyo "$lenswatch" report "$ledger" --since 2026-03-02 --until 2026-03-02 --utc >utc.txt
	TZ=UTC0 "$lenswatch" report "$ledger" --since 2026-03-02 --until 2026-03-02 | diff - utc.txt
	[ -z "$("$lenswatch" promises -q "$ledger")" ]
}

@test "a day is told with all that left, and what was not watched" {
	ask report --since 2026-03-02 --until 2026-03-02
	done_well
	says "Your cameras sent 1.8 MB (about 20–32 s of video) out of the house in 5 uploads."
	says "5 uploads on record · 20–32 s of video left · 3 cameras sent footage · 25 min of 24 h watched"
	says "More may have left: Lenswatch was not watching all the time."
	says "19:41 Blink camera (…34:56) sent a clip to Blink (Amazon): 0.4 MB in 5 s, about 3–7 s of video."
	says "Yi camera (…34:56) streamed 0.1 MB inside the home to 192.168.1.40: it stayed home."
	says "- Monday 2 March 2026 00:00 to 19:40 (UTC): Lenswatch was not watching."
}

@test "the sentences of the day are those of the replay" {
	ask report --since 2026-03-02 --until 2026-03-02
	"$lenswatch" replay "$root/tests/samples/demo.pcapng" 2>/dev/null | grep -E '^(1|2)[0-9]:' >wanted.txt
	[ -s wanted.txt ]
	diff wanted.txt <(grep -E '^(1|2)[0-9]:[0-9]+ ' out.txt | grep -v 00–)
}

@test "a time without a record is no proof, and it is said where the record is" {
	ask report --since 2026-03-10 --until 2026-03-11
	done_well
	says "Can't say whether footage left. None is on record, but Lenswatch was not watching then."
	says "The history holds Monday 2 March 2026 19:40 to 20:05 (UTC): ask for that time with --since 2026-03-02 --until 2026-03-02."
	says "Tuesday 10 March 2026 to Wednesday 11 March 2026 (UTC): Lenswatch was not watching."
	# Also of a recording of long ago: who asks for the last week has it from there.
	ask report
	says "The history holds Monday 2 March 2026 19:40 to 20:05 (UTC): ask for that time with --since 2026-03-02 --until 2026-03-02."
}

@test "a report says how each of its uploads is explained, from the history that it was made of" {
	ask report --since 2026-03-02 --until 2026-03-02
	command=$(sed -n 's/.*"lenswatch \(explain [^"]*\)" says why.*/\1/p' out.txt)
	[[ $command == "explain "*" --ledger $ledger" ]]
	# shellcheck disable=SC2086
	"$lenswatch" $command >explained.txt
	grep -q "bytes sent" explained.txt
}

@test "a camera is chosen by name, MAC or address" {
	for camera in yi-hall 58:70:C6:12:34:56 192.168.1.33; do
		ask report --since 2026-03-02 --until 2026-03-02 --camera "$camera" --format csv
		done_well
		[ "$(grep -c ^upload, out.txt)" -eq 1 ]
	done
	ask report --since 2026-03-02 --until 2026-03-02 --camera garage
	refused 1 'no camera "garage" in this period. There are: '
}

@test "csv has a line an upload and json the events as they stand" {
	ask report --since 2026-03-02 --until 2026-03-02 --format csv
	done_well
	[ "$(grep -c ^upload, out.txt)" -eq 5 ]
	ask report --since 2026-03-02 --until 2026-03-02 --format json
	done_well
	python3 - "$BATS_FILE_TMPDIR/demo.jsonl" <<-'PY'
		import json, sys
		report = json.load(open("out.txt", encoding="utf-8"))
		told = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
		kinds = ("camera", "upload", "local", "gap")
		key = lambda event: json.dumps(event, sort_keys=True)
		assert sorted(map(key, report["events"])) == sorted(key(e) for e in told if e["type"] in kinds)
		assert report["all"]["bytes"] == told[-1]["upload_bytes"]
		assert report["all"]["uploads"] == told[-1]["uploads"]
		for what in ("cameras", "destinations", "operators", "countries", "classes", "days", "hours"):
		    assert sum(one["bytes"] for one in report[what]) == report["all"]["bytes"], what
	PY
}

@test "programs read whether nothing left, and why not" {
	local since until wanted
	while read -r since until wanted; do
		ask report --format json --since "2026-03-02T$since" --until "2026-03-02T$until"
		done_well
		[ "$(jq -r '[.nothing_left] + .doubts | join(",")' out.txt)" = "$wanted" ]
	done <<-EOF
		19:50 19:51 yes
		19:45 19:51 no
		20:04 20:10 cannot-tell,unwatched
	EOF
}

@test "every report for programs is as docs/report.schema.json says" {
	for wanted in "--since 2026-03-02 --until 2026-03-02" "--since 2026-03-10 --until 2026-03-11" \
		"--request 2026-03-02T19:45..19:50" "--since 2026-03-02T19:55 --until 2026-03-02 --camera WYZE_CAKP2JFUS-D03F27123456"; do
		# shellcheck disable=SC2086  # options, one by one
		ask report --format json $wanted
		done_well
		python3 "$root/tests/records.py" --whole "$root/docs/report.schema.json" out.txt
	done
	"$lenswatch" replay --ledger promised.db --promise "all: nothing leaves" --promise "nursery: EU only" "$root/tests/samples/demo.pcapng" >/dev/null 2>&1 || true
	ledger=$PWD/promised.db ask report --format json --since 2026-03-02 --until 2026-03-02
	done_well
	[ "$(jq '.promises | map(.broken_by | length) | add' out.txt)" -gt 0 ]
	python3 "$root/tests/records.py" --whole "$root/docs/report.schema.json" out.txt
	# A field more or less is refused wherever it is, so the schema says something.
	ask report --format json --since 2026-03-02T20:01 --until 2026-03-02T20:10
	done_well
	[ "$(jq '[.new, .may_hold, .unwatched, .events, .countries] | map(length > 0) | all' out.txt)" = true ]
	python3 "$root/tests/records.py" --strict --whole "$root/docs/report.schema.json" out.txt
}

@test "html is one well-formed page that loads nothing" {
	ask report --since 2026-03-02 --until 2026-03-02 --format html
	done_well
	[ "$(grep -Ec 'src=|url\(|@import|<script|<link' out.txt)" -eq 0 ]
	# Links lead within the page, or to where a fact was read.
	[ "$(grep -Eo 'href="[^"]*' out.txt | grep -Evc 'href="(#|https://)')" -eq 0 ]
	python3 - <<-'PY'
		from html.parser import HTMLParser
		empty = {"meta", "rect", "path"}
		class Check(HTMLParser):
		    open = []
		    def handle_starttag(self, tag, attrs):
		        if tag not in empty or (tag == "rect" and not self.get_starttag_text().endswith("/>")):
		            self.open.append(tag)
		    def handle_startendtag(self, tag, attrs):
		        pass
		    def handle_endtag(self, tag):
		        assert self.open and self.open.pop() == tag, (tag, self.getpos())
		check = Check()
		check.feed(open("out.txt", encoding="utf-8").read())
		assert not check.open, check.open
	PY
}

@test "a request is answered with what left in it and after it" {
	ask report --request 2026-03-02T19:45..19:50
	done_well
	says "1 upload was under way in it:"
	says "19:46 Yi camera (…34:56) sent a live view"
	says "What left within ten minutes after it"
	says "Lenswatch was watching all the time, and no gap was noticed."
	says "Times are when footage was sent, not when it was filmed"
	ask report --request 2026-03-02T19:45..19:50 --camera yi-hall
	done_well
	[[ $out != *WYZE* ]]
}

@test "what is new is compared with all before" {
	ask report --since 2026-03-02T19:55 --until 2026-03-02
	done_well
	says "Compared with 2 uploads before this period, since Monday 2 March 2026:"
	says "Blink camera (…34:56) sent between 20:00 and 21:00, first on Monday 2 March 2026 at 20:01."
	[[ $out != *"for the first time"* ]]
}

@test "an event is explained by its id, the beginning of it, and its number" {
	ask explain 34f0fd4c2ae9d17a
	done_well
	says "bytes sent                           433,036                               100,000"
	says "blink.yaml:"
	says "firmware download: 52 times more up than down."
	says "Every packet of it was seen"
	cp out.txt whole.txt
	ask explain 34f0
	diff whole.txt out.txt
	for name in '#34f0' 19:41 2026-03-02T19:41; do
		ask explain "$name"
		diff whole.txt out.txt
	done
	ask explain last
	says "20:01 Blink camera (…34:56) sent a clip"
	number=$(sed -n '1s/^Record \([0-9]*\) .*/\1/p' whole.txt)
	ask explain "$number"
	diff whole.txt out.txt
	ask explain --format jsonl 34f0
	done_well
	grep -Fxf out.txt "$BATS_FILE_TMPDIR/demo.jsonl" >/dev/null
}

@test "wrong usage says what is wanted and exits with 2" {
	ask report --since soon
	refused 2 '--since wants a time like 2026-03-01'
	ask report --since today --until yesterday
	refused 2 'is not before --until'
	ask report --request 2026-03-02
	refused 2 '--request wants FROM..TO'
	ask report --request 10:00..11:00 --since 7d
	refused 2 'leave out --since and --until'
	ask report --format pdf
	refused 2 '--format wants text, html, json or csv'
	ask report once twice
	refused 2 'report takes no "twice"'
	ask report --camear x
	refused 2 'report has no option --camear; did you mean --camera?'
	ask explain
	refused 2 'explain wants one EVENT'
	ask explain hello
	refused 2 '"hello" is no event'
}

@test "what is not there cannot be told: 1" {
	ask explain dead
	refused 1 'no event dead in it'
	ledger=nowhere.db
	ask report
	refused 1 'nowhere.db'
	ask explain 1
	refused 1 'nowhere.db'
}

@test "a history that this user may not open says so, and not to look at the disk" {
	local nobody=(setpriv --reuid=65534 --regid=65534 --clear-groups) file
	[ "$(id -u)" -eq 0 ] || skip "root: needed to ask as another user"
	command -v setpriv >/dev/null || skip "tool: setpriv is not installed"
	cp "$lenswatch" lenswatch && cp "$ledger" mine.db && cp "$ledger.pub" mine.db.pub
	chmod a+rx . lenswatch && chmod 600 mine.db
	"${nobody[@]}" ./lenswatch --version >/dev/null 2>&1 || skip "tool: nobody cannot run programs in $BATS_TEST_TMPDIR"
	mkdir shut && cp mine.db shut/ && chmod 700 shut
	for file in mine.db shut/mine.db; do
		run -1 "${nobody[@]}" ./lenswatch report --ledger "$file"
		[[ $output == "lenswatch: $file: this user may not open it: ask as root (sudo), or as who owns it" ]]
	done
}

@test "what the owner erased is in no report, and that it was is said" {
	cp "$ledger" mine.db && cp "$ledger.key" mine.db.key && cp "$ledger.pub" mine.db.pub
	ledger=$PWD/mine.db
	run -0 "$lenswatch" cameras forget --yes --ledger "$ledger" yi-hall
	ask report --since 2026-03-02 --until 2026-03-02
	done_well
	says "The owner erased"
	says "More may have left: the owner erased"
	[[ $out != *yi-hall* && $out != *58:70:c6* ]]
	# Where all that left is gone, the headline does not say that nothing left.
	ask report --since 2026-03-02T19:46 --until 2026-03-02T19:48
	says "Can't say whether footage left. None is on record, but the owner erased"
}
