/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "destination/geography.h"

#define SECOND UINT64_C(1000000000)
#define SHARED "../shared/geo"
#define COUNTRY_FILE SHARED "/GeoLite2-Country-Test.mmdb"
#define ASN_FILE SHARED "/GeoLite2-ASN-Test.mmdb"
#define CITY_FILE SHARED "/GeoLite2-City-Test.mmdb"
#define FAR_FUTURE (UINT64_C(4102444800) * SECOND) /* 2100 */

struct notes {
	size_t count;
	char last[512];
};

static void write_down(void *context, const char *file, const char *what, const char *cure)
{
	struct notes *notes = context;

	assert_true(file[0] && what[0] && cure[0]);
	notes->count++;
	snprintf(notes->last, sizeof(notes->last), "%s: %s; %s", file, what, cure);
}

static struct geography *opened(const char *const *files, size_t count, uint64_t now_ns,
				struct notes *notes)
{
	struct geography *geography = NULL;

	memset(notes, 0, sizeof(*notes));
	assert_int_equal(geography_open(files, count, now_ns, write_down, notes, &geography), 0);
	return geography;
}

static struct geography_place find(struct geography *geography, const char *text)
{
	struct geography_place place, again;
	struct address address;

	assert_int_equal(address_parse(text, &address), 0);
	memset(&place, 0xee, sizeof(place));
	geography_find(geography, &address, &place);
	geography_find(geography, &address, &again);
	assert_int_equal(place.asn, again.asn);
	assert_string_equal(place.organisation, again.organisation);
	assert_string_equal(place.country, again.country);
	assert_string_equal(place.basis, again.basis);
	return place;
}

static void need_shared_files(void)
{
	if (access(COUNTRY_FILE, R_OK) == 0)
		return;
	print_message("SKIP: " SHARED " is not here: it holds the MMDB files for tests\n");
	skip();
}

static void without_a_file_everything_is_unknown(void **state)
{
	struct notes notes;
	struct geography *geography = opened(NULL, 0, FAR_FUTURE, &notes);
	struct geography_place place = find(geography, "81.2.69.160");

	(void)state;
	assert_int_equal(place.asn, 0);
	assert_string_equal(place.country, "");
	assert_string_equal(place.organisation, "");
	assert_string_equal(place.basis, "");
	assert_null(geography_date(geography));
	assert_int_equal(notes.count, 0);
	geography_close(geography);
}

static void country_and_operator_come_together_from_two_files(void **state)
{
	static const char *const files[] = {COUNTRY_FILE, ASN_FILE};
	struct notes notes;
	struct geography *geography;
	struct geography_place place;
	char basis[48];

	(void)state;
	need_shared_files();
	geography = opened(files, 2, 0, &notes);
	assert_int_equal(notes.count, 0);
	place = find(geography, "81.2.69.160");
	assert_string_equal(place.country, "GB");
	assert_int_equal(strlen(geography_date(geography)), 10);
	place = find(geography, "1.128.0.0");
	assert_int_equal(place.asn, 1221);
	assert_string_equal(place.organisation, "Telstra Pty Ltd");
	snprintf(basis, sizeof(basis), "geo database %s", geography_date(geography));
	assert_int_equal(strlen(place.basis), strlen(basis));
	geography_close(geography);
}

static void a_city_file_tells_countries_too(void **state)
{
	static const char *const files[] = {CITY_FILE};
	struct notes notes;
	struct geography *geography;

	(void)state;
	need_shared_files();
	geography = opened(files, 1, 0, &notes);
	assert_string_equal(find(geography, "81.2.69.160").country, "GB");
	assert_string_equal(find(geography, "2001:218::1").country, "JP");
	assert_string_equal(find(geography, "198.51.100.7").basis, "");
	geography_close(geography);
}

static void private_and_shared_addresses_are_never_looked_up(void **state)
{
	static const char *const files[] = {COUNTRY_FILE, ASN_FILE};
	static const char *const addresses[] = {"192.168.1.1", "100.64.0.1", "100.127.255.255",
						"fd00::1", "127.0.0.1"};
	struct notes notes;
	struct geography *geography;

	(void)state;
	need_shared_files();
	geography = opened(files, 2, 0, &notes);
	for (size_t i = 0; i < sizeof(addresses) / sizeof(addresses[0]); i++)
		assert_string_equal(find(geography, addresses[i]).basis, "");
	geography_close(geography);
}

static void a_file_older_than_two_years_is_told_once_with_a_cure(void **state)
{
	static const char *const files[] = {COUNTRY_FILE};
	struct notes notes;
	struct geography *geography;

	(void)state;
	need_shared_files();
	geography = opened(files, 1, FAR_FUTURE, &notes);
	assert_int_equal(notes.count, 1);
	assert_non_null(strstr(notes.last, "older than two years"));
	assert_non_null(strstr(notes.last, geography_date(geography)));
	assert_non_null(strstr(notes.last, "get a newer file"));
	find(geography, "81.2.69.160");
	assert_int_equal(notes.count, 1);
	geography_close(geography);
}

static void a_file_of_its_own_day_is_not_old(void **state)
{
	static const char *const files[] = {COUNTRY_FILE};
	struct notes notes;

	(void)state;
	need_shared_files();
	geography_close(opened(files, 1, SECOND, &notes));
	assert_int_equal(notes.count, 0);
}

static void what_is_no_database_is_told_and_left_out(void **state)
{
	char path[] = "/tmp/lenswatch-geography-XXXXXX";
	int descriptor = mkstemp(path);
	char fifo[64];
	const char *files[] = {"/nonexistent/geo.mmdb", "/tmp", path, fifo};
	struct notes notes;
	struct geography *geography;

	(void)state;
	assert_true(descriptor >= 0);
	assert_int_equal(write(descriptor, "no database at all", 18), 18);
	close(descriptor);
	snprintf(fifo, sizeof(fifo), "%s.fifo", path);
	assert_int_equal(mkfifo(fifo, 0600), 0);
	geography = opened(files, 4, 0, &notes);
	unlink(fifo);
	unlink(path);
	assert_int_equal(notes.count, 4);
	assert_non_null(strstr(notes.last, "not a plain file"));
	assert_string_equal(find(geography, "81.2.69.160").basis, "");
	geography_close(geography);
}

static void a_fifth_file_is_told_and_left_out(void **state)
{
	static const char *const files[] = {COUNTRY_FILE, ASN_FILE, CITY_FILE, COUNTRY_FILE,
					    ASN_FILE};
	struct notes notes;

	(void)state;
	need_shared_files();
	geography_close(opened(files, 5, 0, &notes));
	assert_int_equal(notes.count, 1);
	assert_non_null(strstr(notes.last, "at most four"));
}

/* Asks a broken file for addresses all over; it may refuse, answer or not, but says at most one
 * thing a step. */
static void ask_all_over(const char *path)
{
	const char *files[] = {path};
	struct notes notes;
	struct geography *geography = opened(files, 1, 0, &notes);
	struct address address = {.bytes = {[10] = 0xff, [11] = 0xff}};
	struct geography_place place;

	for (uint32_t i = 1; i < 2000; i++) {
		address.bytes[12] = (uint8_t)i;
		address.bytes[13] = (uint8_t)(i * 7);
		address.bytes[14] = (uint8_t)(i >> 3);
		if (i > 1000)
			address.bytes[0] = (uint8_t)(i % 64);
		geography_find(geography, &address, &place);
		assert_non_null(memchr(place.organisation, '\0', sizeof(place.organisation)));
		assert_true(place.country[0] == '\0' || strlen(place.country) == 2);
	}
	find(geography, "1.1.1.1");
	find(geography, "2001:db8::1");
	assert_true(notes.count <= 2);
	print_message("  %s: %s\n", path, notes.count ? notes.last : "no note");
	geography_close(geography);
}

static void broken_files_never_crash_or_hang(void **state)
{
	DIR *folder;
	struct dirent *entry;
	size_t count = 0;

	(void)state;
	need_shared_files();
	folder = opendir(SHARED "/bad");
	assert_non_null(folder);
	alarm(120); /* a hang fails */
	while ((entry = readdir(folder))) {
		char path[512];

		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), SHARED "/bad/%s", entry->d_name);
		ask_all_over(path);
		count++;
	}
	alarm(0);
	closedir(folder);
	assert_true(count > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_a_file_everything_is_unknown),
		cmocka_unit_test(country_and_operator_come_together_from_two_files),
		cmocka_unit_test(a_city_file_tells_countries_too),
		cmocka_unit_test(private_and_shared_addresses_are_never_looked_up),
		cmocka_unit_test(a_file_older_than_two_years_is_told_once_with_a_cure),
		cmocka_unit_test(a_file_of_its_own_day_is_not_old),
		cmocka_unit_test(what_is_no_database_is_told_and_left_out),
		cmocka_unit_test(a_fifth_file_is_told_and_left_out),
		cmocka_unit_test(broken_files_never_crash_or_hang),
	};

	return cmocka_run_group_tests_name("destination/geography", tests, NULL, NULL);
}
