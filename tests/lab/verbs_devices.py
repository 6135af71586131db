# SPDX-License-Identifier: GPL-2.0-or-later
"""Verbs of devices beside uploads: views from peer to peer, recorders at home, tunnels, swarms, clocks; and what names are made of.

A scene's lines, each behind the device that does it:

    live by pppp|tutk [rate 500kbit] [seconds 10] [rendezvous HOST] [to viewer|DEVICE]   a viewer outside, or a device of the house
    rtsp to CAMERA [seconds 10]           records what CAMERA shows; stays at home
    tunnel to HOST                        from now on all but DNS and the house goes through WireGuard
    torrent to HOST [count 2] [bytes 5MB] [rate 4Mbit] [seconds 40] [encrypted yes|no]
                                          seeds to `count` clients outside that HOST's tracker knows
    ntp to HOST                           asks for the time once

`LIVE` is for the table of `live`. doh_server() and doh_options() serve curl with names over HTTPS, announce() says a device's name by
mDNS. Of Debian 12: aria2 avahi-daemon dnss ffmpeg gir1.2-gst-rtsp-server-1.0 mktorrent ntpsec-ntpdig opentracker transmission-cli
wireguard-go wireguard-tools, and what rtsp-camera names.
"""
import hashlib
import itertools
import json
import os
import pathlib
import re
import shlex
import signal
import subprocess
import sys
import time
from xml.sax.saxutils import escape

from verb import Failure, Mistake, Verb

HERE = pathlib.Path(__file__).resolve().parent
PYTHON = sys.executable
VIEWER = "198.51.100.77"
DOH_HOST = "dns.google"
DOH_URL = f"https://{DOH_HOST}/dns-query"


def log_of(home, log):
    path = home.folder / f"{log}.log"
    return path.read_text(errors="replace") if path.exists() else ""


def await_word(home, process, log, word, seconds=10):
    """Waits until the program has said the word."""
    late = time.monotonic() + seconds
    while word not in log_of(home, log):
        if process.poll() is not None or time.monotonic() > late:
            raise Failure(f"{log} is not ready: {log_of(home, log).strip()[-500:] or 'it said nothing'}")
        time.sleep(0.05)


def await_listener(home, process, address, port, seconds=10):
    late = time.monotonic() + seconds
    while f"{address}:{port} " not in home.run("outside", "ss", "-Hltn").stdout:
        if process.poll() is not None or time.monotonic() > late:
            raise Failure(f"nobody listens at {address}:{port}")
        time.sleep(0.05)


def end(process, seconds=5, sign=signal.SIGTERM):
    process.send_signal(sign)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def await_end(play, process, log, seconds):
    """Waits for the program to end by itself; ends it when the scene is broken off."""
    late = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < late and not play.stopped.wait(0.05):
        pass
    if process.poll() is None:
        end(process)
        if not play.stopped.is_set():
            raise Failure(f"{log} did not end within {seconds:.0f} s: {log_of(play.home, log).strip()[-500:]}")
    elif process.returncode:
        raise Failure(f"{log} ended with {process.returncode}: {log_of(play.home, log).strip()[-500:]}")


class PeerToPeer(Verb):
    """A camera is watched by a viewer it meets at a rendezvous server."""

    footage, shape, kind = True, "live", "peer"
    words = ("by", "seconds", "rate", "rendezvous")
    rendezvous = {"pppp": "p2p3.nwsvr2.com", "tutk": "m1.iotcplatform.com"}
    ports = {"pppp": (32100,), "tutk": (10001, 10240)}
    numbers = itertools.count()

    def __init__(self, play, action):
        super().__init__(play, action)
        self.by = self.option("by", "pppp", of=tuple(self.ports))
        self.master = self.option("rendezvous", self.rendezvous[self.by])
        self.number = next(self.numbers)
        self.address = play.outside.address(self.master)
        self.at_home = self.host not in (None, "viewer")
        if self.at_home:
            self.footage, self.kind = False, None

    def prepare(self):
        self.media = self.play.media.stream()
        self.play.outside.once(("p2p", self.by, self.master), self.start_master)

    def start_master(self):
        for port in self.ports[self.by]:
            self.home.start("outside", PYTHON, HERE / "p2p", "master", self.by, "--bind", f"{self.address}:{port}",
                            log=f"p2p-master-{self.by}-{port}")

    def start_viewer(self, seconds):
        space, own, master = "viewer", VIEWER, self.address
        if self.at_home:
            space, own, master = self.host, self.home.device(self.host).ip, self.master
        return self.home.start(space, PYTHON, HERE / "p2p", "viewer", self.by, "--bind", f"{own}:{40004 + self.number}", "--master",
                               f"{master}:{self.ports[self.by][0]}", "--seconds", str(seconds + 30), "--id", f"camera {self.number}",
                               log=f"p2p-viewer-{self.number}")

    def act(self):
        seconds, log = self.seconds(), f"p2p-camera-{self.number}"
        viewer = self.start_viewer(seconds)
        camera = self.home.start(self.who, PYTHON, HERE / "p2p", "camera", self.by, "--master",
                                 f"{self.master}:{self.ports[self.by][0]}", "--media", self.media, "--seconds", str(seconds), "--rate",
                                 str(self.amount("rate", "500kbit")), "--id", f"camera {self.number}", log=log)
        await_end(self.play, camera, log, seconds + 40)
        end(viewer)
        if self.play.stopped.is_set():
            return {}
        said = json.loads(log_of(self.home, log).splitlines()[-1])
        return {"remotes": [said["remote"].split(":")[0]], "sent": said["sent"], "received": said["received"],
                "began": said["began"], "ended": said["ended"], "note": f"{said['local']} to {said['remote']}"}


class Recorder(Verb):
    """A recorder or hub at home takes a camera's stream. No footage leaves the house."""

    words = ("seconds",)
    numbers = itertools.count()

    def __init__(self, play, action):
        super().__init__(play, action)
        if not self.host:
            raise Mistake(f"{action.verb} needs a camera; write: {self.who} {action.verb} to CAMERA")
        self.number = next(self.numbers)

    def prepare(self):
        self.media = self.play.media.stream()
        self.play.outside.once(("rtsp", self.host), self.start_camera)

    def start_camera(self):
        log = f"rtsp-{self.host}"
        await_word(self.home, self.home.start(self.host, HERE / "rtsp-camera", self.media, log=log), log, "ready", 20)

    def act(self):
        seconds, log = self.seconds(), f"rtsp-recorder-{self.number}"
        address = self.home.device(self.host).ip
        recording = self.home.folder / f"{self.who}.mp4"
        recorder = self.home.start(self.who, "ffmpeg", "-v", "error", "-nostdin", "-y", "-rtsp_transport", "tcp", "-i",
                                   f"rtsp://{address}:554/live", "-t", str(seconds), "-c", "copy", recording, log=log)
        await_end(self.play, recorder, log, seconds + 20)
        return {"remotes": [address], "received": recording.stat().st_size if recording.exists() else 0}


class Tunnel(Verb):
    """A device's WireGuard VPN, until the scene ends. DNS stays with the router, as its address is of the house.

    Both ends are wireguard-go. Its sockets in /run/wireguard are not of a network namespace, so each end has a /run of its own.
    """

    kind = "vpn"
    numbers = itertools.count(1)
    end_of_tunnel = """
set -e
mount -t tmpfs tmpfs /run
mkdir -p /run/wireguard
configure() {{
    trap '[ $? -eq 0 ] || kill $$' EXIT
    for try in $(seq 100); do [ -S /run/wireguard/{name}.sock ] && break; sleep 0.05; done
    wg setconf {name} {conf}
    ip addr add {ip}/32 dev {name}
    ip addr add {ip6}/128 dev {name}
    ip link set {name} up
    {routes}
    {proof}
    echo tunnel is up
}}
configure &
exec env WG_PROCESS_FOREGROUND=1 wireguard-go -f {name}
"""

    def __init__(self, play, action):
        super().__init__(play, action)
        if not self.host:
            raise Mistake(f"{action.verb} needs a server; write: {self.who} {action.verb} to HOST")
        self.number = next(self.numbers)
        self.port = 51819 + self.number
        self.name = f"wg{self.number}"

    def prepare(self):
        self.address = self.play.outside.address(self.host)
        keys = [self.key(), self.key()]
        self.start_server(*keys)
        self.client_conf = self.conf("client", keys[0][0], keys[1][1], "0.0.0.0/0, ::/0", f"Endpoint = {self.host}:{self.port}")

    @staticmethod
    def key():
        private = subprocess.run(["wg", "genkey"], capture_output=True, text=True, check=True).stdout.strip()
        return private, subprocess.run(["wg", "pubkey"], input=private, capture_output=True, text=True, check=True).stdout.strip()

    def ip(self, end_number):
        return f"10.66.{self.number}.{end_number}", f"fd66:0:0:{self.number:x}::{end_number}"

    def conf(self, side, private, public, allowed, more, listen=""):
        path = self.home.folder / f"{self.name}-{side}.conf"
        path.touch(0o600)
        path.write_text(f"[Interface]\nPrivateKey = {private}\n{listen}\n[Peer]\nPublicKey = {public}\nAllowedIPs = {allowed}\n{more}\n")
        return path

    def start_end(self, space, conf, own, routes, proof):
        log = f"{self.name}-{space}"
        script = self.end_of_tunnel.format(name=self.name, conf=shlex.quote(str(conf)), ip=own[0], ip6=own[1], routes="\n    ".join(routes),
                                           proof=proof)
        await_word(self.home, self.home.start(space, "sh", "-c", script, log=log), log, "tunnel is up", 20)

    def start_server(self, client, server):
        theirs = self.ip(2)
        conf = self.conf("server", server[0], client[1], f"{theirs[0]}/32, {theirs[1]}/128", "", f"ListenPort = {self.port}")
        routes = [f"ip route add {theirs[0]}/32 dev {self.name}", f"ip -6 route add {theirs[1]}/128 dev {self.name}"]
        # wireguard-go 0.0.20231211 (Debian 13) answers from the address that the route prefers, not from the one that was asked.
        routes += [f"ip route add default dev eth0 src {self.address} table {self.port}",
                   f"ip rule add ipproto udp sport {self.port} lookup {self.port}"]
        self.start_end("outside", conf, self.ip(1), routes, "")

    def act(self):
        gateway = self.home.run(self.who, "ip", "-4", "route", "show", "default").stdout
        found = re.search(r"via (\S+) dev (\S+)", gateway)
        if not found:
            raise Failure(f"{self.who} has no way out: \"{gateway.strip()}\"")
        routes = [f"ip route replace {self.address}/32 via {found[1]} dev {found[2]}"]
        routes += [f"ip route add {half} dev {self.name}" for half in ("0.0.0.0/1", "128.0.0.0/1")]
        routes += [f"ip -6 route add {half} dev {self.name}" for half in ("::/1", "8000::/1")]
        self.start_end(self.who, self.client_conf, self.ip(2), routes, f"busybox ping -c 1 -W 5 {self.ip(1)[0]}")
        return {"remotes": [self.address], "note": f"{self.who} is behind {self.host}:{self.port} from now on"}


class Torrent(Verb):
    """A device seeds a file (Transmission) to clients outside (aria2) that a tracker (opentracker) tells it of."""

    words = ("count", "bytes", "rate", "seconds", "encrypted")
    numbers = itertools.count()
    quiet = {"dht-enabled": False, "lpd-enabled": False, "pex-enabled": False, "utp-enabled": False, "port-forwarding-enabled": False}

    def __init__(self, play, action):
        super().__init__(play, action)
        if not self.host:
            raise Mistake(f"{action.verb} needs a tracker; write: {self.who} {action.verb} to HOST")
        self.number = next(self.numbers)
        self.folder = self.home.folder / f"torrent-{self.number}"
        self.torrent = self.folder / "video.torrent"
        self.tracker = play.outside.address(self.host)
        self.peers = [play.outside.address(f"peer{n}.swarm{self.number}.example") for n in range(int(self.option("count", "2")))]

    def prepare(self):
        (self.folder / "seed").mkdir(parents=True)
        (self.folder / "settings").mkdir()
        (self.folder / "settings/settings.json").write_text(json.dumps(self.quiet))
        content = self.folder / "seed/video.mkv"
        content.write_bytes(os.urandom(self.amount("bytes", "5MB")))
        made = subprocess.run(["mktorrent", "-a", f"http://{self.host}:6969/announce", "-o", self.torrent, content], capture_output=True,
                              text=True)
        if made.returncode:
            raise Failure(f"mktorrent: {made.stdout.strip()}{made.stderr.strip()}")
        self.register()

    def register(self):
        """Debian's opentracker serves only what its list names. mktorrent writes what is hashed last."""
        content = self.torrent.read_bytes()
        self.root = self.home.folder / f"tracker-{self.tracker}"
        self.root.mkdir(exist_ok=True)
        with open(self.root / "known", "a", encoding="ascii") as known:
            known.write(hashlib.sha1(content[content.index(b"4:info") + 6:-1]).hexdigest() + "\n")

    def start_tracker(self):
        log = f"tracker-{self.tracker}"
        tracker = self.home.start("outside", "opentracker", "-i", self.tracker, "-p", "6969", "-P", "6969", "-d", self.root, "-w",
                                  "known", log=log)
        await_listener(self.home, tracker, self.tracker, 6969)

    def start_peer(self, number):
        folder = self.folder / f"peer{number}"
        folder.mkdir()
        return self.home.start("outside", "aria2c", "--no-conf", "--enable-dht=false", "--enable-dht6=false", "--bt-enable-lpd=false",
                               "--enable-peer-exchange=false", "--disable-ipv6", "--seed-time=0", "--summary-interval=0",
                               "--bt-exclude-tracker=*", f"--bt-tracker=http://{self.tracker}:6969/announce",
                               f"--interface={self.peers[number]}", f"--listen-port={6881 + number}", f"--dir={folder}", self.torrent,
                               log=f"torrent-{self.number}-peer{number}")

    def uploaded(self):
        """Bytes of the file handed out, as the seeder notes when it ends."""
        notes = b"".join(note.read_bytes() for note in (self.folder / "settings/resume").glob("*.resume"))
        found = re.search(rb"8:uploadedi(\d+)e", notes)
        return int(found[1]) if found else 0

    def act(self):
        self.play.outside.once(("tracker", self.host), self.start_tracker)
        peers = [self.start_peer(number) for number in range(len(self.peers))]
        self.until(1)  # the tracker has to know them before the seeder asks
        encryption = {"yes": "-ep", "no": "-et"}[self.option("encrypted", "yes", of=("yes", "no"))]
        rate = max(1, self.amount("rate", "4Mbit") // 8000)
        log = f"torrent-{self.number}-seeder"
        seeder = self.home.start(self.who, "transmission-cli", "-g", self.folder / "settings", "-w", self.folder / "seed", "-M",
                                 encryption, "-u", str(rate), "-p", str(51413 + self.number), self.torrent, log=log)
        late = self.now() + self.seconds(40)
        while self.now() < late and any(peer.poll() is None for peer in peers) and not self.play.stopped.is_set():
            self.until(0.1)
        end(seeder, 10, signal.SIGINT)  # it counts up at this alone
        for peer in peers:
            end(peer)
        complete = sum(peer.returncode == 0 for peer in peers)
        return {"remotes": self.peers, "sent": self.uploaded(), "note": f"{complete} of {len(peers)} clients have all of it"}


class Clock(Verb):
    """Asks for the time once (ntpdig); nobody's clock is set."""

    def __init__(self, play, action):
        super().__init__(play, action)
        if not self.host:
            raise Mistake(f"{action.verb} needs a server; write: {self.who} {action.verb} to HOST")
        self.address = play.outside.address(self.host)

    def prepare(self):
        self.play.outside.once(("ntp", self.host), self.start_server)

    def start_server(self):
        log = f"ntp-{self.address}"
        await_word(self.home, self.home.start("outside", PYTHON, HERE / "ntp-server", self.address, log=log), log, "ready")

    def act(self):
        self.home.run(self.who, "ntpdig", "-4", "-t", "5", self.host)
        return {"remotes": [self.address], "sent": 48, "received": 48}


def doh_server(play):
    """Names over HTTPS at dns.google for all names outside that are known by now; to be called in act(). Returns its URL.

    outside.address(DOH_HOST) must have been asked for before outside.certificate was, so that it is for this name as well.
    """
    play.outside.once("doh", lambda: start_doh(play))
    return DOH_URL


def doh_options(play):
    """What curl needs to ask there, and no plain DNS server: not even for dns.google."""
    address = play.outside.address(DOH_HOST)
    return ["--doh-url", DOH_URL, "--resolve", f"{DOH_HOST}:443:{address}", "--cacert", str(play.outside.ca)]


def start_doh(play):
    home, address = play.home, play.outside.address(DOH_HOST)
    chain, key = play.outside.certificate
    hosts = home.folder / "doh-hosts"
    hosts.write_text("".join(f"{ip} {host}\n" for host, ips in play.outside.addresses.items() for ip in ips.values() if ip))
    home.start("outside", "dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--no-resolv", "--no-hosts", "--user=root",
               f"--addn-hosts={hosts}", "--listen-address=127.0.0.1", "--bind-interfaces", "--port=5300", "--pid-file",
               "--log-facility=-", "--log-queries", log="doh-names")
    server = home.start("outside", "dnss", "-enable_https_to_dns", "-https_server_addr", f"{address}:443", "-https_cert", chain,
                        "-https_key", key, "-dns_upstream", "127.0.0.1:5300", "-dns_listen_addr", "127.0.0.1:5301", log="doh")
    await_listener(home, server, address, 443)


AVAHI = """[server]
host-name={host}
use-ipv4=yes
use-ipv6=yes
allow-interfaces=eth0
enable-dbus=no
[publish]
publish-hinfo=no
publish-workstation=no
[rlimits]
"""
SERVICE = """<?xml version="1.0" standalone='no'?>
<!DOCTYPE service-group SYSTEM "avahi-service.dtd">
<service-group><name>{name}</name><service><type>{type}</type><port>554</port></service></service-group>
"""


def announce(play, device):
    """Says the device's mDNS name until the scene ends, by avahi-daemon with files of its own. Needs the device's address."""
    home, log = play.home, f"avahi-{device.name}"
    folder = home.folder / log
    (folder / "services").mkdir(parents=True)
    host = re.sub(r"[^A-Za-z0-9]+", "-", device.mdns).strip("-")
    (folder / "avahi-daemon.conf").write_text(AVAHI.format(host=host))
    (folder / "hosts").touch()
    service = SERVICE.format(name=escape(device.mdns), type=getattr(device, "service", None) or "_rtsp._tcp")
    (folder / "services/camera.service").write_text(service)
    script = f"mount -t tmpfs tmpfs /run && mount --bind {shlex.quote(str(folder))} /etc/avahi && " \
             "exec avahi-daemon --no-drop-root --no-chroot --no-rlimits"
    await_word(home, home.start(device.name, "sh", "-c", script, log=log), log, "successfully established")


LIVE = {"pppp": PeerToPeer, "tutk": PeerToPeer}
VERBS = {"rtsp": Recorder, "tunnel": Tunnel, "torrent": Torrent, "ntp": Clock}
