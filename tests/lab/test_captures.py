#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests of trim.py, and of truth.py with captures of the generator, whose truth is stated by other means.

usage: test_captures.py [-v] [TEST ...]
"""
import json
import pathlib
import shutil
import subprocess
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
LENSWATCH, GENERATOR = ROOT / "build/lenswatch", ROOT / "build/generator"
CHECK = ROOT / "tests/generator/check-truth"
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE))
import recording  # noqa: E402
import trim  # noqa: E402
import truth  # noqa: E402
from test_truth import CAMERA, CLOUD6, ICMP, KEYS, PHONE, ROUTER, TCP, UDP, Case, action, down, frame, mac, tracked, train, up  # noqa: E402


class Trimming(Case):
    def trimmed(self, packets, name="less.pcap", **more):
        data = recording.read(self.record(packets))
        trim.trim(self.folder / "scene.pcap", self.folder / name, **more)
        less = recording.read(self.folder / name)
        wire = [(time, length) for time, _, _, length in recording.records(data)]
        self.assertEqual(wire, [(time, length) for time, _, _, length in recording.records(less)])
        return [captured for _, _, captured, _ in recording.records(less)]

    def test_first_packets_stay_whole_and_of_later_ones_the_headers(self):
        self.assertEqual([1014] * 12 + [42] * 8, self.trimmed(train(0, 20)))
        self.assertEqual([1014] * 2 + [54] * 3, self.trimmed(train(0, 5, protocol=TCP), whole=2))

    def test_each_flow_and_direction_has_first_packets(self):
        packets = [up(0, 500), up(1, 500, ports=(40001, 443)), down(2, 500), up(3, 500, protocol=TCP), up(4, 500)]
        self.assertEqual([514] * 4 + [42], self.trimmed(packets, whole=1))

    def test_packets_without_payload_do_not_count(self):
        self.assertEqual([54, 54, 514, 54], self.trimmed([up(i, n, protocol=TCP) for i, n in enumerate((40, 40, 500, 500))], whole=1))

    def test_ipv6_is_cut_alike(self):
        packets = [(i, frame(CAMERA["ip6"], CLOUD6, 500, protocol=p)) for i, p in enumerate((UDP, UDP, TCP, TCP))]
        self.assertEqual([514, 62, 514, 74], self.trimmed(packets, whole=1))

    def test_small_talk_and_what_is_neither_tcp_nor_udp_stays_whole(self):
        ports = 53, 67, 68, 546, 547, 5353, 1900, 123, 3702
        packets = [up(i, 500, ports=(40000, port)) for i, port in enumerate(ports)] + [up(20, 500, protocol=ICMP)]
        packets.append((21, mac(ROUTER) + mac(CAMERA["mac"]) + b"\x08\x06" + bytes(46)))
        self.assertEqual([514] * 10 + [60], self.trimmed(packets, whole=0))

    def test_later_fragments_lose_their_payload(self):
        self.assertEqual([42, 34], self.trimmed([up(0, 1500, fragment=0x2000), up(1, 520, fragment=185)], whole=0))

    def test_the_truth_stays_the_same(self):
        packets = train(0, 150) + [down(0.5, 900), up(0.7, 576, protocol=ICMP)]
        given = [action(0, 2, sent=120_000)], tracked(150, 150_000, 1, 900), [CAMERA, PHONE]
        said = self.truth(packets, *given)
        self.trimmed(packets, whole=2)
        again, complaints = truth.truth(self.folder / "less.pcap", *given, "scene")
        self.assertEqual(({**said, "capture": "less.pcap"}, []), (again, complaints))

    @unittest.skipUnless(shutil.which("zstd"), "no zstd")
    def test_a_compressed_one_holds_the_same(self):
        packets = train(0, 200)
        self.assertEqual(self.trimmed(packets), self.trimmed(packets, "less.pcap.zst"))
        self.assertLess((self.folder / "less.pcap.zst").stat().st_size, (self.folder / "less.pcap").stat().st_size)

    @unittest.skipUnless(shutil.which("zstd"), "no zstd")
    def test_from_the_command_line_it_tells_the_sizes(self):
        command = [HERE / "trim.py", self.record(train(0, 200)), self.folder / "out.pcap.zst"]
        run = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
        self.assertRegex(run.stdout, r"^\d+ bytes recorded, \d+ trimmed, \d+ written: \d+\.\d times less\n$")


@unittest.skipUnless(GENERATOR.exists(), "no build/generator: run make build/generator")
class Generated(Case):
    """Captures whose truth the generator states."""

    scenes = ("clip", "live-webrtc", "snapshots", "two-addresses", "two-names-one-address", "dual-stack", "hub", "live-fragments",
              "ipv6-fragments", "continuous", "threshold-burst", "threshold-burst-gap", "threshold-gap", "threshold-bytes", "family")

    def generate(self, scene):
        capture = self.folder / f"{scene}.pcap"
        subprocess.run([GENERATOR, ROOT / f"tests/scenes/{scene}.scene", capture], check=True, stderr=subprocess.DEVNULL)
        return capture, json.loads(capture.with_suffix(".json").read_text())

    def retell(self, scene):
        """The generator's truth of a scene, and ours of the same packets with a journal made from it."""
        capture, stated = self.generate(scene)
        cameras = [{**c, "kind": "camera"} for c in stated["cameras"]]
        others = sorted({w["camera"] for w in stated[KEYS[3]]})
        devices = cameras + [{"name": m, "kind": "phone", "mac": m} for m in others]
        names = {d["mac"]: d["name"] for d in devices}
        journal = [{"who": names[w["camera"]], "verb": "plays", "footage": key in KEYS[:2], "class": w["class_of_whole"], "kind": w["kind"],
                    "host": w["remote_name"], "remotes": [w["remote_ip"]], "began": w["start_epoch"], "ended": w["end_epoch"]}
                   for key in KEYS for w in stated[key]]
        return stated, *truth.truth(capture, journal, "", devices, scene, home=("2001:db8:1::/64",))

    @staticmethod
    def sorted(windows):
        return sorted(windows, key=lambda w: (w["start_epoch"], w["camera"], w["remote_ip"]))

    def test_windows_are_those_that_the_generator_states_to_the_byte(self):
        for scene in self.scenes:
            with self.subTest(scene):
                stated, said, complaints = self.retell(scene)
                self.assertEqual([], complaints)
                self.assertEqual(stated["packets_total"], said["packets_total"])
                self.assertEqual(stated["expect"], said["expect"])
                for key in KEYS:
                    self.assertEqual(self.sorted(stated[key]), self.sorted(said[key]), key)
                for a, b in zip(stated["cameras"], said["cameras"]):
                    self.assertCountEqual(a["internet_peers"], b["internet_peers"])

    @unittest.skipUnless(shutil.which("tshark"), "no tshark")
    def test_windows_are_those_that_tshark_s_packets_make(self):
        for scene in "clip", "live-webrtc", "snapshots", "two-addresses", "ipv6-fragments":
            with self.subTest(scene):
                _, said, _ = self.retell(scene)
                path = self.folder / f"{scene}.ours.json"
                path.write_text(json.dumps(said))
                run = subprocess.run([CHECK, path], stdout=subprocess.PIPE, text=True, check=False)
                self.assertEqual(0, run.returncode, run.stdout)
                self.assertNotIn(" 0 windows agree", run.stdout)

    @unittest.skipUnless(LENSWATCH.exists(), "no build/lenswatch: run make")
    def test_the_judge_of_events_reads_our_truth(self):
        for scene in "clip", "snapshots", "two-addresses":
            with self.subTest(scene):
                _, said, _ = self.retell(scene)
                path = self.folder / f"{scene}.ours.json"
                path.write_text(json.dumps(said))
                run = subprocess.run([ROOT / "tests/lib/judge", path], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
                self.assertEqual((0, ""), (run.returncode, run.stdout))
                said["upload_windows"] = [{**w, "up_bytes": w["up_bytes"] + 1} for w in said["upload_windows"]]
                said["snapshots"] = said["snapshots"][1:]
                path.write_text(json.dumps(said))
                run = subprocess.run([ROOT / "tests/lib/judge", path], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
                self.assertEqual(1, run.returncode)

    def replay(self, capture):
        """What lenswatch says, but for the name and hash of the file."""
        command = [LENSWATCH, "replay", "--format", "jsonl", "--rules", ROOT / "rules", capture]
        records = [json.loads(line) for line in subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout.splitlines()]
        return [{k: v for k, v in r.items() if k not in ("capture", "files", "path")} for r in records]

    @unittest.skipUnless(LENSWATCH.exists(), "no build/lenswatch: run make")
    @unittest.skipUnless(shutil.which("zstd"), "no zstd")
    def test_lenswatch_says_the_same_of_a_trimmed_recording(self):
        for scene in ("demo", "clip", "live-webrtc", "live-relay", "live-fragments", "quic-upload", "snapshots", "local-recorder",
                      "plain-http"):
            with self.subTest(scene):
                capture, _ = self.generate(scene)
                trim.trim(capture, self.folder / "less.pcap.zst")
                self.assertLess((self.folder / "less.pcap.zst").stat().st_size, capture.stat().st_size)
                self.assertEqual(self.replay(capture), self.replay(self.folder / "less.pcap.zst"))


if __name__ == "__main__":
    unittest.main()
