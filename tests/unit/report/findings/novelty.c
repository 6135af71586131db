/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "report/support_lines.h"

#define FROM "2026-03-02T00:00:00Z"
#define TO "2026-03-03T00:00:00Z"

static struct lines lines;

static int clear(void **state)
{
	(void)state;
	lines_clear(&lines);
	return 0;
}

static void add(const char *id, const char *start, const char *as_org, const char *country)
{
	struct lines_upload upload = lines_clip;

	upload.id = id;
	upload.start = upload.end = start;
	upload.as_org = as_org;
	upload.country = country;
	lines_upload(&lines, &upload);
}

static char *told(void)
{
	struct report *report = lines_report(&lines, FROM, TO, TO, NULL);
	char *text = lines_text(report);

	report_destroy(report);
	return text;
}

static void without_a_record_before_nothing_is_called_new(void **state)
{
	char *text;

	(void)state;
	add("0000000000000001", "2026-03-02T10:00:00", "AMAZON-AES", "US");
	text = told();
	lines_said(text, "nothing can be compared with it", true);
	lines_said(text, "first on", false);
	free(text);
}

static void an_operator_country_and_hour_not_seen_before_are_told(void **state)
{
	char *text;

	(void)state;
	add("0000000000000001", "2025-12-01T10:00:00", "AMAZON-AES", "US");
	add("0000000000000002", "2026-03-02T10:00:00", "AMAZON-AES", "US");
	add("0000000000000003", "2026-03-02T03:30:00", "Say \"hi\"/\\", "AU");
	text = told();
	lines_said(text, "Compared with 1 upload before this period, since Monday 1 December 2025",
		   true);
	lines_said(text, "Front door sent to an address of Say \"hi\"/\\, first on Monday", true);
	lines_said(text, "Front door sent to an address registered in Australia", true);
	lines_said(text, "Front door sent between 03:00 and 04:00", true);
	lines_said(text, "registered in the US, first", false);
	lines_said(text, "sent by TLS", false);
	free(text);
}

static void what_has_quotes_in_its_name_is_recognised(void **state)
{
	char *text;

	(void)state;
	add("0000000000000001", "2026-03-01T10:00:00", "Say \"hi\"/\\", "US");
	add("0000000000000002", "2026-03-02T10:00:00", "Say \"hi\"/\\", "US");
	text = told();
	lines_said(text, "Nothing: no camera used", true);
	free(text);
}

static void a_camera_that_never_sent_before_is_told_once(void **state)
{
	struct lines_upload other = lines_clip;
	char *text;

	(void)state;
	other.id = "0000000000000009";
	other.mac = "f4:b8:5e:00:00:01";
	other.name = "Nursery";
	other.start = other.end = "2026-03-01T10:00:00";
	lines_upload(&lines, &other);
	add("0000000000000002", "2026-03-02T10:00:00", "AMAZON-AES", "US");
	text = told();
	lines_said(text, "Front door was seen to send footage for the first time", true);
	lines_said(text, "Front door sent to an address of", false);
	free(text);
}

/* More than any report looked at once: what is old is found however long ago it was. */
static void nothing_is_called_new_that_is_not_however_long_ago_it_was(void **state)
{
	char *text;

	(void)state;
	add("0000000000000001", "2019-03-02T10:00:00", "RARE-AS", "NZ");
	add("0000000000000002", "2026-03-02T10:00:00", "RARE-AS", "NZ");
	for (unsigned i = 0; i < 200; i++) {
		char id[17], start[24];

		snprintf(id, sizeof(id), "%016x", i + 16);
		snprintf(start, sizeof(start), "2026-02-%02uT%02u:00:00", 1 + i / 8, 1 + i % 8);
		add(id, start, "AMAZON-AES", "US");
	}
	text = told();
	lines_said(text, "Nothing: no camera used", true);
	lines_said(text,
		   "Compared with 201 uploads before this period, since Saturday 2 March 2019",
		   true);
	free(text);
}

/* A part that overlaps the edge of two steps back is one upload, not two. */
static void what_lies_on_the_edge_of_a_step_is_counted_once(void **state)
{
	struct lines_upload edge = lines_clip;
	char *text;

	(void)state;
	edge.start = "2026-02-22T23:59:50";
	edge.end = "2026-02-23T00:00:10";
	edge.country = "NZ";
	lines_upload(&lines, &edge);
	add("0000000000000002", "2026-03-02T03:00:00", "AMAZON-AES", "US");
	text = told();
	lines_said(text, "Compared with 1 upload before this period", true);
	free(text);
}

/* Many cameras are looked for at once, and none is taken for another. */
static void of_many_cameras_each_is_compared_with_itself(void **state)
{
	struct lines_upload upload = lines_clip;
	char *text, id[EVENT_ID], mac[18];

	(void)state;
	for (unsigned i = 0; i < 8; i++) {
		snprintf(mac, sizeof(mac), "f4:b8:5e:00:00:%02x", i);
		upload.id = id;
		upload.mac = upload.name = mac;
		/* The even ones sent to New Zealand long ago, the odd ones never. */
		snprintf(id, sizeof(id), "%016x", i);
		upload.start = upload.end = "2024-05-05T10:00:00";
		upload.country = i % 2 ? "US" : "NZ";
		lines_upload(&lines, &upload);
		snprintf(id, sizeof(id), "%016x", i + 256);
		upload.start = upload.end = "2026-03-02T10:00:00";
		upload.country = "NZ";
		lines_upload(&lines, &upload);
	}
	text = told();
	for (unsigned i = 0; i < 8; i++) {
		char wanted[80];

		snprintf(wanted, sizeof(wanted),
			 "f4:b8:5e:00:00:%02x sent to an address registered", i);
		lines_said(text, wanted, i % 2);
	}
	lines_said(text, "Compared with 8 uploads before this period, since Sunday 5 May 2024",
		   true);
	free(text);
}

static void camera(const char *mac, const char *time)
{
	char text[256];

	snprintf(text, sizeof(text),
		 "{\"type\":\"camera\",\"schema\":1,\"capture\":null,\"camera\":{\"mac\":\"%s\","
		 "\"name\":\"%s\",\"certainty\":0.99,\"identified_at\":\"%s.000000Z\"}}",
		 mac, mac, time);
	lines_add(&lines, text);
}

/* Each start of the daemon tells its cameras anew. */
static void a_camera_of_which_there_are_records_does_not_become_known_again(void **state)
{
	char *text;

	(void)state;
	camera("f4:b8:5e:00:00:01", "2026-02-01T10:00:00");
	camera("f4:b8:5e:00:00:01", "2026-03-02T10:00:00");
	camera("f4:b8:5e:00:00:02", "2026-03-02T11:00:00");
	camera("f4:b8:5e:00:00:02", "2026-03-02T12:00:00");
	text = told();
	lines_said(text, "00:01 became known", false);
	lines_said(text, "f4:b8:5e:00:00:02 became known as a camera (certain).", true);
	free(text);
}

static void where_nothing_is_new_it_says_so_beside_a_camera_that_is(void **state)
{
	char *text;

	(void)state;
	camera("f4:b8:5e:00:00:02", "2026-03-02T11:00:00");
	add("0000000000000001", "2026-03-01T10:00:00", "AMAZON-AES", "US");
	add("0000000000000002", "2026-03-02T10:00:00", "AMAZON-AES", "US");
	text = told();
	lines_said(text, "f4:b8:5e:00:00:02 became known", true);
	lines_said(
		text,
		"Compared with 1 upload before this period, since Sunday 1 March 2026:\nNothing: "
		"no camera used",
		true);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(without_a_record_before_nothing_is_called_new, clear),
		cmocka_unit_test_teardown(an_operator_country_and_hour_not_seen_before_are_told,
					  clear),
		cmocka_unit_test_teardown(what_has_quotes_in_its_name_is_recognised, clear),
		cmocka_unit_test_teardown(a_camera_that_never_sent_before_is_told_once, clear),
		cmocka_unit_test_teardown(nothing_is_called_new_that_is_not_however_long_ago_it_was,
					  clear),
		cmocka_unit_test_teardown(of_many_cameras_each_is_compared_with_itself, clear),
		cmocka_unit_test_teardown(what_lies_on_the_edge_of_a_step_is_counted_once, clear),
		cmocka_unit_test_teardown(
			a_camera_of_which_there_are_records_does_not_become_known_again, clear),
		cmocka_unit_test_teardown(where_nothing_is_new_it_says_so_beside_a_camera_that_is,
					  clear),
	};

	setenv("TZ", "UTC", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
