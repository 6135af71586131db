/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The cameras of a period: as each was known last, when it became known, and whether the report is
 * about it. Called by history.c.
 */
#ifndef LENSWATCH_REPORT_HISTORY_DEVICES_H
#define LENSWATCH_REPORT_HISTORY_DEVICES_H

#include "ledger/ledger.h"
#include "report/history/pool.h"

#define HISTORY_DEVICES 1024

struct history_device {
	char key[LEDGER_DEVICE];
	uint32_t camera;   /* in the pool: as known last */
	uint64_t seen_ns;  /* time of what `camera` rests on */
	uint64_t known_ns; /* when it first became known as a camera; 0: before all records */
	struct json_object *record; /* its first `camera` record, or NULL */
	bool chosen;		    /* not left out by history_choose */
};

struct history_devices {     /* begins zeroed */
	struct pool cameras; /* all that was ever said of them */
	size_t count;
	struct history_device items[HISTORY_DEVICES];
};

/*
 * A record says of a camera what `object` holds: `*device` is its index, `*kept` that of what was
 * said. 0; -E2BIG: too many; -ENOMEM.
 */
int history_devices_see(struct history_devices *devices, struct json_object *object,
			uint64_t time_ns, uint32_t *device, uint32_t *kept);
/* The same for a `camera` record, which says when it became known. */
int history_devices_know(struct history_devices *devices, struct json_object *record,
			 uint64_t written_ns);
/* Leaves only that of that name, MAC or address. 0, or -ENOENT: there is none. */
int history_devices_choose(struct history_devices *devices, const char *camera);
/* Whether what is of the device of that key stays: not of one left out. NULL, of no device, does.
 */
bool history_devices_keeps(const struct history_devices *devices, const char *key);
void history_devices_clear(struct history_devices *devices);

#endif
