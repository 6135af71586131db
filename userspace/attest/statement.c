/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "attest/statement.h"

#include <inttypes.h>
#include <sodium.h>
#include <string.h>

#include "attest/reasons.h"
#include "words/phrase.h"
#include "words/words.h"
#include "report/write/letter.h"

static void put_camera(const struct attest *attest, FILE *file)
{
	phrase_whom(file, &attest->camera);
	if (attest->camera.name) {
		fputs(" (", file);
		phrase_text(file, phrase_mark(&attest->camera));
		putc(')', file);
	}
}

static void put_rate(const struct attest *attest, FILE *file)
{
	const struct rate *rate = &attest->rate;

	fprintf(file, "%" PRIu32 " kbit/s, ", rate->kbit);
	if (rate->basis == RATE_OWN)
		fprintf(file,
			"the slowest of its own live views in this history (record %" PRIu64 ")",
			rate->number);
	else if (rate->basis == RATE_VENDOR)
		fputs("the lowest that its maker's cameras are known to use", file);
	else
		fputs("the lowest that is reckoned with where nothing is known of a camera's video",
		      file);
}

static bool is_replayed(const struct attest *attest)
{
	for (size_t i = 0; i < attest->hours.count; i++)
		if (attest->hours.items[i].chosen && attest->hours.items[i].capture)
			return true;
	return false;
}

static void put_nothing(const struct attest *attest, FILE *file)
{
	const struct attest_bound *bound = &attest->bound;
	char size[WORDS_MOST], duration[WORDS_MOST], count[WORDS_MOST];

	fputs("No footage of ", file);
	put_camera(attest, file);
	fputs(" was seen to leave the home from ", file);
	reasons_span(file, attest->order.from_ns, attest->order.to_ns);
	fputs(", and all that it sent was counted. ", file);
	if (bound->bytes == 0) {
		fputs("Not one byte left it for the outside in that time.", file);
	} else {
		fprintf(file, "At most %s", words_size(bound->bytes, size));
		if (bound->bytes >= 1000)
			fprintf(file, " (%" PRIu64 " bytes)", bound->bytes);
		fprintf(file,
			" left it for the outside in that time, whatever they were: no more than "
			"%s "
			"of video at ",
			words_duration(bound->seconds * 1000000000U, duration));
		put_rate(attest, file);
		if (bound->pictures)
			fprintf(file, ", or %s of %u kB.",
				words_count(bound->pictures, "still picture", count),
				ATTEST_PICTURE_BYTES / 1000);
		else
			fprintf(file, "; too little for a still picture of %u kB.",
				ATTEST_PICTURE_BYTES / 1000);
	}
	fputs(is_replayed(attest) ? " This is of what passed where the capture was taken."
				  : " This is of what passed the computer that watched.",
	      file);
}

static void put_left(const struct attest *attest, FILE *file)
{
	char size[WORDS_MOST], count[WORDS_MOST];

	fputs("Footage of ", file);
	put_camera(attest, file);
	fputs(" left the home from ", file);
	reasons_span(file, attest->order.from_ns, attest->order.to_ns);
	fprintf(file, ": %s, %s in all.", words_count(attest->upload_count, "upload", count),
		words_size(attest->upload_bytes, size));
}

static void put_unknown(const struct attest *attest, FILE *file)
{
	size_t failing = 0;

	for (size_t i = 0; i < ATTEST_CONDITIONS; i++)
		failing += attest->checks[i].failures != 0;
	fputs("Whether footage of ", file);
	put_camera(attest, file);
	fputs(" left the home from ", file);
	reasons_span(file, attest->order.from_ns, attest->order.to_ns);
	fprintf(file, " cannot be told: %zu of the %d conditions below %s not hold. ", failing,
		ATTEST_CONDITIONS, failing == 1 ? "does" : "do");
	if (attest->upload_count)
		fputs("The uploads that this history tells of are below.", file);
	else
		fputs("None was seen to leave, which proves nothing here.", file);
}

static void put_uploads(const struct attest *attest, struct outline *to)
{
	const struct history *history = attest->history;
	char day[WORDS_MOST], last[WORDS_MOST] = "";

	if (!attest->upload_count)
		return;
	outline_put(to, OUTLINE_SECTION, "What left");
	for (size_t i = 0; i < history->uploads.count; i++) {
		if (history->uploads.items[i].local)
			continue;
		words_day(history->uploads.items[i].start_ns, day);
		if (strcmp(day, last) != 0)
			outline_put(to, OUTLINE_DAY, day);
		memcpy(last, day, sizeof(last));
		letter_upload(history, &history->uploads.items[i], to);
	}
}

static void put_conditions(const struct attest *attest, struct outline *to)
{
	outline_put(to, OUTLINE_SECTION, "What must hold for \"nothing left\"");
	for (int i = 0; i < ATTEST_CONDITIONS; i++) {
		FILE *file = outline_begin(to, OUTLINE_ITEM);

		fputs(attest->checks[i].failures ? "NO: " : "yes: ", file);
		reasons_put(attest, (enum attest_condition)i, file);
		putc('.', file);
	}
}

static void put_bound(const struct attest *attest, struct outline *to)
{
	const struct attest_bound *bound = &attest->bound;
	char count[WORDS_MOST];
	FILE *file;

	if (attest->verdict != ATTEST_NOTHING_LEFT)
		return;
	outline_put(to, OUTLINE_SECTION, "How the bound was found");
	file = outline_begin(to, OUTLINE_LINE);
	fprintf(file, "%" PRIu64 " bytes are counted in %s of the history that cover the time",
		bound->counted, words_count(attest->hours.chosen, "record", count));
	if (bound->across)
		fprintf(file, ", %" PRIu64 " that began to leave in the second before",
			bound->across);
	if (bound->merged)
		fprintf(file, ", %" PRIu64 " for headers of packets that were seen merged",
			bound->merged);
	if (bound->outside)
		fprintf(file,
			"; less %" PRIu64 " of uploads in the same hours before or after the time",
			bound->outside);
	putc('.', file);
}

const char *statement_limit(const struct attest *attest, size_t index, char room[ATTEST_DETAIL])
{
	static const char *const fixed[] = {
		"What takes another way out: a mobile network or a card in the camera, a second "
		"hardware address of it, another router, a neighbour's Wi-Fi.",
		"What another device of the home passes on for the camera: a hub, a recorder, a "
		"phone.",
		"Footage that was filmed in this time and sent later: ask for the time after it.",
	};
	char size[WORDS_MOST];
	size_t count = sizeof(fixed) / sizeof(fixed[0]);

	if (index < count)
		return fixed[index];
	index -= count;
	if (!attest->camera.mac && index-- == 0)
		return "What it sent from other addresses, IPv6 or IPv4: this recording has no "
		       "hardware addresses.";
	if (attest->local_count && index-- == 0) {
		snprintf(room, ATTEST_DETAIL,
			 "Where what the camera streamed inside the home in this time went from "
			 "there: %s.",
			 words_size(attest->local_bytes, size));
		return room;
	}
	if (attest->unreadable && index-- == 0) {
		snprintf(room, ATTEST_DETAIL,
			 "What %" PRIu64 " packets of these runs were, whoever's, that could not "
			 "be read.",
			 attest->unreadable);
		return room;
	}
	return ledger_limit(&attest->order.proof->report, index);
}

static void put_limits(const struct attest *attest, struct outline *to)
{
	char room[ATTEST_DETAIL];
	const char *limit;

	outline_put(to, OUTLINE_SECTION, "What this cannot tell");
	for (size_t i = 0; (limit = statement_limit(attest, i, room)); i++)
		fprintf(outline_begin(to, OUTLINE_ITEM), "%s", limit);
}

static void put_head(const struct attest *attest, struct outline *to)
{
	const struct ledger_report *report = &attest->order.proof->report;
	char root[2 * LEDGER_HASH + 1], key[2 * LEDGER_KEY + 1];

	sodium_bin2hex(root, sizeof(root), report->head.root, LEDGER_HASH);
	sodium_bin2hex(key, sizeof(key), report->key, LEDGER_KEY);
	outline_put(to, OUTLINE_SECTION, "The history that it rests on");
	fprintf(outline_begin(to, OUTLINE_LINE), "Head: %" PRIu64 ":%s", report->head.size, root);
	fprintf(outline_begin(to, OUTLINE_LINE), "Key:  %s", key);
	outline_put(to, OUTLINE_LINE,
		    "`lenswatch verify` with this head and key tells whether a history is this "
		    "one.");
}

void statement_write(const struct attest *attest, struct outline *to)
{
	FILE *file = outline_begin(to, OUTLINE_LINE);

	if (attest->verdict == ATTEST_NOTHING_LEFT)
		put_nothing(attest, file);
	else if (attest->verdict == ATTEST_FOOTAGE_LEFT)
		put_left(attest, file);
	else
		put_unknown(attest, file);
	put_uploads(attest, to);
	put_conditions(attest, to);
	put_bound(attest, to);
	put_limits(attest, to);
	put_head(attest, to);
}
