/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "json/detour.h"
#include "json/lacking.h"
#include "json/put.h"
#include "json/writer.h"
#include "words/breach.h"
#include "words/doubts.h"
#include "words/gap.h"

/*
 * The Gregorian date, as years that begin in March: their leap day is the last, so that months are
 * counted off without a table. By hand, because time_t has 32 bits and ends in 2038 with some
 * machines' libraries, and a capture's times do not.
 */
static void json_date(uint64_t days, unsigned *year, unsigned *month, unsigned *day)
{
	uint64_t shifted = days + 719468; /* from 1 March of the year 0 */
	uint64_t era = shifted / 146097, of_era = shifted % 146097;
	uint64_t years = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	uint64_t of_year = of_era - (365 * years + years / 4 - years / 100);
	uint64_t from_march = (5 * of_year + 2) / 153;

	*day = (unsigned)(of_year - (153 * from_march + 2) / 5 + 1);
	*month = (unsigned)(from_march < 10 ? from_march + 3 : from_march - 9);
	*year = (unsigned)(era * 400 + years) + (*month <= 2);
}

/* So many digits, with zeros before them. By hand: an event has a dozen, and snprintf took a tenth
 * of the time of writing it.
 */
static char *json_digits(char *at, uint64_t value, int count)
{
	for (int i = count - 1; i >= 0; i--, value /= 10)
		at[i] = (char)('0' + value % 10);
	return at + count;
}

static char *json_part(char *at, uint64_t value, int count, char after)
{
	at = json_digits(at, value, count);
	*at++ = after;
	return at;
}

const char *json_time(uint64_t time_ns, char text[JSON_TIME])
{
	uint64_t seconds = time_ns / 1000000000U;
	unsigned of_day = (unsigned)(seconds % 86400), year, month, day;
	char *at = text;

	json_date(seconds / 86400, &year, &month, &day);
	at = json_part(at, year, 4, '-');
	at = json_part(at, month, 2, '-');
	at = json_part(at, day, 2, 'T');
	at = json_part(at, of_day / 3600, 2, ':');
	at = json_part(at, of_day / 60 % 60, 2, ':');
	at = json_part(at, of_day % 60, 2, '.');
	at = json_part(at, time_ns % 1000000000U / 1000U, 6, 'Z');
	*at = '\0';
	return text;
}

const char *json_number(double value, char text[JSON_NUMBER])
{
	uint64_t scaled, whole;
	char *at = text;
	int digits = 1;

	/* Beyond 10^14 a double holds no four decimals, and none of ours comes near it. */
	if (!isfinite(value) || fabs(value) >= 1e14)
		return NULL;
	scaled = (uint64_t)llround(fabs(value) * 1e4);
	whole = scaled / 10000;
	if (value < 0 && scaled)
		*at++ = '-';
	for (uint64_t rest = whole; rest > 9; rest /= 10)
		digits++;
	at = json_digits(at, whole, digits);
	if (scaled % 10000) {
		*at++ = '.';
		at = json_digits(at, scaled % 10000, 4);
		while (at[-1] == '0')
			at--;
	}
	*at = '\0';
	return text;
}

const char *json_fraction(double value, char text[JSON_NUMBER])
{
	if (!json_number(value, text))
		return NULL;
	if (!strchr(text, '.'))
		memcpy(text + strlen(text), ".0", sizeof(".0"));
	return text;
}

static void writer_camera(struct put to, const struct event_camera *camera)
{
	struct put node, reasons;
	char text[EVENT_REASON_TEXT];

	if (!camera) {
		put_null(to, "camera");
		return;
	}
	node = put_object(to, "camera");
	put_text(node, "mac", camera->mac);
	put_text(node, "ip", camera->ip);
	put_text(node, "name", camera->name);
	put_text(node, "named_by", camera_named_by(camera));
	put_text(node, "vendor", camera->vendor);
	put_text(node, "company", camera->company);
	put_text(node, "form", camera_form_name(camera->form));
	put_fraction(node, "certainty", camera->certainty);
	put_bool(node, "suspected", camera->suspected);
	reasons = put_array(node, "identified_by");
	for (size_t i = 0; i < camera->reason_count; i++)
		put_text(reasons, NULL, event_reason_text(&camera->identified_by[i], text));
	put_time(node, "identified_at", camera->identified_ns);
}

/* Only where it is so: what is a camera is not withdrawn. */
static void put_withdrawal(struct put to, const struct event_camera *camera)
{
	char text[EVENT_REASON_TEXT];

	if (!camera->withdrawn)
		return;
	put_bool(to, "withdrawn", true);
	put_text(to, "because", doubts_withdrawal(camera, text));
	put_time(to, "withdrawn_at", camera->withdrawn_ns);
}

static void writer_destination(struct put to, const struct event_destination *destination)
{
	struct put node = put_object(to, "destination"), ips = put_array(node, "ips");
	char text[ADDRESS_TEXT];

	for (size_t i = 0; i < destination->address_count; i++)
		put_text(ips, NULL, address_format(&destination->addresses[i], text));
	put_known(node, "port", destination->port);
	put_text(node, "transport", destination->transport);
	put_text(node, "protocol", destination->protocol);
	put_text(node, "host", destination->host);
	put_text(node, "host_source", host_source_name(destination->host_source));
	put_text(node, "service", destination->service);
	put_text(node, "bucket_owner", destination->bucket_owner);
	put_text(node, "role", destination->role);
	put_text(node, "kind", destination_kind_name(destination->kind));
	put_text(node, "vpn_of", vpn_of_name(destination->vpn_of));
	if (destination->called_in)
		put_bool(node, "called_in", true);
	put_known(node, "asn", destination->asn);
	put_text(node, "as_org", destination->as_org);
	put_text(node, "country", destination->country);
	put_text(node, "country_basis", destination->country_basis);
}

static void put_flows(struct put to, const struct event_upload *upload)
{
	struct put flows = put_array(to, "flows");
	char text[ADDRESS_TEXT];

	for (size_t i = 0; i < upload->flow_count; i++) {
		struct put node = put_object(flows, NULL);

		put_known(node, "local_port", upload->flows[i].local_port);
		put_text(node, "remote_ip", address_format(&upload->flows[i].remote, text));
		put_known(node, "remote_port", upload->flows[i].remote_port);
		put_count(node, "bytes_up", upload->flows[i].bytes_up);
	}
}

static void put_evidence(struct put to, const struct event_upload *upload)
{
	struct put evidence = put_array(to, "evidence");
	struct put rejected = put_array(to, "rejected");

	for (size_t i = 0; i < upload->evidence_count; i++) {
		const struct event_evidence *item = &upload->evidence[i];
		struct put node = put_object(evidence, NULL);
		char text[EVENT_REASON_TEXT];
		const char *value = judged_by_text(item, text);

		put_text(node, "signal", judged_by_name(item->by));
		if (value)
			put_text(node, "value", value);
		else
			put_number(node, "value", item->number);
		if (!isnan(item->threshold))
			put_number(node, "threshold", item->threshold);
		if (item->rule)
			put_text(node, "rule", item->rule);
	}
	for (size_t i = 0; i < upload->rejected_count; i++) {
		const struct event_rejected *item = &upload->rejected[i];
		struct put node = put_object(rejected, NULL);
		char because[DOUBTS_WORDS];

		put_text(node, "explanation", doubts_alternative(item->what));
		put_text(node, "because", doubts_against(item, because));
	}
}

static void put_video(struct put to, const struct event_upload *upload)
{
	struct put node;

	if (!upload->video_low_s && !upload->video_high_s) {
		put_null(to, "video_seconds");
		return;
	}
	node = put_object(to, "video_seconds");
	put_count(node, "low", upload->video_low_s);
	put_count(node, "high", upload->video_high_s);
}

static void writer_upload(struct put to, const struct event *event)
{
	const struct event_upload *upload = &event->upload;

	put_text(to, "id", upload->id);
	put_text(to, "series", upload->series);
	put_count(to, "part", upload->part);
	put_bool(to, "final", upload->final);
	put_text(to, "capture", event->capture);
	writer_camera(to, &upload->camera);
	put_time(to, "start", upload->start_ns);
	put_time(to, "end", upload->end_ns);
	put_count(to, "bytes_up", upload->bytes_up);
	put_count(to, "bytes_down", upload->bytes_down);
	put_count(to, "packets_up", upload->packets_up);
	put_count(to, "packets_down", upload->packets_down);
	put_video(to, upload);
	put_text(to, "class", upload_class_name(upload->class));
	put_fraction(to, "confidence", upload->confidence);
	put_text(to, "coverage", coverage_name(upload->coverage));
	if (upload->passed_on == PASSED_ON_NO || upload->passed_on == PASSED_ON_YES)
		put_bool(to, "passed_on", upload->passed_on == PASSED_ON_YES);
	else
		put_null(to, "passed_on");
	writer_destination(to, &upload->destination);
	put_flows(to, upload);
	put_evidence(to, upload);
}

static void writer_run(struct put to, const struct event_run *run)
{
	struct put files;

	put_text(to, "lenswatch", run->version);
	put_text(to, "ndpi", run->ndpi);
	put_text(to, "rules", run->rules_hash);
	put_text(to, "geo", run->geo_date);
	put_text(to, "options", run->options);
	put_text(to, "way", run->way);
	detour_put(to, "fallback", run->fallback);
	files = put_array(to, "files");
	for (size_t i = 0; i < run->file_count; i++) {
		const struct event_file *file = &run->files[i];
		struct put node = put_object(files, NULL);

		put_text(node, "path", file->path);
		put_text(node, "sha256", file->sha256);
		put_time(node, "first", file->first_ns);
		put_time(node, "last", file->last_ns);
		put_count(node, "packets", file->packets);
		if (file->lost_known || file->lost)
			put_count(node, "lost", file->lost);
		else
			put_null(node, "lost");
		put_text(node, "filter", file->filter);
		put_text(node, "ended", file->ended);
	}
}

static void writer_file(struct put to, const struct event *event)
{
	const struct event_file *file = event->file;

	put_text(to, "capture", event->capture);
	put_text(to, "path", file->name);
	put_text(to, "sha256", file->sha256);
	put_time(to, "first", file->first_ns);
	put_time(to, "last", file->last_ns);
	put_count(to, "packets", file->packets);
	put_text(to, "outcome", file_outcome_name(file));
	put_text(to, "reason", file_why_name(file->why));
}

static void writer_gap(struct put to, const struct event *event)
{
	char reason[GAP_WORDS];

	put_text(to, "capture", event->capture);
	put_time(to, "from", event->gap.from_ns);
	put_time(to, "to", event->gap.to_ns);
	put_known(to, "packets", event->gap.packets);
	put_known(to, "bytes", event->gap.bytes);
	put_text(to, "cause", cause_name(event->gap.cause));
	put_text(to, "interface", event->gap.interface);
	put_known(to, "count", event->gap.count);
	put_text(to, "reason", gap_words(&event->gap, reason));
	writer_camera(to, event->gap.camera);
}

static void writer_summary(struct put to, const struct event *event)
{
	const struct event_summary *summary = &event->summary;
	struct put home, list;

	put_text(to, "capture", event->capture);
	put_count(to, "packets", summary->packets);
	put_count(to, "ip_packets", summary->ip_packets);
	put_count(to, "bytes", summary->bytes);
	put_time(to, "first", summary->first_ns);
	put_time(to, "last", summary->last_ns);
	put_count(to, "uploads", summary->uploads);
	put_count(to, "upload_bytes", summary->upload_bytes);
	put_count(to, "local_bytes", summary->local_bytes);
	put_count(to, "lost", summary->lost);
	put_count(to, "copies", summary->copies);
	put_count(to, "unreadable", summary->unreadable);
	put_count(to, "devices", summary->devices);
	put_count(to, "cameras", summary->cameras);
	put_count(to, "undecided", summary->undecided);
	put_count(to, "ruled_out", summary->ruled_out);
	put_bool(to, "behind_nat", summary->behind_nat);
	put_left(to, summary->nothing_left, summary->doubts);
	list = put_array(to, "try_home");
	for (size_t i = 0; i < summary->try_count; i++)
		put_text(list, NULL, summary->try_home[i]);
	if (summary->absent_count)
		list = put_array(to, "absent");
	for (size_t i = 0; i < summary->absent_count; i++) {
		struct put node = put_object(list, NULL);

		put_text(node, "device", summary->absent[i].device);
		put_text(node, "name", summary->absent[i].name);
	}
	home = put_array(to, "home");
	for (size_t i = 0; i < summary->home_count; i++) {
		struct put node = put_object(home, NULL);

		put_text(node, "prefix", summary->home[i].prefix);
		put_text(node, "source", summary->home[i].source);
	}
}

/* The upload's own record has the rest; `camera` first, as the ledger finds whose a record is by
 * it. */
static void writer_breach(struct put to, const struct event *event)
{
	const struct event_breach *breach = &event->breach;
	const struct event_upload *upload = breach->upload;
	char reason[BREACH_WORDS];

	put_text(to, "capture", event->capture);
	writer_camera(to, &upload->camera);
	put_text(to, "upload", upload->id);
	put_text(to, "series", upload->series);
	put_count(to, "part", upload->part);
	put_time(to, "start", upload->start_ns);
	put_time(to, "end", upload->end_ns);
	put_text(to, "promise", breach->promise);
	put_text(to, "rule", promise_rule_name(breach->rule));
	put_text(to, "reason", breach_words(breach->reason, reason));
	put_fraction(to, "confidence", breach->confidence);
	put_text(to, "class", upload_class_name(upload->class));
	put_count(to, "bytes_up", upload->bytes_up);
	writer_destination(to, &upload->destination);
}

static void put_traffic(struct put to, const struct event *event)
{
	const struct event_traffic *traffic = &event->traffic;

	put_text(to, "capture", event->capture);
	writer_camera(to, &traffic->camera);
	put_time(to, "from", traffic->from_ns);
	put_time(to, "to", traffic->to_ns);
	put_count(to, "bytes_up", traffic->bytes_up);
	put_count(to, "packets_up", traffic->packets_up);
	put_count(to, "bytes_across", traffic->bytes_across);
	put_text(to, "coverage", coverage_name(traffic->coverage));
	put_bool(to, "on_path", traffic->on_path);
	put_bool(to, "under_way", traffic->under_way);
}

static const char *type_name(enum event_kind kind)
{
	static const char *const names[] = {
		[EVENT_RUN] = "run",	     [EVENT_CAMERA] = "camera",
		[EVENT_UPLOAD] = "upload",   [EVENT_UPLOADING] = "uploading",
		[EVENT_LOCAL] = "local",     [EVENT_GAP] = "gap",
		[EVENT_SUMMARY] = "summary", [EVENT_BREACH] = "breach",
		[EVENT_TRAFFIC] = "traffic", [EVENT_FILE] = "file",
		[EVENT_EPISODE] = "episode", [EVENT_DEVICE] = "device",
	};

	return names[kind];
}

static void writer_event(struct put to, const struct event *event)
{
	put_text(to, "type", type_name(event->kind));
	put_count(to, "schema", JSON_SCHEMA);
	switch (event->kind) {
	case EVENT_RUN:
		writer_run(to, &event->run);
		break;
	case EVENT_CAMERA:
		put_text(to, "capture", event->capture);
		writer_camera(to, &event->camera);
		put_withdrawal(to, &event->camera);
		break;
	case EVENT_UPLOAD:
	case EVENT_UPLOADING:
	case EVENT_LOCAL:
		writer_upload(to, event);
		break;
	case EVENT_GAP:
		writer_gap(to, event);
		break;
	case EVENT_SUMMARY:
		writer_summary(to, event);
		break;
	case EVENT_BREACH:
		writer_breach(to, event);
		break;
	case EVENT_FILE:
		writer_file(to, event);
		break;
	case EVENT_TRAFFIC:
		put_traffic(to, event);
		break;
	case EVENT_EPISODE:
	case EVENT_DEVICE:
		put_text(to, "capture", event->capture);
		writer_camera(to, event->kind == EVENT_DEVICE ? &event->device.camera
							      : &event->episode.device);
		lacking_put(to, event);
		break;
	}
}

char *json_line(const struct event *event, size_t *length)
{
	bool failed;
	struct put root = put_begin(&failed);

	writer_event(root, event);
	return put_end(root, length);
}

int json_write(const struct event *event, FILE *file)
{
	size_t length;
	char *line = json_line(event, &length);
	int err = line ? 0 : -ENOMEM;

	if (!err && (fwrite(line, 1, length, file) != length || putc('\n', file) == EOF))
		err = -EIO;
	free(line);
	return err;
}
