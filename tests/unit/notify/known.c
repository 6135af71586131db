// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <errno.h>
#include <cmocka.h>

#include "notify/known.h"
#include "words/notice.h"

#define NOON 1772452800 /* 2026-03-02 12:00 UTC */
#define NS UINT64_C(1000000000)

static struct event_upload upload_to(const char *service, const char *country)
{
	return (struct event_upload){
		.camera = {.key = "f4:b8:5e:12:34:56", .mac = "f4:b8:5e:12:34:56"},
		.start_ns = (NOON - 10) * NS,
		.end_ns = (NOON - 4) * NS,
		.bytes_up = 1000,
		.destination = {.service = service, .country = country, .protocol = "TLS"},
	};
}

static void begin(char folder[64], char path[96], struct known *known)
{
	setenv("TZ", "UTC", 1);
	tzset();
	strcpy(folder, "/tmp/lenswatch-known-XXXXXX");
	assert_non_null(mkdtemp(folder));
	snprintf(path, 96, "%s/known.json", folder);
	assert_int_equal(known_open(path, known), 0);
	known_day(known, NOON);
}

static void end(const char *folder, const char *path, struct known *known)
{
	known_close(known);
	unlink(path);
	assert_int_equal(rmdir(folder), 0);
}

static uint64_t number(struct known *known, const struct event_camera *camera, const char *key)
{
	struct json_object *value = NULL;

	json_object_object_get_ex(known_camera(known, camera), key, &value);
	return json_object_get_uint64(value);
}

static void the_first_upload_is_one_and_later_ones_tell_what_is_new(void **state)
{
	const unsigned usual = 1U << NOTICE_UPLOAD;
	struct event_upload one = upload_to("Blink", "US"), other = upload_to("Blink", "DE");
	struct event_upload third = upload_to("Wyze", "DE");
	char folder[64], path[96];
	struct known known;

	(void)state;
	begin(folder, path, &known);
	assert_int_equal(known_upload(&known, &one, NOON), usual | 1U << NOTICE_FIRST_UPLOAD);
	assert_int_equal(known_upload(&known, &one, NOON), usual);
	assert_int_equal(known_save(&known), 0);
	known_close(&known);
	assert_int_equal(known_open(path, &known), 0); /* it is known after a restart */
	assert_int_equal(known_upload(&known, &other, NOON), usual | 1U << NOTICE_NEW_COUNTRY);
	assert_int_equal(known_upload(&known, &third, NOON), usual | 1U << NOTICE_NEW_COMPANY);
	third.destination.protocol = "QUIC";
	third.destination.kind = DESTINATION_VPN;
	assert_int_equal(known_upload(&known, &third, NOON),
			 usual | 1U << NOTICE_VPN | 1U << NOTICE_NEW_PROTOCOL);
	end(folder, path, &known);
}

static void who_is_new_is_told_of_a_camera_that_sends_to_many_too(void **state)
{
	struct event_upload upload = upload_to("Blink", "US");
	char folder[64], path[96], name[32];
	struct known known;

	(void)state;
	begin(folder, path, &known);
	known_upload(&known, &upload, NOON);
	upload.destination.service = name;
	for (int i = 0; i < 2 * KNOWN_VALUES; i++) {
		snprintf(name, sizeof(name), "Company %d", i);
		assert_int_equal(known_upload(&known, &upload, NOON),
				 1U << NOTICE_UPLOAD | 1U << NOTICE_NEW_COMPANY);
		assert_int_equal(known_upload(&known, &upload, NOON), 1U << NOTICE_UPLOAD);
	}
	end(folder, path, &known);
}

static void what_is_sent_is_summed_by_the_day(void **state)
{
	struct event_upload upload = upload_to("Blink", "US");
	char folder[64], path[96];
	struct known known;

	(void)state;
	begin(folder, path, &known);
	known_upload(&known, &upload, NOON);
	known_upload(&known, &upload, NOON);
	assert_int_equal(number(&known, &upload.camera, "bytes"), 2000);
	assert_int_equal(number(&known, &upload.camera, "us"), 12000000);
	/* What is heard late does not count for today. */
	upload.end_ns -= 86400 * NS;
	upload.start_ns -= 86400 * NS;
	known_upload(&known, &upload, NOON);
	assert_int_equal(number(&known, &upload.camera, "bytes"), 2000);
	assert_false(known_day(&known, NOON));
	assert_true(known_day(&known, NOON + 12 * 3600));
	assert_int_equal(number(&known, &upload.camera, "bytes"), 0);
	end(folder, path, &known);
}

static void of_an_upload_each_thing_is_said_once(void **state)
{
	char folder[64], path[96], series[EVENT_ID];
	struct known known;

	(void)state;
	begin(folder, path, &known);
	assert_int_equal(known_unsaid(&known, "a", 3), 3);
	assert_int_equal(known_unsaid(&known, "a", 7), 4);
	for (int i = 0; i < KNOWN_TOLD; i++) {
		snprintf(series, sizeof(series), "%d", i);
		assert_int_equal(known_unsaid(&known, series, 1), 1);
	}
	assert_int_equal(known_unsaid(&known, "127", 1), 0);
	assert_int_equal(known_unsaid(&known, "a", 1), 1); /* long forgotten */
	end(folder, path, &known);
}

static void a_loss_is_told_once_an_hour_by_its_cause_and_camera(void **state)
{
	struct event_camera camera = {.key = "f4:b8:5e:12:34:56"};
	struct event_gap gap = {.to_ns = NOON * NS, .cause = CAUSE_INTERFACE_WENT};
	struct event_gap off = {.to_ns = NOON * NS, .cause = CAUSE_OFF_PATH, .camera = &camera};
	struct event_gap unread = {.to_ns = NOON * NS, .cause = CAUSE_UNREAD};
	char folder[64], path[96];
	struct known known;

	(void)state;
	begin(folder, path, &known);
	assert_true(known_gap(&known, &gap));
	assert_true(known_gap(&known, &off));
	gap.to_ns += 1800 * NS;
	assert_false(known_gap(&known, &gap));
	gap.to_ns += 3600 * NS;
	assert_true(known_gap(&known, &gap));
	assert_false(known_gap(&known, &unread));
	end(folder, path, &known);
}

static void a_broken_file_is_put_aside(void **state)
{
	char folder[64], path[96], aside[128];
	struct known known;
	FILE *file;

	(void)state;
	begin(folder, path, &known);
	known_close(&known);
	file = fopen(path, "w");
	fputs("{\"position\":12", file);
	fclose(file);
	assert_int_equal(known_open(path, &known), -EBADMSG);
	assert_int_equal(known_position(&known), 0);
	known_set_position(&known, 77);
	assert_int_equal(known_save(&known), 0);
	snprintf(aside, sizeof(aside), "%s.broken", path);
	assert_int_equal(unlink(aside), 0);
	end(folder, path, &known);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_upload_is_one_and_later_ones_tell_what_is_new),
		cmocka_unit_test(who_is_new_is_told_of_a_camera_that_sends_to_many_too),
		cmocka_unit_test(what_is_sent_is_summed_by_the_day),
		cmocka_unit_test(of_an_upload_each_thing_is_said_once),
		cmocka_unit_test(a_loss_is_told_once_an_hour_by_its_cause_and_camera),
		cmocka_unit_test(a_broken_file_is_put_aside),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
