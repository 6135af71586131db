// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "report/support_lines.h"

static void a_card_counts_what_one_camera_sent_and_where_to(void **state)
{
	struct lines_upload upload = lines_clip;
	struct lines lines = {0};
	struct report *report;
	const struct cards *cards;

	(void)state;
	lines_upload(&lines, &upload);
	upload.id = upload.series = "0000000000000002";
	upload.service = "Another";
	upload.bytes = 10;
	upload.class = "live";
	lines_upload(&lines, &upload);
	upload.id = upload.series = "0000000000000003";
	upload.mac = "f4:b8:5e:00:00:02";
	upload.name = "Hall";
	upload.local = true;
	lines_upload(&lines, &upload);
	report = lines_report(&lines, "2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z",
			      "2026-03-03T00:00:00Z", NULL);
	cards = &report->cards;
	assert_int_equal(cards->count, 2);
	assert_int_equal(cards->items[0].all.uploads, 2);
	assert_int_equal(cards->items[0].all.class_uploads[CLASS_CLIP], 1);
	assert_int_equal(cards->items[0].all.class_uploads[CLASS_LIVE], 1);
	assert_int_equal(cards->items[0].destinations.count, 2);
	assert_string_equal(cards->items[0].destinations.items[1].name, "Another");
	assert_int_equal(cards->items[1].all.uploads, 0);
	assert_int_equal(cards->items[1].all.local_bytes, 10);
	assert_int_equal(cards->items[1].destinations.count, 0);
	report_destroy(report);
	lines_clear(&lines);
}

/* A capture that was cut within it, and the same once it went on. */
static void what_was_sent_before_is_the_longest_telling_of_it(void **state)
{
	static const uint64_t told[] = {1000, 2500, 1000};
	struct lines_upload upload = lines_clip;
	struct lines lines = {0};
	struct report *report;

	(void)state;
	lines_upload(&lines, &upload);
	upload.id = upload.series = "0000000000000002";
	upload.start = upload.end = "2026-03-01T10:00:00";
	for (size_t i = 0; i < 3; i++) {
		upload.bytes = told[i];
		lines_upload(&lines, &upload);
	}
	report = lines_report(&lines, "2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z",
			      "2026-03-03T00:00:00Z", NULL);
	assert_int_equal(report->cards.count, 1);
	assert_int_equal(report->cards.items[0].before_bytes, 2500);
	report_destroy(report);
	lines_clear(&lines);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_card_counts_what_one_camera_sent_and_where_to),
		cmocka_unit_test(what_was_sent_before_is_the_longest_telling_of_it),
	};

	setenv("TZ", "UTC", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
