// SPDX-License-Identifier: GPL-2.0-or-later
#include "ledger/legacy.h"

#include <stdlib.h>
#include <string.h>

/* 0.1.0's; a name of an interface stood between `begin` and `end`, a number of devices likewise. */
static const struct {
	enum cause cause;
	const char *begin, *end;
} sentences[] = {
	{CAUSE_CAPTURE_DROPPED, "the capture says that packets were dropped", NULL},
	{CAUSE_FILE_CUT, "the capture file ends in the middle of a packet", NULL},
	{CAUSE_FILE_BROKEN, "the rest of the capture file could not be read", NULL},
	{CAUSE_FLOWS_FULL, "more connections at once than there was room for", NULL},
	{CAUSE_DEVICES_FULL, "more devices at once than there was room for", NULL},
	{CAUSE_CROWDED,
	 "there were more devices than there is room for: the later ones are not watched", NULL},
	{CAUSE_SAMPLES_LOST, "first packets of connections came faster than they were read", NULL},
	{CAUSE_STRETCHES_LOST,
	 "seconds of connections went missing between the kernel and this program", NULL},
	{CAUSE_CLOCK_SET, "the clock was set", NULL},
	{CAUSE_CLOCK_BACK, "the clock was set back", NULL},
	{CAUSE_CARD_DROPPED, "the network card dropped packets", NULL},
	{CAUSE_READ_LATE, "packets came faster than they could be read", NULL},
	{CAUSE_OFF_PATH,
	 "this computer sees that it exists, but not what it sends; run Lenswatch on the router or "
	 "on a mirror port",
	 NULL},
	{CAUSE_INTERFACE_WENT, "the interface ", " went away"},
	{CAUSE_INTERFACE_AWAY, "the interface ", " was away"},
	{CAUSE_NONE_ON_PATH, "this computer sees ",
	 " devices of the home, but nothing of what they send; run Lenswatch on the router or on a "
	 "mirror port"},
};

static bool is_between(const char *said, const char *begin, const char *end)
{
	size_t length = strlen(said), first = strlen(begin), last = strlen(end);

	return length > first + last && !strncmp(said, begin, first) &&
	       !strcmp(said + length - last, end);
}

enum cause legacy_cause(const char *said, uint32_t *count)
{
	for (size_t i = 0; said && i < sizeof(sentences) / sizeof(sentences[0]); i++) {
		const char *begin = sentences[i].begin, *end = sentences[i].end;

		if (!(end ? is_between(said, begin, end) : !strcmp(said, begin)))
			continue;
		if (sentences[i].cause == CAUSE_NONE_ON_PATH)
			*count = (uint32_t)strtoul(said + strlen(begin), NULL, 10);
		return sentences[i].cause;
	}
	return CAUSE_UNKNOWN;
}
