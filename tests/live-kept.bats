#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# A history that cannot be written for a while: what is told meanwhile is neither lost nor taken for "nothing left".
bats_require_minimum_version 1.5.0

# shellcheck source=tests/lib/live_home.bash
. "$BATS_TEST_DIRNAME/lib/live_home.bash"

teardown() {
    live_end
    [ -z "${disk-}" ] || { umount "$disk" && rmdir "$disk"; }
}

# disk SIZE: a small file system at $disk, to which the daemon's user finds its way.
disk() {
    disk=$(mktemp -d /tmp/lenswatch-kept-XXXXXX)
    mount -t tmpfs -o size="$1",mode=777 none "$disk"
}

fill() {
    dd if=/dev/zero of="$disk/ballast" bs=4k 2>/dev/null || true
}

# keep NAME OPTION...: a watch with a history that is committed each second.
keep() {
    watch "$1" --interface br-lan --camera 74:ab:93:11:22:33=Door --commit 1 "${@:2}"
}

# as NAME COMMAND...: asks with that daemon at the usual place.
as() {
    # shellcheck disable=SC2016
    unshare --mount sh -c 'mount -t tmpfs none /run && mkdir -p /run/lenswatch && ln -s "$1" /run/lenswatch/control &&
        shift && exec "$@"' sh "$PWD/$1.socket" "$lenswatch" "${@:2}"
}

# history NAME KEY: as status says it; "null" where it does not know.
history() {
    "$lenswatch" status --format json --socket "$1.socket" | jq -r ".history.$2"
}

# becomes NAME KEY VALUE [SECONDS]
becomes() {
    local try
    for ((try = 0; try < ${4:-15} * 5; try++)); do
        [ "$(history "$1" "$2")" != "$3" ] || return 0
        sleep 0.2
    done
    "$lenswatch" status --format json --socket "$1.socket" | jq .history
    cat "$1.err"
    return 1
}

# records FILE KIND: their contents.
records() {
    sqlite3 -readonly "$1" "SELECT content FROM record WHERE kind = '$2' ORDER BY number"
}

# holds FILE COUNT: so many uploads are committed in it; what is told on the screen is so within a second.
holds() {
    local try
    for ((try = 0; try < 50; try++)); do
        [ "$(records "$1" upload | wc -l)" -ne "$2" ] || return 0
        sleep 0.1
    done
    return 1
}

# told NAME COUNT: so many uploads were told on the screen.
told() {
    local try
    for ((try = 0; try < 300; try++)); do
        [ "$(of "$1" upload | wc -l)" -lt "$2" ] || return 0
        sleep 0.1
    done
    cat "$1.jsonl" "$1.err"
    return 1
}

# left NAME SINCE: what status and the report say of "nothing left", and why.
left() {
    "$lenswatch" status --format json --socket "$1.socket" | jq -r '[.nothing_left] + .doubts | join(" ")'
    as "$1" report --since "$2" --format json 2>/dev/null | jq -r '[.nothing_left] + .doubts | join(" ")'
}

@test "status and report say for programs whether nothing left, while it is so and after a clip" {
    keep left --ledger "$PWD/left.db"
    upload --bytes 500 --seconds 0
    sleep 2
    since=$(date -u +%FT%T)
    sleep 3
    [ "$(left left "$since")" = $'yes\nyes' ]
    upload --seconds 2
    told left 1
    [ "$(left left "$since")" = $'no\nno' ]
    stop "$pid"
}

@test "a full disk loses nothing: it waits, is told, refused to be attested, and written when there is room" {
    disk 2m
    keep full --ledger "$disk/ledger.db"
    upload --seconds 2
    told full 1
    holds "$disk/ledger.db" 1
    becomes full kept true
    [ "$(history full failed_since)" = null ]
    fill
    upload --seconds 2
    told full 2
    becomes full kept false
    [[ $(history full problem) == *"the disk is full"* ]]
    [[ $(history full failed_since) == 2*Z ]]
    [ "$(history full waiting)" -ge 1 ]
    [ "$(history full lost)" = 0 ]
    run -3 as full attest --camera Door --since 1h --until now --format json
    [[ $output == *"the history cannot be written, and what was reported since is not in it"* ]]
    [ "$(as full promises --promise 'all: only to Blink' --format json 2>/dev/null | jq -r '.[0] | .verdict, .unwritten' | paste -sd' ')" = "unknown true" ]
    [ "$(records "$disk/ledger.db" upload | wc -l)" -eq 1 ]
    run ! grep "kept again" full.err
    rm "$disk/ballast"
    becomes full kept true
    stop "$pid"
    [ "$(records "$disk/ledger.db" upload | wc -l)" -eq 2 ]
    [ "$(records "$disk/ledger.db" gap | wc -l)" -eq 0 ]
    [ "$(records "$disk/ledger.db" late | jq -r .lost)" = 0 ]
    [ "$(grep -c "the history is kept again" full.err)" -eq 1 ]
    "$lenswatch" verify --ledger "$disk/ledger.db"
}

@test "another program that holds the file for a while loses nothing" {
    keep held --ledger "$PWD/held.db"
    touch holding
    sqlite3 -cmd ".timeout 5000" held.db "BEGIN EXCLUSIVE" ".system while [ -e holding ]; do sleep 0.1; done" ROLLBACK &
    holder=$!
    sleep 1
    upload --seconds 2
    told held 1
    becomes held kept false
    [[ $(history held problem) == *"another program holds it"* ]]
    sleep 8
    rm holding
    wait "$holder"
    becomes held kept true
    stop "$pid"
    [ "$(records held.db upload | wc -l)" -eq 1 ]
    [ "$(records held.db gap | wc -l)" -eq 0 ]
    [ "$(records held.db late | wc -l)" -ge 1 ]
    "$lenswatch" verify --ledger held.db
}

@test "a disk that is full at the start does not end watching, and what was told is written when there is room" {
    disk 2m
    fill
    keep start --ledger "$disk/ledger.db"
    upload --seconds 2
    told start 1
    [ "$(history start kept)" = false ]
    [ "$(history start waiting)" -ge 2 ]
    [ "$(history start kept_since)" = null ]
    [ ! -s "$disk/ledger.db" ]
    rm "$disk/ballast"
    becomes start kept true 75 # it is tried each minute
    [ "$(history start failed_since)" = null ]
    stop "$pid"
    [ "$(records "$disk/ledger.db" upload | wc -l)" -eq 1 ]
    [ "$(records "$disk/ledger.db" run | wc -l)" -eq 1 ]
    [ "$(records "$disk/ledger.db" late | jq -r .lost)" = 0 ]
    "$lenswatch" verify --ledger "$disk/ledger.db"
}
