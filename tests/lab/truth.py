# SPDX-License-Identifier: GPL-2.0-or-later
"""States what truly left the house in a recording of br-lan: from its packets and from what the senders say they did.

Shares nothing with Lenswatch: a parser of its own, the window rule in whole microseconds, and three witnesses (the router's
connection tracking, the senders, the servers) that must not contradict the packets. Used by the lab when a scene has been played.
"""
import bisect
import collections
import ipaddress
import pathlib

from recording import COUNTS, SECOND, Recording

HOME = ("192.168.50.0/24", "2001:db8:50::/64")

BURST_GAP = SECOND          # upstream packets less than this apart are a burst
BURST_BYTES = 1_500         # a burst counts from here
WINDOW_GAP = 10 * SECOND    # counted bursts at most this far apart are a window
UPLOAD_BYTES = 100_000
SNAPSHOT_BYTES = 8_000
LONG = 600 * SECOND
SLACK = 2 * SECOND          # between what a sender says and what its packets say
SERVER_SLACK = 3 * SECOND

METHOD = ("Own parser over all frames of br-lan; upstream packets of a MAC to one address outside less than 1 s apart are a burst, bursts "
          "of 1,500 IP bytes or more at most 10 s apart a window of all packets between; what is footage, the senders' journal says.")


# Windows

class Window:
    """Footage or not: what a device sent to one address without a longer silence."""

    def __init__(self, track, first, last, packets):
        self.track, self.first, self.last = track, first, last
        self.actions = []
        sums = [(is_up, length) for _, is_up, length in packets]
        self.up = sum(length for is_up, length in sums if is_up)
        self.up_packets = sum(is_up for is_up, _ in sums)
        self.down = sum(length for is_up, length in sums if not is_up)

    def footage(self):
        return [a for a in self.actions if a.footage]

    def order(self):
        return self.first, self.track.mac, self.track.remote, self.last

    def told(self):
        stating = self.footage() or self.actions
        shape = agreed(a.shape for a in stating)
        is_long = self.last - self.first > LONG
        return {"camera": self.track.mac, "start_epoch": self.first / SECOND, "end_epoch": self.last / SECOND,
                "remote_ip": self.track.remote, "up_bytes": self.up, "up_packets": self.up_packets, "down_bytes": self.down,
                "remote_name": agreed(a.host for a in stating), "class": None if is_long else shape,
                "class_of_whole": "continuous" if is_long else shape, "kind": agreed(a.kind for a in stating)}


def agreed(values):
    """What all say; None where they disagree."""
    said = set(values)
    return said.pop() if len(said) == 1 else None


def bursts(packets):
    first = last = None
    weight = 0
    for time, is_up, length in packets:
        if not is_up:
            continue
        if last is not None and time - last < BURST_GAP:
            last, weight = time, weight + length
            continue
        if weight >= BURST_BYTES:
            yield first, last
        first, last, weight = time, time, length
    if weight >= BURST_BYTES:
        yield first, last


def windows(track):
    spans = []
    for first, last in bursts(track.packets):
        if spans and first - spans[-1][1] <= WINDOW_GAP:
            spans[-1][1] = last
        else:
            spans.append([first, last])
    times = [packet[0] for packet in track.packets]
    for first, last in spans:
        yield Window(track, first, last, track.packets[bisect.bisect_left(times, first):bisect.bisect_right(times, last)])


# What was done

class Action:
    """What one device did, by its own account."""

    def __init__(self, entry, begin, end):
        self.entry = entry
        self.who, self.verb = entry["who"], entry.get("verb")
        self.footage = bool(entry.get("footage"))
        self.shape, self.kind = entry.get("class"), entry.get("kind")
        self.host = (entry.get("host") or "").lower() or None
        self.remotes = {str(ipaddress.ip_address(r)) for r in entry.get("remotes") or ()}
        self.began = begin if entry.get("began") is None else round(entry["began"] * SECOND)
        self.ended = end if entry.get("ended") is None else round(entry["ended"] * SECOND)
        self.sent = entry.get("sent")
        self.about = entry.get("about", False)

    def __str__(self):
        return f"{self.who}'s {self.verb} to {self.host or ', '.join(sorted(self.remotes)) or 'nobody'} at {self.began / SECOND:.6f}"

    def order(self):
        return self.began, self.who, self.ended, self.verb or "", sorted(self.remotes)

    def owns(self, window):
        """Whoever sends no footage need not know its remotes; then the time alone tells."""
        is_there = window.track.remote in self.remotes if self.remotes else not self.footage
        return is_there and self.began - SLACK <= window.last and self.ended + SLACK >= window.first

    def told(self):
        keys = ("who", "verb", "footage", "class", "kind", "host", "remotes", "began", "ended", "sent", "received", "note")
        return {key: self.entry[key] for key in keys if key in self.entry}


class Connection(collections.namedtuple("Connection", "there back key")):
    """A line of connection tracking: both tuples as the kernel keeps them."""

    def counts(self, inside, remote):
        """(up packets, up bytes, down packets, down bytes) where it lies between these, else None; opened from either side."""
        if self.there["dst"] == remote and self.there["src"] in inside:
            up, down = self.there, self.back
        elif self.back["dst"] == remote and self.back["src"] in inside:
            up, down = self.back, self.there
        else:
            return None
        return [int(side[key]) for side in (up, down) for key in ("packets", "bytes")]

    def packets(self):
        return sum(int(side.get("packets", 0)) for side in (self.there, self.back))


def connection(line, number):
    sides, which = ({}, {}), -1
    for word in line.split():
        key, is_pair, value = word.partition("=")
        which += key == "src"
        if is_pair and 0 <= which < 2:
            sides[which][key] = str(ipaddress.ip_address(value)) if key in ("src", "dst") else value
    if which < 1:
        return None
    protocol = line.replace("[DESTROY]", "").split("src=")[0].split()[:3:2]
    ends = [tuple((k, v) for k, v in side.items() if k not in ("packets", "bytes", "mark", "use")) for side in sides]
    is_last_word = "[DESTROY]" in line and "id" not in sides[1]
    return Connection(*sides, (*protocol, *ends, number if is_last_word else None))


def connections(text):
    """One for each connection, though dumps may overlap: of two lines of one connection the one with more packets."""
    found = {}
    for number, line in enumerate(text.splitlines()):
        one = connection(line, number)
        if one and (one.key not in found or one.packets() > found[one.key].packets()):
            found[one.key] = one
    return list(found.values())


# The scene as played

class Scene:
    """The recording, what its windows belong to, and what the witnesses say."""

    def __init__(self, recording, journal, conntrack, devices, home):
        self.devices = [dict(d, mac=d["mac"].lower()) for d in devices]
        self.by_mac = {d["mac"]: d for d in self.devices}
        self.recording = Recording(recording, {bytes.fromhex(m.replace(":", "")) for m in self.by_mac}, home)
        self.tracks = self.recording.tracks
        actions = (Action(e, self.recording.begin or 0, self.recording.end or 0) for e in journal if "server" not in e)
        self.actions = sorted(actions, key=Action.order)
        self.servers = sorted((e for e in journal if "server" in e), key=lambda e: (e["at"], e.get("peer") or ""))
        self.connections = connections(conntrack)
        self.windows = sorted((w for t in self.tracks.values() for w in windows(t)), key=Window.order)
        for window in self.windows:
            window.actions = [a for a in self.actions if a.who == self.name(window.track.mac) and a.owns(window)]
        self.complaints, self.unchecked = [], []
        self.lists = {key: [] for key in ("upload_windows", "snapshots", "camera_windows_that_are_no_footage",
                                          "non_camera_upload_windows_100k", "footage_windows_too_small")}

    def name(self, mac):
        return self.by_mac[mac]["name"] if mac in self.by_mac else mac

    def is_camera(self, mac):
        device = self.by_mac.get(mac, {})
        return device.get("kind") in ("camera", "hub") or bool(device.get("camera"))

    def inside(self, device):
        """All addresses of a device: those it was given and those it used."""
        given = {str(ipaddress.ip_address(device[k])) for k in ("ip", "ip6") if device.get(k)}
        return given.union(*(t.inside for t in self.tracks.values() if t.mac == device["mac"]))

    def title(self, window):
        return (f"{self.name(window.track.mac)} to {window.track.remote} from {window.first / SECOND:.6f} to {window.last / SECOND:.6f}, "
                f"{window.up} bytes up")

    def shelf(self, window):
        is_upload = window.up >= UPLOAD_BYTES
        if not self.is_camera(window.track.mac):
            return "non_camera_upload_windows_100k" if is_upload else None
        if not window.footage():
            return "camera_windows_that_are_no_footage" if is_upload else None
        return "upload_windows" if is_upload else "snapshots" if window.up >= SNAPSHOT_BYTES else "footage_windows_too_small"

    def sort_out(self):
        active = {a.who for a in self.actions}
        for window in self.windows:
            shelf, mac = self.shelf(window), window.track.mac
            if shelf:
                self.lists[shelf].append(window)
            if window.up < UPLOAD_BYTES:
                continue
            if mac not in self.by_mac:
                self.complaints.append(f"{self.title(window)}: no device of the scene")
            elif self.name(mac) not in active:
                self.complaints.append(f"{self.title(window)}: the device did nothing, says the journal")
            elif self.is_camera(mac) and not window.actions:
                self.complaints.append(f"{self.title(window)}: belongs to no action of the journal")

    def check_actions(self):
        names = {d["name"]: d["mac"] for d in self.devices}
        for action in self.actions:
            mine = [w for w in self.windows if action in w.actions]
            if action.who not in names:
                self.complaints.append(f"{action}: no device of the scene has this name")
            elif action.footage and not self.is_camera(names[action.who]):
                self.complaints.append(f"{action}: is said to be footage, but {action.who} is no camera")
            elif action.footage and not action.remotes:
                self.complaints.append(f"{action}: footage, but the journal does not say to which addresses")
            elif action.footage and not mine:
                self.complaints.append(f"{action}: footage, but the recording has no window of it")
            elif action.footage and max(w.up for w in mine) < SNAPSHOT_BYTES:
                self.unchecked.append(f"{action}: footage of {max(w.up for w in mine)} bytes up in a window is too little to be told")

    def check_recording(self):
        if self.recording.is_cut:
            self.complaints.append(f"the recording ends within a frame, after {self.recording.frames}")
        if self.recording.strays:
            self.complaints.append(f"{self.recording.strays} packets of no device of the scene between two addresses outside")
        if self.recording.back >= SECOND:
            self.complaints.append(f"the recording's clock goes back by {self.recording.back / SECOND:.6f} s")
        elif self.recording.back:
            self.unchecked.append(f"frames are up to {self.recording.back} µs out of order; put in order of time")

    # Witness one: the router

    def check_connections(self):
        listed = {(w.track.mac, w.track.remote) for windows_ in self.lists.values() for w in windows_}
        counts = all("bytes" in c.there and "bytes" in c.back for c in self.connections)
        if not self.connections or not counts:
            reason = "counts no bytes (nf_conntrack_acct is off)" if self.connections else "was not given"
            self.unchecked.append(f"bytes by connection tracking: it {reason}")
            return []
        return [self.check_connection(self.tracks[key]) for key in sorted(listed) if self.is_camera(key[0])]

    def check_connection(self, track):
        inside = self.inside(self.by_mac[track.mac])
        found = [c for c in (one.counts(inside, track.remote) for one in self.connections) if c]
        router = dict(zip(COUNTS, map(sum, zip(*found)))) if found else dict.fromkeys(COUNTS, 0)
        recorded = track.tracked()
        agrees = recorded == router
        if not agrees:
            figures = ", ".join(f"{key.replace('_', ' ')} {recorded[key]} recorded and {router[key]} tracked"
                                for key in COUNTS if recorded[key] != router[key])
            self.complaints.append(f"{self.name(track.mac)} to {track.remote}: {figures}, in {len(found)} connections")
        return {"camera": track.mac, "remote_ip": track.remote, "connections": len(found), "recorded": recorded, "tracked": router,
                "agrees": agrees}

    # Witness two: the senders

    def groups(self):
        """Windows and actions that hang together; whoever does not know its addresses hangs on none."""
        found = []
        for window in self.windows:
            its = [a for a in window.actions if a.remotes]
            if not its:
                continue
            mine = [g for g in found if any(a in g[1] for a in its)]
            actions = [a for a in self.actions if a in its or any(a in g[1] for g in mine)]
            found = [g for g in found if g not in mine] + [([w for g in mine for w in g[0]] + [window], actions)]
        return [g for g in found if any(a.footage for a in g[1])]

    def check_sent(self):
        return [row for row in (self.check_group(*g) for g in self.groups()) if row]

    def check_group(self, group, actions):
        title = "; ".join(map(str, actions))
        known = [a.sent for a in actions if a.sent is not None]
        up, sent = sum(w.up for w in group), sum(known)
        if not known:
            self.unchecked.append(f"{title}: the sender does not say how much it sent ({up} bytes up)")
            return None
        limit = None
        if len(known) == len(actions):
            limit = sent * 135 // 100 + 40_000 * len(actions)
        else:
            self.unchecked.append(f"{title}: not all say how much they sent; nothing says how much {up} bytes up may be")
        agrees = sent <= up and (limit is None or up <= limit)
        if not agrees:
            self.complaints.append(f"{title}: {sent} bytes sent, but {up} bytes up in {len(group)} windows"
                                   + (f", more than {limit}" if sent <= up else ""))
        return {"actions": [str(a) for a in actions], "windows": len(group), "sent": sent, "up_bytes": up, "limit": limit, "agrees": agrees}

    # Witness three: the servers

    def clusters(self):
        """Actions of one device to one host that no server can tell apart by time."""
        found = []
        for action in (a for a in self.actions if a.sent is not None and a.host):
            for other in found:
                same = (other[0].who, other[0].host) == (action.who, action.host)
                if same and action.began - SERVER_SLACK <= max(a.ended for a in other) + SERVER_SLACK:
                    other.append(action)
                    break
            else:
                found.append([action])
        return found

    def senders(self):
        """Who is behind the address and port that a server sees: {"address:port": {names}}."""
        names = {ip: d["name"] for d in self.devices for ip in self.inside(d)}
        found = collections.defaultdict(set)
        for one in self.connections:
            who = names.get(one.there["src"])
            if who and "dport" in one.back:
                found[one.back["dst"], one.back["dport"]].add(who)
        return found

    def check_servers(self):
        senders = self.senders()
        return [row for row in (self.check_cluster(c, senders) for c in self.clusters()) if row]

    def check_cluster(self, actions, senders):
        title, sent = "; ".join(map(str, actions)), sum(a.sent for a in actions)
        said = [e for e in self.servers if named(e) == actions[0].host and e.get("received") is not None
                and any(is_near(e, a) for a in actions)]
        behind = [senders.get(peer(e), set()) for e in said]
        mine = [e for e, who in zip(said, behind) if not who or actions[0].who in who]
        unsure = [e for e, who in zip(said, behind) if who != {actions[0].who} and self.others(e, actions[0].who)
                  and (not who or actions[0].who in who)]
        if not mine or unsure:
            reason = "it is unknown whose a server's lines are" if unsure else "no server says what it received"
            self.unchecked.append(f"{title}: {reason}")
            return None
        received, limit = sum(e["received"] for e in mine), sent * 105 // 100 + 4_000 * len(actions)
        # A stream's container is taken apart on the way (RTMP), so that what arrives may be a little less.
        least = sent * 99 // 100 if any(a.about for a in actions) else sent
        agrees = least <= received <= limit
        if not agrees:
            self.complaints.append(f"{title}: {sent} bytes sent, but {received} received by {mine[0]['server']} in {len(mine)} lines"
                                   + (f", more than {limit}" if sent <= received else ""))
        return {"actions": [str(a) for a in actions], "server": mine[0]["server"], "lines": len(mine), "sent": sent, "received": received,
                "limit": limit, "agrees": agrees}

    def others(self, entry, who):
        return any(a.host == named(entry) and a.who != who and is_near(entry, a) for a in self.actions)

    # All together

    def camera(self, device):
        mine = sorted((ipaddress.ip_address(t.remote).packed, t.remote, t.sums()) for t in self.tracks.values() if t.mac == device["mac"])
        peers = [{"remote_ip": remote, "up_bytes": s["up_bytes"], "down_bytes": s["down_bytes"]} for _, remote, s in mine]
        return {**{key: device.get(key) for key in ("mac", "ip", "ip6", "vendor", "name")}, "internet_peers": peers}

    def document(self, name, capture):
        self.check_recording()
        self.sort_out()
        self.check_actions()
        witnesses = {"conntrack": self.check_connections(), "senders": self.check_sent(), "servers": self.check_servers()}
        return {"name": name, "capture": capture, "method": METHOD, "packets_total": self.recording.frames, "timestamps_artificial": False,
                "cameras": [self.camera(d) for d in self.devices if self.is_camera(d["mac"])],
                "expect": "camera upload" if self.lists["upload_windows"] else "no camera upload",
                **{key: [w.told() for w in found] for key, found in self.lists.items()},
                "actions": [a.told() for a in self.actions], "crosscheck": {**witnesses, "unchecked": self.unchecked}}


def is_near(entry, action):
    return action.began - SERVER_SLACK <= round(entry["at"] * SECOND) <= action.ended + SERVER_SLACK


def named(entry):
    """The host a server's line is about: by its protocol, else by TLS."""
    return (entry.get("host") or entry.get("sni") or "").lower()


def peer(entry):
    address, _, port = (entry.get("peer") or "").rpartition(":")
    return address.strip("[]"), port


def truth(recording, journal, conntrack, devices, name, home=HOME):
    """(the truth of a recording, complaints): where there are complaints, the truth is not to be trusted.

    `home`: what counts as home besides private addresses; the router's address outside belongs here too.
    """
    scene = Scene(recording, journal, conntrack, devices, home)
    document = scene.document(name, pathlib.Path(recording).name)
    return document, scene.complaints
