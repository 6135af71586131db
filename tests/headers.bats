#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# --keep-headers: what an upload was told from, kept without its footage, handed on in a bundle, and replayed by somebody else.
bats_require_minimum_version 1.5.0

setup() {
    # shellcheck source=tests/lib/live.bash
    . "$BATS_TEST_DIRNAME/lib/live.bash"
    root=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
    captures=$(realpath -m "${LENSWATCH_CAPTURES:-$root/../shared/captures}")
    lenswatch=${LENSWATCH:-$root/build/lenswatch}
    sample=$root/tests/samples/demo.pcapng
    export TZ=UTC LC_ALL=C.UTF-8
    cd "$BATS_TEST_TMPDIR" || return 1
}

teardown() {
    [ -z "${pid-}" ] || kill -KILL "$pid" 2>/dev/null || true
    home_down
    [ -z "${place-}" ] || rm -rf "$place"
}

keep() {
    "$lenswatch" replay --format jsonl --rules "$root/rules" --ledger ledger.db --keep-headers 100 "$@" >told.jsonl
}

# Of all captures given: each upload has a slice, and a replay of that tells the same upload and no other.
same() {
    python3 "$root/tests/lib/same-verdict" "$lenswatch" "$root/rules" "$@"
}

@test "a replay of the headers of an upload tells the same upload and no other, in the sample and all recordings of the lab" {
    run -0 same "$sample" "$root"/tests/lab/recorded/*.pcap.zst
    [[ $output =~ ^([0-9]+)\ of\ ([0-9]+)\ the\ same ]]
    [ "${BASH_REMATCH[1]}" -eq "${BASH_REMATCH[2]}" ]
    [ "${BASH_REMATCH[1]}" -ge 40 ]
}

@test "and in the real captures" {
    [ -d "$captures" ] || skip "data: no captures of others at $captures (docs/accuracy.md)"
    run -0 same "$captures"/*.pcap "$captures"/*.pcapng
    [[ $output =~ ^([0-9]+)\ of\ ([0-9]+)\ the\ same ]]
    [ "${BASH_REMATCH[1]}" -ge 20 ]
}

@test "no footage is in them: of each connection and direction 3,000 bytes of what was said, at most" {
    keep "$root/tests/samples/demo.pcapng"
    local file
    for file in ledger.db.headers/*.pcap; do
        tshark -r "$file" -Y '(tcp or udp) and not dns and not dhcp and not mdns and not ssdp' -T fields -e tcp.stream -e udp.stream \
            -e ip.src -e ip.hdr_len -e tcp.hdr_len -e frame.cap_len 2>/dev/null | sed "s|^|${file##*/}\t|"
    done | awk -F'\t' '{ said[$1 " " $2 " " $3 " " $4] += $7 - 14 - $5 - ($6 ? $6 : 8) }
        END { for (key in said) { n++; if (said[key] > 3000) { print key, said[key]; bad = 1 } } exit bad || n < 10 }'
}

@test "a bundle holds the headers with their proof, and they can be taken out and replayed" {
    keep "$sample"
    local id
    id=$(grep '"class":"clip"' told.jsonl | sed -n '1s/.*"id":"\([0-9a-f]*\)".*/\1/p')
    "$lenswatch" bundle --ledger ledger.db "$id" >bundle.jsonl
    [ "$(wc -l <bundle.jsonl)" -eq 4 ]
    run -0 "$lenswatch" verify bundle.jsonl --key "$(cat ledger.db.pub)" --headers out.pcap
    [[ $output == *"The headers in it"*"are those that were noted"* ]]
    cmp out.pcap "ledger.db.headers/$id.pcap"
    "$lenswatch" replay --format jsonl --rules "$root/rules" out.pcap | grep -F "\"id\":\"$id\""
    # One character of them, and they are not what was noted.
    sed 's/"pcap":"TTyy/"pcap":"TTyz/' bundle.jsonl >changed.jsonl
    run -1 cmp -s bundle.jsonl changed.jsonl
    run -3 "$lenswatch" verify changed.jsonl
    [[ $output == *"the headers in it are not those that were noted"* ]]
}

@test "headers of another upload, with a proof of their own, are not taken for those of this one" {
    keep "$sample"
    local -a series
    mapfile -t series < <(find ledger.db.headers -name '*.pcap' -printf '%f\n' | sort | sed 's/\.pcap$//')
    "$lenswatch" bundle --ledger ledger.db "${series[0]}" >one.jsonl
    "$lenswatch" bundle --ledger ledger.db "${series[1]}" >two.jsonl
    { head -2 one.jsonl; tail -2 two.jsonl; } >mixed.jsonl
    run -3 "$lenswatch" verify mixed.jsonl
    [[ $output == *"the headers in it are of another upload (${series[1]}, not ${series[0]})"* ]]
    head -c -200 one.jsonl >cut.jsonl
    run -1 "$lenswatch" verify cut.jsonl
    [[ $output == *"the headers in it cannot be read"* ]]
}

@test "headers that were changed on the disk are left out of a bundle, and it says so" {
    keep "$sample"
    local id
    id=$(find ledger.db.headers -name '*.pcap' -printf '%f\n' | sort | sed -n '1s/\.pcap$//p')
    printf x >>"ledger.db.headers/$id.pcap"
    run -0 --separate-stderr "$lenswatch" bundle --ledger ledger.db "$id"
    [ "${#lines[@]}" -eq 3 ]
    # shellcheck disable=SC2154 # bats sets it
    [[ $stderr == *"$id.pcap is not what was written: left out"* ]]
}

@test "a camera that is forgotten takes its headers along" {
    keep "$sample"
    local before
    before=$(find ledger.db.headers -name '*.pcap' | wc -l)
    "$lenswatch" cameras forget --yes f4:b8:5e:12:34:56 --ledger ledger.db
    [ "$(find ledger.db.headers -name '*.pcap' | wc -l)" -eq $((before - 2)) ]
    run -1 grep -rlaF "$(printf '\xf4\xb8\x5e\x12\x34\x56')" ledger.db.headers
    "$lenswatch" verify --ledger ledger.db
}

@test "headers want a history, and a size that is one" {
    run -2 "$lenswatch" replay --keep-headers 5 "$sample"
    [[ $output == *"--keep-headers needs a history: give --ledger FILE"* ]]
    run -2 "$lenswatch" replay --ledger ledger.db --keep-headers much "$sample"
    [[ $output == *'--keep-headers wants megabytes from 1 to 100000, not "much"'* ]]
    [ ! -e ledger.db ]
}

@test "a watch keeps them too, in the kernel and through libpcap, and says the same of them" {
    live_setup
    home_up
    # The daemon is nobody by then, who may not walk through the folders of the tests.
    place=$(mktemp -d)
    chmod 755 "$place"
    cd "$place" || return 1
    local mode id file
    for mode in xdp tc pcap; do
        watch "$mode" --interface lan1 --attach "$mode" --ledger "$PWD/$mode.db" --keep-headers 50
        upload --4 --seconds 2
        said "$mode" '"type":"upload"' 20
        stop "$pid"
        one_upload "$mode"
        "$lenswatch" verify --ledger "$mode.db" >/dev/null
        id=$(of "$mode" upload 'r["id"]')
        file=$mode.db.headers/$id.pcap
        "$lenswatch" bundle --ledger "$mode.db" "$id" >"$mode.bundle"
        grep -q '\\"whole\\":true' "$mode.bundle" || { cat "$mode.bundle" "$mode.err"; return 1; }
        "$lenswatch" replay --format jsonl --rules "$root/rules" "$file" >"$mode-again.jsonl"
        local what='r["class"], r["destination"], r["camera"]["mac"], [(f["local_port"], f["remote_ip"]) for f in r["flows"]]'
        [ "$(of "$mode" upload "$what")" = "$(of "$mode-again" upload "$what")" ]
        # Beside the kernel's program frames come merged, which leaves headers out.
        [ "$(of "$mode-again" upload 'r["bytes_up"]')" -ge $(($(of "$mode" upload 'r["bytes_up"]') * 96 / 100)) ]
    done
    # Through libpcap all is the same to the byte and the nanosecond, so it is the same event by name.
    [ "$(of pcap upload 'r["bytes_up"], r["id"]')" = "$(of pcap-again upload 'r["bytes_up"], r["id"]')" ]
}
