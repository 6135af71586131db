/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * --since and --until of the commands that read a history. Called by report, promises and attest.
 */
#ifndef LENSWATCH_COMMANDS_PERIOD_H
#define LENSWATCH_COMMANDS_PERIOD_H

#include <stdint.h>

struct period {
	uint64_t from_ns, to_ns;
};

/*
 * NULL `until` is now, NULL `since` so many `days` before that. 0, or -EINVAL with what is wrong
 * told on stderr.
 */
int period_read(const char *since, const char *until, unsigned days, uint64_t now_ns,
		struct period *out);

#endif
