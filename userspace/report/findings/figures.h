/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Totals of a period by camera, destination, operator, country, class, hour and day. Called by
 * report.c; the writers read it.
 */
#ifndef LENSWATCH_REPORT_FIGURES_H
#define LENSWATCH_REPORT_FIGURES_H

#include "report/history/history.h"

#define FIGURES_MOST 1024 /* names in one tally; what comes after goes into one called "others" */
#define FIGURES_DAY 11	  /* "2026-03-02" */
#define FIGURES_UNKNOWN "unknown" /* the key where nothing tells operator or country */

struct figure {
	char *key;  /* what it is grouped by: a device's key, a country's code, ... */
	char *name; /* for people */
	uint64_t uploads, bytes, local_bytes;
	uint64_t class_uploads[CLASSES];
	uint64_t class_bytes[CLASSES]; /* of days by their parts, else of whole uploads */
	uint64_t video_low_s, video_high_s;
	bool unmeasured;  /* the length of some cannot be told */
	bool lower_bound; /* packets were lost while one ran */
	bool guessed;	  /* one is not certain */
};

struct tally {
	size_t count, room;
	struct figure *items; /* most bytes first, days by date */
};

struct figures {
	struct figure all;
	struct tally cameras, destinations, operators, countries, classes, days;
	struct figure hours[24]; /* of the local day */
};

/* `figures` begins zeroed. 0 or -ENOMEM. */
int figures_count(struct figures *figures, const struct history *history);
void figures_clear(struct figures *figures);
void figures_count_one(struct figure *figure, const struct history_upload *upload);
/* Counts an upload under a key, once there is a figure for it with that name. 0 or -ENOMEM. */
int figures_add(struct tally *tally, const char *key, const char *name,
		const struct history_upload *upload);
/* Most bytes first. */
void figures_sort(struct tally *tally);
void figures_tally_clear(struct tally *tally);
/* The local day of a time as YYYY-MM-DD, and its hour. */
const char *figures_day(uint64_t time_ns, char text[FIGURES_DAY]);
unsigned figures_hour(uint64_t time_ns);
/* "Blink", "Amazon Web Services (bucket of Wyze)", "a viewer at 203.0.113.9". */
void figures_destination(FILE *file, const struct event_destination *destination);
/* The same as a text that the caller frees; NULL: memory is short. */
char *figures_destination_name(const struct event_destination *destination);

#endif
