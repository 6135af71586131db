/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The packets of an ordinary pcap or pcapng, where they lie in one buffer: libpcap copies each
 * twice and asks stdio twice for it, which is more than all that is made of it afterwards. A buffer
 * is read into, as mapping the file took 1.5 times as long: a fault for every few pages, and each
 * packet's head far from the processor (two captures of 2 GB in the page cache, nine pairs). Only
 * what needs no judgement is read here: this machine's byte order, packets that fit, times in
 * micro- or nanoseconds. At the first byte that is anything else libpcap goes on (frames.c), which
 * knows every variant, and has the words for what is damaged. Called by frames.c.
 * Formats: draft-ietf-opsawg-pcap sections 4 and 5, draft-ietf-opsawg-pcapng section 4.
 */
#ifndef LENSWATCH_CAPTURE_SAVEFILE_H
#define LENSWATCH_CAPTURE_SAVEFILE_H

#include <pcap/pcap.h>
#include <stddef.h>
#include <stdint.h>

struct savefile;
struct stream;

/*
 * Takes `stream` up to where packets may come. 0; -ENOTSUP: it is not ordinary, and stands in the
 * stream again; -ENOMEM.
 */
int savefile_open(struct stream *stream, struct savefile **out);
/*
 * The bytes that say how the packets that follow are to be read, the file's own: with them in front
 * any reader can go on from here. Good until the next call, and to be left as it is.
 */
size_t savefile_head(struct savefile *savefile, uint8_t **head);
/* What libpcap made of the head: no packet is longer than `snapshot` bytes. */
void savefile_bound(struct savefile *savefile, uint32_t snapshot);
/*
 * 1: a packet, good until the next call, its time in nanoseconds (ts.tv_usec). 0: the end.
 * -ENOTSUP: what follows is not ordinary, and stands in the stream again, behind the head. -ENOMEM.
 */
int savefile_next(struct savefile *savefile, struct pcap_pkthdr *header, const uint8_t **data);
void savefile_close(struct savefile *savefile);

#endif
