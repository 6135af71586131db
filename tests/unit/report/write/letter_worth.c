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

#define FROM "2026-03-02T00:00:00Z"
#define TO "2026-03-04T00:00:00Z"

static struct lines lines;
static unsigned made;

static int clear(void **state)
{
	(void)state;
	lines_clear(&lines);
	made = 0;
	return 0;
}

static void send(const char *start, const char *class, const char *kind, double confidence)
{
	struct lines_upload upload = lines_clip;
	char id[17];

	snprintf(id, sizeof(id), "%016x", ++made);
	upload.id = id;
	upload.start = upload.end = start;
	upload.class = class;
	upload.kind = kind;
	upload.confidence = confidence;
	lines_upload(&lines, &upload);
}

static void says(const char *what, bool wanted)
{
	lines_say(&lines, FROM, TO, TO, what, wanted);
}

static void a_clip_by_day_is_nothing_to_look_at(void **state)
{
	(void)state;
	send("2026-03-02T10:00:00", "clip", "vendor-cloud", 0.97);
	says("Worth a look", false);
}

static void live_views_of_a_camera_are_one_line_with_the_last(void **state)
{
	(void)state;
	send("2026-03-02T10:00:00", "live", "vendor-cloud", 0.8);
	send("2026-03-02T11:00:00", "live", "peer", 0.6);
	says("\nWorth a look\n------------\n- Front door likely sent 2 live views (1.2 MB), the "
	     "last "
	     "on Monday 2 March 2026 at 11:00 directly to a viewer at AMAZON-AES (52.70.158.224). "
	     "If that was not you, change the camera's password. #",
	     true);
	send("2026-03-02T12:00:00", "live", "vendor-cloud", 0.97);
	says("- Front door sent 3 live views (1.7 MB), the last on Monday 2 March 2026 at 12:00 to "
	     "Blink. If nobody of you was watching, look in its app at who may. #",
	     true);
}

static void what_runs_without_a_break_goes_by_a_vpn_or_leaves_at_night_is_told(void **state)
{
	(void)state;
	send("2026-03-02T10:00:00", "continuous", "vendor-cloud", 0.97);
	send("2026-03-02T11:00:00", "unknown", "vpn", 0.97);
	send("2026-03-03T04:59:00", "clip", "vendor-cloud", 0.97);
	send("2026-03-03T05:00:00", "clip", "vendor-cloud", 0.97);
	says("- Front door sent 1 continuous recording (0.6 MB), on Monday 2 March 2026 at 10:00 "
	     "to "
	     "Blink. #",
	     true);
	says("- Front door sent 1 upload (0.6 MB), on Monday 2 March 2026 at 11:00 through a VPN",
	     true);
	says("- Front door sent 1 upload between 00:00 and 05:00 (0.6 MB), on Tuesday 3 March 2026 "
	     "at 04:59 to Blink. #",
	     true);
}

static void a_camera_that_sends_twice_as_much_as_before_is_told(void **state)
{
	struct lines_upload upload = lines_clip;

	(void)state;
	upload.id = upload.series = "00000000000000a1";
	upload.start = upload.end = "2026-02-27T10:00:00";
	upload.bytes = 99000000; /* long before: the days before the period are not as many */
	lines_upload(&lines, &upload);
	upload.id = upload.series = "00000000000000a2";
	upload.start = upload.end = "2026-03-01T10:00:00";
	upload.bytes = 1500000;
	lines_upload(&lines, &upload);
	upload.id = upload.series = "00000000000000a3";
	upload.start = upload.end = "2026-03-02T10:00:00";
	upload.bytes = 2900000;
	lines_upload(&lines, &upload);
	says("at least twice", false);
	upload.id = upload.series = "00000000000000a4";
	upload.bytes = 100000;
	lines_upload(&lines, &upload);
	says("- Front door sent 3.0 MB, at least twice the 1.5 MB on record of the 2 days"
	     " before.\n",
	     true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(a_clip_by_day_is_nothing_to_look_at, clear),
		cmocka_unit_test_teardown(live_views_of_a_camera_are_one_line_with_the_last, clear),
		cmocka_unit_test_teardown(a_camera_that_sends_twice_as_much_as_before_is_told,
					  clear),
		cmocka_unit_test_teardown(
			what_runs_without_a_break_goes_by_a_vpn_or_leaves_at_night_is_told, clear),
	};

	setenv("TZ", "UTC", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
