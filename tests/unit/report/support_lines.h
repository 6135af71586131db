/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A ledger for tests: lines of JSON, as the real one hands them over. */
#ifndef LENSWATCH_TESTS_REPORT_SUPPORT_LINES_H
#define LENSWATCH_TESTS_REPORT_SUPPORT_LINES_H

#include "report/findings/report.h"

#define LINES_MOST 256

struct lines {
	size_t count;
	char *texts[LINES_MOST];
	uint64_t written_us; /* of what is added next; 0: a second after what it tells of ended */
	uint64_t written[LINES_MOST];
};

struct records lines_source(struct lines *lines);
void lines_add(struct lines *lines, const char *text);
/* Every line of a file, for samples. */
void lines_load(struct lines *lines, const char *path);
void lines_clear(struct lines *lines);

/* An upload of a camera, as json/writer.c writes it; fields that are "" are null. */
struct lines_upload {
	const char *id, *series;
	unsigned part;
	bool final, local;
	const char *mac, *name, *vendor;
	const char *start, *end; /* "2026-03-02T19:41:40" */
	uint64_t bytes;
	unsigned low, high;
	const char *class;
	double confidence;
	const char *coverage, *kind, *service, *bucket_owner, *host, *ip, *protocol, *as_org,
		*country;
};

/* A clip of the front door to Blink; change what the test is about. */
extern const struct lines_upload lines_clip;
void lines_upload(struct lines *lines, const struct lines_upload *upload);
/* A whole report of it. `until` and `now` are moments as reading_moment() takes them. */
struct report *lines_report(struct lines *lines, const char *from, const char *to, const char *now,
			    const struct rules *rules);
/* What its text says; free it. */
char *lines_text(const struct report *report);
/* What `draw` writes of a report of that time, made at its end; free it. */
char *lines_drawn(struct lines *lines, const char *from, const char *to,
		  void (*draw)(FILE *file, const struct report *report));
/* How often it stands there. */
size_t lines_count(const char *text, const char *what);
/* That a text says this, or says nothing of the kind. */
void lines_said(const char *text, const char *what, bool wanted);
/* The same of the text of a report of that time, made `now`. */
void lines_say(struct lines *lines, const char *from, const char *to, const char *now,
	       const char *what, bool wanted);
/* A capture of that time; `lost` and `filter` are JSON. */
void lines_capture(struct lines *lines, const char *from, const char *to, const char *lost,
		   const char *filter);

#endif
