// SPDX-License-Identifier: GPL-2.0-or-later
#include "promise/promise.h"

#include <string.h>

#include "json/put.h"
#include "json/writer.h"

static bool promise_same(const char *word, const char *other)
{
	return other && strcasecmp(word, other) == 0;
}

bool promise_is_of(const struct promise *promise, const struct event_camera *camera)
{
	if (camera->form == FORM_SPEAKER) /* what one sends is speech, or cannot be told apart */
		return false;
	switch (promise->subject) {
	case SUBJECT_ALL:
		return true;
	case SUBJECT_NAME:
		return promise_same(promise->whose, camera->name);
	case SUBJECT_MAC:
		return promise_same(promise->whose, camera->mac);
	case SUBJECT_ADDRESS:
		return promise_same(promise->whose, camera->ip);
	}
	return false;
}

bool promise_list_equal(const struct promise_list *a, const struct promise_list *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (strcmp(a->items[i]->text, b->items[i]->text) != 0)
			return false;
	return true;
}

char *promise_note(const struct promise *promise, const char *capture, uint64_t from_ns,
		   uint64_t to_ns)
{
	bool failed;
	struct put note = put_begin(&failed);

	put_text(note, "type", "promise");
	put_count(note, "schema", JSON_SCHEMA);
	put_text(note, "capture", capture);
	put_time(note, "start", from_ns);
	put_time(note, "end", to_ns);
	put_text(note, "promise", promise ? promise->text : NULL);
	return put_end(note, NULL);
}
