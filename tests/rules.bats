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
	[[ "$output" == "tests/rules/good: 2 files with 5 hosts, 2 MAC prefixes and 1 names are right (hash "* ]]
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
	grep -q "^bad-kind.yaml:4: " "$BATS_TEST_TMPDIR/errors"
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

@test "wrong usage is 2 and shows usage on stderr" {
	for words in "" "nonsense" "check more" "explain" "explain a b" "list --colour"; do
		status=0
		# shellcheck disable=SC2086
		output="$("$lenswatch" rules $words 2>"$BATS_TEST_TMPDIR/errors")" || status=$?
		[ "$status" -eq 2 ]
		[ -z "$output" ]
		grep -q "^usage:" "$BATS_TEST_TMPDIR/errors"
	done
}

@test "help is 0 and shows usage on stdout" {
	run "$lenswatch" rules --help
	[ "$status" -eq 0 ]
	[ "${lines[0]}" = "usage:" ]
}

@test "a full disk behind stdout is 1" {
	[ -w /dev/full ] || skip "machine: no /dev/full here"
	run bash -c "'$lenswatch' rules list --rules tests/rules/good > /dev/full"
	[ "$status" -eq 1 ]
}

@test "the page on vendors is what the rules say" {
	scripts/vendors --check
}
