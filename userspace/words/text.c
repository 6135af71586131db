/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stddef.h>
#include <string.h>

#include "base/clock.h"
#include "words/gap.h"
#include "words/breach.h"
#include "words/doubts.h"
#include "words/phrase.h"
#include "words/text.h"
#include "words/unmet.h"
#include "words/words.h"
#include "base/zone.h"

#define BOLD "\x1b[1m"
#define DIM "\x1b[2m"
#define RED "\x1b[1;31m"    /* what was promised otherwise */
#define YELLOW "\x1b[1;33m" /* somebody may be watching; something was not seen */
#define PLAIN "\x1b[0m"

static void text_styled(const struct text_style *style, const char *code, const char *text,
			FILE *file)
{
	if (style->colour)
		fprintf(file, "%s%s" PLAIN, code, text);
	else
		fputs(text, file);
}

static void put_clock(uint64_t time_ns, const struct text_style *style, const char *code,
		      FILE *file)
{
	char text[WORDS_MOST];

	text_styled(style, code, words_clock(time_ns, text), file);
	putc(' ', file);
}

void text_heading(uint64_t time_ns, char day[TEXT_DAY], const struct text_style *style, FILE *file)
{
	char text[WORDS_MOST];

	words_day(time_ns, text);
	if (!strcmp(text, day))
		return;
	if (*day)
		putc('\n', file);
	snprintf(day, TEXT_DAY, "%s", text);
	text_styled(style, BOLD, text, file);
	putc('\n', file);
}

void text_title(const struct event *event, const struct text_style *style, FILE *file)
{
	text_styled(style, BOLD, "Capture ", file);
	phrase_text(file, event->capture ? event->capture : "");
	putc('\n', file);
}

static void put_size(const struct event_upload *upload, FILE *file)
{
	char text[WORDS_MOST];

	if (upload->coverage == COVERAGE_LOWER_BOUND)
		fputs("at least ", file);
	else if (upload->coverage == COVERAGE_MERGED)
		fputs("about ", file);
	fputs(words_size(upload->bytes_up, text), file);
}

static void text_measures(const struct event_upload *upload, FILE *file)
{
	char text[WORDS_MOST];

	put_size(upload, file);
	fprintf(file, " in %s%s", upload->coverage == COVERAGE_HARDWARE ? "about " : "",
		words_duration(upload->end_ns - upload->start_ns, text));
	if (upload->coverage == COVERAGE_LOWER_BOUND)
		fputs(" (packets were lost)", file);
	else if (upload->coverage == COVERAGE_HARDWARE)
		fputs(" (forwarded in hardware, times rough)", file);
	if (upload->video_low_s || upload->video_high_s)
		fprintf(file, ", about %s of video",
			words_span(upload->video_low_s, upload->video_high_s, text));
	if (!upload->final)
		fprintf(file, ", still going (part %u)", upload->part);
	else if (upload->part > 1)
		fprintf(file, ", the last of %u parts", upload->part);
	putc('.', file);
}

static void put_seen(const struct event_upload *upload, const struct text_style *style, FILE *file)
{
	fputs("      ", file);
	if (style->colour)
		fputs(DIM, file);
	phrase_seen(file, &upload->destination);
	if (style->colour)
		fputs(PLAIN, file);
	putc('\n', file);
}

/* "Front door likely sent a clip for its cameras to Blink (Amazon): " */
static void put_deed(const struct event_upload *upload, const char *before, const char *after,
		     FILE *file)
{
	phrase_who(file, &upload->camera);
	fprintf(file, " %s%s%s %s ", before, phrase_sure(upload->confidence), after,
		phrase_what(upload->class));
	if (upload->camera.form == FORM_HUB)
		fputs("for its cameras ", file);
	phrase_where(file, upload);
	fputs(": ", file);
}

/* "34f0" is typed into `explain`. */
static void text_end(const struct event_upload *upload, const struct text_style *style, FILE *file)
{
	if (style->handles)
		fprintf(file, " #%.*s", TEXT_HANDLE, upload->id);
	putc('\n', file);
}

static void text_upload(const struct event_upload *upload, const struct text_style *style,
			FILE *file)
{
	put_clock(upload->start_ns, style, upload->class == CLASS_LIVE ? YELLOW : BOLD, file);
	put_deed(upload, "", "sent", file);
	text_measures(upload, file);
	phrase_country(file, &upload->destination);
	text_end(upload, style, file);
	put_seen(upload, style, file);
}

/* A clip that has begun looks like a snapshot, or like a recording: what it is shows at its end. */
static void put_uploading(const struct event_upload *upload, const struct text_style *style,
			  FILE *file)
{
	struct event_upload begun = *upload;

	begun.class = CLASS_UNKNOWN;
	put_clock(upload->start_ns, style, BOLD, file);
	if (upload->final) {
		phrase_who(file, &upload->camera);
		fputs(" was not sending footage ", file);
		phrase_where(file, upload);
		fputs(" after all.\n", file);
		return;
	}
	put_deed(&begun, "is ", "sending", file);
	put_size(upload, file);
	fputs(" so far.\n", file);
}

static void put_local(const struct event_upload *upload, const struct text_style *style, FILE *file)
{
	char text[ADDRESS_TEXT];

	put_clock(upload->start_ns, style, BOLD, file);
	phrase_who(file, &upload->camera);
	fputs(" streamed ", file);
	put_size(upload, file);
	fputs(" inside the home", file);
	if (upload->destination.address_count)
		fprintf(file, " to %s", address_format(&upload->destination.addresses[0], text));
	if (upload->passed_on == PASSED_ON_YES)
		fputs(", which sent as much out at the same time.", file);
	else
		fputs(upload->passed_on == PASSED_ON_NO ? ": it stayed home." : ".", file);
	text_end(upload, style, file);
}

/* "Co., Ltd." ends a sentence by itself. */
static const char *text_stop(const struct event_reason *reason)
{
	const char *value = event_reason_value(reason);
	size_t length = strlen(value);

	return length && value[length - 1] == '.' ? "\n" : ".\n";
}

/* "a Blink camera (…34:56) at 192.168.1.30": by its address its owner can name it. */
static void text_unnamed(const struct event_camera *camera, FILE *file)
{
	phrase_form(file, camera);
	fputs(" (", file);
	phrase_tail(file, camera);
	putc(')', file);
	if (camera->mac && camera->ip) {
		fputs(" at ", file);
		phrase_text(file, camera->ip);
	}
}

/* What it calls itself speaks for nothing, but its owner may know it by that. `reason`: what stands
 * before it, or NULL. */
static void text_self(const struct event_camera *camera, const struct event_reason *reason,
		      FILE *file)
{
	if (!phrase_has_self(camera, reason, reason ? 1 : 0)) {
		fputs(reason ? text_stop(reason) : ".\n", file);
		return;
	}
	fputs("; it ", file);
	phrase_self(file, camera);
	fputs(".\n", file);
}

static void text_withdrawn(const struct event_camera *camera, FILE *file)
{
	bool fact = camera->withdrawn == WITHDRAWN_BY_FACT;
	char text[EVENT_REASON_TEXT];

	fputs("No camera after all: ", file);
	phrase_called(file, camera);
	fputs(": ", file);
	if (fact)
		phrase_reason(file, &camera->withdrawn_by);
	else
		fputs(doubts_withdrawal(camera, text), file);
	text_self(camera, fact ? &camera->withdrawn_by : NULL, file);
}

static void text_camera(const struct event_camera *camera, FILE *file)
{
	const struct event_reason *reason = camera->reason_count ? &camera->identified_by[0] : NULL;

	if (camera->withdrawn) {
		text_withdrawn(camera, file);
		return;
	}
	if (camera->suspected) {
		fputs("Seen: a device that behaves like a camera (", file);
		phrase_text(file, phrase_mark(camera));
		putc(')', file);
	} else {
		fputs("Known: ", file);
		if (phrase_is_named(camera)) {
			phrase_called(file, camera);
			fputs(" is ", file);
			phrase_form(file, camera);
			fprintf(file, " (%s)", confidence_word(camera->certainty));
		} else {
			text_unnamed(camera, file);
			fprintf(file, ", %s", confidence_word(camera->certainty));
		}
	}
	if (reason) {
		fputs(": ", file);
		phrase_reason(file, reason);
	} else if (!camera->identified_ns) {
		fputs(": you said so", file);
	}
	text_self(camera, reason, file);
}

/* Nothing was missed, but times of before come again. */
static void put_step_back(const struct event_gap *gap, const char *from, const char *to, FILE *file)
{
	char day[WORDS_MOST], words[GAP_WORDS];

	fprintf(file, "At %s ", from);
	phrase_text(file, gap_words(gap, words));
	fprintf(file, " to %s %s.\n", words_day(gap->to_ns, day), to);
}

static void text_gap(const struct event_gap *gap, FILE *file)
{
	char from[WORDS_MOST], to[WORDS_MOST], words[GAP_WORDS], zones[ZONE_NAMES];

	if (gap_write_off_path(gap, file)) {
		putc('\n', file);
		return;
	}
	words_clock(gap->from_ns, from);
	words_clock(gap->to_ns, to);
	if (gap->to_ns && gap->to_ns < gap->from_ns) {
		put_step_back(gap, from, to, file);
		return;
	}
	if (!gap->from_ns || !gap->to_ns)
		fputs("At an unknown time ", file);
	else if (!strcmp(from, to) && gap->to_ns - gap->from_ns < 60000000000ULL)
		fprintf(file, "At %s ", from);
	else
		fprintf(file, "From %s to %s (%s) ", from, to,
			zone_names((int64_t)(gap->from_ns / CLOCK_SECOND_NS),
				   (int64_t)(gap->to_ns / CLOCK_SECOND_NS), zones));
	/* Where the lost are counted the others were seen. */
	fputs(gap->packets || gap->bytes ? "not all is known" : "nothing is known", file);
	if (gap->camera) {
		fputs(" of ", file);
		phrase_whom(file, gap->camera);
	}
	fputs(": ", file);
	phrase_text(file, gap_words(gap, words));
	if (gap->packets)
		fprintf(file, " (%s)", words_count(gap->packets, "packet", from));
	else if (gap->bytes)
		fprintf(file, " (%s)", words_size(gap->bytes, from));
	fputs(".\n", file);
}

static void text_run(const struct event_run *run, FILE *file)
{
	for (size_t i = 0; i < run->file_count; i++) {
		if (!run->files[i].ended)
			continue;
		fputs("The file ", file);
		phrase_text(file, run->files[i].path);
		fputs(" is not whole: ", file);
		phrase_text(file, run->files[i].ended);
		fputs(".\n", file);
	}
}

static void put_total(const struct total *total, FILE *file)
{
	char text[WORDS_MOST];

	fprintf(file, "%s: ", total->name);
	if (total->bytes) {
		/* A series that is still going counts as one though its last part is not here. */
		fprintf(file, "%s, ",
			words_count(total->uploads ? total->uploads : 1, "upload", text));
		fprintf(file, "%s%s left the home%s", total->lower_bound ? "at least " : "",
			words_size(total->bytes, text),
			total->guessed ? " (not all of it is certain)" : "");
	} else {
		fputs("no upload was seen", file);
	}
	if (total->local_bytes)
		fprintf(file, total->passed_on ? "; %s sent inside the home" : "; %s stayed home",
			words_size(total->local_bytes, text));
	fputs(".\n", file);
}

static void text_doubts(const struct event_summary *summary, bool live, FILE *file)
{
	char text[WORDS_MOST];

	if (summary->lost)
		fprintf(file, "%s %s lost before they could be seen, so more may have left.\n",
			words_count(summary->lost, "packet", text),
			summary->lost == 1 ? "was" : "were");
	if (summary->unreadable)
		fprintf(file, "%s could not be read.\n",
			words_count(summary->unreadable, "packet", text));
	if (summary->doubts & 1U << DOUBT_LOSSES_UNKNOWN)
		fputs("Packets may be missing: a file of this kind does not say how many were "
		      "lost. Record with dumpcap -w FILE.pcapng to know.\n",
		      file);
	if (summary->doubts & 1U << DOUBT_FILTERED)
		fputs("It was recorded with a filter: what else passed is not in it.\n", file);
	if (summary->undecided && !summary->behind_nat)
		fprintf(file, "%s may or may not be %s. %s\n",
			words_count(summary->undecided, "other device", text),
			summary->undecided == 1 ? "a camera" : "cameras",
			live ? "While `watch` runs, `lenswatch devices` lists them."
			     : "If you know a camera's address, declare it: --camera ADDRESS.");
}

static void put_time_covered(const struct event_summary *summary, FILE *file)
{
	char first[WORDS_MOST], last[WORDS_MOST], clock[WORDS_MOST], zones[ZONE_NAMES];

	words_day(summary->first_ns, first);
	words_day(summary->last_ns, last);
	fprintf(file, "From %s %s to ", first, words_clock(summary->first_ns, clock));
	if (strcmp(first, last))
		fprintf(file, "%s ", last);
	fprintf(file, "%s (%s):\n", words_clock(summary->last_ns, clock),
		zone_names((int64_t)(summary->first_ns / CLOCK_SECOND_NS),
			   (int64_t)(summary->last_ns / CLOCK_SECOND_NS), zones));
}

/*
 * Only what can be known is said plainly. That no camera was recognised, or that a file does not
 * tell of losses, stands in a line of its own.
 */
static void put_none(const struct event_summary *summary, FILE *file)
{
	uint32_t aside = 1U << DOUBT_NO_CAMERA | 1U << DOUBT_LOSSES_UNKNOWN;

	fputs("No footage was seen leaving", file);
	if (summary->nothing_left == NOTHING_LEFT_YES || !(summary->doubts & ~aside))
		fputs(".\n", file);
	else
		fputs(", but not everything could be seen: some may have left.\n", file);
}

/* Its silence is no absence: an address that was mistyped is silent too. */
static void put_absent(const struct event_summary *summary, bool live, FILE *file)
{
	for (size_t i = 0; i < summary->absent_count; i++) {
		const struct event_absent *absent = &summary->absent[i];

		if (absent->name) {
			phrase_text(file, absent->name);
			fprintf(file, " (%s)", absent->device);
		} else {
			fputs(absent->device, file);
		}
		fputs(" was not seen, so nothing is known of it. Check the address", file);
		if (live)
			fprintf(file, "; `lenswatch cameras not %s` takes it back.\n",
				absent->device);
		else
			fputs(", or record while that camera is on.\n", file);
	}
}

static void put_tries(const struct event_summary *summary, FILE *file)
{
	for (size_t i = 0; i < summary->try_count; i++)
		fprintf(file, "%s--home %s%s", i ? " " : "Try again with ", summary->try_home[i],
			i + 1 < summary->try_count ? "" : ".\n");
}

/* `live`: there is no capture, but an interface under watch. */
static void text_summary(const struct event_summary *summary, const struct totals *totals,
			 bool live, FILE *file)
{
	char text[WORDS_MOST];

	putc('\n', file);
	if (summary->first_ns && summary->last_ns)
		put_time_covered(summary, file);
	if (summary->behind_nat) {
		fprintf(file,
			"%s outside the home's router, where all devices look like one: no camera "
			"can be recognised.\n",
			live ? "This computer watches" : "This capture was taken");
		text_doubts(summary, live, file);
		return;
	}
	if (!summary->packets) {
		fprintf(file, "%s, so nothing is known.\n",
			live ? "No packet passed" : "The capture holds no packets");
		return;
	}
	for (size_t i = 0; i < totals->count; i++)
		put_total(&totals->items[i], file);
	if (!summary->ip_packets) {
		fprintf(file, "None of %s could be read as IP, so nothing is known.\n",
			words_count(summary->packets, "packet", text));
		return;
	}
	if (!totals->count)
		fputs("No camera was recognised.\n", file);
	if (!summary->uploads && !summary->upload_bytes)
		put_none(summary, file);
	put_absent(summary, live, file);
	put_tries(summary, file);
	text_doubts(summary, live, file);
}

/* "10:22 Front door broke a promise: only clips. It sent a live view to Blink (Amazon): 2.1 MB." */
static void text_breach(const struct event_breach *breach, const struct text_style *style,
			FILE *file)
{
	const struct event_upload *upload = breach->upload;
	char reason[BREACH_WORDS];

	put_clock(upload->start_ns, style, RED, file);
	phrase_who(file, &upload->camera);
	fprintf(file, " %s", phrase_sure(breach->confidence));
	text_styled(style, RED, "broke a promise", file);
	fputs(": ", file);
	phrase_text(file, breach->words);
	fprintf(file, ". It %ssent %s ", phrase_sure(upload->confidence),
		phrase_what(upload->class));
	phrase_where(file, upload);
	fputs(", ", file);
	put_size(upload, file);
	/* That something left, and of what kind it was, has just been said. */
	if (breach->rule != PROMISE_NOTHING && breach->rule != PROMISE_CLASSES) {
		fputs(": ", file);
		phrase_text(file, breach_words(breach->reason, reason));
	}
	putc('.', file);
	text_end(upload, style, file);
}

void text_write(const struct event *event, const struct totals *totals,
		const struct text_style *style, FILE *file)
{
	switch (event->kind) {
	case EVENT_RUN:
		text_run(&event->run, file);
		break;
	case EVENT_CAMERA:
		text_camera(&event->camera, file);
		break;
	case EVENT_UPLOAD:
		text_upload(&event->upload, style, file);
		break;
	case EVENT_UPLOADING:
		put_uploading(&event->upload, style, file);
		break;
	case EVENT_LOCAL:
		put_local(&event->upload, style, file);
		break;
	case EVENT_GAP:
		fputs(style->colour ? YELLOW : "", file);
		text_gap(&event->gap, file);
		fputs(style->colour ? PLAIN : "", file);
		break;
	case EVENT_SUMMARY:
		text_summary(&event->summary, totals, !event->capture, file);
		break;
	case EVENT_BREACH:
		text_breach(&event->breach, style, file);
		break;
	case EVENT_EPISODE:
	case EVENT_DEVICE:
		unmet_write(event, file);
		break;
	case EVENT_TRAFFIC: /* of a history alone */
	case EVENT_FILE:    /* for programs: what is wrong with one is told as it is met */
		break;
	}
}
