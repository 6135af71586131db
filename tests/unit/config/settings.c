// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "config/settings.h"

static void each_is_found_by_its_key_and_its_option_and_stands_once(void **state)
{
	const struct setting *setting;

	(void)state;
	for (size_t i = 0; (setting = setting_at(i)); i++) {
		assert_ptr_equal(setting_find(setting->key), setting);
		if (setting->option)
			assert_ptr_equal(setting_find(setting->option), setting);
		assert_non_null(setting->cure);
		assert_non_null(setting->set);
	}
	assert_null(setting_find("speed"));
	assert_ptr_equal(setting_find("promise"), setting_find("promises"));
}

/* A value of each, and one that cannot be. */
static const char *const values[][3] = {
	{"interface", "br-lan", "a/b"},
	{"attach", "tc", "magic"},
	{"mirror", "yes", "maybe"},
	{"not", "f4:b8:5e:12:34:57", "somebody"},
	{"camera", "f4:b8:5e:12:34:56=A", "somebody"},
	{"home", "2001:db8:1::/48", "here"},
	{"speakers", "yes", "perhaps"},
	{"rules", "/rules", NULL},
	{"geo", "/a.mmdb", NULL},
	{"format", "csv", "pdf"},
	{"socket", "/s", ""},
	{"socket-group", "adm", ""},
	{"state", "/c.yaml", ""},
	{"ledger", "/l.db", ""},
	{"no-history", "the stick is not there", ""},
	{"refused", "geo\tis not there\t/a.mmdb", "geo"},
	{"commit", "60", "86401"},
	{"keep-days", "30", "0"},
	{"keep-mb", "100", "1x"},
	{"keep-headers", "50", "-1"},
	{"promises", "all: nothing leaves", "sometimes"},
	{"heads", "/heads", ""},
	{"anchor-command", "/bin/true", ""},
	{"user", "nobody", ""},
};

static void each_takes_what_it_can_be_and_says_why_not(void **state)
{
	char error[OPTIONS_ERROR];
	struct config config;

	(void)state;
	assert_int_equal(config_create(&config), 0);
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		assert_string_equal(setting_at(i)->key, values[i][0]);
		assert_int_equal(config_set(&config, values[i][0], values[i][1], error), 0);
		error[0] = '\0';
		if (!values[i][2])
			continue;
		assert_int_equal(config_set(&config, values[i][0], values[i][2], error), -EINVAL);
		assert_true(error[0]);
	}
	assert_null(setting_at(sizeof(values) / sizeof(values[0])));
	assert_int_equal(config_set(&config, "speed", "3", error), -ENOENT);
	assert_string_equal(config.interfaces[0], "br-lan");
	assert_string_equal(config.socket, "/s");
	assert_string_equal(config.state, "/c.yaml");
	assert_string_equal(config.ledger, "/l.db");
	assert_string_equal(config.no_history, "the stick is not there");
	assert_string_equal(config.heads, "/heads");
	assert_string_equal(config.anchor_command, "/bin/true");
	assert_string_equal(config.user, "nobody");
	assert_int_equal(config.keep.days, 30);
	assert_int_equal(config.keep.megabytes, 100);
	assert_int_equal(config.keep_headers_mb, 50);
	assert_true(config.commit_s == 60);
	assert_true(config.mirror);
	assert_int_equal(config.attach, ATTACH_TC);
	assert_int_equal(config.other_count, 1);
	assert_int_equal(config.common.promises.count, 1);
	config_destroy(&config);
}

static void watching_goes_before_what_only_the_file_says(void **state)
{
	(void)state;
	assert_int_equal(config_yield("interface"), CONFIG_INTERFACE);
	assert_int_equal(config_yield("attach"), CONFIG_ATTACH);
	assert_int_equal(config_yield("mirror"), CONFIG_MIRROR);
	assert_int_equal(config_yield("rules"), CONFIG_RULES);
	assert_int_equal(config_yield("heads"), CONFIG_HISTORY);
	assert_int_equal(config_yield("anchor-command"), CONFIG_HISTORY);
	assert_int_equal(config_yield("keep-headers"), CONFIG_HISTORY);
	assert_int_equal(config_yield("ledger"), 0);
	assert_int_equal(config_yield("config"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_is_found_by_its_key_and_its_option_and_stands_once),
		cmocka_unit_test(each_takes_what_it_can_be_and_says_why_not),
		cmocka_unit_test(watching_goes_before_what_only_the_file_says),
	};

	return cmocka_run_group_tests_name("config/settings", tests, NULL, NULL);
}
