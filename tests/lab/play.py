# SPDX-License-Identifier: GPL-2.0-or-later
"""Plays a scene: builds its house, lets its devices do what they do, records what passes the router, and has the truth stated."""
import importlib
import itertools
import json
import pathlib
import re
import signal
import threading
import time
import traceback

import media
import truth
from home import Home, wait_for
from outside import Outside
from verb import Failure, Mistake
from watchers import Watchers

SERVERS = ("stun.example.net", "turn.example.net", "dns.google")  # of verbs, where the scene names none
HOST = re.compile(r"[a-z0-9*_-]+(\.[a-z0-9_-]+)+", re.IGNORECASE)
SETTLE_S = 1.5  # from the last device's address to the scene's first second
TAIL_S = 2.5    # what is on its way when the last action is over
CLOSE_S = 12.5  # an upload is told twelve seconds after its last packet at the latest


def verbs():
    """Every word a scene may use. `live` is several programs, told apart by `by`."""
    found, live = {}, {}
    for name in "verbs_web", "verbs_stream", "verbs_webrtc", "verbs_devices":
        module = importlib.import_module(name)
        found.update(module.VERBS)
        live.update(getattr(module, "LIVE", {}))
    return found, live


def chosen(scene):
    """[(action, class of its verb)], or Mistake where nobody knows it."""
    found, live = verbs()
    pairs = []
    for action in scene.actions:
        kind = live.get(action.options.get("by")) if action.verb == "live" else found.get(action.verb)
        if not kind:
            known = ", ".join(sorted(set(found) | {"live by " + by for by in live}))
            raise Mistake(f"{scene.path}:{action.line}: nobody can \"{action.verb}\"; the verbs are {known}")
        pairs.append((action, kind))
    return pairs


class Play:
    def __init__(self, scene, folder, prefix, modes=()):
        self.scene, self.folder, self.media = scene, pathlib.Path(folder), media
        self.folder.mkdir(parents=True, exist_ok=True)
        self.home = Home(prefix, self.folder, scene)
        self.outside = Outside(self.home)
        self.stopped = threading.Event()
        self.watchers = Watchers(self.home, modes)
        self.ready = []     # what has to be waited for before the first device is switched on
        self.journal, self.failures = [], []
        self.before = lambda verb: None  # called before each action
        self.tunnels = {}  # who sends all through one: what is seen of it outside
        self.counter = itertools.count(1)
        self.recorder = None

    def number(self):
        return next(self.counter)

    def actions(self):
        for action, kind in chosen(self.scene):
            try:
                yield kind(self, action)
            except Mistake as error:
                raise Mistake(f"{self.scene.path}:{action.line}: {error}") from error

    def name_all(self):
        """Every host of the scene gets its addresses before a server needs a certificate of their names."""
        families = {}
        for action in self.scene.actions:
            for value in action.options.values():
                if HOST.fullmatch(value) and not re.fullmatch(r"[0-9.]+[a-zA-Z%]*", value):
                    self.outside.name(value)
                    families[value] = action.options.get("over", action.options.get("family", families.get(value, "4")))
        for host in SERVERS:
            self.outside.name(host)
            families[host] = "46"
        return families

    def record(self):
        self.recorder = self.home.start("router", "tcpdump", "-i", "br-lan", "-B", 16384, "-s", 0, "-U", "-w", self.folder / "capture.pcap", log="tcpdump")
        wait_for(lambda: "listening" in (self.folder / "tcpdump.log").read_text(), "tcpdump listens")

    def set_up(self):
        families = self.name_all()
        acts = list(self.actions())
        self.home.up()
        self.outside.publish(families)
        for one in acts:
            one.prepare()
        self.outside.begin()
        for ready in self.ready:
            ready()
        self.record()
        self.watchers.start()
        self.side_by_side([lambda one=one: self.switch_on(one) for one in self.scene.devices.values()])
        return acts

    def switch_on(self, one):
        self.home.switch_on(one)
        if one.mdns:
            importlib.import_module("verbs_devices").announce(self, one)

    def side_by_side(self, functions):
        def safe(function):
            try:
                function()
            except (Failure, Mistake) as error:
                self.failures.append(str(error))
                self.stopped.set()
            except Exception:  # a fault of the lab itself, told whole
                self.failures.append(traceback.format_exc())
                self.stopped.set()
        threads = [threading.Thread(target=safe, args=(function,), daemon=True) for function in functions]
        for one in threads:
            one.start()
        for one in threads:
            one.join()

    def act(self, one, zero):
        one.until(zero + one.action.at - time.time())
        if self.stopped.is_set():
            return
        self.before(one)
        began = time.time()
        try:
            known = one.act() or {}
        except (Failure, Mistake) as error:
            raise Failure(f"{self.scene.path}:{one.action.line}: {error}") from error
        self.tell(one, {"began": began, "ended": time.time(), **known})

    def tell(self, one, known):
        """What the sender knows goes into the journal: of one behind a tunnel, that it sent to the tunnel's end."""
        action, options = one.action, one.action.options
        if action.who not in self.scene.devices:
            return
        entry = {"who": action.who, "verb": action.verb, "footage": options.get("footage", "yes" if one.footage else "no") == "yes",
                 "class": options.get("class", one.shape), "kind": options.get("kind", one.kind), "host": one.host if "." in (one.host or "") else None,
                 "remotes": [], "sent": None, "received": None, **known}
        if action.verb == "tunnel":
            self.tunnels[action.who] = {"remotes": known["remotes"], "host": one.host, "kind": "vpn", "class": None}
        elif action.who in self.tunnels:
            entry.update(self.tunnels[action.who])
        self.journal.append(entry)

    def play(self):
        """Raises Failure where a program did not do its part. What was recorded is then worth nothing."""
        acts = self.set_up()
        time.sleep(SETTLE_S)
        zero = time.time()
        self.side_by_side([lambda one=one: self.act(one, zero) for one in acts])
        self.stopped.wait(max(0, zero + self.scene.end - time.time()))
        time.sleep(CLOSE_S if self.watchers.modes else TAIL_S)
        said = self.watchers.stop()
        self.recorder.send_signal(signal.SIGINT)
        self.recorder.wait(10)
        if self.failures:
            raise Failure("; ".join(self.failures))
        return said

    def conntrack(self):
        return "".join(self.home.run("router", "conntrack", "-L", "-f", family, "-o", "extended").stdout for family in ("ipv4", "ipv6"))

    def truth(self):
        """(truth, complaints); writes truth.json beside the recording."""
        devices = [{"name": d.name, "kind": d.kind, "mac": d.mac, "ip": d.ip, "ip6": d.ip6, "vendor": d.vendor}
                   for d in self.scene.devices.values() if not d.behind]
        conntrack = self.conntrack()
        journal = self.journal + self.outside.journal()
        (self.folder / "journal.json").write_text(json.dumps(journal, indent=1) + "\n")
        (self.folder / "conntrack.txt").write_text(conntrack)
        dropped = re.search(r"(\d+) packets? dropped by kernel", (self.folder / "tcpdump.log").read_text())
        stated, complaints = truth.truth(self.folder / "capture.pcap", journal, conntrack, devices, self.scene.name)
        if not dropped or int(dropped[1]):
            complaints.append(f"tcpdump dropped {dropped[1] if dropped else 'an unknown number of'} packets")
        return stated, complaints

    def end(self):
        self.stopped.set()
        self.home.down()


