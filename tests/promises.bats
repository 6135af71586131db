#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Promises as their owner meets them: told, broken, kept or neither, in what a replay says and in the history.
bats_require_minimum_version 1.5.0

setup() {
    root=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
    lenswatch=${LENSWATCH:-$root/build/lenswatch}
    sample=$root/tests/samples/demo.pcapng
    blink=f4:b8:5e:12:34:56 wyze=d0:3f:27:12:34:56
    day=(--since 2026-03-02 --until 2026-03-02)
    export TZ=UTC LC_ALL=C.UTF-8
    cd "$BATS_TEST_TMPDIR" || return 1
}

teardown() {
    rm -f "${config-}"
    [ -z "${pid-}" ] || kill -KILL "$pid" 2>/dev/null || true
    [ -z "${home-}" ] || "$root/tests/home/down" --prefix "$home"
}

replay() {
    "$lenswatch" replay --rules "$root/rules" "$@" "$sample"
}

promises() {
    "$lenswatch" promises --ledger ledger.db "${day[@]}" "$@"
}

# verdict of each promise, one a line, from JSON.
verdicts() {
    promises --format json "$@" | python3 -c 'import json, sys
for item in json.load(sys.stdin): print(item["verdict"], item["breaches"], item["doubts"], item["promise"])'
}

@test "a breach stands right behind its upload, and the exit status is 3" {
    run -3 --separate-stderr replay --promise "$blink: nothing leaves"
    [[ $output == *"sent a clip to Blink (Amazon): 0.4 MB"*$'\n'*"broke a promise: nothing leaves. It sent a clip to Blink"* ]]
    [ "$(grep -c "broke a promise" <<<"$output")" -eq 2 ]
    [ -z "$stderr" ]
}

@test "a promise that is kept changes nothing of what is told" {
    replay >without.txt
    run -0 --separate-stderr replay --promise "$blink: only clips" --promise "at most 1 GB a day"
    [ "$output" = "$(cat without.txt)" ]
    [ -z "$stderr" ]
}

@test "what cannot be told is told so, and is no breach" {
    run -0 --separate-stderr replay --promise "$blink: EU only" --promise "yi-hall: only to Yi" --promise "nursery: nothing leaves"
    [[ $stderr == *"whether \"$blink: EU only\" was kept is unknown of 2 uploads: nothing shows where the server is"* ]]
    [[ $stderr == *"whether \"yi-hall: only to Yi\" was kept is unknown of 1 upload: who received it is unknown"* ]]
    [[ $stderr == *"\"nursery: nothing leaves\" says nothing here: no camera of that name is known yet"* ]]
    [[ $output != *"broke a promise"* ]]
}

@test "a region in the host name breaks it where a register alone would not" {
    run -3 --separate-stderr replay --promise "$wyze: EU only"
    [[ $output == *'"us-west-2" in the host name is in the US.'* ]]
    run -0 replay --promise "$wyze: only US"
}

@test "hours are those of the house's clock" {
    run -3 --separate-stderr replay --promise "no uploads 20:00–07:00"
    [ "$(grep -c "broke a promise" <<<"$output")" -eq 1 ]
    TZ=CET-1CEST,M3.5.0,M10.5.0/3 run -3 --separate-stderr replay --promise "no uploads 20:00–07:00"
    [ "$(grep -c "broke a promise" <<<"$output")" -eq 5 ]
}

@test "a day's total is broken once, by all cameras or by one" {
    run -3 --separate-stderr replay --promise "at most 1 MB a day" --promise "$blink: at most 1 upload a day"
    [ "$(grep -c "broke a promise: at most 1 MB a day" <<<"$output")" -eq 1 ]
    [ "$(grep -c "broke a promise: at most 1 upload a day.*2 uploads began that day" <<<"$output")" -eq 1 ]
}

@test "records of breaches keep to the schema, and side by side is byte for byte as one after the other" {
    cp "$sample" one.pcapng
    cp "$sample" two.pcapng
    for format in text jsonl csv; do
        run -3 --separate-stderr "$lenswatch" replay --rules "$root/rules" --promise "only clips" --format $format one.pcapng two.pcapng
        printf '%s\n' "$output" >one.txt
        run -3 --separate-stderr "$lenswatch" replay --rules "$root/rules" --promise "only clips" --format $format --jobs 2 one.pcapng two.pcapng
        printf '%s\n' "$output" >two.txt
        cmp one.txt two.txt
        [ $format != jsonl ] || python3 "$root/tests/records.py" "$root/docs/records.schema.json" one.txt
        [ $format != jsonl ] || [ "$(grep -c '"type":"breach"' one.txt)" -eq 4 ]
    done
}

@test "a file that could not be read outranks a broken promise" {
    run -1 "$lenswatch" replay --rules "$root/rules" --promise "only clips" "$sample" /dev/null
}

@test "a promise that is none is wrong usage, with what was meant" {
    for command in "replay /dev/null" "watch --interface nothing0" "promises"; do
        # shellcheck disable=SC2086
        run -2 "$lenswatch" $command --promise "nursery: nothing leves"
        [[ $output == *'"nothing leves" is no known promise; did you mean "nothing leaves"?'* ]]
    done
    printf 'promises:\n  - nursery: nothing leves\n' >watch.yaml
    # A watcher goes on without it (tests/unit/watch/reload.c); this one has nothing else that is right.
    run -1 "$lenswatch" watch --interface nothing0 --config watch.yaml
    [[ $output == *'watch.yaml:2: "nothing leves" is no known promise'* ]]
    run -2 "$lenswatch" promises --config watch.yaml
    [[ $output == *'watch.yaml:2: "nothing leves" is no known promise'* ]]
}

@test "a vendor that no rule knows is told" {
    run -3 --separate-stderr replay --promise "$blink: only to Blinc"
    [[ $stderr == *'no vendor "Blinc" is known'* ]]
    [[ $output == *"broke a promise: only to Blinc."*": it went to Blink."* ]]
    run -0 --separate-stderr replay --promise "$blink: only to Blink" --promise "$blink: only to amazon"
    [ -z "$stderr" ]
}

@test "the history holds breaches with their proof, and says what was promised" {
    run -3 replay --ledger ledger.db --promise "$blink: nothing leaves" --promise "$wyze: only clips and snapshots" --promise "$blink: EU only"
    "$lenswatch" verify --ledger ledger.db
    run -3 promises
    [[ $output == *"$blink: nothing leaves"$'\n'"It was broken: 2 uploads."* ]]
    [[ $output == *"$wyze: only clips and snapshots"$'\n'"Kept."* ]]
    [[ $output == *"$blink: EU only"$'\n'"Unknown whether it was kept for 2 uploads: nothing shows where the server is."* ]]
    [ "$(verdicts)" = "broken 2 0 $blink: nothing leaves
kept 0 0 $wyze: only clips and snapshots
unknown 0 2 $blink: EU only" ]
}

@test "the same capture replayed twice adds nothing" {
    replay --ledger ledger.db --promise "$blink: nothing leaves" >/dev/null || true
    run "$lenswatch" verify --ledger ledger.db
    before=$output
    replay --ledger ledger.db --promise "$blink: nothing leaves" >/dev/null || true
    run "$lenswatch" verify --ledger ledger.db
    [ "$output" = "$before" ]
}

@test "promises may be asked of a history that was kept without any" {
    replay --ledger ledger.db >/dev/null
    run -0 promises
    [[ $output == *"knows of nothing that was promised then"* ]]
    run -3 promises --promise "all: only clips"
    run -0 promises --promise "$blink: only clips"
    [[ $output == *"Kept as far as was seen. Nobody watched for 23 h"* ]]
    printf 'interface: br-lan\npromises:\n  - all: only clips\n' >watch.yaml
    run -3 promises --config watch.yaml
    [[ $output == *"all: only clips"*"It was broken: 2 uploads."* ]]
    printf 'interface: br-lan\n' >watch.yaml
    run -2 promises --config watch.yaml
    [[ $output == *"nothing is promised in it"* ]]
}

@test "a report tells how promises fared, of all cameras or of one" {
    replay --ledger ledger.db --promise "only clips" >/dev/null || true
    report=("$lenswatch" report --rules "$root/rules" --ledger ledger.db "${day[@]}")
    run -0 "${report[@]}"
    [[ $output == *"What was promised"*"only clips"$'\n'"It was broken: 2 uploads."* ]]
    run -0 "${report[@]}" --camera yi-hall
    [[ $output == *"It was broken: 1 upload."* ]]
    run -0 "${report[@]}" --camera "$blink"
    [[ $output == *"only clips"$'\n'"Kept."* ]]
    "${report[@]}" --format json | python3 -c 'import json, sys
promise, = json.load(sys.stdin)["promises"]
assert promise["verdict"] == "broken" and promise["breaches"] == 2, promise'
    "${report[@]}" --format html | grep -q "only clips"
    # Where nothing was promised there is no such section.
    run -0 "$lenswatch" report --rules "$root/rules" --ledger ledger.db --since 2026-03-03 --until 2026-03-03
    [[ $output != *"What was promised"* ]]
}

@test "a total asked of part of a day counts all of it" {
    replay --ledger ledger.db >/dev/null
    day=(--since 2026-03-02T20:00 --until 2026-03-02T20:05)
    run -3 promises --promise "at most 4 uploads a day"
    [[ $output == *"5 uploads began that day"* ]]
}

@test "forgetting a camera erases its breaches and its promises, not those of others" {
    replay --ledger ledger.db --promise "WYZE_CAKP2JFUS-D03F27123456: nothing leaves" --promise "$blink: nothing leaves" >/dev/null || true
    "$lenswatch" cameras forget --yes "$wyze" --ledger ledger.db
    for word in "$wyze" WYZE_CAKP2JFUS 192.168.1.34; do
        run -1 grep -aic "$word" ledger.db
    done
    "$lenswatch" verify --ledger ledger.db
    run -3 promises
    [[ $output == *"$blink: nothing leaves"* ]]
    [[ $output == *"the owner erased"* ]]
}

@test "a history that is not there is an error" {
    run -1 promises
    [[ $output == *ledger.db* ]]
}

@test "a watch tells a breach at once, takes other promises at SIGHUP, and counts a day over a restart" {
    # shellcheck source=tests/lib/live.bash
    . "$root/tests/lib/live.bash"
    live_setup
    home_up
    mkdir kept
    # By this clock it is noon, so that no midnight comes between.
    TZ=XXX$((10#$(date -u +%H) - 12))
    # The user that the daemon becomes must be able to read it again.
    config=$(mktemp)
    chmod 644 "$config"
    printf 'promises:\n  - at most 1 upload a day\n  - nursery: nothing leaves\n' >"$config"
    options=(--interface br-lan --config "$config" --ledger "$PWD/kept/lenswatch/ledger.db" --commit 1)

    watch first "${options[@]}"
    upload --4 --seconds 2
    said first '"type":"upload"' 20
    run -0 "$lenswatch" status --socket first.socket
    [[ $output == *"  at most 1 upload a day: kept since "*"  nursery: nothing leaves: unknown, no camera of that name is known yet."* ]]
    stop "$pid"
    [ -z "$(of first breach)" ]

    watch second "${options[@]}"
    printf 'promises:\n  - at most 1 upload a day\n  - all: nothing leaves\n' >"$config"
    kill -HUP "$pid"
    upload --4 --seconds 2
    said second '"type":"breach"' 20
    stop "$pid"
    [ "$(of second breach 'r["promise"] + ": " + r["reason"]')" = "at most 1 upload a day: 2 uploads began that day
all: nothing leaves: footage left the home" ]

    "$lenswatch" verify --ledger kept/lenswatch/ledger.db
    run -3 --separate-stderr "$lenswatch" promises --ledger kept/lenswatch/ledger.db --since today
    [[ $output == *"at most 1 upload a day"$'\n'"It was broken: 1 day."* ]]
    [[ $output == *"nursery: nothing leaves"*"No camera of that name is in the history."* ]]
    [[ $output == *"all: nothing leaves"$'\n'"It was broken: 1 upload."* ]]
}
