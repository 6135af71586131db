#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Every scene is generated, replayed and judged: the windows of its truth, to the byte, and nothing else. Run from the top.

bats_require_minimum_version 1.5.0

setup() {
    # shellcheck source=tests/lib/scenes.bash
    . "$BATS_TEST_DIRNAME/lib/scenes.bash"
    scenes_setup
}

# Judges the scenes that match a pattern and none of those that have a test of their own.
judge_scenes() {
    local file name bad=0 count=0
    for file in tests/scenes/*.scene; do
        name=$(basename "$file" .scene)
        # shellcheck disable=SC2053 # the pattern is meant as one
        [[ $name == $1 && $name != ${2:-none} ]] || continue
        count=$((count + 1))
        judged "$name" || bad=1
    done
    [ "$count" -gt 0 ] && [ "$bad" -eq 0 ]
}

@test "clips are told as they were" {
    judge_scenes 'clip*'
}

@test "live views are told as they were" {
    judge_scenes 'live*'
}

@test "each threshold parts what lies on its two sides" {
    judge_scenes 'threshold*'
}

@test "cameras that nothing names are found by what they do" {
    judge_scenes 'unnamed*'
}

@test "the cases are told as they were" {
    judge_scenes 'case-*'
}

@test "all other scenes are told as they were" {
    judge_scenes '*' '@(clip*|live*|threshold*|unnamed*|case-*|bench-*|behind-nat)'
}

@test "behind the router's address translation nothing is told, and the summary says so" {
    scene behind-nat
    # shellcheck disable=SC2119 # told takes options where there are some
    [ -z "$(told)" ]
    "$lenswatch" replay --format jsonl --rules rules "$capture" | grep -q '"behind_nat":true'
}

@test "names are told that come in pieces, or are longer than nDPI holds" {
    scene quic-greetings
    local long=upload-of-the-camera-in-the-hall-on-the-first-floor.region-europe-west-three.nest-camera-media.googleapis.com
    # shellcheck disable=SC2119
    run -0 field 'r["destination"]["host_source"] + " " + r["destination"]["host"]' < <(told)
    [ "$(sort <<<"$output")" = "sni clips-of-the-camera-at-the-front-door-of-the-house.shard-one-hundred-and-eleven.vs-cam.u011.immedia-semi.com
sni nest-camera-media.googleapis.com
sni $long
sni $long" ]
}

@test "the judge finds what was invented, left out or changed" {
    scene clip
    sed 's/"up_bytes":[0-9]*/"up_bytes":1/' "$truth" >"$BATS_TEST_TMPDIR/bytes.json"
    sed 's/"class":"clip"/"class":"live"/' "$truth" >"$BATS_TEST_TMPDIR/class.json"
    sed 's/"remote_ip":"198/"remote_ip":"199/' "$truth" >"$BATS_TEST_TMPDIR/address.json"
    local kind
    for kind in bytes class address; do
        run tests/lib/judge --binary "$lenswatch" --capture "$capture" "$BATS_TEST_TMPDIR/$kind.json"
        [ "$status" -eq 1 ]
    done
    [[ $output == *"no event"* && $output == *"false alarm"* ]]
}

# Each run keys the hash of its tables by chance; this scene has more flows and addresses than most of them hold.
@test "a house that crowds the tables is told the same whatever their hash is keyed with" {
    local first=$BATS_TEST_TMPDIR/first cameras=() host
    for host in 51 52 53 54; do cameras+=(--camera "192.168.1.$host"); done
    scene bench-mix
    "$lenswatch" replay --format jsonl --rules rules "${cameras[@]}" "$capture" >"$first"
    [ "$(grep -c '"type":"gap"' "$first")" -gt 50 ] # what was not explained, each by its own account
    cmp "$first" <("$lenswatch" replay --format jsonl --rules rules "${cameras[@]}" "$capture")
}
