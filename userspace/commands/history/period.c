// SPDX-License-Identifier: GPL-2.0-or-later
#include "commands/history/period.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>

#include "base/clock.h"
#include "commands/history/moment.h"

static int period_moment(const char *option, const char *value, uint64_t now_ns, bool end,
			 uint64_t *out)
{
	if (!value || moment_parse(value, now_ns, now_ns, end, out) == 0)
		return 0;
	fprintf(stderr,
		"lenswatch: --%s wants a time like 2026-03-01, 2026-03-01T10:00, yesterday, \"last "
		"week\" or 7d, not \"%.200s\"\n",
		option, value);
	return -EINVAL;
}

int period_read(const char *since, const char *until, unsigned days, uint64_t now_ns,
		struct period *out)
{
	struct period period = {.to_ns = now_ns};
	char before[32];

	if (period_moment("until", until, now_ns, true, &period.to_ns) != 0)
		return -EINVAL;
	period.from_ns = period.to_ns - days * CLOCK_DAY_NS;
	if (period_moment("since", since, now_ns, false, &period.from_ns) != 0)
		return -EINVAL;
	if (period.from_ns < period.to_ns) {
		*out = period;
		return 0;
	}
	snprintf(before, sizeof(before), "(%u days before)", days);
	fprintf(stderr,
		"lenswatch: --since %.200s is not before --until %.200s, so there is nothing "
		"between\n",
		since ? since : before, until ? until : "now");
	return -EINVAL;
}
