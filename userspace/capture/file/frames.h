/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The frames of a capture, one after the other: by savefile.c as long as it is ordinary, by libpcap
 * from there on, with nothing to tell them apart. Called by file.c.
 */
#ifndef LENSWATCH_CAPTURE_FRAMES_H
#define LENSWATCH_CAPTURE_FRAMES_H

#include <pcap/pcap.h>
#include <stdint.h>

struct stream;

struct frames {
	struct stream *stream;
	struct savefile *savefile; /* NULL: libpcap reads */
	pcap_t *pcap;
	struct pcap_pkthdr header;
	int link_type;		      /* as libpcap numbers them (DLT) */
	char words[PCAP_ERRBUF_SIZE]; /* libpcap's, where something failed; else "" */
};

/*
 * Opens what `stream` holds. 0; -EINVAL with `words`: libpcap knows no such capture; -ENOMEM. Close
 * it in any case, before the stream.
 */
int frames_open(struct frames *frames, struct stream *stream);
/*
 * 1: a frame, good until the next call, its time in nanoseconds (ts.tv_usec). 0: the end. -EINVAL
 * with `words`: cut or damaged; -ENOMEM.
 */
int frames_next(struct frames *frames, const struct pcap_pkthdr **header, const uint8_t **data);
void frames_close(struct frames *frames);

#endif
