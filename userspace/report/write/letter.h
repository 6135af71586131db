/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A report in sentences, and its parts that an answer to a request says too. Called by
 * command_report.c and answered.c.
 */
#ifndef LENSWATCH_REPORT_LETTER_H
#define LENSWATCH_REPORT_LETTER_H

#include "report/write/outline.h"
#include "report/findings/report.h"

enum letter_chart {
	LETTER_CHART_DAYS = 1,
	LETTER_CHART_HOURS,
	LETTER_CHART_DESTINATIONS,
	LETTER_CHART_HEAD,
	LETTER_CHART_KEY,    /* which colour is which class */
	LETTER_CHART_CAMERA, /* the number of its device follows the title, after a tab */
};

/* Into `to`, whose memory runs short as outline_finish() tells. */
void letter_write(const struct report *report, struct outline *to);

/* "Monday 2 March 2026 19:40 to 20:05"; of whole days only "Monday 2 March 2026". */
void letter_span(FILE *file, uint64_t from_ns, uint64_t to_ns);
/* Where an event is told: its handle, to which links lead; and a link there from elsewhere. */
void letter_handle(const struct history_upload *upload, FILE *file);
void letter_point(const struct history_upload *upload, FILE *file);
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
void letter_cards(const struct report *report, struct outline *to);
/* The next of what is worth a look; the first, by `*told`, begins the section. */
FILE *letter_alert(struct outline *to, size_t *told);
/* Of those the new cameras, companies and countries. */
void letter_first(const struct report *report, struct outline *to, size_t *told);
void letter_new(const struct report *report, struct outline *to);
void letter_totals(const struct report *report, struct outline *to);
void letter_changes(const struct report *report, struct outline *to);
void letter_holders(const struct report *report, struct outline *to);
void letter_unseen(const struct report *report, struct outline *to);
void letter_doubts(const struct report *report, struct outline *to);
void letter_advice(const struct report *report, struct outline *to);
void letter_seal(const struct report *report, struct outline *to);

#endif
