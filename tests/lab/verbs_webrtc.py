# SPDX-License-Identifier: GPL-2.0-or-later
"""Verbs of a scene that are WebRTC sessions: a camera looked at live, a video call, a shared screen.

    live to viewer|DEVICE by webrtc|ice-tcp|turn|turns [seconds 10] [size 720p] [talk yes] [family 4|6] [relay HOST]
    live to viewer|DEVICE by data-channel [seconds 10] [of 10s]            a recording of so many seconds is fetched
    live to HOST by whip [seconds 10] [size 720p]                          pushed to a server, asked by HTTPS
    webcam to HOST [seconds 30]                                            a browser does that
    call to viewer|DEVICE [seconds 10] [family 4|6] [relay HOST]           both see and hear the other
    screen-share to viewer|DEVICE [seconds 10] [family 4|6] [relay HOST]

`by webrtc` is direct, with a STUN server's help, `by ice-tcp` the same by TCP (RFC 6544); `by turn` through a relay over UDP, `by turns` over TLS. Calls and shared screens take
the relay over UDP. ./webrtc is either end, coturn serves STUN and TURN, socat is the TLS client of `turns`, Janus takes what is pushed by WHIP.
"""
import itertools
import json
import pathlib
import shutil
import time

from verbs_devices import VIEWER
from verb import DURATIONS, Failure, Mistake, Verb, measure

PROGRAM = pathlib.Path(__file__).resolve().parent / "webrtc"
ACCOUNT = "lab:secret"
PORT, TLS_PORT = 3478, 443
BRIDGE_PORT = 15349      # on a device's 127.0.0.1, and those after it
STUN = "stun.example.net"
TURN = "turn.example.net"
SRTP = 12 + 10           # around a payload: the header of RTP, the tag that proves it
CHANNEL = 4              # around that in TURN
LENGTH = 2               # before it over TCP (RFC 4571)
DIRECT = ("webrtc", "ice-tcp")
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
        self.by = self.option("by", "turn", of=(*DIRECT, "turn", "turns", "data-channel"))
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
        for host in {STUN} if self.by in DIRECT else {self.relay, STUN} if self.inside else {self.relay}:
            self.turn.name(host)
        self.sending, self.answering = self.sends(), self.answers()

    def server(self):
        """What the caller is told of servers outside."""
        if self.by in DIRECT:
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
        way = ["--tcp"] if self.by == "ice-tcp" else []
        return self.home.start(space, str(PROGRAM), role, "--signal", str(self.home.folder / f"webrtc{self.number}"),
                               "--seconds", f"{self.seconds():g}", *family, *way, *words, log=f"webrtc{self.number}-{role}")

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
        around = SRTP + {"webrtc": 0, "ice-tcp": LENGTH}.get(self.by, CHANNEL)
        return {"remotes": self.remotes(said), "host": None if self.by in DIRECT else self.relay, "sent": said["sent"] + around * said["sent_packets"], "received": said["received"],
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
        if self.by not in DIRECT:
            return [self.turn.addresses[self.relay, int(self.family or 4)]]
        if self.inside or not said["remote"]:
            return []
        return [said["remote"].rpartition(":")[0].strip("[]")]


class Live(Session):
    """A camera is looked at."""

    words = ("seconds", "by", "size", "talk", "family", "relay")

    def __init__(self, play, action):
        super().__init__(play, action)
        self.by = self.option("by", "webrtc", of=(*DIRECT, "turn", "turns", "data-channel"))
        self.size = self.option("size", "720p", of=("720p", "1080p"))
        self.talk = self.option("talk", "no", of=("yes", "no")) == "yes"
        if self.by not in DIRECT:
            self.footage, self.kind = True, "relay"
        else:
            self.footage, self.kind = not self.inside, None if self.inside else "peer"

    def sends(self):
        return ["--media", str(self.play.media.stream(self.size)), "--audio", *(["--both"] if self.talk else [])]

    def answers(self):
        return ["--audio", "--both"] if self.talk else []


class Recording(Live):
    """A viewer fetches what the camera recorded before: a clip, as fast as it goes, through a data channel."""

    shape = "clip"
    words = ("seconds", "by", "of")

    def __init__(self, play, action):
        super().__init__(play, action)
        self.by, self.footage, self.kind = "webrtc", not self.inside, None if self.inside else "peer"
        self.family = "4"  # as webrtcbin does not say which way it took where no RTP goes

    def act(self):
        return {**super().act(), "about": True}

    def remotes(self, said):
        return [] if self.inside else [VIEWER]

    def sends(self):
        return ["--file", str(self.play.media.clip(measure(self.option("of", "10s"), DURATIONS)))]

    def answers(self):
        return []


class Whip(Session):
    """Pushed to somebody's media server (RFC 9725): ./whip-server takes the offer, Janus the media."""

    kind = "unknown"
    footage = True
    words = ("seconds", "by", "size")
    api = "http://127.0.0.1:8088/janus"

    def __init__(self, play, action):
        Verb.__init__(self, play, action)
        self.number, self.by, self.family = next(numbers), "webrtc", "4"
        self.size = self.option("size", "720p", of=("720p", "1080p"))

    def prepare(self):
        if not shutil.which("janus"):
            raise Mistake("whip needs Debian's janus")
        self.sending = ["--media", str(self.play.media.stream(self.size)), "--audio"]
        self.address = self.play.outside.address(self.host)
        self.play.outside.once("janus", lambda: self.play.ready.append(self.serve))

    def serve(self):
        """Janus offers no address of a loopback, where those of all other servers are."""
        folder = self.home.folder / "janus"
        folder.mkdir()
        (folder / "janus.jcfg").write_text(f"""general: {{ configs_folder = "{folder}" session_timeout = 0 }}
nat: {{ ice_enforce_list = "{self.address}" }}
media: {{ ipv6 = false }}
transports: {{ disable = "libjanus_mqtt.so,libjanus_nanomsg.so,libjanus_pfunix.so,libjanus_rabbitmq.so,libjanus_websockets.so" }}
plugins: {{ disable = "libjanus_audiobridge.so,libjanus_duktape.so,libjanus_echotest.so,libjanus_lua.so,libjanus_nosip.so,libjanus_recordplay.so,libjanus_sip.so,libjanus_streaming.so,libjanus_textroom.so,libjanus_videocall.so,libjanus_voicemail.so" }}
""")
        (folder / "janus.transport.http.jcfg").write_text('general: { base_path = "/janus" http = true port = 8088 ip = "127.0.0.1" }\n')
        self.home.run("outside", "ip", "-batch", "-", data=f"addr del {self.address}/32 dev lo\naddr add {self.address}/32 dev eth0\n")
        self.home.start("outside", "janus", "-F", folder, "-C", folder / "janus.jcfg", log="janus")
        await_listening(self.home, "outside", {"tcp 127.0.0.1:8088"})
        self.home.start("outside", str(PROGRAM.with_name("whip-server")), *self.play.outside.certificate, self.address, self.api, log="whip")
        await_listening(self.home, "outside", {f"tcp {self.address}:443"})

    def act(self):
        one = self.home.start(self.who, str(PROGRAM), "offer", "--whip", f"https://{self.host}/whip/yard", "--ca", self.play.outside.ca,
                              "--seconds", f"{self.seconds():g}", *self.sending, log=f"webrtc{self.number}-offer")
        said = self.outcome(one, "offer", self.seconds() + 60)
        return {"remotes": [self.address], "sent": said["sent"] + SRTP * said["sent_packets"], "received": said["received"],
                "note": f"{said['sent_packets']} packets, {said['local']} ({said['kind']}) to {said['remote']}"}


class Webcam(Whip):
    """Somebody shows their computer's own camera, or a made-up one, in a browser: Chromium, by a page of the server's."""

    footage, shape, kind = False, None, None
    words = ("seconds",)

    def prepare(self):
        if not shutil.which("chromium"):
            raise Mistake("webcam needs Debian's chromium")
        super().prepare()

    def act(self):
        profile = self.home.folder / f"chromium{self.number}"
        one = self.home.start(self.who, "chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
                              "--ignore-certificate-errors", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
                              f"--user-data-dir={profile}", f"https://{self.host}/", log=f"chromium{self.number}")
        self.until(self.seconds(30) + 5)
        one.terminate()
        one.wait(20)
        shutil.rmtree(profile, ignore_errors=True)
        if not [line for line in (self.home.folder / "whip.log").read_text().splitlines() if "POST" in line]:
            raise Failure("chromium published nothing")
        return {}


class Call(Session):
    """A video call, both ways."""

    def sends(self):
        return ["--media", str(self.play.media.stream("720p")), "--audio", "--both"]

    def answers(self):
        return self.sends()


class ScreenShare(Session):
    def sends(self):
        return ["--screen", "--audio"]


VERBS = {"call": Call, "screen-share": ScreenShare, "webcam": Webcam}
LIVE = {"webrtc": Live, "ice-tcp": Live, "data-channel": Recording, "whip": Whip, "turn": Live, "turns": Live}
