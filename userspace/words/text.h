/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Events in sentences, for people: no jargon, never more than is known. Used by
 * output/output.c and report/write.
 */
#ifndef LENSWATCH_WORDS_TEXT_H
#define LENSWATCH_WORDS_TEXT_H

#include <stdio.h>

#include "event.h"

/* What each camera sent in one house, summed up by output/totals.c. */
struct total {
	char *key;  /* of the camera */
	char *name; /* what text calls it */
	uint64_t uploads;
	uint64_t bytes; /* sent out of the home */
	bool passed_on; /* not all that was sent at home is known to have stayed there */
	uint64_t local_bytes;
	bool lower_bound; /* one of its uploads had losses */
	bool guessed;	  /* one of its uploads was not certain */
};

struct totals {
	size_t count, room;
	struct total *items; /* sorted by key */
};

struct text_style {
	bool colour;
	bool handles; /* behind uploads stand the digits by which `explain` finds them */
};

#define TEXT_HANDLE 4 /* digits; where more events begin so, `explain` lists them */

/* The lines of one event, or none. `totals` are those of the house so far, for its summary. */
void text_write(const struct event *event, const struct totals *totals,
		const struct text_style *style, FILE *file);
/* The name of the capture whose lines follow: `event` is its run record. */
void text_title(const struct event *event, const struct text_style *style, FILE *file);
/* The heading of the day on which `time_ns` falls, unless `day` (begins as "") says it was the last
 * one. */
#define TEXT_DAY 48
void text_heading(uint64_t time_ns, char day[TEXT_DAY], const struct text_style *style, FILE *file);

#endif
