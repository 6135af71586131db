# SPDX-License-Identifier: GPL-2.0-or-later
"""Reads a scene: who is in the house and what happens when, in the words of the generator (tests/generator/README.md).

    # The first comment says in a sentence what the scene shows.
    line delay 15ms jitter 3ms loss 0.1% up 8Mbit down 60Mbit
    device door camera vendor Blink mac 74:ab:93:12:34:56 dhcp "blink-door"
    at 00:00:02 door clip to ms-cam-e002.immedia-semi.com seconds 10
    at 00:00:20 every 60s until 00:05 door snapshot to is-cam-e002.immedia-semi.com
"""
import dataclasses
import ipaddress
import pathlib
import re
import shlex

from verb import DURATIONS, UNITS, Mistake, measure

LINE = "line delay 15ms jitter 3ms loss 0.02% up 8Mbit down 60Mbit"
DEVICE_WORDS = ("mac", "vendor", "dhcp", "class", "mdns", "service", "behind", "families")
LAN4, LAN6 = ipaddress.ip_network("192.168.50.0/24"), ipaddress.ip_network("2001:db8:50::/64")


@dataclasses.dataclass
class Device:
    name: str
    kind: str
    mac: str
    vendor: str = None
    dhcp: str = None      # the name it gives itself when it asks for an address
    dhcp_class: str = None
    mdns: str = None      # the name it announces, and as what
    service: str = "_rtsp._tcp"
    behind: str = None    # the hub whose own network it is in
    families: str = "46"  # of IP
    ip: str = None
    ip6: str = None


@dataclasses.dataclass
class Action:
    at: float  # seconds from the scene's beginning
    who: str
    verb: str
    options: dict
    line: int


@dataclasses.dataclass
class Scene:
    name: str
    path: pathlib.Path
    about: str = ""
    line: list = dataclasses.field(default_factory=lambda: LINE.split()[1:])
    end: float = 0  # it lasts at least so long
    devices: dict = dataclasses.field(default_factory=dict)
    actions: list = dataclasses.field(default_factory=list)

    def line_options(self):
        """The options of build/home/line."""
        words = dict(zip(self.line[::2], self.line[1::2]))
        options = []
        for key, value in words.items():
            if key in ("delay", "jitter"):
                options += [f"--{key}", f"{measure(value, DURATIONS) * 1000:g}"]
            elif key == "loss":
                options += ["--loss", value.rstrip("%")]
            elif key in ("up", "down"):
                options += [f"--{key}", f"{measure(value, UNITS) / 1000:g}"]
            else:
                raise Mistake(f"a line has delay, jitter, loss, up and down, not \"{key}\"")
        return " ".join(options)


def clock(text):
    """[D]dHH:MM[:SS] or HH:MM[:SS], in seconds."""
    found = re.fullmatch(r"(?:(\d+)d)?(\d+):(\d\d)(?::(\d\d(?:\.\d+)?))?", text)
    if not found:
        raise Mistake(f"\"{text}\" is no time; write HH:MM or HH:MM:SS")
    days, hours, minutes, seconds = (float(part or 0) for part in found.groups())
    return days * 86400 + hours * 3600 + minutes * 60 + seconds


def pairs(words):
    if len(words) % 2:
        raise Mistake(f"\"{words[-1]}\" has no value; options come in pairs")
    return dict(zip(words[::2], words[1::2]))


def slaac(mac):
    """The address that a device gives itself in the home's prefix (RFC 4291 appendix A)."""
    part = bytearray(bytes.fromhex(mac.replace(":", "")))
    part[0] ^= 2
    return str(LAN6[int.from_bytes(part[:3] + b"\xff\xfe" + part[3:], "big")])


def device(scene, words):
    name, kind, *rest = words
    options = pairs(rest)
    unknown = set(options) - set(DEVICE_WORDS)
    if unknown:
        raise Mistake(f"a device has no \"{min(unknown)}\"; it has {', '.join(DEVICE_WORDS)}")
    if not re.fullmatch(r"([0-9a-f]{2}:){5}[0-9a-f]{2}", options.get("mac", "")):
        raise Mistake("a device needs a MAC; add: mac 74:ab:93:12:34:56")
    options["dhcp_class"] = options.pop("class", None)
    one = scene.devices[name] = Device(name, kind, **options)
    on_lan = [d for d in scene.devices.values() if not d.behind]
    if one.behind:
        if one.behind not in scene.devices:
            raise Mistake(f"there is no device \"{one.behind}\" before this line that {name} could be behind")
        one.ip, one.families = "172.16.99.2", "4"
    else:
        one.ip = str(LAN4[10 + len(on_lan)]) if "4" in one.families else None
        one.ip6 = slaac(one.mac) if "6" in one.families else None


def action(scene, words, line):
    at = clock(words[0])
    rest = words[1:]
    times = [at]
    if rest[:1] == ["every"]:
        step, until = measure(rest[1], DURATIONS), clock(rest[3])
        if rest[2] != "until" or step <= 0:
            raise Mistake("say: at HH:MM every 60s until HH:MM WHO VERB …")
        times = [at + n * step for n in range(int((until - at) / step) + 1)]
        rest = rest[4:]
    who, verb, *options = rest
    if who not in scene.devices and who != "router":
        raise Mistake(f"there is no device \"{who}\"; add a line: device {who} camera mac …")
    scene.actions += [Action(one, who, verb, pairs(options), line) for one in times]


def statement(scene, words, line):
    first, rest = words[0], words[1:]
    if first == "device":
        device(scene, rest)
    elif first == "at":
        action(scene, rest, line)
    elif first == "line":
        scene.line = rest
        scene.line_options()
    elif first == "end":
        scene.end = clock(rest[0])
    else:
        raise Mistake(f"\"{first}\" begins no line; use device, line, at or end")


def read(path):
    """A scene, or Mistake with file, line, what and the cure."""
    path = pathlib.Path(path)
    scene = Scene(path.stem, path)
    for number, text in enumerate(path.read_text().splitlines(), 1):
        try:
            if text.startswith("#"):
                scene.about = scene.about or text.lstrip("# ")
            words = shlex.split(text, comments=True)
            if words:
                statement(scene, words, number)
        except (Mistake, ValueError, IndexError) as error:
            what = str(error) if isinstance(error, Mistake) else "too few words, or a quote is not closed"
            raise Mistake(f"{path}:{number}: {what}") from error
    if not scene.devices:
        raise Mistake(f"{path}: nobody is in the house; add a line: device door camera mac …")
    return scene
