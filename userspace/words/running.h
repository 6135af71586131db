/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a running daemon answers, in sentences: what is being sent now, whether everything is seen,
 * what is kept, which cameras there are. Each writes whole lines; texts are borrowed for the call,
 * and come from outside where nothing else is said. Times are seconds since 1970, 0 unknown, and
 * are told in local time, with the day where it is not today. Used by the commands.
 */
#ifndef LENSWATCH_WORDS_RUNNING_H
#define LENSWATCH_WORDS_RUNNING_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

#include "event.h"

struct running_upload {
	const char *camera, *to; /* NULL: an unknown place */
	double confidence, rate_bps;
	uint64_t bytes;
	time_t since;
};

/* "Sending now: Front door, likely to Blink: 0.3 MB since 04:39, 810 kbit/s." */
void running_sends(const struct running_upload *upload, bool colour, FILE *file);
/* That nothing is sent may only be said of what is seen; `off_path` cameras are not. */
void running_silent(bool blind, uint64_t off_path, FILE *file);
/* That everything is seen, or the line above the reasons why not. */
void running_coverage(bool all, bool colour, FILE *file);
/* One of those, and what to do about it: clauses. */
void running_reason(const char *reason, FILE *file);
void running_cure(const char *cure, FILE *file);
/* The line above them, and a setting that is not in force; `value` NULL: none. */
void running_problems(bool colour, FILE *file);
void running_problem(const char *setting, const char *value, const char *says, FILE *file);

struct running_history {
	const char *problem;	/* why nothing is kept */
	time_t failed;		/* since when */
	uint64_t waiting, lost; /* records */
};

void running_history(const struct running_history *history, bool colour, FILE *file);
/* That libpcap watches, and why (words/fallback.h). */
void running_fallback(const struct event_fallback *fallback, bool colour, FILE *file);
/* `camera` NULL: of all. */
void running_gap(time_t from, time_t to, const char *camera, const char *reason, FILE *file);

struct running_promise {
	const char *promise, *reason; /* NULL: none */
	bool kept, broken;	      /* neither: it cannot be told */
	uint64_t breaches;
	time_t since; /* it is in force */
};

/* The line above them, and how one stands today. */
void running_promises(FILE *file);
void running_promise(const struct running_promise *promise, bool colour, FILE *file);
/* How many are known. */
void running_cameras(uint64_t count, FILE *file);
/* One that was declared was not seen since the start. */
void running_absent(FILE *file);
/* "Watching br-lan (tc), ", one after the other from 0 to the last; none at all where `count` is 0.
 */
void running_interface(size_t index, const char *name, const char *mode, const char *note,
		       FILE *file);
void running_interfaces_end(size_t count, FILE *file);

struct running_rest {
	time_t since;
	uint64_t bytes, ruled_out, memory, kernel_memory;
	const char *user, *rights;	/* NULL: unknown */
	const char *zone, *rules_error; /* NULL: none */
	bool verbose;			/* memory and rights too */
};

void running_rest(const struct running_rest *rest, FILE *file);

struct running_camera {
	const char *name, *vendor, *mac, *ip; /* NULL unknown */
	enum named_by named_by;
	enum camera_form form;
	double certainty;
	bool dismissed, confirmed, suspected, off_path, sending;
	const char *why; /* the first reason; NULL: none */
	uint64_t uploads, upload_bytes;
	time_t sent;
};

/* What phrases take, for what it is called. */
struct event_camera running_event(const struct running_camera *camera);
/* One camera, in two lines and more. */
void running_camera(const struct running_camera *camera, bool colour, FILE *file);
/* What `lenswatch cameras` answers besides: of how many devices more something can be noted, ... */
void running_room(unsigned devices, FILE *file);
/* ... that it was noted of a device that was not seen yet, ... */
void running_noted(FILE *file);
/* ... that none is known, ... */
void running_none(FILE *file);
/* ... and how many records of one were erased. */
void running_erased(size_t records, FILE *file);
/* What would be erased, as a question without a line's end; and that it was not. */
void running_erase(size_t records, const char *camera, FILE *file);
void running_spared(FILE *file);

#endif
