/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The folder in which slices lie, beside the history they belong to: one capture file a series,
 * SERIES.pcap, all together no larger than told. Called by slices.c, and by bundle and forget.
 */
#ifndef LENSWATCH_SLICE_SHELF_H
#define LENSWATCH_SLICE_SHELF_H

#include <stdbool.h>
#include <stdint.h>

#include "event.h"
#include "slice/ring.h"

#define SHELF_PATH 512
#define SHELF_HASH 65 /* a SHA-256 in hex and the zero */

/* "LEDGER.headers" and "LEDGER.headers/SERIES.pcap". -ENAMETOOLONG. */
int shelf_folder(const char *ledger, char folder[SHELF_PATH]);
int shelf_path(const char *folder, const char *series, char path[SHELF_PATH]);

/* Makes the folder, mode 0700, where there is none. 0 or -errno. */
int shelf_make(const char *folder);
/* Removes the oldest files until all take `limit` bytes at most. 0 or -errno. */
int shelf_trim(const char *folder, uint64_t limit);
/* Calls `keep` for each series that has a file, and removes those of which it says false. */
int shelf_sort_out(const char *folder, bool (*keep)(void *context, const char *series),
		   void *context);
/* The SHA-256 of a file, in hex. 0 or -errno. */
int shelf_hash(const char *path, char hash[SHELF_HASH]);

struct shelf_file;

/* Opens a slice to add frames to (pcap, nanoseconds); `link_type` is that of all frames in it. */
int shelf_open(const char *path, int link_type, struct shelf_file **out);
void shelf_put(struct shelf_file *file, const struct ring_frame *frame);
/* 0, or -errno where not all of it could be written. */
int shelf_close(struct shelf_file *file);

#endif
