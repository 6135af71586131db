/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writes events: text for people, JSON lines and CSV for programs. One call an event, one or more lines out.
 */
#ifndef LENSWATCH_OUTPUT_OUTPUT_H
#define LENSWATCH_OUTPUT_OUTPUT_H

#include <stdio.h>

#include "event.h"

enum output_format { OUTPUT_TEXT = 1, OUTPUT_JSONL, OUTPUT_CSV };

/* "text", "jsonl", "csv". 0 or -EINVAL. */
int output_format_parse(const char *text, enum output_format *out);

struct output_options {
	enum output_format format;
	bool colour;   /* text on a terminal */
};

/* What stands before the first event (CSV header), or nothing. */
void output_begin(const struct output_options *options, FILE *file);
/* Appends the event's line or lines to `file`. Text says nothing for events that people need not read. */
void output_event(const struct output_options *options, const struct event *event, FILE *file);

#endif
