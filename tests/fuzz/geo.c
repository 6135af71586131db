// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A database of addresses of any bytes, and one whose metadata is right around a search tree and
 * data of the input's (MaxMind DB file format specification 2.0): every look-up has an end, and
 * what it gives is text.
 */
#include "base/letters.h"
#include "geo/geography.h"
#include "fuzz_file.h"

#define MARKER "\xab\xcd\xefMaxMind.com"
#define NODES_MOST 64
#define DATA_MOST 4096
#define DATABASE_MOST 8192

struct database {
	uint8_t bytes[DATABASE_MOST];
	size_t used;
};

static void put_bytes(struct database *to, const void *bytes, size_t size)
{
	memcpy(&to->bytes[to->used], bytes, size);
	to->used += size;
}

/* A text of less than 29 bytes: its type and length are one byte. */
static void put_text(struct database *to, const char *text)
{
	uint8_t control = (uint8_t)(0x40 | strlen(text));

	put_bytes(to, &control, 1);
	put_bytes(to, text, strlen(text));
}

/* As a 16-bit number of two bytes. */
static void put_number(struct database *to, const char *key, unsigned number)
{
	uint8_t bytes[] = {0xa2, (uint8_t)(number >> 8), (uint8_t)number};

	put_text(to, key);
	put_bytes(to, bytes, sizeof(bytes));
}

/* What the specification demands, with these numbers. */
static void put_metadata(struct database *to, unsigned record_size, unsigned nodes,
			 unsigned version)
{
	static const uint8_t epoch[] = {0x04, 0x02, 0x66, 0, 0, 0}; /* a number of 64 bits */

	put_bytes(to, MARKER "\xe9", sizeof(MARKER)); /* a map of nine */
	put_number(to, "node_count", nodes);
	put_number(to, "record_size", record_size);
	put_number(to, "ip_version", version);
	put_number(to, "binary_format_major_version", 2);
	put_number(to, "binary_format_minor_version", 0);
	put_text(to, "database_type");
	put_text(to, "Some");
	put_text(to, "languages");
	put_bytes(to, "\x00\x04", 2); /* an array of none */
	put_text(to, "description");
	put_bytes(to, "\xe0", 1); /* a map of none */
	put_text(to, "build_epoch");
	put_bytes(to, epoch, sizeof(epoch));
}

/* Tree, sixteen zeros, data, metadata. */
static void build(const uint8_t *data, size_t size, struct database *out)
{
	static const uint8_t sizes[] = {24, 28, 32};
	unsigned record_size = sizes[data[0] % 3], nodes = 1 + data[1] % NODES_MOST;
	unsigned version = data[0] & 0x80 ? 4 : 6;
	size_t tree = nodes * record_size / 4, taken;

	out->used = 0;
	memset(out->bytes, 0, tree + 16);
	taken = size - 2 < tree ? size - 2 : tree;
	memcpy(out->bytes, &data[2], taken);
	out->used = tree + 16;
	data += 2 + taken;
	size -= 2 + taken;
	put_bytes(out, data, size < DATA_MOST ? size : DATA_MOST);
	put_metadata(out, record_size, nodes, version);
}

static void count(void *context, const char *file, const char *what, const char *cure)
{
	*(size_t *)context += strlen(file) + strlen(what) + (cure ? strlen(cure) : 0);
}

static void look_up(struct geography *geography, const char *text)
{
	struct geography_place place = {0};
	struct address address;

	if (address_parse(text, &address) != 0)
		abort();
	geography_find(geography, &address, &place);
	if (strlen(place.organisation) >= sizeof(place.organisation) ||
	    (place.country[0] && strlen(place.country) != 2))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const addresses[] = {"1.128.0.1",   "255.255.255.255", "0.0.0.0",
						"2001:db8::1", "ffff:ffff::1",	  "::ffff:1.2.3.4"};
	static struct database built;
	struct geography *geography = NULL;
	char path[64];
	const char *files[] = {fuzz_file_path("geo.mmdb", path)};
	size_t told = 0;

	if (size < 3)
		return 0;
	if (data[0] & 0x40) {
		fuzz_file_write(path, &data[1], size - 1);
	} else {
		build(data, size, &built);
		fuzz_file_write(path, built.bytes, built.used);
	}
	if (geography_open(files, 1, 0, count, &told, &geography) != 0)
		abort();
	for (size_t i = 0; i < sizeof(addresses) / sizeof(addresses[0]); i++)
		look_up(geography, addresses[i]);
	geography_date(geography);
	geography_close(geography);
	return 0;
}
