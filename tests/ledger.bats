#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The history as a user keeps it: written by replay and watch, verified, tampered with, and erased in part.
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
    [ -z "${home-}" ] || "$root/tests/home/down" --prefix "$home"
}

keep() {
    "$lenswatch" replay --rules "$root/rules" --ledger ledger.db "$sample" >told.txt
}

records() {
    sql 'SELECT count(*) FROM record'
}

sql() {
    /usr/bin/python3 - "$@" <<'END'
import sqlite3, sys
with sqlite3.connect("ledger.db") as ledger:
    for row in ledger.execute(sys.argv[1], sys.argv[2:]):
        print(*row)
END
}

@test "a replay is kept, and what is kept can be verified, also against a head kept elsewhere" {
    keep
    run -0 "$lenswatch" verify --ledger ledger.db
    [[ $output == "This history is as it was written: "*" records, from "* ]]
    [[ $output == *"What this cannot prove:"* ]]
    local head key
    head=$(sed -n 's/^Head: //p' <<<"$output")
    key=$(sed -n 's/^Key:  //p' <<<"$output")
    [ "$key" = "$(cat ledger.db.pub)" ]
    run -0 "$lenswatch" verify --ledger ledger.db --head "$head" --key "$key"
    run -3 "$lenswatch" verify --ledger ledger.db --head "${head%%:*}:$key"
    [[ $output == *"NOT as it was written"* ]]
}

@test "the key is its owner's alone" {
    keep
    [ "$(stat -c %a ledger.db.key)" = 600 ]
    chmod 644 ledger.db.key
    run -1 "$lenswatch" replay --rules "$root/rules" --ledger ledger.db "$sample"
    [[ $output == *"ledger.db.key"* ]]
}

@test "the same capture replayed twice adds nothing" {
    keep
    local before
    before=$(records)
    [ "$before" -gt 5 ]
    keep
    [ "$(records)" -eq "$before" ]
    "$lenswatch" verify --ledger ledger.db
}

@test "what was changed, taken out or put in behind its back is found" {
    keep
    cp -r . ../whole
    local change
    for change in "UPDATE record SET content = replace(content, '433036', '433037')" 'DELETE FROM record WHERE number = 3' \
        'UPDATE record SET written = written + 1 WHERE number = 2'; do
        cp ../whole/* .
        sql "$change"
        run -3 "$lenswatch" verify --ledger ledger.db
        [[ $output == *"NOT as it was written"* ]]
    done
}

@test "a camera's records are erased on its owner's word, and the rest can still be verified" {
    keep
    grep -aq 58:70:c6:12:34:56 ledger.db
    run -0 "$lenswatch" cameras forget yi-hall --ledger ledger.db
    [[ $output == "Erased: "* ]]
    run -1 grep -alE '58:70:c6:12:34:56|yi-hall|192\.168\.1\.33' ledger.db*
    run -0 "$lenswatch" verify --ledger ledger.db
    [[ $output == *"Its owner erased the contents of "* ]]
    run -1 "$lenswatch" cameras forget yi-hall --ledger ledger.db
    [[ $output == *"holds nothing of \"yi-hall\""* ]]
}

@test "one event goes to a third person with its proof, and what was changed in it is found" {
    keep
    "$lenswatch" bundle --ledger ledger.db 34f0 >event.jsonl
    [ "$(wc -l <event.jsonl)" -eq 2 ]
    run -1 grep -q 'WYZE\|yi-hall' event.jsonl
    run -0 "$lenswatch" verify event.jsonl --key "$(cat ledger.db.pub)"
    [[ $output == *'"type":"upload"'*'"rules":"'* ]]
    sed 's/433036/433037/' event.jsonl >changed.jsonl
    run -3 "$lenswatch" verify changed.jsonl
    [[ $output == *"it was changed"* ]]
    run -3 "$lenswatch" verify event.jsonl --key "$(printf '0%.0s' {1..64})"
    run -1 "$lenswatch" verify "$sample"
    [[ $output == *"not a receipt"* ]]
    run -1 "$lenswatch" bundle --ledger ledger.db ffff
    [[ $output == *"no event ffff in it"* ]]
    run -2 "$lenswatch" bundle --ledger ledger.db
}

@test "what is no history is said to be none" {
    echo "no database" >ledger.db
    run -1 "$lenswatch" verify --ledger ledger.db
    [[ $output == *ledger.db* ]]
    local command
    for command in verify report 'explain 12'; do
        # shellcheck disable=SC2086 # its words
        run -1 "$lenswatch" $command --ledger nowhere.db
        [[ $output == *"nowhere.db: there is no history here: "* ]]
    done
    run -2 "$lenswatch" verify --head 12
    [[ $output == *"--head wants SIZE:ROOT"* ]]
    run -2 "$lenswatch" replay --ledger ledger.db --jobs 2 "$sample"
    [[ $output == *"leave --jobs away"* ]]
}

@test "a watch keeps what it told, also where it is killed, and nobody else writes meanwhile" {
    # shellcheck source=tests/lib/live.bash
    . "$root/tests/lib/live.bash"
    live_setup
    home_up
    mkdir kept
    watch kept --interface br-lan --ledger "$PWD/kept/lenswatch/ledger.db" --commit 1
    upload --4 --seconds 2
    said kept '"type":"upload"' 20
    run -1 "$lenswatch" replay --rules "$root/rules" --ledger "$PWD/kept/lenswatch/ledger.db" "$sample"
    sleep 1.5
    kill -KILL "$pid"
    ended "$pid" 137
    run -0 "$lenswatch" verify --ledger kept/lenswatch/ledger.db
    cp -r kept/lenswatch/. .
    [ "$(sql "SELECT count(*) FROM record WHERE kind = 'upload'")" -eq 1 ]
}
