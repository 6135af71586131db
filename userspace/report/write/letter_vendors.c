/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What vendors may hold, and what the owner can do there. */
#include <string.h>

#include "words/catalog.h"
#include "words/countries.h"
#include "words/phrase.h"
#include "words/words.h"
#include "report/write/letter.h"

static void put_holder(const struct report *report, const struct holder *holder, struct outline *to)
{
	FILE *file = outline_begin(to, OUTLINE_DAY);
	char text[WORDS_MOST];

	holding_name(file, holder);
	file = outline_begin(to, OUTLINE_LINE);
	fputs(SAY_HOLDERS_OF, file);
	holding_amount(file, holder);
	fprintf(file, " (%s).", words_size(holder->bytes, text));
	for (size_t i = 0;; i++) {
		char *sentence = NULL;
		size_t length;
		FILE *out = open_memstream(&sentence, &length);
		bool more = out && holding_sentence(out, holder, report->order.now_ns, i);

		if (!out || fclose(out) != 0)
			to->failed = true;
		else if (more)
			outline_put(to, OUTLINE_ITEM, sentence);
		free(sentence);
		if (!more)
			break;
	}
}

void letter_holders(const struct report *report, struct outline *to)
{
	const struct holding *holding = &report->holding;
	char text[WORDS_MOST];

	if (!holding->count)
		return;
	outline_section(to, OUTLINE_FOLD, SAY_HOLDERS, NULL, "holders");
	for (size_t i = 0; i < holding->count; i++)
		put_holder(report, &holding->items[i], to);
	if (holding->left_out)
		fprintf(outline_begin(to, OUTLINE_LINE), SAY_HOLDERS_MORE,
			words_count(holding->left_out, SAY_HOLDERS_MORE_UPLOAD, text));
}

struct vendors {
	size_t count;
	const char *names[HOLDING_MOST];
};

static void add_vendor(struct vendors *vendors, const char *name)
{
	for (size_t i = 0; i < vendors->count; i++)
		if (!strcmp(vendors->names[i], name))
			return;
	if (vendors->count < HOLDING_MOST)
		vendors->names[vendors->count++] = name;
}

/* Whose clouds were used, and whose cameras were seen to send. */
static void find_vendors(const struct report *report, struct vendors *out)
{
	const struct history *history = report->history;

	for (size_t i = 0; i < report->holding.count; i++)
		if (report->holding.items[i].kind == HOLDER_VENDOR)
			add_vendor(out, report->holding.items[i].name);
	for (size_t i = 0; i < history->uploads.count; i++) {
		struct event_camera camera;

		history_camera(history, &history->devices.items[history->uploads.items[i].device],
			       &camera);
		if (camera.vendor)
			add_vendor(out, camera.vendor);
	}
}

static FILE *begin_advice(const struct rule *rule, bool first, struct outline *to)
{
	if (first)
		phrase_text(outline_begin(to, OUTLINE_DAY), rule->vendor);
	return outline_begin(to, OUTLINE_ITEM);
}

/* How somebody may ask the owner. It changes often: what was not checked for long is left out. */
static size_t put_asked(const struct report *report, const struct rule *rule, size_t written,
			struct outline *to)
{
	struct advice advice;
	size_t at = 0;

	while (advice_next(rule, "request", report->order.now_ns, &at, &advice)) {
		FILE *file;

		if (advice.rule->asked != ASKED_OWNER || advice.stale)
			continue;
		file = begin_advice(rule, !written++, to);
		fprintf(file, SAY_ASKED_IN, country_name(advice.rule->country));
		advice_write(file, &advice);
	}
	return written;
}

/* How many were told. */
static size_t put_topics(const struct report *report, const struct rule *rule, struct outline *to)
{
	static const struct {
		const char *topic, *words;
	} topics[] = {{"see", SAY_ADVICE_VIEW},
		      {"delete", "Deleting it: "},
		      {"encrypt", "Encrypting it: "},
		      {"local", SAY_ADVICE_LOCAL}};
	size_t written = 0;

	for (size_t i = 0; i < sizeof(topics) / sizeof(topics[0]); i++) {
		struct advice advice;
		size_t at = 0;

		while (advice_next(rule, topics[i].topic, report->order.now_ns, &at, &advice)) {
			FILE *file = begin_advice(rule, !written++, to);

			fputs(topics[i].words, file);
			advice_write(file, &advice);
		}
	}
	return put_asked(report, rule, written, to);
}

void letter_advice(const struct report *report, struct outline *to)
{
	struct vendors vendors = {0}, silent = {0};
	FILE *file;

	find_vendors(report, &vendors);
	if (!vendors.count)
		return;
	outline_section(to, OUTLINE_FOLD, SAY_ADVICE, NULL, "advice");
	for (size_t i = 0; i < vendors.count; i++)
		if (!put_topics(report, advice_vendor(report->order.rules, vendors.names[i]), to))
			add_vendor(&silent, vendors.names[i]);
	if (!silent.count)
		return;
	file = outline_begin(to, OUTLINE_LINE);
	fputs(SAY_ADVICE_NONE, file);
	for (size_t i = 0; i < silent.count; i++) {
		if (i)
			fputs(i + 1 == silent.count ? " and " : ", ", file);
		phrase_text(file, silent.names[i]);
	}
	fputs(silent.count > 1 ? SAY_ADVICE_APPS : SAY_ADVICE_APP, file);
	fputs(SAY_ADVICE_LOOK, file);
}
