#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests of what the lab holds against Lenswatch, and of the language of its scenes.

usage: test_verdict.py [-v] [TEST ...]
"""
import copy
import pathlib
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE))
import scene  # noqa: E402
import verdict  # noqa: E402
from verb import Mistake  # noqa: E402

WINDOW = {"camera": "74:ab:93:12:34:56", "remote_ip": "203.0.113.30", "remote_name": "ms-cam.example.net", "start_epoch": 1772438400.0,
          "end_epoch": 1772438404.5, "up_bytes": 400_000, "up_packets": 300, "down_bytes": 8_000, "class": "clip", "kind": "vendor-cloud"}
STATED = {"name": "clip", "upload_windows": [WINDOW], "snapshots": []}
EVENT = {"type": "upload", "camera": {"mac": "74:ab:93:12:34:56", "ip": "192.168.50.11", "suspected": False}, "start": "2026-03-02T08:00:00.000000Z",
         "end": "2026-03-02T08:00:04.500000Z", "bytes_up": 400_000, "packets_up": 300, "bytes_down": 8_000, "class": "clip", "confidence": 0.97,
         "final": True, "part": 1, "destination": {"ips": ["203.0.113.30"], "host": "ms-cam.example.net", "kind": "vendor-cloud"}}
HEAD = "# A scene.\ndevice door camera mac 74:ab:93:12:34:56\n"


def changed(**changes):
    event = copy.deepcopy(EVENT)
    for key, value in changes.items():
        (event["destination"] if key in event["destination"] else event)[key] = value
    return event


class Verdicts(unittest.TestCase):
    def complaints(self, *events):
        return list(verdict.complaints(STATED, events))

    def test_what_is_as_it_truly_was_is_no_complaint(self):
        self.assertEqual(self.complaints(EVENT), [])
        _, false = verdict.rows(STATED, [EVENT])
        self.assertEqual(false, [])

    def test_silence_about_an_upload_is_told(self):
        self.assertIn("not told", self.complaints()[0])

    def test_an_upload_that_was_none_is_a_false_alarm(self):
        self.assertIn("false alarm", self.complaints(EVENT, changed(ips=["203.0.113.31"]))[0])

    def test_one_byte_too_many_is_told(self):
        self.assertIn("bytes_up 400001", self.complaints(changed(bytes_up=400_001))[0])

    def test_another_class_kind_or_name_is_told(self):
        for key, value in ("class", "live"), ("kind", "relay"), ("host", "other.example.net"):
            self.assertIn(value, self.complaints(changed(**{key: value}))[0])

    def test_a_beginning_that_is_off_is_told(self):
        self.assertIn("start", self.complaints(changed(start="2026-03-02T08:00:00.100000Z"))[0])


class Scenes(unittest.TestCase):
    def mistake(self, text):
        with tempfile.NamedTemporaryFile("w", suffix=".scene") as file:
            file.write(text)
            file.flush()
            with self.assertRaises(Mistake) as caught:
                scene.read(file.name)
        return str(caught.exception).removeprefix(file.name)

    def test_a_mistake_is_told_by_line_with_the_cure(self):
        self.assertIn(":3: there is no device \"hall\"; add", self.mistake(HEAD + "at 00:01 hall clip to a.example\n"))
        self.assertIn(":3: \"soon\" is no time", self.mistake(HEAD + "at soon door clip to a.example\n"))
        self.assertIn(":3: \"to\" has no value", self.mistake(HEAD + "at 00:01 door clip to\n"))
        self.assertIn(":3: \"meanwhile\" begins no line", self.mistake(HEAD + "meanwhile\n"))
        self.assertIn(":3: a line has delay", self.mistake(HEAD + "line noise 3\n"))
        self.assertIn(":3: \"fast\" is no measure", self.mistake(HEAD + "line up fast\n"))
        self.assertIn(":1: a device needs a MAC", self.mistake("device door camera dhcp x\n"))
        self.assertIn(":1: a device has no \"colour\"", self.mistake("device door camera mac 74:ab:93:12:34:56 colour red\n"))
        self.assertIn("nobody is in the house", self.mistake("# empty\n"))

    def test_every_shipped_scene_says_what_it_is_and_can_be_read(self):
        for path in sorted((HERE / "scenes").glob("*.scene")):
            one = scene.read(path)
            self.assertGreater(len(one.about), 20, path)
            self.assertTrue(one.actions, path)

    def test_repeated_actions_are_as_many_as_fit(self):
        with tempfile.NamedTemporaryFile("w", suffix=".scene") as file:
            file.write(HEAD + "at 00:00:02 every 60s until 00:04:02 door snapshot to a.example\n")
            file.flush()
            self.assertEqual([a.at for a in scene.read(file.name).actions], [2, 62, 122, 182, 242])

    def test_an_ipv6_address_is_made_of_the_mac(self):
        self.assertEqual(scene.slaac("74:ab:93:11:22:33"), "2001:db8:50:0:76ab:93ff:fe11:2233")


if __name__ == "__main__":
    unittest.main()
