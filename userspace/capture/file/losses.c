// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/file/losses.h"

#include <string.h>

/* Block types and options: draft-ietf-opsawg-pcapng sections 4.1, 4.6 and 3.5. */
#define BLOCK_SECTION 0x0a0d0d0a
#define BLOCK_INTERFACE 1
#define BLOCK_STATISTICS 5
#define BYTE_ORDER_MAGIC 0x1a2b3c4d
#define OPTION_FILTER 11
#define FILTER_TEXT 0 /* what the option begins with where it is a line of text */
#define OPTION_IFDROP 5
#define OPTION_OSDROP 7
#define HEADER 12     /* type, length and the four bytes behind them */
#define STATISTICS 20 /* type, length, interface and time: options follow */
#define INTERFACE 16  /* type, length, link type and snap length: options follow */
#define TRAILER 4
#define SMALLEST 12

static uint16_t half_at(const struct losses *losses, uint32_t at)
{
	uint16_t value;

	memcpy(&value, losses->body + at, sizeof(value));
	return losses->swapped ? __builtin_bswap16(value) : value;
}

static uint32_t word_at(const struct losses *losses, uint32_t at)
{
	uint32_t value;

	memcpy(&value, losses->body + at, sizeof(value));
	return losses->swapped ? __builtin_bswap32(value) : value;
}

static uint64_t long_at(const struct losses *losses, uint32_t at)
{
	uint64_t value;

	memcpy(&value, losses->body + at, sizeof(value));
	return losses->swapped ? __builtin_bswap64(value) : value;
}

static uint64_t losses_sum(uint64_t a, uint64_t b)
{
	return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

/*
 * The counters run from the start of the capture, so a later block of an interface replaces the
 * former.
 */
static void take_statistics(struct losses *losses)
{
	uint32_t end = losses->held, at = STATISTICS;
	uint32_t interface = word_at(losses, 8);
	uint64_t dropped = 0;
	bool stated = false;

	while (at + 4 <= end) {
		uint16_t code = half_at(losses, at);
		uint32_t length = half_at(losses, at + 2);

		at += 4;
		if (code == 0 || length > end - at)
			break;
		if ((code == OPTION_IFDROP || code == OPTION_OSDROP) && length == 8) {
			dropped = losses_sum(dropped, long_at(losses, at));
			stated = true;
		}
		at += (length + 3) & ~3u;
	}
	if (interface >= LOSSES_INTERFACES)
		interface = LOSSES_INTERFACES - 1;
	losses->stated[interface] |= stated;
	if (dropped > losses->dropped[interface])
		losses->dropped[interface] = dropped;
}

static void take_filter(struct losses *losses, uint32_t at, uint32_t length)
{
	uint32_t size = length - 1 < LOSSES_FILTER - 1 ? length - 1 : LOSSES_FILTER - 1;

	if (losses->filter[0])
		return;
	if (length < 2 || losses->body[at] != FILTER_TEXT) {
		memcpy(losses->filter, "?", 2);
		return;
	}
	memcpy(losses->filter, losses->body + at + 1, size);
	losses->filter[size] = '\0';
}

static void take_interface(struct losses *losses)
{
	uint32_t end = losses->held, at = INTERFACE;

	losses->described++;
	while (at + 4 <= end) {
		uint16_t code = half_at(losses, at);
		uint32_t length = half_at(losses, at + 2);

		at += 4;
		if (code == 0 || length > end - at)
			break;
		if (code == OPTION_FILTER && length)
			take_filter(losses, at, length);
		at += (length + 3) & ~3u;
	}
}

static bool section_known(const struct losses *losses)
{
	if (losses->described > LOSSES_INTERFACES)
		return false;
	for (uint32_t i = 0; i < losses->described; i++)
		if (!losses->stated[i])
			return false;
	return true;
}

/* A new section numbers its interfaces anew and may have another byte order. */
static void begin_section(struct losses *losses)
{
	losses->earlier = losses_total(losses);
	losses->silent |= !section_known(losses);
	losses->described = 0;
	memset(losses->stated, 0, sizeof(losses->stated));
	memset(losses->dropped, 0, sizeof(losses->dropped));
	losses->swapped = false;
	losses->swapped = word_at(losses, 8) != BYTE_ORDER_MAGIC;
	if (word_at(losses, 8) != BYTE_ORDER_MAGIC)
		losses->off = true;
}

static void begin_block(struct losses *losses)
{
	uint32_t type = word_at(losses, 0); /* the same in either byte order for a section */

	if (type == BLOCK_SECTION)
		begin_section(losses);
	else if (!losses->begun)
		losses->off = true;
	losses->begun = true;
	losses->block = word_at(losses, 4);
	if (losses->block < SMALLEST || losses->block % 4 != 0)
		losses->off = true;
	if (losses->off)
		return;
	losses->type = type;
	if ((type == BLOCK_STATISTICS && losses->block >= STATISTICS + TRAILER) ||
	    (type == BLOCK_INTERFACE && losses->block >= INTERFACE + TRAILER)) {
		losses->wanted = losses->block - TRAILER;
		if (losses->wanted > LOSSES_BODY)
			losses->wanted = LOSSES_BODY;
		return;
	}
	losses->skip = losses->block - losses->held;
	losses->held = 0;
}

static void losses_take(struct losses *losses)
{
	if (losses->wanted == HEADER) {
		losses->wanted = 0;
		begin_block(losses);
	}
	if (losses->off || losses->held < losses->wanted || losses->held == 0)
		return;
	if (losses->type == BLOCK_INTERFACE)
		take_interface(losses);
	else
		take_statistics(losses);
	losses->skip = losses->block - losses->held;
	losses->held = 0;
	losses->wanted = 0;
}

void losses_feed(struct losses *losses, const uint8_t *data, size_t size)
{
	while (size > 0 && !losses->off) {
		uint64_t part = losses->skip < size ? losses->skip : size;

		losses->skip -= part;
		data += part;
		size -= part;
		if (size == 0)
			break;
		if (losses->wanted == 0)
			losses->wanted = HEADER;
		part = losses->wanted - losses->held;
		part = part < size ? part : size;
		memcpy(losses->body + losses->held, data, part);
		losses->held += (uint32_t)part;
		data += part;
		size -= part;
		if (losses->held == losses->wanted)
			losses_take(losses);
	}
}

uint64_t losses_total(const struct losses *losses)
{
	uint64_t total = losses->earlier;

	for (size_t i = 0; i < LOSSES_INTERFACES; i++)
		total = losses_sum(total, losses->dropped[i]);
	return total;
}

bool losses_known(const struct losses *losses)
{
	return losses->begun && !losses->off && !losses->silent && section_known(losses);
}
