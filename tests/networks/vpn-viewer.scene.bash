# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# A viewer outside who comes in by WireGuard on the router: the view left the home, although both addresses are private. The replay of
# the recording cannot know that, and calls it local; bytes and class are the same.
needs_programs wg
needs_links wireguard
home_up
wg genkey >router.key
wg genkey >viewer.key
for who in router outside; do ip -n "$home-$who" link add wg0 type wireguard; done
inside router wg set wg0 private-key "$PWD/router.key" listen-port 51820 peer "$(wg pubkey <viewer.key)" allowed-ips 10.9.0.2/32
inside outside wg set wg0 private-key "$PWD/viewer.key" peer "$(wg pubkey <router.key)" allowed-ips 10.9.0.1/32,192.168.50.0/24 \
    endpoint 198.51.100.2:51820
ip -n "$home-router" addr add 10.9.0.1/24 dev wg0
ip -n "$home-outside" addr add 10.9.0.2/24 dev wg0
for who in router outside; do ip -n "$home-$who" link set wg0 up; done
ip -n "$home-outside" route add 192.168.50.0/24 dev wg0

cat >camera.py <<'END'
import os, socket, time
server = socket.create_server(("0.0.0.0", 554))
print("ready", flush=True)
while True:
    viewer, _ = server.accept()
    viewer.recv(100)
    viewer.sendall(b"RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n")
    for _ in range(60):
        viewer.sendall(os.urandom(10000))
        time.sleep(0.1)
    viewer.close()
END
cat >viewer.py <<'END'
import socket
camera = socket.create_connection(("192.168.50.11", 554), 60)
camera.sendall(b"OPTIONS rtsp://192.168.50.11/ RTSP/1.0\r\nCSeq: 1\r\n\r\n")
while camera.recv(65536):
    pass
END
ip netns exec "$home-camera" python3 camera.py >camera.log 2>&1 </dev/null &
server=$!
leave() { kill "$server"; }
until_so "$patience" grep -q ready camera.log

# as_local NAME: what was told as an upload is what the replay tells as local, but for where it went.
as_local() {
    python3 - truth.jsonl "$1.jsonl" <<'END' >>"$notes"
import json, sys
truth, told = ([json.loads(line) for line in open(name)] for name in sys.argv[1:])
local = [r for r in truth if r["type"] == "local"]
left = [r for r in told if r["type"] in ("upload", "local")]
gaps = [r["reason"] for r in told if r["type"] == "gap"]
ok = len(local) == len(left) == 1 and not gaps
for one, other in zip(local, left):
    to = other["destination"]
    ok = ok and other["type"] == "upload" and (to["kind"], to["vpn_of"], to["ips"]) == ("vpn", "router", ["10.9.0.2"])
    ok = ok and all(one[f] == other[f] for f in ("bytes_up", "packets_up", "class", "coverage"))
print("as recorded" if ok else "NOT SO", [(r["type"], r["bytes_up"], r["packets_up"], r["class"], r["coverage"], r["destination"]["kind"],
      r["destination"]["vpn_of"], r["destination"]["ips"]) for r in local + left], gaps)
sys.exit(not ok)
END
}

for way in $ways; do
    begin "$way br-lan"
    inside outside python3 viewer.py
    settle truth
    finish
    as_local w1 || failed=1
done
