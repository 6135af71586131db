/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writes events: text for people, JSON lines and CSV for programs. Each house makes one output and
 * hands it every event.
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
	bool colour;  /* text on a terminal */
	bool titled;  /* text: the capture's name above its lines, where there are several */
	bool ordered; /* hold all until output_end: run, events by (end, start, camera,
			 destination), summary */
};

struct output;

/* What stands before the first event of all houses (CSV header), or nothing. */
void output_begin(const struct output_options *options, FILE *file);
/* Times in text are of the time zone that tzset() finds. `file` is not closed. 0 or -errno. */
int output_create(const struct output_options *options, FILE *file, struct output **out);
/* Frees; what was held and not ended is not written. NULL is allowed. */
void output_destroy(struct output *output);
/*
 * Writes (or holds) the event's line or lines. Text is silent on events that people need not read.
 * 0 or -errno.
 */
int output_event(struct output *output, const struct event *event);
/*
 * The house has ended: writes what is held and forgets its totals. 0 or -errno, the first of all
 * writes.
 */
int output_end(struct output *output);

#endif
