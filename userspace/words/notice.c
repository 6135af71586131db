// SPDX-License-Identifier: GPL-2.0-or-later
#include "words/notice.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/zone.h"
#include "words/countries.h"
#include "words/phrase.h"
#include "words/text.h"
#include "words/words.h"

static const char *const notice_names[NOTICE_KINDS] = {
	"promise-broken", "direct-viewer", "vpn",    "first-upload", "new-company", "new-country",
	"new-protocol",	  "coverage-lost", "missed", "upload",	     "test",	    "digest",
};

const char *notice_kind_name(enum notice_kind kind)
{
	return notice_names[kind];
}

enum notice_kind notice_kind_parse(const char *name)
{
	size_t kind = 0;

	while (kind < NOTICE_KINDS && strcmp(name, notice_names[kind]) != 0)
		kind++;
	return (enum notice_kind)kind;
}

const char *notice_company(const struct event_destination *destination)
{
	if (destination->kind == DESTINATION_PEER || destination->kind == DESTINATION_VPN)
		return NULL; /* who is there is not known by whose network it is */
	if (destination->bucket_owner)
		return destination->bucket_owner;
	return destination->service ? destination->service : destination->as_org;
}

static enum notice_kind notice_first(const struct notice *notice)
{
	size_t kind = 0;

	while (kind < NOTICE_UPLOAD && !(notice->kinds & 1U << kind))
		kind++;
	return (enum notice_kind)kind;
}

static bool notice_alone(const struct notice *notice, FILE *file)
{
	char text[WORDS_MOST];

	if (notice->kinds & 1U << NOTICE_TEST)
		fputs("A test of Lenswatch's messages", file);
	else if (notice->kinds & 1U << NOTICE_DIGEST)
		fprintf(file, "Lenswatch: %s", words_count(notice->count, "message", text));
	else if (notice->kinds & 1U << NOTICE_MISSED)
		fputs("Some messages of Lenswatch may be missing", file);
	else if (notice->kinds & 1U << NOTICE_COVERAGE_LOST)
		fputs("Lenswatch could not see everything", file);
	else
		return false;
	return true;
}

void notice_title(const struct notice *notice, FILE *file)
{
	static const char *const deeds[NOTICE_KINDS] = {
		[NOTICE_PROMISE_BROKEN] = "broke a promise",
		[NOTICE_DIRECT_VIEWER] = "sent footage directly to a viewer",
		[NOTICE_VPN] = "sent footage through a VPN",
		[NOTICE_FIRST_UPLOAD] = "sent footage out for the first time",
		[NOTICE_NEW_COMPANY] = "sent footage to someone new",
		[NOTICE_NEW_COUNTRY] = "sent footage to a new country",
		[NOTICE_NEW_PROTOCOL] = "sent footage in a new way",
		[NOTICE_UPLOAD] = "sent footage",
	};
	static const char *const sure[] = {"", "probably ", "possibly "};

	if (notice_alone(notice, file))
		return;
	phrase_called(file, &notice->upload->camera);
	fprintf(file, " %s%s", sure[sureness_of(notice->upload->confidence)],
		deeds[notice_first(notice)]);
}

/* The lines that watching prints, joined: a phone has little room. */
static void notice_event(const struct event *event, FILE *file)
{
	const struct text_style style = {.handles = true};
	struct totals none = {0};
	char *lines = NULL, *line, *rest = NULL;
	size_t length = 0;
	FILE *into = open_memstream(&lines, &length);

	if (!into)
		return;
	text_write(event, &none, &style, into);
	if (fclose(into) != 0)
		return;
	for (line = strtok_r(lines, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
		fprintf(file, "%s%s", line == lines ? "" : "\n", line + strspn(line, " "));
	free(lines);
}

static void notice_novelties(const struct notice *notice, FILE *file)
{
	const struct event_destination *to = &notice->upload->destination;
	const char *company = notice_company(to);

	if (notice->kinds & 1U << NOTICE_FIRST_UPLOAD)
		fputs("\nThe first upload of this camera since these messages began.", file);
	if (notice->kinds & 1U << NOTICE_NEW_COMPANY && company) {
		fputs("\nNew: who received it, ", file);
		phrase_text(file, company);
		putc('.', file);
	}
	if (notice->kinds & 1U << NOTICE_NEW_COUNTRY && to->country) {
		fputs("\nNew: registered in ", file);
		phrase_text(file, country_name(to->country));
		putc('.', file);
	}
	if (notice->kinds & 1U << NOTICE_NEW_PROTOCOL && to->protocol) {
		fputs("\nNew: the protocol, ", file);
		phrase_text(file, to->protocol);
		putc('.', file);
	}
}

static void notice_promise(const struct notice *notice, FILE *file)
{
	if (!notice->promise)
		return;
	fputs("Promised: ", file);
	phrase_text(file, notice->promise);
	if (notice->reason) {
		fputs(". Broken: ", file);
		phrase_text(file, notice->reason);
	}
	fputs(".\n", file);
}

static void notice_missed(const struct notice *notice, FILE *file)
{
	char from[WORDS_MOST], day[WORDS_MOST], to[WORDS_MOST], last[WORDS_MOST];
	char zones[ZONE_NAMES];

	if (!notice->from_ns || !notice->to_ns) {
		fputs("Nobody listened for a while. `lenswatch report` shows what was seen.", file);
		return;
	}
	fprintf(file, "Nobody listened to Lenswatch from %s on %s to %s",
		words_clock(notice->from_ns, from), words_day(notice->from_ns, day),
		words_clock(notice->to_ns, to));
	if (strcmp(words_day(notice->to_ns, last), day) != 0)
		fprintf(file, " on %s", last);
	fprintf(file, " (%s). `lenswatch report` shows what was seen.",
		zone_names((int64_t)(notice->from_ns / CLOCK_SECOND_NS),
			   (int64_t)(notice->to_ns / CLOCK_SECOND_NS), zones));
}

void notice_text(const struct notice *notice, FILE *file)
{
	struct event event = {.kind = EVENT_UPLOAD};

	if (notice->kinds & 1U << NOTICE_TEST)
		fputs("Messages arrive here. Nothing was sent by a camera.", file);
	if (notice->kinds & 1U << NOTICE_MISSED)
		notice_missed(notice, file);
	if (notice->gap) {
		event.kind = EVENT_GAP;
		event.gap = *notice->gap;
		notice_event(&event, file);
	}
	if (notice->upload) {
		event.upload = *notice->upload;
		notice_promise(notice, file);
		notice_event(&event, file);
		notice_novelties(notice, file);
	}
}
