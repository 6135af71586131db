// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "support.h"
#include "support_kernel.h"

static void the_program_is_a_source_that_reads_by_itself(void **state)
{
	struct scene *scene = scene_open_live(scene_rules, NULL);
	struct kernel_config config = {.home = scene->home,
				       .observer = engine_observer(scene->engine)};
	struct kernel *kernel = kernel_or_skip(&config);
	struct source_load load;
	struct source source;

	(void)state;
	if (!kernel) {
		scene_close(scene);
		skip();
	}
	source = kernel_source(kernel);
	assert_string_equal(source_way_name(&source), "kernel");
	assert_true(source_descriptor(&source) >= 0);
	assert_int_equal(source_place(&source, 1, 2), 0);
	source_leave(&source, 1);
	source_pass(&source, 0); /* it goes by the program's clock */
	assert_true(source_counters(&source)->last_ns > START);
	source_tell_load(&source, &load);
	assert_int_equal(load.flow_limit, 8192);
	assert_int_equal(source_rights(&source) & SOURCE_NET_RAW, 0);
	source_finish(&source);
	source_destroy(&source);
	assert_null(source.ops);
	scene_close(scene);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_program_is_a_source_that_reads_by_itself),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
