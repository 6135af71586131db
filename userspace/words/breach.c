// SPDX-License-Identifier: GPL-2.0-or-later
#include "words/breach.h"

#include <inttypes.h>
#include <string.h>

#include "words/countries.h"
#include "words/gap.h"
#include "words/phrase.h"
#include "words/words.h"

/* Those that are the same of every upload. */
static const char *const breach_fixed[WHYS] = {
	[WHY_KEPT] = "",
	[WHY_LEFT] = "footage left the home",
	[WHY_SUSPECTED] = "whether that device is a camera is unknown",
	[WHY_POSSIBLE] = "it was only possibly footage",
	[WHY_CLASS_UNKNOWN] = "what kind of footage it was is unknown",
	[WHY_VPN] = "it went through a VPN, destination unknown",
	[WHY_RECEIVER_UNKNOWN] = "who received it is unknown",
	[WHY_HOURS_ROUGH] = "its times are rough, and it was at the edge of those hours",
	[WHY_PLACE_UNKNOWN] = "nothing shows where the server is",
	[WHY_NO_CAMERA] = "no camera is known yet",
	[WHY_NO_SUCH_CAMERA] = "no camera of that name is known yet",
	[WHY_ABSENT] = "a camera that you declared was not seen",
};

/* Its address is where its operator has an office; its machine may stand elsewhere. */
static void breach_registered(const struct promise_reason *reason, char text[BREACH_WORDS])
{
	snprintf(text, BREACH_WORDS,
		 "its address is registered in %.60s (%.60s), which does not show where the server "
		 "is%s",
		 country_name(reason->country), reason->name[0] ? reason->name : "no date",
		 reason->old ? ", and is more than a year old" : "");
}

static void breach_region(const struct promise_reason *reason, char text[BREACH_WORDS])
{
	snprintf(text, BREACH_WORDS, "\"%s\" in the host name is in %s%s", reason->name,
		 strcmp(reason->country, "EU") == 0 ? "the EU" : country_name(reason->country),
		 reason->why == WHY_REGION_RELAYED
			 ? ", but a relay passes it on, and where to is unknown"
		 : reason->why == WHY_REGION_PARTLY ? ", but which of its countries is unknown"
						    : "");
}

static void breach_total(const struct promise_reason *reason, char text[BREACH_WORDS])
{
	bool bytes = reason->why == WHY_BYTES || reason->why == WHY_BYTES_PERHAPS;
	bool more = reason->why == WHY_BYTES_PERHAPS || reason->why == WHY_UPLOADS_PERHAPS;
	char total[WORDS_MOST];

	snprintf(text, BREACH_WORDS, "%s %s that day%s",
		 bytes ? words_size(reason->number, total)
		       : words_count(reason->number, "upload", total),
		 bytes ? "left" : "began", more ? ", and there may have been more" : "");
}

static void breach_hour(const struct promise_reason *reason, char text[BREACH_WORDS])
{
	if (reason->minute < 0)
		snprintf(text, BREACH_WORDS, "it was sending at that time");
	else
		snprintf(text, BREACH_WORDS, "it was sending at %02d:%02d", reason->minute / 60,
			 reason->minute % 60);
}

static void breach_gap(const struct promise_reason *reason, char text[BREACH_WORDS])
{
	struct event_gap gap = {.cause = reason->cause,
				.count = (uint32_t)reason->number,
				.interface = reason->name[0] ? reason->name : NULL};
	char words[GAP_WORDS];

	snprintf(text, BREACH_WORDS, "not everything was seen: %.200s", gap_words(&gap, words));
}

const char *breach_words(const struct promise_reason *reason, char text[BREACH_WORDS])
{
	switch (reason->why) {
	case WHY_CLASS:
		snprintf(text, BREACH_WORDS, "it was %s", phrase_what(reason->class));
		break;
	case WHY_RECEIVER:
		snprintf(text, BREACH_WORDS, "it went to %.100s", reason->name);
		break;
	case WHY_BUCKET:
		snprintf(text, BREACH_WORDS, "it went to a bucket of %.100s", reason->name);
		break;
	case WHY_RENTED:
		snprintf(text, BREACH_WORDS, "who rents that place at %.100s is unknown",
			 reason->name);
		break;
	case WHY_RELAYED:
		snprintf(text, BREACH_WORDS, "who uses that relay of %.100s is unknown",
			 reason->name);
		break;
	case WHY_HOUR:
		breach_hour(reason, text);
		break;
	case WHY_REGISTERED:
		breach_registered(reason, text);
		break;
	case WHY_REGION:
	case WHY_REGION_RELAYED:
	case WHY_REGION_PARTLY:
		breach_region(reason, text);
		break;
	case WHY_BYTES:
	case WHY_BYTES_PERHAPS:
	case WHY_UPLOADS:
	case WHY_UPLOADS_PERHAPS:
		breach_total(reason, text);
		break;
	case WHY_GAP:
		breach_gap(reason, text);
		break;
	default:
		snprintf(text, BREACH_WORDS, "%s", breach_fixed[reason->why]);
		break;
	}
	return text;
}

void breach_write_none(FILE *file)
{
	fputs(". The history knows of nothing that was promised then; --since and --until ask for "
	      "another time, --promise for a promise.",
	      file);
}

void breach_write_erased(uint64_t records, FILE *file)
{
	fprintf(file,
		"Of this time or later the owner erased %" PRIu64
		" records; what they said of promises went with them.",
		records);
}
