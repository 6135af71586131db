/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What happened in a period: uploads with the parts of a series joined, streams that stayed home,
 * gaps, cameras. Takes records one by one in any number and keeps what a report needs of each in
 * about 200 bytes; more than HISTORY_UPLOADS in one period are refused instead of swallowing the
 * machine's memory. Called by report.c.
 */
#ifndef LENSWATCH_REPORT_HISTORY_H
#define LENSWATCH_REPORT_HISTORY_H

#include "report/history/history_devices.h"
#include "report/history/history_gaps.h"
#include "report/history/history_uploads.h"

#define HISTORY_PARTS 2500000

struct history_part {
	uint64_t start_ns, end_ns, bytes;
	uint32_t device;
	uint32_t upload;	 /* its number */
	enum upload_class class; /* of the whole upload; once all are here */
	bool local;
};

struct history {
	uint64_t from_ns, to_ns;
	struct history_devices devices;
	struct history_uploads uploads;
	struct history_gaps gaps;
	struct pool places; /* destinations */
	size_t part_count, part_room;
	struct history_part *parts;
	size_t unreadable; /* records that are no JSON of ours */
};

int history_create(uint64_t from_ns, uint64_t to_ns, struct history **out); /* 0 or -ENOMEM */
void history_destroy(struct history *history);
/* 0; -E2BIG: too much for one report; -ENOMEM. What is no event of the period changes nothing. */
int history_add(struct history *history, const struct ledger_record *record);
/* Leaves only what is of the camera of that name, MAC or address. 0, or -ENOENT: there is none. */
int history_choose(struct history *history, const char *camera);
/* Sorts. No record is added afterwards. 0 or -ENOMEM. */
int history_finish(struct history *history);

/* An upload or a stream that stayed home, joined, as an event. Strings live as long as `history`.
 */
void history_event(const struct history *history, const struct history_upload *upload,
		   struct event *out);
void history_camera(const struct history *history, const struct history_device *device,
		    struct event_camera *out);

#endif
