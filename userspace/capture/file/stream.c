// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/file/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "base/stop.h"
#include "capture/file/losses.h"
#include "capture/file/progress.h"
#include "capture/file/unxz.h"

/*
 * Stays in the processor's cache, and holds the largest packet that receive offload makes (64 KiB).
 * 64 and 256 KiB took the same time within the noise of nine pairs.
 */
#define OUT_BUFFER (128 * 1024)
#define OUT_BUFFER_LEAST 4096
#define IN_BUFFER (128 * 1024) /* one zstd block */
#define STOP_MS 200
_Static_assert(STREAM_SILENT_MS % STOP_MS == 0, "it is met exactly");

/* RFC 8878 sections 3.1.1 and 3.1.1.2. */
#define FRAME_HEADER 6
#define BLOCK_HEADER 3

struct stream {
	int fd;
	enum stream_form stored;
	struct progress *progress;
	struct losses *losses;
	enum stream_end end;
	int error;
	bool waits;		       /* it is a pipe: a read may take for ever */
	bool expects;		       /* see stream_expect */
	void (*silent)(void *context); /* NULL: it is not followed */
	void *context;
	bool over;    /* nothing more comes */
	bool full;    /* the last step filled its room: the unpacker may hold more */
	bool between; /* gz members or zstd frames: none is open; for xz, unxz knows */
	uint8_t head[STREAM_HEAD];
	size_t head_size, head_given;
	uint8_t *back; /* put back: what comes next, its first `back_known` bytes seen by losses */
	size_t back_size, back_at, back_known;
	z_stream gz;
	ZSTD_DCtx *zst;
	size_t zst_wish; /* how much it asked for, 0: a new frame */
	struct unxz *xz;
	uint8_t *in;
	size_t in_size, in_at;
	char *buffer;
};

/* pcap: draft-ietf-opsawg-pcap section 4, and the two older variants that libpcap reads. */
static bool is_pcap(uint32_t magic)
{
	static const uint32_t known[] = {0xa1b2c3d4, 0xa1b23c4d, 0xa1b2cd34, 0xa1b234cd};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (magic == known[i] || magic == __builtin_bswap32(known[i]))
			return true;
	}
	return false;
}

enum stream_form stream_form(const uint8_t *head, size_t size)
{
	/* The .xz File Format 1.2, section 2.1.1.1. */
	static const uint8_t xz[] = {0xfd, '7', 'z', 'X', 'Z', 0};
	uint32_t magic;

	if (size >= 2 && head[0] == 0x1f && head[1] == 0x8b)
		return STREAM_GZ;
	if (size < sizeof(magic))
		return STREAM_UNKNOWN;
	magic = (uint32_t)head[0] | (uint32_t)head[1] << 8 | (uint32_t)head[2] << 16 |
		(uint32_t)head[3] << 24;
	/* RFC 8878 section 3.1.1, and 3.1.2: pzstd begins with a skippable frame. */
	if (magic == 0xfd2fb528 || (magic & 0xfffffff0) == 0x184d2a50)
		return STREAM_ZST;
	if (magic == 0x0a0d0d0a)
		return STREAM_PCAPNG;
	if (size >= sizeof(xz) && memcmp(head, xz, sizeof(xz)) == 0)
		return STREAM_XZ;
	return is_pcap(magic) ? STREAM_PCAP : STREAM_UNKNOWN;
}

static bool stream_is_packed(const struct stream *stream)
{
	return stream->stored >= STREAM_GZ;
}

static void stream_stop(struct stream *stream, enum stream_end end)
{
	stream->end = end;
	stream->over = true;
}

/* Waits until there is something to read, and hears meanwhile. */
static bool stream_stopped(const struct stream *stream)
{
	struct pollfd waiting = {.fd = stream->fd, .events = POLLIN};

	for (unsigned waited_ms = STOP_MS; !stop_asked(); waited_ms += STOP_MS) {
		if (!stream->waits || poll(&waiting, 1, STOP_MS) != 0)
			return false;
		if (stream->silent && !stream->expects && waited_ms == STREAM_SILENT_MS)
			stream->silent(stream->context);
	}
	return true;
}

static size_t read_stored(struct stream *stream, void *to, size_t size)
{
	ssize_t got;

	if (stream_stopped(stream)) {
		stream_stop(stream, stream->silent ? STREAM_WHOLE : STREAM_STOPPED);
		return 0;
	}
	do {
		got = read(stream->fd, to, size);
	} while (got < 0 && errno == EINTR);
	if (got < 0) {
		stream->error = errno;
		stream_stop(stream, STREAM_FAILED);
		return 0;
	}
	progress_add(stream->progress, (uint64_t)got);
	return (size_t)got;
}

/* False when there is nothing left to unpack; within a member that is a cut. */
static bool stream_refill(struct stream *stream)
{
	if (stream->in_at < stream->in_size || stream->full)
		return true;
	stream->in_at = 0;
	stream->in_size = read_stored(stream, stream->in, IN_BUFFER);
	if (stream->xz && stream->in_size == 0)
		stream->between = unxz_is_whole(stream->xz);
	if (stream->in_size == 0 && !stream->over)
		stream_stop(stream, stream->between ? STREAM_WHOLE : STREAM_CUT);
	return stream->in_size > 0;
}

static size_t inflate_step(struct stream *stream, uint8_t *to, size_t size)
{
	z_stream *gz = &stream->gz;
	int result;

	/* Like gzip itself: what follows a whole member and is not one is ignored. */
	if (stream->between && stream->in[stream->in_at] != 0x1f) {
		stream_stop(stream, STREAM_WHOLE);
		return 0;
	}
	stream->between = false;
	gz->next_in = stream->in + stream->in_at;
	gz->avail_in = (uInt)(stream->in_size - stream->in_at);
	gz->next_out = to;
	gz->avail_out = (uInt)size;
	result = inflate(gz, Z_NO_FLUSH);
	stream->in_at = stream->in_size - gz->avail_in;
	if (result == Z_STREAM_END) {
		stream->between = true;
		result = inflateReset(gz);
	}
	if (result != Z_OK && result != Z_BUF_ERROR)
		stream_stop(stream, STREAM_DAMAGED);
	return size - gz->avail_out;
}

/*
 * Where a call meets damage zstd keeps back all that this call unpacked. So it gets one block
 * header or one block a call, and nothing while it holds output back for want of room: what it asks
 * for is a block with the next one's header (ZSTD_decompressStream in its zstd_decompress.c).
 */
static size_t zstd_portion(const struct stream *stream)
{
	size_t held = stream->in_size - stream->in_at, wish = stream->zst_wish;

	if (stream->full)
		return stream->in_at;
	if (wish == 0)
		wish = FRAME_HEADER;
	else if (wish > BLOCK_HEADER)
		wish -= BLOCK_HEADER;
	return stream->in_at + (held < wish ? held : wish);
}

static size_t zstd_step(struct stream *stream, uint8_t *to, size_t size)
{
	ZSTD_inBuffer in = {stream->in, zstd_portion(stream), stream->in_at};
	ZSTD_outBuffer out = {to, size, 0};
	size_t result = ZSTD_decompressStream(stream->zst, &out, &in);

	stream->in_at = in.pos;
	if (ZSTD_isError(result)) {
		bool window = ZSTD_getErrorCode(result) == ZSTD_error_frameParameter_windowTooLarge;

		stream_stop(stream, window ? STREAM_WINDOW : STREAM_DAMAGED);
		return out.pos;
	}
	stream->zst_wish = result;
	stream->between = result == 0;
	return out.pos;
}

static size_t unxz_some(struct stream *stream, uint8_t *to, size_t size)
{
	size_t got = 0;
	int err =
		unxz_step(stream->xz, stream->in, stream->in_size, &stream->in_at, to, size, &got);

	if (err == -ENOMEM) {
		stream->error = ENOMEM;
		stream_stop(stream, STREAM_FAILED);
	} else if (err) {
		stream_stop(stream, err == -EFBIG ? STREAM_WINDOW : STREAM_DAMAGED);
	}
	return got;
}

static size_t unpack_step(struct stream *stream, uint8_t *to, size_t size)
{
	if (stream->stored == STREAM_GZ)
		return inflate_step(stream, to, size);
	return stream->xz ? unxz_some(stream, to, size) : zstd_step(stream, to, size);
}

/* Unpacked bytes, 0 at the end, whatever ended it: stream_end knows. */
static size_t stream_unpack(struct stream *stream, uint8_t *to, size_t size)
{
	size_t got = 0;

	if (!stream_is_packed(stream))
		return stream->over ? 0 : read_stored(stream, to, size);
	while (got == 0 && !stream->over && stream_refill(stream)) {
		got = unpack_step(stream, to, size);
		stream->full = got == size && !stream->between;
	}
	return got;
}

size_t stream_read(struct stream *stream, uint8_t *to, size_t size)
{
	size_t got = stream->head_size - stream->head_given;

	if (got == 0)
		return stream_unpack(stream, to, size);
	got = got < size ? got : size;
	memcpy(to, stream->head + stream->head_given, got);
	stream->head_given += got;
	return got;
}

void stream_passed(struct stream *stream, const uint8_t *data, size_t size)
{
	if (stream->losses)
		losses_feed(stream->losses, data, size);
}

int stream_return(struct stream *stream, const uint8_t *head, size_t head_size, const uint8_t *rest,
		  size_t rest_size)
{
	uint8_t *back = malloc(head_size + rest_size + 1);

	if (!back)
		return -ENOMEM;
	if (head_size)
		memcpy(back, head, head_size);
	if (rest_size)
		memcpy(back + head_size, rest, rest_size);
	free(stream->back);
	stream->back = back;
	stream->back_size = head_size + rest_size;
	stream->back_at = 0;
	stream->back_known = head_size;
	stream->expects = false;
	return 0;
}

static ssize_t cookie_read(void *cookie, char *to, size_t size)
{
	struct stream *stream = cookie;
	size_t got = stream->back_size - stream->back_at, known = 0;

	if (got > 0) {
		if (stream->back_at < stream->back_known)
			known = got = stream->back_known - stream->back_at;
		got = got < size ? got : size;
		memcpy(to, stream->back + stream->back_at, got);
		stream->back_at += got;
	} else {
		got = stream_read(stream, (uint8_t *)to, size);
	}
	if (!known)
		stream_passed(stream, (const uint8_t *)to, got);
	return (ssize_t)got;
}

static int prepare_packed(struct stream *stream)
{
	int err = stream->stored == STREAM_XZ ? unxz_create(&stream->xz) : 0;

	if (err)
		return err;
	stream->in = malloc(IN_BUFFER);
	if (!stream->in)
		return -ENOMEM;
	memcpy(stream->in, stream->head, stream->head_size);
	stream->in_size = stream->head_size;
	stream->head_size = 0;
	if (stream->xz)
		return 0;
	if (stream->stored == STREAM_GZ)
		return inflateInit2(&stream->gz, 15 + 16) == Z_OK ? 0 : -ENOMEM;
	stream->zst = ZSTD_createDCtx();
	if (!stream->zst)
		return -ENOMEM;
	ZSTD_DCtx_setParameter(stream->zst, ZSTD_d_windowLogMax, STREAM_WINDOW_LOG);
	return 0;
}

static void fill_head(struct stream *stream)
{
	size_t got;

	do {
		got = stream_unpack(stream, stream->head + stream->head_size,
				    STREAM_HEAD - stream->head_size);
		stream->head_size += got;
	} while (got > 0 && stream->head_size < STREAM_HEAD);
}

static int stream_look(struct stream *stream)
{
	int error = 0;

	fill_head(stream);
	stream->stored = stream_form(stream->head, stream->head_size);
	if (stream_is_packed(stream)) {
		error = prepare_packed(stream);
		if (error ==
		    -ENOTSUP) { /* who reads it finds no capture, and says how to unpack it */
			stream->stored = STREAM_UNKNOWN;
			error = 0;
		} else if (!error) {
			stream->over = false;
			fill_head(stream);
		}
	}
	return stream->error ? -stream->error : error;
}

int stream_open(const char *path, struct progress *progress, struct losses *losses,
		struct stream **out)
{
	struct stream *stream = calloc(1, sizeof(*stream));
	struct stat status;
	int error;

	if (!stream)
		return -ENOMEM;
	stream->progress = progress;
	stream->losses = losses;
	stream->fd = strcmp(path, "-") == 0 ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
					    : open(path, O_RDONLY | O_CLOEXEC);
	if (stream->fd < 0) {
		error = -errno;
		goto fail;
	}
	stream->waits = fstat(stream->fd, &status) == 0 && !S_ISREG(status.st_mode);
	/* Advice only: pipes refuse it. */
	posix_fadvise(stream->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
	error = stream_look(stream);
	if (error)
		goto fail;
	*out = stream;
	return 0;
fail:
	stream_close(stream);
	return error;
}

void stream_follow(struct stream *stream, void (*silent)(void *context), void *context)
{
	stream->silent = silent;
	stream->context = context;
	if (stream->end == STREAM_STOPPED)
		stream->end = STREAM_WHOLE;
}

void stream_expect(struct stream *stream, bool more)
{
	stream->expects = more;
}

void stream_close(struct stream *stream)
{
	if (!stream)
		return;
	if (stream->stored == STREAM_GZ)
		inflateEnd(&stream->gz);
	ZSTD_freeDCtx(stream->zst);
	unxz_destroy(stream->xz);
	free(stream->in);
	free(stream->back);
	free(stream->buffer);
	if (stream->fd >= 0)
		close(stream->fd);
	free(stream);
}

/* A small capture that is stored plain needs no more room than it has bytes. */
size_t stream_buffer(const struct stream *stream)
{
	struct stat status;

	if (stream_is_packed(stream) || fstat(stream->fd, &status) != 0 ||
	    !S_ISREG(status.st_mode) || status.st_size > OUT_BUFFER)
		return OUT_BUFFER;
	return status.st_size > OUT_BUFFER_LEAST ? (size_t)status.st_size : OUT_BUFFER_LEAST;
}

FILE *stream_file(struct stream *stream)
{
	size_t size = stream_buffer(stream);
	FILE *file;

	free(stream->buffer);
	stream->buffer = malloc(size);
	file = stream->buffer
		       ? fopencookie(stream, "r", (cookie_io_functions_t){.read = cookie_read})
		       : NULL;
	if (!file)
		return NULL;
	setvbuf(file, stream->buffer, _IOFBF, size);
	/* One reader: its two reads a packet need no lock. */
	__fsetlocking(file, FSETLOCKING_BYCALLER);
	return file;
}

enum stream_form stream_stored(const struct stream *stream)
{
	return stream->stored;
}

size_t stream_head(const struct stream *stream, const uint8_t **head)
{
	*head = stream->head;
	return stream->head_size;
}

enum stream_end stream_end(const struct stream *stream)
{
	return stream->end;
}

int stream_errno(const struct stream *stream)
{
	return stream->error;
}
