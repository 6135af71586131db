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
    [ -z "${open-}" ] || rm -rf "$open"
    [ ! -e flash/mounted ] || umount -l flash
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

@test "programs are answered too, of a history, a receipt and what was changed, and quiet says it by the exit status" {
    keep
    "$lenswatch" verify --ledger ledger.db -j | jq -e '.intact and .faults == [] and .records > 3 and .key == $key and (.head | test("^[0-9]+:[0-9a-f]{64}$"))' \
        --arg key "$(cat ledger.db.pub)"
    "$lenswatch" bundle last --ledger ledger.db -o event.jsonl
    "$lenswatch" verify event.jsonl --ledger ledger.db --json | jq -se 'all(.intact and .key_known) and .[0].content.type == "upload"'
    sed 's/"bytes_up":/"bytes_up":1/' event.jsonl >changed.jsonl
    ! cmp -s event.jsonl changed.jsonl || sed 's/bytes_up/bytes_uq/' event.jsonl >changed.jsonl
    status=0
    "$lenswatch" verify changed.jsonl --ledger ledger.db --json >answer || status=$?
    [ "$status" -eq 3 ]
    head -n 1 answer | jq -e '.intact == false and (.says | length) > 0'
    [ -z "$("$lenswatch" verify --ledger ledger.db -q)" ]
    "$lenswatch" cameras forget f4:b8:5e:12:34:56 --yes --ledger ledger.db --socket none --json | jq -e '.erased > 0'
}

@test "the key is its owner's alone" {
    keep
    [ "$(stat -c %a ledger.db.key)" = 600 ]
    chmod 644 ledger.db.key
    run -1 "$lenswatch" replay --rules "$root/rules" --ledger ledger.db "$sample"
    [[ $output == *"ledger.db.key"* ]]
}

# JFFS2, which small routers have, lets no two programs share memory through a file; nor does FUSE past the page cache.
@test "where files cannot be shared memory, as on JFFS2, a history is kept, read and erased from all the same" {
    mkdir flash below
    touch below/mounted
    bindfs -o direct_io below flash 2>mount.err || skip "fuse: $(head -1 mount.err)"
    "$lenswatch" replay --rules "$root/rules" --ledger flash/ledger.db "$sample" >told.txt
    run -0 "$lenswatch" verify --ledger flash/ledger.db
    run -0 "$lenswatch" report --ledger flash/ledger.db --since 2026-03-01 --until 2026-03-03
    [[ $output == *yi-hall* ]]
    run -0 "$lenswatch" cameras forget --yes yi-hall --ledger flash/ledger.db
    run -0 "$lenswatch" verify --ledger flash/ledger.db
    run ! grep -qa yi-hall below/ledger.db*
    [ "$(find below -name 'ledger.db?*' | sort)" = $'below/ledger.db-journal\nbelow/ledger.db.key\nbelow/ledger.db.pub' ]
}

@test "a history with a write-ahead log that was copied to where files cannot be shared memory is opened and brought into another form" {
    mkdir flash below
    touch below/mounted
    bindfs -o direct_io below flash 2>mount.err || skip "fuse: $(head -1 mount.err)"
    keep
    [ "$(od -An -tu1 -j18 -N1 ledger.db)" -eq 2 ] # as sqlite.org/fileformat.html says of WAL
    cp ledger.db* flash/
    run -0 "$lenswatch" replay --rules "$root/rules" --ledger flash/ledger.db "$sample"
    [ "$(od -An -tu1 -j18 -N1 flash/ledger.db)" -eq 1 ]
    run -0 "$lenswatch" verify --ledger flash/ledger.db
    [ ! -e below/ledger.db-shm ]
}

# exFAT as far as it goes here: a file system that answers as it does where modes are set.
@test "where files have no owners a history is refused, with the cure" {
    mkdir flash below
    touch below/mounted
    bindfs --chmod-deny below flash 2>mount.err || skip "fuse: $(head -1 mount.err)"
    run -1 "$lenswatch" replay --rules "$root/rules" --ledger flash/ledger.db "$sample"
    [[ $output == *"keeps no owners of files (vfat, exfat, NTFS)"*"Format the stick as ext4 or f2fs"* ]]
    [ -z "$(find below -name 'ledger.db*')" ]
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
    # Anything but a yes is no, and so is nobody there to ask.
    for answer in "" n; do
        run -1 "$lenswatch" cameras forget yi-hall --ledger ledger.db <<<"$answer"
        [[ $output == "Erase all "*" records of yi-hall? This can't be undone. [y/N] Nothing was erased." ]]
    done
    run -1 "$lenswatch" cameras forget yi-hall --ledger ledger.db </dev/null
    run -0 "$lenswatch" report --ledger ledger.db --since 2026-03-02 --until 2026-03-02 --camera yi-hall
    run -1 "$lenswatch" cameras forget garage --ledger ledger.db
    [ "$output" = 'lenswatch: the history holds nothing of "garage"' ]
    run -0 "$lenswatch" cameras forget yi-hall --ledger ledger.db <<<y
    [[ $output == *"Erased: "* ]]
    run -1 grep -alE '58:70:c6:12:34:56|yi-hall|192\.168\.1\.33' ledger.db*
    run -0 "$lenswatch" verify --ledger ledger.db
    [[ $output == *"Its owner erased the contents of "* ]]
    run -1 "$lenswatch" cameras forget --yes yi-hall --ledger ledger.db
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
    # Of this history it is known without; else that anybody could have made it is said, and is no success.
    run -0 "$lenswatch" verify event.jsonl --ledger ledger.db
    [[ $output == *"This record is as it was written"* ]]
    run -3 "$lenswatch" verify event.jsonl
    [[ $output == *"whole, signed by a key that you have not checked"*"anybody could have made it"* ]]
    [[ $output != *"as it was written"* ]]
    printf '%064d\n' 0 >other.db.pub
    run -3 "$lenswatch" verify event.jsonl --ledger other.db
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

@test "what is only suspected never reaches the disk, and is kept in order once more is known" {
    make -s -C "$root" generator
    cp "$root/tests/scenes/unnamed-camera.scene" suspected.scene
    cp suspected.scene named.scene
    echo 'at 1d03:00 thing clip to vs-cam.u011.immedia-semi.com ip 198.18.20.88 bytes 400kB seconds 5 segment 1453' >>named.scene
    local scene
    for scene in suspected named; do
        "$root/build/generator" --truth /dev/null "$scene.scene" "$scene.pcap"
        for _ in once again; do
            "$lenswatch" replay --rules "$root/rules" --format jsonl --ledger "$scene.db" "$scene.pcap" >"$scene.jsonl"
        done
        cp "$scene.db" ledger.db
        "$lenswatch" verify --ledger "$scene.db"
        sql "SELECT kind, json_extract(content, '$.camera.suspected'), json_extract(content, '$.id') FROM record
            WHERE kind IN ('camera', 'upload') ORDER BY number" >"$scene.txt"
    done
    grep -q '"suspected":true' suspected.jsonl
    run -1 grep -al '24:0a:c4:12:34:56\|192.168.1.38' suspected.db*
    [ "$(sed 's/ [^ ]*$//' named.txt | tr '\n' ' ')" = "camera 1 upload 1 upload 1 upload 0 " ]
    [ "$(sql "SELECT count(*) FROM record WHERE kind = 'clock'")" -eq 0 ]
}

# A watch in a home of its own, whose history is $kept.
watch_kept() { # NAME OPTION...
    watch "$1" --interface br-lan --ledger "$kept" --state "${kept%/*}/cameras.yaml" --commit 1 "${@:2}"
}

# The daemon is nobody, who may not look into the folder of this test: $open is one that it may.

live_home() {
    # shellcheck source=tests/lib/live.bash
    . "$root/tests/lib/live.bash"
    live_setup
    home_up
    open=$(mktemp -d)
    chmod 755 "$open"
    mkdir -m 777 "$open/out"
    kept=$open/lenswatch/ledger.db
}

# soon COMMAND...: within ten seconds it is so.
soon() {
    local try
    for ((try = 0; try < 100; try++)); do
        ! "$@" || return 0
        sleep 0.1
    done
    echo "not within 10 s: $*"
    return 1
}

no_group() { # GROUP
    ! pgrep -g "$1" >/dev/null
}

lines() { # FILE COUNT
    [ -e "$1" ] && [ "$(wc -l <"$1")" -eq "$2" ]
}

# notes KIND: what the history says of that kind, one a line.
notes() {
    (cd "${kept%/*}" && sql 'SELECT content FROM record WHERE kind = ? ORDER BY number' "$1")
}

@test "a run that was killed, what changed since, and what the owner said are in the history" {
    live_home
    watch_kept first --camera 74:ab:93:11:22:33="Front door"
    "$lenswatch" cameras --socket "$PWD/first.socket" not 192.168.77.99
    sleep 1.5
    kill -KILL "$pid"
    ended "$pid" 137
    [ -z "$(notes restart)$(notes change)" ]
    [ "$(notes owner)" = '{"type":"owner","schema":1,"camera":{"mac":"74:ab:93:11:22:33","ip":null,"name":"Front door"},"said":"camera"}
{"type":"owner","schema":1,"address":"192.168.77.99","name":null,"said":"not"}' ]
    cp -r "$root/rules" rules
    echo "# another" >>rules/blink.yaml
    watch_kept second --rules rules
    stop "$pid"
    [[ $(notes restart) == '{"type":"restart","schema":1,"start":"2'*'"reason":"the run before has no end"}' ]]
    [[ $(notes change) == *'{"what":"rules","from":"'*'{"what":"options","from":"--rules '*'Front door'*' --rules rules"}]}' ]]
    watch_kept third --rules rules
    echo "# and another" >>rules/blink.yaml
    kill -HUP "$pid"
    sleep 1.5
    stop "$pid"
    [ "$(notes restart | wc -l)" -eq 1 ]
    [ "$(notes change | wc -l)" -eq 2 ]
    [ "$(notes owner | wc -l)" -eq 2 ]
    "$lenswatch" verify --ledger "$kept"
    "$lenswatch" report --ledger "$kept" --rules rules >report.txt
    grep -q "Lenswatch was started again after a run without an end" report.txt
    grep -q "the rules were changed" report.txt
    grep -q 'the owner said that 74:ab:93:11:22:33 is a camera and called it Front door' report.txt
    run -0 "$lenswatch" cameras forget --yes 74:ab:93:11:22:33 --ledger "$kept"
    run -1 grep -alE '74:ab:93:11:22:33|Front door' "$kept"*
}

@test "a camera is erased while the watch goes on, and is not written again" {
    live_home
    watch_kept kept --camera 74:ab:93:11:22:33="Front door"
    upload --4 --seconds 2
    said kept '"type":"upload"' 20
    sleep 1.5
    grep -aq '74:ab:93:11:22:33' "$kept"*
    run -1 "$lenswatch" cameras forget --yes "Front door" --ledger "$kept" --socket "$PWD/nobody.socket"
    run -0 "$lenswatch" cameras forget --yes "Front door" --ledger "$kept" --socket "$PWD/kept.socket"
    [[ $output == "Erased: the contents of "* ]]
    local address
    address=$(of kept upload 'r["camera"]["ip"]')
    [ -n "$address" ]
    run -1 grep -alE "74:ab:93:11:22:33|Front door|$address" "$kept" "$kept-wal" "$kept-shm"
    "$lenswatch" verify --ledger "$kept"
    kill -HUP "$pid"
    sleep 1.5
    run -1 "$lenswatch" cameras forget --yes "Front door" --ledger "$kept" --socket "$PWD/kept.socket"
    [[ $output == *"holds nothing of \"Front door\""* ]]
    run -1 "$lenswatch" cameras forget --yes "Front door" --ledger "$PWD/up.txt" --socket "$PWD/kept.socket"
    stop "$pid"
    run -1 grep -alE "74:ab:93:11:22:33|Front door|$address" "$kept"*
    [ -z "$(find "${kept%/*}" -name 'etilqs*')" ]
    "$lenswatch" verify --ledger "$kept"
}

@test "heads go to a file and to the owner's program, although the watch has no rights, and both end with it" {
    live_home
    local out=$open/out
    cat >"$out/keep" <<'PROGRAM'
#!/bin/sh
echo "$@" >>"${0%/*}/handed"
id -u >"${0%/*}/user"
echo "from the program"
echo $$ >"${0%/*}/group"
sleep 1000
PROGRAM
    chmod 755 "$out/keep"
    watch_kept first
    stop "$pid"
    watch_kept second --heads "$out/heads" --anchor-command "$out/keep"
    soon test -s "$out/group"
    grep -q '^from the program$' second.err
    [ "$(cat "$out/user")" != 0 ]
    cmp "$out/heads" "$out/handed"
    kill -HUP "$pid"
    soon lines "$out/heads" 2
    stop "$pid"
    lines "$out/heads" 3
    lines "$out/handed" 1
    soon no_group "$(cat "$out/group")" # what was killed is there until somebody asks how it ended
    run -0 "$lenswatch" verify --ledger "$kept" --heads "$out/heads"
    [[ $output == *"as it was when 3 heads of it were kept elsewhere."* ]]
    # What the key's holder writes anew is found beside them.
    rm -r "${kept%/*}"
    watch_kept third
    stop "$pid"
    run -3 "$lenswatch" verify --ledger "$kept" --heads "$out/heads"
    "$lenswatch" verify --ledger "$kept"
    rm "$out/keep" "$out/heads"
    ln -s /nowhere/heads "$out/heads"
    watch_kept fourth --heads "$out/heads" --anchor-command "$out/keep"
    stop "$pid"
    [ "$(grep -c 'could not be handed to' fourth.err)" -eq 2 ]
    run -2 "$lenswatch" watch --interface lo --heads "$out/heads"
    run -2 "$lenswatch" watch --interface lo --keep-headers 5
}

@test "a receipt of what is lost says so: an older copy was put back, or what follows it was written anew" {
    "$lenswatch" replay --rules "$root/rules" --camera 02:00:00:00:00:01 --ledger ledger.db "$sample" >told.txt
    cp ledger.db older.db
    "$lenswatch" replay --rules "$root/rules" --camera 02:00:00:00:00:02=Other --ledger ledger.db "$sample" >told.txt
    "$lenswatch" bundle --ledger ledger.db 34f0 >event.jsonl
    run -0 "$lenswatch" verify event.jsonl --ledger ledger.db
    [[ $output != *"The history here"* ]]
    rm -f ledger.db-wal ledger.db-shm
    cp older.db ledger.db
    run -0 "$lenswatch" verify event.jsonl --ledger ledger.db
    [[ $output == *"The history here has fewer records than when this was written"* ]]
    "$lenswatch" replay --rules "$root/rules" --camera 02:00:00:00:00:03=Third --ledger ledger.db "$sample" >told.txt
    run -0 "$lenswatch" verify event.jsonl --ledger ledger.db
    [[ $output == *"The history here says otherwise"* ]]
}

@test "an older copy of the history that was put back is said at the start, and in status" {
    live_home
    local heads=$open/out/heads
    watch_kept first --heads "$heads"
    stop "$pid"
    cp -a "${kept%/*}" older
    watch_kept second --heads "$heads"
    stop "$pid"
    run ! grep -q 'older copy' first.err second.err
    rm -r "${kept%/*}"
    cp -a older "${kept%/*}"
    watch_kept third --heads "$heads"
    grep -q "$heads: the history has fewer records than a head that was kept there" third.err
    "$lenswatch" status --socket third.socket --format json | jq -e '.problems[] | select(.setting == "heads")'
    stop "$pid"
}

# tests/samples/history-0.1.0.db holds every kind of record that 0.1.0 wrote: captures of the lab, replayed with promises, headers, and one of
# them again with its camera named; a daemon that was killed, started with other settings, lost its interface; one camera erased. Its key
# was made for it alone.
@test "a history of 0.1.0 is whole, reads as it did, and counts once what a newer program replays again" {
    zstd -dq "$root/tests/samples/history-0.1.0.db.zst" -o ledger.db
    install -m 600 "$root/tests/samples/history-0.1.0.db.key" ledger.db.key
    [ "$(sql 'SELECT count(DISTINCT kind) FROM record')" = 15 ]
    run -0 "$lenswatch" verify --ledger ledger.db
    [[ $output == *"58 records"*"Its owner erased the contents of 4 of them, at 1 time"* ]]
    [[ $output == *"Head: 58:59a6388483204bb03ad84edcc898613cfd72978a31d0a10d42ba672f9e2c4db3"* ]]
    report() {
        faketime '2026-11-30 12:00:00' "$lenswatch" report --rules "$root/rules" --ledger ledger.db --since 2026-11-24 --until 2026-11-29
    }
    report >before.txt
    grep -q 'sent 11 MB .* in 5 uploads' before.txt
    grep -q 'Hall sent a clip to Blink (Amazon): 2.1 MB in 2 s, about 14–33 s of video' before.txt
    [ "$(grep -c '^22:49 Hall' before.txt)" = 1 ]
    cp "$root/tests/lab/recorded/demo.pcap.zst" .
    records >count
    "$lenswatch" replay --rules "$root/rules" --ledger ledger.db --camera b8:a4:4f:12:34:56=Yard demo.pcap.zst >told.txt
    [ "$(records)" -gt "$(cat count)" ]
    run -0 "$lenswatch" verify --ledger ledger.db
    report >after.txt
    grep -q 'sent 11 MB .* in 5 uploads' after.txt
    grep -q 'Yard sent a live view through a relay of Axis: 2.1 MB' after.txt
}

@test "forgetting a camera that is called as words of records are takes nothing of the house with it" {
    for name in Camera schema type; do
        rm -f ledger.db*
        "$lenswatch" replay --rules "$root/rules" --ledger ledger.db --camera "192.168.1.250=Hall" "$sample" >told.txt
        "$lenswatch" replay --rules "$root/rules" --ledger ledger.db --camera "$(sql "SELECT device FROM record WHERE kind = 'upload' LIMIT 1")=$name" "$sample" >told.txt
        before=$(sql "SELECT count(*) FROM record WHERE kind IN ('gap', 'summary') AND content IS NOT NULL")
        "$lenswatch" cameras forget --yes "$name" --ledger ledger.db >told.txt
        [ "$(sql "SELECT count(*) FROM record WHERE kind IN ('gap', 'summary') AND content IS NOT NULL")" = "$before" ]
        [ "$(sql "SELECT count(*) FROM record WHERE kind = 'run' AND content IS NOT NULL")" = 1 ]
        [ "$(sql "SELECT count(*) FROM record WHERE content LIKE '%\"name\":\"$name\"%' OR content LIKE '%=$name%'")" = 0 ]
    done
}

@test "a camera's name that is no text becomes one in every record that is signed" {
    mac=$("$lenswatch" replay --rules "$root/rules" --format jsonl "$sample" | jq -r 'select(.type == "upload").camera.mac' | head -n 1)
    "$lenswatch" replay --rules "$root/rules" --ledger ledger.db --keep-headers 5 --camera "$mac"=$'A\xffB' "$sample" >told.txt
    run -0 python3 - <<'END'
import sqlite3
with sqlite3.connect("ledger.db") as ledger:
    ledger.text_factory = bytes
    rows = [row[0] for row in ledger.execute("SELECT content FROM record")]
for row in rows:
    row.decode("utf-8")
print(sum(b'A\xef\xbf\xbdB' in row for row in rows))
END
    [ "$output" -ge 2 ]
}
