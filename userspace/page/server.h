/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The page's ear: libmicrohttpd in one thread, driven by libev's default loop. It knows no history:
 * each request is checked (access.h), read (inquiry.h) and given to a process of its own
 * (answer.h). What one client can take is bounded: connections, bytes and time of a request,
 * requests a second. Called by page_main.c; the only file that knows libmicrohttpd.
 */
#ifndef LENSWATCH_PAGE_SERVER_H
#define LENSWATCH_PAGE_SERVER_H

#include <ev.h>

#include "page/access.h"
#include "page/answer.h"

#define SERVER_CONNECTIONS 64
#define SERVER_A_CLIENT 32   /* connections of one address */
#define SERVER_HEADERS 16384 /* bytes of memory for one request */
#define SERVER_PATIENCE_S                                                                          \
	10		      /* until a request is whole, and while nothing of an answer is taken \
			       */
#define SERVER_KNOWN_MOST 120 /* requests at once of who has the token, */
#define SERVER_KNOWN_A_SECOND 20 /* and so many more each second */
#define SERVER_STRANGERS_MOST 10 /* the same of all who have not */
#define SERVER_STRANGERS_A_SECOND 1

struct server;

struct server_order {
	int fd;			       /* it listens already; the server's from here on */
	bool local;		       /* it is a UNIX socket */
	const uint8_t *token;	       /* its hash; NULL: whoever reaches the socket may ask */
	const char *certificate, *key; /* as PEM; NULL: no TLS */
	struct access_names names;
	struct answer_source source;
};

/* 0 or -errno, told. What `order` points to is borrowed. */
int server_start(const struct server_order *order, struct ev_loop *loop, struct server **out);
void server_stop(struct server *server);

#endif
