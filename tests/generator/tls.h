/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * TLS as OpenSSL speaks it: client and server shake hands in memory, once a name and version, and
 * what they wrote is replayed over a connection. The certificate names the host, as real ones do.
 */
#ifndef GENERATOR_TLS_H
#define GENERATOR_TLS_H

#include "tcp.h"

struct tls;

struct tls *tls_create(uint64_t seed); /* NULL: OpenSSL would not start */
void tls_free(struct tls *tls);
/*
 * Shakes hands over an open connection. `name` is the server's; `sni`: the client tells it in
 * clear; `version` "1.2" or "1.3". Returns 0 or -EIO.
 */
int tls_handshake(struct tcp *tcp, const char *name, bool sni, const char *version);
/* `bytes` of application data, in records that end with a segment. */
void tls_data(struct tcp *tcp, bool up, size_t bytes);
/* The encrypted close_notify alert. */
void tls_close(struct tcp *tcp);

#endif
