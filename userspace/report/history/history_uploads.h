/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Uploads and streams that stayed home, the parts of a series joined into one. Called by history.c.
 */
#ifndef LENSWATCH_REPORT_HISTORY_UPLOADS_H
#define LENSWATCH_REPORT_HISTORY_UPLOADS_H

#include "report/history/seen.h"

#define HISTORY_UPLOADS 1000000
#define HISTORY_HANDLE 4 /* digits of an id that people are shown, at least */

struct history_upload {
	char id[EVENT_ID], series[EVENT_ID]; /* id of the first part that is in the period */
	uint8_t handle;			     /* digits of id that no other here begins with */
	uint32_t number;		     /* by which parts know it */
	bool local;			     /* stayed home */
	bool final;			     /* its last part is here */
	bool measured;			     /* video_* are known of all parts */
	enum upload_class class; /* these two are of the whole, as its last part has them */
	double confidence;
	enum coverage coverage;	  /* the weakest of all parts */
	enum passed_on passed_on; /* of all parts together; of streams inside the home */
	uint32_t first_part, last_part;
	uint32_t device;	/* index of its camera */
	uint32_t camera, place; /* in the pools: as they were known at the last part */
	uint64_t start_ns, end_ns;
	uint64_t bytes_up, bytes_down, packets_up, packets_down;
	uint64_t video_low_s, video_high_s;
};

struct history_uploads { /* begins zeroed */
	size_t count, room;
	struct history_upload *items; /* by start once they are sorted */
	size_t slot_count;	      /* a power of two */
	uint32_t *slots;	      /* series to upload; index + 1, 0 free */
	struct seen seen;
};

/*
 * Adds a part to the upload of its series, once. The caller fills in device, camera and place of
 * `*out`, which holds until the next call. 1; 0: it was added before; HISTORY_LONGER: and `*out`,
 * of that part alone, is as long now as this says; -E2BIG: too many; -ENOMEM.
 */
#define HISTORY_LONGER 2
int history_uploads_join(struct history_uploads *uploads, const struct event_upload *part,
			 bool local, struct history_upload **out);
/* Sorts, and finds how many digits of each id tell it from the others. No part is added afterwards.
 * 0 or -ENOMEM. */
int history_uploads_sort(struct history_uploads *uploads);
void history_uploads_clear(struct history_uploads *uploads);

#endif
