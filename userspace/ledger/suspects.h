/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What was told of suspected devices: it waits in memory, never on disk, at most 64 records a
 * device and 24 hours, to be kept in order once the device is known to be a camera, or dropped when
 * it is none. Called by batch.c and forget.c.
 */
#ifndef LENSWATCH_LEDGER_SUSPECTS_H
#define LENSWATCH_LEDGER_SUSPECTS_H

#include "ledger/ledger.h"
#include "ledger/mention.h"

#define SUSPECTS_DEVICE 64
#define SUSPECTS_ALL 512
#define SUSPECTS_BYTES (1024UL * 1024)
#define SUSPECTS_NS (24 * 3600 * 1000000000ULL)

struct suspect {
	struct suspect *next;
	uint64_t time_ns;  /* when what it is about ended */
	uint64_t begun_ns; /* when it began; 0: when it was told */
	const char *kind;  /* static */
	char device[LEDGER_DEVICE];
	size_t length;
	char content[]; /* ends with a zero */
};

struct suspects { /* begins zeroed */
	struct suspect *first, *last;
	size_t count, bytes;
};

/*
 * Copies device and content. Where there is no room the device's oldest goes, or the oldest of all,
 * and so does what is older than a day. 0 or -ENOMEM.
 */
int suspects_put(struct suspects *suspects, const struct suspect *record, const char *content);
/* The device's oldest that is not older than a day before `now_ns`; the caller frees it. NULL. */
struct suspect *suspects_take(struct suspects *suspects, const char *device, uint64_t now_ns);
/* Drops what is of that device; NULL: of all. */
void suspects_drop(struct suspects *suspects, const char *device);
/* Drops what is of a device that is called so, or names one. */
void suspects_forget(struct suspects *suspects, const struct mention *mention);

#endif
