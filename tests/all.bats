#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck disable=SC2154  # bats sets $stderr
# `lenswatch replay --all` and `--set`: what was not reported, and why; and what other thresholds would have made of it.
bats_require_minimum_version 1.5.0

setup() {
    # shellcheck source=tests/lib/replay.bash
    . "$BATS_TEST_DIRNAME/lib/replay.bash"
    replay_setup
    scene clip clip.pcap
}

@test "every episode that was not reported is told with what it fails, every device with its facts, and events stay as they are" {
    replay --rules "$root/rules" --format jsonl clip.pcap
    grep -v '"type":"run"' out.txt >events.txt
    replay --rules "$root/rules" --format jsonl --all clip.pcap
    diff events.txt <(grep -vE '"type":"(run|episode|device)"' out.txt)
    python3 "$root/tests/records.py" --strict "$root/docs/records.schema.json" out.txt
    [ "$(records out.txt run 'r["options"].endswith("--all")')" = True ]
    [ "$(records out.txt episode 'r["failed"], r["value"] < r["threshold"] == 100000, r["host"]')" = "('footage_bytes', True, 'ccs-e002.immedia-semi.com')" ]
    [ "$(records out.txt device 'r["verdict"]' | sort | tr '\n' ' ')" = "camera other undecided " ]
    [ "$(records out.txt device 'all(f["weight"] > 0 for f in r["facts"]) and len(r["facts"]) > 0' | sort -u)" = True ]
    replay --rules "$root/rules" --all clip.pcap
    says "Not reported: f4:b8:5e:12:34:56 sent 4 kB to ccs-e002.immedia-semi.com: too few bytes (footage_bytes 4068, at least 100000)."
    says "Device f4:b8:5e:12:34:56: camera. A camera 0.9"
}

@test "a threshold that is set decides, and stands in run" {
    replay --rules "$root/rules" --format jsonl --set footage_bytes=500000 --set snapshot_bytes=500000 --all clip.pcap
    [ "$(records out.txt upload 'r["bytes_up"]' | wc -l)" -eq 1 ]
    [ "$(records out.txt run '"--set footage_bytes=500000 --set snapshot_bytes=500000" in r["options"]')" = True ]
    [ "$(records out.txt episode '(r["failed"], r["threshold"]) if r["threshold"] == 500000 else ""' | grep -c footage_bytes)" -ge 1 ]
}

@test "an unknown threshold is refused with what was meant, and a history keeps no experiment" {
    run -2 --separate-stderr "$lenswatch" replay --set footage_byte=3 clip.pcap
    [ "$stderr" = 'lenswatch: --set knows no threshold "footage_byte"; did you mean footage_bytes? There are: footage_bytes, footage_ratio, behaviour_ratio, mean_packet, snapshot_bytes' ]
    run -2 --separate-stderr "$lenswatch" replay --set footage_bytes=many clip.pcap
    [[ $stderr == *"wants a number above 0, as in footage_bytes=50000" ]]
    run -2 --separate-stderr "$lenswatch" replay --set footage_bytes=3 --ledger history.db clip.pcap
    [[ $stderr == *"--set is an experiment"* && ! -e history.db ]]
    run -2 --separate-stderr "$lenswatch" replay --all --format csv clip.pcap
    [[ $stderr == *"--all has no columns in csv"* ]]
}
