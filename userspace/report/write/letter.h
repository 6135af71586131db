/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A report in sentences, and its parts that an answer to a request says too. Called by
 * commands/report.c and answer.c.
 */
#ifndef LENSWATCH_REPORT_LETTER_H
#define LENSWATCH_REPORT_LETTER_H

#include "report/write/outline.h"
#include "report/findings/report.h"

enum letter_chart {
	LETTER_CHART_DAYS = 1,
	LETTER_CHART_HOURS,
	LETTER_CHART_DESTINATIONS,
	LETTER_CHART_HEAD
};

void letter_write(const struct report *report, struct outline *to);

/* "Monday 2 March 2026 19:40 to 20:05"; of whole days only "Monday 2 March 2026". */
void letter_span(FILE *file, uint64_t from_ns, uint64_t to_ns);
/* An event in a line, and below it what it rests on, as text.c writes them. */
void letter_event(const struct event *event, struct outline *to);
void letter_upload(const struct history *history, const struct history_upload *upload,
		   struct outline *to);
/*
 * Clips or snapshots in a row that begins with upload `at`, in a line, and marks them in `taken`.
 * False: there is no such row, and nothing is written.
 */
bool letter_row(const struct history *history, size_t at, uint64_t to_ns, bool *taken,
		struct outline *to);
/* Uploads and what stayed home that began in from <= time < to, under their days. */
void letter_events(const struct report *report, uint64_t from_ns, uint64_t to_ns,
		   struct outline *to);
/* Lines of "What was not seen" that notes say: how many. */
size_t letter_breaks(const struct report *report, struct outline *to);
/* Sections. */
void letter_worth(const struct report *report, struct outline *to);
void letter_changes(const struct report *report, struct outline *to);
void letter_holders(const struct report *report, struct outline *to);
void letter_unseen(const struct report *report, struct outline *to);
void letter_doubts(const struct report *report, struct outline *to);
void letter_advice(const struct report *report, struct outline *to);
void letter_seal(const struct report *report, struct outline *to);

#endif
