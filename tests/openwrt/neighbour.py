# SPDX-License-Identifier: GPL-2.0-or-later
"""neighbour.py serve PORT... | send ADDRESS PORT BYTES: a server that takes what comes, and a camera that sends."""
import socket
import sys
import threading
import time


def take(connection):
    while connection.recv(65536):
        pass
    connection.close()


def serve(port):
    with socket.create_server(("", port)) as listening:
        while True:
            connection, _ = listening.accept()
            threading.Thread(target=take, args=(connection,), daemon=True).start()


def call(address, patience=10):
    # While its firewall is loaded anew the router refuses.
    until = time.monotonic() + patience
    while True:
        try:
            return socket.create_connection(address, 5)
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def send(address, size):
    with call(address) as connection:
        connection.sendall(bytes(size))
        connection.shutdown(socket.SHUT_WR)
        connection.recv(1)


if sys.argv[1] == "serve":
    for port in sys.argv[2:]:
        threading.Thread(target=serve, args=(int(port),)).start()
else:
    send((sys.argv[2], int(sys.argv[3])), int(sys.argv[4]))
