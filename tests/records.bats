#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The contract with programs: docs/records.schema.json. Run from the top of the tree, after `make unit`.

setup() {
	cd "$BATS_TEST_DIRNAME/.." || return 1
	[ -x build/unit/json/writer ] || make -s build/unit/json/writer
	build/unit/json/writer
}

@test "one record of each kind keeps to the schema, and none does with a field more or less" {
	python3 tests/records.py --strict docs/records.schema.json build/records.jsonl
}

@test "the sample has all nine kinds" {
	run python3 -c 'import json
print(*sorted({json.loads(line)["type"] for line in open("build/records.jsonl")}))'
	[ "$output" = "breach camera gap local run summary traffic upload uploading" ]
}

@test "a record that breaks the schema is told" {
	sed 's/"class":"clip"/"class":"film"/' build/records.jsonl > "$BATS_TEST_TMPDIR/broken.jsonl"
	run python3 tests/records.py docs/records.schema.json "$BATS_TEST_TMPDIR/broken.jsonl"
	[ "$status" -eq 1 ]
}

@test "no records at all is a failure" {
	run python3 tests/records.py docs/records.schema.json /dev/null
	[ "$status" -eq 1 ]
}
