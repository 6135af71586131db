/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "capture/offload/conntrack.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Whatever follows a line that was read, what was read of it stays: words are only added. */
static void expect_the_same(const uint8_t *data, size_t size, const struct conntrack_entry *entry)
{
	static const char more[] = " rtcache=1 [SEEN_REPLY]\n";
	struct conntrack_entry again = {0};
	char *line = malloc(size + sizeof(more));

	if (!line)
		abort();
	memcpy(line, data, size);
	memcpy(line + size, more, sizeof(more));
	if (conntrack_parse(line, size + sizeof(more) - 1, &again) ||
	    !address_equal(&again.there.source, &entry->there.source) ||
	    !address_equal(&again.back.target, &entry->back.target) ||
	    again.bytes_out != entry->bytes_out || again.packets_back != entry->packets_back ||
	    again.protocol != entry->protocol || again.offload != entry->offload)
		abort();
	free(line);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct conntrack_entry entry = {0};

	if (conntrack_parse((const char *)data, size, &entry)) {
		if (entry.protocol || entry.counted)
			abort();
		return 0;
	}
	if (!entry.counted && (entry.bytes_out || entry.bytes_back))
		abort();
	expect_the_same(data, size, &entry);
	return 0;
}
