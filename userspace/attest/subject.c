/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "attest/subject.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "words/phrase.h"
#include "json/reading.h"

#define SUBJECT_MOST 16 /* cameras named in an error */

struct subject_search {
	const char *called; /* NULL: every camera */
	bool plain;	    /* it stands in a record as it is typed, without escapes */
	size_t count;
	struct subject {
		char key[LEDGER_DEVICE], name[PHRASE_LABEL];
	} found[SUBJECT_MOST];
};

/* What who asks may know it by: also what it calls itself, as its own word. */
static void subject_call(const struct event_camera *camera, char name[PHRASE_LABEL])
{
	FILE *file;

	if (phrase_is_named(camera)) {
		phrase_label(camera, name);
		return;
	}
	*name = '\0';
	file = fmemopen(name, PHRASE_LABEL, "w");
	if (!file)
		return;
	phrase_make(file, camera);
	if (camera->name) {
		fputs(" that ", file);
		phrase_self(file, camera);
	}
	fclose(file);
	name[PHRASE_LABEL - 1] = '\0';
}

static void subject_add(struct subject_search *search, const struct event_camera *camera)
{
	size_t i = 0;

	while (i < search->count && strcmp(search->found[i].key, camera->key) != 0)
		i++;
	if (i == SUBJECT_MOST)
		return;
	search->count += i == search->count;
	snprintf(search->found[i].key, LEDGER_DEVICE, "%s", camera->key);
	subject_call(camera, search->found[i].name);
}

static bool subject_is_called(const struct subject_search *search,
			      const struct event_camera *camera)
{
	const char *called = search->called;

	return !called || !strcasecmp(camera->key, called) ||
	       (camera->name && !strcasecmp(camera->name, called)) ||
	       (camera->ip && !strcmp(camera->ip, called));
}

static int subject_take(void *context, const struct ledger_record *record)
{
	struct subject_search *search = context;
	struct event_camera camera;
	struct json_object *object;

	if (!record->content || !record->device ||
	    (strcmp(record->kind, "camera") != 0 && strcmp(record->kind, "traffic") != 0 &&
	     strcmp(record->kind, "upload") != 0))
		return 0;
	/* Most are of other cameras: those are not worth reading. */
	if (search->called && search->plain && !strcasestr(record->content, search->called))
		return 0;
	object = reading_parse(record->content, record->length);
	if (reading_member(object, "camera")) {
		reading_camera(reading_member(object, "camera"), &camera);
		/* Of what a voice assistant sends nobody can say that it was none. */
		if (camera.key[0] && camera.form != FORM_SPEAKER &&
		    subject_is_called(search, &camera))
			subject_add(search, &camera);
	}
	json_object_put(object);
	return 0;
}

static int subject_look(const struct records *source, struct subject_search *search)
{
	return source->each(source->context, NULL, subject_take, search);
}

static void put_found(FILE *file, const struct subject_search *search)
{
	for (size_t i = 0; i < search->count; i++) {
		fputs(i ? ", " : " ", file);
		if (search->found[i].name[0]) {
			phrase_text(file, search->found[i].name);
			fprintf(file, " (%s)", search->found[i].key);
		} else {
			fputs(search->found[i].key, file);
		}
	}
}

static void tell_none(const struct records *source, const char *called, char error[LEDGER_ERROR])
{
	struct subject_search all = {0};
	FILE *file = fmemopen(error, LEDGER_ERROR, "w");

	if (!file)
		return;
	fputs("no camera \"", file);
	phrase_text(file, called);
	fputs("\" in this history. ", file);
	if (subject_look(source, &all) == 0 && all.count) {
		fputs("There are:", file);
		put_found(file, &all);
	} else {
		fputs("It holds no camera.", file);
	}
	fclose(file);
}

static void subject_tell_several(const struct subject_search *search, char error[LEDGER_ERROR])
{
	FILE *file = fmemopen(error, LEDGER_ERROR, "w");

	if (!file)
		return;
	fputs("several cameras had the name or address \"", file);
	phrase_text(file, search->called);
	fputs("\": say which by its MAC:", file);
	put_found(file, search);
	fclose(file);
}

static int take_one(void *context, const struct ledger_record *record)
{
	(void)context;
	(void)record;
	return 1;
}

/* By its key, as programs call it: found without a walk through all records. */
static bool is_key(const struct records *source, const char *called, char key[LEDGER_DEVICE])
{
	struct ledger_query query = {0};
	char lower[LEDGER_DEVICE];
	size_t length = strlen(called);

	if (length >= sizeof(lower))
		return false;
	for (size_t i = 0; i <= length; i++)
		lower[i] = (char)tolower((unsigned char)called[i]);
	query.device = lower;
	if (source->each(source->context, &query, take_one, NULL) != 1)
		return false;
	memcpy(key, lower, length + 1);
	return true;
}

int subject_find(const struct records *source, const char *called, char key[LEDGER_DEVICE],
		 char error[LEDGER_ERROR])
{
	struct subject_search search = {.called = called, .plain = !strpbrk(called, "\"\\")};
	int err;

	error[0] = '\0';
	if (strchr(called, ':') && is_key(source, called, key))
		return 0;
	err = subject_look(source, &search);
	if (err)
		return err;
	if (!search.count) {
		tell_none(source, called, error);
		return -ENOENT;
	}
	if (search.count > 1) {
		subject_tell_several(&search, error);
		return -ENOTUNIQ;
	}
	memcpy(key, search.found[0].key, LEDGER_DEVICE);
	return 0;
}
