// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "capture/support_capture.h"
#include "commands/order.h"

static void write_at(const char *folder, const char *name, uint32_t seconds, char path[128])
{
	struct bytes bytes = {0};

	bytes_pcap(&bytes, 0xa1b2c3d4, 65535, 1);
	bytes_packet(&bytes, seconds, 0, 60);
	folder_write(folder, name, &bytes, path);
}

/* As tcpdump -C names them, and a shell sorts them. */
static void files_come_in_the_order_of_their_first_packets(void **state)
{
	char folder[64], paths[4][128];
	struct folder_file given[4] = {0};
	struct folder files = {.files = given, .count = 4};

	(void)state;
	folder_begin(folder);
	write_at(folder, "house.pcap", 1600000000, paths[0]);
	write_at(folder, "house.pcap1", 1600000010, paths[1]);
	write_at(folder, "house.pcap10", 1600000100, paths[2]);
	write_at(folder, "house.pcap2", 1600000020, paths[3]);
	for (unsigned i = 0; i < 4; i++)
		given[i].path = strdup(paths[i]);
	assert_int_equal(order_by_time(&files), 0);
	assert_int_equal(files.count, 4);
	assert_string_equal(files.files[2].path, paths[3]);
	assert_string_equal(files.files[3].path, paths[2]);
	for (unsigned i = 0; i < 4; i++)
		free(given[i].path);
	folder_end(folder);
}

static void the_same_capture_under_two_names_is_read_once(void **state)
{
	char folder[64], paths[3][128];
	struct folder_file given[3] = {0};
	struct folder files = {.files = given, .count = 3};

	(void)state;
	folder_begin(folder);
	write_at(folder, "b", 1600000000, paths[0]);
	write_at(folder, "a", 1600000000, paths[1]);
	write_at(folder, "c", 1600000001, paths[2]);
	for (unsigned i = 0; i < 3; i++)
		given[i].path = strdup(paths[i]);
	assert_int_equal(order_by_time(&files), 0);
	assert_int_equal(files.count, 3);
	assert_string_equal(files.files[0].path, paths[0]);
	assert_string_equal(files.files[1].path, paths[1]);
	assert_int_equal(files.files[1].skipped, FILE_SAME);
	assert_string_equal(files.files[2].path, paths[2]);
	for (unsigned i = 0; i < 3; i++)
		free(given[i].path);
	folder_end(folder);
}

/* What is read from a pipe stands where it was said to. */
static void with_a_pipe_the_order_given_stays(void **state)
{
	char folder[64], path[128];
	struct folder_file given[2] = {0};
	struct folder files = {.files = given, .count = 2};

	(void)state;
	folder_begin(folder);
	write_at(folder, "a", 1600000000, path);
	given[0].path = strdup("-");
	given[1].path = strdup(path);
	assert_int_equal(order_by_time(&files), 0);
	assert_string_equal(files.files[0].path, "-");
	free(given[0].path);
	free(given[1].path);
	folder_end(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_come_in_the_order_of_their_first_packets),
		cmocka_unit_test(the_same_capture_under_two_names_is_read_once),
		cmocka_unit_test(with_a_pipe_the_order_given_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
