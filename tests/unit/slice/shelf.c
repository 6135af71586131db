// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "slice/shelf.h"

static char root[64], folder[SHELF_PATH];

static int set_up(void **state)
{
	(void)state;
	snprintf(root, sizeof(root), "/tmp/shelf.XXXXXX");
	if (!mkdtemp(root))
		return -1;
	snprintf(folder, sizeof(folder), "%s/ledger.db.headers", root);
	return shelf_make(folder);
}

static int tear_down(void **state)
{
	char command[128];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", root);
	return system(command);
}

static void put(const char *series, unsigned frames)
{
	static const uint8_t bytes[100] = {1, 2, 3};
	struct ring_frame frame = {UINT64_C(1600000000123456789), 1, sizeof(bytes), 1500, bytes};
	struct shelf_file *file;
	char path[SHELF_PATH];

	assert_int_equal(shelf_path(folder, series, path), 0);
	assert_int_equal(shelf_open(path, DLT_EN10MB, &file), 0);
	for (unsigned i = 0; i < frames; i++)
		shelf_put(file, &frame);
	assert_int_equal(shelf_close(file), 0);
}

static bool there(const char *series)
{
	char path[SHELF_PATH];

	return shelf_path(folder, series, path) == 0 && access(path, F_OK) == 0;
}

static void a_slice_is_a_capture_of_nanoseconds_that_can_be_added_to(void **state)
{
	char error[PCAP_ERRBUF_SIZE], path[SHELF_PATH];
	struct pcap_pkthdr *header;
	const u_char *data;
	unsigned found = 0;
	pcap_t *pcap;

	(void)state;
	put("0123456789abcdef", 2);
	put("0123456789abcdef", 3);
	shelf_path(folder, "0123456789abcdef", path);
	pcap = pcap_open_offline_with_tstamp_precision(path, PCAP_TSTAMP_PRECISION_NANO, error);
	assert_non_null(pcap);
	for (; pcap_next_ex(pcap, &header, &data) == 1; found++) {
		assert_int_equal(header->ts.tv_sec, 1600000000);
		assert_int_equal(header->ts.tv_usec, 123456789);
		assert_int_equal(header->caplen, 100);
		assert_int_equal(header->len, 1500);
	}
	assert_int_equal(found, 5);
	pcap_close(pcap);
}

static void the_folder_is_its_owners_alone(void **state)
{
	struct stat status;

	(void)state;
	assert_int_equal(stat(folder, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0700);
	assert_int_equal(shelf_make(folder), 0); /* it may be there already */
}

static void the_oldest_go_where_there_are_too_many(void **state)
{
	static const char *const series[] = {"000000000000000c", "000000000000000a",
					     "000000000000000b"};
	char path[SHELF_PATH], command[SHELF_PATH + 64];

	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		put(series[i], 10); /* 24 + 10 * 116 bytes */
		shelf_path(folder, series[i], path);
		snprintf(command, sizeof(command), "touch -d @%u %s", 1000 + i, path);
		assert_int_equal(system(command), 0);
	}
	assert_int_equal(shelf_trim(folder, 4000), 0);
	assert_true(there(series[0]));
	assert_int_equal(shelf_trim(folder, 3000), 0);
	assert_false(there(series[0]));
	assert_true(there(series[1]) && there(series[2]));
	assert_int_equal(shelf_trim(folder, 0), 0);
	assert_false(there(series[1]) || there(series[2]));
}

static void what_is_not_ours_is_not_touched(void **state)
{
	char path[SHELF_PATH];
	FILE *file;

	(void)state;
	shelf_path(folder, "holiday", path);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs("not a slice, whatever its ending", file);
	fclose(file);
	assert_int_equal(shelf_trim(folder, 0), 0);
	assert_true(there("holiday"));
}

static bool is_wanted(void *context, const char *series)
{
	return strcmp(series, context) == 0;
}

static void those_nobody_wants_are_sorted_out(void **state)
{
	char wanted[] = "000000000000000a";

	(void)state;
	put("000000000000000a", 1);
	put("000000000000000b", 1);
	assert_int_equal(shelf_sort_out(folder, is_wanted, wanted), 0);
	assert_true(there("000000000000000a"));
	assert_false(there("000000000000000b"));
	assert_int_equal(shelf_sort_out("/tmp/there/is/no/such/folder", is_wanted, wanted), 0);
}

static void a_hash_is_that_of_sha256sum(void **state)
{
	char path[SHELF_PATH], command[SHELF_PATH + 32], hash[SHELF_HASH], line[128] = "";
	FILE *sum;

	(void)state;
	put("00000000000000aa", 7);
	shelf_path(folder, "00000000000000aa", path);
	assert_int_equal(shelf_hash(path, hash), 0);
	snprintf(command, sizeof(command), "sha256sum %s", path);
	sum = popen(command, "r");
	assert_non_null(sum);
	assert_non_null(fgets(line, sizeof(line), sum));
	pclose(sum);
	assert_memory_equal(line, hash, 64);
}

static void a_path_that_is_too_long_is_refused(void **state)
{
	char path[SHELF_PATH] = "as it was", name[SHELF_PATH];

	(void)state;
	memset(name, 'x', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	assert_true(shelf_folder(name, path) < 0);
	assert_string_equal(path, "as it was");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_slice_is_a_capture_of_nanoseconds_that_can_be_added_to, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(the_folder_is_its_owners_alone, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_oldest_go_where_there_are_too_many, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(what_is_not_ours_is_not_touched, set_up, tear_down),
		cmocka_unit_test_setup_teardown(those_nobody_wants_are_sorted_out, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(a_hash_is_that_of_sha256sum, set_up, tear_down),
		cmocka_unit_test(a_path_that_is_too_long_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
