// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include "words/notice.h"

static struct event_upload upload_of(double confidence)
{
	return (struct event_upload){
		.id = "34f0fd4c2ae9d17a",
		.part = 1,
		.final = true,
		.camera = {.mac = "f4:b8:5e:12:34:56",
			   .name = "Front door",
			   .named_by = NAMED_BY_OWNER,
			   .certainty = 1},
		.bytes_up = 400000,
		.class = CLASS_CLIP,
		.confidence = confidence,
		.destination = {.kind = DESTINATION_VENDOR_CLOUD,
				.service = "Blink",
				.country = "US",
				.protocol = "TLS"},
	};
}

static void says(void (*write)(const struct notice *notice, FILE *file),
		 const struct notice *notice, const char *part)
{
	char text[2048] = "";
	FILE *file = fmemopen(text, sizeof(text), "w");

	write(notice, file);
	fclose(file);
	if (!strstr(text, part))
		fail_msg("\"%s\" is not in \"%s\"", part, text);
}

static void a_title_names_the_weightiest_and_how_sure_it_is(void **state)
{
	struct event_upload upload = upload_of(0.8);
	struct notice notice = {.kinds = 1U << NOTICE_UPLOAD | 1U << NOTICE_NEW_COUNTRY,
				.upload = &upload};

	(void)state;
	says(notice_title, &notice, "Front door probably sent footage to a new country");
	notice.kinds |= 1U << NOTICE_PROMISE_BROKEN;
	upload.confidence = 1;
	says(notice_title, &notice, "Front door broke a promise");
}

static void a_text_says_what_is_new_and_how_to_look_it_up(void **state)
{
	const struct event_upload upload = upload_of(1);
	const struct notice notice = {.kinds = 1U << NOTICE_NEW_COMPANY | 1U << NOTICE_NEW_COUNTRY |
					       1U << NOTICE_PROMISE_BROKEN,
				      .upload = &upload,
				      .promise = "nothing leaves",
				      .reason = "footage left the home"};

	(void)state;
	says(notice_text, &notice, "Promised: nothing leaves. Broken: footage left the home.\n");
	says(notice_text, &notice, "#34f0");
	says(notice_text, &notice, "New: who received it, Blink.");
	says(notice_text, &notice, "New: registered in the US.");
}

static void what_a_device_calls_itself_moves_no_line(void **state)
{
	struct event_upload upload = upload_of(1);
	const struct notice notice = {.kinds = 1U << NOTICE_UPLOAD, .upload = &upload};

	(void)state;
	upload.camera.name = "a\nb\x1b[2J";
	says(notice_title, &notice,
	     "a\xef\xbf\xbd"
	     "b\xef\xbf\xbd[2J sent footage");
}

static void a_viewer_or_a_vpn_is_no_company(void **state)
{
	const struct event_destination peer = {.kind = DESTINATION_PEER, .as_org = "Telekom"};
	const struct event_destination bucket = {
		.kind = DESTINATION_HOSTING, .service = "Amazon S3", .bucket_owner = "Wyze"};

	(void)state;
	assert_null(notice_company(&peer));
	assert_string_equal(notice_company(&bucket), "Wyze");
}

static void a_time_of_days_that_nobody_listened_is_not_told_as_one_of_hours(void **state)
{
	const uint64_t noon_ns = UINT64_C(1772452800) * 1000000000; /* Monday 2 March 2026 */
	struct notice notice = {.kinds = 1U << NOTICE_MISSED, .from_ns = noon_ns};

	(void)state;
	setenv("TZ", "UTC", 1);
	tzset();
	notice.to_ns = noon_ns + UINT64_C(3600) * 1000000000;
	says(notice_text, &notice, "from 12:00 on Monday 2 March 2026 to 13:00 (UTC). ");
	notice.to_ns += UINT64_C(3 * 86400) * 1000000000;
	says(notice_text, &notice,
	     "on Monday 2 March 2026 to 13:00 on Thursday 5 March 2026 (UTC). ");
}

static void kinds_have_names_and_a_way_back(void **state)
{
	(void)state;
	for (size_t kind = 0; kind < NOTICE_KINDS; kind++)
		assert_int_equal(notice_kind_parse(notice_kind_name((enum notice_kind)kind)), kind);
	assert_int_equal(notice_kind_parse("new-planet"), NOTICE_KINDS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_title_names_the_weightiest_and_how_sure_it_is),
		cmocka_unit_test(a_text_says_what_is_new_and_how_to_look_it_up),
		cmocka_unit_test(what_a_device_calls_itself_moves_no_line),
		cmocka_unit_test(a_viewer_or_a_vpn_is_no_company),
		cmocka_unit_test(a_time_of_days_that_nobody_listened_is_not_told_as_one_of_hours),
		cmocka_unit_test(kinds_have_names_and_a_way_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
