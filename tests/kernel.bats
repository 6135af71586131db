#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The program in the kernel and the meter, side by side over whole captures: field by field the same. Run from the top.

setup() {
    # shellcheck source=tests/lib/scenes.bash
    . "$BATS_TEST_DIRNAME/lib/scenes.bash"
    scenes_setup
    twins=${TWINS:-build/unit/capture/kernel/kernel_twins}
    [ -x "$twins" ] || make -s "$twins"
}

# alike CAPTURE...: both say the same of each.
alike() {
    local status=0
    "$twins" "$@" || status=$?
    [ "$status" -ne 77 ] || skip "bpf: a program cannot be loaded here"
    return "$status"
}

@test "real captures" {
    [ -d "$captures" ] || skip "data: no captures of others at $captures (docs/accuracy.md)"
    # The meter alone finds a MAC behind which several devices send (docs/blind-spots.md), as an access point of these two is: they are left out.
    local capture some=()
    for capture in "$captures"/*.pcap "$captures"/*.pcapng; do
        [[ $capture == */@(yi-cam-pairing-mixed-lan.pcap|ndpi-alexa-app.pcapng) ]] || some+=("$capture")
    done
    alike "${some[@]}"
}

@test "a house seen through VLAN tags, PPPoE, and twice" {
    local view captures=()
    for view in lan pppoe span 'vlan 7' 'qinq 100 7' 'vlan 7 pppoe'; do
        scene case-02-rich-house "${view// /-}" --view "$view"
        captures+=("$capture")
    done
    alike "${captures[@]}"
}

@test "IPv6, fragments, lost packets, a clock that is set" {
    local name captures=()
    for name in ipv6-advertised ipv6-fragments live-fragments dual-stack clips-lossy clock-back quic case-11-hairpin; do
        scene "$name"
        captures+=("$capture")
    done
    alike "${captures[@]}"
}
