/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Events in sentences, for people: no jargon, never more than is known. Used by output.c.
 */
#ifndef LENSWATCH_OUTPUT_TEXT_H
#define LENSWATCH_OUTPUT_TEXT_H

#include <stdio.h>

#include "event.h"
#include "output/totals.h"

struct text_style {
	bool colour;
};

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
