// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "config/prepare.h"
#include "flow/protocol.h"

static void rules_come_from_the_folder_that_was_told(void **state)
{
	struct options options;
	struct rules *rules;

	(void)state;
	assert_int_equal(options_create(&options), 0);
	options.rules = "rules";
	assert_int_equal(prepare_rules(&options, &rules), 0);
	assert_true(rules_count(rules) > 50);
	rules_destroy(rules);
	options.rules = "/nonexistent";
	assert_int_equal(prepare_rules(&options, &rules), -ENOENT);
	options_destroy(&options);
}

static void the_protocols_are_a_file_that_ndpi_reads_and_has_no_place_on_disk(void **state)
{
	struct options options;
	struct protocol *protocol;
	struct rules *rules;
	char path[PREPARE_PATH];

	(void)state;
	assert_int_equal(options_create(&options), 0);
	options.rules = "rules";
	assert_int_equal(prepare_rules(&options, &rules), 0);
	assert_int_equal(prepare_protocols(rules, path), 0);
	assert_non_null(strstr(path, "/proc/self/fd/"));
	assert_int_equal(access(path, R_OK), 0);
	assert_int_equal(protocol_create(path, &protocol), 0);
	protocol_destroy(protocol);
	rules_destroy(rules);
	options_destroy(&options);
}

static void without_a_geo_file_nothing_is_known_of_places(void **state)
{
	struct options options;
	struct geography *geography;

	(void)state;
	assert_int_equal(options_create(&options), 0);
	assert_int_equal(prepare_geography(&options, NULL, &geography), 0);
	assert_null(geography_date(geography));
	geography_close(geography);
	options.geo_count = 1;
	options.geo[0] = "/nonexistent.mmdb"; /* said on standard error, and done without */
	assert_int_equal(prepare_geography(&options, NULL, &geography), 0);
	assert_null(geography_date(geography));
	geography_close(geography);
	options_destroy(&options);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rules_come_from_the_folder_that_was_told),
		cmocka_unit_test(the_protocols_are_a_file_that_ndpi_reads_and_has_no_place_on_disk),
		cmocka_unit_test(without_a_geo_file_nothing_is_known_of_places),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
