/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Everything that one report says, gathered from the ledger: what the writers write. Called by
 * command_report.c.
 */
#ifndef LENSWATCH_REPORT_REPORT_H
#define LENSWATCH_REPORT_REPORT_H

#include "report/findings/cards.h"
#include "report/findings/figures.h"
#include "report/findings/holding.h"
#include "report/findings/left.h"
#include "report/history/notes.h"
#include "report/findings/novelty.h"
#include "report/findings/promised.h"
#include "report/history/seal.h"
#include "report/history/records.h"
#include "report/history/watching.h"

/* A camera may send a while after it filmed: so long after a requested time frame is looked too. */
#define REPORT_AFTER (600ULL * 1000000000ULL)

struct report_order {
	uint64_t from_ns, to_ns, now_ns;
	uint64_t missing_ns;	   /* since when it cannot be written; 0: it can */
	bool goes_on;		   /* who keeps it watches now */
	uint64_t absent_ns;	   /* since then a declared camera was not seen; 0: none */
	bool sending;		   /* and sees something being sent */
	const char *camera;	   /* NULL: all */
	bool request;		   /* somebody asks for footage of that time frame */
	const struct rules *rules; /* NULL: there are none */
	const struct promise_list *promises; /* NULL: those that the history knows */
	const struct seal *seal;	     /* NULL: it carries none */
	const char *ledger; /* where it lies; NULL: where commands look by themselves */
};

struct report {
	struct report_order order;
	struct history *history; /* of a request it reaches REPORT_AFTER beyond the time frame */
	struct watching watching;
	struct notes notes;
	struct figures figures;
	struct cards cards;
	struct novelty novelty;
	struct holding holding;
	struct promised promised;
	struct left left;
	bool ran_anew;	     /* after the period a live run began, before any other record of one */
	uint64_t dropped_ns; /* what was written till then is no longer kept; 0: all is */
	uint64_t forgotten;  /* records that the owner erased in or after the period */
};

/*
 * 0; -ENOENT: no camera of that name, MAC or address in the period, and `*out` holds those there
 * are; -E2BIG: too much for one report; -ENOMEM, or what the source returned.
 */
int report_make(const struct report_order *order, const struct records *source,
		struct report **out);
/*
 * The next hole in the watching of from `*at` to `to_ns`, as watching_hole(): but the daemon that
 * answers is the run that goes on, so up to now its silence is none.
 */
bool report_hole(const struct report *report, uint64_t *at, uint64_t to_ns, uint64_t *from,
		 uint64_t *until, bool *open);
/* The end of the period, or now: nobody has watched the future yet. */
uint64_t report_end(const struct report *report);
/* Records of that time are missing: there was no room for them, or they still wait. */
bool report_unwritten(const struct report *report, uint64_t from_ns, uint64_t to_ns);
/* What the captures that cover some of that time leave open, and runs of DOUBT_ABSENT: bits. */
uint32_t report_doubts(const struct report *report, uint64_t from_ns, uint64_t to_ns);
/* Whether who watched in that time never saw a camera that the owner had declared. */
bool report_absent(const struct report *report, uint64_t from_ns, uint64_t to_ns);
void report_destroy(struct report *report);

#endif
