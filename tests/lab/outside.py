# SPDX-License-Identifier: GPL-2.0-or-later
"""The internet of a scene: names, addresses, certificates, and nginx as everybody's web server."""
import ipaddress
import json
import pathlib
import subprocess
import threading

from home import ROOT, wait_for

NET4, NET6 = ipaddress.ip_network("203.0.113.0/24"), ipaddress.ip_network("2001:db8:cafe::/64")
AUTHORITY = ROOT / "build/lab/authority"
MODULES = "/usr/lib/nginx/modules"
LOG = ('{"server":"nginx","at":$msec,"took":$request_time,"peer":"$remote_addr:$remote_port","to":"$server_addr","host":"$host","sni":"$ssl_server_name",'
       '"method":"$request_method","status":$status,"received":$request_length,"sent":$bytes_sent}')
STREAM_LOG = '{"server":"nginx","at":$msec,"took":$session_time,"peer":"$remote_addr:$remote_port","to":"$server_addr","sni":"$ssl_server_name","received":$bytes_received}'
lock = threading.Lock()


def openssl(*command, data=None):
    subprocess.run(["openssl", *map(str, command)], check=True, capture_output=True, input=data, text=True)


def authority():
    """The lab's own certificate authority, made once. Nothing but the lab's programs trusts it."""
    with lock:
        AUTHORITY.mkdir(parents=True, exist_ok=True)
        if not (AUTHORITY / "ca.crt").exists():
            openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", 3650, "-subj", "/CN=Lenswatch lab",
                    "-keyout", AUTHORITY / "ca.key", "-out", AUTHORITY / "ca.crt")
    return AUTHORITY / "ca.crt"


class Outside:
    def __init__(self, home):
        self.home = home
        self.ca = authority()
        self.addresses = {}  # host -> {4: address, 6: address}
        self.web, self.rtmps = {}, {}  # host -> families: served by nginx
        self.pages = home.folder / "www"
        self.made = set()
        self.once_lock = threading.Lock()
        self.pair = None

    def name(self, host):
        """A host's addresses, in order of their first mention."""
        if host not in self.addresses:
            number = 30 + len(self.addresses)
            self.addresses[host] = {4: str(NET4[number]), 6: str(NET6[number])}
        return self.addresses[host]

    def address(self, host, family=4):
        return self.name(host)[family]

    def once(self, key, function):
        with self.once_lock:
            if key not in self.made:
                self.made.add(key)
                function()

    @property
    def certificate(self):
        """(chain, key) for all hosts of the scene."""
        if not self.pair:
            folder = self.home.folder
            chain, key, request, names = (folder / name for name in ("host.crt", "host.key", "host.csr", "host.ext"))
            alternatives = [f"DNS:{host}" for host in self.addresses] + [f"IP:{a}" for both in self.addresses.values() for a in both.values()]
            names.write_text("subjectAltName=" + ",".join(alternatives) + "\nextendedKeyUsage=serverAuth\n")
            openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=outside", "-keyout", key, "-out", request)
            openssl("x509", "-req", "-in", request, "-CA", AUTHORITY / "ca.crt", "-CAkey", AUTHORITY / "ca.key", "-days", 3650, "-extfile", names,
                    "-set_serial", int.from_bytes(folder.name.encode(), "big") % 10**9 + 1, "-out", chain)
            self.pair = chain, key
        return self.pair

    def publish(self, families):
        """Gives the addresses to the servers' machine, and the names to the router. `families`: host -> "4", "6" or "46"."""
        lines, commands = [], []
        for host, both in self.addresses.items():
            commands += [f"addr add {both[4]}/32 dev lo", f"addr add {both[6]}/128 dev lo nodad"]
            lines += [f"{both[int(family)]} {host}" for family in families.get(host, "4")]
        self.home.run("outside", "ip", "-batch", "-", data="\n".join(commands) + "\n")
        (self.home.hosts / "outside").write_text("\n".join(lines) + "\n")

    def page(self, name, size):
        """A file of so many bytes that do not shrink, to be fetched as /NAME."""
        self.pages.mkdir(exist_ok=True)
        path = self.pages / name
        if not path.exists():
            with open("/dev/urandom", "rb") as noise:
                path.write_bytes(noise.read(size))
        return path

    def begin(self):
        """nginx, where anybody needs it."""
        if not (self.web or self.rtmps):
            return
        config = self.home.folder / "nginx.conf"
        config.write_text(self.nginx())
        self.pages.mkdir(exist_ok=True)
        self.home.start("outside", "nginx", "-c", config, "-e", self.home.folder / "nginx.err", log="nginx")
        wait_for(lambda: (self.home.folder / "nginx.pid").exists(), "nginx is up")

    def listens(self, hosts, port, more):
        return "\n".join(f"listen {where}:{port} {more};" for host in hosts
                         for where in (self.address(host), f"[{self.address(host, 6)}]"))

    def nginx(self):
        folder, (chain, key) = self.home.folder, self.certificate
        ssl = f"ssl_certificate {chain}; ssl_certificate_key {key}; ssl_protocols TLSv1.2 TLSv1.3;"
        web = f"""http {{
    log_format truth escape=json '{LOG}';
    access_log {folder}/nginx.jsonl truth;
    client_max_body_size 0; client_body_temp_path {folder}/body; keepalive_timeout 75;
    server {{
        {self.listens(self.web, 443, "ssl http2")}
        {ssl}
        root {self.pages};
        location /up/ {{ dav_methods PUT; create_full_put_path on; }}
    }}
}}""" if self.web else ""
        rtmp = f"""rtmp {{ server {{ listen 127.0.0.1:1935; application live {{ live on; }} }} }}
stream {{
    log_format truth escape=json '{STREAM_LOG}';
    access_log {folder}/nginx-stream.jsonl truth;
    server {{
        {self.listens(self.rtmps, 443, "ssl")}
        {ssl}
        proxy_pass 127.0.0.1:1935;
    }}
}}""" if self.rtmps else ""
        load = f"load_module {MODULES}/ngx_stream_module.so; load_module {MODULES}/ngx_rtmp_module.so;" if self.rtmps else ""
        return f"daemon off; user root; worker_processes 1; pid {folder}/nginx.pid;\n{load}\nevents {{ worker_connections 512; }}\n{web}\n{rtmp}\n"

    def journal(self):
        """What the servers wrote of what they received."""
        found = []
        for name in "nginx.jsonl", "nginx-stream.jsonl", "post.jsonl":
            path = self.home.folder / name
            if path.exists():
                found += [json.loads(line) for line in path.read_text().splitlines()]
        return found
