#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# libpcap hands over a packet of after 19 January 2038 with a time before 1970.
#
# Version:   libpcap 1.10.3-1 and tcpdump 4.99.3-1 of Debian 12, on 64 bits. 1.10.5 of Debian 13 reads both as unsigned.
# Expected:  the seconds of a packet record are unsigned, as draft-ietf-opsawg-pcap section 5 has them: 0x80000000 is
#            2038-01-19 03:14:08, a second after 0x7fffffff.
# Seen:      "[Error converting time]" in place of it, as tv_sec is negative; written again by -w the record has the same bytes.
# What for:  whoever sorts, subtracts or files by tv_sec takes a negative one as its lower 32 bits. A recorder whose clock was never set may
#            well write such times.
#
# Needs: apt with Debian 12's packages, python3. Nothing is installed. Fails where this changes.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get -q download libpcap0.8=1.10.3-1 tcpdump=4.99.3-1 >log 2>&1 || {
    tail -n 3 log >&2
    echo "the packages cannot be had any more" >&2
    exit 2
}
for package in ./*.deb; do dpkg-deb -x "$package" root; done
library=$(dirname "$(find root -name 'libpcap.so*' | head -n 1)")
dump() { TZ=UTC LD_LIBRARY_PATH=$PWD/$library root/usr/bin/tcpdump "$@" 2>/dev/null; }

python3 - two.pcap <<'P'
import struct
import sys

packet = bytes.fromhex("4500001c0000000040110000c0a80109cb007107") + struct.pack("!4H", 40000, 443, 8, 0)
with open(sys.argv[1], "wb") as file:
    file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 101))  # DLT_RAW
    for second in (0x7FFFFFFF, 0x80000000):
        file.write(struct.pack("<4I", second, 0, len(packet), len(packet)) + packet)
P
dump -tttt -n -r two.pcap | tee said
dump -r two.pcap -w again.pcap
if grep -q '^2038-01-19 03:14:07' said && grep -q '^\[Error converting time\]' said && cmp -s two.pcap again.pcap; then
    echo "as seen: the second after 0x7fffffff is no time, and is kept where the packet is written again"
else
    echo "CHANGED: see above" >&2
    exit 1
fi
