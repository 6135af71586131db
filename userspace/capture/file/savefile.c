// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/file/savefile.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "capture/file/stream.h"

#define HEAD_ROOM 4096 /* a section and some interfaces with their options */

#define PCAP_MICRO 0xa1b2c3d4
#define PCAP_NANO 0xa1b23c4d
#define PCAP_HEADER 24
#define PCAP_RECORD 16

#define BLOCK_SECTION 0x0a0d0d0a
#define BLOCK_INTERFACE 1
#define BLOCK_PACKET_OLD 2
#define BLOCK_PACKET_SIMPLE 3
#define BLOCK_PACKET 6
#define BYTE_ORDER_MAGIC 0x1a2b3c4d
#define BLOCK_LEAST 12
#define BLOCK_HEAD 8
#define BLOCK_TRAILER 4
#define PACKET_HEAD 28	  /* type, length, interface, time, two lengths */
#define INTERFACE_HEAD 16 /* type, length, link type, snap length */
#define SECTION_LEAST 28
#define OPTION_TSRESOL 9
#define OPTION_TSOFFSET 14
#define INTERFACES 64
#define MICRO 6
#define NANO 9

struct savefile {
	struct stream *stream;
	uint8_t *buffer;
	size_t room, at, held; /* what is not taken yet is from `at` to `held` */
	bool pcapng, over;
	bool nano; /* of a pcap */
	uint32_t snapshot;
	uint8_t head[HEAD_ROOM];
	size_t head_size;
	uint32_t interfaces;
	uint32_t link_and_snap[2]; /* of the first interface, as stored: the others must be alike */
	bool interface_nano[INTERFACES];
};

static uint32_t savefile_word(const uint8_t *at)
{
	uint32_t value;

	memcpy(&value, at, sizeof(value));
	return value;
}

static uint16_t savefile_half(const uint8_t *at)
{
	uint16_t value;

	memcpy(&value, at, sizeof(value));
	return value;
}

/* Where `wanted` bytes lie in one piece; NULL: so many do not come, or there is no room. */
static const uint8_t *savefile_fill(struct savefile *savefile, size_t wanted)
{
	if (savefile->held - savefile->at < wanted && wanted <= savefile->room && !savefile->over) {
		savefile->held -= savefile->at;
		memmove(savefile->buffer, savefile->buffer + savefile->at, savefile->held);
		savefile->at = 0;
		while (savefile->held < wanted && !savefile->over) {
			size_t got;

			stream_expect(savefile->stream, savefile->held > 0);
			got = stream_read(savefile->stream, savefile->buffer + savefile->held,
					  savefile->room - savefile->held);

			savefile->held += got;
			savefile->over = got == 0;
		}
	}
	return savefile->held - savefile->at < wanted ? NULL : savefile->buffer + savefile->at;
}

static inline const uint8_t *savefile_peek(struct savefile *savefile, size_t wanted)
{
	if (savefile->held - savefile->at >= wanted)
		return savefile->buffer + savefile->at;
	return savefile_fill(savefile, wanted);
}

/* Puts back what was not taken, behind the head: libpcap begins there. */
static int give_up(struct savefile *savefile)
{
	int err = stream_return(savefile->stream, savefile->head, savefile->head_size,
				savefile->buffer + savefile->at, savefile->held - savefile->at);

	return err ? err : -ENOTSUP;
}

/* A part of the file that is no packet: kept where packets need it. False: no room. */
static bool take_block(struct savefile *savefile, uint32_t length, bool keep)
{
	const uint8_t *block = savefile->buffer + savefile->at;

	if (keep) {
		if (length > HEAD_ROOM - savefile->head_size)
			return false;
		memcpy(savefile->head + savefile->head_size, block, length);
		savefile->head_size += length;
	}
	stream_passed(savefile->stream, block, length);
	savefile->at += length;
	return true;
}

/* An interface's options say in what its times are. False: in what only libpcap should reckon. */
static bool interface_unit(const uint8_t *block, uint32_t length, bool *nano)
{
	uint32_t at = INTERFACE_HEAD, end = length - BLOCK_TRAILER;
	uint8_t unit = MICRO;
	bool said = false;

	while (at + 4 <= end) {
		uint32_t code = savefile_half(block + at), size = savefile_half(block + at + 2);

		at += 4;
		if (code == 0 && size == 0)
			break;
		if (code == 0 || size > end - at || code == OPTION_TSOFFSET)
			return false;
		if (code == OPTION_TSRESOL && (size != 1 || said))
			return false;
		if (code == OPTION_TSRESOL) {
			unit = block[at];
			said = true;
		}
		at += (size + 3) & ~3u;
	}
	*nano = unit == NANO;
	return unit == MICRO || unit == NANO;
}

static bool take_interface(struct savefile *savefile, const uint8_t *block, uint32_t length)
{
	if (length < INTERFACE_HEAD + BLOCK_TRAILER || savefile->interfaces == INTERFACES)
		return false;
	if (savefile->interfaces == 0)
		memcpy(savefile->link_and_snap, block + BLOCK_HEAD,
		       sizeof(savefile->link_and_snap));
	else if (memcmp(savefile->link_and_snap, block + BLOCK_HEAD,
			sizeof(savefile->link_and_snap)))
		return false;
	if (!interface_unit(block, length, &savefile->interface_nano[savefile->interfaces]) ||
	    !take_block(savefile, length, true))
		return false;
	savefile->interfaces++;
	return true;
}

/* The length of the block that stands here whole; 0: it does not, or is not one. */
static uint32_t whole_block(struct savefile *savefile)
{
	const uint8_t *block = savefile_peek(savefile, BLOCK_LEAST);
	uint32_t length = block ? savefile_word(block + 4) : 0;

	if (length < BLOCK_LEAST || length % 4)
		return 0;
	block = savefile_peek(savefile, length);
	return block && savefile_word(block + length - BLOCK_TRAILER) == length ? length : 0;
}

/* The block that stands here is no packet. False: it is not ordinary. */
static bool take_other(struct savefile *savefile)
{
	uint32_t length = whole_block(savefile);
	const uint8_t *block = savefile->buffer + savefile->at;

	if (!length)
		return false;
	switch (savefile_word(block)) {
	case BLOCK_SECTION:
	case BLOCK_PACKET_OLD:
	case BLOCK_PACKET_SIMPLE:
		return false;
	case BLOCK_INTERFACE:
		return take_interface(savefile, block, length);
	default:
		return take_block(savefile, length, false);
	}
}

static bool open_pcapng(struct savefile *savefile)
{
	uint32_t length = whole_block(savefile);
	const uint8_t *block = savefile->buffer + savefile->at;

	if (length < SECTION_LEAST || savefile_word(block + BLOCK_HEAD) != BYTE_ORDER_MAGIC ||
	    savefile_half(block + 12) != 1 || savefile_half(block + 14) != 0 ||
	    !take_block(savefile, length, true))
		return false;
	savefile->pcapng = true;
	/* That is how far libpcap reads when it opens a file: then it knows what the link is. */
	while (savefile->interfaces == 0) {
		block = savefile_peek(savefile, BLOCK_LEAST);
		if (!block || savefile_word(block) == BLOCK_PACKET || !take_other(savefile))
			return false;
	}
	return true;
}

static bool open_pcap(struct savefile *savefile)
{
	const uint8_t *header = savefile_peek(savefile, PCAP_HEADER);

	/* Before version 2.4 the two lengths of a packet may stand the other way round. */
	if (!header || savefile_half(header + 4) != 2 || savefile_half(header + 6) != 4)
		return false;
	savefile->nano = savefile_word(header) == PCAP_NANO;
	return take_block(savefile, PCAP_HEADER, true);
}

static bool open_ordinary(struct savefile *savefile)
{
	const uint8_t *magic = savefile_peek(savefile, 4);

	if (!magic)
		return false;
	if (savefile_word(magic) == BLOCK_SECTION)
		return open_pcapng(savefile);
	return (savefile_word(magic) == PCAP_MICRO || savefile_word(magic) == PCAP_NANO) &&
	       open_pcap(savefile);
}

int savefile_open(struct stream *stream, struct savefile **out)
{
	struct savefile *savefile = calloc(1, sizeof(*savefile));

	if (!savefile)
		return -ENOMEM;
	savefile->stream = stream;
	savefile->room = stream_buffer(stream);
	savefile->buffer = malloc(savefile->room);
	if (!savefile->buffer) {
		savefile_close(savefile);
		return -ENOMEM;
	}
	if (!open_ordinary(savefile)) {
		int err = give_up(savefile);

		savefile_close(savefile);
		return err;
	}
	*out = savefile;
	return 0;
}

size_t savefile_head(struct savefile *savefile, uint8_t **head)
{
	*head = savefile->head;
	return savefile->head_size;
}

void savefile_bound(struct savefile *savefile, uint32_t snapshot)
{
	savefile->snapshot = snapshot;
}

static int next_of_pcap(struct savefile *savefile, struct pcap_pkthdr *header, const uint8_t **data)
{
	const uint8_t *record = savefile_peek(savefile, PCAP_RECORD);
	uint32_t captured;

	if (!record)
		return savefile->held == savefile->at ? 0 : give_up(savefile);
	captured = savefile_word(record + 8);
	if (captured > savefile->snapshot)
		return give_up(savefile);
	record = savefile_peek(savefile, PCAP_RECORD + (size_t)captured);
	if (!record)
		return give_up(savefile);
	/* Both unsigned: section 5 of the draft. */
	header->ts.tv_sec = (time_t)savefile_word(record);
	header->ts.tv_usec = (suseconds_t)savefile_word(record + 4) * (savefile->nano ? 1 : 1000);
	header->caplen = captured;
	header->len = savefile_word(record + 12);
	*data = record + PCAP_RECORD;
	savefile->at += PCAP_RECORD + (size_t)captured;
	return 1;
}

static int next_of_pcapng(struct savefile *savefile, struct pcap_pkthdr *header,
			  const uint8_t **data)
{
	const uint8_t *block;
	uint32_t length, interface, captured;
	uint64_t time;

	while ((block = savefile_peek(savefile, BLOCK_LEAST)) &&
	       savefile_word(block) != BLOCK_PACKET)
		if (!take_other(savefile))
			return give_up(savefile);
	if (!block && savefile->held == savefile->at)
		return 0;
	length = whole_block(savefile);
	if (length < PACKET_HEAD + BLOCK_TRAILER)
		return give_up(savefile);
	block = savefile->buffer + savefile->at;
	interface = savefile_word(block + 8);
	captured = savefile_word(block + 20);
	if (interface >= savefile->interfaces || captured > savefile->snapshot ||
	    captured > length - PACKET_HEAD - BLOCK_TRAILER)
		return give_up(savefile);
	time = (uint64_t)savefile_word(block + 12) << 32 | savefile_word(block + 16);
	if (savefile->interface_nano[interface]) {
		header->ts.tv_sec = (time_t)(time / 1000000000);
		header->ts.tv_usec = (long)(time % 1000000000);
	} else {
		header->ts.tv_sec = (time_t)(time / 1000000);
		header->ts.tv_usec = (long)(time % 1000000) * 1000;
	}
	header->caplen = captured;
	header->len = savefile_word(block + 24);
	*data = block + PACKET_HEAD;
	savefile->at += length;
	return 1;
}

int savefile_next(struct savefile *savefile, struct pcap_pkthdr *header, const uint8_t **data)
{
	return savefile->pcapng ? next_of_pcapng(savefile, header, data)
				: next_of_pcap(savefile, header, data);
}

void savefile_close(struct savefile *savefile)
{
	if (!savefile)
		return;
	free(savefile->buffer);
	free(savefile);
}
