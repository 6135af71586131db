#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Sends hostile frames into an interface until it is ended: DHCP, DNS, mDNS, SSDP, ARP and router advertisements that are right but for
some bytes, of devices without end; and a camera's own uploads between them. Usage: frames.py INTERFACE SEED RATE. Called by scripts/storm.
"""
import random
import socket
import struct
import sys
import time

CAMERA = bytes.fromhex("74ab93112233")
ROUTER = bytes.fromhex("020000000001")
NAMES = [b"Front door", "Fr\u043ent door".encode(), b"a\x1b[2Jb", b"x" * 63, b"", b"vs-cam.u011.immedia-semi.com", b"\xff\xfe", b'"quoted"']


def checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(">%dH" % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def ether(source, target, kind, payload):
    return target + source + struct.pack(">H", kind) + payload


def ipv4(protocol, source, target, payload):
    head = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(payload), random.getrandbits(16), 0, 64, protocol, 0, source, target)
    return head[:10] + struct.pack(">H", checksum(head)) + head[12:] + payload


def udp(source, target, payload):
    return struct.pack(">HHHH", source, target, 8 + len(payload), 0) + payload


def label(name):
    return b"".join(bytes([min(len(part), 63)]) + part[:63] for part in name.split(b".")) + b"\0"


def option(code, value):
    return bytes([code, min(len(value), 255)]) + value[:255]


def dhcp(mac):
    head = struct.pack(">BBBBIHH4s4s4s4s", 1, 1, 6, 0, random.getrandbits(32), 0, 0, *[bytes(4)] * 4) + mac + bytes(10 + 192)
    options = [option(53, bytes([random.choice((1, 2, 3, 5))])), option(12, random.choice(NAMES)), option(60, random.choice(NAMES)),
               option(81, b"\0\0\0" + random.choice(NAMES)), option(61, b"\1" + mac), option(50, bytes([192, 168, 1, random.randrange(256)]))]
    random.shuffle(options)
    return ipv4(17, bytes(4), b"\xff" * 4, udp(68, 67, head + b"\x63\x82\x53\x63" + b"".join(options) + b"\xff"))


def records(count, kinds):
    said = b""
    for _ in range(count):
        kind = random.choice(kinds)
        value = {1: bytes([52, 70, 158, random.randrange(256)]), 28: random.randbytes(16), 5: label(random.choice(NAMES)),
                 12: label(random.choice(NAMES)), 33: bytes(6) + label(random.choice(NAMES))}.get(kind, option(1, random.choice(NAMES))[1:])
        name = random.choice((b"\xc0\x0c", b"\xc0\xff", label(random.choice(NAMES))))
        said += name + struct.pack(">HHIH", kind, 1, random.choice((0, 60, 2**32 - 1)), len(value)) + value
    return said


def dns(answer, port):
    count = random.choice((0, 1, 3, 40))
    head = struct.pack(">HHHHHH", random.getrandbits(16), 0x8180 if answer else 0x100, 1, count if answer else 0, 0, 0)
    body = label(random.choice(NAMES)) + struct.pack(">HH", random.choice((1, 28, 12, 255)), 1)
    if answer:
        body += records(count, (1, 28, 5, 12, 16, 33))
    return udp(53, 40000, head + body) if answer and port == 53 else udp(5353 if port == 5353 else 40000, port, head + body)


def ssdp():
    lines = [b"NOTIFY * HTTP/1.1", b"HOST: 239.255.255.250:1900", b"SERVER: " + random.choice(NAMES), b"NT: " + random.choice(NAMES),
             b"LOCATION: http://" + random.choice(NAMES) + b"/", b"USN: uuid:" + random.choice(NAMES)]
    return udp(1900, 1900, b"\r\n".join(lines) + random.choice((b"\r\n\r\n", b"", b"\r\n" * 200)))


def advertisement():
    prefix = struct.pack(">BBBBIII16s", 3, random.choice((4, 0, 255)), 64, 0xC0, 2**32 - 1, 60, 0, random.randbytes(16))
    body = struct.pack(">BBHBBHII", 134, 0, 0, 64, 0, 1800, 0, 0) + prefix * random.choice((1, 5, 60))
    return struct.pack(">IHBB", 0x60000000, len(body), 58, 255) + b"\xfe\x80" + bytes(13) + b"\1" + b"\xff\2" + bytes(13) + b"\1" + body


def hostile(mac):
    here, there = bytes([192, 168, 1, random.randrange(2, 255)]), bytes([192, 168, 1, 1])
    kind = random.randrange(7)
    if kind == 0:
        return ether(mac, b"\xff" * 6, 0x800, dhcp(mac))
    if kind == 1:
        return ether(mac, ROUTER, 0x800, ipv4(17, here, there, dns(False, 53)))
    if kind == 2:
        return ether(ROUTER, mac, 0x800, ipv4(17, there, here, dns(True, 53)))
    if kind == 3:
        return ether(mac, b"\x01\0\x5e\0\0\xfb", 0x800, ipv4(17, here, b"\xe0\0\0\xfb", dns(random.random() < 0.8, 5353)))
    if kind == 4:
        return ether(mac, b"\x01\0\x5e\x7f\xff\xfa", 0x800, ipv4(17, here, b"\xef\xff\xff\xfa", ssdp()))
    if kind == 5:
        arp = struct.pack(">HHBBH6s4s6s4s", 1, 0x800, 6, 4, random.choice((1, 2)), mac, here, bytes(6), there)
        return ether(mac, b"\xff" * 6, 0x806, arp)
    return ether(mac, b"\x33\x33\0\0\0\1", 0x86DD, advertisement())


def broken(frame):
    """Some bytes of it are others, or it ends early."""
    frame = bytearray(frame)
    for _ in range(random.choice((0, 0, 1, 3, 20))):
        frame[random.randrange(12, len(frame))] = random.getrandbits(8)
    if random.random() < 0.1:
        del frame[random.randrange(14, len(frame)):]
    return bytes(frame[:1514])


def upload(sequence):
    """A frame of a clip that the camera sends to its cloud."""
    tcp = struct.pack(">HHIIBBHHH", 51221, 443, sequence & 0xFFFFFFFF, 1, 0x50, 0x18, 65535, 0, 0) + random.randbytes(1400)
    return ether(CAMERA, ROUTER, 0x800, ipv4(6, bytes([192, 168, 1, 30]), bytes([52, 70, 158, 224]), tcp))


def main():
    interface, seed, rate = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    random.seed(seed)
    wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
    wire.bind((interface, 0))
    sequence, sent = 1, 0
    begun = time.monotonic()
    while True:
        # Twenty that stay, and others that are seen once: there is no end of MACs.
        mac = bytes([2, 0, 0, 0, 1, random.randrange(20)]) if random.random() < 0.7 else b"\2" + random.randbytes(5)
        frames = [broken(hostile(mac)) for _ in range(20)]
        if int(time.monotonic() - begun) % 25 < 4:  # a clip each 25 seconds
            for _ in range(20):
                frames.append(upload(sequence))
                sequence += 1400
        for frame in frames:
            try:
                wire.send(frame)
            except OSError:
                pass
        sent += 20
        time.sleep(max(0.0, begun + sent / rate - time.monotonic()))


main()
