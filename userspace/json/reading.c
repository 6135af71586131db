/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "json/reading.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

struct json_object *reading_parse(const char *content, size_t length)
{
	struct json_tokener *tokener = json_tokener_new();
	struct json_object *object = NULL;

	if (!tokener)
		return NULL;
	if (length <= INT32_MAX)
		object = json_tokener_parse_ex(tokener, content, (int)length);
	if (json_tokener_get_error(tokener) != json_tokener_success ||
	    !json_object_is_type(object, json_type_object)) {
		json_object_put(object);
		object = NULL;
	}
	json_tokener_free(tokener);
	return object;
}

struct json_object *reading_member(struct json_object *object, const char *key)
{
	struct json_object *value = NULL;

	if (json_object_is_type(object, json_type_object))
		json_object_object_get_ex(object, key, &value);
	return value;
}

const char *reading_text(struct json_object *object, const char *key)
{
	struct json_object *value = reading_member(object, key);

	return json_object_is_type(value, json_type_string) ? json_object_get_string(value) : NULL;
}

uint64_t reading_count(struct json_object *object, const char *key)
{
	struct json_object *value = reading_member(object, key);

	return json_object_is_type(value, json_type_int) ? json_object_get_uint64(value) : 0;
}

double reading_number(struct json_object *object, const char *key)
{
	struct json_object *value = reading_member(object, key);

	if (!json_object_is_type(value, json_type_int) &&
	    !json_object_is_type(value, json_type_double))
		return NAN;
	return json_object_get_double(value);
}

bool reading_flag(struct json_object *object, const char *key)
{
	return json_object_get_boolean(reading_member(object, key));
}

size_t reading_length(struct json_object *list)
{
	return json_object_is_type(list, json_type_array) ? json_object_array_length(list) : 0;
}

/* RFC 3339 in UTC with microseconds, as json_time() writes it. */
uint64_t reading_moment(const char *text)
{
	struct tm tm = {0};
	char *rest = text ? strptime(text, "%Y-%m-%dT%H:%M:%S", &tm) : NULL;
	unsigned long micro = 0;
	time_t seconds;

	if (!rest || tm.tm_year < 70)
		return 0;
	seconds = timegm(&tm);
	if (*rest == '.')
		micro = strtoul(rest + 1, NULL, 10);
	if (seconds < 0 || micro > 999999)
		return 0;
	return (uint64_t)seconds * 1000000000U + micro * 1000U;
}

uint64_t reading_time(struct json_object *object, const char *key)
{
	return reading_moment(reading_text(object, key));
}

void reading_camera(struct json_object *object, struct event_camera *out)
{
	struct json_object *reasons = reading_member(object, "identified_by");
	double certainty = reading_number(object, "certainty");
	size_t count;

	*out = (struct event_camera){
		.mac = reading_text(object, "mac"),
		.ip = reading_text(object, "ip"),
		.name = reading_text(object, "name"),
		/* Records before there was such a field do not say. */
		.named_by = camera_named_by_parse(reading_text(object, "named_by")),
		.vendor = reading_text(object, "vendor"),
		.company = reading_text(object, "company"),
		.form = camera_form_parse(reading_text(object, "form")),
		.certainty = isnan(certainty) ? 0 : certainty,
		.suspected = reading_flag(object, "suspected"),
		.identified_ns = reading_time(object, "identified_at"),
	};
	snprintf(out->key, sizeof(out->key), "%s", out->mac ? out->mac : out->ip ? out->ip : "");
	count = reading_length(reasons);
	for (size_t i = 0; i < count && out->reason_count < EVENT_REASONS; i++) {
		struct json_object *reason = json_object_array_get_idx(reasons, i);

		if (json_object_is_type(reason, json_type_string))
			out->identified_by[out->reason_count++] =
				event_reason_parse(json_object_get_string(reason));
	}
}

static void read_addresses(struct json_object *ips, struct event_destination *out)
{
	size_t count = reading_length(ips);

	for (size_t i = 0; i < count && out->address_count < EVENT_ADDRESSES; i++) {
		struct json_object *ip = json_object_array_get_idx(ips, i);

		if (json_object_is_type(ip, json_type_string) &&
		    address_parse(json_object_get_string(ip),
				  &out->addresses[out->address_count]) == 0)
			out->address_count++;
	}
}

void reading_destination(struct json_object *object, struct event_destination *out)
{
	*out = (struct event_destination){
		.port = (uint16_t)reading_count(object, "port"),
		.transport = reading_text(object, "transport"),
		.protocol = reading_text(object, "protocol"),
		.host = reading_text(object, "host"),
		.host_source = host_source_parse(reading_text(object, "host_source")),
		.service = reading_text(object, "service"),
		.bucket_owner = reading_text(object, "bucket_owner"),
		.role = reading_text(object, "role"),
		.kind = destination_kind_parse(reading_text(object, "kind")),
		.vpn_of = vpn_of_parse(reading_text(object, "vpn_of")),
		.called_in = reading_flag(object, "called_in"),
		.asn = (uint32_t)reading_count(object, "asn"),
		.as_org = reading_text(object, "as_org"),
		.country = reading_text(object, "country"),
		.country_basis = reading_text(object, "country_basis"),
	};
	read_addresses(reading_member(object, "ips"), out);
}

/* Records from before 0.2.0 do not say. */
static enum passed_on reading_passed_on(struct json_object *object)
{
	struct json_object *value = reading_member(object, "passed_on");

	if (!json_object_is_type(value, json_type_boolean))
		return PASSED_ON_UNKNOWN;
	return json_object_get_boolean(value) ? PASSED_ON_YES : PASSED_ON_NO;
}

void reading_upload(struct json_object *object, struct event_upload *out)
{
	struct json_object *video = reading_member(object, "video_seconds");
	const char *id = reading_text(object, "id"), *series = reading_text(object, "series");
	double confidence = reading_number(object, "confidence");

	*out = (struct event_upload){
		.part = (uint32_t)reading_count(object, "part"),
		.final = reading_flag(object, "final"),
		.passed_on = reading_passed_on(object),
		.start_ns = reading_time(object, "start"),
		.end_ns = reading_time(object, "end"),
		.bytes_up = reading_count(object, "bytes_up"),
		.bytes_down = reading_count(object, "bytes_down"),
		.packets_up = reading_count(object, "packets_up"),
		.packets_down = reading_count(object, "packets_down"),
		.video_low_s = (uint32_t)reading_count(video, "low"),
		.video_high_s = (uint32_t)reading_count(video, "high"),
		.class = upload_class_parse(reading_text(object, "class")),
		.confidence = isnan(confidence) ? 0 : confidence,
		.coverage = coverage_parse(reading_text(object, "coverage")),
	};
	snprintf(out->id, sizeof(out->id), "%s", id ? id : "");
	snprintf(out->series, sizeof(out->series), "%s", series ? series : out->id);
}

void reading_gap(struct json_object *object, struct event_camera *camera, struct event_gap *out)
{
	struct json_object *of = reading_member(object, "camera");

	*out = (struct event_gap){
		.from_ns = reading_time(object, "from"),
		.to_ns = reading_time(object, "to"),
		.cause = cause_parse(reading_text(object, "cause")),
		.interface = reading_text(object, "interface"),
		.count = (uint32_t)reading_count(object, "count"),
		.packets = reading_count(object, "packets"),
		.bytes = reading_count(object, "bytes"),
	};
	if (out->cause == CAUSE_UNKNOWN)
		out->said = reading_text(object, "reason");
	if (of) {
		reading_camera(of, camera);
		out->camera = camera;
	}
}
