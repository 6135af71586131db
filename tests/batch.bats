#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Many captures in one replay: each file leaves a record, none takes another's name, and a run that was ended at any moment goes on to the same bytes.

setup_file() {
	# shellcheck source=tests/lib/replay.bash
	. "$BATS_TEST_DIRNAME/lib/replay.bash"
	replay_setup
	corpus=$BATS_FILE_TMPDIR/corpus
	mkdir -p "$corpus/north" "$corpus/south" "$corpus/bad"
	scene clip "$corpus/north/house.pcap"
	scene live-pppp "$corpus/south/house.pcap"
	gzip -c "$corpus/north/house.pcap" >"$corpus/north/other.pcap.gz"
	head -c 200000 "$corpus/north/house.pcap" >"$corpus/bad/cut.pcap"
	head -c 20 "$corpus/north/house.pcap" >"$corpus/bad/header.pcap"
	head -c 90000 "$corpus/north/other.pcap.gz" >"$corpus/bad/packed.pcap.gz"
	: >"$corpus/bad/empty.pcap"
	echo "a note" >"$corpus/bad/notes.txt"
	ln -s /nonexistent "$corpus/bad/nowhere"
	# A link that is not decoded: 105, IEEE 802.11.
	(head -c 20 "$corpus/north/house.pcap"; printf '\151\0\0\0') >"$corpus/bad/radio.pcap"
	# Enough of them that a kill meets some done, some under way and some not begun.
	mkdir "$BATS_FILE_TMPDIR/many"
	for i in $(seq 40); do
		cp "$corpus/north/house.pcap" "$BATS_FILE_TMPDIR/many/$i.pcap"
	done
	"$lenswatch" replay -q --format jsonl "$BATS_FILE_TMPDIR/many" >"$BATS_FILE_TMPDIR/many.jsonl"
}

setup() {
	# shellcheck source=tests/lib/replay.bash
	. "$BATS_TEST_DIRNAME/lib/replay.bash"
	replay_setup
	corpus=$BATS_FILE_TMPDIR/corpus many=$BATS_FILE_TMPDIR/many
}

@test "each file leaves a record with its outcome and why" {
	replay --format jsonl "$corpus"
	[ "$status" -eq 1 ] # what cannot be read is a failure, as ever
	records out.txt file '"%(path)s %(outcome)s %(reason)s" % r' >files.txt
	diff files.txt - <<-END
		bad/cut.pcap cut inside-packet
		bad/empty.pcap not-a-capture empty
		bad/header.pcap refused inside-header
		bad/notes.txt not-a-capture unknown-format
		bad/nowhere not-a-capture not-a-file
		bad/packed.pcap.gz cut packing-cut
		bad/radio.pcap refused link-type
		north/house.pcap read None
		north/other.pcap.gz read None
		south/house.pcap read None
	END
	[[ $err == *"lenswatch: 3 of 10 files are no captures and were skipped: bad/empty.pcap, bad/notes.txt, bad/nowhere" ]]
	python3 -c 'import jsonschema' 2>/dev/null || skip "tool: python3 has no jsonschema here"
	python3 "$root/tests/records.py" --strict "$root/docs/records.schema.json" out.txt
}

@test "a file that was named and is not there leaves a record too" {
	replay --format jsonl "$corpus/north/house.pcap" missing.pcap
	[ "$status" -eq 1 ]
	[ "$(records out.txt file 'r["outcome"], r["reason"]' | tail -1)" = "('refused', 'missing')" ]
}

@test "a table has the same files in the same order, and as many fields in each line" {
	"$lenswatch" replay -q --digest sha256 --format csv "$corpus" >table.csv || [ $? -eq 1 ]
	python3 - table.csv "$corpus" <<-'END'
		import csv, hashlib, pathlib, sys
		rows = list(csv.DictReader(open(sys.argv[1], newline="")))
		assert all(None not in row and None not in row.values() for row in rows), "a line is longer or shorter than the header"
		files = [row for row in rows if row["type"] == "file"]
		assert len(files) == 10 and files[0]["capture"] == "bad/cut.pcap" and files[0]["reason"] == "inside-packet"
		for row in files:
		    whole = (pathlib.Path(sys.argv[2]) / row["capture"])
		    if row["outcome"] == "read":
		        assert row["sha256"] == hashlib.sha256(whole.read_bytes()).hexdigest() and int(row["packets"]) > 1000
		assert {row["capture"] for row in rows if row["type"] == "upload"} >= {"north/house.pcap", "south/house.pcap"}
	END
}

@test "two files of one name are told apart, in a folder and on the command line" {
	"$lenswatch" replay -q --format jsonl "$corpus/north" "$corpus/south" >both.jsonl
	records both.jsonl upload 'r["capture"]' | sort -u | diff - <(printf '%s\n' "$corpus/north/house.pcap" "$corpus/south/house.pcap" other.pcap.gz | sort)
	"$lenswatch" replay -q --format jsonl "$corpus/south/house.pcap" >one.jsonl
	[ "$(records one.jsonl file 'r["capture"]')" = house.pcap ]
}

@test "with --strict a file that is skipped or ends early is a failure" {
	mkdir some
	cp "$corpus/north/house.pcap" some/
	"$lenswatch" replay --strict some >/dev/null
	cp "$corpus/bad/notes.txt" some/
	run "$lenswatch" replay --strict some
	[ "$status" -eq 1 ]
	mv some/notes.txt .
	"$lenswatch" replay some/house.pcap "$corpus/bad/cut.pcap" >/dev/null
	run "$lenswatch" replay --strict some/house.pcap "$corpus/bad/cut.pcap"
	[ "$status" -eq 1 ]
}

@test "joined files have a record each, one that is there twice says so" {
	mkdir twice
	cp "$corpus/north/house.pcap" twice/a.pcap
	cp "$corpus/north/house.pcap" twice/b.pcap
	"$lenswatch" replay -q --join --format jsonl twice >twice.jsonl
	records twice.jsonl file 'r["capture"], r["path"], r["outcome"], r["reason"]' |
		diff - <(printf "%s\n" "('a.pcap', 'a.pcap', 'read', None)" "('a.pcap', 'b.pcap', 'refused', 'same-as-another')")
}

@test "killed at any moment it goes on to the same bytes" {
	for _ in 1 2 3 4; do
		rm -f state
		for _ in 1 2 3; do
			timeout -s KILL "0.$(((RANDOM % 4) + 1))" "$lenswatch" replay -q --format jsonl --jobs 2 --resume state "$many" >/dev/null || true
			sleep 0.1 # its children die with it
		done
		"$lenswatch" replay -q --format jsonl --jobs 2 --resume state "$many" | cmp - "$BATS_FILE_TMPDIR/many.jsonl"
	done
}

@test "what is done is not done again" {
	"$lenswatch" replay -q --format jsonl --resume state "$many" >/dev/null
	# Were one read again, what it gave would be kept a second time.
	size=$(stat -c %s state)
	"$lenswatch" replay -q --format jsonl --resume state "$many" | cmp - "$BATS_FILE_TMPDIR/many.jsonl"
	[ "$(stat -c %s state)" -eq "$size" ]
}

@test "a promise on hours that was held to another time zone is held anew" {
	hour=$(TZ=Asia/Tokyo "$lenswatch" replay "$corpus/north/house.pcap" | grep -oE '^[0-9]{2}:[0-9]{2}' | head -n 1)
	promised=(replay -q --format jsonl --promise "no uploads ${hour%:*}:00-${hour%:*}:59" "$corpus/north/house.pcap")
	TZ=Asia/Tokyo "$lenswatch" "${promised[@]}" --resume state >tokyo.jsonl || [ $? -eq 3 ]
	grep -q '"breach"' tokyo.jsonl
	TZ=UTC0 "$lenswatch" "${promised[@]}" --resume state >utc.jsonl
	TZ=UTC0 "$lenswatch" "${promised[@]}" | cmp - utc.jsonl
	run ! cmp -s utc.jsonl tokyo.jsonl
	# Another name of the same clocks is no other zone.
	size=$(stat -c %s state)
	TZ=Etc/UTC "$lenswatch" "${promised[@]}" --resume state | cmp - utc.jsonl
	[ "$(stat -c %s state)" -eq "$size" ]
}

@test "what may be another each time is not taken from a state" {
	run "$lenswatch" replay -q --format jsonl --resume state - <"$corpus/north/house.pcap"
	[ "$status" -eq 1 ]
	[[ $output == *"--resume wants files"* ]]
	for content in one another; do
		echo "$content" >geo.mmdb # no database: that is told, and it is left out
		"$lenswatch" replay -q --format jsonl --resume state --geo geo.mmdb "$corpus/north/house.pcap" >/dev/null 2>&1
		stat -c %s state >>sizes
	done
	[ "$(sort -u sizes | wc -l)" -eq 2 ]
}

# Begins a replay that cannot end by itself: its last file is a pipe in which nothing comes. Until it holds signals back, or waits for its
# children with them, a signal ends it as any program: begun OPTIONS-of-replay; then `pid` is it.
begun() {
	[ -p never ] || mkfifo never
	sleep 60 >never 3>&- &
	writer=$!
	"$lenswatch" replay --format jsonl "$@" "$many" never >some.jsonl 2>err.txt 3>&- &
	pid=$!
	for _ in $(seq 500); do
		! grep -q '^SigBlk:.*4002$' /proc/$pid/status || return 0
		! pgrep -P $pid >/dev/null || return 0
		sleep 0.01
	done
	return 1
}

@test "a stop by a signal ends behind a whole file, says where, and leaves nothing half written" {
	for signal in INT TERM; do
		for jobs in 1 3; do
			begun --jobs $jobs
			sleep 0.1
			kill -$signal $pid
			status=0
			wait $pid || status=$?
			kill $writer
			[ "$status" -eq 1 ] || { cat err.txt; return 1; }
			grep -qE "^lenswatch: stopped: [0-9]+ of 41 files are done, the next is ($many/[0-9]+.pcap|never); what is printed is whole up to there" err.txt
			# Whole houses, in order, and no more.
			cmp some.jsonl <(head -c "$(stat -c %s some.jsonl)" "$BATS_FILE_TMPDIR/many.jsonl")
			[ ! -s some.jsonl ] || tail -1 some.jsonl | grep -q '"type":"summary"'
		done
	done
}

@test "a stop leaves no file behind that was to be whole" {
	begun -o whole.jsonl
	kill -INT $pid
	wait $pid || true
	kill $writer
	[ -z "$(find . -name 'whole.jsonl*')" ]
}

@test "a stop is heard while a pipe brings nothing" {
	mkfifo pipe
	sleep 5 >pipe &
	"$lenswatch" replay --format jsonl - <pipe 2>err.txt &
	pid=$!
	sleep 0.5
	kill -INT $pid
	status=0
	wait $pid || status=$?
	[ "$status" -eq 1 ]
	grep -q "stopped: 0 of 1 files are done" err.txt
}
