/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What lenswatch-page was told to do: its options, of which `--help`, the manual and completion
 * tell too. Called by page_main.c.
 */
#ifndef LENSWATCH_PAGE_SETUP_H
#define LENSWATCH_PAGE_SETUP_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/socket.h>

#include "page/access.h"
#include "page/answer.h"

#define SETUP_LISTEN "127.0.0.1:8407"
#define SETUP_TOKEN "/etc/lenswatch/page.token"

struct setup {
	const char *listen; /* ADDRESS:PORT, or the path of a UNIX socket */
	const char *token;  /* the file of its hash */
	const char *certificate, *key;
	const char *user; /* NULL: lenswatch, else nobody */
	struct access_names names;
	struct answer_source source;
	bool read_only, new_token, help, version;
};

/* 0, or -EINVAL, told. Borrows from argv. */
int setup_read(struct setup *setup, int argc, char **argv);
void setup_help(FILE *file);

struct setup_address {
	bool local;    /* a UNIX socket */
	bool loopback; /* nobody else's machine reaches it */
	char host[64]; /* as a Host header has it; "" of a UNIX socket */
	socklen_t length;
	struct sockaddr_storage address;
};

/* 0 or -EINVAL: it is no address with a port, nor a path that fits. */
int setup_address(const char *listen, struct setup_address *out);

#endif
