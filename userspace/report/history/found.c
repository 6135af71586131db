/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/history/found.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SHOWN 4	  /* ids that begin alike */
#define MINUTE 17 /* "2026-03-02T19:41" */
#define CLOCK 11  /* where in it the clock begins */
#define MINUTE_US UINT64_C(60000000)

struct found_search {
	const char *name;
	uint64_t number;    /* 0: by id */
	uint64_t latest_us; /* when the latest that fits began */
	uint64_t start_us;  /* of the minute looked at; 0: all time */
	char clock[MINUTE]; /* "19:41", or "2026-03-02T19:41"; "": of any time */
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

/* "9:41", "19:41" or "2026-03-02T19:41", as `clock` has it. */
static bool read_clock(const char *name, char clock[MINUTE])
{
	struct tm tm = {0};
	const char *end = strptime(name, "%Y-%m-%dT%H:%M", &tm);
	bool dated = end && !*end;

	if (!dated)
		end = strptime(name, "%H:%M", &tm);
	if (!end || *end)
		return false;
	strftime(clock, MINUTE, dated ? "%Y-%m-%dT%H:%M" : "%H:%M", &tm);
	return true;
}

bool found_is_name(const char *name)
{
	char clock[MINUTE];

	if (*name == '#')
		return is_id(name + 1);
	return is_id(name) || (*name && strlen(name) < 19 && is_all(name, isdigit)) ||
	       strcmp(name, "last") == 0 || read_clock(name, clock);
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
	struct found_search *search = context;
	int err;

	if (record->number < search->number)
		return 0;
	if (record->number > search->number)
		return 1;
	err = found_copy(search->found, record);
	search->count = !err;
	return err ? err : 1;
}

/*
 * One more that fits. One that was recorded again, as where a capture was replayed with its camera
 * named, is the same, as it was recorded last.
 */
static int found_once(struct found_search *search, const struct ledger_record *record,
		      const char *id)
{
	for (size_t i = 0; i < search->count && i < SHOWN; i++)
		if (!strncmp(search->ids[i], id, EVENT_ID - 1))
			return search->count == 1 ? found_copy(search->found, record) : 0;
	if (search->count < SHOWN)
		snprintf(search->ids[search->count], EVENT_ID, "%.16s", id);
	return search->count++ ? 0 : found_copy(search->found, record);
}

/* Quotes in strings are escaped, so the needle is found nowhere but at the id. */
static int look_id(void *context, const struct ledger_record *record)
{
	struct found_search *search = context;
	const char *at = record->content ? memmem(record->content, record->length, search->needle,
						  strlen(search->needle))
					 : NULL;

	return at ? found_once(search, record, at + strlen("\"id\":\"")) : 0;
}

static int by_number(const struct records *source, struct found_search *search)
{
	int err;

	search->number = strtoull(search->name, NULL, 10);
	err = source->each(source->context, NULL, look_number, search);
	return err == 1 ? 0 : err;
}

static int each_event(const struct records *source, struct found_search *search, ledger_fn *each)
{
	static const char *const kinds[] = {"upload", "local"};
	int err = 0;

	for (size_t i = 0; !err && i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct ledger_query query = {.kind = kinds[i], .from = search->start_us};

		if (search->start_us)
			query.to = search->start_us + MINUTE_US;
		err = source->each(source->context, &query, each, search);
	}
	return err;
}

static int by_id(const struct records *source, struct found_search *search)
{
	char *end = search->needle + snprintf(search->needle, sizeof(search->needle), "\"id\":\"");

	for (const char *c = search->name + (*search->name == '#'); *c; c++)
		*end++ = (char)tolower((unsigned char)*c);
	*end = '\0';
	return each_event(source, search, look_id);
}

/* Whether it began in that minute, by the clocks of here. */
static bool is_time(const struct found_search *search, uint64_t start_us)
{
	time_t seconds = (time_t)(start_us / 1000000);
	char text[MINUTE];
	struct tm tm = {0};

	localtime_r(&seconds, &tm);
	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M", &tm);
	return !*search->clock || strcmp(text, search->clock) == 0 ||
	       strcmp(text + CLOCK, search->clock) == 0;
}

static int look_latest(void *context, const struct ledger_record *record)
{
	struct found_search *search = context;

	if (record->content && record->start > search->latest_us && is_time(search, record->start))
		search->latest_us = record->start;
	return 0;
}

/* In the minute of the latest; without a clock that one alone. */
static int look_minute(void *context, const struct ledger_record *record)
{
	struct found_search *search = context;
	bool fits = *search->clock
			    ? record->start >= search->start_us && is_time(search, record->start)
			    : record->start == search->latest_us;
	const char *at = fits && record->content
				 ? memmem(record->content, record->length, "\"id\":\"", 6)
				 : NULL;

	return at ? found_once(search, record, at + strlen("\"id\":\"")) : 0;
}

/* The latest is found first, as what is found is copied. */
static int by_time(const struct records *source, struct found_search *search)
{
	int err = each_event(source, search, look_latest);

	if (err || !search->latest_us)
		return err;
	search->start_us = search->latest_us / MINUTE_US * MINUTE_US;
	return each_event(source, search, look_minute);
}

static void found_tell_several(const struct found_search *search, char error[LEDGER_ERROR])
{
	int length = snprintf(error, LEDGER_ERROR,
			      *search->clock ? "%zu events began at %s: name one of them, as in"
					     : "%zu events begin with %s: type more of it, as in",
			      search->count, search->name);

	for (size_t i = 0; i < search->count && i < SHOWN; i++)
		length += snprintf(error + length, LEDGER_ERROR - (size_t)length, " %s",
				   search->ids[i]);
}

int found_look(const struct records *source, const char *name, struct found *out,
	       char error[LEDGER_ERROR])
{
	struct found found = {0};
	struct found_search search = {.name = name, .found = &found};
	int err = 0;

	if (is_id(name + (*name == '#')))
		err = by_id(source, &search);
	else if (strcmp(name, "last") == 0 || read_clock(name, search.clock))
		err = by_time(source, &search);
	if (!err && !search.count && is_all(name, isdigit) && strlen(name) < EVENT_ID - 1)
		err = by_number(source, &search);
	if (!err && !search.count)
		err = -ENOENT;
	if (!err && search.count > 1) {
		found_tell_several(&search, error);
		err = -ENOTUNIQ;
	}
	if (err)
		found_clear(&found);
	else
		*out = found;
	return err;
}
