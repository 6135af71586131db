/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "attest/statement.h"

#include <inttypes.h>
#include <sodium.h>
#include <string.h>

#include "words/attested.h"
#include "words/words.h"
#include "report/write/letter.h"

static bool is_replayed(const struct attest *attest)
{
	for (size_t i = 0; i < attest->hours.count; i++)
		if (attest->hours.items[i].chosen && attest->hours.items[i].capture)
			return true;
	return false;
}

static void statement_verdict(const struct attest *attest, bool details, struct outline *to)
{
	struct attested_of of = {.camera = &attest->camera,
				 .from_ns = attest->order.from_ns,
				 .to_ns = attest->order.to_ns,
				 .replayed = is_replayed(attest)};
	struct attested_bound bound = {.bytes = attest->bound.bytes,
				       .seconds = attest->bound.seconds,
				       .pictures = attest->bound.pictures,
				       .picture_kb = ATTEST_PICTURE_BYTES / 1000,
				       .kbit = attest->rate.kbit,
				       .basis = attest->rate.basis,
				       .record = attest->rate.number};
	FILE *file = outline_begin(to, OUTLINE_LINE);

	if (attest->verdict == ATTEST_NOTHING_LEFT) {
		attested_nothing(&of, file);
		attested_most(&bound, outline_begin(to, OUTLINE_LINE));
		file = outline_begin(to, OUTLINE_LINE);
		attested_basis(&of, &bound, file);
		if (!details)
			attested_more(file);
	} else if (attest->verdict == ATTEST_FOOTAGE_LEFT) {
		attested_left(&of, attest->upload_count, attest->upload_bytes, file);
	} else {
		attested_unknown(&of, attest->upload_count > 0, file);
	}
}

static void put_uploads(const struct attest *attest, struct outline *to)
{
	const struct history *history = attest->history;
	char day[WORDS_MOST], last[WORDS_MOST] = "";

	if (!attest->upload_count)
		return;
	outline_put(to, OUTLINE_SECTION, attested_title(ATTESTED_TITLE_LEFT));
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

static bool is_last(const struct attest *attest, uint64_t time_ns)
{
	for (size_t i = 0; i < attest->hours.count; i++)
		if (attest->hours.items[i].from_ns >= time_ns)
			return false;
	return true;
}

static void put_condition(const struct attest *attest, int i, struct outline *to)
{
	const struct attest_check *check = &attest->checks[i];
	FILE *file = outline_begin(to, OUTLINE_ITEM);

	fputs(check->failures ? "NO: " : "yes: ", file);
	attested_condition((enum attest_condition)i, check, !attest->hours.count,
			   is_last(attest, check->to_ns), file);
	putc('.', file);
}

static void put_conditions(const struct attest *attest, struct outline *to)
{
	outline_put(to, OUTLINE_SECTION, attested_title(ATTESTED_TITLE_CONDITIONS));
	for (int i = 0; i < ATTEST_CONDITIONS; i++)
		put_condition(attest, i, to);
}

static void put_failures(const struct attest *attest, struct outline *to)
{
	size_t failing = 0;

	for (int i = 0; i < ATTEST_CONDITIONS; i++)
		failing += attest->checks[i].failures != 0;
	if (!failing)
		return;
	attested_checks(failing, attest->verdict == ATTEST_FOOTAGE_LEFT,
			outline_begin(to, OUTLINE_LINE));
	for (int i = 0; i < ATTEST_CONDITIONS; i++)
		if (attest->checks[i].failures)
			put_condition(attest, i, to);
}

static void put_bound(const struct attest *attest, struct outline *to)
{
	const struct attest_bound *bound = &attest->bound;

	if (attest->verdict != ATTEST_NOTHING_LEFT)
		return;
	outline_put(to, OUTLINE_SECTION, attested_title(ATTESTED_TITLE_BOUND));
	attested_sum(&(struct attested_sum){.bytes = bound->bytes,
					    .counted = bound->counted,
					    .across = bound->across,
					    .merged = bound->merged,
					    .outside = bound->outside,
					    .records = attest->hours.chosen},
		     outline_begin(to, OUTLINE_LINE));
}

const char *statement_limit(const struct attest *attest, size_t index, char room[ATTEST_DETAIL])
{
	if (index <= ATTESTED_LATER)
		return attested_limit((enum attested_limit)index, 0, room);
	index -= ATTESTED_LATER + 1;
	if (!attest->camera.mac && index-- == 0)
		return attested_limit(ATTESTED_OTHER_ADDRESSES, 0, room);
	if (attest->local_count && index-- == 0)
		return attested_limit(ATTESTED_ONWARD, attest->local_bytes, room);
	if (attest->unreadable && index-- == 0)
		return attested_limit(ATTESTED_UNREADABLE, attest->unreadable, room);
	return ledger_limit(&attest->order.proof->report, index);
}

static void put_limits(const struct attest *attest, struct outline *to)
{
	char room[ATTEST_DETAIL];
	const char *limit;

	outline_put(to, OUTLINE_SECTION, attested_title(ATTESTED_TITLE_LIMITS));
	for (size_t i = 0; (limit = statement_limit(attest, i, room)); i++)
		fprintf(outline_begin(to, OUTLINE_ITEM), "%s", limit);
}

static void statement_head(const struct attest *attest, struct outline *to)
{
	const struct ledger_report *report = &attest->order.proof->report;
	char root[2 * LEDGER_HASH + 1], key[2 * LEDGER_KEY + 1];

	sodium_bin2hex(root, sizeof(root), report->head.root, LEDGER_HASH);
	sodium_bin2hex(key, sizeof(key), report->key, LEDGER_KEY);
	outline_put(to, OUTLINE_SECTION, attested_title(ATTESTED_TITLE_HEAD));
	fprintf(outline_begin(to, OUTLINE_LINE), "Head: %" PRIu64 ":%s", report->head.size, root);
	fprintf(outline_begin(to, OUTLINE_LINE), "Key:  %s", key);
	attested_head(outline_begin(to, OUTLINE_LINE));
}

void statement_write(const struct attest *attest, bool details, struct outline *to)
{
	statement_verdict(attest, details, to);
	put_uploads(attest, to);
	if (!details) {
		put_failures(attest, to);
		return;
	}
	put_conditions(attest, to);
	put_bound(attest, to);
	put_limits(attest, to);
	statement_head(attest, to);
}
