// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "house/pieces.h"

static int write_status(void *context, size_t index, FILE *file)
{
	const int *statuses = context;

	fprintf(file, "%zu", index);
	return statuses[index];
}

static void one_follows_the_other_and_the_worst_status_is_returned(void **state)
{
	int statuses[] = {0, 3, 1, 2, JOBS_STOPPED};
	struct jobs_order order = {.count = 4, .run = write_status, .context = statuses};
	size_t size, written;
	char *text = NULL;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	assert_non_null(out);
	assert_int_equal(pieces_run(&order, out, &written), 1);
	assert_int_equal(written, 4);
	order.count = 2;
	assert_int_equal(pieces_run(&order, out, &written), 3);
	order.count = 5;
	assert_int_equal(pieces_run(&order, out, &written), JOBS_STOPPED);
	assert_int_equal(written, 4);
	fclose(out);
	assert_string_equal(text, "01230101234");
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_follows_the_other_and_the_worst_status_is_returned),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
