#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Live, where the kernel merges datagrams before anybody sees them: a greeting over QUIC still tells its name.

setup() {
    # shellcheck source=tests/lib/live.bash
    . "$BATS_TEST_DIRNAME/lib/live.bash"
    live_setup
    home=lw$BATS_ROOT_PID
    "$root/tests/home/up" --prefix "$home" --offloads >up.txt 2>&1 || { cat up.txt; return 1; }
}

teardown() {
    [ -z "${pid-}" ] || kill -KILL "$pid" 2>/dev/null || true
    home_down
}

# Chromium's greeting of two datagrams, in one call as Chromium sends them, and half a megabyte.
send() {
    inside camera python3 - "$root/tests/unit/flow/support_greetings.h" <<'END'
import re, socket, sys, time
text = open(sys.argv[1]).read()
first, second = (bytes(int(word, 16) for word in re.findall("0x[0-9a-f]{2}", re.search(name + r"\[\] = \{(.*?)\};", text, re.S)[1]))
                 for name in ("chromium_quic_0", "chromium_quic_1"))
udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
udp.connect(("203.0.113.10", 32100))
udp.setsockopt(17, 103, len(first))  # UDP_SEGMENT, udp(7)
udp.send(first + second)
for _ in range(50):
    time.sleep(0.05)
    udp.send(b"A" + bytes(9999))
END
}

@test "a greeting over QUIC whose datagrams came merged tells its name" {
    local mode
    for mode in tc pcap; do
        watch "$mode" --interface lan1 --attach "$mode" --camera 74:ab:93:11:22:33
        inside router timeout 10 tcpdump -q -nn -c 1 -i lan1 'udp dst port 32100' >"$mode.first" 2>tcpdump.err &
        sleep 1
        send
        # What this rests on: both came as one frame.
        wait "$!"
        grep -q 'length 2500$' "$mode.first"
        said "$mode" '"host":"chaos.media.example.com"' 20
        kill -INT "$pid"
        wait "$pid"
        [ "$(grep -c '"type":"upload"' "$mode.jsonl")" -eq 1 ]
    done
}
