/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The answer to what is asked of the history and of the daemon. It runs in a process of its own
 * that ends with it (task.h): what a history of many years takes is given back, and one that
 * somebody broke takes down nothing but the answer. Called by server.c.
 */
#ifndef LENSWATCH_PAGE_ANSWER_H
#define LENSWATCH_PAGE_ANSWER_H

#include <stdbool.h>
#include <stdio.h>

#include "page/inquiry.h"

struct answer_source {
	const char *ledger; /* NULL: the one that the daemon keeps */
	const char *socket; /* the daemon's */
	const char *rules;  /* NULL: where they usually are */
	bool changes;	    /* the owner's words on cameras are handed on */
};

/* Writes the body, of the type that answer_type says, and returns the status (RFC 9110): 200, or
 * another with {"error":"..."} as the body. */
unsigned answer_write(const struct answer_source *source, const struct inquiry *request,
		      FILE *file);
/* The media type of a body that answers `request` with `status`. */
const char *answer_type(const struct inquiry *request, unsigned status);
/* {"error":TEXT}, whatever the text holds. */
void answer_error(const char *text, FILE *file);

#endif
