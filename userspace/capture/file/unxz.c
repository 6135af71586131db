// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/file/unxz.h"

#include <errno.h>
#include <lzma.h>
#include <stdlib.h>

#include "capture/file/stream.h"

struct unxz {
	lzma_stream lzma;
};

int unxz_create(struct unxz **out)
{
	struct unxz *xz = calloc(1, sizeof(*xz));

	if (!xz)
		return -ENOMEM;
	xz->lzma = (lzma_stream)LZMA_STREAM_INIT;
	if (lzma_stream_decoder(&xz->lzma, UINT64_C(1) << STREAM_WINDOW_LOG, LZMA_CONCATENATED) !=
	    LZMA_OK) {
		free(xz);
		return -ENOMEM;
	}
	*out = xz;
	return 0;
}

void unxz_destroy(struct unxz *xz)
{
	if (!xz)
		return;
	lzma_end(&xz->lzma);
	free(xz);
}

/* LZMA_BUF_ERROR says that nothing could be done for want of input or room, which is no fault. */
static int unxz_error(lzma_ret result)
{
	switch (result) {
	case LZMA_OK:
	case LZMA_STREAM_END:
	case LZMA_BUF_ERROR:
		return 0;
	case LZMA_MEMLIMIT_ERROR:
		return -EFBIG;
	case LZMA_MEM_ERROR:
		return -ENOMEM;
	default:
		return -EIO;
	}
}

int unxz_step(struct unxz *xz, const uint8_t *in, size_t size, size_t *at, uint8_t *to, size_t room,
	      size_t *got)
{
	lzma_stream *lzma = &xz->lzma;
	lzma_ret result;

	lzma->next_in = in + *at;
	lzma->avail_in = size - *at;
	lzma->next_out = to;
	lzma->avail_out = room;
	result = lzma_code(lzma, LZMA_RUN);
	*at = size - lzma->avail_in;
	*got = room - lzma->avail_out;
	return unxz_error(result);
}

bool unxz_is_whole(struct unxz *xz)
{
	uint8_t none;

	xz->lzma.next_in = NULL;
	xz->lzma.avail_in = 0;
	xz->lzma.next_out = &none;
	xz->lzma.avail_out = sizeof(none);
	return lzma_code(&xz->lzma, LZMA_FINISH) == LZMA_STREAM_END;
}
