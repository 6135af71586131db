// SPDX-License-Identifier: GPL-2.0-or-later
#include "anonymise/pcapng.h"

#include <pcap/dlt.h>

#define BLOCK_SECTION 0x0a0d0d0aU
#define BLOCK_INTERFACE 1U
#define BLOCK_STATISTICS 5U
#define BLOCK_PACKET 6U
#define OPTION_FILTER 11U
#define OPTION_RESOLUTION 9U
#define OPTION_DROPPED 5U

/* In the byte order of this machine, which the section says. */
static void pcapng_32(FILE *to, uint32_t word)
{
	fwrite(&word, sizeof(word), 1, to);
}

static void pcapng_halves(FILE *to, unsigned int first, unsigned int second)
{
	const uint16_t halves[2] = {(uint16_t)first, (uint16_t)second};

	fwrite(halves, sizeof(halves), 1, to);
}

/* Libpcap's numbers for links differ from those of files in one that we know. */
static unsigned int link_of(int link_type)
{
	return link_type == DLT_RAW || link_type == 14 ? 101U : (unsigned int)link_type;
}

void pcapng_begin(FILE *to, int link_type, bool filtered)
{
	uint32_t size = 32 + (filtered ? 8 : 0);

	pcapng_32(to, BLOCK_SECTION);
	pcapng_32(to, 28);
	pcapng_32(to, 0x1a2b3c4d);
	pcapng_halves(to, 1, 0);
	pcapng_32(to, UINT32_MAX); /* how long it is, is not said */
	pcapng_32(to, UINT32_MAX);
	pcapng_32(to, 28);
	pcapng_32(to, BLOCK_INTERFACE);
	pcapng_32(to, size);
	pcapng_halves(to, link_of(link_type), 0);
	pcapng_32(to, 0); /* packets of any length */
	pcapng_halves(to, OPTION_RESOLUTION, 1);
	fwrite("\011\0\0", 1, 4, to); /* nanoseconds */
	if (filtered) {
		pcapng_halves(to, OPTION_FILTER, 2);
		fwrite("\0?\0", 1, 4, to);
	}
	pcapng_32(to, 0);
	pcapng_32(to, size);
}

void pcapng_packet(FILE *to, uint64_t time_ns, const uint8_t *data, uint32_t captured,
		   uint32_t length)
{
	static const uint8_t none[4];
	uint32_t padding = -captured & 3, size = 32 + captured + padding;

	pcapng_32(to, BLOCK_PACKET);
	pcapng_32(to, size);
	pcapng_32(to, 0);
	pcapng_32(to, (uint32_t)(time_ns >> 32));
	pcapng_32(to, (uint32_t)time_ns);
	pcapng_32(to, captured);
	pcapng_32(to, length);
	fwrite(data, 1, captured, to);
	fwrite(none, 1, padding, to);
	pcapng_32(to, size);
}

void pcapng_lost(FILE *to, uint64_t packets)
{
	pcapng_32(to, BLOCK_STATISTICS);
	pcapng_32(to, 40);
	pcapng_32(to, 0);
	pcapng_32(to, 0); /* when, nobody reads */
	pcapng_32(to, 0);
	pcapng_halves(to, OPTION_DROPPED, 8);
	fwrite(&packets, sizeof(packets), 1, to);
	pcapng_32(to, 0);
	pcapng_32(to, 40);
}

void pcapng_cut(FILE *to)
{
	pcapng_32(to, BLOCK_PACKET);
	pcapng_32(to, 64);
}
