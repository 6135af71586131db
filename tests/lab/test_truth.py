#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests of truth.py with recordings of a few packets made here.

usage: test_truth.py [-v] [TEST ...]
"""
import ipaddress
import json
import pathlib
import re
import shutil
import struct
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE))
import recording  # noqa: E402
import truth  # noqa: E402

CAMERA = {"name": "door", "kind": "camera", "mac": "F4:B8:5E:00:00:01", "ip": "192.168.50.31", "ip6": "2001:db8:50::31", "vendor": "Blink"}
PHONE = {"name": "phone", "kind": "phone", "mac": "02:11:22:33:44:55", "ip": "192.168.50.20", "ip6": None, "vendor": None}
ROUTER, CLOUD, CLOUD6, OUTSIDE = "50:c7:bf:00:00:01", "203.0.113.5", "2001:db8:cafe::5", "198.51.100.2"
UDP, TCP, ICMP, ICMP6 = 17, 6, 1, 58
EPOCH = 1_772_438_400
BEGIN = EPOCH * recording.SECOND
KEYS = ("upload_windows", "snapshots", "camera_windows_that_are_no_footage", "non_camera_upload_windows_100k")


def mac(text):
    return bytes.fromhex(text.replace(":", ""))


def transport(protocol, length, ports):
    header = {UDP: struct.pack("!HHHH", *ports, length, 0), TCP: struct.pack("!HHIIBBHHH", *ports, 1, 1, 0x50, 0x18, 500, 0, 0),
              ICMP: struct.pack("!BBHI", 3, 3, 0, 0), ICMP6: struct.pack("!BBHI", 1, 4, 0, 0)}[protocol]
    return header + b"\x5a" * (length - len(header))


def frame(source, target, length, protocol=UDP, macs=None, ports=(40000, 443), fragment=0):
    """A frame of a packet of so many IP bytes; from the house or to it, by its first address."""
    old, new = ipaddress.ip_address(source).packed, ipaddress.ip_address(target).packed
    is_up = source in (CAMERA["ip"], CAMERA["ip6"], PHONE["ip"])
    device = PHONE["mac"] if PHONE["ip"] in (source, target) else CAMERA["mac"]
    sender, receiver = macs or ((device, ROUTER) if is_up else (ROUTER, device))
    ports = ports if is_up else ports[::-1]
    if len(old) == 4:
        header = struct.pack("!BBHHHBBH", 0x45, 0, length, 7, fragment, 64, protocol, 0) + old + new
    else:
        header = struct.pack("!IHBB", 6 << 28, length - 40, protocol, 64) + old + new
    kind = recording.IPV4 if len(old) == 4 else recording.IPV6
    return mac(receiver) + mac(sender) + kind + header + transport(protocol, length - len(header), ports)


def up(at, length, **more):
    """A packet of the camera to its cloud, so many seconds after the beginning."""
    return at, frame(CAMERA["ip"], CLOUD, length, **more)


def down(at, length, **more):
    return at, frame(CLOUD, CAMERA["ip"], length, **more)


def train(at, count, length=1000, gap=0.01, **more):
    return [up(at + i * gap, length, **more) for i in range(count)]


def action(began, ended, **more):
    return {"who": "door", "verb": "curl", "footage": True, "class": "clip", "kind": "vendor-cloud", "host": "a.example",
            "remotes": [CLOUD], "began": EPOCH + began, "ended": EPOCH + ended, "sent": None, "received": None, **more}


def server(received, at, **more):
    return {"server": "nginx", "peer": f"{OUTSIDE}:40000", "host": "a.example", "received": received, "at": EPOCH + at, **more}


def tracked(up_packets, up_bytes, down_packets=0, down_bytes=0, port=40000, remote=CLOUD, more=""):
    return (f"ipv4     2 udp      17 29 src={CAMERA['ip']} dst={remote} sport={port} dport=443 packets={up_packets} bytes={up_bytes} "
            f"src={remote} dst={OUTSIDE} sport=443 dport={port} packets={down_packets} bytes={down_bytes} mark=0 use=1{more}\n")


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="truth-"))
        self.addCleanup(shutil.rmtree, self.folder)

    def record(self, packets):
        out = b"\xd4\xc3\xb2\xa1" + struct.pack("<HHiIII", 2, 4, 0, 0, 262144, 1)
        for at, octets in sorted(packets, key=lambda p: p[0]):
            time = BEGIN + round(at * recording.SECOND)
            out += struct.pack("<IIII", *divmod(time, recording.SECOND), len(octets), len(octets)) + octets
        path = self.folder / "scene.pcap"
        path.write_bytes(out)
        return path

    def truth(self, packets, journal=(), conntrack="", devices=(CAMERA, PHONE), **more):
        self.said, self.complaints = truth.truth(self.record(packets), journal, conntrack, devices, "scene", **more)
        return self.said

    def windows(self, packets, **more):
        """The camera's windows, whatever their size: (start, end, up, packets, down)."""
        said = self.truth(packets, [action(0, 3600, **more)])
        found = said["upload_windows"] + said["snapshots"] + said["footage_windows_too_small"]
        times = [[round(w[key] * 1e6) - BEGIN for key in ("start_epoch", "end_epoch")] for w in found]
        return sorted((*t, w["up_bytes"], w["up_packets"], w["down_bytes"]) for t, w in zip(times, found))

    def complains(self, *words):
        found = [c for c in self.complaints if all(w in c for w in words)]
        self.assertEqual(1, len(found), f"{words} in {self.complaints}")


class Windows(Case):
    def test_packets_a_microsecond_less_than_a_second_apart_are_one_burst(self):
        self.assertEqual([(0, 999_999, 1500, 2, 0)], self.windows([up(0, 1000), up(0.999999, 500)]))

    def test_packets_a_second_apart_are_two_bursts(self):
        self.assertEqual([], self.windows([up(0, 1000), up(1, 500)]))

    def test_a_burst_counts_from_1500_bytes(self):
        self.assertEqual([(0, 500_000, 1500, 2, 0)], self.windows([up(0, 700), up(0.5, 800)]))
        self.assertEqual([], self.windows([up(0, 700), up(0.5, 799)]))

    def test_bursts_ten_seconds_apart_are_one_window(self):
        self.assertEqual([(0, 10_000_000, 3000, 2, 0)], self.windows([up(0, 1500), up(10, 1500)]))

    def test_bursts_a_microsecond_more_than_ten_seconds_apart_are_two_windows(self):
        self.assertEqual([(0, 0, 1500, 1, 0), (10_000_001, 10_000_001, 1500, 1, 0)], self.windows([up(0, 1500), up(10.000001, 1500)]))

    def test_the_gap_is_between_last_and_first_packet_of_bursts(self):
        self.assertEqual([(0, 10_900_000, 4500, 3, 0)], self.windows([up(0, 1500), up(0.9, 1500), up(10.9, 1500)]))

    def test_small_bursts_within_a_window_are_part_of_it_and_those_around_it_are_not(self):
        packets = [up(0, 100), up(3, 1500), up(6, 100), up(9, 1500), up(12, 100)]
        self.assertEqual([(3_000_000, 9_000_000, 3100, 3, 0)], self.windows(packets))

    def test_small_bursts_bridge_no_longer_silence(self):
        self.assertEqual(2, len(self.windows([up(0, 1500), up(6, 100), up(12, 1500)])))

    def test_what_comes_down_between_first_and_last_packet_counts_and_what_comes_after_does_not(self):
        packets = [down(0.9, 1000), up(1, 1500), down(1, 10 + 28), down(1.5, 200), up(2, 1500), down(2.000001, 1000)]
        self.assertEqual([(1_000_000, 2_000_000, 3000, 2, 238)], self.windows(packets))

    def test_what_comes_down_joins_no_bursts(self):
        self.assertEqual([], self.windows([up(0, 1000), down(0.9, 1000), up(1.8, 1000)]))

    def test_each_address_has_windows_of_its_own(self):
        packets = [up(0, 1500), (0.5, frame(CAMERA["ip"], "203.0.113.6", 1500))]
        self.assertEqual([(0, 0, 1500, 1, 0), (500_000, 500_000, 1500, 1, 0)], self.windows(packets, remotes=[CLOUD, "203.0.113.6"]))

    def test_ipv6_counts_its_payload_and_forty(self):
        camera = CAMERA["ip6"]
        packets = [(0, frame(camera, CLOUD6, 1500)), (0.5, frame(CLOUD6, camera, 300)), (0.6, frame(camera, CLOUD6, 60))]
        self.assertEqual([(0, 600_000, 1560, 2, 300)], self.windows(packets, remotes=["2001:DB8:CAFE:0::5"]))

    def test_what_stays_in_the_house_is_no_window(self):
        inside = [(i, frame(CAMERA["ip"], target, 1500)) for i, target in enumerate(
            ("192.168.50.1", "10.0.0.1", "172.31.0.1", "169.254.1.1", "224.0.0.251", "255.255.255.255"))]
        inside += [(9 + i, frame(CAMERA["ip6"], target, 1500)) for i, target in enumerate(
            ("2001:db8:50::1", "fe80::1", "ff02::fb", "fd00::1"))]
        self.truth(inside, [action(0, 20)])
        self.assertEqual([], self.said["cameras"][0]["internet_peers"])

    def test_addresses_for_documentation_and_of_carriers_are_outside(self):
        for remote in "198.51.100.77", "203.0.113.1", "100.64.0.1", "172.32.0.1", "192.169.0.1":
            self.assertEqual(1, len(self.windows([(0, frame(CAMERA["ip"], remote, 1500))], remotes=[remote])), remote)

    def test_home_is_a_parameter(self):
        self.truth([up(0, 1500)], home=(*truth.HOME, CLOUD))
        self.assertEqual([], self.said["cameras"][0]["internet_peers"])

    def test_the_mac_tells_whose_a_packet_is_whatever_its_address(self):
        packets = [(0, frame("100.70.1.1", CLOUD, 1500, macs=(CAMERA["mac"], ROUTER)))]
        self.assertEqual(1, len(self.windows(packets)))

    def test_frames_out_of_order_are_put_in_order(self):
        path = self.record([up(0, 1500), up(0.5, 700), down(0.5, 50)])
        data = bytearray(path.read_bytes())
        struct.pack_into("<I", data, 24 + 4, 500_002)
        path.write_bytes(data)
        said, complaints = truth.truth(path, [action(0, 1)], "", [CAMERA], "scene")
        self.assertEqual([(2200, 2)], [(w["up_bytes"], w["up_packets"]) for w in said["footage_windows_too_small"]])
        self.assertEqual([], complaints)
        self.assertIn("out of order", said["crosscheck"]["unchecked"][0])

    def test_a_recording_that_ends_within_a_frame_is_complained_about(self):
        path = self.record(train(0, 3))
        path.write_bytes(path.read_bytes()[:-1])
        said, complaints = truth.truth(path, [], "", [CAMERA], "scene")
        self.assertEqual(2, said["packets_total"])
        self.assertEqual(["the recording ends within a frame, after 2"], complaints)

    def test_what_is_no_such_recording_is_refused(self):
        path = self.folder / "other.pcap"
        for head in b"\x0a\x0d\x0d\x0a" + bytes(20), b"\xd4\xc3\xb2\xa1" + bytes(16) + b"\x71\0\0\0":
            path.write_bytes(head)
            with self.assertRaises(ValueError):
                truth.truth(path, [], "", [CAMERA], "scene")


class Footage(Case):
    def counts(self):
        return [len(self.said[key]) for key in KEYS]

    def test_footage_is_an_upload_from_100000_bytes(self):
        self.truth(train(0, 100), [action(0, 1)])
        self.assertEqual([1, 0, 0, 0], self.counts())
        self.assertEqual("camera upload", self.said["expect"])
        self.assertEqual([], self.complaints)

    def test_footage_below_100000_bytes_is_a_snapshot(self):
        self.truth(train(0, 99) + [up(1, 999)], [action(0, 1)])
        self.assertEqual([0, 1, 0, 0], self.counts())
        self.assertEqual("no camera upload", self.said["expect"])

    def test_footage_below_8000_bytes_is_too_small_to_be_told(self):
        self.truth(train(0, 8), [action(0, 1, **{"class": "snapshot"})])
        self.assertEqual([0, 1, 0, 0], self.counts())
        self.truth(train(0, 7) + [up(0.1, 999)], [action(0, 1, **{"class": "snapshot"})])
        self.assertEqual([0, 0, 0, 0], self.counts())
        self.assertEqual(1, len(self.said["footage_windows_too_small"]))
        self.assertEqual([], self.complaints)

    def test_an_upload_states_its_class_kind_and_name(self):
        window = self.truth(train(0, 100) + [down(0.5, 77)], [action(0, 1)])["upload_windows"][0]
        self.assertEqual({"camera": CAMERA["mac"].lower(), "start_epoch": 1772438400.0, "end_epoch": 1772438400.99, "remote_ip": CLOUD,
                          "up_bytes": 100_000, "up_packets": 100, "down_bytes": 77, "remote_name": "a.example", "class": "clip",
                          "class_of_whole": "clip", "kind": "vendor-cloud"}, window)

    def test_an_action_up_to_two_seconds_away_is_the_windows_and_one_farther_off_is_not(self):
        for began, ended, count in ((3, 4, 1), (3.000001, 4, 0)):
            self.truth(train(0, 100) + [up(1, 1000)], [action(began, ended)])
            self.assertEqual(count, len(self.said["upload_windows"]), began)
        self.truth(train(5, 100), [action(1, 2.999999)])
        self.assertEqual([0, 0, 1, 0], self.counts())

    def test_an_action_with_another_address_or_of_another_device_is_not_the_windows(self):
        self.truth(train(0, 100), [action(0, 1, remotes=["203.0.113.6"]), action(0, 1, who="phone", footage=False)])
        self.assertEqual([0, 0, 1, 0], self.counts())
        self.complains("door's curl", "no window")
        self.complains("belongs to no action")

    def test_what_is_no_footage_is_no_upload(self):
        self.truth(train(0, 100), [action(0, 1, footage=False, **{"class": None})])
        self.assertEqual([0, 0, 1, 0], self.counts())
        self.assertEqual([], self.complaints)

    def test_whoever_sends_no_footage_need_not_know_its_addresses(self):
        self.truth(train(0, 100), [action(0, 1, footage=False, remotes=[])])
        self.assertEqual([0, 0, 1, 0], self.counts())
        self.assertEqual([], self.complaints)

    def test_footage_without_a_window_is_complained_about(self):
        self.truth(train(0, 100), [action(0, 1), action(60, 61)])
        self.complains("no window", "1772438460")

    def test_a_window_of_more_than_600_seconds_is_continuous(self):
        for seconds, said in ((600, ("live", "live")), (600.000001, (None, "continuous"))):
            packets = [up(i * 9.0, 1500) for i in range(67)] + [up(seconds, 1500)]
            window = self.truth(packets, [action(0, 600, **{"class": "live"})])["upload_windows"][0]
            self.assertEqual(said, (window["class"], window["class_of_whole"]))

    def test_actions_of_one_window_that_disagree_leave_open_what_they_disagree_about(self):
        window = self.truth(train(0, 100), [action(0, 0.5), action(0.5, 1, **{"class": "snapshot"}, host="b.example")])["upload_windows"][0]
        self.assertEqual((None, None, "vendor-cloud"), (window["class"], window["remote_name"], window["kind"]))

    def test_an_action_that_is_no_footage_does_not_disagree(self):
        other = action(0, 1, footage=False, host="b.example", **{"class": None, "kind": None})
        self.assertEqual("clip", self.truth(train(0, 100), [action(0, 1), other])["upload_windows"][0]["class"])

    def test_a_hub_and_what_is_called_a_camera_are_cameras(self):
        for more in {"kind": "hub"}, {"kind": "doorbell", "camera": True}:
            self.truth(train(0, 100), [action(0, 1)], devices=[{**CAMERA, **more}])
            self.assertEqual([1, 0, 0, 0], self.counts())

    def test_a_window_of_a_phone_stands_apart(self):
        phone = [(i / 100, frame(PHONE["ip"], CLOUD, 1000)) for i in range(100)]
        self.truth(phone, [action(0, 1, who="phone", footage=False)])
        self.assertEqual([0, 0, 0, 1], self.counts())
        self.assertEqual([], self.complaints)

    def test_a_large_window_of_a_device_without_any_action_is_complained_about(self):
        phone = [(i / 100, frame(PHONE["ip"], CLOUD, 1000)) for i in range(100)]
        self.truth(phone + train(5, 100), [action(5, 6)])
        self.complains("phone", "did nothing", "100000 bytes up")
        self.truth(phone[1:] + train(5, 100), [action(5, 6)])
        self.assertEqual([], self.complaints)

    def test_a_large_window_of_a_stranger_is_complained_about(self):
        packets = [(i / 100, frame("192.168.50.99", CLOUD, 1000, macs=("02:00:00:00:00:99", ROUTER))) for i in range(100)]
        self.truth(packets)
        self.assertEqual([0, 0, 0, 1], self.counts())
        self.complains("02:00:00:00:00:99", "no device of the scene")

    def test_mistakes_of_the_journal_are_complained_about(self):
        self.truth(train(0, 100), [action(0, 1), action(0, 1, who="nobody"), action(0, 1, who="phone"), action(0, 1, remotes=[])])
        self.complains("nobody's", "no device of the scene has this name")
        self.complains("phone's", "is no camera")
        self.complains("does not say to which addresses")

    def test_the_truth_lists_cameras_and_actions_and_is_the_same_each_time(self):
        packets = train(0, 100) + [down(0.2, 500), (0.3, frame(CAMERA["ip"], "203.0.113.50", 90))]
        first = json.dumps(self.truth(packets, [action(5, 6, footage=False), action(0, 1)]))
        self.assertEqual(first, json.dumps(self.truth(packets, [action(0, 1), action(5, 6, footage=False)])))
        self.assertEqual([{"mac": CAMERA["mac"].lower(), "ip": CAMERA["ip"], "ip6": CAMERA["ip6"], "vendor": "Blink", "name": "door",
                           "internet_peers": [{"remote_ip": CLOUD, "up_bytes": 100_000, "down_bytes": 500},
                                              {"remote_ip": "203.0.113.50", "up_bytes": 90, "down_bytes": 0}]}], self.said["cameras"])
        self.assertEqual([True, False], [a["footage"] for a in self.said["actions"]])
        self.assertEqual(("scene.pcap", 102, False), tuple(self.said[k] for k in ("capture", "packets_total", "timestamps_artificial")))


class Router(Case):
    """What connection tracking says."""

    packets = train(0, 100) + [down(0.5, 300), down(30, 60)]

    def check(self, conntrack, packets=None):
        return self.truth(packets or self.packets, [action(0, 1)], conntrack)["crosscheck"]["conntrack"]

    def test_the_same_bytes_and_packets_agree(self):
        rows = self.check(tracked(100, 100_000, 2, 360))
        self.assertEqual([], self.complaints)
        self.assertEqual([(1, True)], [(r["connections"], r["agrees"]) for r in rows])

    def test_connections_are_summed_and_those_of_others_are_not(self):
        others = tracked(5, 5000, remote="203.0.113.6") + tracked(5, 5000, port=3).replace(CAMERA["ip"], PHONE["ip"])
        rows = self.check(tracked(60, 60_000, 1, 300) + others + tracked(40, 40_000, 1, 60, port=40001))
        self.assertEqual([], self.complaints)
        self.assertEqual(2, rows[0]["connections"])

    def test_a_byte_or_a_packet_of_difference_is_complained_about(self):
        for figures, words in (((100, 99_999, 2, 360), "up bytes 100000 recorded and 99999 tracked"),
                               ((101, 100_000, 2, 360), "up packets 100 recorded and 101 tracked"),
                               ((100, 100_000, 2, 361), "down bytes 360 recorded and 361 tracked"),
                               ((100, 100_000, 1, 360), "down packets 2 recorded and 1 tracked")):
            self.assertFalse(self.check(tracked(*figures))[0]["agrees"])
            self.complains(f"door to {CLOUD}", words)

    def test_a_camera_that_the_router_does_not_know_is_complained_about(self):
        self.check(tracked(1, 100, remote="203.0.113.6"))
        self.complains("in 0 connections")

    def test_a_connection_listed_twice_counts_once_by_its_later_line(self):
        self.check(tracked(50, 50_000, 1, 300) + tracked(100, 100_000, 2, 360))
        self.assertEqual([], self.complaints)

    def test_connections_that_ended_count_besides_later_ones_of_the_same_ports(self):
        self.check("[DESTROY] " + tracked(60, 60_000, 1, 300) + "[DESTROY] " + tracked(40, 40_000, 1, 60))
        self.assertEqual([], self.complaints)
        self.check("[DESTROY] " + tracked(100, 100_000, 2, 360, more=" id=5") + tracked(90, 90_000, 1, 300, more=" id=5"))
        self.assertEqual([], self.complaints)

    def test_a_connection_from_outside_counts_the_other_way_round(self):
        self.check(f"ipv4 2 udp 17 29 src={CLOUD} dst={OUTSIDE} sport=443 dport=40000 packets=2 bytes=360 src={CAMERA['ip']} dst={CLOUD} "
                   "sport=40000 dport=443 packets=100 bytes=100000 mark=0 use=1")
        self.assertEqual([], self.complaints)

    def test_ipv6_of_any_of_the_cameras_addresses_agrees(self):
        source = "2001:db8:50::abcd"
        packets = [(i / 100, frame(source, CLOUD6, 1000, macs=(CAMERA["mac"], ROUTER))) for i in range(100)]
        line = (f"ipv6     10 tcp      6 9 TIME_WAIT src={source} dst={CLOUD6} sport=4 dport=443 packets=100 bytes=100000 "
                f"src={CLOUD6} dst={source} sport=443 dport=4 packets=0 bytes=0 [ASSURED] mark=0 use=1")
        rows = self.truth(packets, [action(0, 1, remotes=[CLOUD6])], line)["crosscheck"]["conntrack"]
        self.assertEqual(([], True), (self.complaints, rows[0]["agrees"]))

    def test_fragments_and_icmp_errors_are_counted_as_the_router_counts_them(self):
        packets = train(0, 100) + [down(0.4, 1500, fragment=0x2000), down(0.5, 520, fragment=185), up(0.6, 576, protocol=ICMP)]
        self.check(tracked(100, 100_000, 1, 2000), packets)
        self.assertEqual([], self.complaints)
        self.assertEqual((100_576, 2020), tuple(self.said["upload_windows"][0][k] for k in ("up_bytes", "down_bytes")))

    def test_without_its_figures_nothing_is_checked_and_that_is_noted(self):
        self.assertEqual([], self.check(""))
        self.assertIn("was not given", self.said["crosscheck"]["unchecked"][0])
        self.assertEqual([], self.check(re.sub(r"(packets|bytes)=\d+ ", "", tracked(1, 1))))
        self.assertIn("nf_conntrack_acct", self.said["crosscheck"]["unchecked"][0])
        self.assertEqual([], self.complaints)


class Senders(Case):
    def check(self, *actions, packets=None):
        return self.truth(packets or train(0, 200), actions)["crosscheck"]["senders"]

    def test_as_much_as_went_up_or_a_third_less_agrees(self):
        for sent in 200_000, 118_519:
            self.assertTrue(self.check(action(0, 2, sent=sent))[0]["agrees"], sent)
            self.assertEqual([], self.complaints)

    def test_more_sent_than_went_up_is_complained_about(self):
        self.check(action(0, 2, sent=200_001))
        self.complains("200001 bytes sent, but 200000 bytes up in 1 windows")

    def test_far_less_sent_than_went_up_is_complained_about(self):
        self.check(action(0, 2, sent=118_517))
        self.complains("118517 bytes sent, but 200000 bytes up", "more than 199997")

    def test_actions_that_share_a_window_are_held_against_it_together(self):
        rows = self.check(action(0, 1, sent=100_000), action(1, 2, sent=90_000))
        self.assertEqual([(1, 190_000, 200_000, True)], [(r["windows"], r["sent"], r["up_bytes"], r["agrees"]) for r in rows])

    def test_windows_of_one_action_are_held_against_it_together(self):
        packets = train(0, 100) + train(20, 100)
        rows = self.check(action(0, 21, sent=190_000), packets=packets)
        self.assertEqual([(2, 200_000)], [(r["windows"], r["up_bytes"]) for r in rows])

    def test_an_action_without_addresses_takes_no_part(self):
        rows = self.check(action(0, 2, sent=190_000), action(0, 2, footage=False, remotes=[]))
        self.assertEqual([(1, 296_500)], [(len(r["actions"]), r["limit"]) for r in rows])

    def test_a_sender_that_does_not_say_is_noted(self):
        self.assertEqual([], self.check(action(0, 2)))
        self.assertIn("does not say how much it sent", "".join(self.said["crosscheck"]["unchecked"]))
        self.check(action(0, 1, sent=10), action(1, 2))
        self.assertIn("not all say", "".join(self.said["crosscheck"]["unchecked"]))
        self.assertEqual([], self.complaints)


class Servers(Case):
    def check(self, *journal):
        return self.truth(train(0, 120), journal, tracked(120, 120_000))["crosscheck"]["servers"]

    def test_what_was_sent_and_headers_on_top_agrees(self):
        for received in 100_000, 109_000:
            self.assertTrue(self.check(action(0, 2, sent=100_000), server(received, 1))[0]["agrees"])
            self.assertEqual([], self.complaints)

    def test_less_received_than_sent_is_complained_about(self):
        self.check(action(0, 2, sent=100_000), server(99_999, 1))
        self.complains("100000 bytes sent, but 99999 received by nginx in 1 lines")

    def test_far_more_received_than_sent_is_complained_about(self):
        self.check(action(0, 2, sent=100_000), server(109_001, 1))
        self.complains("109001 received", "more than 109000")

    def test_the_lines_of_one_action_are_summed_within_three_seconds(self):
        others = server(7, 5.000001), server(7, 1, host="b.example")
        rows = self.check(action(0, 2, sent=100_000), server(60_000, 1), server(41_000, 5), *others)
        self.assertEqual([(2, 101_000)], [(r["lines"], r["received"]) for r in rows])

    def test_a_line_without_a_host_is_about_the_name_of_its_tls(self):
        self.assertTrue(self.check(action(0, 2, sent=100_000), server(100_500, 1, host=None, sni="A.example"))[0]["agrees"])

    def test_actions_close_in_time_are_held_against_their_lines_together(self):
        rows = self.check(action(0, 1, sent=60_000), action(2, 3, sent=40_000), server(60_500, 1), server(40_500, 3))
        self.assertEqual([(2, 100_000, 101_000)], [(r["lines"], r["sent"], r["received"]) for r in rows])
        self.assertEqual([], self.complaints)

    def test_the_routers_table_tells_whose_a_line_is(self):
        other = action(0, 2, who="phone", footage=False)
        rows = self.check(action(0, 2, sent=100_000), other, server(100_500, 1))
        self.assertEqual([100_500], [r["received"] for r in rows])

    def test_a_line_that_may_be_anothers_is_noted(self):
        other = action(0, 2, who="phone", footage=False)
        self.assertEqual([], self.check(action(0, 2, sent=100_000), other, server(100_500, 1, peer=f"{OUTSIDE}:7")))
        self.assertIn("unknown whose", "".join(self.said["crosscheck"]["unchecked"]))

    def test_a_server_that_says_nothing_is_noted(self):
        self.assertEqual([], self.check(action(0, 2, sent=100_000), server(None, 1)))
        self.assertIn("no server says", "".join(self.said["crosscheck"]["unchecked"]))
        self.assertEqual([], self.complaints)


if __name__ == "__main__":
    unittest.main()
