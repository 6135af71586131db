#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# What a small router does without: each switch of the Makefile built, and what such a program does and says.
bats_require_minimum_version 1.5.0

setup() {
    root=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
    sample=$root/tests/samples/demo.pcapng
    cd "$root" || return 1
}

# The program without a part, made in a folder of its own, where a second run finds it.
made_without() {
    small=build/without/$1/lenswatch
    make --no-print-directory "$1=0" "BUILD=${small%/lenswatch}" "$small" || return 1
}

replay() {
    "$1" replay --rules rules --format jsonl --digest sha256 "$sample"
}

libraries() {
    readelf -d "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'
}

@test "without a history the same is told, SQLite is not needed, and what has no history says so" {
    made_without WITH_LEDGER
    cmp <(replay build/lenswatch) <(replay "$small")
    libraries build/lenswatch | grep -q libsqlite3
    [ "$(libraries "$small" | grep -c libsqlite3)" -eq 0 ]
    local words="this build keeps no history: it was made with WITH_LEDGER=0" command
    for command in report explain bundle verify promises attest "cameras forget"; do
        # shellcheck disable=SC2086 # two words are two arguments
        run -1 "$small" $command
        [[ $output == *"$words"* ]]
    done
    run -1 "$small" replay --rules rules --ledger "$BATS_TEST_TMPDIR/ledger.db" "$sample"
    [[ $output == *"$words"* ]]
    [ ! -e "$BATS_TEST_TMPDIR/ledger.db" ]
}

@test "without OpenSSL the same is told, sums of files and all, and libcrypto is not needed" {
    made_without WITH_OPENSSL
    cmp <(replay build/lenswatch) <(replay "$small")
    replay "$small" | grep -q "$(sha256sum "$sample" | cut -d' ' -f1)"
    libraries build/lenswatch | grep -q libcrypto
    [ "$(libraries "$small" | grep -c libcrypto)" -eq 0 ]
}

@test "without OpenSSL a name over QUIC is told where nDPI reads it, and over TLS in any case" {
    made_without WITH_OPENSSL
    make --no-print-directory generator >/dev/null
    build/generator tests/scenes/quic-greetings.scene "$BATS_TEST_TMPDIR/names.pcap"
    run -0 "$small" replay --rules rules --camera 64:16:66:12:34:56=Hall --format jsonl "$BATS_TEST_TMPDIR/names.pcap"
    [[ $output == *'"host":"clips-of-the-camera-at-the-front-door-of-the-house.'*'.immedia-semi.com"'* ]]
    # A longer name than nDPI holds is left out, never told in part.
    [[ $output == *'"protocol":"QUIC"'* && $output != *googleapis.com* ]]
}

@test "without batches the same is told, one after the other, and what only researchers ask for is refused" {
    made_without WITH_CORPUS
    cmp <(build/lenswatch replay --rules rules --format jsonl --jobs 2 tests/samples) <("$small" replay --rules rules --format jsonl --jobs 2 tests/samples)
    run -1 "$small" replay --rules rules --format jsonl --resume "$BATS_TEST_TMPDIR/state" "$sample"
    [[ $output == *"this build of Lenswatch has no --resume"* ]]
    run -1 "$small" replay --rules rules --all "$sample"
    [[ $output == *"this build of Lenswatch has no --all"* ]]
    run -2 "$small" replay --rules rules --set footage_bytes=3 "$sample"
    [[ $output == *"this build of Lenswatch has no --set"* ]]
    xz -0 -c "$sample" >"$BATS_TEST_TMPDIR/a.xz"
    run -1 "$small" replay --rules rules "$BATS_TEST_TMPDIR/a.xz"
    [[ $output == *"is packed with xz: unpack it first (unxz)"* ]]
    [ "$(libraries "$small" | grep -c liblzma)" -eq 0 ]
}

@test "program and rules take at most 420 kB of a package" {
    run -0 make --no-print-directory size
    local packed
    packed=$(awk '/^program and rules/ { print $(NF - 1) }' <<<"$output")
    [ "$packed" -gt 100000 ]
    [ "$packed" -le 420000 ]
}
