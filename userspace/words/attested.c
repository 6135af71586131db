/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "words/attested.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/zone.h"
#include "words/gap.h"
#include "words/phrase.h"
#include "words/words.h"

static const char *const attested_holding[ATTEST_CONDITIONS] = {
	[ATTEST_GENUINE] = "the history is as it was written",
	[ATTEST_KEPT] = "its owner erased nothing that was written about this time",
	[ATTEST_WATCHED] = "Lenswatch was watching all the time",
	[ATTEST_COUNTED] = "all that the camera sent to the outside was counted",
	[ATTEST_ON_PATH] = "what the camera sends passes where it is counted",
	[ATTEST_SEEN] = "no packets were lost, and nothing was out of sight",
	[ATTEST_CLOCK] = "the clock was not set",
	[ATTEST_REPORTED] = "what was under way at the end has been reported since",
};

static const char *const attested_whys[] = {
	[ATTEST_WHY_CONDITION] = "",
	[ATTEST_WHY_LOSSES] = ("this kind of file does not say whether packets were lost; record "
			       "with dumpcap -w FILE.pcapng, or let watch keep a history"),
	[ATTEST_WHY_FILTERED] = "it was recorded with a filter, so what else passed is not in it",
	[ATTEST_WHY_UNWRITTEN] =
		"the history cannot be written, and what was reported since is not in it",
	[ATTEST_WHY_PASSED_ON] =
		"who took a stream of it at home sent as much out at the same time",
	[ATTEST_WHY_HEARD] = "it is heard, but nothing that it sends passes here",
	[ATTEST_WHY_NEVER_BEFORE] =
		"nothing that it sends was seen to pass before, so it may take another way",
	[ATTEST_WHY_NEVER_SINCE] = ("nothing that it sends was seen to pass in this time or since, "
				    "so it may be off, or take another way"),
};

static const char *attested_clock(uint64_t time_ns, char text[WORDS_MOST])
{
	time_t seconds = (time_t)(time_ns / CLOCK_SECOND_NS);
	struct tm tm;

	if (!localtime_r(&seconds, &tm) || !strftime(text, WORDS_MOST, "%H:%M:%S", &tm))
		text[0] = '\0';
	return text;
}

/* "Monday 2 March 2026 20:05:00 to 20:06:10": to the second, as a hole of one is enough. */
static void attested_span(uint64_t from_ns, uint64_t to_ns, FILE *file)
{
	char first[WORDS_MOST], last[WORDS_MOST], clock[WORDS_MOST];
	char zone[ZONE_NAME], until[ZONE_NAME];

	words_day(from_ns, first);
	words_day(to_ns, last);
	fprintf(file, "%s %s", first, attested_clock(from_ns, clock));
	if (from_ns != to_ns) {
		zone_name((int64_t)(from_ns / CLOCK_SECOND_NS), zone);
		if (strcmp(zone, zone_name((int64_t)(to_ns / CLOCK_SECOND_NS), until)) != 0)
			fprintf(file, " %s", zone);
		fputs(" to ", file);
		if (strcmp(first, last) != 0)
			fprintf(file, "%s ", last);
		fputs(attested_clock(to_ns, clock), file);
	}
	fprintf(file, " %s", zone_name((int64_t)(to_ns / CLOCK_SECOND_NS), zone));
}

const char *attested_why(const struct attest_check *check, char text[ATTEST_DETAIL])
{
	struct event_gap gap = {.cause = check->cause,
				.count = check->devices,
				.interface = check->text[0] ? check->text : NULL};

	_Static_assert(GAP_WORDS <= ATTEST_DETAIL, "room for what is said of a gap");
	if (check->why == ATTEST_WHY_GAP)
		return gap_words(&gap, text);
	return check->why == ATTEST_WHY_SAID ? check->text : attested_whys[check->why];
}

static void attested_reason(const struct attest_check *check, FILE *file)
{
	char count[WORDS_MOST], text[ATTEST_DETAIL];

	if (check->to_ns) {
		attested_span(check->from_ns, check->to_ns, file);
		fputs(", ", file);
	}
	phrase_text(file, attested_why(check, text));
	if (check->count)
		fprintf(file, " (%s)", words_count(check->count, "packet", count));
}

static void attested_uncounted(const struct attest_check *check, bool nothing, bool ends,
			       FILE *file)
{
	if (nothing) {
		fputs("this history counts nothing of what the camera sends: it is of an older "
		      "Lenswatch, or no full hour has passed",
		      file);
		return;
	}
	fputs("what it sent was not counted from ", file);
	attested_span(check->from_ns, check->to_ns, file);
	if (ends)
		fputs("; counts are written at each full hour and when Lenswatch ends", file);
	else
		fputs(": it was not known as a camera, or nothing of anybody was recorded", file);
}

static void attested_fault(const struct attest_check *check, FILE *file)
{
	char count[WORDS_MOST], text[ATTEST_DETAIL];
	size_t length = strlen(check->text);
	bool stop = length && check->text[length - 1] == '.';

	fprintf(file, "the history is not as it was written: %s wrong, first: ",
		words_count(check->count, "thing", count));
	snprintf(text, sizeof(text), "%.*s", (int)(length - stop), check->text);
	phrase_text(file, text);
}

void attested_condition(enum attest_condition condition, const struct attest_check *check,
			bool nothing, bool ends, FILE *file)
{
	char count[WORDS_MOST], clock[WORDS_MOST];

	if (!check->failures) {
		fputs(attested_holding[condition], file);
		return;
	}
	switch (condition) {
	case ATTEST_GENUINE:
		attested_fault(check, file);
		return;
	case ATTEST_KEPT:
		fprintf(file,
			"its owner erased %s of uploads or gaps of that time; which camera they "
			"were of is no longer known",
			words_count(check->count, "record", count));
		return;
	case ATTEST_WATCHED:
		fputs("no record shows Lenswatch watching from ", file);
		attested_span(check->from_ns, check->to_ns, file);
		break;
	case ATTEST_COUNTED:
		attested_uncounted(check, nothing, ends, file);
		break;
	case ATTEST_REPORTED:
		fprintf(file,
			"it was sending when the count ended at %s, and what that was is still "
			"unknown: ask again in an hour",
			attested_clock(check->to_ns, clock));
		break;
	default:
		attested_reason(check, file);
	}
	if (check->failures > 1)
		fprintf(file, "; and %" PRIu64 " more like it", check->failures - 1);
}

static void attested_camera(const struct event_camera *camera, FILE *file)
{
	if (phrase_is_named(camera)) {
		phrase_whom(file, camera);
	} else {
		fputs("the ", file);
		phrase_make(file, camera);
	}
	fputs(" (", file);
	phrase_text(file, phrase_mark(camera));
	putc(')', file);
}

static void attested_rate(const struct attested_bound *bound, FILE *file)
{
	fprintf(file, "%" PRIu32 " kbit/s is ", bound->kbit);
	if (bound->basis == RATE_OWN)
		fprintf(file,
			"the slowest of its own live views in this history (record %" PRIu64 ")",
			bound->record);
	else if (bound->basis == RATE_VENDOR)
		fputs("the lowest that its maker's cameras are known to use", file);
	else
		fputs("the lowest assumed for an unknown camera", file);
}

void attested_most(const struct attested_bound *bound, FILE *file)
{
	char size[WORDS_MOST], duration[WORDS_MOST], count[WORDS_MOST];

	if (bound->bytes == 0) {
		fputs("Not one byte of it left the home.", file);
		return;
	}
	fprintf(file, "At most %s left: no more than %s of video at %" PRIu32 " kbit/s, ",
		words_size(bound->bytes, size),
		words_duration(bound->seconds * CLOCK_SECOND_NS, duration), bound->kbit);
	if (bound->pictures)
		fprintf(file, "or %s of %u kB.",
			words_count(bound->pictures, "still picture", count), bound->picture_kb);
	else
		fprintf(file, "too little for a still picture of %u kB.", bound->picture_kb);
}

void attested_basis(const struct attested_of *of, const struct attested_bound *bound, FILE *file)
{
	fputs(of->replayed ? "Basis: all that passed where the capture was taken"
			   : "Basis: all that passed the computer that watched",
	      file);
	if (bound->bytes) {
		fputs("; ", file);
		attested_rate(bound, file);
	}
	putc('.', file);
}

void attested_more(FILE *file)
{
	fputs(" --details says how it was found, and what it can't show.", file);
}

/* "the Blink camera (f4:...), Monday 2 March 2026 19:50:00 to 19:51:00 UTC" */
static void attested_subject(const struct attested_of *of, FILE *file)
{
	attested_camera(of->camera, file);
	fputs(", ", file);
	attested_span(of->from_ns, of->to_ns, file);
}

void attested_nothing(const struct attested_of *of, FILE *file)
{
	fputs("No footage seen leaving, and all that was sent is counted: ", file);
	attested_subject(of, file);
	putc('.', file);
}

void attested_left(const struct attested_of *of, size_t uploads, uint64_t bytes, FILE *file)
{
	char size[WORDS_MOST], count[WORDS_MOST];

	fputs("Footage left the home: ", file);
	attested_subject(of, file);
	fprintf(file, ": %s, %s in all.", words_count(uploads, "upload", count),
		words_size(bytes, size));
}

void attested_unknown(const struct attested_of *of, bool uploads, FILE *file)
{
	fputs("Can't say whether footage left: ", file);
	attested_subject(of, file);
	fputs(uploads ? ". The uploads on record stand below."
		      : ". None was seen leaving, which proves nothing here.",
	      file);
}

void attested_checks(size_t failing, bool uploads, FILE *file)
{
	if (uploads)
		fputs("More may have left: ", file);
	fprintf(file, "%zu of %d checks failed; --details lists all.", failing, ATTEST_CONDITIONS);
}

const char *attested_title(enum attested_title title)
{
	static const char *const titles[] = {
		[ATTESTED_TITLE_LEFT] = "What left",
		[ATTESTED_TITLE_CONDITIONS] = "What must hold for \"nothing left\"",
		[ATTESTED_TITLE_BOUND] = "How the bound was found",
		[ATTESTED_TITLE_LIMITS] = "What this cannot show",
		[ATTESTED_TITLE_HEAD] = "The history that it rests on",
	};

	return titles[title];
}

void attested_sum(const struct attested_sum *sum, FILE *file)
{
	char count[WORDS_MOST];

	fprintf(file, "At most %" PRIu64 " byte%s left. ", sum->bytes, sum->bytes == 1 ? "" : "s");
	fprintf(file, "%" PRIu64 " byte%s counted in %s of the history that cover%s the time",
		sum->counted, sum->counted == 1 ? " is" : "s are",
		words_count(sum->records, "record", count), sum->records == 1 ? "s" : "");
	if (sum->across)
		fprintf(file, ", %" PRIu64 " that began to leave in the second before",
			sum->across);
	if (sum->merged)
		fprintf(file, ", %" PRIu64 " for headers of packets that were seen merged",
			sum->merged);
	if (sum->outside)
		fprintf(file,
			"; less %" PRIu64 " of uploads in the same hours before or after the time",
			sum->outside);
	putc('.', file);
}

const char *attested_limit(enum attested_limit limit, uint64_t number, char room[ATTEST_DETAIL])
{
	char size[WORDS_MOST];

	switch (limit) {
	case ATTESTED_OTHER_WAY:
		return "What takes another way out: a mobile network or a card in the camera, a "
		       "second hardware address of it, another router, a neighbour's Wi-Fi.";
	case ATTESTED_OTHER_DEVICE:
		return "What another device of the home passes on for the camera: a hub, a "
		       "recorder, a phone.";
	case ATTESTED_LATER:
		return "Footage that was filmed in this time and sent later: ask for the time "
		       "after it.";
	case ATTESTED_OTHER_ADDRESSES:
		return "What it sent from other addresses, IPv6 or IPv4: this recording has no "
		       "hardware addresses.";
	case ATTESTED_ONWARD:
		snprintf(room, ATTEST_DETAIL,
			 "Where what the camera streamed inside the home in this time went from "
			 "there: %s.",
			 words_size(number, size));
		break;
	case ATTESTED_UNREADABLE:
		snprintf(room, ATTEST_DETAIL,
			 "What %s of these runs %s, whoever's, that could not be read.",
			 words_count(number, "packet", size), number == 1 ? "was" : "were");
		break;
	}
	return room;
}

void attested_head(FILE *file)
{
	fputs("`lenswatch verify` with this head and key shows whether a history is this one.",
	      file);
}
