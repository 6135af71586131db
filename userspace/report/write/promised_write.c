// SPDX-License-Identifier: GPL-2.0-or-later
#include <inttypes.h>
#include <json-c/json.h>

#include "base/clock.h"
#include "words/clean.h"
#include "json/writer.h"
#include "words/phrase.h"
#include "words/words.h"
#include "report/write/promised_write.h"

#define REASONS 3 /* told one by one; more are counted */
/* What is shorter lies between two runs, or in the last moment. */
#define PROMISED_LEAST_NS CLOCK_MINUTE_NS

static bool is_daily(const struct promise *promise)
{
	return promise->rule == PROMISE_BYTES || promise->rule == PROMISE_UPLOADS;
}

static void put_breaches(const struct promise *promise, const struct promised_item *item,
			 struct outline *to)
{
	char day[WORDS_MOST], clock[WORDS_MOST], size[WORDS_MOST];

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
			phrase_text(file, breach->reason);
		}
		fprintf(file, " (event %.8s).", breach->upload);
	}
	if (item->breaches > item->told)
		fprintf(outline_begin(to, OUTLINE_ITEM), "And %" PRIu64 " more.",
			item->breaches - item->told);
}

/* "Broken twice" is worth no more than the surest of what broke it. */
static const char *promised_write_surest(const struct promised_item *item)
{
	double most = 0;

	for (size_t i = 0; i < item->told; i++)
		if (item->breach[i].confidence > most)
			most = item->breach[i].confidence;
	return phrase_sure(most);
}

static void put_verdict(const struct promise *promise, const struct promised_item *item, FILE *file)
{
	bool seen = !item->gaps && item->unwatched_ns < PROMISED_LEAST_NS &&
		    item->unsure_ns < PROMISED_LEAST_NS;
	char text[WORDS_MOST];

	if (item->verdict == VERDICT_BROKEN)
		fprintf(file, "It was %sbroken: %s.", promised_write_surest(item),
			words_count(item->breaches, is_daily(promise) ? "day" : "upload", text));
	else if (item->verdict == VERDICT_KEPT)
		fputs(seen ? "Kept." : "Kept as far as was seen.", file);
	else if (!item->doubts)
		fputs("Whether it was kept cannot be told.", file);
}

/* "of 167 uploads: nothing tells where the server is (160), it went through a VPN (7)." */
static void put_why(const struct promise *promise, const struct promised_item *item, FILE *file)
{
	uint64_t others = item->doubts;
	char text[WORDS_MOST];

	fprintf(file, "%sWhether it was kept cannot be told of %s: ",
		item->verdict == VERDICT_UNKNOWN ? "" : " ",
		words_count(item->doubts, is_daily(promise) ? "day" : "upload", text));
	for (size_t i = 0; i < item->doubt_count && i < REASONS; i++) {
		const struct promised_doubt *doubt = &item->doubt[i];

		if (i)
			fputs("; ", file);
		phrase_text(file, doubt->reason);
		if (item->doubt_count > 1)
			fprintf(file, " (%" PRIu64 ")", doubt->count);
		others -= doubt->count;
	}
	if (others)
		fprintf(file, "; something else (%" PRIu64 ")", others);
	putc('.', file);
}

static void put_doubts(const struct promise *promise, const struct promised_item *item, FILE *file)
{
	char text[WORDS_MOST];

	if (!item->known)
		fputs(promise->subject == SUBJECT_ALL
			      ? " No camera is in the history."
			      : " No camera of that name is in the history.",
		      file);
	if (item->doubts)
		put_why(promise, item, file);
	if (item->unwritten)
		fputs(" Records of that time could not be written into the history.", file);
	if (item->sending)
		fputs(" Something is being sent now, and what it is shows at its end.", file);
	if (item->erased)
		fprintf(file, " The owner erased %s of this time or later.",
			words_count(item->erased, "record", text));
	if (item->unwatched_ns >= PROMISED_LEAST_NS)
		fprintf(file, " Nobody watched for %s of that time.",
			words_duration(item->unwatched_ns, text));
	if (item->unsure_ns >= PROMISED_LEAST_NS)
		fprintf(file, " Of %s the record does not show whether somebody watched.",
			words_duration(item->unsure_ns, text));
	if (item->gaps)
		fprintf(file, " Not everything was seen %s.",
			words_count(item->gaps, "time", text));
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
		put_verdict(promise, item, file);
		put_doubts(promise, item, file);
		put_breaches(promise, item, to);
	}
	if (promised->terms.unreadable)
		outline_put(to, OUTLINE_LINE,
			    "What was promised of a camera that was erased is not known any more.");
	if (promised->terms.left_out)
		outline_put(to, OUTLINE_LINE,
			    "Some promises in the history could not be read, or are too many.");
}

void promised_section(const struct promised *promised, struct outline *to)
{
	if (!promised_count(promised))
		return;
	outline_put(to, OUTLINE_SECTION, "What was promised");
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
	char start[JSON_TIME], number[JSON_NUMBER];

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
	put_string(file, "reason", breach->reason);
	putc('}', file);
}

static void put_item_json(const struct promise *promise, const struct promised_item *item,
			  FILE *file)
{
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
	put_string(file, "doubt", item->doubt_count ? item->doubt[0].reason : NULL);
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
