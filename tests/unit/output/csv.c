/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "output/csv.h"
#include "output/support_events.h"

static const struct output_options csv = {.format = OUTPUT_CSV};

static void an_upload_is_a_row(void **state)
{
	struct event event;
	char *row;

	(void)state;
	events_clip(&event);
	row = events_write(&csv, &event, 1);
	assert_string_equal(row,
			    "upload,9f2c000000000001,9f2c000000000001,1,true,a.pcap,"
			    "f4:b8:5e:35:67:b0,192.168.1.130,Front door,Blink,"
			    "2021-03-08T09:22:26.044000Z,2021-03-08T09:22:37.977000Z,581208,"
			    "9698,412,180,4,9,clip,0.97,exact,vendor-cloud,"
			    "vs-cam.u011.immedia-semi.com,dns,Blink,,media,52.70.158.224,443,"
			    "tcp,TLS,14618,AMAZON-AES,US,geo database 2022-10-29,owner,,,,\r\n");
	free(row);
}

static void an_event_without_a_row_does_not_repeat_the_last(void **state)
{
	struct event events[2];
	char *one, *two;

	(void)state;
	events_clip(&events[0]);
	events_gap(&events[1]);
	one = events_write(&csv, events, 1);
	two = events_write(&csv, events, 2);
	assert_string_equal(two, one);
	free(one);
	free(two);
}

static size_t columns(const char *row)
{
	size_t count = 1;

	for (; *row; row++)
		count += *row == ',';
	return count;
}

static void every_row_has_the_columns_of_the_header(void **state)
{
	struct event events[3];
	char *header = NULL, *rows;
	size_t length;
	FILE *file = open_memstream(&header, &length);

	(void)state;
	output_begin(&csv, file);
	assert_int_equal(fclose(file), 0);
	events_bare(&events[0]);
	rows = events_write(&csv, events, 1);
	assert_int_equal(columns(rows), columns(header));
	free(rows);
	events_local(&events[0]);
	rows = events_write(&csv, events, 1);
	assert_int_equal(columns(rows), columns(header));
	assert_int_equal(strncmp(rows, "local,", 6), 0);
	free(rows);
	free(header);
}

static void other_events_are_no_rows(void **state)
{
	struct event events[4];
	char *rows;

	(void)state;
	events_run(&events[0]);
	events_camera(&events[1]);
	events_gap(&events[2]);
	events_summary(&events[3]);
	rows = events_write(&csv, events, 4);
	assert_string_equal(rows, "");
	free(rows);
}

static void check_name(const char *name, const char *cell)
{
	struct event event;
	char *row;

	events_clip(&event);
	event.upload.camera.name = name;
	row = events_write(&csv, &event, 1);
	if (!strstr(row, cell))
		fail_msg("%s: no %s in %s", name, cell, row);
	free(row);
}

static void names_are_quoted_and_never_formulas(void **state)
{
	(void)state;
	check_name("a, \"b\"", ",\"a, \"\"b\"\"\",");
	check_name("=1+1", ",'=1+1,");
	check_name("+1", ",'+1,");
	check_name("-1", ",'-1,");
	check_name("@A1", ",'@A1,");
	check_name("=A1,\"x\"", ",\"'=A1,\"\"x\"\"\",");
	check_name("a\r\nb", ",a\xef\xbf\xbd\xef\xbf\xbd"
			     "b,");
	check_name("a-b", ",a-b,");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_upload_is_a_row),
		cmocka_unit_test(every_row_has_the_columns_of_the_header),
		cmocka_unit_test(other_events_are_no_rows),
		cmocka_unit_test(an_event_without_a_row_does_not_repeat_the_last),
		cmocka_unit_test(names_are_quoted_and_never_formulas),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
