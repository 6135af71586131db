#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# `lenswatch rules` as a user types it: what goes to stdout, what to stderr, and the exit code.

setup() {
	cd "$BATS_TEST_DIRNAME/.." || exit 1
	lenswatch="${LENSWATCH:-build/lenswatch}"
}

@test "check of good rules says so and is 0" {
	run "$lenswatch" rules check --rules tests/rules/good
	[ "$status" -eq 0 ]
	[[ "$output" == "tests/rules/good: 2 files with 5 hosts, 2 MAC prefixes and 1 name are right (hash "* ]]
}

@test "check of broken rules tells each error on stdout and is 3" {
	mkdir "$BATS_TEST_TMPDIR/rules"
	wanted=""
	for file in bad-kind bad-role unknown-key; do
		# All three are of the vendor Acme, which would be an error of its own.
		sed "s/Acme/$file/" "tests/rules/bad/$file.yaml" > "$BATS_TEST_TMPDIR/rules/$file.yaml"
		wanted+="$(sed -n '2s/^# //p' "tests/rules/bad/$file.yaml")"$'\n'
	done
	status=0
	output="$("$lenswatch" rules check --rules "$BATS_TEST_TMPDIR/rules" 2>/dev/null)" || status=$?
	[ "$status" -eq 3 ]
	[ "$output"$'\n' = "$wanted" ]
}

@test "list of broken rules tells errors on stderr and is 1" {
	mkdir "$BATS_TEST_TMPDIR/rules"
	cp tests/rules/bad/bad-kind.yaml "$BATS_TEST_TMPDIR/rules"
	status=0
	output="$("$lenswatch" rules list --rules "$BATS_TEST_TMPDIR/rules" 2>"$BATS_TEST_TMPDIR/errors")" || status=$?
	[ "$status" -eq 1 ]
	[ -z "$output" ]
	grep -q "^lenswatch: bad-kind.yaml:4: " "$BATS_TEST_TMPDIR/errors"
}

@test "a folder without rules is 1 and names the cure" {
	run "$lenswatch" rules list --rules "$BATS_TEST_TMPDIR"
	[ "$status" -eq 1 ]
	[[ "$output" == *"name their folder with --rules DIR" ]]
}

@test "list names each vendor and its file" {
	run "$lenswatch" rules list --rules tests/rules/good
	[ "$status" -eq 0 ]
	[[ "${lines[1]}" == "Amazon S3 "*"hosting "*" amazon-s3.yaml" ]]
	[[ "${lines[2]}" == "Blink "*"camera "*" blink.yaml" ]]
}

@test "explain takes its options before or behind what it explains" {
	run "$lenswatch" rules explain --rules tests/rules/good immedia-semi.com
	[ "$status" -eq 0 ]
	[[ "${lines[0]}" == "immedia-semi.com matches immedia-semi.com at blink.yaml:9" ]]
	first="$output"
	run "$lenswatch" rules explain immedia-semi.com --rules tests/rules/good
	[ "$status" -eq 0 ]
	[ "$output" = "$first" ]
}

@test "the shipped rules are right" {
	run "$lenswatch" rules check
	[ "$status" -eq 0 ]
}

@test "an intercom or a door station, which may have a camera, is not told as something that is none" {
	for name in DT=320 "UBNT UA-G2-Pro"; do
		"$lenswatch" rules explain -j "$name" | jq -e '.rules == []'
	done
}

@test "wrong usage is 2 and says where to read on" {
	for words in "" "nonsense" "check more" "explain" "explain a b" "list --colour"; do
		status=0
		# shellcheck disable=SC2086
		output="$("$lenswatch" rules $words 2>"$BATS_TEST_TMPDIR/errors")" || status=$?
		[ "$status" -eq 2 ]
		[ -z "$output" ]
		grep -q '^lenswatch: ' "$BATS_TEST_TMPDIR/errors"
		# shellcheck disable=SC2016  # a hint, not a command
		grep -qx '`lenswatch rules --help` lists the options.' "$BATS_TEST_TMPDIR/errors"
	done
}

@test "each action answers programs too" {
	"$lenswatch" rules check --json | jq -e '.errors == [] and .files > 10 and (.hash | length) == 32'
	"$lenswatch" rules list -j | jq -e '.vendors | map(select(.vendor == "Blink"))[0].hosts > 0'
	"$lenswatch" rules explain -j vs-cam.u011.immedia-semi.com | jq -e '.rules[0].vendor == "Blink" and .rules[0].line > 0'
	"$lenswatch" rules explain f4:b8:5e:00:00:01 --json | jq -e '.rules | length >= 0'
	mkdir "$BATS_TEST_TMPDIR/rules"
	cp tests/rules/bad/bad-kind.yaml "$BATS_TEST_TMPDIR/rules"
	status=0
	"$lenswatch" rules check -j --rules "$BATS_TEST_TMPDIR/rules" >"$BATS_TEST_TMPDIR/answer" || status=$?
	[ "$status" -eq 3 ]
	jq -e '.errors[0].file == "bad-kind.yaml" and .errors[0].line == 4' "$BATS_TEST_TMPDIR/answer"
}

@test "help is 0 and shows usage on stdout" {
	run "$lenswatch" rules --help
	[ "$status" -eq 0 ]
	[[ ${lines[0]} == "Usage: lenswatch rules check"* ]]
}

@test "a full disk behind stdout is 1" {
	[ -w /dev/full ] || skip "machine: no /dev/full here"
	run bash -c "'$lenswatch' rules list --rules tests/rules/good > /dev/full"
	[ "$status" -eq 1 ]
}

@test "the page on vendors is what the rules say" {
	scripts/vendors --check
}

@test "each pattern with a star of a maker or platform of cameras has a name that it is meant for" {
	run python3 - rules/*.yaml <<-'PYTHON'
		import sys, yaml
		for path in sys.argv[1:]:
		    rule = yaml.safe_load(open(path))
		    if rule["kind"] not in ("camera", "platform"):
		        continue
		    for entry in (rule.get("hosts") or []) + (rule.get("names") or []):
		        pattern = entry.get("host") or entry["match"]
		        if set("*?[") & set(pattern) and "example" not in entry:
		            print(f"{path}: {pattern}")
	PYTHON
	[ "$status" -eq 0 ]
	[ -z "$output" ] || { echo "$output"; false; }
}
