/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/history/found.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define SHOWN 4 /* ids that begin alike */

struct search {
	const char *name;
	uint64_t number; /* 0: by id */
	char needle[32];
	size_t count;
	char ids[SHOWN][EVENT_ID];
	struct found *found;
};

static bool is_all(const char *text, int (*fits)(int))
{
	for (; *text; text++)
		if (!fits((unsigned char)*text))
			return false;
	return true;
}

static bool is_id(const char *name)
{
	size_t length = strlen(name);

	return length >= FOUND_LEAST && length < EVENT_ID && is_all(name, isxdigit);
}

bool found_is_name(const char *name)
{
	return is_id(name) || (*name && strlen(name) < 19 && is_all(name, isdigit));
}

void found_clear(struct found *found)
{
	free(found->content);
	*found = (struct found){0};
}

static int found_copy(struct found *found, const struct ledger_record *record)
{
	char *content = NULL;

	if (record->content) {
		content = strndup(record->content, record->length);
		if (!content)
			return -ENOMEM;
	}
	found_clear(found);
	*found = (struct found){.number = record->number,
				.written = record->written,
				.start = record->start,
				.end = record->end,
				.content = content,
				.length = content ? record->length : 0};
	snprintf(found->kind, sizeof(found->kind), "%s", record->kind);
	return 0;
}

static int look_number(void *context, const struct ledger_record *record)
{
	struct search *search = context;
	int err;

	if (record->number < search->number)
		return 0;
	if (record->number > search->number)
		return 1;
	err = found_copy(search->found, record);
	search->count = !err;
	return err ? err : 1;
}

/* Quotes in strings are escaped, so the needle is found nowhere but at the id. */
static int look_id(void *context, const struct ledger_record *record)
{
	struct search *search = context;
	const char *at = record->content ? memmem(record->content, record->length, search->needle,
						  strlen(search->needle))
					 : NULL;

	if (!at)
		return 0;
	if (search->count < SHOWN)
		snprintf(search->ids[search->count], EVENT_ID, "%.16s", at + strlen("\"id\":\""));
	return search->count++ ? 0 : found_copy(search->found, record);
}

static int by_number(const struct source *source, struct search *search)
{
	int err;

	search->number = strtoull(search->name, NULL, 10);
	err = source->each(source->context, NULL, look_number, search);
	return err == 1 ? 0 : err;
}

static int by_id(const struct source *source, struct search *search)
{
	static const char *const kinds[] = {"upload", "local"};
	char *end = search->needle + snprintf(search->needle, sizeof(search->needle), "\"id\":\"");
	int err = 0;

	for (const char *c = search->name; *c; c++)
		*end++ = (char)tolower((unsigned char)*c);
	*end = '\0';
	for (size_t i = 0; !err && i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct ledger_query query = {.kind = kinds[i]};

		err = source->each(source->context, &query, look_id, search);
	}
	return err;
}

static void tell_several(const struct search *search, char error[LEDGER_ERROR])
{
	int length =
		snprintf(error, LEDGER_ERROR, "%zu events begin with %s: type more of it, as in",
			 search->count, search->name);

	for (size_t i = 0; i < search->count && i < SHOWN; i++)
		length += snprintf(error + length, LEDGER_ERROR - (size_t)length, " %s",
				   search->ids[i]);
}

int found_look(const struct source *source, const char *name, struct found *out,
	       char error[LEDGER_ERROR])
{
	struct found found = {0};
	struct search search = {.name = name, .found = &found};
	int err = 0;

	if (is_all(name, isdigit) && strlen(name) < EVENT_ID - 1)
		err = by_number(source, &search);
	if (!err && !search.count && is_id(name))
		err = by_id(source, &search);
	if (!err && !search.count)
		err = -ENOENT;
	if (!err && search.count > 1) {
		tell_several(&search, error);
		err = -ENOTUNIQ;
	}
	if (err)
		found_clear(&found);
	else
		*out = found;
	return err;
}
