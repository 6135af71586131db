#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Makes of a recording one that may be carried in the repository: headers stay, what was said stays, and footage goes.

usage: trim.py RECORDING.pcap TARGET.pcap[.zst]

Whole frames stay of all that is neither TCP nor UDP, of small talk (names, leases, discovery, time) and of each flow's first packets
with payload either way, which say what protocol it is and whom it is for. Lengths on the wire stay those of before.
"""
import pathlib
import struct
import subprocess
import sys

import recording

SMALL_TALK = {53, 67, 68, 123, 546, 547, 1900, 3702, 5353}
TCP, UDP = 6, 17


def network(frame):
    """(protocol, where it begins, end of its payload, is later fragment, addresses) of an IP packet; None for others."""
    if frame[12:14] == recording.IPV4 and len(frame) >= 34:
        fragment = (frame[20] << 8 | frame[21]) & 0x1fff
        return frame[23], 14 + (frame[14] & 15) * 4, 14 + (frame[16] << 8 | frame[17]), fragment, frame[26:34]
    if frame[12:14] != recording.IPV6 or len(frame) < 54:
        return None
    end = 54 + (frame[18] << 8 | frame[19])
    if frame[20] == 44 and len(frame) >= 62:
        return frame[54], 62, end, (frame[56] << 8 | frame[57]) & 0xfff8, frame[22:54]
    return frame[20], 54, end, 0, frame[22:54]


def keep(frame, wire, spoken, whole):
    """How many bytes of a frame stay. `spoken`: packets with payload so far, by flow and direction."""
    found = network(frame)
    if not found or found[0] not in (TCP, UDP):
        return len(frame)
    protocol, begin, end, later, addresses = found
    if later:
        return begin
    header = begin + (8 if protocol == UDP else 20)
    if len(frame) < header:
        return len(frame)
    if protocol == TCP:
        header = begin + (frame[begin + 12] >> 4) * 4
    elif not SMALL_TALK.isdisjoint(struct.unpack_from("!HH", frame, begin)):
        return len(frame)
    if (end if end > begin else wire) <= header:
        return header
    flow = protocol, addresses, frame[begin:begin + 4]
    spoken[flow] = spoken.get(flow, 0) + 1
    return len(frame) if spoken[flow] <= whole else header


def trimmed(data, whole):
    spoken, out = {}, bytearray(data[:24])
    for time, at, captured, wire in recording.records(data):
        frame = data[at:at + captured]
        frame = frame[:keep(frame, wire, spoken, whole)]
        out += struct.pack("<IIII", *divmod(time, recording.SECOND), len(frame), wire) + frame
    return bytes(out)


def trim(source, target, whole=12):
    """Returns the bytes written: (before compression, on the disk)."""
    plain = written = trimmed(recording.read(source), whole)
    target = pathlib.Path(target)
    if target.suffix == ".zst":
        command = ["zstd", "-19", "-q", "-c", f"--stream-size={len(plain)}"]
        written = subprocess.run(command, input=plain, stdout=subprocess.PIPE, check=True).stdout
    target.write_bytes(written)
    return len(plain), len(written)


def main():
    if len(sys.argv) != 3:
        print(__doc__.split("\n\n")[1], file=sys.stderr)
        return 2
    plain, written = trim(sys.argv[1], sys.argv[2])
    before = pathlib.Path(sys.argv[1]).stat().st_size
    print(f"{before} bytes recorded, {plain} trimmed, {written} written: {before / written:.1f} times less")
    return 0


if __name__ == "__main__":
    sys.exit(main())
