# SPDX-License-Identifier: GPL-2.0-or-later
"""Sends every frame that passes one interface, either way, out of another: a mirror port of a switch.

usage: copier.py FROM TO

socat did so up to 1.7; since 1.8 it leaves out what the machine itself sends (PACKET_IGNORE_OUTGOING).
"""
import socket
import sys

ETH_P_ALL = 3
SO_RCVBUFFORCE = 33
ROOM = 16 << 20  # what comes while others have the processor must find room


def main(source, target):
    read = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
    read.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, ROOM)
    read.bind((source, ETH_P_ALL))
    write = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
    write.bind((target, 0))
    while True:
        write.send(read.recv(65536))


if __name__ == "__main__":
    main(*sys.argv[1:])
