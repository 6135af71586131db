# SPDX-License-Identifier: GPL-2.0-or-later
"""Footage that is sent as it is filmed: ffmpeg by RTMPS, by one long HTTPS POST, by SRTP, and pushed by SRT, RTMP and RTSP in the clear."""
import re

from home import HERE, wait_for
from verb import Verb

SRTP_PORT = 16500  # the first of those that Ring names for its media (support.ring.com, article 205385394)
SRTP_SUITE, SRTP_KEY = "AES_CM_128_HMAC_SHA1_80", "bGVuc3dhdGNoIGxhYjogc3J0cCBrZXkgc2FsdCAx"


class Paced(Verb):
    """ffmpeg sends a file again and again at its own pace, without encoding it anew."""

    footage, shape = True, "live"
    words = ("by", "seconds", "size", "over")

    def prepare(self):
        self.path = self.play.media.stream(self.option("size", "720p"))

    def send(self, *target, streams=()):
        seconds = self.seconds(30)
        done = self.home.run(self.who, "ffmpeg", "-v", "error", "-progress", "-", "-re", "-stream_loop", "-1", "-i", self.path, *streams,
                             "-t", f"{seconds:g}", "-c", "copy", *target, timeout=seconds + 60)
        sizes = re.findall(r"total_size=(\d+)", done.stdout)
        return {"remotes": list(self.play.outside.name(self.host).values()), "sent": int(sizes[-1]) if sizes else None, "about": True}


class Stream(Paced):
    """By RTMPS, or by one long HTTPS POST of Matroska as Kinesis takes it, for as long as told."""

    kind = "vendor-cloud"

    def __init__(self, *args):
        super().__init__(*args)
        self.by = self.option("by", "rtmps", ("rtmps", "post"))
        if self.seconds(30) > 600:
            self.shape = "continuous"

    def prepare(self):
        super().prepare()
        outside = self.play.outside
        if self.by == "rtmps":
            outside.rtmps.setdefault(self.host, None)
        else:
            outside.once(("post", self.host), self.server)

    def server(self):
        outside, folder = self.play.outside, self.home.folder
        addresses = outside.name(self.host).values()
        one = self.home.start("outside", HERE / "post-server", *outside.certificate, folder / "post.jsonl", *addresses, log=f"post-{self.host}")
        self.play.ready.append(lambda: wait_for(lambda: "ready" in (folder / f"post-{self.host}.log").read_text() or one.poll(), f"{self.host} is up"))

    def act(self):
        if self.by == "rtmps":
            target = ["-f", "flv", "-tls_verify", "1", "-ca_file", self.play.outside.ca, f"rtmps://{self.host}:443/live/{self.who}"]
        else:
            target = ["-f", "matroska", "-method", "POST", "-chunked_post", "1", "-tls_verify", "1", "-ca_file", self.play.outside.ca,
                      f"https://{self.host}/putMedia"]
        return self.send(*target)


class Srtp(Paced):
    """SRTP straight to a media server of the vendor, as Ring does; another ffmpeg takes it."""

    kind = "relay"

    def prepare(self):
        super().prepare()
        self.play.outside.once(("srtp", self.host), self.server)

    def server(self):
        address = self.play.outside.address(self.host)
        sdp = self.home.folder / f"{self.host}.sdp"
        sdp.write_text(f"v=0\no=- 0 0 IN IP4 {address}\ns=lab\nc=IN IP4 {address}\nt=0 0\nm=video {SRTP_PORT} RTP/SAVP 96\n"
                       f"a=rtpmap:96 H264/90000\na=crypto:1 {SRTP_SUITE} inline:{SRTP_KEY}\n")
        self.home.start("outside", "ffmpeg", "-v", "error", "-protocol_whitelist", "file,udp,rtp,srtp,crypto", "-i", sdp, "-c", "copy", "-f", "null", "-",
                        log=f"srtp-{self.host}")

    def act(self):
        return self.send("-f", "rtp", "-srtp_out_suite", SRTP_SUITE, "-srtp_out_params", SRTP_KEY, f"srtp://{self.host}:{SRTP_PORT}?pkt_size=1200",
                         streams=("-map", "0:v", "-an"))


class Push(Paced):
    """Pushed in the clear to somebody's server, another ffmpeg, at a port that is not the protocol's own."""

    kind = "unknown"
    ways = {  # the port, the target's form and address, and what makes a server of ffmpeg
        "srt": (19000, ("-f", "mpegts"), "srt://{}:{}?latency=120000", ("-f", "mpegts"), "srt://{}:{}?mode=listener"),
        "rtmp": (21935, ("-f", "flv"), "rtmp://{}:{}/live/yard", ("-listen", "1", "-f", "flv"), "rtmp://{}:{}/live/yard"),
        "rtsp-record": (20554, ("-f", "rtsp", "-rtsp_transport", "tcp"), "rtsp://{}:{}/yard", ("-rtsp_flags", "listen"), "rtsp://{}:{}/yard"),
    }

    def __init__(self, *args):
        super().__init__(*args)
        self.port, self.form, self.target, self.listens, self.at = self.ways[self.option("by", "srt", tuple(self.ways))]

    def prepare(self):
        super().prepare()
        self.play.outside.once(("push", self.host), self.server)

    def server(self):
        self.home.start("outside", "ffmpeg", "-v", "error", *self.listens, "-i", self.at.format(self.play.outside.address(self.host), self.port),
                        "-c", "copy", "-f", "null", "-", log=f"push-{self.host}")

    def act(self):
        return self.send(*self.form, self.target.format(self.host, self.port))


VERBS = {"stream": Stream}
LIVE = {"srtp": Srtp, **dict.fromkeys(Push.ways, Push)}
