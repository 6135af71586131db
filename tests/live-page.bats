#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# lenswatch-page beside a daemon that watches a small home: an upload is on the page while it is being sent, and in the stream of programs.
bats_require_minimum_version 1.5.0

setup() {
    # shellcheck source=tests/lib/live.bash
    . "$BATS_TEST_DIRNAME/lib/live.bash"
    # shellcheck source=tests/lib/page.bash
    . "$BATS_TEST_DIRNAME/lib/page.bash"
    live_setup
    page_setup
    home_up
    # shellcheck disable=SC2034 # for page.bash
    inside_of=(ip netns exec "$home-router")
    watch home --interface br-lan --ledger home.db --user "$(id -un)"
    # shellcheck disable=SC2034 # for page.bash
    page_daemon=$PWD/home.socket
    page_up
}

teardown() {
    page_down
    [ -z "${prometheus-}" ] || kill "$prometheus" 2>/dev/null || true
    [ -z "${pid-}" ] || kill "$pid" 2>/dev/null || true
    home_down
}

# heard_of FILE TEXT: until it stands there.
heard_of() {
    wait_for grep -qF "$2" "$1" && return
    cat "$1"
    return 1
}

stream_is_full() {
    [ "$(status -m 3 -H "Authorization: Bearer $token" "$url/api/v1/stream")" = 503 ]
}

@test "an upload is heard while it is sent and when it ended, and the history is that of the daemon" {
    inside router curl -sN -m 60 -H "Authorization: Bearer $token" "$url/api/v1/stream" >stream.txt 3>&- &
    heard_of stream.txt '"missed":false'
    upload
    heard_of stream.txt 'event: sending'
    said home '"type":"upload"' 30
    heard_of stream.txt '"type":"upload"'
    # Each line is of one event, whose id is the daemon's.
    python3 - stream.txt <<'END'
import json, sys
blocks = [b.split("\n") for b in open(sys.argv[1], encoding="utf-8").read().split("\n\n") if b and not b.startswith(":")]
for block in blocks[:-1]:
    fields = dict(line.split(": ", 1) for line in block)
    data = json.loads(fields["data"])
    assert fields["event"] in ("record", "sending", "beat", "missed", "away"), fields
    assert fields["event"] != "record" or int(fields["id"]) == data["id"], fields
END
    [ "$(get "/api/v1/events?kind=upload" | jq '.events | length')" = 1 ]
    [ "$(get "/api/v1/status" | jq -r .history.path)" = "$PWD/home.db" ]
    [ "$(get "/api/v1/cameras" | jq -r '.cameras[0].mac')" = 74:ab:93:11:22:33 ]
    # As `status --format prometheus`, but for what goes on counting.
    get /metrics | grep -E "^lenswatch_(uploads|upload_bytes|camera|coverage|sending|promises|history|start)" | sort >page.prom
    inside router "$lenswatch" status --socket home.socket --format prometheus |
        grep -E "^lenswatch_(uploads|upload_bytes|camera|coverage|sending|promises|history|start)" | sort >program.prom
    diff page.prom program.prom
}

@test "who comes back hears what came meanwhile, and a daemon that goes is said to be away" {
    inside router curl -sN -m 30 -H "Authorization: Bearer $token" "$url/api/v1/stream" >first.txt 3>&- &
    heard_of first.txt '"missed":false'
    upload
    said home '"type":"upload"' 30
    heard_of first.txt '"type":"upload"'
    local first
    first=$(sed -n 's/^id: //p' first.txt | head -1)
    inside router curl -sN -m 30 -H "Authorization: Bearer $token" -H "Last-Event-ID: $first" "$url/api/v1/stream" >second.txt 3>&- &
    heard_of second.txt '"type":"upload"'
    stop "$pid"
    heard_of first.txt 'event: away'
    [ "$(get /api/v1/health | jq .daemon)" = false ]
    [ "$(status -H "Authorization: Bearer $token" "$url/api/v1/status")" = 503 ]
    # What is in the history is shown all the same, where it is named.
    page_down
    page_up --ledger "$PWD/home.db"
    [ "$(get "/api/v1/events?kind=upload" | jq '.events | length')" = 1 ]
}

# word BODY: says a word on a camera; what is answered goes to word.json.
word() {
    inside router curl -s -m 30 -o word.json -w '%{http_code}' -H "Authorization: Bearer $token" -H "Content-Type: application/json" -d "$1" "$url/api/v1/cameras"
}

@test "a word on a camera reaches the daemon, and what it refuses is said" {
    upload
    said home '"type":"upload"' 30
    [ "$(word '{"camera":"74:ab:93:11:22:33","say":"name","name":"Gate"}')" = 200 ]
    [ "$(jq -r .camera.name word.json)" = Gate ]
    [ "$(inside router "$lenswatch" cameras list --socket home.socket --format json | jq -r '.cameras[0].name')" = Gate ]
    [ "$(word '{"camera":"gate","say":"confirm"}')" = 200 ]
    [ "$(get /api/v1/cameras | jq -r '.cameras[0].confirmed')" = true ]
    [ "$(word '{"camera":"gate","say":"unname"}')" = 200 ]
    [ "$(word '{"camera":"nobody","say":"not"}')" = 409 ]
    [[ $(jq -r .error word.json) == "no camera has that name"* ]]
    [ "$(word '{"camera":"74:ab:93:11:22:33","say":"not"}')" = 200 ]
    [ "$(get /api/v1/cameras | jq '[.cameras[] | select(.dismissed | not)] | length')" = 0 ]
}

@test "a daemon that hangs is said to, and who listens hears its beats stop" {
    inside router curl -sN -m 40 -H "Authorization: Bearer $token" "$url/api/v1/stream" >stream.txt 3>&- &
    heard_of stream.txt 'event: beat'
    kill -STOP "$pid"
    [ "$(status -H "Authorization: Bearer $token" "$url/api/v1/status")" = 503 ]
    [[ $(get /api/v1/status | jq -r .error) == *"does not answer"* ]]
    kill -CONT "$pid"
    wait_for test "$(status -H "Authorization: Bearer $token" "$url/api/v1/status")" = 200
}

# asked EXPRESSION [FILTER]: what Prometheus answers to it is so; to data.json.
asked() {
    inside router curl -s -m 10 --data-urlencode "query=$1" http://127.0.0.1:19090/api/v1/query >data.json
    jq -e "(.status == \"success\") and (${2-.data.result | length > 0})" data.json
}

@test "each query of the dashboard gives data in a real Prometheus, which scrapes the page" {
    command -v prometheus promtool >/dev/null || skip "tool: prometheus is not installed (Debian's prometheus)"
    upload
    said home '"type":"upload"' 30
    get /metrics | promtool check metrics
    printf %s "$token" >secret
    cat >prometheus.yml <<END
global:
  scrape_interval: 2s
  scrape_timeout: 2s
scrape_configs:
  - job_name: lenswatch
    authorization:
      credentials_file: $PWD/secret
    static_configs:
      - targets: ["127.0.0.1:$port"]
END
    promtool check config prometheus.yml
    inside router prometheus --config.file prometheus.yml --storage.tsdb.path "$PWD/tsdb" --web.listen-address 127.0.0.1:19090 >prometheus.log 2>&1 3>&- &
    prometheus=$!
    wait_for asked 'count_over_time(lenswatch_uploads_total[1m]) > 2' || wait_for asked 'count_over_time(lenswatch_uploads_total[1m]) > 2'
    wait_for asked 'up{job="lenswatch"} == 1'
    wait_for asked 'lenswatch_uploads_total' '.data.result[0].value[1] == "1"'
    local expression count=0
    while IFS= read -r expression; do
        wait_for asked "$expression"
        count=$((count + 1))
    done < <(jq -r '.panels[].targets[].expr' "$root/packaging/grafana/lenswatch.json")
    [ "$count" -ge 10 ]
    # No metric is named that there is not, and none of docs/status.md is left out but how much was seen.
    diff <(jq -r '.panels[].targets[].expr' "$root/packaging/grafana/lenswatch.json" | grep -oE 'lenswatch_[a-z_]+' | sort -u) \
        <(get /metrics | sed -n 's/^# TYPE \(lenswatch_[a-z_]*\) .*/\1/p' | grep -vE '_seen_packets_total|_promises$' | sort -u)
    # Where the page goes, nothing stays as it was.
    page_down
    wait_for asked 'count(lenswatch_sending) or vector(0)' '.data.result[0].value[1] == "0"'
}

stream_has_room() {
    [ "$(status -m 3 -H "Authorization: Bearer $token" "$url/api/v1/stream")" = 200 ]
}

@test "more listeners than there is room for are told so, and those who go make room" {
    local i listeners=()
    for ((i = 0; i < 16; i++)); do
        inside router curl -sN -m 30 -H "Authorization: Bearer $token" "$url/api/v1/stream" >"listener$i.txt" 3>&- &
        listeners+=($!)
    done
    wait_for stream_is_full
    kill "${listeners[@]}"
    upload
    said home '"type":"upload"' 30
    # Who is gone is seen by the second word to them: with the next beat at the latest, and on a busy machine later.
    wait_for stream_has_room || wait_for stream_has_room
    page_answers
}
