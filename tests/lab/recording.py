# SPDX-License-Identifier: GPL-2.0-or-later
"""Reads a recording of br-lan: what went between each device and each address outside, packet by packet. Used by truth.py and trim.py."""
import ipaddress
import operator
import pathlib
import struct
import subprocess

SECOND = 1_000_000
NOWHERE = ("0.0.0.0/8", "10.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "224.0.0.0/4",
           "255.255.255.255/32", "::/127", "fc00::/7", "fe80::/10", "ff00::/8")
IPV4, IPV6 = b"\x08\x00", b"\x86\xdd"
ICMP_ERRORS = (3, 4, 5, 11, 12)
COUNTS = ("up_packets", "up_bytes", "down_packets", "down_bytes")
SIDES = (("up_packets", "up_bytes"), ("down_packets", "down_bytes"))


def read(path):
    """The bytes of a pcap, also of one that was compressed with zstd."""
    path = pathlib.Path(path)
    if path.suffix == ".zst":
        data = subprocess.run(["zstd", "-dcq", str(path)], stdout=subprocess.PIPE, check=True).stdout
    else:
        data = path.read_bytes()
    if data[:4] != b"\xd4\xc3\xb2\xa1":
        raise ValueError(f"{path} is no pcap of microseconds, little endian; record with tcpdump -w on br-lan")
    if data[20:24] != b"\x01\0\0\0":
        raise ValueError(f"{path} holds no Ethernet frames; record with tcpdump -i br-lan, not -i any")
    return data


def records(data):
    """Each frame: (microseconds, where it begins, captured bytes, bytes on the wire). A record cut short at the end is left out."""
    header = struct.Struct("<IIII").unpack_from
    at, end = 24, len(data)
    while at + 16 <= end:
        seconds, microseconds, captured, length = header(data, at)
        at += 16
        if at + captured > end:
            return
        yield seconds * SECOND + microseconds, at, captured, length
        at += captured


class Track:
    """All packets between one device and one address outside."""

    def __init__(self, mac, remote):
        self.mac, self.remote = mac, remote
        self.packets = []                  # (microseconds, is up, IP bytes)
        self.inside = set()                # the device's own addresses
        self.untracked = [[0, 0], [0, 0]]  # up, down: packets and bytes that connection tracking counts otherwise

    def sums(self):
        found = dict.fromkeys(COUNTS, 0)
        for _, is_up, length in self.packets:
            packets, octets = SIDES[not is_up]
            found[packets] += 1
            found[octets] += length
        return found

    def tracked(self):
        """The sums as connection tracking makes them: fragments put together, ICMP errors not counted."""
        found = self.sums()
        for (packets, octets), (fewer, less) in zip(SIDES, self.untracked):
            found[packets] -= fewer
            found[octets] -= less
        return found


class Recording:
    """The tracks of a recording, by MAC and remote address."""

    def __init__(self, path, macs, home):
        self.macs = macs
        self.home = [ipaddress.ip_network(n) for n in (*NOWHERE, *home)]
        self.known = {}    # address -> (is outside, text)
        self.tracks = {}
        self.frames = self.strays = self.back = 0
        self.begin = self.end = None
        self.data = read(path)
        self.is_cut = False
        self.parse()
        if self.back:
            for track in self.tracks.values():
                track.packets.sort(key=operator.itemgetter(0))

    def address(self, octets):
        if octets not in self.known:
            address = ipaddress.ip_address(octets)
            inside = any(address.version == n.version and address in n for n in self.home)
            self.known[octets] = (not inside, str(address))
        return self.known[octets]

    def way(self, key):
        """Whose packets these are, and whether they go up: (track or None, is up)."""
        receiver, sender = key[:6], key[6:12]
        half = (len(key) - 12) // 2
        (from_outside, source), (to_outside, target) = self.address(key[12:12 + half]), self.address(key[12 + half:])
        if to_outside and (sender in self.macs or not from_outside):
            return self.track(sender, target, source), True
        if from_outside and (receiver in self.macs or not to_outside):
            return self.track(receiver, source, target), False
        return None, from_outside and to_outside

    def track(self, mac, remote, inside):
        mac = mac.hex(":")
        track = self.tracks.setdefault((mac, remote), Track(mac, remote))
        track.inside.add(inside)
        return track

    def parse(self):
        data, ways, end = self.data, {}, 24
        for time, at, captured, length in records(data):
            self.frames += 1
            end = at + captured
            self.clock(time)
            kind = data[at + 12:at + 14]
            if kind == IPV4 and captured >= 34:
                key, octets = data[at:at + 12] + data[at + 26:at + 34], data[at + 16] << 8 | data[at + 17]
                odd = data[at + 23] == 1 or data[at + 20] & 0x3f or data[at + 21]
                octets = octets or length - 14
            elif kind == IPV6 and captured >= 54:
                key, octets = data[at:at + 12] + data[at + 22:at + 54], (data[at + 18] << 8 | data[at + 19]) + 40
                odd = data[at + 20] in (44, 58)
                octets = max(octets, length - 14) if length > 65_589 else octets
            else:
                continue
            way = ways.get(key)
            if way is None:
                way = ways[key] = self.way(key)
            track, is_up = way
            if track is None:
                self.strays += is_up
                continue
            track.packets.append((time, is_up, octets))
            if odd:
                packets, less = untracked(data[at + 14:at + captured], octets)
                track.untracked[not is_up][0] += packets
                track.untracked[not is_up][1] += less
        self.is_cut = end != len(data)

    def clock(self, time):
        if self.begin is None:
            self.begin = self.end = time
        elif time < self.end:
            self.back = max(self.back, self.end - time)
            self.begin = min(self.begin, time)
        else:
            self.end = time


def untracked(packet, octets):
    """What connection tracking counts less of a packet that is a fragment or an ICMP error: (packets, bytes)."""
    if packet[0] >> 4 == 4:
        header = (packet[0] & 15) * 4
        if (packet[6] << 8 | packet[7]) & 0x1fff:
            return 1, header
        is_error = packet[9] == 1 and len(packet) > header and packet[header] in ICMP_ERRORS
    elif packet[6] == 44:
        later = len(packet) >= 44 and (packet[42] << 8 | packet[43]) & 0xfff8
        return (1, 48) if later else (0, 8)
    else:
        is_error = len(packet) > 40 and packet[40] < 128
    return (1, octets) if is_error else (0, 0)
