// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "capture/source.h"

static void count(void *self)
{
	++*(unsigned *)self;
}

static void what_a_source_does_not_have_does_nothing_and_says_nothing(void **state)
{
	static const struct source_ops ops = {.way = SOURCE_FILES, .destroy = count};
	unsigned destroyed = 0;
	struct source source = {&ops, &destroyed};
	struct source_load load = {.flows = 3};

	(void)state;
	assert_int_equal(source_descriptor(&source), -1);
	source_read(&source);
	source_jump(&source, 1, 2);
	source_tell_load(&source, &load);
	assert_int_equal(load.flows, 0);
	assert_int_equal(source_rights(&source), 0);
	source_destroy(&source);
	assert_int_equal(destroyed, 1);
}

static void before_there_is_one_nobody_is_told_and_nothing_freed(void **state)
{
	struct device_key device = {.kind = DEVICE_BY_MAC};
	struct source source = {0};

	(void)state;
	source_decide(&source, &device, DEVICE_OTHER);
	source_destroy(&source);
	assert_null(source.ops);
}

static void each_way_has_its_word(void **state)
{
	static const struct source_ops ops[] = {
		{.way = SOURCE_FILES}, {.way = SOURCE_KERNEL}, {.way = SOURCE_LIBPCAP}};
	static const char *const words[] = {"files", "kernel", "libpcap"};

	(void)state;
	for (size_t i = 0; i < 3; i++)
		assert_string_equal(source_way_name(&(struct source){&ops[i], NULL}), words[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_source_does_not_have_does_nothing_and_says_nothing),
		cmocka_unit_test(before_there_is_one_nobody_is_told_and_nothing_freed),
		cmocka_unit_test(each_way_has_its_word),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
