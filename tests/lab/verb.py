# SPDX-License-Identifier: GPL-2.0-or-later
"""What every verb of a scene is: something a program in a device's namespace does with a server outside. Used by verbs_*.py."""
import re
import time

UNITS = {"kbit": 1_000, "Mbit": 1_000_000, "kB": 1_000, "MB": 1_000_000, "": 1}
DURATIONS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "": 1}


class Mistake(Exception):
    """The scene asks for what cannot be; the text says what, and the cure."""


class Failure(Exception):
    """A program of the lab did not do its part."""


def measure(text, units):
    found = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?)([A-Za-z]*)", text)
    if not found or found[2] not in units:
        raise Mistake(f"\"{text}\" is no measure; write a number and one of {', '.join(u for u in units if u)}")
    return float(found[1]) * units[found[2]]


class Verb:
    """One action of a scene.

    `play` is what is played (play.home: the namespaces, play.outside: names and servers, play.media: encoded footage), `action` the
    line. prepare() is called before the scene's clock starts, act() at its time, in a thread of its own. act() returns what the
    sender knows: a dict of any of `remotes` (addresses it sent to), `sent` (bytes handed to the network stack, without headers),
    `received`, `flows`, `note`.
    """

    footage = False  # is what it sends footage, where the device is a camera
    shape = None     # class of the event: clip, live, snapshot, continuous
    kind = None      # kind of the other end: vendor-cloud, hosting, relay, peer, vpn, unknown
    words = ()       # options it knows beside `to`

    def __init__(self, play, action):
        self.play, self.action = play, action
        self.home = play.home
        self.who = action.who
        self.host = action.options.get("to")
        unknown = set(action.options) - set(self.words) - {"to", "class", "kind", "footage"}
        if unknown:
            raise Mistake(f"{action.verb} does not know \"{min(unknown)}\"; it knows {', '.join(self.words) or 'none'}")

    def option(self, key, default=None, of=None):
        value = self.action.options.get(key, default)
        if of and value not in of:
            raise Mistake(f"{key} is one of {', '.join(of)}, not \"{value}\"")
        return value

    def seconds(self, default=10, key="seconds"):
        return measure(self.action.options.get(key, str(default)), DURATIONS)

    def amount(self, key, default):
        """Bytes, or bits a second."""
        return int(measure(self.action.options.get(key, default), UNITS))

    def prepare(self):
        pass

    def act(self):
        raise NotImplementedError

    def until(self, seconds):
        """Sleeps as long, or as long as the scene is played."""
        self.play.stopped.wait(max(0, seconds))

    @staticmethod
    def now():
        return time.time()
