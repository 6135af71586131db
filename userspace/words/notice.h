/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a message on a phone says: a title of a few words, and the sentences below it. Used by
 * notify/alert.c.
 */
#ifndef LENSWATCH_WORDS_NOTICE_H
#define LENSWATCH_WORDS_NOTICE_H

#include <stdio.h>

#include "event.h"

/* What a message is about, the weightiest first: it is titled by the first of its bits. */
enum notice_kind {
	NOTICE_PROMISE_BROKEN = 0,
	NOTICE_DIRECT_VIEWER,
	NOTICE_VPN,
	NOTICE_FIRST_UPLOAD,
	NOTICE_NEW_COMPANY,
	NOTICE_NEW_COUNTRY,
	NOTICE_NEW_PROTOCOL,
	NOTICE_COVERAGE_LOST,
	NOTICE_MISSED, /* by who sends the messages: it was not listening */
	NOTICE_UPLOAD,
	NOTICE_TEST,
	NOTICE_DIGEST, /* several messages in one */
	NOTICE_KINDS,
};

struct notice {
	unsigned kinds;			   /* bits by enum notice_kind */
	const struct event_upload *upload; /* NULL: it is about none */
	const struct event_gap *gap;	   /* of NOTICE_COVERAGE_LOST, else NULL */
	const char *promise, *reason;	   /* of NOTICE_PROMISE_BROKEN, as the record has them */
	uint64_t from_ns, to_ns;	   /* of NOTICE_MISSED; 0 unknown */
	size_t count;			   /* of NOTICE_DIGEST */
};

/* "promise-broken", ...: in configurations and messages. */
const char *notice_kind_name(enum notice_kind kind);
/* NOTICE_KINDS for a word that is none. */
enum notice_kind notice_kind_parse(const char *name);
/* Who received it, for people: the bucket's owner, the service, or who runs the network; or NULL.
 */
const char *notice_company(const struct event_destination *destination);

void notice_title(const struct notice *notice, FILE *file);
/* One sentence a line, no newline at the end. */
void notice_text(const struct notice *notice, FILE *file);

#endif
