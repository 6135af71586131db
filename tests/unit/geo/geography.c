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

#include "geo/geography.h"

#define SECOND UINT64_C(1000000000)
#define FAR_FUTURE (UINT64_C(4102444800) * SECOND) /* 2100 */

/* MaxMind's databases for tests; what is broken on purpose lies in "bad" beside them. */
static const char *folder;
static char country_file[512], asn_file[512], city_file[512];

static int name_files(void **state)
{
	(void)state;
	folder = getenv("LENSWATCH_MMDB");
	if (!folder)
		folder = "../shared/geo";
	snprintf(country_file, sizeof(country_file), "%s/GeoLite2-Country-Test.mmdb", folder);
	snprintf(asn_file, sizeof(asn_file), "%s/GeoLite2-ASN-Test.mmdb", folder);
	snprintf(city_file, sizeof(city_file), "%s/GeoLite2-City-Test.mmdb", folder);
	return 0;
}

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

/* A database made here: every IPv4 address has the one entry `fields`, a list of keys and values
 * ended by NULL. */
struct made {
	uint8_t bytes[2048];
	size_t size;
};

static void put(struct made *made, const void *bytes, size_t size)
{
	assert_true(made->size + size <= sizeof(made->bytes));
	memcpy(made->bytes + made->size, bytes, size);
	made->size += size;
}

/* MaxMind DB 2.0, "Output Data Section": type 2 is a string, a size of 29 means 29 and the next
 * byte. */
static void put_text(struct made *made, const char *text)
{
	size_t length = strlen(text);
	uint8_t head[2] = {(uint8_t)(2 << 5 | (length < 29 ? length : 29)), (uint8_t)(length - 29)};

	assert_true(length < 29 + 256);
	put(made, head, length < 29 ? 1 : 2);
	put(made, text, length);
}

/* Types of that section. */
enum { UINT16 = 5, UINT32 = 6, MAP = 7 };

static void put_map(struct made *made, size_t count)
{
	uint8_t head = (uint8_t)(MAP << 5 | count);

	put(made, &head, 1);
}

static void put_number(struct made *made, uint8_t type, const char *key, uint16_t number)
{
	uint8_t bytes[3] = {(uint8_t)(type << 5 | 2), (uint8_t)(number >> 8), (uint8_t)number};

	put_text(made, key);
	put(made, bytes, sizeof(bytes));
}

static void make(struct made *made, const char *const *fields)
{
	/* One node whose both records are: nodes (1) + 16 + offset 0. */
	static const uint8_t tree[6 + 16] = {0, 0, 17, 0, 0, 17};
	static const uint8_t marker[] = "\xab\xcd\xefMaxMind.com";
	static const uint8_t epoch[] = {4, 2, 0x5f, 0x5e, 0x10, 0x00}; /* uint64 1600000000 */
	static const uint8_t no_languages[] = {0, 4};		       /* an array of none */
	size_t count = 0;

	made->size = 0;
	while (fields[2 * count])
		count++;
	put(made, tree, sizeof(tree));
	put_map(made, count);
	for (size_t i = 0; i < 2 * count; i++)
		put_text(made, fields[i]);
	put(made, marker, sizeof(marker) - 1);
	put_map(made, 9);
	put_number(made, UINT16, "binary_format_major_version", 2);
	put_number(made, UINT16, "binary_format_minor_version", 0);
	put_text(made, "build_epoch");
	put(made, epoch, sizeof(epoch));
	put_text(made, "database_type");
	put_text(made, "made");
	put_text(made, "description");
	put_map(made, 0);
	put_number(made, UINT16, "ip_version", 4);
	put_text(made, "languages");
	put(made, no_languages, sizeof(no_languages));
	put_number(made, UINT32, "node_count", 1);
	put_number(made, UINT16, "record_size", 24);
}

static void save(const char *const *fields, char path[64])
{
	struct made made;
	int descriptor;

	snprintf(path, 64, "/tmp/lenswatch-geography-XXXXXX");
	descriptor = mkstemp(path);
	assert_true(descriptor >= 0);
	make(&made, fields);
	assert_int_equal(write(descriptor, made.bytes, made.size), made.size);
	close(descriptor);
}

/* What files with these fields, asked in this order, know of any address. */
static struct geography_place known(const char *const *first, const char *const *second)
{
	char paths[2][64];
	const char *files[2] = {paths[0], paths[1]};
	struct notes notes;
	struct geography *geography;
	struct geography_place place;

	save(first, paths[0]);
	if (second)
		save(second, paths[1]);
	geography = opened(files, second ? 2 : 1, 0, &notes);
	assert_int_equal(notes.count, 0);
	place = find(geography, "198.51.100.7");
	assert_string_equal(find(geography, "2001:db8::1").basis, "");
	assert_int_equal(notes.count, 0);
	geography_close(geography);
	unlink(paths[0]);
	if (second)
		unlink(paths[1]);
	return place;
}

static void ipinfo_lite_is_read(void **state)
{
	static const char *const fields[] = {
		"country", "United States", "country_code",	"US", "asn",
		"AS14618", "as_name",	    "Amazon.com, Inc.", NULL};
	struct geography_place place = known(fields, NULL);

	(void)state;
	assert_string_equal(place.country, "US");
	assert_int_equal(place.asn, 14618);
	assert_string_equal(place.organisation, "Amazon.com, Inc.");
	assert_string_equal(place.basis, "geo database 2020-09-13");
}

static void behind_nat64_it_is_the_address_inside_until_another_house(void **state)
{
	static const char *const fields[] = {"country", "DE", NULL};
	char path[64];
	const char *files[] = {path};
	struct notes notes;
	struct geography *geography;
	struct address answer, other;

	(void)state;
	save(fields, path);
	geography = opened(files, 1, 0, &notes);
	assert_int_equal(address_parse("2001:db8:64::192.0.0.171", &answer), 0);
	assert_int_equal(address_parse("2001:db8:99::1", &other), 0);
	assert_string_equal(find(geography, "2001:db8:64::198.51.100.7").country, "");
	geography_learn(geography, &other);
	assert_string_equal(find(geography, "2001:db8:64::198.51.100.7").country, "");
	geography_learn(geography, &answer);
	assert_string_equal(find(geography, "2001:db8:64::198.51.100.7").country, "DE");
	assert_string_equal(find(geography, "2001:db8:65::198.51.100.7").country, "");
	geography_learn(geography, NULL);
	assert_string_equal(find(geography, "2001:db8:64::198.51.100.7").country, "");
	geography_close(geography);
	unlink(path);
}

static void ipinfos_older_free_file_is_read(void **state)
{
	static const char *const fields[] = {"country", "DE", "country_name", "Germany", NULL};

	(void)state;
	assert_string_equal(known(fields, NULL).country, "DE");
}

static void what_is_no_country_code_is_unknown(void **state)
{
	static const char *const fields[] = {"country", "Germany", "country_code", "de", NULL};

	(void)state;
	assert_string_equal(known(fields, NULL).country, "");
	assert_string_equal(known(fields, NULL).basis, "");
}

static void what_is_no_operator_number_is_unknown(void **state)
{
	static const char *const numbers[] = {"AS", "ASx", "AS4294967296", "-1", "", "0"};

	(void)state;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		const char *fields[] = {"asn", numbers[i], "as_name", "Somebody", NULL};

		assert_int_equal(known(fields, NULL).asn, 0);
		assert_string_equal(known(fields, NULL).organisation, "");
	}
}

static void the_first_file_that_knows_a_field_wins(void **state)
{
	static const char *const first[] = {"country_code", "FR", "asn", "AS1", NULL};
	static const char *const same[] = {"country_code", "US",  "asn", "AS1",
					   "as_name",	   "One", NULL};
	static const char *const other[] = {"country_code", "US",  "asn", "AS2",
					    "as_name",	    "Two", NULL};
	struct geography_place place = known(first, same);

	(void)state;
	assert_string_equal(place.country, "FR");
	assert_int_equal(place.asn, 1);
	assert_string_equal(place.organisation, "One");
	place = known(first, other);
	assert_int_equal(place.asn, 1);
	assert_string_equal(place.organisation, ""); /* never one's number with another's name */
}

static void an_operators_name_comes_out_as_clean_text(void **state)
{
	static const char *const texts[][2] = {
		{"Telef\xc3\xb3nica", "Telef\xc3\xb3nica"},
		{"bad \xff\xc3 end\xc3", "bad ?? end?"},
		{"line\nbreak\x7f\x1b[31m", "line?break??[31m"},
		{"\xc0\xaf\xed\xa0\x80\xf4\x90\x80\x80", "?????????"},
		{"\xf0\x9f\x93\xb7 cam", "\xf0\x9f\x93\xb7 cam"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		const char *fields[] = {"asn", "AS1", "as_name", texts[i][0], NULL};

		assert_string_equal(known(fields, NULL).organisation, texts[i][1]);
	}
}

static void a_long_operator_name_is_cut_between_characters(void **state)
{
	char text[130];
	const char *fields[] = {"asn", "AS1", "as_name", text, NULL};
	struct geography_place place;

	(void)state;
	memset(text, 'a', sizeof(text));
	memcpy(text + 94, "\xc3\xa9", 3); /* its second byte would be the 96th */
	place = known(fields, NULL);
	assert_int_equal(strlen(place.organisation), 94);
	assert_int_equal(place.organisation[93], 'a');
}

static void need_shared_files(void)
{
	if (access(country_file, R_OK) == 0)
		return;
	print_message("data: no databases for tests at %s (LENSWATCH_MMDB)\n", folder);
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
	static const char *const files[] = {country_file, asn_file};
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
	static const char *const files[] = {city_file};
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
	static const char *const files[] = {country_file, asn_file};
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
	static const char *const files[] = {country_file};
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
	static const char *const files[] = {country_file};
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
	static const char *const files[] = {country_file, asn_file, city_file, country_file,
					    asn_file};
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
	char path[1024];
	DIR *broken;
	struct dirent *entry;
	size_t count = 0;

	(void)state;
	need_shared_files();
	snprintf(path, sizeof(path), "%s/bad", folder);
	broken = opendir(path);
	assert_non_null(broken);
	alarm(120); /* a hang fails */
	while ((entry = readdir(broken))) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/bad/%s", folder, entry->d_name);
		ask_all_over(path);
		count++;
	}
	alarm(0);
	closedir(broken);
	assert_true(count > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_a_file_everything_is_unknown),
		cmocka_unit_test(ipinfo_lite_is_read),
		cmocka_unit_test(behind_nat64_it_is_the_address_inside_until_another_house),
		cmocka_unit_test(ipinfos_older_free_file_is_read),
		cmocka_unit_test(what_is_no_country_code_is_unknown),
		cmocka_unit_test(what_is_no_operator_number_is_unknown),
		cmocka_unit_test(the_first_file_that_knows_a_field_wins),
		cmocka_unit_test(an_operators_name_comes_out_as_clean_text),
		cmocka_unit_test(a_long_operator_name_is_cut_between_characters),
		cmocka_unit_test(country_and_operator_come_together_from_two_files),
		cmocka_unit_test(a_city_file_tells_countries_too),
		cmocka_unit_test(private_and_shared_addresses_are_never_looked_up),
		cmocka_unit_test(a_file_older_than_two_years_is_told_once_with_a_cure),
		cmocka_unit_test(a_file_of_its_own_day_is_not_old),
		cmocka_unit_test(what_is_no_database_is_told_and_left_out),
		cmocka_unit_test(a_fifth_file_is_told_and_left_out),
		cmocka_unit_test(broken_files_never_crash_or_hang),
	};

	return cmocka_run_group_tests_name("geo/geography", tests, name_files, NULL);
}
