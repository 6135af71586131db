// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A promise as somebody may write it, and a host's name of the same bytes. What is taken has to say
 * the same when it is read again, as it is from the history; what is not has an error to its end.
 */
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "promise/parse.h"
#include "promise/region.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_again(const struct promise *promise)
{
	char error[PROMISE_ERROR];
	struct promise again;

	if (strlen(promise->text) >= PROMISE_TEXT || promise->words > strlen(promise->text))
		abort();
	if (promise_parse(promise->text, &again, error) != 0 ||
	    strcmp(again.text, promise->text) != 0 || again.words != promise->words ||
	    strcmp(again.whose, promise->whose) != 0 || again.rule != promise->rule ||
	    again.subject != promise->subject || again.limit != promise->limit ||
	    again.classes != promise->classes || again.country_count != promise->country_count ||
	    again.from_minute != promise->from_minute || again.to_minute != promise->to_minute ||
	    strcmp(again.receiver, promise->receiver) != 0)
		abort();
}

/* What rule.c promises of what it took. */
static void check_rule(const struct promise *promise)
{
	if ((promise->rule == PROMISE_HOURS &&
	     (promise->from_minute >= 1440 || promise->to_minute > 1440 ||
	      promise->from_minute == promise->to_minute)) ||
	    (promise->rule == PROMISE_CLASSES && (promise->classes & 1U << CLASS_UNKNOWN)) ||
	    (promise->rule == PROMISE_COUNTRIES && !promise->country_count) ||
	    (promise->rule == PROMISE_RECEIVER && !promise->receiver[0]) || !promise->rule)
		abort();
}

static void check_note(const struct promise *promise)
{
	char *note = promise_note(promise, NULL, 1000000000, 0);
	struct json_object *object = note ? json_tokener_parse(note) : NULL;

	if (!object || strchr(note, '\n'))
		abort();
	json_object_put(object);
	free(note);
}

static void check_region(const char *host)
{
	struct region region;

	if (region_find(host, &region) && (strlen(region.country) != 2 || !region.label[0]))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char text[600], error[PROMISE_ERROR];
	struct promise promise;

	size = size < sizeof(text) - 1 ? size : sizeof(text) - 1;
	memcpy(text, data, size);
	text[size] = '\0';
	check_region(text);
	if (promise_parse(text, &promise, error) != 0) {
		if (!error[0] || strlen(error) >= PROMISE_ERROR || strchr(error, '\n'))
			abort();
		return 0;
	}
	check_again(&promise);
	check_rule(&promise);
	check_note(&promise);
	return 0;
}
