/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Capture files through libpcap: pcap and pcapng, micro- and nanoseconds, either byte order, plain,
 * .gz, .zst or .xz, or standard input. Feeds frames to a callback; called by house/files.c.
 */
#ifndef LENSWATCH_CAPTURE_FILE_H
#define LENSWATCH_CAPTURE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "capture/file/losses.h"
#include "event.h"

#define FILE_ERROR 512

typedef void file_frame_fn(void *context, int link_type, uint64_t time_ns, const uint8_t *data,
			   uint32_t captured, uint32_t length);

struct file_outcome {
	uint64_t frames;
	uint64_t first_ns, last_ns; /* earliest and latest stamp (0 becomes 1); 0 none */
	uint64_t dropped;   /* what the file says of its own losses: pcapng interface statistics
			       (ifdrop/osdrop) */
	bool dropped_known; /* it says so of all its interfaces; a classic pcap has no place for it
			     */
	char filter[LOSSES_FILTER]; /* what it was recorded with, as it says; "" none */
	bool cut;     /* it ends early or is damaged behind a packet: all before was handed over */
	bool damaged; /* and not merely cut short */
	char sha256[65]; /* hex of the file's bytes as stored; "" for pipes, failures, and where
			    nobody asked */
	enum file_why why;
	char error[FILE_ERROR]; /* a sentence with the cure where it failed or was cut; else "" */
	size_t words; /* where in `error` the file's name is over and what is wrong begins */
};

struct progress; /* capture/progress.h */

/*
 * Reads `path` ("-": standard input) to its end and calls `frame` for each. Returns 0 (also where
 * the file is cut: see `out->cut`), or -errno with `out->error` set: -EINVAL not a capture or an
 * unknown link type, -EACCES, -ENOENT, ... `progress` may be NULL.
 * `digested`: make the SHA-256 too, in a thread beside; it takes far longer than reading does.
 */
int file_read(const char *path, bool digested, struct progress *progress, file_frame_fn *frame,
	      void *context, struct file_outcome *out);

/*
 * The same of what comes now, as it comes: `silent` is called where nothing came for a while
 * (stream_follow), and base/stop.h ends it as its writer would.
 */
int file_follow(const char *path, file_frame_fn *frame, void (*silent)(void *context),
		void *context, struct file_outcome *out);

/*
 * Shows `look` the frames of `path` until it answers false; nothing is said where it cannot be
 * read. Only of what can be read twice: 0, or -errno.
 */
typedef bool file_look_fn(void *context, int link_type, uint64_t time_ns, const uint8_t *data,
			  uint32_t captured, uint32_t length);
int file_look(const char *path, file_look_fn *look, void *context);

#endif
