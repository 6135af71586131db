/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "geo/geography.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include <maxminddb.h>

#include "base/clock.h"
#include "base/utf8.h"

#define TWO_YEARS (UINT64_C(2) * 366 * 86400)
#define YEAR_10000 UINT64_C(253402300800) /* the first second that no YYYY-MM-DD can say */
#define CACHE_SLOTS 256			  /* a home's cameras talk to few places again and again */
#define DATE_TEXT 11
#define OWN_TYPE "Lenswatch-Country-ASN" /* scripts/lib/geo-write */

struct geography_file {
	MMDB_s database;
	char *path;
	char date[DATE_TEXT]; /* "" where the file has none */
	uint64_t made_s;      /* when the file was last written */
	bool broken_logged;
};

struct cached {
	struct address address;
	struct geography_place place;
	bool used;
};

struct geography {
	struct geography_file files[GEOGRAPHY_FILES];
	size_t file_count;
	geography_note_fn *note;
	void *context;
	struct prefix nat64; /* no bits: none was learned */
	struct cached cache[CACHE_SLOTS];
};

static void geography_tell(struct geography *geography, const char *path, const char *what,
			   const char *cure)
{
	if (geography->note)
		geography->note(geography->context, path, what, cure);
}

/* Why the file cannot be opened, or NULL. What is no plain file could keep open() waiting. */
static const char *geography_refusal(const char *path, struct geography_file *file)
{
	struct stat status;
	int rc;

	if (stat(path, &status))
		return strerror(errno);
	if (!S_ISREG(status.st_mode))
		return "not a plain file";
	file->made_s = (uint64_t)status.st_mtime;
	rc = MMDB_open(path, MMDB_MODE_MMAP, &file->database);
	return rc == MMDB_SUCCESS ? NULL : MMDB_strerror(rc);
}

static void set_date(struct geography_file *file)
{
	uint64_t epoch = file->database.metadata.build_epoch;
	time_t seconds = (time_t)epoch;
	struct tm parts;

	if (epoch > 0 && epoch < YEAR_10000 && gmtime_r(&seconds, &parts))
		strftime(file->date, sizeof(file->date), "%Y-%m-%d", &parts);
}

/*
 * Of what scripts/build-geo-db made of its distribution's data there is often none that is newer,
 * and whoever built it was told: for two years it need not be said at each start.
 */
static bool is_known_to_be_old(const struct geography_file *file, uint64_t now_s)
{
	return !strcmp(file->database.metadata.database_type, OWN_TYPE) &&
	       file->made_s >= now_s - TWO_YEARS;
}

static void judge_age(struct geography *geography, const struct geography_file *file,
		      uint64_t now_ns)
{
	char what[80];

	if (!file->date[0]) {
		geography_tell(
			geography, file->path, "does not name the date of its data",
			"take its countries and operators as of unknown age, or get another file");
		return;
	}
	if (now_ns / CLOCK_SECOND_NS < TWO_YEARS ||
	    file->database.metadata.build_epoch >= now_ns / CLOCK_SECOND_NS - TWO_YEARS ||
	    is_known_to_be_old(file, now_ns / CLOCK_SECOND_NS))
		return;
	snprintf(what, sizeof(what), "its data is of %s, older than two years", file->date);
	geography_tell(geography, file->path, what,
		       "get a newer file: addresses may have changed hands since");
}

static int add_file(struct geography *geography, const char *path, uint64_t now_ns)
{
	struct geography_file *file = &geography->files[geography->file_count];
	const char *why = geography_refusal(path, file);
	char what[256];

	if (why) {
		snprintf(what, sizeof(what), "not used: %s", why);
		geography_tell(
			geography, path, what,
			"give a whole MMDB file (GeoLite2, DB-IP, IPinfo Lite), or make one with "
			"scripts/build-geo-db");
		return 0;
	}
	file->path = strdup(path);
	if (!file->path) {
		MMDB_close(&file->database);
		return -ENOMEM;
	}
	set_date(file);
	judge_age(geography, file, now_ns);
	geography->file_count++;
	return 0;
}

int geography_open(const char *const *files, size_t count, uint64_t now_ns, geography_note_fn *note,
		   void *context, struct geography **out)
{
	struct geography *geography = calloc(1, sizeof(*geography));

	if (!geography)
		return -ENOMEM;
	geography->note = note;
	geography->context = context;
	for (size_t i = 0; i < count; i++) {
		if (geography->file_count == GEOGRAPHY_FILES) {
			geography_tell(geography, files[i],
				       "not used: there are four files before it",
				       "give at most four geography files");
			continue;
		}
		if (add_file(geography, files[i], now_ns)) {
			geography_close(geography);
			return -ENOMEM;
		}
	}
	*out = geography;
	return 0;
}

void geography_close(struct geography *geography)
{
	if (!geography)
		return;
	for (size_t i = 0; i < geography->file_count; i++) {
		MMDB_close(&geography->files[i].database);
		free(geography->files[i].path);
	}
	free(geography);
}

const char *geography_date(const struct geography *geography)
{
	const char *oldest = NULL;

	for (size_t i = 0; i < geography->file_count; i++) {
		const char *date = geography->files[i].date;

		if (date[0] && (!oldest || strcmp(date, oldest) < 0))
			oldest = date;
	}
	return oldest;
}

static void tell_broken(struct geography *geography, struct geography_file *file, int rc)
{
	char what[256];

	if (file->broken_logged)
		return;
	file->broken_logged = true;
	snprintf(what, sizeof(what), "has a broken entry: %s", MMDB_strerror(rc));
	geography_tell(geography, file->path, what, "get the file anew");
}

/*
 * Whether `path` leads to a value of the entry. Broken data is told, what is merely not there is
 * not.
 */
static bool geography_read_value(struct geography *geography, struct geography_file *file,
				 MMDB_entry_s *entry, const char *const *path,
				 MMDB_entry_data_s *out)
{
	int rc = MMDB_aget_value(entry, out, path);

	if (rc == MMDB_SUCCESS)
		return out->has_data;
	if (rc != MMDB_LOOKUP_PATH_DOES_NOT_MATCH_DATA_ERROR &&
	    rc != MMDB_INVALID_LOOKUP_PATH_ERROR)
		tell_broken(geography, file, rc);
	return false;
}

/*
 * Copies whole characters as far as they fit; what is no text becomes '?', because outputs promise
 * UTF-8.
 */
static void copy_text(const MMDB_entry_data_s *value, char *out, size_t size)
{
	const unsigned char *text = (const unsigned char *)value->utf8_string;
	size_t used = 0;

	for (size_t i = 0; i < value->data_size;) {
		uint32_t code;
		size_t length = utf8_decode(text + i, value->data_size - i, &code);
		bool bad = length == 0 || text[i] < ' ' || text[i] == 0x7f;

		if (bad)
			length = 1;
		if (used + length >= size)
			break;
		if (bad)
			out[used] = '?';
		else
			memcpy(out + used, text + i, length);
		used += length;
		i += length;
	}
	out[used] = '\0';
}

/* "AS13335" or "13335", as IPinfo writes it. */
static uint32_t asn_of_text(const char *text, size_t size)
{
	uint64_t number = 0;

	if (size > 2 && text[0] == 'A' && text[1] == 'S') {
		text += 2;
		size -= 2;
	}
	for (size_t i = 0; i < size; i++) {
		if (text[i] < '0' || text[i] > '9')
			return 0;
		number = number * 10 + (uint64_t)(text[i] - '0');
		if (number > UINT32_MAX)
			return 0;
	}
	return (uint32_t)number;
}

static uint32_t asn_of(const MMDB_entry_data_s *value)
{
	switch (value->type) {
	case MMDB_DATA_TYPE_UINT16:
		return value->uint16;
	case MMDB_DATA_TYPE_UINT32:
		return value->uint32;
	case MMDB_DATA_TYPE_UTF8_STRING:
		return asn_of_text(value->utf8_string, value->data_size);
	default:
		return 0;
	}
}

static bool is_country(const MMDB_entry_data_s *value)
{
	const char *text = value->utf8_string;

	return value->type == MMDB_DATA_TYPE_UTF8_STRING && value->data_size == 2 &&
	       text[0] >= 'A' && text[0] <= 'Z' && text[1] >= 'A' && text[1] <= 'Z';
}

/*
 * Country keys of GeoLite2 and DB-IP, of IPinfo Lite, of IPinfo's older free file; the first that
 * is there.
 */
static bool find_country(struct geography *geography, struct geography_file *file,
			 MMDB_entry_s *entry, struct geography_place *out)
{
	static const char *const paths[][3] = {
		{"country", "iso_code", NULL},
		{"country_code", NULL},
		{"country", NULL},
		{"registered_country", "iso_code", NULL},
	};
	MMDB_entry_data_s value;

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		if (!geography_read_value(geography, file, entry, paths[i], &value) ||
		    !is_country(&value))
			continue;
		memcpy(out->country, value.utf8_string, 2);
		out->country[2] = '\0';
		return true;
	}
	return false;
}

/* The operator's name is taken from a file only where that file means the same operator. */
static bool find_operator(struct geography *geography, struct geography_file *file,
			  MMDB_entry_s *entry, struct geography_place *out)
{
	static const char *const number_paths[][2] = {{"autonomous_system_number", NULL},
						      {"asn", NULL}};
	static const char *const name_paths[][2] = {{"autonomous_system_organization", NULL},
						    {"as_name", NULL}};
	MMDB_entry_data_s value;
	uint32_t asn = 0;

	for (size_t i = 0; i < 2 && asn == 0; i++)
		if (geography_read_value(geography, file, entry, number_paths[i], &value))
			asn = asn_of(&value);
	if (asn == 0 || (out->asn != 0 && out->asn != asn))
		return false;
	out->asn = asn;
	for (size_t i = 0; i < 2 && !out->organisation[0]; i++)
		if (geography_read_value(geography, file, entry, name_paths[i], &value) &&
		    value.type == MMDB_DATA_TYPE_UTF8_STRING)
			copy_text(&value, out->organisation, sizeof(out->organisation));
	return true;
}

static MMDB_lookup_result_s look_up(MMDB_s *database, const struct address *address, int *rc)
{
	struct sockaddr_in v4 = {.sin_family = AF_INET};
	struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};

	if (address_is_v4(address)) {
		memcpy(&v4.sin_addr, address->bytes + 12, 4);
		return MMDB_lookup_sockaddr(database, (const struct sockaddr *)&v4, rc);
	}
	memcpy(&v6.sin6_addr, address->bytes, sizeof(address->bytes));
	return MMDB_lookup_sockaddr(database, (const struct sockaddr *)&v6, rc);
}

static void geography_ask_file(struct geography *geography, struct geography_file *file,
			       const struct address *address, struct geography_place *out)
{
	int rc = MMDB_SUCCESS;
	MMDB_lookup_result_s found = look_up(&file->database, address, &rc);
	bool knew_country, knew_operator = false;

	if (rc != MMDB_SUCCESS) {
		if (rc != MMDB_IPV6_LOOKUP_IN_IPV4_DATABASE_ERROR)
			tell_broken(geography, file, rc);
		return;
	}
	if (!found.found_entry)
		return;
	knew_country = !out->country[0] && find_country(geography, file, &found.entry, out);
	if (!out->asn || !out->organisation[0])
		knew_operator = find_operator(geography, file, &found.entry, out);
	if (knew_country || (knew_operator && !out->basis[0]))
		snprintf(out->basis, sizeof(out->basis), "geo database%s%s",
			 file->date[0] ? " " : "", file->date);
}

static struct cached *slot_of(struct geography *geography, const struct address *address)
{
	uint32_t hash = UINT32_C(2166136261); /* FNV-1a */

	for (size_t i = 0; i < sizeof(address->bytes); i++)
		hash = (hash ^ address->bytes[i]) * UINT32_C(16777619);
	return &geography->cache[(hash ^ hash >> 16) % CACHE_SLOTS];
}

void geography_learn(struct geography *geography, const struct address *answer)
{
	unsigned int bits = answer ? address_of_nat64(answer) : 0;

	if (answer && !bits)
		return;
	geography->nat64 = answer ? prefix_of(answer, (uint8_t)bits) : (struct prefix){0};
	memset(geography->cache, 0, sizeof(geography->cache));
}

void geography_find(struct geography *geography, const struct address *address,
		    struct geography_place *out)
{
	struct address inner = address_embedded(address);
	struct cached *slot;

	if (geography->nat64.length && !address_is_v4(address) &&
	    prefix_has(&geography->nat64, address))
		inner = address_behind(address, geography->nat64.length);
	address = &inner;
	slot = slot_of(geography, address);
	if (slot->used && address_equal(&slot->address, address)) {
		*out = slot->place;
		return;
	}
	memset(out, 0, sizeof(*out));
	if (address_is_private(address) || address_is_shared(address))
		return;
	for (size_t i = 0; i < geography->file_count; i++)
		geography_ask_file(geography, &geography->files[i], address, out);
	*slot = (struct cached){.address = *address, .place = *out, .used = true};
}
