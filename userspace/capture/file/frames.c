// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/file/frames.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "capture/file/savefile.h"
#include "capture/file/stream.h"

/* The file is libpcap's from here on, whether that fails or not. */
static int open_libpcap(struct frames *frames, FILE *file)
{
	if (!file)
		return -ENOMEM;
	frames->pcap = pcap_fopen_offline_with_tstamp_precision(file, PCAP_TSTAMP_PRECISION_NANO,
								frames->words);
	if (!frames->pcap) {
		fclose(file);
		return -EINVAL;
	}
	frames->link_type = pcap_datalink(frames->pcap);
	return 0;
}

static void close_libpcap(struct frames *frames)
{
	if (frames->pcap)
		pcap_close(frames->pcap);
	frames->pcap = NULL;
}

/* What the link is, and how long a packet may be, libpcap knows from the head alone. */
static int open_head(struct frames *frames)
{
	uint8_t *head;
	size_t size = savefile_head(frames->savefile, &head);
	int err = open_libpcap(frames, fmemopen(head, size, "r"));

	if (!err)
		savefile_bound(frames->savefile, (uint32_t)pcap_snapshot(frames->pcap));
	return err;
}

int frames_open(struct frames *frames, struct stream *stream)
{
	int err;

	memset(frames, 0, sizeof(*frames));
	frames->stream = stream;
	err = savefile_open(stream, &frames->savefile);
	if (err == -ENOTSUP)
		return open_libpcap(frames, stream_file(stream));
	return err ? err : open_head(frames);
}

/* From the head and what was not taken yet on. */
static int leave_to_libpcap(struct frames *frames)
{
	savefile_close(frames->savefile);
	frames->savefile = NULL;
	close_libpcap(frames);
	return open_libpcap(frames, stream_file(frames->stream));
}

static int next_of_libpcap(struct frames *frames, const struct pcap_pkthdr **header,
			   const uint8_t **data)
{
	struct pcap_pkthdr *taken;
	int got = pcap_next_ex(frames->pcap, &taken, data);

	*header = taken;
	if (got == 1 || got == PCAP_ERROR_BREAK)
		return got == 1;
	snprintf(frames->words, sizeof(frames->words), "%s", pcap_geterr(frames->pcap));
	return -EINVAL;
}

int frames_next(struct frames *frames, const struct pcap_pkthdr **header, const uint8_t **data)
{
	if (frames->savefile) {
		int got = savefile_next(frames->savefile, &frames->header, data);

		*header = &frames->header;
		if (got == -ENOTSUP)
			got = leave_to_libpcap(frames);
		else
			return got;
		if (got)
			return got;
	}
	return next_of_libpcap(frames, header, data);
}

void frames_close(struct frames *frames)
{
	close_libpcap(frames);
	savefile_close(frames->savefile);
	frames->savefile = NULL;
}
