// SPDX-License-Identifier: GPL-2.0-or-later
#include "promise/whereabouts.h"

#include <stdio.h>
#include <string.h>

#include "words/countries.h"
#include "promise/region.h"

#define YEAR_S (366LL * 86400)

enum fit { FIT_OUT, FIT_IN, FIT_MAYBE };

/* A region that is only known to be in the Union may or may not be in one of its states. */
static enum fit region_fits(const struct promise *promise, const char *country)
{
	bool some = strcmp(country, "EU") == 0, maybe = false;

	for (size_t i = 0; i < promise->country_count; i++) {
		const char *allowed = promise->countries[i];

		if (strcmp(allowed, country) == 0 ||
		    (strcmp(allowed, "EU") == 0 && region_in_eu(country)))
			return FIT_IN;
		maybe = maybe || (some && region_in_eu(allowed));
	}
	return maybe ? FIT_MAYBE : FIT_OUT;
}

/* "geo database 2022-10-29", more than a year before the upload. */
static bool is_old(const char *basis, uint64_t time_ns)
{
	const char *date = basis ? strrchr(basis, ' ') : NULL;
	struct tm tm = {0};

	if (!date || !strptime(date + 1, "%Y-%m-%d", &tm))
		return false;
	return (long long)(time_ns / 1000000000ULL) - (long long)timegm(&tm) > YEAR_S;
}

/* An address is registered where its operator has an office; its machine may stand elsewhere. */
static void tell_register(const struct event_upload *upload, struct judgement *out)
{
	const struct event_destination *to = &upload->destination;

	out->verdict = VERDICT_UNKNOWN;
	if (to->country)
		snprintf(
			out->reason, sizeof(out->reason),
			"its address is registered in %.60s (%.60s), which does not tell where the "
			"server is%s",
			country_name(to->country),
			to->country_basis ? to->country_basis : "no date",
			is_old(to->country_basis, upload->end_ns) ? ", and is more than a year old"
								  : "");
	else
		snprintf(out->reason, sizeof(out->reason), "nothing tells where the server is");
}

static const char *country_words(const char *country)
{
	return strcmp(country, "EU") == 0 ? "the EU" : country_name(country);
}

void whereabouts_judge(const struct promise *promise, const struct event_upload *upload,
		       struct judgement *out)
{
	const struct event_destination *to = &upload->destination;
	struct region region;
	enum fit fit;

	if (to->kind == DESTINATION_VPN) {
		out->verdict = VERDICT_UNKNOWN;
		snprintf(out->reason, sizeof(out->reason),
			 "it went through a VPN, so where to cannot be told");
		return;
	}
	if (!region_find(to->host, &region)) {
		tell_register(upload, out);
		return;
	}
	fit = region_fits(promise, region.country);
	if (fit == FIT_IN && to->kind != DESTINATION_RELAY)
		return;
	if (fit == FIT_OUT)
		judge_broken(out, promise, upload, upload->confidence);
	else
		out->verdict = VERDICT_UNKNOWN;
	if (fit == FIT_OUT && out->verdict == VERDICT_UNKNOWN) /* and why is told */
		return;
	snprintf(out->reason, sizeof(out->reason), "\"%s\" in the host name is in %s%s",
		 region.label, country_words(region.country),
		 fit == FIT_IN	    ? ", but a relay passes on, and where to cannot be told"
		 : fit == FIT_MAYBE ? ", but in which country of it cannot be told"
				    : "");
}
