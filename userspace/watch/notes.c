// SPDX-License-Identifier: GPL-2.0-or-later
#include "watch/notes.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "base/letters.h"
#include "json/put.h"
#include "json/reading.h"
#include "json/writer.h"
#include "watch/history.h"
#include "watch/ports.h"

/* The keys of a run, in the order of notes_value(). */
static const char *const notes_keys[WATCH_FACTS] = {"lenswatch", "ndpi",    "rules",
						    "geo",	 "options", "way"};
#define NOTES_OPTIONS 4
#define NOTES_WAY 5

static const char *notes_value(const struct event_run *run, size_t index)
{
	const char *const values[WATCH_FACTS] = {run->version,	run->ndpi,    run->rules_hash,
						 run->geo_date, run->options, run->way};

	return values[index];
}

void watch_notes_run(const struct watch *w, struct event *out)
{
	struct event run = {.kind = EVENT_RUN};

	run.run.version = LENSWATCH_VERSION;
	run.run.ndpi = protocol_version();
	run.run.rules_hash = rules_hash(w->rules);
	run.run.geo_date = geography_date(w->geography);
	run.run.options = w->config.common.note;
	run.run.way = w->kernel ? "kernel" : "libpcap";
	run.run.fallback = w->fallback.why.cause ? &w->fallback : NULL;
	*out = run;
}

static void notes_drop(struct watch_facts *facts)
{
	for (size_t i = 0; i < WATCH_FACTS; i++) {
		free(facts->texts[i]);
		facts->texts[i] = NULL;
	}
	facts->known = false;
}

void watch_notes_clear(struct watch *w)
{
	notes_drop(&w->facts);
}

void watch_notes_forget(struct watch *w)
{
	notes_drop(&w->facts);
}

static struct put note_begin(const char *type, bool *failed)
{
	struct put note = put_begin(failed);

	put_text(note, "type", type);
	put_count(note, "schema", JSON_SCHEMA);
	return note;
}

static void note_end(struct watch *w, const char *type, struct put note)
{
	char *text = put_end(note);

	if (text)
		watch_ledger_note(w, type, text);
	free(text);
}

struct notes_search {
	struct watch_facts *facts;
	uint64_t run, end; /* numbers of the last live run and of the last live summary */
	bool any;
};

static bool notes_is_live(struct json_object *run)
{
	struct json_object *files = NULL;

	return json_object_object_get_ex(run, "files", &files) &&
	       json_object_is_type(files, json_type_array) && !json_object_array_length(files);
}

/* What is erased is not known: neither whether it was live nor what it said. */
static int notes_run(void *context, const struct ledger_record *record)
{
	struct notes_search *search = context;
	struct json_object *run = record->content ? json_tokener_parse(record->content) : NULL;
	struct json_object *value;

	search->any = true;
	if (run && notes_is_live(run)) {
		search->run = record->number;
		notes_drop(search->facts);
		for (size_t i = 0; i < WATCH_FACTS; i++) {
			value = NULL;
			json_object_object_get_ex(run, notes_keys[i], &value);
			if (json_object_is_type(value, json_type_string))
				search->facts->texts[i] = strdup(json_object_get_string(value));
		}
		search->facts->known = true;
	}
	json_object_put(run);
	return 0;
}

static int notes_summary(void *context, const struct ledger_record *record)
{
	struct notes_search *search = context;

	if (!record->content || strstr(record->content, "\"capture\":null"))
		search->end = record->number;
	return 0;
}

/* What changed while it ran was told by notes. */
static int notes_change(void *context, const struct ledger_record *record)
{
	struct notes_search *search = context;
	struct json_object *note = record->content ? json_tokener_parse(record->content) : NULL;
	struct json_object *changes = reading_member(note, "changes"), *change;
	bool counts = record->number > search->run && json_object_is_type(changes, json_type_array);
	size_t count = counts ? json_object_array_length(changes) : 0;

	for (size_t i = 0; i < count; i++) {
		const char *what, *to;

		change = json_object_array_get_idx(changes, i);
		what = reading_text(change, "what");
		to = reading_text(change, "to");
		for (size_t k = 0; what && k < WATCH_FACTS; k++) {
			if (strcmp(what, notes_keys[k]) != 0)
				continue;
			free(search->facts->texts[k]);
			search->facts->texts[k] = to ? strdup(to) : NULL;
		}
	}
	json_object_put(note);
	return 0;
}

void watch_notes_look(struct watch *w)
{
	struct notes_search search = {.facts = &w->facts};
	struct ledger_head head;

	if (!w->ledger || ledger_head(w->ledger, &head) != 0 ||
	    ledger_each(w->ledger, &(struct ledger_query){.kind = "run"}, notes_run, &search) ||
	    ledger_each(w->ledger, &(struct ledger_query){.kind = "summary"}, notes_summary,
			&search) ||
	    ledger_each(w->ledger, &(struct ledger_query){.kind = "change"}, notes_change, &search))
		return;
	if (search.run > search.end)
		w->facts.unended_us = head.written;
	/* In a new history everything that the owner says is new. */
	w->facts.known = w->facts.known || !search.any;
}

static void notes_restart(struct watch *w)
{
	struct put note;
	bool failed;

	if (!w->facts.unended_us)
		return;
	note = note_begin("restart", &failed);
	put_time(note, "start", w->facts.unended_us * 1000);
	/* It may be written later than that, where the history could not be opened at once. */
	put_time(note, "end", w->since_ns);
	put_text(note, "reason", "the run before has no end");
	note_end(w, "restart", note);
	w->facts.unended_us = 0;
}

static bool notes_same(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

/* Runs of an older Lenswatch do not say which way. */
static bool notes_changed(const struct watch_facts *facts, const struct event_run *run, size_t i)
{
	return !notes_same(facts->texts[i], notes_value(run, i)) &&
	       (i != NOTES_WAY || facts->texts[i]);
}

/* Not of the first run of a history: there is nothing that it differs from. */
static void notes_changes(struct watch *w, const struct event_run *run)
{
	const struct watch_facts *facts = &w->facts;
	struct put note, changes, change;
	bool any = false, failed;

	if (!facts->known || !facts->texts[0])
		return;
	for (size_t i = 0; i < WATCH_FACTS; i++)
		any = any || notes_changed(facts, run, i);
	if (!any)
		return;
	note = note_begin("change", &failed);
	changes = put_array(note, "changes");
	for (size_t i = 0; i < WATCH_FACTS; i++) {
		if (!notes_changed(facts, run, i))
			continue;
		change = put_object(changes, NULL);
		put_text(change, "what", notes_keys[i]);
		put_text(change, "from", facts->texts[i]);
		put_text(change, "to", notes_value(run, i));
	}
	note_end(w, "change", note);
}

void watch_notes_word(struct watch *w, const struct device_key *device, bool camera,
		      const char *name)
{
	bool failed;
	struct put note = note_begin("owner", &failed), about;
	char text[ADDRESS_TEXT], kept[sizeof(((struct owner_word *)NULL)->name)];

	letters_copy(kept, sizeof(kept), name ? name : "");
	name = kept[0] ? kept : NULL; /* as long as it will be in events */
	device_key_text(device, text);
	if (device->kind == DEVICE_BY_MAC) {
		about = put_object(note, "camera");
		put_text(about, "mac", text);
		put_null(about, "ip");
		put_text(about, "name", name);
	} else { /* whose address it is, other records say: it is no device's own */
		put_text(note, "address", text);
		put_text(note, "name", name);
	}
	put_text(note, "said", camera ? "camera" : "not");
	note_end(w, "owner", note);
	watch_ledger_settle(w);
}

/* Whether the options of before name that camera so. */
static bool notes_said_before(const char *options, const struct engine_told *declared)
{
	char device[ADDRESS_TEXT], word[ADDRESS_TEXT + 256];
	const char *at;
	int length;

	length = snprintf(word, sizeof(word), "--camera %s%s%s",
			  device_key_text(&declared->device, device), declared->name ? "=" : "",
			  declared->name ? declared->name : "");
	for (at = options; at && (at = strcasestr(at, word)); at++) {
		if (!at[length] || strncmp(at + length, " --", 3) == 0)
			return true;
	}
	return false;
}

/* Lines of the configuration that are new. */
static void notes_words(struct watch *w)
{
	const struct options *options = &w->config.common;

	if (!w->facts.known || notes_same(w->facts.texts[NOTES_OPTIONS], options->note))
		return;
	for (size_t i = 0; i < options->declared_count; i++) {
		if (!notes_said_before(w->facts.texts[NOTES_OPTIONS], &options->declared[i]))
			watch_notes_word(w, &options->declared[i].device, true,
					 options->declared[i].name);
	}
}

static void notes_compare(struct watch *w)
{
	struct event run;

	watch_notes_run(w, &run);
	notes_changes(w, &run.run);
	notes_words(w);
	notes_drop(&w->facts);
	w->facts.known = true;
	for (size_t i = 0; i < WATCH_FACTS; i++) {
		const char *value = notes_value(&run.run, i);

		w->facts.texts[i] = value ? strdup(value) : NULL;
	}
}

void watch_notes_begin(struct watch *w)
{
	if (!w->ledger)
		return;
	notes_restart(w);
	notes_compare(w);
}

void watch_notes_reload(struct watch *w)
{
	if (!w->ledger)
		return;
	notes_compare(w);
	watch_ledger_settle(w);
	watch_ledger_publish(w);
}
