// SPDX-License-Identifier: GPL-2.0-or-later
#include "commands/experiment.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "usage/near.h"

#define EXPERIMENT_MOST 1e9

/* As rules and docs/dev/how-it-decides.md call them. */
static const char *const experiment_names[] = {"footage_bytes", "footage_ratio", "behaviour_ratio",
					       "mean_packet", "snapshot_bytes"};

#define EXPERIMENTS (sizeof(experiment_names) / sizeof(experiment_names[0]))

static void experiment_put(size_t which, double value, struct rule_thresholds *out)
{
	switch (which) {
	case 0:
		out->footage_bytes = (uint64_t)value;
		break;
	case 1:
		out->footage_ratio = value;
		break;
	case 2:
		out->behaviour_ratio = value;
		break;
	case 3:
		out->mean_packet = (uint32_t)value;
		break;
	default:
		out->snapshot_bytes = (uint64_t)value;
		break;
	}
}

static int experiment_unknown(const char *name)
{
	struct near near = {.word = name};

	for (size_t i = 0; i < EXPERIMENTS; i++)
		near_weigh(&near, experiment_names[i]);
	fprintf(stderr, "lenswatch: --set knows no threshold \"%s\"", name);
	if (near.best)
		fprintf(stderr, "; did you mean %s?", near.best);
	fputs(" There are:", stderr);
	for (size_t i = 0; i < EXPERIMENTS; i++)
		fprintf(stderr, "%s %s", i ? "," : "", experiment_names[i]);
	fputc('\n', stderr);
	return -EINVAL;
}

int experiment_set(const char *text, struct rule_thresholds *out)
{
	const char *is = strchr(text, '=');
	char name[32], *end;
	size_t which = 0;
	double value;

	snprintf(name, sizeof(name), "%.*s", is ? (int)(is - text) : (int)sizeof(name), text);
	while (which < EXPERIMENTS && strcmp(name, experiment_names[which]) != 0)
		which++;
	if (which == EXPERIMENTS)
		return experiment_unknown(name);
	value = is ? strtod(is + 1, &end) : 0;
	if (!is || end == is + 1 || *end || !(value > 0) || value > EXPERIMENT_MOST ||
	    (strstr(name, "ratio") == NULL && value != floor(value))) {
		fprintf(stderr, "lenswatch: --set %s wants a number above 0, as in %s=%s\n", name,
			name, strstr(name, "ratio") ? "2.5" : "50000");
		return -EINVAL;
	}
	experiment_put(which, value, out);
	return 0;
}
