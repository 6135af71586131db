// SPDX-License-Identifier: GPL-2.0-or-later
#include "watch/watch_notes.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "base/letters.h"
#include "config/owner_file.h"
#include "json/put.h"
#include "json/reading.h"
#include "json/writer.h"
#include "words/gap.h"

/* The keys of a run, in the order of notes_value(). */
static const char *const notes_keys[NOTES_FACTS] = {"lenswatch", "ndpi",    "rules",
						    "geo",	 "options", "way"};
#define NOTES_OPTIONS 4
#define NOTES_WAY 5

static const char *notes_value(const struct event_run *run, size_t index)
{
	const char *const values[NOTES_FACTS] = {run->version,	run->ndpi,    run->rules_hash,
						 run->geo_date, run->options, run->way};

	return values[index];
}

void watch_notes_run(const struct watch_notes *notes, struct event *out)
{
	house_run(notes->house, out);
	out->run.way = source_way_name(&notes->house->source);
	out->run.fallback = notes->fallback->why.cause ? notes->fallback : NULL;
}

static void notes_drop(struct watch_notes *facts)
{
	for (size_t i = 0; i < NOTES_FACTS; i++) {
		free(facts->texts[i]);
		facts->texts[i] = NULL;
	}
	facts->known = false;
}

void watch_notes_clear(struct watch_notes *notes)
{
	notes_drop(notes);
}

void watch_notes_forget(struct watch_notes *notes)
{
	notes_drop(notes);
}

static struct put note_begin(const char *type, bool *failed)
{
	struct put note = put_begin(failed);

	put_text(note, "type", type);
	put_count(note, "schema", JSON_SCHEMA);
	return note;
}

static void note_end(struct watch_notes *notes, const char *type, struct put note)
{
	char *text = put_end(note, NULL);

	if (text)
		watch_history_note(notes->history, type, text);
	free(text);
}

struct notes_search {
	struct watch_notes *facts;
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
		for (size_t i = 0; i < NOTES_FACTS; i++) {
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
		for (size_t k = 0; what && k < NOTES_FACTS; k++) {
			if (strcmp(what, notes_keys[k]) != 0)
				continue;
			free(search->facts->texts[k]);
			search->facts->texts[k] = to ? strdup(to) : NULL;
		}
	}
	json_object_put(note);
	return 0;
}

void watch_notes_look(struct watch_notes *notes)
{
	struct notes_search search = {.facts = notes};
	struct ledger_head head;

	if (!notes->history->ledger || ledger_head(notes->history->ledger, &head) != 0 ||
	    ledger_each(notes->history->ledger, &(struct ledger_query){.kind = "run"}, notes_run,
			&search) ||
	    ledger_each(notes->history->ledger, &(struct ledger_query){.kind = "summary"},
			notes_summary, &search) ||
	    ledger_each(notes->history->ledger, &(struct ledger_query){.kind = "change"},
			notes_change, &search))
		return;
	if (search.run > search.end)
		notes->unended_us = head.written;
	/* In a new history everything that the owner says is new. */
	notes->known = notes->known || !search.any;
}

static void notes_restart(struct watch_notes *notes)
{
	struct put note;
	bool failed;

	if (!notes->unended_us)
		return;
	note = note_begin("restart", &failed);
	put_time(note, "start", notes->unended_us * 1000);
	/* It may be written later than that, where the history could not be opened at once. */
	put_time(note, "end", notes->since_ns);
	put_text(note, "reason", gap_restart_words());
	note_end(notes, "restart", note);
	notes->unended_us = 0;
}

static bool notes_same(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

/* Runs of an older Lenswatch do not say which way. */
static bool notes_changed(const struct watch_notes *facts, const struct event_run *run, size_t i)
{
	return !notes_same(facts->texts[i], notes_value(run, i)) &&
	       (i != NOTES_WAY || facts->texts[i]);
}

/* Not of the first run of a history: there is nothing that it differs from. */
static void notes_changes(struct watch_notes *notes, const struct event_run *run)
{
	const struct watch_notes *facts = notes;
	struct put note, changes, change;
	bool any = false, failed;

	if (!facts->known || !facts->texts[0])
		return;
	for (size_t i = 0; i < NOTES_FACTS; i++)
		any = any || notes_changed(facts, run, i);
	if (!any)
		return;
	note = note_begin("change", &failed);
	changes = put_array(note, "changes");
	for (size_t i = 0; i < NOTES_FACTS; i++) {
		if (!notes_changed(facts, run, i))
			continue;
		change = put_object(changes, NULL);
		put_text(change, "what", notes_keys[i]);
		put_text(change, "from", facts->texts[i]);
		put_text(change, "to", notes_value(run, i));
	}
	note_end(notes, "change", note);
}

void watch_notes_word(struct watch_notes *notes, const struct device_key *device, bool camera,
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
	note_end(notes, "owner", note);
	watch_history_settle(notes->history);
}

/* Whether the options of before name that camera so. */
static bool notes_said_before(const char *options, const struct engine_declared *declared)
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
static void notes_words(struct watch_notes *notes)
{
	const struct options *options = &notes->config->common;

	if (!notes->known || notes_same(notes->texts[NOTES_OPTIONS], options->note))
		return;
	for (size_t i = 0; i < options->declared_count; i++) {
		if (!notes_said_before(notes->texts[NOTES_OPTIONS], &options->declared[i]))
			watch_notes_word(notes, &options->declared[i].device, true,
					 options->declared[i].name);
	}
}

static void notes_compare(struct watch_notes *notes)
{
	struct event run;

	watch_notes_run(notes, &run);
	notes_changes(notes, &run.run);
	notes_words(notes);
	notes_drop(notes);
	notes->known = true;
	for (size_t i = 0; i < NOTES_FACTS; i++) {
		const char *value = notes_value(&run.run, i);

		notes->texts[i] = value ? strdup(value) : NULL;
	}
}

void watch_notes_begin(struct watch_notes *notes)
{
	if (!notes->history->ledger)
		return;
	notes_restart(notes);
	notes_compare(notes);
}

void watch_notes_reload(struct watch_notes *notes)
{
	if (!notes->history->ledger)
		return;
	notes_compare(notes);
	watch_history_settle(notes->history);
	watch_history_publish(notes->history);
}
