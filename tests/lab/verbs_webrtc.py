# SPDX-License-Identifier: GPL-2.0-or-later
"""Verbs of a scene that are WebRTC sessions: a camera looked at live, a video call, a shared screen.

    live to viewer|DEVICE by webrtc|turn|turns [seconds 10] [size 720p] [talk yes] [family 4|6] [relay HOST]
    call to viewer|DEVICE [seconds 10] [family 4|6] [relay HOST]           both see and hear the other
    screen-share to viewer|DEVICE [seconds 10] [family 4|6] [relay HOST]

`by webrtc` is direct, with a STUN server's help; `by turn` through a relay over UDP, `by turns` over TLS. Calls and shared screens take
the relay over UDP. ./webrtc is either end, coturn serves STUN and TURN, socat is the TLS client of `turns`.
"""
import itertools
import json
import pathlib
import time

from verb import Failure, Mistake, Verb

PROGRAM = pathlib.Path(__file__).resolve().parent / "webrtc"
ACCOUNT = "lab:secret"
PORT, TLS_PORT = 3478, 443
BRIDGE_PORT = 15349      # on a device's 127.0.0.1, and those after it
STUN = "stun.example.net"
TURN = "turn.example.net"
SRTP = 12 + 10           # around a payload: the header of RTP, the tag that proves it
CHANNEL = 4              # around that in TURN
# As its operators do; besides, coturn closes the whole relay where a packet to one of these has no route.
DENIED = ["10.0.0.0-10.255.255.255", "172.16.0.0-172.31.255.255", "192.168.0.0-192.168.255.255",
          "fe80::-febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff"]
NOTHING = {"began": 0, "ended": 0, "sent": 0, "sent_packets": 0, "received": 0, "local": None, "remote": None, "kind": None}
numbers = itertools.count()


def await_listening(home, space, sockets, seconds=10):
    """sockets: e.g. {"udp 203.0.113.5:3478"}"""
    late = time.monotonic() + seconds
    while True:
        lines = home.run(space, "ss", "-Hlntu").stdout.splitlines()
        if sockets <= {f"{words[0]} {words[4]}" for words in map(str.split, lines)}:
            return
        if time.monotonic() > late:
            raise Failure(f"nobody listens in {space} at {', '.join(sorted(sockets))}")
        time.sleep(0.05)


def bracketed(address):
    return f"[{address}]" if ":" in address else address


class Turn:
    """The one coturn of a home, at the addresses of all hosts that serve STUN or TURN. It starts when all of them have been named."""

    def __init__(self, play):
        self.play, self.home, self.addresses = play, play.home, {}

    @classmethod
    def of(cls, play):
        def first():
            play.turn = cls(play)
            play.ready.append(play.turn.start)

        play.outside.once("turn", first)
        return play.turn

    def name(self, host):
        for family in 4, 6:
            self.addresses[host, family] = self.play.outside.address(host, family)

    def start(self):
        self.home.start("outside", *self.command(), log="turn")
        places = [bracketed(address) for address in self.addresses.values()]
        await_listening(self.home, "outside", {socket for place in places for socket in
                                               (f"udp {place}:{PORT}", f"tcp {place}:{PORT}", f"tcp {place}:{TLS_PORT}")})

    def command(self):
        certificate, key = self.play.outside.certificate
        addresses = sorted(set(self.addresses.values()))
        return ["turnserver", "-n", "--no-cli", "--log-file", "stdout", "--simple-log", "--pidfile", str(self.home.folder / "turn.pid"),
                "--userdb", str(self.home.folder / "turn.db"), "--lt-cred-mech", "--user", ACCOUNT, "--realm", "example.net",
                "--listening-port", str(PORT), "--tls-listening-port", str(TLS_PORT), "--cert", str(certificate), "--pkey", str(key),
                "--relay-threads", "1", "--allocation-default-address-family", "keep", "--no-rfc5780", "--no-software-attribute",
                *(f"--denied-peer-ip={one}" for one in DENIED),
                *(word for one in addresses for word in ("--listening-ip", one, "--relay-ip", one))]


class Session(Verb):
    """`who` calls whom it is `to`, and sends until the time is over."""

    shape = "live"
    kind = "relay"
    words = ("seconds", "family", "relay")

    def __init__(self, play, action):
        super().__init__(play, action)
        if self.host is None:
            raise Mistake(f"{action.verb} to whom? Write viewer, or a device's name")
        self.inside = self.host != "viewer"
        if self.inside:
            self.known(self.host)
        self.number = next(numbers)
        self.family = self.option("family", of=(None, "4", "6"))
        self.by = self.option("by", "turn", of=("webrtc", "turn", "turns"))
        self.relay = self.option("relay", TURN)

    def known(self, name):
        try:
            self.home.device(name)
        except KeyError:
            raise Mistake(f"there is no device \"{name}\"; write viewer, or a device of the scene") from None

    def sends(self):
        """The words that tell the caller what to send."""
        raise NotImplementedError

    def answers(self):
        return []

    def prepare(self):
        self.turn = Turn.of(self.play)
        for host in {STUN} if self.by == "webrtc" else {self.relay, STUN} if self.inside else {self.relay}:
            self.turn.name(host)
        self.sending, self.answering = self.sends(), self.answers()

    def server(self):
        """What the caller is told of servers outside."""
        if self.by == "webrtc":
            return ["--stun", f"stun://{STUN}:{PORT}"]
        if self.by == "turn":
            return ["--turn", f"turn://{ACCOUNT}@{self.relay}:{PORT}?transport=udp", "--relay-only"]
        return ["--turn", f"turn://{ACCOUNT}@127.0.0.1:{BRIDGE_PORT + self.number}?transport=tcp", "--relay-only"]

    def bridge(self):
        """libnice speaks no TLS with a TURN server: a TLS client beside it does."""
        port = BRIDGE_PORT + self.number
        process = self.home.start(self.who, "socat", f"TCP4-LISTEN:{port},bind=127.0.0.1,reuseaddr,fork",
                                  f"OPENSSL:{self.relay}:{TLS_PORT},pf=ip{self.family or 4},nodelay,cafile={self.play.outside.ca},"
                                  f"snihost={self.relay},commonname={self.relay}", log=f"webrtc{self.number}-tls")
        await_listening(self.home, self.who, {f"tcp 127.0.0.1:{port}"})
        return process

    def begin(self, space, role, *words):
        # Behind a bridge, the family is that of the TLS connection, and the bridge itself is at an IPv4 address.
        family = ["--family", self.family] if self.family and self.by != "turns" else []
        return self.home.start(space, str(PROGRAM), role, "--signal", str(self.home.folder / f"webrtc{self.number}"),
                               "--seconds", f"{self.seconds():g}", *family, *words, log=f"webrtc{self.number}-{role}")

    def act(self):
        running = []
        try:
            if self.by == "turns":
                running.append(self.bridge())
            running.append(self.begin(self.host, "answer", *self.answering, *(["--stun", f"stun://{STUN}:{PORT}"] if self.inside else [])))
            running.append(self.begin(self.who, "offer", *self.server(), *self.sending))
            said = self.outcome(running[-1], "offer", self.seconds() + 60)
            other = self.outcome(running[-2], "answer", 10)
        finally:
            for process in running:
                if process.poll() is None:
                    process.terminate()
        around = SRTP if self.by == "webrtc" else SRTP + CHANNEL
        return {"remotes": self.remotes(said), "host": None if self.by == "webrtc" else self.relay, "sent": said["sent"] + around * said["sent_packets"], "received": said["received"],
                "note": f"media from {said['began']:.3f} to {said['ended']:.3f}, {said['sent_packets']} packets, "
                        f"{said['local']} ({said['kind']}) to {said['remote']}; {self.host} received {other['received']}"}

    def outcome(self, process, role, seconds):
        """What a peer says at its end; it is ended early where the scene is."""
        late = time.monotonic() + seconds
        while process.poll() is None:
            if time.monotonic() > late:
                raise Failure(f"{role} of {self.action.verb} does not end")
            if self.play.stopped.wait(0.1):
                process.terminate()
                process.wait(10)
        text = (self.home.folder / f"webrtc{self.number}-{role}.log").read_text()
        if process.returncode and not self.play.stopped.is_set():
            raise Failure(f"{role} of {self.action.verb}: {text.strip()}")
        said = json.loads(next((line for line in reversed(text.splitlines()) if line.startswith("{")), "{}"))
        return said if said.get("began") else NOTHING

    def remotes(self, said):
        if self.by != "webrtc":
            return [self.turn.addresses[self.relay, int(self.family or 4)]]
        if self.inside or not said["remote"]:
            return []
        return [said["remote"].rpartition(":")[0].strip("[]")]


class Live(Session):
    """A camera is looked at."""

    words = ("seconds", "by", "size", "talk", "family", "relay")

    def __init__(self, play, action):
        super().__init__(play, action)
        self.by = self.option("by", "webrtc", of=("webrtc", "turn", "turns"))
        self.size = self.option("size", "720p", of=("720p", "1080p"))
        self.talk = self.option("talk", "no", of=("yes", "no")) == "yes"
        if self.by != "webrtc":
            self.footage, self.kind = True, "relay"
        else:
            self.footage, self.kind = not self.inside, None if self.inside else "peer"

    def sends(self):
        return ["--media", str(self.play.media.stream(self.size)), "--audio", *(["--both"] if self.talk else [])]

    def answers(self):
        return ["--audio", "--both"] if self.talk else []


class Call(Session):
    """A video call, both ways."""

    def sends(self):
        return ["--media", str(self.play.media.stream("720p")), "--audio", "--both"]

    def answers(self):
        return self.sends()


class ScreenShare(Session):
    def sends(self):
        return ["--screen", "--audio"]


VERBS = {"call": Call, "screen-share": ScreenShare}
LIVE = {"webrtc": Live, "turn": Live, "turns": Live}
