#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Asks the daemon 50 questions a second until it is ended, half of them no questions; every tenth caller hangs up. Says each second how
many were answered. Usage: questions.py SOCKET SEED. Called by scripts/storm.
"""
import json
import random
import socket
import sys
import time

RIGHT = ["status", "cameras", "commit"]
CAMERAS = ["74:ab:93:11:22:33", "02:00:00:00:01:03", "192.168.1.30", "Front door", "", "x" * 900, "\u200b", "\ud83d\ude00", 7, None, []]
NAMES = ["Front door", "\u0416" * 60, "a\x1b[2J", "\x9b", "", "x" * 3000, None, {"a": [[]]}, "\u202e"]


def question():
    kind = random.randrange(6)
    if kind < 2:
        return json.dumps({"ask": random.choice(RIGHT)}).encode()
    if kind == 2:
        return json.dumps({"ask": random.choice(("name", "confirm", "not")), "camera": random.choice(CAMERAS), "name": random.choice(NAMES)}).encode()
    if kind == 3:
        return json.dumps({"ask": random.choice((None, 5, "paint", "forget", ["status"])), "camera": random.choice(CAMERAS)}).encode()
    if kind == 4:
        return random.randbytes(random.choice((0, 1, 40, 5000))).replace(b"\n", b"")
    return b"[" * random.choice((1, 9, 4000)) + b'{"ask":"status"'


def ask(path):
    """True: it was answered with one line of JSON."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(5)
        line.connect(path)
        line.sendall(question() + b"\n")
        if random.random() < 0.1:
            return True
        said = b""
        while not said.endswith(b"\n"):
            more = line.recv(65536)
            if not more:
                return False
            said += more
        json.loads(said)
        return True


def main():
    path = sys.argv[1]
    random.seed(int(sys.argv[2]))
    answered = asked = 0
    begun = time.monotonic()
    while True:
        asked += 1
        try:
            answered += ask(path)
        except (OSError, ValueError):
            pass
        if asked % 50 == 0:
            print(asked, answered, flush=True)
        time.sleep(max(0.0, begun + asked / 50 - time.monotonic()))


main()
