#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# No verdict, number or exit status hangs on a sentence: Lenswatch is built once more with every sentence in other words
# (tests/lib/other-words), and must say the same where it speaks to programs. Run from the top.

bats_require_minimum_version 1.5.0

setup_file() {
    cd "$BATS_TEST_DIRNAME/.." || return 1
    export other=build/other-words
    rm -rf "$other/userspace"
    mkdir -p "$other/build/bpf"
    tests/lib/other-words write . "$other"
    cp -r Makefile VERSION bpf "$other/"
    cp userspace/page/build.mk "$other/userspace/page/"
    # What the kernel runs has no sentences: it is not compiled again.
    cp build/bpf/*.o "$other/build/bpf/"
    make -s -j2 -C "$other" RELEASE_FLAGS=-O0 build/lenswatch
}

setup() {
    # shellcheck source=tests/lib/scenes.bash
    . "$BATS_TEST_DIRNAME/lib/scenes.bash"
    scenes_setup
    export TZ=UTC
}

# ask_both NAME COMMAND...: the two programs end alike; "LEDGER" is a history of its own for each.
ask_both() {
    local to=$BATS_TEST_TMPDIR/$1 one=0 two=0
    shift
    "$lenswatch" "${@/LEDGER/$BATS_TEST_TMPDIR/one.db}" >"$to.one" 2>/dev/null || one=$?
    "$other/build/lenswatch" "${@/LEDGER/$BATS_TEST_TMPDIR/other.db}" >"$to.other" 2>/dev/null || two=$?
    [ "$one" -eq "$two" ]
}

# both NAME COMMAND...: the two programs end alike and say the same.
both() {
    local to=$BATS_TEST_TMPDIR/$1
    ask_both "$@"
    tests/lib/other-words compare "$to.one" "$to.other"
}

@test "a sentence outside of words/ is found, however it is written; help, the log and comments are not" {
    local lint=$PWD/scripts/lib/sentences
    mkdir -p "$BATS_TEST_TMPDIR"/userspace/{engine,usage,words}
    cd "$BATS_TEST_TMPDIR" || return 1
    printf '%s\n' '/* "nothing of it left" */' 'const char *two = "nothing " /* at all */' \
        '        "of "' '        "it left";' 'void a(void)' '{' '	fputs("nothing was to do", stderr);' \
        '	printf("%" PRIu64 " of it left", three);' '	printf("%s: %s and %d", two, two, 3);' '}' >userspace/engine/one.c
    echo 'const char *two = "nothing of it left";' >userspace/words/two.c
    echo 'const char *two = "one thing or other";' >userspace/usage/two.c
    run -1 "$lint"
    [ "$(grep -c '^userspace' <<<"$output")" -eq 2 ]
    grep -qxF 'userspace/engine/one.c:2: =two: "nothing of it left"' <<<"$output"
    grep -qF 'userspace/engine/one.c:8: printf: ' <<<"$output"
    # Tags are no sentence, what is between them and what is read out in place of a picture is.
    printf '%s\n' 'const char *tag = "<p class=\"one two\" id=\"three\" title=\"%s\">%s</p>";' \
        'const char *text = "<p>nothing of it left</p>";' 'const char *label = "<svg aria-label=\"bytes sent each day\">";' >userspace/engine/one.c
    run -1 "$lint"
    [ "$(grep -c '^userspace' <<<"$output")" -eq 2 ]
    grep -q 'one.c:2: =text: ' <<<"$output"
    grep -q 'one.c:3: =label: ' <<<"$output"
    [[ $output == *"excuses nothing: take the row out"* ]]
}

# ends_alike NAME COMMAND...: what people read is as many lines of both, in other words, and they end alike.
ends_alike() {
    local to=$BATS_TEST_TMPDIR/$1
    ask_both "$@"
    [ "$(wc -l <"$to.one")" -eq "$(wc -l <"$to.other")" ]
    [ -s "$to.one" ] && ! cmp -s "$to.one" "$to.other"
}

# pages NAME COMMAND...: both make a page of the same elements in the same order, with the same figures on its tiles, and end alike.
pages() {
    local to=$BATS_TEST_TMPDIR/$1
    ask_both "$@"
    run -1 cmp -s "$to.one" "$to.other"
    diff <(skeleton "$to.one") <(skeleton "$to.other")
}

# skeleton PAGE: its tags with what they draw, and the figures on its tiles.
skeleton() {
    sed 's/ \(aria-label\|data-title\)="[^"]*"//g' "$1" | grep -oE '<[^>]+>' | grep -v '^<path fill="#000"'
    grep -oE '<li><b>[^<]*</b>' "$1" | tr -cd '0-9\n'
}

@test "its sentences are in other words indeed" {
    scene clock-back
    "$lenswatch" replay --rules rules "$capture" >"$BATS_TEST_TMPDIR/one"
    "$other/build/lenswatch" replay --rules rules "$capture" >"$BATS_TEST_TMPDIR/other"
    grep -q 'the clock was set back' "$BATS_TEST_TMPDIR/one"
    run -1 grep -q 'the clock was set back' "$BATS_TEST_TMPDIR/other"
}

@test "a difference that is no sentence is found" {
    echo '{"verdict":"kept","reason":"nothing of it left"}' >"$BATS_TEST_TMPDIR/one"
    echo '{"verdict":"kept","reason":"abguvat bs vg yrsg"}' >"$BATS_TEST_TMPDIR/same"
    echo '{"verdict":"broken","reason":"nothing of it left"}' >"$BATS_TEST_TMPDIR/other"
    tests/lib/other-words compare "$BATS_TEST_TMPDIR/one" "$BATS_TEST_TMPDIR/same"
    run -1 tests/lib/other-words compare "$BATS_TEST_TMPDIR/one" "$BATS_TEST_TMPDIR/other"
}

@test "every scene gives the same records" {
    local file
    for file in tests/scenes/*.scene; do
        [[ $file != */bench-* ]] || continue
        scene "$(basename "$file" .scene)"
        both "$(basename "$file" .scene)" replay --format jsonl --rules rules "$capture"
    done
}

@test "histories of gaps, of doubts and of footage give the same reports, statements and promises" {
    local name camera asked=0
    for name in demo clock-back keepalive-week unexplained behind-nat; do
        scene "$name" pcapng
        rm -f "$BATS_TEST_TMPDIR"/*.db*
        both "$name" replay --format jsonl --rules rules --ledger LEDGER --promise "only clips" --promise "EU only" \
            --promise "no uploads 19:00-20:00" --promise "at most 1 MB a day" "$capture"
        both "$name.report" report --format json --rules rules --ledger LEDGER --since 2026-03-01 --until 2026-03-08
        both "$name.promises" promises --format json --ledger LEDGER --since 2026-03-01 --until 2026-03-08
        for camera in $(python3 -c 'import json, sys
print(*{r["camera"]["mac"] for r in map(json.loads, open(sys.argv[1])) if r.get("camera") and r["type"] == "camera"})' \
            "$BATS_TEST_TMPDIR/$name.one"); do
            both "$name.attest" attest --format json --rules rules --ledger LEDGER --camera "$camera" --since 2026-03-02T08:00 \
                --until 2026-03-02T22:00
            asked=$((asked + 1))
        done
    done
    [ "$asked" -ge 3 ]
}

@test "a history of 0.1.0, which has sentences where causes are now, is judged the same" {
    local name
    for name in one other; do
        zstd -dqf tests/samples/history-0.1.0.db.zst -o "$BATS_TEST_TMPDIR/$name.db"
        install -m 600 tests/samples/history-0.1.0.db.key "$BATS_TEST_TMPDIR/$name.db.key"
    done
    both report report --format json --rules rules --ledger LEDGER --since 2026-11-24 --until 2026-11-29
    both promises promises --format json --ledger LEDGER --since 2026-11-24 --until 2026-11-29
    both attest attest --format json --rules rules --ledger LEDGER --camera Hall --since 2026-11-24 --until 2026-11-29
}

@test "what people read says as much in other words, and ends with the same status" {
    local camera id
    scene demo pcapng
    both demo replay --format jsonl --rules rules --ledger LEDGER --promise "only clips" "$capture"
    ends_alike replay replay --rules rules --promise "EU only" --promise "only to Wyze" "$capture"
    read -r camera id < <(grep -m1 '"type":"upload"' "$BATS_TEST_TMPDIR/demo.one" | field 'r["camera"]["mac"] + " " + r["id"]')
    ends_alike attest attest --rules rules --ledger LEDGER --camera "$camera" --since 2026-03-02T19:00 --until 2026-03-02T21:00
    ends_alike silent attest --rules rules --ledger LEDGER --camera "$camera" --since 2026-03-02T19:50 --until 2026-03-02T19:51
    ends_alike promises promises --ledger LEDGER --since 2026-03-01 --until 2026-03-08
    ends_alike report report --rules rules --ledger LEDGER --since 2026-03-01 --until 2026-03-08
    pages page report --rules rules --ledger LEDGER --since 2026-03-01 --until 2026-03-08 --format html
    pages request report --rules rules --ledger LEDGER --request 2026-03-02T19:45..2026-03-02T19:55 --format html
    pages silent-page report --ledger LEDGER --since 2026-02-01 --until 2026-02-02 --format html
    ends_alike explain explain --ledger LEDGER "$id"
    ends_alike rules rules explain --rules rules vs-cam.u011.immedia-semi.com
}
