/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "report/support_lines.h"

static struct lines lines;

static int clear(void **state)
{
	(void)state;
	lines_clear(&lines);
	return 0;
}

static void add(const char *id, unsigned part, const char *start, uint64_t bytes)
{
	struct lines_upload upload = lines_clip;

	upload.id = id;
	upload.series = "00000000000000aa";
	upload.part = part;
	upload.final = part == 2;
	upload.start = upload.end = start;
	upload.bytes = bytes;
	lines_upload(&lines, &upload);
}

/* A recording over midnight is one upload of the day and hour it began in; its bytes are in both.
 */
static void bytes_lie_in_the_hours_in_which_they_left(void **state)
{
	struct report *report;
	const struct figures *figures;

	(void)state;
	add("00000000000000aa", 1, "2026-03-02T22:55:00", 700);
	add("00000000000000ab", 2, "2026-03-02T23:05:00", 30);
	report = lines_report(&lines, "2026-03-01T00:00:00Z", "2026-03-05T00:00:00Z",
			      "2026-03-05T00:00:00Z", NULL);
	figures = &report->figures;
	/* Berlin is an hour ahead in winter. */
	assert_int_equal(figures->hours[23].bytes, 700);
	assert_int_equal(figures->hours[23].uploads, 1);
	assert_int_equal(figures->hours[0].bytes, 30);
	assert_int_equal(figures->hours[0].uploads, 0);
	assert_int_equal(figures->days.count, 2);
	assert_string_equal(figures->days.items[0].key, "2026-03-02");
	assert_int_equal(figures->days.items[0].bytes, 700);
	assert_int_equal(figures->days.items[0].uploads, 1);
	assert_int_equal(figures->days.items[1].bytes, 30);
	assert_int_equal(figures->all.bytes, 730);
	report_destroy(report);
}

static void what_stayed_home_is_counted_apart(void **state)
{
	struct lines_upload upload = lines_clip;
	struct report *report;

	(void)state;
	upload.local = true;
	lines_upload(&lines, &upload);
	report = lines_report(&lines, "2026-03-01T00:00:00Z", "2026-03-05T00:00:00Z",
			      "2026-03-05T00:00:00Z", NULL);
	assert_int_equal(report->figures.all.uploads, 0);
	assert_int_equal(report->figures.all.bytes, 0);
	assert_int_equal(report->figures.all.local_bytes, 581208);
	assert_int_equal(report->figures.destinations.count, 0);
	assert_int_equal(report->figures.cameras.items[0].local_bytes, 581208);
	report_destroy(report);
}

static void a_destination_is_called_by_what_is_known_of_it(void **state)
{
	static const struct {
		struct event_destination to;
		const char *name;
	} cases[] = {
		{{.kind = DESTINATION_VENDOR_CLOUD, .service = "Blink"}, "Blink"},
		{{.kind = DESTINATION_HOSTING, .service = "Amazon S3", .bucket_owner = "Wyze"},
		 "Amazon S3 (bucket of Wyze)"},
		{{.kind = DESTINATION_PEER, .service = "x"}, "a viewer at an unknown address"},
		{{.kind = DESTINATION_RELAY, .service = "TP-Link"}, "a relay of TP-Link"},
		{{.kind = DESTINATION_VPN, .host = "v.example"}, "a VPN of v.example"},
		{{.kind = DESTINATION_VPN, .vpn_of = VPN_OF_ROUTER},
		 "an unknown address via a VPN of this router"},
		{{.kind = DESTINATION_UNKNOWN, .host = "h.example"}, "h.example"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *text = NULL;
		size_t length;
		FILE *file = open_memstream(&text, &length);

		assert_non_null(file);
		figures_destination(file, &cases[i].to);
		fclose(file);
		assert_string_equal(text, cases[i].name);
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(bytes_lie_in_the_hours_in_which_they_left, clear),
		cmocka_unit_test_teardown(what_stayed_home_is_counted_apart, clear),
		cmocka_unit_test(a_destination_is_called_by_what_is_known_of_it),
	};

	setenv("TZ", "Europe/Berlin", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
