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
	"address,port,transport,protocol,asn,as_org,country,country_basis";

/*
 * RFC 4180 section 2, rules 5 to 7. A field that begins like a formula is a formula to a
 * spreadsheet, and names come off the wire: an apostrophe makes it text.
 */
static void put_text(FILE *file, const char *text)
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

static void put_count(FILE *file, uint64_t value)
{
	fprintf(file, ",%" PRIu64, value);
}

static void put_known(FILE *file, uint64_t value)
{
	if (value)
		put_count(file, value);
	else
		putc(',', file);
}

static void put_time(FILE *file, uint64_t time_ns)
{
	char text[JSON_TIME];

	put_text(file, time_ns ? json_time(time_ns, text) : NULL);
}

static void put_measures(FILE *file, const struct event_upload *upload)
{
	bool video = upload->video_low_s || upload->video_high_s;
	char number[JSON_NUMBER];

	put_time(file, upload->start_ns);
	put_time(file, upload->end_ns);
	put_count(file, upload->bytes_up);
	put_count(file, upload->bytes_down);
	put_count(file, upload->packets_up);
	put_count(file, upload->packets_down);
	if (video)
		fprintf(file, ",%" PRIu32 ",%" PRIu32, upload->video_low_s, upload->video_high_s);
	else
		fputs(",,", file);
	put_text(file, upload_class_name(upload->class));
	put_text(file, json_fraction(upload->confidence, number));
	put_text(file, coverage_name(upload->coverage));
}

static void put_destination(FILE *file, const struct event_destination *destination)
{
	char address[ADDRESS_TEXT];

	put_text(file, destination_kind_name(destination->kind));
	put_text(file, destination->host);
	put_text(file, host_source_name(destination->host_source));
	put_text(file, destination->service);
	put_text(file, destination->bucket_owner);
	put_text(file, destination->role);
	put_text(file, destination->address_count
			       ? address_format(&destination->addresses[0], address)
			       : NULL);
	put_known(file, destination->port);
	put_text(file, destination->transport);
	put_text(file, destination->protocol);
	put_known(file, destination->asn);
	put_text(file, destination->as_org);
	put_text(file, destination->country);
	put_text(file, destination->country_basis);
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
	default:
		return 0;
	}
	put_text(file, upload->id);
	put_text(file, upload->series);
	put_count(file, upload->part);
	put_text(file, upload->final ? "true" : "false");
	put_text(file, event->capture);
	put_text(file, upload->camera.mac);
	put_text(file, upload->camera.ip);
	put_text(file, upload->camera.name);
	put_text(file, upload->camera.vendor);
	put_measures(file, upload);
	put_destination(file, &upload->destination);
	return end_row(file);
}
