# SPDX-License-Identifier: GPL-2.0-or-later
"""The house of a scene, out of network namespaces (tests/home/up): starts programs in it and takes all of it away."""
import os
import pathlib
import subprocess
import time

from verb import Failure

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
LENSWATCH = os.environ.get("LENSWATCH", str(ROOT / "build/lenswatch"))
UP, DOWN, LEASE = (ROOT / "tests/home" / name for name in ("up", "down", "lease"))
# All connections stay in the table until it is read at the end, with their counts.
CONNTRACK = {"acct": 1, "tcp_timeout_time_wait": 7200, "tcp_timeout_close": 7200, "tcp_timeout_close_wait": 7200, "tcp_timeout_fin_wait": 7200,
             "tcp_timeout_last_ack": 7200, "udp_timeout": 7200, "udp_timeout_stream": 7200, "tcp_be_liberal": 1}


class Home:
    """Spaces are `router`, `outside`, `viewer` and the devices by their names."""

    def __init__(self, prefix, folder, scene):
        self.prefix, self.folder, self.scene = prefix, pathlib.Path(folder), scene
        self.hosts = pathlib.Path(f"/run/lenswatch-home/{prefix}/hosts")
        self.started = []

    def inside(self, space, *command):
        return ["ip", "netns", "exec", f"{self.prefix}-{space}", *map(str, command)]

    def device(self, name):
        return self.scene.devices[name]

    def run(self, space, *command, timeout=60, check=True, env=None, data=None):
        done = subprocess.run(self.inside(space, *command), input=data, stdin=None if data else subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=timeout, env=env)
        if check and done.returncode:
            raise Failure(f"{command[0]} in {space} ended with {done.returncode}: {(done.stderr or done.stdout).strip()[-300:]}")
        return done

    def start(self, space, *command, log=None, env=None, cwd=None):
        with open(self.folder / f"{log or pathlib.Path(str(command[0])).name}.log", "ab") as out:
            one = subprocess.Popen(self.inside(space, *command), stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=env, cwd=cwd)
        self.started.append(one)
        return one

    def up(self):
        on_lan = [d for d in self.scene.devices.values() if not d.behind]
        command = [UP, "--prefix", self.prefix, "--empty", "--viewer", "--line", self.scene.line_options()]
        for one in on_lan:
            command += ["--device", f"{one.name},{one.mac}"]
        done = subprocess.run(list(map(str, command)), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        if done.returncode:
            raise Failure(done.stderr.strip())
        self.run("router", "sysctl", "-qw", *(f"net.netfilter.nf_conntrack_{key}={value}" for key, value in CONNTRACK.items()))
        for one in self.scene.devices.values():
            if one.behind:
                self.hide(one)

    def hide(self, one):
        """A device in a network of its hub's own, which no router sees."""
        space, hub = f"{self.prefix}-{one.name}", f"{self.prefix}-{one.behind}"
        for command in (["netns", "add", space], ["-n", space, "link", "set", "lo", "up"],
                        ["-n", space, "link", "add", "eth0", "address", one.mac, "type", "veth", "peer", "name", "cell", "netns", hub],
                        ["-n", hub, "addr", "add", "172.16.99.1/24", "dev", "cell"], ["-n", hub, "link", "set", "cell", "up"],
                        ["-n", space, "addr", "add", f"{one.ip}/24", "dev", "eth0"], ["-n", space, "link", "set", "eth0", "up"]):
            subprocess.run(["ip", *command], check=True)

    def switch_on(self, one):
        """Its link comes up; it asks for addresses and says what it is."""
        if one.behind:
            return
        # Small devices run busybox, whose DHCP client names itself; a family's do not.
        small = one.kind in ("camera", "hub")
        options = [] if small and not one.dhcp_class else ["--class", one.dhcp_class or ""]
        if one.families != "46":
            options.append(f"--{one.families}")
        done = subprocess.run([str(LEASE), "--prefix", self.prefix, *options, one.name, one.dhcp or "-"], stdin=subprocess.DEVNULL,
                              capture_output=True, text=True)
        if done.returncode:
            raise Failure(done.stderr.strip())

    def down(self):
        subprocess.run([str(DOWN), "--prefix", self.prefix], stdin=subprocess.DEVNULL, capture_output=True)
        for one in self.started:
            try:
                one.wait(5)
            except subprocess.TimeoutExpired:
                one.kill()


def wait_for(condition, what, seconds=10):
    late = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > late:
            raise Failure(f"{what} within {seconds} s: it did not happen")
        time.sleep(0.05)
