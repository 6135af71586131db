/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "report/write/answered.h"
#include "report/write/letter.h"
#include "report/write/plain.h"
#include "json/reading.h"
#include "report/support_lines.h"

void lines_add(struct lines *lines, const char *text)
{
	assert_true(lines->count < LINES_MOST);
	lines->written[lines->count] = lines->written_us;
	lines->texts[lines->count] = strdup(text);
	assert_non_null(lines->texts[lines->count++]);
}

void lines_load(struct lines *lines, const char *path)
{
	FILE *file = fopen(path, "r");
	char *line = NULL;
	size_t room = 0;

	assert_non_null(file);
	while (getline(&line, &room, file) > 0) {
		line[strcspn(line, "\n")] = '\0';
		lines_add(lines, line);
	}
	free(line);
	fclose(file);
}

void lines_clear(struct lines *lines)
{
	for (size_t i = 0; i < lines->count; i++)
		free(lines->texts[i]);
	*lines = (struct lines){0};
}

static uint64_t moment_after(const char *text, const char *key)
{
	const char *found = strstr(text, key);

	return found ? reading_moment(found + strlen(key)) / 1000 : 0;
}

static void fill(const struct lines *lines, size_t index, struct ledger_record *out,
		 char device[LEDGER_DEVICE], char kind[LEDGER_KIND])
{
	const char *text = lines->texts[index], *mac = strstr(text, "\"camera\":{\"mac\":\"");
	bool gap = strstr(text, "\"type\":\"gap\"") || strstr(text, "\"type\":\"traffic\"");
	const char *first = strstr(text, "\"first\":\"") ? "\"first\":\"" : "\"start\":\"";
	const char *last = strstr(text, "\"last\":\"") ? "\"last\":\"" : "\"end\":\"";

	*out = (struct ledger_record){
		.number = index + 1, .content = text, .length = strlen(text), .kind = kind};
	assert_int_equal(sscanf(text, "{\"type\":\"%23[a-z]\"", kind), 1);
	if (mac && sscanf(mac, "\"camera\":{\"mac\":\"%63[^\"]", device) == 1)
		out->device = device;
	out->start = moment_after(text, gap ? "\"from\":\"" : first);
	out->end = moment_after(text, gap ? "\"to\":\"" : last);
	if (!out->start)
		out->start = out->end = moment_after(text, "\"identified_at\":\"");
	out->written = lines->written[index] ? lines->written[index] : out->end + 1000000;
}

static int each(void *context, const struct ledger_query *query, ledger_fn *fn, void *to)
{
	static const struct ledger_query all;
	const struct lines *lines = context;
	int err = 0;

	query = query ? query : &all;
	for (size_t i = 0; !err && i < lines->count; i++) {
		char device[LEDGER_DEVICE], kind[LEDGER_KIND];
		struct ledger_record record;

		fill(lines, i, &record, device, kind);
		if ((query->from && record.end < query->from) ||
		    (query->to && record.start >= query->to) ||
		    (query->kind && strcmp(query->kind, kind) != 0) ||
		    (query->device && (!record.device || strcmp(query->device, device) != 0)))
			continue;
		err = fn(to, &record);
	}
	return err;
}

struct records lines_source(struct lines *lines)
{
	return (struct records){lines, each};
}

const struct lines_upload lines_clip = {.id = "9f2c000000000001",
					.part = 1,
					.final = true,
					.mac = "f4:b8:5e:35:67:b0",
					.name = "Front door",
					.vendor = "Blink",
					.start = "2026-03-02T10:22:26",
					.end = "2026-03-02T10:22:38",
					.bytes = 581208,
					.low = 4,
					.high = 9,
					.class = "clip",
					.confidence = 0.97,
					.coverage = "exact",
					.kind = "vendor-cloud",
					.service = "Blink",
					.host = "vs-cam.u011.immedia-semi.com",
					.ip = "52.70.158.224",
					.protocol = "TLS",
					.as_org = "AMAZON-AES",
					.country = "US"};

static void put_text(FILE *file, const char *key, const char *text)
{
	struct json_object *value = text && *text ? json_object_new_string(text) : NULL;

	fprintf(file, "\"%s\":%s,", key,
		json_object_to_json_string_ext(value, JSON_C_TO_STRING_PLAIN |
							      JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(value);
}

static void put_destination(FILE *file, const struct lines_upload *upload)
{
	fprintf(file, "\"destination\":{\"ips\":[\"%s\"],\"port\":443,\"transport\":\"tcp\",",
		upload->ip);
	put_text(file, "protocol", upload->protocol);
	put_text(file, "host", upload->host);
	put_text(file, "host_source", upload->host ? "dns" : NULL);
	put_text(file, "service", upload->service);
	put_text(file, "bucket_owner", upload->bucket_owner);
	put_text(file, "kind", upload->kind);
	put_text(file, "as_org", upload->as_org);
	put_text(file, "country", upload->country);
	fputs("\"country_basis\":\"geo database 2026-01-15\"}}", file);
}

void lines_upload(struct lines *lines, const struct lines_upload *upload)
{
	char *text = NULL;
	size_t length;
	FILE *file = open_memstream(&text, &length);

	assert_non_null(file);
	fprintf(file, "{\"type\":\"%s\",\"schema\":1,%s", upload->local ? "local" : "upload",
		upload->local ? "\"passed_on\":false," : "");
	put_text(file, "id", upload->id);
	put_text(file, "series", upload->series ? upload->series : upload->id);
	fprintf(file, "\"part\":%u,\"final\":%s,\"capture\":null,\"camera\":{", upload->part,
		upload->final ? "true" : "false");
	put_text(file, "mac", upload->mac);
	put_text(file, "ip", "192.168.1.130");
	put_text(file, "name", upload->name);
	put_text(file, "vendor", upload->vendor);
	fputs("\"form\":\"camera\",\"certainty\":0.98,\"suspected\":false,\"identified_by\":[]},",
	      file);
	fprintf(file,
		"\"start\":\"%s.000000Z\",\"end\":\"%s.000000Z\",\"bytes_up\":%" PRIu64
		",\"bytes_down\":9698,\"packets_up\":412,\"packets_down\":180,",
		upload->start, upload->end, upload->bytes);
	if (upload->high)
		fprintf(file, "\"video_seconds\":{\"low\":%u,\"high\":%u},", upload->low,
			upload->high);
	else
		fputs("\"video_seconds\":null,", file);
	put_text(file, "class", upload->class);
	fprintf(file, "\"confidence\":%.4f,", upload->confidence);
	put_text(file, "coverage", upload->coverage);
	put_destination(file, upload);
	assert_int_equal(fclose(file), 0);
	lines_add(lines, text);
	free(text);
}

struct report *lines_report(struct lines *lines, const char *from, const char *to, const char *now,
			    const struct rules *rules)
{
	struct records source = lines_source(lines);
	struct report_order order = {.from_ns = reading_moment(from),
				     .to_ns = reading_moment(to),
				     .now_ns = reading_moment(now),
				     .rules = rules};
	struct report *report = NULL;

	assert_int_equal(report_make(&order, &source, &report), 0);
	return report;
}

char *lines_text(const struct report *report)
{
	struct outline outline = {0};
	char *text = NULL;
	size_t length;
	FILE *file = open_memstream(&text, &length);

	assert_non_null(file);
	if (report->order.request)
		answered_write(report, &outline);
	else
		letter_write(report, &outline);
	assert_int_equal(outline_finish(&outline), 0);
	plain_write(&outline, false, file);
	assert_int_equal(fclose(file), 0);
	outline_clear(&outline);
	return text;
}

void lines_said(const char *text, const char *what, bool wanted)
{
	if (!strstr(text, what) == wanted)
		fail_msg("%s: %s\n%s", wanted ? "not said" : "said", what, text);
}

void lines_say(struct lines *lines, const char *from, const char *to, const char *now,
	       const char *what, bool wanted)
{
	struct report *report = lines_report(lines, from, to, now, NULL);
	char *text = lines_text(report);

	lines_said(text, what, wanted);
	free(text);
	report_destroy(report);
}

void lines_capture(struct lines *lines, const char *from, const char *to, const char *lost,
		   const char *filter)
{
	char text[256];

	snprintf(text, sizeof(text),
		 "{\"type\":\"run\",\"schema\":1,\"files\":[{\"first\":\"%s\",\"last\":\"%s\","
		 "\"lost\":%s,\"filter\":%s}]}",
		 from, to, lost, filter);
	lines_add(lines, text);
}

char *lines_drawn(struct lines *lines, const char *from, const char *to,
		  void (*draw)(FILE *file, const struct report *report))
{
	struct report *report = lines_report(lines, from, to, to, NULL);
	char *text = NULL;
	size_t length;
	FILE *file = open_memstream(&text, &length);

	assert_non_null(file);
	draw(file, report);
	assert_int_equal(fclose(file), 0);
	report_destroy(report);
	return text;
}

size_t lines_count(const char *text, const char *what)
{
	size_t found = 0;

	for (text = strstr(text, what); text; text = strstr(text + 1, what))
		found++;
	return found;
}
