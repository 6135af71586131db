# SPDX-License-Identifier: GPL-2.0-or-later
"""What is sent and fetched over TLS and QUIC: by curl, gtlsclient and mosquitto, to nginx, gtlsserver, aiosmtpd and mosquitto.
And what curl sends by FTP, to pyftpdlib."""
import email.message
import json
import pathlib
import shutil

import verbs_devices
from verb import Failure, Mistake, Verb

UP = "/up/"


class Web(Verb):
    """curl to nginx."""

    words = ("over", "tls", "sni", "doh", "rate")

    def prepare(self):
        self.play.outside.web.setdefault(self.host, None)
        if self.option("doh"):
            verbs_devices.doh_server(self.play)

    def curl(self, url, *options):
        """Runs curl; returns what it says of the transfer (curl(1), --write-out %{json})."""
        command = ["curl", "-sS", "--http1.1", "--cacert", self.play.outside.ca, "-w", "%{json}", "-o", self.home.folder / f"{self.who}.out", "-m", 900]
        if self.option("doh"):
            command += verbs_devices.doh_options(self.play)
        if self.option("tls") == "1.2":
            command += ["--tls-max", "1.2"]
        if self.option("rate"):
            command += ["--limit-rate", str(self.amount("rate", "0") // 8)]
        if self.option("sni") == "no":  # as cameras do that connect to the address they were told
            address = self.resolve()
            url = url.replace(self.host, address)
            command += ["-H", f"Host: {self.host}"]
        done = self.home.run(self.who, *command, *options, url, timeout=960)
        said = json.loads(done.stdout)
        if not 200 <= said["response_code"] < 300:
            raise Failure(f"{self.host} answered {said['response_code']}")
        return said

    def resolve(self):
        found = self.home.run(self.who, "getent", "ahosts", self.host).stdout.split()
        return found[0]

    def told(self, said):
        return {"remotes": [said["remote_ip"]], "sent": int(said["size_upload"]), "received": int(said["size_download"]),
                "flows": [[said["local_ip"], said["local_port"], said["remote_ip"], said["remote_port"]]]}

    def put(self, path):
        number = self.play.number()
        return self.told(self.curl(f"https://{self.host}{UP}{number}{pathlib.Path(path).suffix}", "-T", path))


class Clip(Web):
    footage, shape, kind = True, "clip", "vendor-cloud"
    words = (*Web.words, "seconds", "size", "of")

    def prepare(self):
        super().prepare()
        if not self.option("of"):
            self.path = self.play.media.clip(self.seconds(), self.option("size", "1080p"))

    def act(self):
        """`of FILE`: what this device recorded before, as a hub or a recorder does."""
        path = self.home.folder / self.option("of") if self.option("of") else self.path
        return self.put(path)


class Snapshot(Web):
    footage, shape, kind = True, "snapshot", "vendor-cloud"
    words = (*Web.words, "size")

    def act(self):
        return self.put(self.play.media.snapshot(self.option("size", "720p")))


class Mail(Web):
    """Stills, by mail: curl to aiosmtpd by SMTP in TLS (RFC 8314), as cameras that need no cloud of their maker do."""

    footage, shape, kind = True, "snapshot", "unknown"
    words = ("stills",)
    port = 465

    def prepare(self):
        self.play.outside.once(("mail", self.host), self.server)
        mail = email.message.EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = f"{self.who}@example.net", "owner@example.net", "Motion"
        still = self.play.media.snapshot().read_bytes()
        for number in range(self.amount("stills", "3")):
            mail.add_attachment(still, maintype="image", subtype="jpeg", filename=f"{number}.jpg")
        self.path = self.home.folder / f"{self.who}.eml"
        self.path.write_bytes(mail.as_bytes(policy=mail.policy.clone(linesep="\r\n")))

    def server(self):
        chain, key = self.play.outside.certificate
        address = self.play.outside.address(self.host)
        one = self.home.start("outside", "/usr/bin/python3", "-m", "aiosmtpd", "-n", "-l", f"{address}:{self.port}", "--smtpscert", chain,
                              "--smtpskey", key, "-c", "aiosmtpd.handlers.Sink", log=f"mail-{self.host}")
        self.play.ready.append(lambda: verbs_devices.await_listener(self.home, one, address, self.port))

    def act(self):
        return self.told(self.curl(f"smtps://{self.host}:{self.port}", "--mail-from", f"{self.who}@example.net", "--mail-rcpt", "owner@example.net",
                                   "-T", self.path))


class Ftp(Clip):
    """A clip by FTP in the clear, as cameras do that keep footage at a place of their owner's: curl to pyftpdlib, which opens the ports."""

    kind = "unknown"
    words = ("seconds", "size")
    port, owner = 21, "cameras:secret"

    def prepare(self):
        super().prepare()
        self.play.outside.web.pop(self.host)
        self.play.outside.once(("ftp", self.host), self.server)

    def server(self):
        address, user, password = self.play.outside.address(self.host), *self.owner.split(":")
        self.play.outside.pages.mkdir(exist_ok=True)
        one = self.home.start("outside", "/usr/bin/python3", "-m", "pyftpdlib", "-i", address, "-p", self.port, "-w", "-d",
                              self.play.outside.pages, "-u", user, "-P", password, log=f"ftp-{self.host}")
        self.play.ready.append(lambda: verbs_devices.await_listener(self.home, one, address, self.port))

    def act(self):
        said = self.curl(f"ftp://{self.owner}@{self.host}/{self.play.number()}.mp4", "-T", self.path)
        return {"remotes": [said["remote_ip"]], "sent": int(said["size_upload"])}


class Backup(Web):
    """Photos, files: of phones and computers."""

    words = (*Web.words, "bytes")

    def prepare(self):
        super().prepare()
        self.path = self.play.outside.page(f"backup-{self.amount('bytes', '6MB')}", self.amount("bytes", "6MB"))

    def act(self):
        return self.put(self.path)


class Fetch(Web):
    """Something comes down: an update, a film, a page."""

    words = (*Web.words, "bytes")
    size = "3MB"

    def prepare(self):
        super().prepare()
        self.page = self.play.outside.page(f"page-{self.amount('bytes', self.size)}", self.amount("bytes", self.size)).name

    def act(self):
        return self.told(self.curl(f"https://{self.host}/{self.page}"))


class Browse(Fetch):
    size = "400kB"


class Speech(Web):
    """What was said to a speaker goes up at the pace it was said, and an answer of the same order comes down."""

    words = (*Web.words, "seconds")

    def prepare(self):
        super().prepare()
        self.path = self.play.media.speech(self.seconds(6))
        self.page = self.play.outside.page("answer", 60_000).name

    def act(self):
        rate = str(max(1000, self.path.stat().st_size // max(1, int(self.seconds(6)))))
        said = self.told(self.curl(f"https://{self.host}{UP}{self.play.number()}.ogg", "--limit-rate", rate, "-T", self.path))
        self.curl(f"https://{self.host}/{self.page}")
        return said


class Quic(Verb):
    """A PUT over HTTP/3: ngtcp2's client and server."""

    footage, shape, kind = True, "clip", "vendor-cloud"
    words = ("seconds", "size", "bytes", "over")

    def prepare(self):
        for program in "gtlsclient", "gtlsserver":
            if not shutil.which(program):
                raise Mistake(f"quic needs {program}: Debian's ngtcp2-client and ngtcp2-server, which sid has no longer")
        outside = self.play.outside
        if self.option("bytes"):
            self.path = outside.page(f"backup-{self.amount('bytes', '2MB')}", self.amount("bytes", "2MB"))
        else:
            self.path = self.play.media.clip(self.seconds(), self.option("size", "1080p"))
        outside.once(("quic", self.host), self.server)

    def server(self):
        outside = self.play.outside
        chain, key = outside.certificate
        outside.pages.mkdir(exist_ok=True)
        for family, address in outside.name(self.host).items():
            self.home.start("outside", "gtlsserver", "-q", "-d", outside.pages, address, 443, key, chain, log=f"quic{family}-{self.host}")

    def act(self):
        self.home.run(self.who, "gtlsclient", "-q", "--exit-on-all-streams-close", "-m", "PUT", "-d", self.path, self.host, 443,
                      f"https://{self.host}{UP}{self.play.number()}", timeout=120)
        return {"remotes": list(self.play.outside.name(self.host).values()), "sent": self.path.stat().st_size}


class QuicBackup(Quic):
    footage, shape, kind = False, None, None


class Mqtt(Verb):
    """A long connection that is kept alive, on which commands would come."""

    words = ("seconds", "every", "over")

    def prepare(self):
        outside = self.play.outside
        outside.once(("mqtt", self.host), self.server)

    def server(self):
        outside, (chain, key) = self.play.outside, self.play.outside.certificate
        config = self.home.folder / f"mosquitto-{self.host}.conf"
        listeners = "\n".join(f"listener 8883 {address}\ncafile {outside.ca}\ncertfile {chain}\nkeyfile {key}"
                              for address in outside.name(self.host).values())
        config.write_text(f"{listeners}\nallow_anonymous true\nuser root\n")
        self.home.start("outside", "mosquitto", "-c", config, log=f"mosquitto-{self.host}")

    def act(self):
        one = self.home.start(self.who, "mosquitto_sub", "-h", self.host, "-p", 8883, "--cafile", self.play.outside.ca, "-k",
                              int(max(5, self.seconds(20, "every"))), "-i", self.who, "-t", f"{self.who}/command", log=f"mqtt-{self.who}")
        self.until(self.seconds(3600))
        if one.poll() is not None and not self.play.stopped.is_set():
            raise Failure(f"mosquitto_sub ended with {one.returncode}: {(self.home.folder / f'mqtt-{self.who}.log').read_text()[-200:]}")
        one.terminate()
        return {}


class Outage(Verb):
    """The line is down for as long (who: router)."""

    words = ("seconds",)

    def act(self):
        self.home.run("router", "ip", "link", "set", "wan", "down")
        self.until(self.seconds(20))
        self.home.run("router", "ip", "-batch", "-", data="link set wan up\nroute replace default via 198.51.100.1\n"
                      "addr replace 2001:db8:ffff::2/64 dev wan nodad\nroute replace default via 2001:db8:ffff::1\n")
        return {}


VERBS = {"clip": Clip, "snapshot": Snapshot, "mail": Mail, "ftp": Ftp, "backup": Backup, "firmware": Fetch, "tv": Fetch, "browse": Browse, "speech": Speech,
         "quic": Quic, "quic-backup": QuicBackup, "mqtt": Mqtt, "outage": Outage}
