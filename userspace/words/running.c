// SPDX-License-Identifier: GPL-2.0-or-later
#include "words/running.h"

#include <inttypes.h>
#include <string.h>

#include "base/zone.h"
#include "words/fallback.h"
#include "words/phrase.h"
#include "words/words.h"

#define RUNNING_TIME 64

/* "10:22", or "8 Mar 10:22" where it was not today; "" where it is unknown. */
static const char *running_when(time_t time_s, char out[RUNNING_TIME])
{
	struct tm local, today;
	time_t now_s = time(NULL);
	char day[32] = "", clock[16];

	out[0] = '\0';
	if (!time_s)
		return out;
	localtime_r(&time_s, &local);
	localtime_r(&now_s, &today);
	if (local.tm_yday != today.tm_yday || local.tm_year != today.tm_year)
		strftime(day, sizeof(day), "%-d %b ", &local);
	strftime(clock, sizeof(clock), "%H:%M", &local);
	snprintf(out, RUNNING_TIME, "%s%s", day, clock);
	return out;
}

static void running_heading(FILE *file, bool colour, const char *code, const char *text)
{
	if (colour)
		fprintf(file, "\033[%sm%s\033[0m", code, text);
	else
		fputs(text, file);
}

void running_sends(const struct running_upload *upload, bool colour, FILE *file)
{
	char clock[RUNNING_TIME], size[WORDS_MOST];

	running_heading(file, colour, "1;33", "Sending now: ");
	phrase_text(file, upload->camera);
	fprintf(file, ", %sto ", phrase_sure(upload->confidence));
	phrase_text(file, upload->to ? upload->to : "an unknown place");
	fprintf(file, ": %s", words_size(upload->bytes, size));
	if (upload->since)
		fprintf(file, " since %s", running_when(upload->since, clock));
	if (upload->rate_bps >= 1e6)
		fprintf(file, ", %.1f Mbit/s", upload->rate_bps / 1e6);
	else if (upload->rate_bps >= 1000)
		fprintf(file, ", %.0f kbit/s", upload->rate_bps / 1000);
	fputs(".\n", file);
}

void running_silent(bool blind, uint64_t off_path, FILE *file)
{
	if (blind)
		fputs("Whether footage is being sent now cannot be seen from here.\n", file);
	else if (off_path)
		fprintf(file,
			"No footage is being sent now by the cameras that are seen; what %s cannot "
			"be seen from here.\n",
			off_path == 1 ? "one other sends" : "some others send");
	else
		fputs("No footage is being sent now.\n", file);
}

void running_coverage(bool all, bool colour, FILE *file)
{
	if (all)
		running_heading(file, colour, "32", "OK: everything that passes here is seen.\n");
	else
		running_heading(file, colour, "1;31", "Not everything is seen:\n");
}

static void running_clause(const char *before, const char *clause, FILE *file)
{
	fputs(before, file);
	phrase_text(file, clause);
	fputs(".\n", file);
}

void running_reason(const char *reason, FILE *file)
{
	running_clause("  ", reason, file);
}

void running_cure(const char *cure, FILE *file)
{
	running_clause("  What to do: ", cure, file);
}

void running_problems(bool colour, FILE *file)
{
	running_heading(file, colour, "1;31", "Settings that are not in force:\n");
}

void running_problem(const char *setting, const char *value, const char *says, FILE *file)
{
	fputs("  ", file);
	phrase_text(file, setting);
	if (value) {
		fputs(" \"", file);
		phrase_text(file, value);
		fputs("\"", file);
	}
	running_clause(": ", says, file);
}

void running_history(const struct running_history *history, bool colour, FILE *file)
{
	char text[RUNNING_TIME], count[WORDS_MOST];

	running_heading(file, colour, "1;31", "Nothing is kept in the history");
	running_when(history->failed, text);
	fprintf(file, "%s%s", *text ? " since " : "", text);
	running_clause(": ", history->problem, file);
	if (!history->waiting)
		return;
	fprintf(file, "Waiting in memory to be written: %s.",
		words_count(history->waiting, "record", count));
	if (history->lost)
		fprintf(file, " There was no more room for %" PRIu64 ": they are lost.",
			history->lost);
	putc('\n', file);
}

void running_fallback(const struct event_fallback *fallback, bool colour, FILE *file)
{
	running_heading(file, colour, "1;33", "Not the way that was meant: ");
	fallback_write(fallback, "  ", file);
}

void running_gap(time_t from, time_t to, const char *camera, const char *reason, FILE *file)
{
	char begin[RUNNING_TIME], end[RUNNING_TIME];

	fprintf(file, "  %s", running_when(from, begin));
	if (strcmp(begin, running_when(to, end)) != 0)
		fprintf(file, " to %s", end);
	if (camera) {
		fputs(", ", file);
		phrase_text(file, camera);
	}
	running_clause(": ", reason, file);
}

void running_promises(FILE *file)
{
	fputs("Promises today:\n", file);
}

/* Of the hours before it was in force nothing was held against it. */
static void running_kept(const struct running_promise *promise, FILE *file)
{
	char since[RUNNING_TIME];

	fputs("kept", file);
	running_when(promise->since, since);
	if (*since && !strchr(since, ' '))
		fprintf(file, " since %s", since);
}

void running_promise(const struct running_promise *promise, bool colour, FILE *file)
{
	char count[WORDS_MOST];

	fputs("  ", file);
	phrase_text(file, promise->promise);
	fputs(": ", file);
	if (promise->broken) {
		if (promise->breaches == 1)
			snprintf(count, sizeof(count), "broken once");
		else
			snprintf(count, sizeof(count), "broken %" PRIu64 " times",
				 promise->breaches);
		running_heading(file, colour, "1;31", count);
	} else if (promise->kept) {
		running_kept(promise, file);
	} else {
		fputs("unknown", file);
	}
	if (promise->reason) {
		fputs(", ", file);
		phrase_text(file, promise->reason);
	}
	fputs(".\n", file);
}

void running_cameras(uint64_t count, FILE *file)
{
	char text[WORDS_MOST];

	if (!count)
		fputs("No cameras found yet.\n", file);
	else
		fprintf(file, "%s known; `lenswatch cameras list` shows them.\n",
			words_count(count, "camera", text));
}

void running_absent(FILE *file)
{
	fputs("A camera that you declared was not seen yet, so nothing is known of it. Check its "
	      "address in `lenswatch cameras list`.\n",
	      file);
}

void running_interface(size_t index, const char *name, const char *mode, const char *note,
		       FILE *file)
{
	fputs(index ? ", " : "Watching ", file);
	phrase_text(file, name);
	fputs(" (", file);
	phrase_text(file, mode);
	putc(')', file);
	if (note) {
		fputs(": ", file);
		phrase_text(file, note);
	}
}

void running_interfaces_end(size_t count, FILE *file)
{
	fputs(count ? ".\n" : "Watching no interface.\n", file);
}

void running_rest(const struct running_rest *rest, FILE *file)
{
	char since[RUNNING_TIME], size[WORDS_MOST], memory[WORDS_MOST], maps[WORDS_MOST];
	char zone[ZONE_NAME], count[WORDS_MOST];

	fprintf(file, "Running since %s %s: %s of the home's traffic counted.",
		running_when(rest->since, since), zone_name(rest->since, zone),
		words_size(rest->bytes, size));
	if (rest->ruled_out)
		fprintf(file, " Not cameras: %s.", words_count(rest->ruled_out, "device", count));
	putc('\n', file);
	if (rest->verbose) {
		fprintf(file, "Memory %s and %s in the kernel; runs as ",
			words_size(rest->memory, memory), words_size(rest->kernel_memory, maps));
		phrase_text(file, rest->user ? rest->user : "unknown");
		running_clause(", rights: ", rest->rights ? rest->rights : "unknown", file);
	}
	if (rest->zone)
		running_clause("Its days and hours are those of the time zone ", rest->zone, file);
	if (rest->rules_error)
		running_clause("Rules: ", rest->rules_error, file);
}

static const char *running_standing(const struct running_camera *camera)
{
	static const char *const words[] = {"a camera", "likely a camera", "possibly a camera"};

	if (camera->dismissed)
		return "not a camera, you said";
	if (camera->confirmed)
		return "a camera, you said";
	if (camera->suspected)
		return "behaves like a camera";
	return words[sureness_of(camera->certainty)];
}

static void running_sent(const struct running_camera *camera, FILE *file)
{
	char count[WORDS_MOST], size[WORDS_MOST], clock[RUNNING_TIME];

	if (camera->dismissed)
		return;
	if (camera->off_path)
		fputs("  What it sends does not pass this computer, so it can't be seen.\n", file);
	else if (camera->sending)
		fputs("  Sending footage out of the home now.\n", file);
	if (camera->uploads)
		fprintf(file, "  %s reported, %s.\n", words_count(camera->uploads, "upload", count),
			words_size(camera->upload_bytes, size));
	if (camera->sent)
		fprintf(file, "  Last sent anything out of the home at %s.\n",
			running_when(camera->sent, clock));
}

struct event_camera running_event(const struct running_camera *camera)
{
	return (struct event_camera){.mac = camera->mac,
				     .ip = camera->mac || camera->ip ? camera->ip : "unknown",
				     .name = camera->name,
				     .named_by = camera->named_by,
				     .vendor = camera->vendor,
				     .form = camera->form,
				     .certainty = camera->certainty,
				     .suspected = camera->suspected || camera->dismissed};
}

void running_camera(const struct running_camera *camera, bool colour, FILE *file)
{
	const struct event_camera called = running_event(camera);

	if (colour)
		fputs("\033[1m", file);
	phrase_called(file, &called);
	if (colour)
		fputs("\033[0m", file);
	if (camera->vendor && phrase_is_named(&called)) {
		fputs(", ", file);
		phrase_text(file, camera->vendor);
	}
	if (camera->mac) {
		fputs(", ", file);
		phrase_text(file, camera->mac);
	}
	if (camera->ip && (camera->mac || phrase_is_named(&called))) {
		fputs(", ", file);
		phrase_text(file, camera->ip);
	}
	if (camera->name && !phrase_is_named(&called)) {
		fputs(", ", file);
		phrase_self(file, &called);
	}
	fprintf(file, ": %s", running_standing(camera));
	if (camera->why && !camera->confirmed && !camera->dismissed) {
		fputs(" (", file);
		phrase_text(file, camera->why);
		fputs(")", file);
	}
	fputs(".\n", file);
	running_sent(camera, file);
}

void running_room(unsigned devices, FILE *file)
{
	char text[WORDS_MOST];

	fprintf(file,
		"There is room to remember what you say of %s more. Stop lenswatch and take those "
		"that are gone out of the state file.\n",
		words_count(devices, "device", text));
}

void running_noted(FILE *file)
{
	fputs("Saved. No such device was seen yet: `lenswatch devices` lists who is at home.\n",
	      file);
}

void running_none(FILE *file)
{
	fputs("No cameras found yet. Most show themselves when restarted; to declare one: "
	      "`lenswatch cameras confirm ADDRESS`.\n",
	      file);
}

void running_erased(size_t records, FILE *file)
{
	fprintf(file,
		"Erased: the contents of %zu record%s. `lenswatch verify` says that they were "
		"erased, not what they were.\n",
		records, records == 1 ? "" : "s");
}

void running_erase(size_t records, const char *camera, FILE *file)
{
	fprintf(file, "Erase %s%zu record%s of ", records == 1 ? "the " : "all ", records,
		records == 1 ? "" : "s");
	phrase_text(file, camera);
	fputs("? This can't be undone. [y/N] ", file);
	fflush(file);
}

void running_spared(FILE *file)
{
	fputs("Nothing was erased.\n", file);
}
