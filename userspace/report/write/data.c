/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/write/data.h"

#include <errno.h>
#include <inttypes.h>
#include <json-c/json.h>
#include <string.h>

#include "base/clock.h"
#include "words/clean.h"
#include "output/csv.h"
#include "json/writer.h"
#include "json/reading.h"
#include "report/write/promised_write.h"

static void put_string(FILE *file, const char *text)
{
	char clean[CLEAN_MOST];
	struct json_object *value = text ? json_object_new_string(clean_utf8(text, clean)) : NULL;

	fputs(json_object_to_json_string_ext(value, JSON_C_TO_STRING_PLAIN |
							    JSON_C_TO_STRING_NOSLASHESCAPE),
	      file);
	json_object_put(value);
}

static void data_text(FILE *file, const char *key, const char *text)
{
	fprintf(file, "\"%s\":", key);
	put_string(file, text);
}

static void data_time(FILE *file, const char *key, uint64_t time_ns)
{
	char text[JSON_TIME];

	data_text(file, key, time_ns ? json_time(time_ns, text) : NULL);
}

static void data_measures(FILE *file, const struct figure *figure)
{
	fprintf(file,
		"\"uploads\":%" PRIu64 ",\"bytes\":%" PRIu64 ",\"local_bytes\":%" PRIu64
		",\"video_seconds\":{\"low\":%" PRIu64 ",\"high\":%" PRIu64
		",\"of_all\":%s},\"lower_bound\":%s,\"certain\":%s",
		figure->uploads, figure->bytes, figure->local_bytes, figure->video_low_s,
		figure->video_high_s, figure->unmeasured ? "false" : "true",
		figure->lower_bound ? "true" : "false", figure->guessed ? "false" : "true");
}

/* `brief`: of days and hours only uploads and bytes are counted. */
static void put_tally(FILE *file, const char *name, const struct tally *tally, bool brief)
{
	fprintf(file, "\"%s\":[", name);
	for (size_t i = 0; i < tally->count; i++) {
		const struct figure *figure = &tally->items[i];

		fputs(i ? ",{" : "{", file);
		data_text(file, "key", figure->key);
		putc(',', file);
		data_text(file, "name", figure->name);
		putc(',', file);
		if (brief)
			fprintf(file,
				"\"uploads\":%" PRIu64 ",\"bytes\":%" PRIu64
				",\"local_bytes\":%" PRIu64,
				figure->uploads, figure->bytes, figure->local_bytes);
		else
			data_measures(file, figure);
		putc('}', file);
	}
	fputs("],", file);
}

static void put_figures(FILE *file, const struct figures *figures)
{
	fputs("\"all\":{", file);
	data_measures(file, &figures->all);
	fputs("},", file);
	put_tally(file, "cameras", &figures->cameras, false);
	put_tally(file, "destinations", &figures->destinations, false);
	put_tally(file, "operators", &figures->operators, false);
	put_tally(file, "countries", &figures->countries, false);
	put_tally(file, "classes", &figures->classes, false);
	put_tally(file, "days", &figures->days, true);
	fputs("\"hours\":[", file);
	for (unsigned i = 0; i < 24; i++)
		fprintf(file, "%s{\"hour\":%u,\"uploads\":%" PRIu64 ",\"bytes\":%" PRIu64 "}",
			i ? "," : "", i, figures->hours[i].uploads, figures->hours[i].bytes);
	putc(']', file);
}

static void put_novelty(FILE *file, const struct report *report)
{
	static const char *const words[] = {NULL,      "camera",   "operator",
					    "country", "protocol", "hour"};
	const struct novelty *novelty = &report->novelty;
	bool more = false;

	fprintf(file, "\"compared\":{\"uploads\":%" PRIu64 ",", novelty->looked);
	data_time(file, "since", novelty->since_ns);
	fputs("},\"new\":[", file);
	for (size_t i = 0; novelty->before && i < novelty->count; i++) {
		const struct novelty_item *item = &novelty->items[i];
		const struct history_upload *first = &report->history->uploads.items[item->upload];

		if (item->seen)
			continue;
		fputs(more ? ",{" : "{", file);
		more = true;
		data_text(file, "device", report->history->devices.items[item->device].key);
		fprintf(file, ",\"what\":\"%s\",\"value\":", words[item->what]);
		if (item->what == NOVELTY_HOUR)
			fprintf(file, "%u", item->hour);
		else
			put_string(file, item->value);
		putc(',', file);
		data_time(file, "first", first->start_ns);
		putc(',', file);
		data_text(file, "upload", first->id);
		putc('}', file);
	}
	putc(']', file);
}

static void put_advice(FILE *file, const struct advice *advice)
{
	static const char *const asked[] = {
		NULL, [ASKED_VENDOR] = "vendor", [ASKED_OWNER] = "owner"};

	if (!advice->rule) {
		fputs("null", file);
		return;
	}
	putc('{', file);
	if (advice->rule->days > 0)
		fprintf(file, "\"days\":%.17g,", advice->rule->days);
	else
		fputs("\"days\":null,", file);
	data_text(file, "country", advice->rule->country);
	putc(',', file);
	data_text(file, "asked", asked[advice->rule->asked]);
	putc(',', file);
	data_text(file, "text", advice->rule->text);
	putc(',', file);
	data_text(file, "source", advice->rule->source);
	putc(',', file);
	data_text(file, "date", advice->rule->date);
	fprintf(file, ",\"unchecked_for_two_years\":%s}", advice->stale ? "true" : "false");
}

/* All that is known of requests, whatever its age: a program sees which of it is past. */
static void put_requests(FILE *file, const struct holder *holder, uint64_t now_ns)
{
	struct advice advice;
	size_t at = 0;
	bool more = false;

	fputs(",\"request\":[", file);
	for (; advice_next(holder->rule, "request", now_ns, &at, &advice); more = true) {
		fputs(more ? "," : "", file);
		put_advice(file, &advice);
	}
	putc(']', file);
}

static void put_holders(FILE *file, const struct holding *holding, uint64_t now_ns)
{
	static const char *const kinds[] = {NULL, "vendor", "tenant", "viewer", "vpn", "unknown"};

	fputs("\"may_hold\":[", file);
	for (size_t i = 0; i < holding->count; i++) {
		const struct holder *holder = &holding->items[i];

		fprintf(file, "%s{\"holder\":\"%s\",", i ? "," : "", kinds[holder->kind]);
		data_text(file, "name", holder->name);
		fprintf(file,
			",\"uploads\":%" PRIu64 ",\"bytes\":%" PRIu64 ",\"video_seconds\":%" PRIu64
			",\"unmeasured\":%" PRIu64 ",\"lower_bound\":%" PRIu64,
			holder->uploads, holder->bytes, holder->video_high_s, holder->unmeasured,
			holder->lower_bound);
		fputs(",\"classes\":{", file);
		for (int class = 0; class < CLASSES; class ++)
			fprintf(file, "%s\"%s\":%" PRIu64, class ? "," : "",
				upload_class_name((enum upload_class) class),
				holder->counts[class]);
		putc('}', file);
		fputs(",\"keeps\":", file);
		put_advice(file, &holder->keeps);
		fputs(",\"encrypt\":", file);
		put_advice(file, &holder->encrypt);
		put_requests(file, holder, now_ns);
		putc('}', file);
	}
	putc(']', file);
}

static void put_unwatched(FILE *file, const struct report *report)
{
	uint64_t at = report->order.from_ns, from, until;
	bool open, more = false;

	fputs("\"unwatched\":[", file);
	while (report_hole(report, &at, report_end(report), &from, &until, &open)) {
		fputs(more ? ",{" : "{", file);
		more = true;
		data_time(file, "from", from);
		putc(',', file);
		data_time(file, "to", until);
		fprintf(file, ",\"certain\":%s}", open ? "false" : "true");
	}
	putc(']', file);
}

void data_doubts(FILE *file, const char *key, uint32_t doubts)
{
	bool more = false;

	fprintf(file, "\"%s\":[", key);
	for (unsigned i = 0; i < DOUBTS; i++) {
		if (!(doubts & 1U << i))
			continue;
		fprintf(file, "%s\"%s\"", more ? "," : "", doubt_name((enum doubt)i));
		more = true;
	}
	putc(']', file);
}

static void data_nothing_left(FILE *file, const struct left *left)
{
	data_text(file, "nothing_left", nothing_left_name(left->nothing));
	putc(',', file);
	data_doubts(file, "doubts", left->doubts);
	putc(',', file);
}

struct events {
	const struct report *report;
	FILE *file;
	bool more;
};

static int data_event(void *context, const struct ledger_record *record)
{
	static const char *const kinds[] = {"camera", "upload", "local", "gap"};
	struct events *events = context;

	for (size_t i = 0; record->content && i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (strcmp(record->kind, kinds[i]) != 0 ||
		    !history_devices_keeps(&events->report->history->devices, record->device))
			continue;
		fputs(events->more ? ",\n" : "\n", events->file);
		fwrite(record->content, 1, record->length, events->file);
		events->more = true;
	}
	return 0;
}

static int put_events(const struct report *report, const struct records *source, FILE *file)
{
	struct events events = {report, file, false};
	struct ledger_query query = {.from = report->history->from_ns / CLOCK_US_NS,
				     .to = report->history->to_ns / CLOCK_US_NS};
	int err;

	fputs("\"events\":[", file);
	err = source->each(source->context, &query, data_event, &events);
	fputs("\n]", file);
	return err;
}

int data_write_json(const struct report *report, const struct records *source, FILE *file)
{
	const struct seal *seal = report->order.seal;
	int err;

	fputs("{\"type\":\"report\",\"schema\":1,", file);
	data_time(file, "from", report->order.from_ns);
	putc(',', file);
	data_time(file, "to", report->order.to_ns);
	putc(',', file);
	data_time(file, "made", report->order.now_ns);
	fprintf(file, ",\"request\":%s,", report->order.request ? "true" : "false");
	data_text(file, "camera", report->order.camera);
	putc(',', file);
	data_text(file, "head", seal && *seal->head ? seal->head : NULL);
	putc(',', file);
	data_text(file, "key", seal ? seal->key : NULL);
	putc(',', file);
	data_nothing_left(file, &report->left);
	put_figures(file, &report->figures);
	putc(',', file);
	fputs("\"promises\":", file);
	promised_write_json(&report->promised, file);
	putc(',', file);
	put_novelty(file, report);
	putc(',', file);
	put_holders(file, &report->holding, report->order.now_ns);
	putc(',', file);
	put_unwatched(file, report);
	fprintf(file, ",\"gaps\":%zu,\"erased\":%" PRIu64 ",",
		report->history->gaps.count + report->history->gaps.left_out, report->forgotten);
	data_time(file, "dropped_until", report->dropped_ns);
	putc(',', file);
	err = put_events(report, source, file);
	fputs("}\n", file);
	return err ? err : ferror(file) ? -EIO : 0;
}

int data_write_csv(const struct report *report, FILE *file)
{
	const struct history *history = report->history;
	int err = csv_header(file);

	for (size_t i = 0; !err && i < history->uploads.count; i++) {
		struct event event;

		if (history->uploads.items[i].local)
			continue;
		history_event(history, &history->uploads.items[i], &event);
		event.upload.part = history->uploads.items[i].last_part;
		err = csv_write(&event, file);
	}
	return err;
}
