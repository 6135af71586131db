// SPDX-License-Identifier: GPL-2.0-or-later
#include "commands/status_text.h"

#include <math.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "commands/listing.h"
#include "event.h"
#include "json/detour.h"
#include "json/reading.h"
#include "words/running.h"

/* "" for what is no text. */
static const char *text_or_none(struct json_object *object, const char *key)
{
	const char *text = reading_text(object, key);

	return text ? text : "";
}

static const char *text_at(struct json_object *list, size_t index)
{
	struct json_object *value = json_object_array_get_idx(list, index);

	return json_object_is_type(value, json_type_string) ? json_object_get_string(value) : "";
}

/* 0 for what is no number. */
static double number_or_none(struct json_object *object, const char *key)
{
	double number = reading_number(object, key);

	return isnan(number) ? 0 : number;
}

static bool is_word(struct json_object *object, const char *key, const char *word)
{
	const char *text = reading_text(object, key);

	return text && strcmp(text, word) == 0;
}

/* Seconds since 1970; 0 where it is unknown. */
static time_t time_of(struct json_object *object, const char *key)
{
	return (time_t)(reading_time(object, key) / CLOCK_SECOND_NS);
}

static void write_sending(struct json_object *answer, bool colour, FILE *file)
{
	struct json_object *list = reading_member(answer, "sending");

	for (size_t i = 0; i < reading_length(list); i++) {
		struct json_object *item = json_object_array_get_idx(list, i);

		running_sends(
			&(struct running_upload){
				.camera = text_or_none(item, "camera"),
				.to = reading_text(item, "to"),
				.confidence = number_or_none(item, "confidence"),
				.rate_bps = number_or_none(item, "rate_bps"),
				.bytes = reading_count(item, "bytes_up"),
				.since = time_of(item, "since"),
			},
			colour, file);
	}
	if (!reading_length(list)) {
		struct json_object *coverage = reading_member(answer, "coverage");

		running_silent(!reading_text(coverage, "state") ||
				       is_word(coverage, "state", "blind"),
			       reading_count(answer, "off_path"), file);
	}
}

static void write_coverage(struct json_object *answer, bool colour, FILE *file)
{
	struct json_object *coverage = reading_member(answer, "coverage");
	struct json_object *reasons = reading_member(coverage, "reasons");
	struct json_object *cures = reading_member(answer, "cures");
	bool all = is_word(coverage, "state", "exact") && !reading_length(reasons);

	running_coverage(all, colour, file);
	for (size_t i = 0; !all && i < reading_length(reasons); i++)
		running_reason(text_at(reasons, i), file);
	for (size_t i = 0; i < reading_length(cures); i++)
		running_cure(text_at(cures, i), file);
}

static void write_problems(struct json_object *answer, bool colour, FILE *file)
{
	struct json_object *list = reading_member(answer, "problems");

	if (reading_length(list))
		running_problems(colour, file);
	for (size_t i = 0; i < reading_length(list); i++) {
		struct json_object *item = json_object_array_get_idx(list, i);

		running_problem(text_or_none(item, "setting"), reading_text(item, "value"),
				text_or_none(item, "says"), file);
	}
}

/* Whoever reads "everything is seen" takes it that he can look it up later. */
static void write_history(struct json_object *answer, bool colour, FILE *file)
{
	struct json_object *history = reading_member(answer, "history");

	if (reading_text(history, "problem"))
		running_history(
			&(struct running_history){
				.problem = reading_text(history, "problem"),
				.failed = time_of(history, "failed_since"),
				.waiting = reading_count(history, "waiting"),
				.lost = reading_count(history, "lost"),
			},
			colour, file);
}

static void write_fallback(struct json_object *answer, bool colour, FILE *file)
{
	struct event_fallback fallback;

	if (detour_parse(reading_member(answer, "fallback"), &fallback))
		running_fallback(&fallback, colour, file);
}

static void write_gaps(struct json_object *answer, FILE *file)
{
	struct json_object *list = reading_member(answer, "gaps");
	size_t count = reading_length(list);

	for (size_t i = count > 3 ? count - 3 : 0; i < count; i++) {
		struct json_object *gap = json_object_array_get_idx(list, i);

		running_gap(time_of(gap, "from"), time_of(gap, "to"), reading_text(gap, "camera"),
			    text_or_none(gap, "reason"), file);
	}
}

static void write_promises(struct json_object *answer, bool colour, FILE *file)
{
	struct json_object *list = reading_member(answer, "promises");

	if (reading_length(list))
		running_promises(file);
	for (size_t i = 0; i < reading_length(list); i++) {
		struct json_object *item = json_object_array_get_idx(list, i);

		running_promise(
			&(struct running_promise){
				.promise = text_or_none(item, "promise"),
				.reason = reading_text(item, "reason"),
				.kept = is_word(item, "today", "kept"),
				.broken = is_word(item, "today", "broken"),
				.breaches = reading_count(item, "breaches"),
				.since = time_of(item, "since"),
			},
			colour, file);
	}
}

static void write_absent(struct json_object *answer, FILE *file)
{
	struct json_object *doubts = reading_member(answer, "doubts");

	for (size_t i = 0; i < reading_length(doubts); i++)
		if (doubt_bit(text_at(doubts, i)) == 1U << DOUBT_ABSENT)
			running_absent(file);
}

static void write_interfaces(struct json_object *answer, FILE *file)
{
	struct json_object *list = reading_member(answer, "interfaces");

	for (size_t i = 0; i < reading_length(list); i++) {
		struct json_object *item = json_object_array_get_idx(list, i);
		const char *mode = reading_text(item, "mode");

		running_interface(i, text_or_none(item, "name"),
				  mode ? mode : text_or_none(item, "state"),
				  mode ? NULL : reading_text(item, "note"), file);
	}
	running_interfaces_end(reading_length(list), file);
}

static void write_rest(struct json_object *answer, bool verbose, FILE *file)
{
	struct json_object *load = reading_member(answer, "load"),
			   *sandbox = reading_member(answer, "sandbox");

	running_rest(
		&(struct running_rest){
			.since = time_of(answer, "since"),
			.bytes = reading_count(answer, "bytes"),
			.ruled_out = reading_count(answer, "ruled_out"),
			.verbose = verbose,
			.memory = reading_count(load, "rss_bytes"),
			.kernel_memory = reading_count(load, "map_bytes"),
			.user = reading_text(sandbox, "user"),
			.rights = reading_text(sandbox, "capabilities"),
			.zone = reading_text(answer, "zone"),
			.rules_error = reading_text(reading_member(answer, "rules"), "error"),
		},
		file);
}

void status_text_write(struct json_object *answer, bool verbose, bool colour, FILE *file)
{
	write_sending(answer, colour, file);
	write_coverage(answer, colour, file);
	write_problems(answer, colour, file);
	write_history(answer, colour, file);
	write_fallback(answer, colour, file);
	write_gaps(answer, file);
	write_promises(answer, colour, file);
	running_cameras(reading_count(answer, "cameras"), file);
	write_absent(answer, file);
	write_interfaces(answer, file);
	write_rest(answer, verbose, file);
}

void status_text_camera(struct json_object *camera, bool colour, FILE *file)
{
	struct running_camera read;

	listing_read(camera, &read);
	running_camera(&read, colour, file);
}
