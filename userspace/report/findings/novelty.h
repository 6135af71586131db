/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is new in the period: cameras of which there is no record before, and what a camera did for
 * the first time: an operator, country, protocol or hour of the day that no upload of it before
 * had. Called by report.c.
 */
#ifndef LENSWATCH_REPORT_NOVELTY_H
#define LENSWATCH_REPORT_NOVELTY_H

#include "report/history/history.h"
#include "report/history/records.h"

#define NOVELTY_MOST 2048 /* things compared */

enum novelty_what {
	NOVELTY_CAMERA = 1, /* nothing of it was seen to leave before; then nothing else is told */
	NOVELTY_OPERATOR,
	NOVELTY_COUNTRY,
	NOVELTY_PROTOCOL,
	NOVELTY_HOUR,
};

struct novelty_item {
	enum novelty_what what;
	uint32_t device; /* of the history */
	uint32_t upload; /* the first that showed it */
	char *value;	 /* as it stands in the record; NULL for camera and hour */
	char *needle;	 /* the same as a record has it: "country":"US" */
	size_t needle_length;
	unsigned hour;
	bool seen; /* before the period too */
};

struct novelty { /* begins zeroed */
	size_t known_count;
	uint32_t *known; /* devices of the history that became known as cameras */
	size_t count;
	struct novelty_item *items; /* NOVELTY_MOST */
	bool before;		    /* there are uploads before the period, of whatever camera */
	uint64_t looked;	    /* those that had to be compared */
	uint64_t since_ns;	    /* the earliest of them; 0: there are none */
	bool crowded;		    /* more than NOVELTY_MOST things: not all were compared */
};

/* 0, -ENOMEM, or what the source returned. */
int novelty_find(struct novelty *novelty, const struct history *history,
		 const struct records *source);
void novelty_clear(struct novelty *novelty);

#endif
