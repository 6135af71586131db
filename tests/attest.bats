#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# That no footage of a camera left in a time, from histories that replay and watch keep: the bound, the refusals, the exit status.
bats_require_minimum_version 1.5.0

setup() {
    root=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
    lenswatch=${LENSWATCH:-$root/build/lenswatch}
    sample=$root/tests/samples/demo.pcapng
    export TZ=UTC LC_ALL=C.UTF-8
    cd "$BATS_TEST_TMPDIR" || return 1
}

teardown() {
    [ -z "${pid-}" ] || kill -KILL "$pid" 2>/dev/null || true
    [ -z "${dump-}" ] || kill -KILL "$dump" 2>/dev/null || true
    [ -z "${home-}" ] || "$root/tests/home/down" --prefix "$home"
}

keep() {
    "$lenswatch" replay --rules "$root/rules" --ledger ledger.db "$@" >told.txt
}

attest() {
    "$lenswatch" attest --rules "$root/rules" --ledger ledger.db "$@"
}

# What tshark counts of it between two times: IP bytes from that address to outside, frame by frame.
counted() {
    tshark -r "$1" -Y "ip.src == $2 && !(ip.dst == 192.168.0.0/16) && !(ip.dst == 224.0.0.0/3) \
        && frame.time_epoch >= $3 && frame.time_epoch < $4" -T fields -e ip.len 2>/dev/null |
        awk '{ sum += $1 } END { print sum + 0 }'
}

records() {
    /usr/bin/python3 - "$1" <<'EOF'
import json, sqlite3, sys
with sqlite3.connect("ledger.db") as ledger:
    for content, in ledger.execute("SELECT content FROM record WHERE kind = ? ORDER BY number", sys.argv[1:]):
        print(content)
EOF
}

@test "every hour of a camera counts to the byte what tshark counts of it, and hours join" {
    keep "$sample"
    records traffic >traffic.jsonl
    [ "$(wc -l <traffic.jsonl)" -eq 6 ]
    local ip from to bytes
    while read -r ip from to bytes; do
        [ "$(counted "$sample" "$ip" "$from" "$to")" -eq "$bytes" ]
    done < <(jq -r '[.camera.ip, (.from, .to | sub("\\.[0-9]+Z"; "Z") | fromdate), .bytes_up] | @tsv' traffic.jsonl |
        sed 's/1772481900\t/1772481901\t/')
    [ "$(jq -r 'select(.camera.ip == "192.168.1.30") | .from, .to' traffic.jsonl | sed -n 2,3p | uniq | wc -l)" -eq 1 ]
    python3 "$root/tests/records.py" "$root/docs/records.schema.json" traffic.jsonl
}

@test "programs read whether nothing left, and why not, in words of the schema" {
    keep "$sample"
    local span
    while read -r since until wanted; do
        span="--since 2026-03-02T$since --until 2026-03-02T$until"
        # shellcheck disable=SC2086 # options, one by one
        attest --camera yi-hall $span --format json >answer.json || [ $? -eq 3 ]
        [ "$(jq -r '[.nothing_left] + .doubts | join(",")' answer.json)" = "$wanted" ]
        jq -e --slurpfile schema "$root/docs/records.schema.json" '$schema[0]["$defs"] as $known |
            (.nothing_left | IN($known.nothing_left.enum[])) and all(.doubts[]; IN($known.doubts.items.enum[]))' answer.json
    done <<'EOF'
19:50 19:51 yes
19:40 20:10 no,unwatched,uncounted
20:06 20:10 cannot-tell,off-path,unwatched,uncounted
EOF
}

@test "a quiet time is attested with a bound that holds" {
    keep "$sample"
    run -0 attest --camera yi-hall --since 2026-03-02T19:50 --until 2026-03-02T19:51
    [[ $output == "No footage seen leaving, and all that was sent is counted: the Yi camera (58:70:c6:12:34:56), Monday 2 March 2026 19:50:00 to 19:51:00"* ]]
    [ "${#lines[@]}" -eq 3 ]
    run -0 attest --camera yi-hall --since 2026-03-02T19:50 --until 2026-03-02T19:51 --details
    [[ $output == *"yes: the clock was not set."* && $output != *"NO: "* ]]
    local most
    most=$(attest --camera yi-hall --since 2026-03-02T19:50 --until 2026-03-02T19:51 --format json | jq .bound.bytes)
    [ "$most" -ge "$(counted "$sample" 192.168.1.33 1772481000 1772481060)" ]
    # What remains is what it sent beside its live view, so the bound is no more than it has to be.
    [ "$most" -lt 10000 ]
}

@test "a time with uploads is told with them, and the exit status says so" {
    keep "$sample"
    run -3 attest --camera f4:b8:5e:12:34:56 --since 2026-03-02T19:40 --until 2026-03-02T19:45
    [[ $output == "Footage left the home: the Blink camera (f4:b8:5e:12:34:56), "*": 1 upload, 0.4 MB in all."* ]]
    [[ $output == *"19:41 Blink camera (…34:56) sent a clip to Blink (Amazon)"* ]]
    run -3 attest --camera f4:b8:5e:12:34:56 --since 2026-03-02T19:40 --until 2026-03-02T19:45 --format json
    [ "$(jq -r '.answer, .bound, .uploads[0].bytes_up' <<<"$output" | paste -sd' ')" = "footage-left null 433036" ]
}

@test "beyond what the capture covers nothing is attested" {
    keep "$sample"
    run -3 attest --camera yi-hall --since 2026-03-02T19:50 --until 2026-03-02T20:10
    [[ $output == *"NO: no record shows Lenswatch watching from Monday 2 March 2026 20:05:00 to 20:10:00 UTC."* ]]
    [[ $output == *"NO: what it sent was not counted from Monday 2 March 2026 20:05:00 to 20:10:00"* ]]
    # Silent to its end: it may have been switched off, or sent another way.
    run -3 attest --camera 192.168.1.34 --since 2026-03-02T20:01 --until 2026-03-02T20:04
    [[ $output == *"NO: nothing that it sends was seen to pass in this time or since"* ]]
}

@test "a history that was changed attests nothing, whatever else it says" {
    keep "$sample"
    /usr/bin/python3 -c 'import sqlite3
with sqlite3.connect("ledger.db") as l: l.execute("UPDATE record SET content = replace(content, \"548254\", \"5482\")")'
    run -3 attest --camera yi-hall --since 2026-03-02T19:50 --until 2026-03-02T19:51
    [[ $output == "Can't say whether footage left: the Yi camera"* ]]
    [[ $output == *"NO: the history is not as it was written: 1 thing wrong, first: "* ]]
}

@test "what the owner erased of that time cannot be told any more, of any camera" {
    keep "$sample"
    run -0 attest --camera 192.168.1.33 --since 2026-03-02T19:50 --until 2026-03-02T19:51
    "$lenswatch" cameras forget --yes f4:b8:5e:12:34:56 --ledger ledger.db
    run -3 attest --camera 192.168.1.33 --since 2026-03-02T19:50 --until 2026-03-02T19:51
    [[ $output == *"NO: its owner erased 2 records of uploads or gaps of that time"* ]]
    run -1 attest --camera f4:b8:5e:12:34:56 --since 2026-03-02T19:50 --until 2026-03-02T19:51
    [[ $output == *"no camera \"f4:b8:5e:12:34:56\" in this history."* ]]
}

@test "a clock that was set back and a file that was cut are no time that can be told" {
    "$root/build/generator" "$root/tests/scenes/clock-back.scene" back.pcap
    keep back.pcap
    local camera
    camera=$(records traffic | jq -r .camera.mac | head -1)
    run -3 attest --camera "$camera" --since 2026-03-01T08:02:31 --until 2026-03-02T08:00:35
    [[ $output == *"NO: "*"the clock was set back"* ]]
    [ "$(records traffic | wc -l)" -ge 2 ]
}

@test "a capture in parts is one time with --join, and has a hole where each part is by itself" {
    editcap -c 2000 "$sample" part.pcap
    set -- part*.pcap
    [ $# -eq 2 ]
    keep --join "$@"
    # What editcap cuts off says nothing of losses.
    run -3 attest --camera d0:3f:27:12:34:56 --since 2026-03-02T19:45 --until 2026-03-02T19:48
    [[ $output == *"NO: "*"does not say whether packets were lost"* ]]
    [[ $output == *"1 of 8 checks failed"* ]]
    [ "$(grep -c "^- NO" <<<"$output")" -eq 1 ]
    rm ledger.db*
    keep "$@"
    run -3 attest --camera d0:3f:27:12:34:56 --since 2026-03-02T19:45 --until 2026-03-02T19:48
    [[ $output == *"NO: what it sent was not counted from Monday 2 March 2026 19:46:14"* ]]
    [[ $output == *"NO: no record shows Lenswatch watching from Monday 2 March 2026 19:46:14"* ]]
}

@test "a recording that does not say what was lost, or leaves something out, shows no absence" {
    "$root/build/generator" "$root/tests/scenes/demo.scene" demo.pcap
    keep demo.pcap
    run -3 attest --camera yi-hall --since 2026-03-02T19:50 --until 2026-03-02T19:51
    [[ $output == *"does not say whether packets were lost"*"dumpcap -w"* ]]
    [ "$(records run | jq '.files[0].lost')" = null ]
    [ "$(records summary | jq -r '.doubts[0]')" = losses-unknown ]
}

@test "the head it rests on is one that verify knows" {
    keep "$sample"
    attest --camera yi-hall --since 2026-03-02T19:50 --until 2026-03-02T19:51 --details >said.txt
    run -0 "$lenswatch" verify --ledger ledger.db --head "$(sed -n 's/^Head: //p' said.txt)" --key "$(sed -n 's/^Key:  //p' said.txt)"
}

@test "the same capture replayed twice adds no hours, and nothing on the screen shows them" {
    keep "$sample"
    [ "$(records traffic | wc -l)" -eq 6 ]
    keep "$sample"
    [ "$(records traffic | wc -l)" -eq 6 ]
    "$lenswatch" replay --rules "$root/rules" "$sample" >without.txt
    cmp told.txt without.txt
    run -1 grep -q '"traffic"' <("$lenswatch" replay --rules "$root/rules" --ledger other.db --format jsonl "$sample")
}

@test "wrong usage is told with its cure" {
    keep "$sample"
    run -2 attest --camera yi-hall
    [[ $output == *"attest wants one camera and a time: --camera X --since T --until T"* ]]
    run -2 attest --camera yi-hall --since 20:00 --until 19:00
    run -2 attest --camera yi-hall --since soon --until 19:00
    [[ $output == *"--since wants a time like"* ]]
    run -2 attest --camera yi-hall --since 19:00 --until 20:00 --format csv
    run -1 attest --camera nobody --since 2026-03-02T19:50 --until 2026-03-02T19:51
    [[ $output == *"There are: "*"Yi camera that calls itself \"yi-hall\" (58:70:c6:12:34:56)"* ]]
    run -1 "$lenswatch" attest --ledger nowhere.db --camera x --since 1d --until now
    [[ $output == *"nowhere.db: there is no history here: "* ]]
    run -0 "$lenswatch" attest --help
    [[ $output == *"Usage: lenswatch attest --camera X --since T --until T"* ]]
}

@test "a home that is watched: its quiet time is attested once the watch ended, its clip is told" {
    # shellcheck source=tests/lib/live.bash
    . "$root/tests/lib/live.bash"
    live_setup
    home_up
    local camera=74:ab:93:11:22:33 begin quiet clip end past
    # At the full hour counts are written, while it still watches.
    past=$(($(date +%s) % 3600))
    [ "$past" -lt 3570 ] || sleep $((3601 - past))
    watch live --interface br-lan --camera $camera=Hall --ledger "$PWD/lenswatch/ledger.db" --commit 1
    ip netns exec "$home-router" tcpdump -i br-lan -s 0 -U -w house.pcap >tcpdump.txt 2>&1 </dev/null 3>&- &
    dump=$!
    sleep 3
    begin=$(date +%FT%TZ)
    inside camera bash -c 'echo I am here >/dev/udp/203.0.113.10/9'
    sleep 2
    quiet=$(date +%FT%TZ)
    sleep 1.1
    upload --4 --seconds 2
    sleep 1.1
    clip=$(date +%FT%TZ)
    inside camera bash -c 'echo I am here >/dev/udp/203.0.113.10/9'
    sleep 2.1
    end=$(date +%FT%TZ)
    sleep 1
    # It still watches: what it counted is not written yet.
    run -3 "$lenswatch" attest --rules "$root/rules" --ledger lenswatch/ledger.db --camera Hall --since "$begin" --until "$quiet"
    [[ $output == *"NO: "*"counts"* ]]
    stop "$pid"
    kill -INT "$dump"
    wait "$dump" || true
    cp -r lenswatch/. .
    run -0 attest --camera Hall --since "$begin" --until "$quiet" --format json
    [ "$(jq -r '.answer, (.bound.bytes < 5000), (.bound.bytes >= 38), ([.conditions[].holds] | all)' <<<"$output" | paste -sd' ')" = "nothing-left true true true" ]
    run -0 attest --camera $camera --since "$clip" --until "$end"
    [[ $output == "No footage seen leaving, and all that was sent is counted: Hall ($camera), "*"Basis: all that passed the computer that watched"* ]]
    run -3 attest --camera Hall --since "$begin" --until "$end"
    [[ $output == "Footage left the home: Hall ($camera), "*": 1 upload, 0.4 MB in all."* ]]
    run -3 attest --camera Hall --since 2h --until "$quiet"
    [[ $output == *"NO: no record shows Lenswatch watching from "* ]]
    # A recording beside it may hold merged packets, whose headers are less than the tenth that is then added.
    local live recorded
    live=$(records traffic | jq -s 'map(.bytes_up) | add')
    rm ledger.db*
    "$lenswatch" replay --rules "$root/rules" --camera $camera --ledger ledger.db house.pcap >told.txt
    recorded=$(records traffic | jq -s 'map(.bytes_up) | add')
    [ "$recorded" -le "$live" ] && [ "$live" -le $((recorded + recorded / 10)) ] || { echo "$live live, $recorded recorded"; return 1; }
}
