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
static struct lines_upload snapshot;
static unsigned made;

static int set_up(void **state)
{
	(void)state;
	snapshot = lines_clip;
	snapshot.class = "snapshot";
	snapshot.bytes = 40000;
	snapshot.high = 0;
	made = 0;
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	lines_clear(&lines);
	return 0;
}

static void send(const char *day, unsigned minute)
{
	char id[17], start[24], end[24];

	snprintf(id, sizeof(id), "%016x", ++made);
	snprintf(start, sizeof(start), "2026-03-%sT17:%02u:00", day, minute);
	snprintf(end, sizeof(end), "2026-03-%sT17:%02u:01", day, minute);
	snapshot.id = id;
	snapshot.start = start;
	snapshot.end = end;
	lines_upload(&lines, &snapshot);
}

static void says(const char *what, bool wanted)
{
	lines_say(&lines, FROM, TO, TO, what, wanted);
}

static void what_a_camera_sends_again_and_again_is_one_line(void **state)
{
	(void)state;
	for (unsigned i = 1; i <= 20; i++)
		send("02", i);
	says("\n17:01–17:20 Front door sent 20 snapshots to Blink: 0.8 MB. Address registered in "
	     "the "
	     "US (database of 2026-01-15). #0000000000000001\n      It had looked up "
	     "vs-cam.u011.immedia-semi.com, at 52.70.158.224, an address of AMAZON-AES.\n"
	     "      The others: #0000000000000002 #0000000000000003 #",
	     true);
	says("sent a snapshot", false);
	says("in 20 uploads", true);
}

static void two_are_told_one_by_one(void **state)
{
	(void)state;
	send("02", 1);
	send("02", 2);
	says("17:01 Front door sent a snapshot", true);
	says("17:02 Front door sent a snapshot", true);
}

static void another_camera_in_between_is_told_by_itself(void **state)
{
	struct lines_upload same;

	(void)state;
	send("02", 1);
	same = snapshot;
	snapshot.mac = "f4:b8:5e:00:00:01";
	snapshot.name = "Hall";
	send("02", 2);
	snapshot = same;
	send("02", 3);
	send("02", 4);
	says("17:01–17:04 Front door sent 3 snapshots", true);
	says("17:02 Hall sent a snapshot", true);
}

/* What ends a row: a pause, a midnight, another kind, place or sureness, a live view. */
static void what_differs_is_not_put_into_the_row(void **state)
{
	static const struct {
		const char *class, *host;
		double confidence;
		const char *coverage;
	} others[] = {{"clip", "vs-cam.u011.immedia-semi.com", 0.97, "exact"},
		      {"live", "vs-cam.u011.immedia-semi.com", 0.97, "exact"},
		      {"snapshot", "elsewhere.immedia-semi.com", 0.97, "exact"},
		      {"snapshot", "vs-cam.u011.immedia-semi.com", 0.8, "exact"},
		      {"snapshot", "vs-cam.u011.immedia-semi.com", 0.97, "lower-bound"}};

	(void)state;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		set_up(NULL);
		send("02", 1);
		send("02", 2);
		snapshot.class = others[i].class;
		snapshot.host = others[i].host;
		snapshot.confidence = others[i].confidence;
		snapshot.coverage = others[i].coverage;
		send("02", 3);
		set_up(NULL);
		made = 3;
		send("02", 4);
		says("–17", false);
		says("17:04 Front door sent a snapshot", true);
		lines_clear(&lines);
	}
	set_up(NULL);
	send("02", 1);
	send("02", 2);
	send("02", 13);
	send("03", 1);
	says("–17", false);
}

static void live_views_are_never_put_together(void **state)
{
	(void)state;
	snapshot.class = "live";
	for (unsigned i = 1; i <= 4; i++)
		send("02", i);
	says("–17", false);
	says("17:04 Front door sent a live view", true);
}

static void clips_add_up_their_video_and_servers_of_one_name_are_one(void **state)
{
	static const char *const addresses[] = {"52.70.158.224", "52.70.158.225", "52.70.158.226"};

	(void)state;
	snapshot = lines_clip;
	for (unsigned i = 0; i < 3; i++) {
		snapshot.ip = addresses[i];
		send("02", 1 + i * 9);
	}
	says("17:01–17:19 Front door sent 3 clips to Blink: 1.7 MB, about 12–27 s of video.", true);
	says("The name was vs-cam.u011.immedia-semi.com, at several addresses.", true);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_a_camera_sends_again_and_again_is_one_line),
		TEST(two_are_told_one_by_one),
		TEST(another_camera_in_between_is_told_by_itself),
		TEST(what_differs_is_not_put_into_the_row),
		TEST(live_views_are_never_put_together),
		TEST(clips_add_up_their_video_and_servers_of_one_name_are_one),
	};

	setenv("TZ", "UTC", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
