// SPDX-License-Identifier: GPL-2.0-or-later
#include "promise/whereabouts.h"

#include <stdio.h>
#include <string.h>

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

	judgement_unknown(out, to->country ? WHY_REGISTERED : WHY_PLACE_UNKNOWN);
	if (!to->country)
		return;
	snprintf(out->reason.country, sizeof(out->reason.country), "%s", to->country);
	judgement_name(&out->reason, to->country_basis);
	out->reason.old = is_old(to->country_basis, upload->end_ns);
}

void whereabouts_judge(const struct promise *promise, const struct event_upload *upload,
		       struct judgement *out)
{
	const struct event_destination *to = &upload->destination;
	struct region region;
	enum fit fit;

	if (to->kind == DESTINATION_VPN) {
		judgement_unknown(out, WHY_VPN);
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
		judgement_broken(out, promise, upload, upload->confidence);
	else
		judgement_unknown(out, fit == FIT_IN ? WHY_REGION_RELAYED : WHY_REGION_PARTLY);
	if (fit == FIT_OUT && out->verdict == VERDICT_UNKNOWN) /* and why is told */
		return;
	if (fit == FIT_OUT)
		out->reason.why = WHY_REGION;
	judgement_name(&out->reason, region.label);
	memcpy(out->reason.country, region.country, sizeof(region.country));
}
