/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What happened in a period: uploads with the parts of a series joined, streams that stayed home,
 * gaps, cameras. Takes records one by one in any number and keeps what a report needs of each in
 * about 150 bytes; more than HISTORY_UPLOADS in one period are refused instead of swallowing the
 * machine's memory. Called by report.c.
 */
#ifndef LENSWATCH_REPORT_HISTORY_H
#define LENSWATCH_REPORT_HISTORY_H

#include "ledger/ledger.h"
#include "report/pool.h"

#define HISTORY_UPLOADS 200000
#define HISTORY_PARTS 500000
#define HISTORY_GAPS 10000
#define HISTORY_DEVICES 1024

struct history_upload {
	char id[EVENT_ID], series[EVENT_ID]; /* id of the first part that is in the period */
	bool local;			     /* stayed home */
	bool final;			     /* its last part is here */
	bool measured;			     /* video_* are known of all parts */
	enum upload_class class; /* these two are of the whole, as its last part has them */
	double confidence;
	enum coverage coverage; /* the weakest of all parts */
	uint32_t first_part, last_part;
	uint32_t device;	/* index of its camera */
	uint32_t camera, place; /* in the pools: as they were known at the last part */
	uint64_t start_ns, end_ns;
	uint64_t bytes_up, bytes_down, packets_up, packets_down;
	uint64_t video_low_s, video_high_s;
};

struct history_part {
	uint64_t start_ns, end_ns, bytes;
	uint32_t device;
	bool local;
};

struct history_gap {
	struct json_object *record;
	uint32_t device; /* HISTORY_NOBODY: of all */
};

#define HISTORY_NOBODY UINT32_MAX

struct history_device {
	char key[LEDGER_DEVICE];
	uint32_t camera;   /* in the pool: as known last */
	uint64_t seen_ns;  /* time of what `camera` rests on */
	uint64_t known_ns; /* when it first became known as a camera; 0: before all records */
	struct json_object *record; /* its first `camera` record, or NULL */
	bool chosen;		    /* not left out by history_choose */
};

struct history {
	uint64_t from_ns, to_ns;
	struct pool cameras, places;
	size_t upload_count, upload_room, part_count, part_room, gap_count, gap_room;
	struct history_upload *uploads; /* by start once history_finish ran */
	struct history_part *parts;
	struct history_gap *gaps;
	size_t gaps_left_out; /* beyond HISTORY_GAPS */
	size_t device_count;
	struct history_device devices[HISTORY_DEVICES];
	size_t slot_count;
	uint32_t *slots;   /* series to upload; index + 1, 0 free */
	size_t unreadable; /* records that are no JSON of ours */
};

int history_create(uint64_t from_ns, uint64_t to_ns, struct history **out); /* 0 or -ENOMEM */
void history_destroy(struct history *history);
/* 0; -E2BIG: too much for one report; -ENOMEM. What is no event of the period changes nothing. */
int history_add(struct history *history, const struct ledger_record *record);
/* Leaves only what is of the camera of that name, MAC or address. 0, or -ENOENT: there is none. */
int history_choose(struct history *history, const char *camera);
/* Sorts. No record is added afterwards. */
void history_finish(struct history *history);

/* An upload or a stream that stayed home, joined, as an event. Strings live as long as `history`.
 */
void history_event(const struct history *history, const struct history_upload *upload,
		   struct event *out);
void history_camera(const struct history *history, const struct history_device *device,
		    struct event_camera *out);
/* `camera` holds the gap's camera. */
void history_gap_event(const struct history_gap *gap, struct event_camera *camera,
		       struct event *out);

#endif
