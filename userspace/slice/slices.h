/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Keeps, for each upload that is told, the headers of the packets it was told from, so that
 * somebody else can replay them and come to the same verdict. Sees the frames that a source sees,
 * beside it, and the events that came of them. Called by house/house.c.
 */
#ifndef LENSWATCH_SLICE_SLICES_H
#define LENSWATCH_SLICE_SLICES_H

#include "event.h"
#include "flow/home.h"
#include "ledger/ledger.h"
#include "observation.h"
#include "slice/shelf.h"

struct slices;

/*
 * `limit`: bytes of all files in `folder` (shelf.h), which must exist. `home` is borrowed and may
 * learn. 0, -ENOMEM or -ENAMETOOLONG.
 */
int slices_create(const char *folder, uint64_t limit, const struct home *home, struct slices **out);
void slices_destroy(struct slices *slices);
/* One frame as libpcap gave it. Kept in memory, cut, unless it is of a device that is ruled out. */
void slices_frame(struct slices *slices, int link_type, uint64_t time_ns, const uint8_t *data,
		  uint32_t captured, uint32_t length);
/* The engine's word on a device: of what is ruled out nothing is kept. */
void slices_decide(struct slices *slices, const struct device_key *device, enum device_state state);

struct slice {
	char series[EVENT_ID];
	const struct event_camera *camera; /* of the event */
	uint64_t start_ns, end_ns;	   /* of the series, from its first part that was kept */
	uint64_t frames;
	bool merged; /* frames were put together before they came here (GRO): fewer headers */
	bool whole;  /* every upstream byte of all its parts is in it; where merged, 96 % */
	char sha256[SHELF_HASH];
};

/*
 * Writes what an EVENT_UPLOAD was told from. 1: it was the last part, and `*out` says what there is
 * now; 0: more is to come, or the event is none of an upload of a known camera; -errno: it could
 * not be written, and no slice of that series is kept (-EFBIG: it alone is beyond the limit).
 */
int slices_event(struct slices *slices, const struct event *event, struct slice *out);
/* The record of it for the history: kind "slice". To free; NULL: no memory. */
char *slice_note(const struct slice *slice);
/*
 * Both: writes what the event was told from and notes a whole series in the history. 1: noted; 0:
 * nothing to note yet; -errno, as slices_event() and ledger_note().
 */
int slices_keep(struct slices *slices, const struct event *event, struct ledger *ledger);

#endif
