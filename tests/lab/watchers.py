# SPDX-License-Identifier: GPL-2.0-or-later
"""`lenswatch watch` in the router of a scene, in several ways at once, and when it said what."""
import datetime
import json
import signal
import subprocess
import threading
import time

from home import LENSWATCH, ROOT, wait_for
from verb import Failure

# Where each looks: XDP in the driver at the ports, as the bridge has none; TC at the bridge; libpcap at a cable to which all that
# passes the bridge is copied, since no two may watch one interface.
MODES = {"xdp": "ports", "tc": "br-lan", "pcap": "copy"}


def epoch(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


class Watcher:
    def __init__(self, home, mode):
        self.home, self.mode, self.lines = home, mode, []
        folder = home.folder
        ports = [f"lan{n + 1}" for n, _ in enumerate(d for d in home.scene.devices.values() if not d.behind)]
        interfaces = [word for port in (ports if MODES[mode] == "ports" else [MODES[mode]]) for word in ("--interface", port)]
        self.process = subprocess.Popen(
            home.inside("router", LENSWATCH, "watch", *interfaces, "--attach", mode, "--format", "jsonl", "--rules", ROOT / "rules", "--socket",
                        folder / f"{mode}.socket", "--state", folder / f"{mode}.yaml"),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=open(folder / f"watch-{mode}.err", "w"), text=True)
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for line in self.process.stdout:
            self.lines.append((time.time(), json.loads(line)))

    def ready(self):
        return self.lines or self.process.poll() is not None

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(20)
        self.reader.join(5)
        if status:
            raise Failure(f"watch by {self.mode} ended with {status}: {(self.home.folder / f'watch-{self.mode}.err').read_text().strip()}")
        (self.home.folder / f"said-{self.mode}.jsonl").write_text("".join(json.dumps(record) + "\n" for _, record in self.lines))
        return self.lines


class Watchers:
    def __init__(self, home, modes):
        self.home, self.modes, self.all = home, modes, []

    def lay_copy(self):
        self.home.run("router", "ip", "link", "add", "copied", "type", "veth", "peer", "name", "copy")
        for end in "copied", "copy":
            self.home.run("router", "sysctl", "-qw", f"net.ipv6.conf.{end}.disable_ipv6=1")
            self.home.run("router", "ethtool", "-K", end, "tso", "off", "gso", "off", "gro", "off", "tx", "off")
            self.home.run("router", "ip", "link", "set", end, "up")
        self.home.start("router", "python3", ROOT / "tests" / "lab" / "copier.py", "br-lan", "copied")

    def start(self):
        if "copy" in (MODES[mode] for mode in self.modes):
            self.lay_copy()
        for mode in self.modes:
            one = Watcher(self.home, mode)
            self.all.append(one)
            wait_for(one.ready, f"watch by {mode} is ready", 20)
            if one.process.poll() is not None:
                raise Failure(f"watch by {mode} ended: {(self.home.folder / f'watch-{mode}.err').read_text().strip()}")

    def stop(self):
        """mode -> [(when it was said, record)]"""
        return {one.mode: one.stop() for one in self.all}


class Shown:
    """One watch at the bridge that speaks to people, on standard output."""

    modes = ("shown",)

    def __init__(self, home):
        self.home, self.process = home, None

    def start(self):
        folder = self.home.folder
        self.process = subprocess.Popen(self.home.inside("router", LENSWATCH, "watch", "--interface", "br-lan", "--rules", ROOT / "rules", "--socket",
                                                         folder / "demo.socket", "--state", folder / "demo.yaml"), stdin=subprocess.DEVNULL)
        wait_for(lambda: (folder / "demo.socket").exists() or self.process.poll() is not None, "lenswatch watches")

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)
        return {}
