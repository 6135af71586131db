/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "attest/rate.h"

#include <string.h>

#include "json/reading.h"
#include "upload/class.h"

/* What is shorter has no steady rate. */
#define RATE_LEAST_NS 10000000000ULL

static const struct rule *find_vendor(const struct rules *rules, const char *vendor)
{
	for (size_t i = 0; rules && vendor && i < rules_count(rules); i++)
		if (!strcmp(rules_at(rules, i)->vendor, vendor))
			return rules_at(rules, i);
	return NULL;
}

struct rate rate_begin(const struct rules *rules, const char *vendor)
{
	const struct rule *rule = find_vendor(rules, vendor);

	return (struct rate){.kbit = class_slowest_kbit(rule),
			     .basis = rule && rule->bitrate_low_kbit ? RATE_VENDOR
								     : RATE_ANY_CAMERA};
}

/* Only what is sent as it is filmed has the pace of its video. */
void rate_learn(struct rate *rate, struct json_object *record, uint64_t number)
{
	struct event_upload upload;
	uint64_t lasted_ns, kbit;

	reading_upload(record, &upload);
	if (upload.class != CLASS_LIVE && upload.class != CLASS_CONTINUOUS)
		return;
	if (upload.end_ns < upload.start_ns || upload.coverage == COVERAGE_LOWER_BOUND)
		return;
	lasted_ns = upload.end_ns - upload.start_ns;
	if (lasted_ns < RATE_LEAST_NS)
		return;
	kbit = (uint64_t)((double)upload.bytes_up * 8e6 / (double)lasted_ns);
	kbit = kbit ? kbit : 1;
	if (kbit >= rate->kbit)
		return;
	*rate = (struct rate){.kbit = (uint32_t)kbit, .basis = RATE_OWN, .number = number};
}

uint64_t rate_seconds(const struct rate *rate, uint64_t bytes)
{
	uint64_t each = rate->kbit * 125ULL; /* bytes a second */

	return bytes / each + (bytes % each != 0);
}
