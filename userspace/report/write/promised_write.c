// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <inttypes.h>
#include <json-c/json.h>

#include "base/clock.h"
#include "words/catalog.h"
#include "words/clean.h"
#include "words/doubts.h"
#include "words/breach.h"
#include "words/link.h"
#include "json/writer.h"
#include "words/phrase.h"
#include "words/words.h"
#include "report/write/data.h"
#include "report/write/promised_write.h"

#define REASONS 3 /* told one by one; more are counted */

const char *promised_noun(const struct promise *promise)
{
	return promise->rule == PROMISE_BYTES || promise->rule == PROMISE_UPLOADS ? "day"
										  : "upload";
}

static void put_handle(const struct promised_breach *breach, FILE *file)
{
	char target[EVENT_ID + 2];

	if (!breach->handle) {
		fprintf(file, " #%.8s", breach->upload);
		return;
	}
	snprintf(target, sizeof(target), "#e%.*s", breach->handle, breach->upload);
	fputs(" #", file);
	link_write(file, target, target + 2);
}

static void put_breaches(const struct promise *promise, const struct promised_item *item,
			 struct outline *to)
{
	char day[WORDS_MOST], clock[WORDS_MOST], size[WORDS_MOST], why[BREACH_WORDS];

	for (size_t i = 0; i < item->told; i++) {
		const struct promised_breach *breach = &item->breach[i];
		FILE *file = outline_begin(to, OUTLINE_ITEM);
		bool said = promise->rule == PROMISE_NOTHING || promise->rule == PROMISE_CLASSES;

		fprintf(file, "%s %s, ", words_day(breach->start_ns, day),
			words_clock(breach->start_ns, clock));
		phrase_text(file, breach->camera);
		fprintf(file, ", %s%s of %s", phrase_sure(breach->confidence),
			phrase_what(breach->class), words_size(breach->bytes, size));
		if (!said) {
			fputs(": ", file);
			phrase_text(file, breach_words(&breach->reason, why));
		}
		fputs(".", file);
		put_handle(breach, file);
	}
	if (item->breaches > item->told)
		fprintf(outline_begin(to, OUTLINE_ITEM), "And %" PRIu64 " more.",
			item->breaches - item->told);
}

/* "Broken twice" is worth no more than the surest of what broke it. */
const char *promised_sure(const struct promised_item *item)
{
	double most = 0;

	for (size_t i = 0; i < item->told; i++)
		if (item->breach[i].confidence > most)
			most = item->breach[i].confidence;
	return phrase_sure(most);
}

static void promised_write_verdict(const struct promise *promise, const struct promised_item *item,
				   FILE *file)
{
	bool seen = promised_is_seen(item);
	char text[WORDS_MOST];

	if (item->verdict == VERDICT_BROKEN)
		fprintf(file, SAY_PROMISED_BROKEN, promised_sure(item),
			words_count(item->breaches, promised_noun(promise), text));
	else if (item->verdict == VERDICT_KEPT)
		fputs(seen ? "Kept." : SAY_PROMISED_AS_SEEN, file);
	else if (!item->doubts)
		fputs(SAY_PROMISED_UNKNOWN, file);
}

/* "for 167 uploads: nothing shows where the server is (160); it went through a VPN (7)." */
static void put_why(const struct promise *promise, const struct promised_item *item, FILE *file)
{
	uint64_t others = item->doubts;
	char text[WORDS_MOST], why[BREACH_WORDS];

	fprintf(file, SAY_PROMISED_UNKNOWN_OF, item->verdict == VERDICT_UNKNOWN ? "" : " ",
		words_count(item->doubts, promised_noun(promise), text));
	for (size_t i = 0; i < item->doubt_count && i < REASONS; i++) {
		const struct promised_doubt *doubt = &item->doubt[i];

		if (i)
			fputs("; ", file);
		phrase_text(file, breach_words(&doubt->reason, why));
		if (item->doubt_count > 1)
			fprintf(file, " (%" PRIu64 ")", doubt->count);
		others -= doubt->count;
	}
	if (others)
		fprintf(file, "; something else (%" PRIu64 ")", others);
	putc('.', file);
}

static void promised_put_unseen(const struct promised_item *item, FILE *file)
{
	for (unsigned i = 0; i < DOUBTS; i++) {
		const char *reason = item->unseen & 1U << i ? doubts_reason((enum doubt)i) : NULL;

		if (reason)
			fprintf(file, " %c%s.", toupper((unsigned char)reason[0]), reason + 1);
	}
}

static void promised_write_doubts(const struct promise *promise, const struct promised_item *item,
				  FILE *file)
{
	char text[WORDS_MOST];

	if (!item->known)
		fputs(promise->subject == SUBJECT_ALL ? SAY_PROMISED_NO_CAMERA
						      : SAY_PROMISED_NO_SUCH_CAMERA,
		      file);
	if (item->doubts)
		put_why(promise, item, file);
	if (item->absent)
		fputs(SAY_PROMISED_ABSENT, file);
	if (item->unwritten)
		fputs(SAY_PROMISED_UNWRITTEN, file);
	if (item->sending)
		fputs(SAY_PROMISED_SENDING, file);
	if (item->erased)
		fprintf(file, SAY_PROMISED_ERASED, words_count(item->erased, "record", text));
	if (item->unwatched_ns >= PROMISED_LEAST_NS)
		fprintf(file, SAY_PROMISED_UNWATCHED, words_duration(item->unwatched_ns, text));
	if (item->unsure_ns >= PROMISED_LEAST_NS)
		fprintf(file, SAY_PROMISED_UNSURE, words_duration(item->unsure_ns, text));
	if (item->gaps)
		fprintf(file, SAY_PROMISED_GAPS, words_count(item->gaps, "time", text));
	promised_put_unseen(item, file);
}

void promised_write(const struct promised *promised, struct outline *to)
{
	for (size_t i = 0; i < promised->terms.promise_count; i++) {
		const struct promise *promise = &promised->terms.promises[i];
		const struct promised_item *item = &promised->items[i];
		FILE *file;

		if (!item->force_ns)
			continue;
		phrase_text(outline_begin(to, OUTLINE_DAY), promise->text);
		file = outline_begin(to, OUTLINE_LINE);
		promised_write_verdict(promise, item, file);
		promised_write_doubts(promise, item, file);
		put_breaches(promise, item, to);
	}
	if (promised->terms.unreadable)
		outline_put(to, OUTLINE_LINE, SAY_PROMISED_FORGOTTEN);
	if (promised->terms.left_out)
		outline_put(to, OUTLINE_LINE, SAY_PROMISED_LEFT_OUT);
}

void promised_section(const struct promised *promised, struct outline *to)
{
	if (!promised_count(promised))
		return;
	outline_section(to, OUTLINE_FOLD, SAY_PROMISED, NULL, "promises");
	promised_write(promised, to);
}

static void put_string(FILE *file, const char *key, const char *text)
{
	char clean[CLEAN_MOST];
	struct json_object *value = text ? json_object_new_string(clean_utf8(text, clean)) : NULL;

	fprintf(file, "\"%s\":%s", key,
		json_object_to_json_string_ext(value, JSON_C_TO_STRING_PLAIN |
							      JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(value);
}

static void put_breach_json(const struct promised_breach *breach, FILE *file)
{
	char start[JSON_TIME], number[JSON_NUMBER], why[BREACH_WORDS];

	putc('{', file);
	put_string(file, "upload", breach->upload);
	putc(',', file);
	put_string(file, "camera", breach->camera);
	putc(',', file);
	put_string(file, "start", json_time(breach->start_ns, start));
	putc(',', file);
	put_string(file, "class", upload_class_name(breach->class));
	fprintf(file, ",\"bytes_up\":%" PRIu64 ",\"confidence\":%s,", breach->bytes,
		json_fraction(breach->confidence, number));
	put_string(file, "reason", breach_words(&breach->reason, why));
	putc('}', file);
}

static void put_item_json(const struct promise *promise, const struct promised_item *item,
			  FILE *file)
{
	char why[BREACH_WORDS];

	putc('{', file);
	put_string(file, "promise", promise->text);
	putc(',', file);
	put_string(file, "rule", promise_rule_name(promise->rule));
	putc(',', file);
	put_string(file, "verdict", verdict_name(item->verdict));
	fprintf(file,
		",\"known\":%s,\"breaches\":%" PRIu64 ",\"doubts\":%" PRIu64 ",\"gaps\":%" PRIu64
		",\"in_force_s\":%" PRIu64 ",\"unwatched_s\":%" PRIu64 ",\"unsure_s\":%" PRIu64
		",\"unwritten\":%s,\"erased\":%" PRIu64 ",",
		item->known ? "true" : "false", item->breaches, item->doubts, item->gaps,
		item->force_ns / CLOCK_SECOND_NS, item->unwatched_ns / CLOCK_SECOND_NS,
		item->unsure_ns / CLOCK_SECOND_NS, item->unwritten ? "true" : "false",
		item->erased);
	data_doubts(file, "unseen", item->unseen);
	putc(',', file);
	put_string(file, "doubt",
		   item->doubt_count ? breach_words(&item->doubt[0].reason, why) : NULL);
	fputs(",\"broken_by\":[", file);
	for (size_t i = 0; i < item->told; i++) {
		fputs(i ? "," : "", file);
		put_breach_json(&item->breach[i], file);
	}
	fputs("]}", file);
}

void promised_write_json(const struct promised *promised, FILE *file)
{
	bool more = false;

	putc('[', file);
	for (size_t i = 0; i < promised->terms.promise_count; i++) {
		if (!promised->items[i].force_ns)
			continue;
		fputs(more ? "," : "", file);
		more = true;
		put_item_json(&promised->terms.promises[i], &promised->items[i], file);
	}
	putc(']', file);
}
