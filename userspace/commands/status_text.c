// SPDX-License-Identifier: GPL-2.0-or-later
#include "commands/status_text.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "event.h"
#include "json/detour.h"
#include "words/fallback.h"
#include "words/phrase.h"
#include "words/words.h"

static struct json_object *status_text_part(struct json_object *object, const char *key)
{
	struct json_object *value = NULL;

	json_object_object_get_ex(object, key, &value);
	return value;
}

/* NULL where it is null or absent. */
static const char *text_of(struct json_object *object, const char *key)
{
	struct json_object *value = status_text_part(object, key);

	return json_object_is_type(value, json_type_string) ? json_object_get_string(value) : NULL;
}

/* "" for what is no text. */
static const char *text_at(struct json_object *list, size_t index)
{
	struct json_object *value = json_object_array_get_idx(list, index);

	return json_object_is_type(value, json_type_string) ? json_object_get_string(value) : "";
}

static uint64_t count_of(struct json_object *object, const char *key)
{
	return json_object_get_uint64(status_text_part(object, key));
}

static bool flag_of(struct json_object *object, const char *key)
{
	return json_object_get_boolean(status_text_part(object, key));
}

static size_t length_of(struct json_object *list)
{
	return json_object_is_type(list, json_type_array) ? json_object_array_length(list) : 0;
}

/* "10:22", or "8 Mar 10:22" where it was not today; "" where it is unknown. */
static const char *status_text_when(const char *utc, char out[64])
{
	struct tm parts = {0}, local, today;
	time_t time_s, now_s = time(NULL);
	char day[32] = "", clock[16];

	out[0] = '\0';
	if (!utc || !strptime(utc, "%Y-%m-%dT%H:%M:%S", &parts))
		return out;
	time_s = timegm(&parts);
	localtime_r(&time_s, &local);
	localtime_r(&now_s, &today);
	if (local.tm_yday != today.tm_yday || local.tm_year != today.tm_year)
		strftime(day, sizeof(day), "%-d %b ", &local);
	strftime(clock, sizeof(clock), "%H:%M", &local);
	snprintf(out, 64, "%s%s", day, clock);
	return out;
}

static void status_text_heading(FILE *file, bool colour, const char *code, const char *text)
{
	if (colour)
		fprintf(file, "\033[%sm%s\033[0m", code, text);
	else
		fputs(text, file);
}

static void write_rate(struct json_object *item, FILE *file)
{
	double rate = json_object_get_double(status_text_part(item, "rate_bps"));

	if (rate >= 1e6)
		fprintf(file, ", %.1f Mbit/s", rate / 1e6);
	else if (rate >= 1000)
		fprintf(file, ", %.0f kbit/s", rate / 1000);
}

static void write_sending(struct json_object *answer, bool colour, FILE *file)
{
	struct json_object *list = status_text_part(answer, "sending");
	char clock[64], size[WORDS_MOST];

	for (size_t i = 0; i < length_of(list); i++) {
		struct json_object *item = json_object_array_get_idx(list, i);
		double confidence = json_object_get_double(status_text_part(item, "confidence"));

		status_text_heading(file, colour, "1;33", "Sending now: ");
		phrase_text(file, text_of(item, "camera"));
		fprintf(file, ", %sto ", phrase_sure(confidence));
		phrase_text(file, text_of(item, "to") ? text_of(item, "to") : "an unknown place");
		fprintf(file, ": %s", words_size(count_of(item, "bytes_up"), size));
		if (text_of(item, "since"))
			fprintf(file, " since %s", status_text_when(text_of(item, "since"), clock));
		write_rate(item, file);
		fputs(".\n", file);
	}
}

/* That nothing leaves may only be said of what is seen. */
static void write_silence(struct json_object *answer, FILE *file)
{
	const char *state = text_of(status_text_part(answer, "coverage"), "state");
	uint64_t off_path = count_of(answer, "off_path");

	if (length_of(status_text_part(answer, "sending")))
		return;
	if (!state || strcmp(state, "blind") == 0)
		fputs("Whether footage is being sent now cannot be seen from here.\n", file);
	else if (off_path)
		fprintf(file,
			"No footage is being sent now by the cameras that are seen; what %s cannot "
			"be "
			"seen from here.\n",
			off_path == 1 ? "one other sends" : "some others send");
	else
		fputs("No footage is being sent now.\n", file);
}

static void write_lines(struct json_object *list, const char *before, FILE *file)
{
	for (size_t i = 0; i < length_of(list); i++) {
		fputs(before, file);
		phrase_text(file, text_at(list, i));
		fputs(".\n", file);
	}
}

static void write_coverage(struct json_object *answer, bool colour, FILE *file)
{
	struct json_object *coverage = status_text_part(answer, "coverage");
	const char *state = text_of(coverage, "state");

	if (state && strcmp(state, "exact") == 0 &&
	    !length_of(status_text_part(coverage, "reasons"))) {
		status_text_heading(file, colour, "32", "Everything that passes here is seen.\n");
	} else {
		status_text_heading(file, colour, "1;31", "Not everything is seen:\n");
		write_lines(status_text_part(coverage, "reasons"), "  ", file);
	}
	write_lines(status_text_part(answer, "cures"), "  What to do: ", file);
}

static void write_problems(struct json_object *answer, bool colour, FILE *file)
{
	struct json_object *list = status_text_part(answer, "problems");

	if (length_of(list))
		status_text_heading(file, colour, "1;31", "Settings that are not in force:\n");
	for (size_t i = 0; i < length_of(list); i++) {
		struct json_object *item = json_object_array_get_idx(list, i);

		fputs("  ", file);
		phrase_text(file, text_of(item, "setting") ? text_of(item, "setting") : "");
		if (text_of(item, "value")) {
			fputs(" \"", file);
			phrase_text(file, text_of(item, "value"));
			fputs("\"", file);
		}
		fputs(": ", file);
		phrase_text(file, text_of(item, "says") ? text_of(item, "says") : "");
		fputs(".\n", file);
	}
}

/* Whoever reads "everything is seen" takes it that he can look it up later. */
static void write_history(struct json_object *answer, bool colour, FILE *file)
{
	struct json_object *history = status_text_part(answer, "history");
	const char *problem = text_of(history, "problem");
	uint64_t waiting = count_of(history, "waiting"), lost = count_of(history, "lost");
	char text[64], count[WORDS_MOST];

	if (!problem)
		return;
	status_text_heading(file, colour, "1;31", "Nothing is kept in the history");
	status_text_when(text_of(history, "failed_since"), text);
	fprintf(file, "%s%s: ", *text ? " since " : "", text);
	phrase_text(file, problem);
	fputs(".\n", file);
	if (waiting)
		fprintf(file, "Waiting in memory to be written: %s.",
			words_count(waiting, "record", count));
	if (waiting && lost)
		fprintf(file, " There was no more room for %" PRIu64 ": they are lost.", lost);
	if (waiting)
		putc('\n', file);
}

static void write_fallback(struct json_object *answer, bool colour, FILE *file)
{
	struct event_fallback fallback;

	if (!detour_parse(status_text_part(answer, "fallback"), &fallback))
		return;
	status_text_heading(file, colour, "1;33", "Not the way that was meant: ");
	fallback_write(&fallback, "  ", file);
}

static void write_gaps(struct json_object *answer, FILE *file)
{
	struct json_object *list = status_text_part(answer, "gaps");
	size_t count = length_of(list);

	for (size_t i = count > 3 ? count - 3 : 0; i < count; i++) {
		struct json_object *gap = json_object_array_get_idx(list, i);
		char from[64], to[64];

		fprintf(file, "  %s", status_text_when(text_of(gap, "from"), from));
		if (strcmp(from, status_text_when(text_of(gap, "to"), to)) != 0)
			fprintf(file, " to %s", to);
		if (text_of(gap, "camera")) {
			fputs(", ", file);
			phrase_text(file, text_of(gap, "camera"));
		}
		fputs(": ", file);
		phrase_text(file, text_of(gap, "reason"));
		fputs(".\n", file);
	}
}

static void write_interfaces(struct json_object *answer, FILE *file)
{
	struct json_object *list = status_text_part(answer, "interfaces");

	if (!length_of(list))
		fputs("Watching no interface", file);
	for (size_t i = 0; i < length_of(list); i++) {
		struct json_object *item = json_object_array_get_idx(list, i);
		const char *mode = text_of(item, "mode"), *note = text_of(item, "note");

		fputs(i ? ", " : "Watching ", file);
		phrase_text(file, text_of(item, "name"));
		fprintf(file, " (%s)", mode ? mode : text_of(item, "state"));
		if (!mode && note) {
			fputs(": ", file);
			phrase_text(file, note);
		}
	}
	fputs(".\n", file);
}

static void write_rest(struct json_object *answer, FILE *file)
{
	struct json_object *load = status_text_part(answer, "load"),
			   *sandbox = status_text_part(answer, "sandbox");
	char since[64], size[WORDS_MOST], memory[WORDS_MOST], maps[WORDS_MOST];
	const char *error = text_of(status_text_part(answer, "rules"), "error");

	fprintf(file,
		"Since %s: %s of the home's traffic counted, %llu devices ruled out as cameras.\n",
		status_text_when(text_of(answer, "since"), since),
		words_size(count_of(answer, "bytes"), size),
		(unsigned long long)count_of(answer, "ruled_out"));
	fprintf(file, "Memory %s and %s in the kernel; runs as %s, rights: %s.\n",
		words_size(count_of(load, "rss_bytes"), memory),
		words_size(count_of(load, "map_bytes"), maps),
		text_of(sandbox, "user") ? text_of(sandbox, "user") : "unknown",
		text_of(sandbox, "capabilities") ? text_of(sandbox, "capabilities") : "unknown");
	if (text_of(answer, "zone"))
		fprintf(file, "Its days and hours are those of the time zone %s.\n",
			text_of(answer, "zone"));
	if (error)
		fprintf(file, "Rules: %s.\n", error);
}

static void write_cameras(struct json_object *answer, FILE *file)
{
	char text[WORDS_MOST];

	fprintf(file, "%s known; `lenswatch cameras list` shows them.\n",
		words_count(count_of(answer, "cameras"), "camera", text));
}

/* Of the hours before it was in force nothing was held against it. */
static void write_standing(struct json_object *item, FILE *file)
{
	const char *today = text_of(item, "today");
	char since[64];

	if (!today || strcmp(today, "kept") != 0) {
		fputs("cannot be told", file);
		return;
	}
	fputs("kept", file);
	status_text_when(text_of(item, "since"), since);
	if (*since && !strchr(since, ' '))
		fprintf(file, " since %s", since);
}

static void write_promises(struct json_object *answer, bool colour, FILE *file)
{
	struct json_object *list = status_text_part(answer, "promises");
	char count[WORDS_MOST];

	if (length_of(list))
		fputs("Promised, and today so far:\n", file);
	for (size_t i = 0; i < length_of(list); i++) {
		struct json_object *item = json_object_array_get_idx(list, i);
		const char *today = text_of(item, "today"), *reason = text_of(item, "reason");

		fputs("  ", file);
		phrase_text(file, text_of(item, "promise") ? text_of(item, "promise") : "");
		fputs(": ", file);
		if (today && strcmp(today, "broken") == 0) {
			snprintf(count, sizeof(count), "broken %llu time%s",
				 (unsigned long long)count_of(item, "breaches"),
				 count_of(item, "breaches") == 1 ? "" : "s");
			status_text_heading(file, colour, "1;31", count);
		} else {
			write_standing(item, file);
		}
		if (reason) {
			fputs(", ", file);
			phrase_text(file, reason);
		}
		fputs(".\n", file);
	}
}

void status_text_write(struct json_object *answer, bool colour, FILE *file)
{
	write_sending(answer, colour, file);
	write_silence(answer, file);
	write_coverage(answer, colour, file);
	write_problems(answer, colour, file);
	write_history(answer, colour, file);
	write_fallback(answer, colour, file);
	write_gaps(answer, file);
	write_promises(answer, colour, file);
	write_cameras(answer, file);
	write_interfaces(answer, file);
	write_rest(answer, file);
}

static const char *camera_standing(struct json_object *camera)
{
	static const char *const words[] = {"a camera", "likely a camera", "possibly a camera"};
	double certainty = json_object_get_double(status_text_part(camera, "certainty"));

	if (flag_of(camera, "dismissed"))
		return "not a camera, you said";
	if (flag_of(camera, "confirmed"))
		return "a camera, you said";
	if (flag_of(camera, "suspected"))
		return "behaves like a camera";
	return words[sureness_of(certainty)];
}

static void write_why(struct json_object *camera, FILE *file)
{
	struct json_object *why = status_text_part(camera, "why");

	if (flag_of(camera, "confirmed") || flag_of(camera, "dismissed") || !length_of(why))
		return;
	fputs(" (", file);
	phrase_text(file, text_at(why, 0));
	fputs(")", file);
}

static void write_sent(struct json_object *camera, FILE *file)
{
	char count[WORDS_MOST], size[WORDS_MOST], clock[64];
	uint64_t uploads = count_of(camera, "uploads");

	if (flag_of(camera, "dismissed"))
		return;
	if (flag_of(camera, "off_path"))
		fputs("  What it sends does not pass this computer and cannot be told.\n", file);
	else if (flag_of(camera, "sending"))
		fputs("  It is sending footage out of the home now.\n", file);
	if (uploads)
		fprintf(file, "  %s told, %s.\n", words_count(uploads, "upload", count),
			words_size(count_of(camera, "upload_bytes"), size));
	if (text_of(camera, "sent"))
		fprintf(file, "  It last sent anything out of the home at %s.\n",
			status_text_when(text_of(camera, "sent"), clock));
}

void status_text_camera(struct json_object *camera, bool colour, FILE *file)
{
	const char *name = text_of(camera, "name"), *vendor = text_of(camera, "vendor");
	const char *mac = text_of(camera, "mac"), *ip = text_of(camera, "ip");
	const char *mark = mac ? mac : ip ? ip : "unknown";

	if (colour)
		fputs("\033[1m", file);
	phrase_text(file, name ? name : mark);
	if (colour)
		fputs("\033[0m", file);
	if (vendor) {
		fputs(", ", file);
		phrase_text(file, vendor);
	}
	if (name)
		fprintf(file, ", %s", mark);
	if (mac && ip)
		fprintf(file, ", %s", ip);
	fprintf(file, ": %s", camera_standing(camera));
	write_why(camera, file);
	fputs(".\n", file);
	write_sent(camera, file);
}
