// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "config/options.h"
#include "support.h"

static void cameras_are_told_by_mac_or_address_with_a_name(void **state)
{
	char error[OPTIONS_ERROR] = "", text[] = CAMERA_MAC "=Front door";
	struct options o;

	(void)state;
	assert_int_equal(options_create(&o), 0);
	assert_int_equal(options_set(&o, "camera", text, error), 0);
	memset(text, 'x', sizeof(text)); /* the text may go */
	assert_int_equal(options_set(&o, "camera", "192.168.1.9", error), 0);
	assert_int_equal(o.declared_count, 2);
	assert_string_equal(o.declared[0].name, "Front door");
	assert_int_equal(o.declared[0].device.kind, DEVICE_BY_MAC);
	assert_null(o.declared[1].name);
	assert_int_equal(o.declared[1].device.kind, DEVICE_BY_ADDRESS);
	assert_int_equal(options_set(&o, "camera", "door", error), -EINVAL);
	assert_string_equal(error, "--camera wants a MAC or IP address, not \"door\". Example: "
				   "--camera f4:b8:5e:35:67:b0=\"Front door\"");
	assert_int_equal(o.declared_count, 2);
	options_destroy(&o);
}

static void the_note_tells_what_bears_on_the_result(void **state)
{
	char error[OPTIONS_ERROR];
	struct options o;

	(void)state;
	assert_int_equal(options_create(&o), 0);
	assert_int_equal(options_set(&o, "home", "2001:db8::/32", error), 0);
	assert_int_equal(options_set(&o, "format", "csv", error), 0);
	options_note(&o, "join", NULL);
	assert_int_equal(options_set(&o, "rules", "mine", error), 0);
	assert_string_equal(o.note, "--home 2001:db8::/32 --join --rules mine");
	assert_string_equal(o.rules, "mine");
	assert_int_equal(o.format, OUTPUT_CSV);
	options_destroy(&o);
}

static void voice_assistants_are_told_where_that_is_said(void **state)
{
	char error[OPTIONS_ERROR];
	struct options o;

	(void)state;
	assert_int_equal(options_create(&o), 0);
	assert_false(o.speakers);
	assert_int_equal(options_set(&o, "speakers", "loud", error), -EINVAL);
	assert_int_equal(options_set(&o, "speakers", NULL, error), 0);
	assert_true(o.speakers);
	assert_string_equal(o.note, "--speakers");
	assert_int_equal(options_set(&o, "speakers", "no", error), 0);
	assert_false(o.speakers);
	options_destroy(&o);
}

static void more_than_fits_and_what_is_unknown_is_refused(void **state)
{
	char error[OPTIONS_ERROR];
	struct options o;

	(void)state;
	assert_int_equal(options_create(&o), 0);
	for (int i = 0; i < OPTIONS_GEO; i++)
		assert_int_equal(options_set(&o, "geo", "a.mmdb", error), 0);
	assert_int_equal(options_set(&o, "geo", "b.mmdb", error), -ENOSPC);
	assert_string_equal(error, "too many geo files at \"b.mmdb\". 4 is the most.");
	assert_int_equal(options_set(&o, "speed", "3", error), -ENOENT);
	assert_int_equal(options_set(&o, "format", "xml", error), -EINVAL);
	assert_string_equal(error, "--format wants text, json or csv, not \"xml\". Example: "
				   "--format json");
	options_destroy(&o);
}

static void megabytes_are_whole_and_within_reason(void **state)
{
	static const char *const wrong[] = {"",	   "0",	  "-1",	    " 5",
					    "5MB", "1.5", "100001", "99999999999999999999"};
	char error[OPTIONS_ERROR];
	unsigned found = 7;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_int_equal(options_megabytes("keep-headers", wrong[i], &found, error),
				 -EINVAL);
	assert_int_equal(found, 7);
	assert_string_equal(error, "--keep-headers wants megabytes from 1 to 100000, not "
				   "\"99999999999999999999\"");
	assert_int_equal(options_megabytes("keep-headers", "100000", &found, error), 0);
	assert_int_equal(found, 100000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cameras_are_told_by_mac_or_address_with_a_name),
		cmocka_unit_test(the_note_tells_what_bears_on_the_result),
		cmocka_unit_test(voice_assistants_are_told_where_that_is_said),
		cmocka_unit_test(more_than_fits_and_what_is_unknown_is_refused),
		cmocka_unit_test(megabytes_are_whole_and_within_reason),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
