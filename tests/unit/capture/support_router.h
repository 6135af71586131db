/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A client, a router with address translation and connection tracking, and a server, each in a
 * network namespace of its own: for what only a real kernel can tell.
 */
#ifndef LENSWATCH_TESTS_SUPPORT_ROUTER_H
#define LENSWATCH_TESTS_SUPPORT_ROUTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum router_side { ROUTER_CLIENT, ROUTER_ITSELF, ROUTER_SERVER };

#define ROUTER_CLIENT_V4 "10.77.1.2"
#define ROUTER_SERVER_V4 "10.77.2.2"
#define ROUTER_CLIENT_V6 "fd77:1::2"
#define ROUTER_SERVER_V6 "fd77:2::2"
#define ROUTER_PORT 4433

/* False, and the reason is printed, where there can be no namespaces here. Gone at exit. */
bool router_begin(void);
void router_end(void);
/* From here on this process is there. */
void router_enter(enum router_side side);
/* Runs a command by the shell on that side; fails the test where it fails. `%s` in none. */
void router_run(enum router_side side, const char *command);
/* The client sends so many bytes to the server over TCP, IPv4; both ends close. */
void router_send_tcp(size_t bytes);
/* One datagram of so many bytes, over IPv6. */
void router_send_udp(size_t bytes);
/* What the router forwarded so far of the counter `name`: up4, down4. IP bytes. */
void router_counted(const char *name, uint64_t *packets, uint64_t *bytes);

#endif
