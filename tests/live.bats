#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# What is told live is what a replay of the same frames tells: captures and scenes are played at their own speed, all side by side,
# into interfaces that are watched, in each way of attaching (tests/home/matrix: two minutes, in setup_file).

setup_file() {
    # shellcheck source=tests/lib/live.bash
    . "$BATS_TEST_DIRNAME/lib/live.bash"
    [ -z "$(live_reason)" ] || return 0
    live_setup
    # `some` are played in every way, `more` with all frames arriving.
    local -a some=() more=()
    local name file
    for name in clips-two-cameras live-pppp dual-stack snapshots; do some+=("$root/tests/scenes/$name.scene"); done
    for name in live-webrtc quic-upload ipv6-fragments hub case-02-rich-house local-recorder; do
        more+=("$root/tests/scenes/$name.scene")
    done
    if [ -d "$captures" ]; then
        # The upload of this one begins after the first two minutes.
        some+=("$captures/dlink-dcs8000lh-nofw-wlan24.pcap@240")
        for file in "$captures"/*.pcap "$captures"/*.pcapng; do
            case $file in
            */blink* | */tapo*relay*8780* | */yi-cam-lan*) some+=("$file") ;;
            *) more+=("$file") ;;
            esac
        done
    fi
    "$root/tests/home/matrix" --layouts one "${more[@]}" >"$BATS_FILE_TMPDIR/more.txt" 2>&1 &
    "$root/tests/home/matrix" --modes xdp,xdp-generic,tc,pcap,tcpdump "${some[@]}" >"$BATS_FILE_TMPDIR/some.txt" 2>&1 || true
    wait "$!" || true
    cat "$BATS_FILE_TMPDIR/some.txt" "$BATS_FILE_TMPDIR/more.txt" >"$BATS_FILE_TMPDIR/matrix.txt"
}

setup() {
    # shellcheck source=tests/lib/live.bash
    . "$BATS_TEST_DIRNAME/lib/live.bash"
    live_setup
    matrix=$BATS_FILE_TMPDIR/matrix.txt
}

# alike MODE LAYOUT: all runs of that mode and layout agree with their replay, and there was something to agree on.
alike() {
    local runs events
    read -r runs events < <(awk -v mode="$1" -v layout="$2" '$2 == mode && $3 == layout && $NF ~ /^(same|differ)$/ {
        runs++; events += $4 } END { print runs + 0, events + 0 }' "$matrix")
    if grep -E "^[^ ]+ +$1 +$2( |:)" "$matrix" | grep -v 'same$'; then return 1; fi
    # Scenes alone are four runs and ten events a way.
    [ "$runs" -ge 4 ] && [ "$events" -ge 10 ] && return
    cat "$matrix"
    return 1
}

# pcap FILE TIME:LENGTH[:CAPTURED[:TYPE]]...: makes a capture of such frames.
pcap() {
    python3 - "$@" <<'END'
import struct, sys
with open(sys.argv[1], "wb") as out:
    out.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1))
    for word in sys.argv[2:]:
        time, length, *more = word.split(":")
        captured, kind = (more + [length, "0800"][len(more):])[:2]
        frame = bytes(range(12)) + bytes.fromhex(kind) + b"\x45" * (int(length) - 14)
        out.write(struct.pack("<IIII", int(float(time)), round(float(time) % 1 * 1e6), int(captured), int(length)) + frame[:int(captured)])
END
}

# frames FILE: TIME:LENGTH:LAST BYTE of each, time from 1000 on.
frames() {
    python3 - "$1" <<'END'
import struct, sys
data = open(sys.argv[1], "rb").read()
at, found = 24, []
while at < len(data):
    seconds, micros, captured, length = struct.unpack_from("<IIII", data, at)
    assert captured == length
    found.append(f"{seconds - 1000 + micros / 1e6:g}:{length}:{data[at + 15 + length]:x}")
    at += 16 + captured
print(*found)
END
}

# squeezed WANTED FRAME...: what squeeze makes of such frames.
squeezed() {
    local wanted=$1 found
    shift
    pcap in.pcap "$@"
    "$root/build/home/squeeze" in.pcap out.pcap >squeezed.txt
    found=$(frames out.pcap)
    [ "$found" = "$wanted" ] || { echo "$found, not $wanted"; return 1; }
}

@test "squeeze: silences are cut to 15 s, and no other time is changed" {
    squeezed "0:60:45 14.5:60:45 29.5:60:45 30:60:45" 1000:60 1014.5:60 1034.5:60 1035:60
    grep -q '^4 frames in 30 s, 5 s of silence cut' squeezed.txt
}

@test "squeeze: it ends after two minutes" {
    squeezed "0:60:45 10:60:45 20:60:45 30:60:45 40:60:45 50:60:45 60:60:45 70:60:45 80:60:45 90:60:45 100:60:45 110:60:45 120:60:45" \
        $(seq -f '%.0f:60' 1000 10 1500)
}

@test "squeeze: time that ran back stands still" {
    squeezed "0:60:45 5:60:45 5:60:45 6:60:45" 1000:60 1005:60 900:60 901:60
}

@test "squeeze: what the capture cut is filled with zeros" {
    squeezed "0:400:0 1:60:45" 1000:400:54 1001:60
    grep -q ' 1 filled, ' squeezed.txt
}

@test "squeeze: frames that the interface cannot carry are left out and counted" {
    squeezed "0:1514:45 2:1518:45" 1000:1514 1001:1515 1002:1518:1518:8100 1003:1519:1519:8100 \
        1004:60:13
    grep -q ' 2 too long, 1 too short$' squeezed.txt
}

@test "squeeze: what is not of Ethernet is left alone, with the reason" {
    pcap in.pcap 1000:60
    printf '\161' | dd of=in.pcap bs=1 seek=20 conv=notrunc status=none
    run "$root/build/home/squeeze" in.pcap out.pcap
    [ "$status" -eq 3 ]
    [[ $output == *"LINUX_SLL, which no Ethernet can carry" ]]
}

@test "compare tells what was invented, left out or changed" {
    "$root/build/generator" --truth /dev/null "$root/tests/scenes/clip.scene" clip.pcap
    "$lenswatch" replay --format jsonl --rules "$root/rules" clip.pcap >clip.jsonl
    "$root/tests/home/compare" clip.jsonl clip.jsonl
    sed '0,/"bytes_up":/s/"bytes_up":/"bytes_up":1/' clip.jsonl >bytes.jsonl
    sed '0,/"type":"upload"/{/"type":"upload"/d}' clip.jsonl >less.jsonl
    sed 's/"type":"upload"\(.*\)"end":"2026-03-02T08:00/"type":"upload"\1"end":"2026-03-02T08:01/' clip.jsonl >longer.jsonl
    run "$root/tests/home/compare" clip.jsonl bytes.jsonl
    [ "$status" -eq 1 ] && [[ $output == *"bytes_up"*"live 1"* ]]
    run "$root/tests/home/compare" clip.jsonl less.jsonl
    [ "$status" -eq 1 ] && [[ $output == *"not told live"* ]]
    run "$root/tests/home/compare" less.jsonl clip.jsonl
    [ "$status" -eq 1 ] && [[ $output == *"told live only"* ]]
    run "$root/tests/home/compare" clip.jsonl longer.jsonl
    [ "$status" -eq 1 ] && [[ $output == *"ms longer live"* ]]
    # The parts of a series are held to their sum: where one ends hangs on the clock.
    local part='{"type":"upload","series":"a","part":%s,"start":"2026-03-02T08:%s:00Z","end":"2026-03-02T08:%s:00Z","bytes_up":%s,"bytes_down":1,'
    part+='"packets_up":1,"packets_down":1,"final":true,"class":"continuous","coverage":"exact","destination":{"ips":["a"],"port":1,'
    part+='"transport":"tcp","host":null,"service":null,"role":null,"kind":"unknown"},"camera":{"mac":"b","name":null,"vendor":null,'
    part+='"form":"camera","suspected":false}}\n'
    parts() { # NAME BYTES BYTES
        # shellcheck disable=SC2059 # the format is the record
        { printf "$part" 1 00 10 "$2"; printf "$part" 2 10 12 "$3"; echo '{"type":"summary","first":null}'; } >"$1.jsonl"
    }
    parts replayed 1000 10; parts cut-later 1003 7; parts more 1003 10
    "$root/tests/home/compare" replayed.jsonl cut-later.jsonl
    run "$root/tests/home/compare" replayed.jsonl more.jsonl
    [ "$status" -eq 1 ] && [[ $output == *"bytes_up 1010, live 1013"* ]]
    run "$root/tests/home/compare" clip.jsonl clip.jsonl 1000000000
    [ "$status" -eq 1 ] && [[ $output == *"start"*"s off live"* ]]
}

@test "the player: a capture of what arrived says what a replay says" {
    alike tcpdump one
    alike tcpdump split
}

@test "the player is never late by more than a tenth of a second" {
    awk '$3 ~ /^(one|split)$/ && $5 > 0.1 { print; bad = 1 } END { exit bad }' "$matrix"
}

@test "live by XDP in the driver equals replay" {
    alike xdp one
    alike xdp split
}

@test "live by generic XDP equals replay" {
    alike xdp-generic one
    alike xdp-generic split
}

@test "live by TC equals replay" {
    alike tc one
    alike tc split
}

@test "live by libpcap equals replay" {
    alike pcap one
    alike pcap split
}

@test "real captures were played too" {
    [ -d "$captures" ] || skip "data: no captures of others at $captures (docs/accuracy.md)"
    [ "$(awk '$2 == "xdp" && $3 == "one" && $NF ~ /^(same|differ)$/' "$matrix" | wc -l)" -ge 20 ]
}
