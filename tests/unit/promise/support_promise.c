// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <cmocka.h>

#include "output/support_events.h"
#include "promise/parse.h"
#include "promise/support_promise.h"

struct promise promise_of(const char *text)
{
	struct promise promise;
	char error[PROMISE_ERROR];

	if (promise_parse(text, &promise, error) != 0)
		fail_msg("%s: %s", text, error);
	return promise;
}

const char *promise_refusal(const char *text)
{
	static char error[PROMISE_ERROR];
	struct promise promise;

	if (promise_parse(text, &promise, error) == 0)
		fail_msg("\"%s\" was taken", text);
	return error;
}

uint64_t moment_of(const char *utc)
{
	struct tm tm = {0};

	if (!strptime(utc, "%Y-%m-%dT%H:%M:%S", &tm))
		fail_msg("no time: %s", utc);
	return (uint64_t)timegm(&tm) * 1000000000ULL;
}

struct event upload_at(const char *from, const char *to)
{
	struct event event;

	events_clip(&event);
	event.upload.start_ns = moment_of(from);
	event.upload.end_ns = moment_of(to);
	event.upload.confidence = 0.97;
	return event;
}

void zone_is(const char *zone)
{
	setenv("TZ", zone, 1);
	tzset();
}

const char *reason_of(const struct promise_reason *reason)
{
	static char words[BREACH_WORDS];

	return breach_words(reason, words);
}

struct judgement judgement_of(const char *promise, const struct event *event)
{
	struct promise made = promise_of(promise);
	struct judgement judgement;

	judgement_part(&made, &event->upload, localtime_r, &judgement);
	return judgement;
}
