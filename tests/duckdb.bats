#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Records in DuckDB, as docs/researchers.md shows it: its lines are run as they stand there.
bats_require_minimum_version 1.5.0

setup() {
    root=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
    lenswatch=${LENSWATCH:-$root/build/lenswatch}
    command -v node >/dev/null || skip "tool: no node, scripts/setup installs it"
    [ -d "$root/tests/duckdb/node_modules/@duckdb" ] || skip "tool: no tests/duckdb/node_modules, scripts/setup fetches it"
    cd "$BATS_TEST_TMPDIR" || return 1
    ln -s "$root/scripts" scripts
    mkdir bin
    printf '#!/bin/sh\nexec node %q "$@"\n' "$root/tests/duckdb/duckdb.mjs" >bin/duckdb
    chmod +x bin/duckdb
    PATH=$PWD/bin:$PATH
}

# parquet: what the document shows, of events.jsonl.
parquet() {
    grep '^duckdb -c ' "$root/docs/researchers.md" >shown.sh
    sh -e shown.sh
    [ -s uploads.parquet ]
}

events() {
    "$lenswatch" replay --rules "$root/rules" --format jsonl "$@" >events.jsonl
}

# says SQL WANTED: what is answered, a line of JSON for each row.
says() {
    local said
    said=$(duckdb -c "$1")
    [ "$said" = "$2" ] || { echo "$1: $said, not $2"; return 1; }
}

@test "uploads become Parquet, with times of a zone, numbers and texts" {
    events "$root/tests/samples/demo.pcapng"
    parquet
    says "SELECT count(*)::INT AS n, sum(bytes_up)::INT AS bytes FROM 'uploads.parquet'" '{"n":5,"bytes":1788848}'
    says "SELECT DISTINCT typeof(start) AS a, typeof(bytes_up) AS b, typeof(confidence) AS c, typeof(destination.country) AS d FROM 'uploads.parquet'" \
        '{"a":"TIMESTAMP WITH TIME ZONE","b":"BIGINT","c":"DOUBLE","d":"VARCHAR"}'
    says "SELECT (epoch_us(min(start)))::VARCHAR AS first FROM 'uploads.parquet' WHERE camera.vendor = 'Blink'" \
        "{\"first\":\"$(date -u -d 2026-03-02T19:41:40Z +%s)074491\"}"
}

@test "a key that is null throughout has its type, and can be asked for" {
    events "$root/tests/samples/demo.pcapng"
    parquet
    says "SELECT count(*)::INT AS n FROM 'uploads.parquet' WHERE destination.country = 'US'" '{"n":0}'
    says "SELECT e.value::DOUBLE AS bytes FROM (SELECT unnest(evidence) AS e FROM 'uploads.parquet') WHERE e.signal = 'bytes sent' ORDER BY 1 LIMIT 1" \
        "$(python3 -c 'import json
print(json.dumps({"bytes": min(e["value"] for line in open("events.jsonl") for r in [json.loads(line)] if r["type"] == "upload" for e in r["evidence"] if e["signal"] == "bytes sent")},
                 separators=(",", ":")))')"
}

@test "a house without uploads has the same columns" {
    events "$root/tests/samples/demo.pcapng"
    parquet
    duckdb -c "SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM 'uploads.parquet')" >with.txt
    grep -v '"type":"upload"' events.jsonl >quiet.jsonl
    mv quiet.jsonl events.jsonl
    parquet
    duckdb -c "SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM 'uploads.parquet')" >without.txt
    cmp with.txt without.txt
    says "SELECT count(*)::INT AS n FROM 'uploads.parquet' WHERE start > '2026-01-01' AND bytes_up > 0" '{"n":0}'
}

@test "every record has its types, and what is none is refused" {
    local record
    for record in run file camera upload local gap summary breach traffic; do
        run -0 scripts/duckdb-columns "$record"
        [[ $output == "columns = {"* ]]
    done
    run -2 scripts/duckdb-columns uploads
    [[ $output == *"there is no record uploads: one of run, file, camera, upload,"* ]]
}
