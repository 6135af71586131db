/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "words/clean.h"
#include "output/csv.h"
#include "json/writer.h"

static const char header[] =
	"type,id,series,part,final,capture,camera_mac,camera_ip,camera_name,vendor,"
	"start,end,bytes_up,bytes_down,packets_up,packets_down,video_low_s,video_high_s,"
	"class,confidence,coverage,kind,host,host_source,service,bucket_owner,role,"
	"address,port,transport,protocol,asn,as_org,country,country_basis,camera_named_by,"
	"packets,sha256,outcome,reason";

/*
 * RFC 4180 section 2, rules 5 to 7. A field that begins like a formula is a formula to a
 * spreadsheet, and names come off the wire: an apostrophe makes it text.
 */
static void csv_text(FILE *file, const char *text)
{
	char clean[CLEAN_MOST];
	bool quoted;

	putc(',', file);
	if (!text || !*text)
		return;
	text = clean_printable(text, clean);
	quoted = strpbrk(text, ",\"") || *text == ' ' || text[strlen(text) - 1] == ' ';
	if (quoted)
		putc('"', file);
	if (strchr("=+-@", *text))
		putc('\'', file);
	for (; *text; text++) {
		if (*text == '"')
			putc('"', file);
		putc(*text, file);
	}
	if (quoted)
		putc('"', file);
}

static void csv_count(FILE *file, uint64_t value)
{
	fprintf(file, ",%" PRIu64, value);
}

static void csv_known(FILE *file, uint64_t value)
{
	if (value)
		csv_count(file, value);
	else
		putc(',', file);
}

static void csv_time(FILE *file, uint64_t time_ns)
{
	char text[JSON_TIME];

	csv_text(file, time_ns ? json_time(time_ns, text) : NULL);
}

static void csv_measures(FILE *file, const struct event_upload *upload)
{
	bool video = upload->video_low_s || upload->video_high_s;
	char number[JSON_NUMBER];

	csv_time(file, upload->start_ns);
	csv_time(file, upload->end_ns);
	csv_count(file, upload->bytes_up);
	csv_count(file, upload->bytes_down);
	csv_count(file, upload->packets_up);
	csv_count(file, upload->packets_down);
	if (video)
		fprintf(file, ",%" PRIu32 ",%" PRIu32, upload->video_low_s, upload->video_high_s);
	else
		fputs(",,", file);
	csv_text(file, upload_class_name(upload->class));
	csv_text(file, json_fraction(upload->confidence, number));
	csv_text(file, coverage_name(upload->coverage));
}

static void csv_destination(FILE *file, const struct event_destination *destination)
{
	char address[ADDRESS_TEXT];

	csv_text(file, destination_kind_name(destination->kind));
	csv_text(file, destination->host);
	csv_text(file, host_source_name(destination->host_source));
	csv_text(file, destination->service);
	csv_text(file, destination->bucket_owner);
	csv_text(file, destination->role);
	csv_text(file, destination->address_count
			       ? address_format(&destination->addresses[0], address)
			       : NULL);
	csv_known(file, destination->port);
	csv_text(file, destination->transport);
	csv_text(file, destination->protocol);
	csv_known(file, destination->asn);
	csv_text(file, destination->as_org);
	csv_text(file, destination->country);
	csv_text(file, destination->country_basis);
}

static int end_row(FILE *file)
{
	/* RFC 4180 section 2, rule 1: lines end with CRLF. */
	return fputs("\r\n", file) == EOF || ferror(file) ? -EIO : 0;
}

int csv_header(FILE *file)
{
	fputs(header, file);
	return end_row(file);
}

static void csv_blank(FILE *file, unsigned columns)
{
	while (columns--)
		putc(',', file);
}

/* Its times are those of its packets; all that is about an upload stays empty. */
static int csv_file(const struct event *event, FILE *file)
{
	const struct event_file *read = event->file;

	fputs("file", file);
	csv_blank(file, 4);
	csv_text(file, read->name);
	csv_blank(file, 4);
	csv_time(file, read->first_ns);
	csv_time(file, read->last_ns);
	csv_blank(file, 24);
	csv_count(file, read->packets);
	csv_text(file, read->sha256);
	csv_text(file, file_outcome_name(read));
	csv_text(file, file_why_name(read->why));
	return end_row(file);
}

int csv_write(const struct event *event, FILE *file)
{
	const struct event_upload *upload = &event->upload;

	switch (event->kind) {
	case EVENT_UPLOAD:
		fputs("upload", file);
		break;
	case EVENT_LOCAL:
		fputs("local", file);
		break;
	case EVENT_FILE:
		return csv_file(event, file);
	default:
		return 0;
	}
	csv_text(file, upload->id);
	csv_text(file, upload->series);
	csv_count(file, upload->part);
	csv_text(file, upload->final ? "true" : "false");
	csv_text(file, event->capture);
	csv_text(file, upload->camera.mac);
	csv_text(file, upload->camera.ip);
	csv_text(file, upload->camera.name);
	csv_text(file, upload->camera.vendor);
	csv_measures(file, upload);
	csv_destination(file, &upload->destination);
	csv_text(file, camera_named_by(&upload->camera)); /* behind those that were there before */
	csv_blank(file, 4);
	return end_row(file);
}
