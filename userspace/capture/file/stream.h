/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The bytes of a capture as one FILE for libpcap, whether they are stored plain, as .gz, .zst or
 * .xz or come from standard input. Called by file.c; folder.c asks it what a file begins with.
 */
#ifndef LENSWATCH_CAPTURE_STREAM_H
#define LENSWATCH_CAPTURE_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define STREAM_HEAD 8

enum stream_form {
	STREAM_UNKNOWN = 0,
	STREAM_PCAP,
	STREAM_PCAPNG,
	STREAM_GZ,
	STREAM_ZST,
	STREAM_XZ,
};

/* Why a stream ended where it did. All but STREAM_WHOLE end it early. */
enum stream_end {
	STREAM_WHOLE = 0,
	STREAM_CUT,	/* the compressed data ends in the middle */
	STREAM_DAMAGED, /* the compressed data is not what was written */
	STREAM_WINDOW,	/* zstd wants a window beyond STREAM_WINDOW_LOG, xz as much memory */
	STREAM_FAILED,	/* reading failed, see stream_errno */
	STREAM_STOPPED, /* who runs this wants no more (base/stop.h) */
};

/* 2^27 bytes is what zstd itself opens without being told to (ZSTD_WINDOWLOG_LIMIT_DEFAULT). */
#define STREAM_WINDOW_LOG 27

/*
 * Twelve seconds, after which no episode goes on, and one that a packet may take to come: tcpdump
 * hands on what its ring holds once a second (libpcap's packet buffer timeout).
 */
#define STREAM_SILENT_MS 13000

struct losses;
struct progress;
struct stream;

/* What data that begins so is, by its magic number. */
enum stream_form stream_form(const uint8_t *head, size_t size);

/*
 * Opens `path` ("-": standard input). What is read from it passes by `losses`, the stored bytes are
 * told to `progress`; both may be NULL. Returns 0 or -errno.
 */
int stream_open(const char *path, struct progress *progress, struct losses *losses,
		struct stream **out);
/*
 * What comes is of now: `silent` is called where nothing came for STREAM_SILENT_MS, once until more
 * comes, and whoever wants no more ends it as its writer would.
 */
void stream_follow(struct stream *stream, void (*silent)(void *context), void *context);
/* Whether its reader has part of something and waits for the rest: that is no silence. */
void stream_expect(struct stream *stream, bool more);
void stream_close(struct stream *stream);

/*
 * The next unpacked bytes; 0: the end, whatever ended it. Who reads so shows `losses` what is of
 * interest there (stream_passed): all but packets.
 */
size_t stream_read(struct stream *stream, uint8_t *to, size_t size);
void stream_passed(struct stream *stream, const uint8_t *data, size_t size);
/* How much to read at once. */
size_t stream_buffer(const struct stream *stream);
/*
 * Puts bytes back: `head` and then `rest` are what comes next from the FILE. `losses` has seen the
 * head, and gets the rest. 0 or -ENOMEM.
 */
int stream_return(struct stream *stream, const uint8_t *head, size_t head_size, const uint8_t *rest,
		  size_t rest_size);
/* A FILE over the unpacked bytes, for one reader to close before the stream; NULL: no memory. */
FILE *stream_file(struct stream *stream);
/* How it is stored: STREAM_GZ, STREAM_ZST, STREAM_XZ, or what it is when plain. */
enum stream_form stream_stored(const struct stream *stream);
/* The first unpacked bytes, at most STREAM_HEAD; returns how many. */
size_t stream_head(const struct stream *stream, const uint8_t **head);
enum stream_end stream_end(const struct stream *stream);
int stream_errno(const struct stream *stream);

#endif
