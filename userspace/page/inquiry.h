/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is asked: the path and the parameters of a request, read into a shape with bounds. Pure, and
 * the only file that reads what strangers typed into an address. docs/page-api.json says the same
 * for programs. Called by server.c; fuzzed.
 */
#ifndef LENSWATCH_PAGE_INQUIRY_H
#define LENSWATCH_PAGE_INQUIRY_H

#include <stddef.h>
#include <stdint.h>

#include "event.h"
#include "ledger/ledger.h"

#define INQUIRY_KINDS 8
#define INQUIRY_LIMIT 50 /* events at once where it is not said */
#define INQUIRY_MOST 200
#define INQUIRY_BODY 1024
#define INQUIRY_NAME 256 /* bytes of a camera's name, more than the daemon takes */

enum inquiry_what {
	INQUIRY_ASSET = 1, /* of the page itself: the same for everybody, and nothing secret */
	INQUIRY_OPENAPI,
	INQUIRY_STREAM,
	/* What a process of its own finds the answer to (answer.h). */
	INQUIRY_HEALTH,
	INQUIRY_STATUS,
	INQUIRY_CAMERAS,
	INQUIRY_WORD, /* the owner's, on a camera: the only thing that changes anything */
	INQUIRY_EVENTS,
	INQUIRY_EVENT,
	INQUIRY_TOTALS,
	INQUIRY_COVERAGE,
	INQUIRY_REPORT,
	INQUIRY_ATTEST,
	INQUIRY_METRICS,
};

/* What `lenswatch cameras` calls so too. */
enum inquiry_word { INQUIRY_NAMED = 1, INQUIRY_UNNAMED, INQUIRY_CONFIRMED, INQUIRY_DISMISSED };

enum inquiry_format { INQUIRY_JSON = 0, INQUIRY_HTML, INQUIRY_CSV, INQUIRY_TEXT };

struct inquiry {
	enum inquiry_what what;
	enum inquiry_format format;
	bool download;
	unsigned asset; /* its number (assets.h) */
	unsigned takes; /* parameters that this path has */
	unsigned limit;
	uint64_t before; /* events with numbers below this; 0: all */
	size_t kind_count;
	char kinds[INQUIRY_KINDS][LEDGER_KIND];
	char id[EVENT_ID];
	char camera[LEDGER_DEVICE]; /* "": all */
	char since[40], until[40];  /* as the command line takes them; "": not said */
	char span[80];		    /* FROM..TO, of a report that answers a request; likewise */
	enum inquiry_word word;	    /* of INQUIRY_WORD: of `camera`, */
	char name[INQUIRY_NAME];    /* and how it is called now */
};

/*
 * 200, with all of `out` set but what a body says; 404: there is nothing by that path; 405: not by
 * that method (GET, HEAD, POST).
 */
unsigned inquiry_route(const char *method, const char *path, struct inquiry *out);
/* One parameter. 200, or 400: the path has none of that name, or not with that value. */
unsigned inquiry_add(struct inquiry *request, const char *key, const char *value);
/* Whether all is said that this path cannot do without. 200 or 400. */
unsigned inquiry_end(const struct inquiry *request);
/* {"camera":"...","say":"name|unname|confirm|not","name":"..."} of INQUIRY_WORD. 200 or 400. */
unsigned inquiry_read_word(struct inquiry *request, const char *body, size_t length);
/* The daemon's word for it (docs/status.md). */
const char *inquiry_word_name(enum inquiry_word word);

#endif
