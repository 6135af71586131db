// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands/metrics.h"
#include "ledger/support_room.h"
#include "output/support_events.h"

#define MAC "74:ab:93:00:00:01"

/* What is written of these answers; the caller frees it. NULL where it could not. */
static char *metered(const char *status, const char *cameras)
{
	struct json_object *first = json_tokener_parse(status);
	struct json_object *second = json_tokener_parse(cameras);
	char *text = NULL;
	size_t length;
	FILE *file = open_memstream(&text, &length);
	int err = metrics_write(first, second, file);

	fclose(file);
	json_object_put(first);
	json_object_put(second);
	if (!err)
		return text;
	assert_int_equal(length, 0);
	free(text);
	return NULL;
}

static void assert_has(const char *text, const char *line)
{
	if (!strstr(text, line))
		fail_msg("\"%s\" is not in:\n%s", line, text);
}

static void without_a_history_it_is_what_was_told_since_the_start(void **state)
{
	char *text = metered(
		"{\"since\":\"2026-01-01T00:00:00Z\",\"coverage\":{\"state\":\"merged\"},"
		"\"packets\":7,"
		"\"promises\":[{\"today\":\"broken\"},{\"today\":\"kept\"}],\"sending\":[{}],"
		"\"losses\":{\"packets\":3},\"history\":{\"path\":null,\"kept\":false}}",
		"{\"cameras\":[{\"mac\":\"" MAC "\",\"uploads\":2,\"upload_bytes\":600000}]}");

	(void)state;
	assert_has(text, "# TYPE lenswatch_uploads_total counter\n");
	assert_has(text, "lenswatch_uploads_total{camera=\"" MAC "\"} 2\n");
	assert_has(text, "lenswatch_upload_bytes_total{camera=\"" MAC "\"} 600000\n");
	assert_has(text, "lenswatch_coverage{state=\"merged\"} 1\n");
	assert_has(text, "lenswatch_coverage{state=\"exact\"} 0\n");
	assert_has(text, "lenswatch_coverage{state=\"blind\"} 0\n");
	assert_has(text, "lenswatch_sending 1\n");
	assert_has(text, "lenswatch_promises 2\n");
	assert_has(text, "lenswatch_promises_broken 1\n");
	assert_has(text, "lenswatch_lost_packets_total 3\n");
	assert_has(text, "lenswatch_start_time_seconds 1767225600\n");
	free(text);
}

static void an_answer_that_lacks_all_is_no_end(void **state)
{
	char *text = metered("{}", "{\"cameras\":7}");

	(void)state;
	assert_has(text, "lenswatch_sending 0\n");
	free(text);
}

static void a_name_of_any_signs_stays_inside_its_quotes(void **state)
{
	char *text = metered(
		"{}", "{\"cameras\":[{\"ip\":\"1\\\"2\",\"name\":\"a\\\"b\\\\c\\nd\\u001b[A\"}]}");

	(void)state;
	assert_has(text,
		   "lenswatch_camera_info{camera=\"1\\\"2\",name=\"a\\\"b\\\\c\uFFFDd\uFFFD[A\","
		   "vendor=\"\"} 1\n");
	assert_has(text, "lenswatch_uploads_total{camera=\"1\\\"2\"} 0\n");
	assert_has(text, "lenswatch_upload_bytes_total{camera=\"1\\\"2\"} 0\n");
	free(text);
}

static void cameras_without_end_are_one(void **state)
{
	struct json_object *answer = json_object_new_object(), *list = json_object_new_array();
	char *text;

	(void)state;
	for (int i = 0; i < METRICS_CAMERAS + 6; i++) {
		struct json_object *one = json_object_new_object();
		char mac[32];

		snprintf(mac, sizeof(mac), "02:00:00:00:00:%02x", (unsigned)i & 0xff);
		json_object_object_add(one, "mac", json_object_new_string(mac));
		json_object_object_add(one, "uploads", json_object_new_int(1));
		json_object_array_add(list, one);
	}
	json_object_object_add(answer, "cameras", list);
	text = metered("{}", json_object_to_json_string(answer));
	json_object_put(answer);
	assert_has(text, "lenswatch_uploads_total{camera=\"02:00:00:00:00:3f\"} 1\n");
	assert_has(text, "lenswatch_uploads_total{camera=\"other\"} 6\n");
	assert_null(strstr(text, "00:00:40"));
	free(text);
}

/* Two runs of a daemon, of which the second knows of its own uploads alone. */
static void a_history_goes_on_over_a_restart(void **state)
{
	struct ledger *ledger = NULL;
	char error[LEDGER_ERROR], status[256], line[128], *text;
	struct event event;
	struct room room;

	(void)state;
	room_make(&room);
	assert_int_equal(ledger_open(room.path, LEDGER_WRITE, &ledger, error), 0);
	events_clip(&event);
	event.capture = NULL;
	for (int i = 0; i < 3; i++) {
		snprintf(event.upload.id, sizeof(event.upload.id), "%d", i);
		event.upload.start_ns += 1000000000;
		event.upload.end_ns += 1000000000;
		event.upload.final = i != 1; /* a part of one that went on */
		assert_int_equal(ledger_append(ledger, &event), 0);
	}
	event.capture = "a.pcap"; /* was replayed into it */
	assert_int_equal(ledger_append(ledger, &event), 0);
	assert_int_equal(ledger_commit(ledger), 0);
	snprintf(status, sizeof(status), "{\"history\":{\"path\":\"%s\"}}", room.path);
	text = metered(status, "{\"cameras\":[]}");
	snprintf(line, sizeof(line), "lenswatch_uploads_total{camera=\"%s\"} 2\n",
		 event.upload.camera.key);
	assert_has(text, line);
	snprintf(line, sizeof(line), "lenswatch_upload_bytes_total{camera=\"%s\"} %llu\n",
		 event.upload.camera.key, 3 * (unsigned long long)event.upload.bytes_up);
	assert_has(text, line);
	free(text);
	/* What was erased would go back: from then on it is what this run told. */
	assert_int_equal(ledger_note(ledger, "forgotten", "{\"type\":\"forgotten\",\"schema\":1}"),
			 0);
	assert_int_equal(ledger_commit(ledger), 0);
	text = metered(status, "{\"cameras\":[{\"mac\":\"" MAC "\",\"uploads\":1}]}");
	assert_has(text, "lenswatch_uploads_total{camera=\"" MAC "\"} 1\n");
	assert_null(strstr(text, event.upload.camera.key));
	free(text);
	ledger_close(ledger);
	room_remove(&room);
}

static void a_history_that_cannot_be_read_now_is_no_zero(void **state)
{
	(void)state;
	assert_null(
		metered("{\"history\":{\"path\":\"/nonexistent/ledger.db\"}}", "{\"cameras\":[]}"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_a_history_it_is_what_was_told_since_the_start),
		cmocka_unit_test(an_answer_that_lacks_all_is_no_end),
		cmocka_unit_test(a_name_of_any_signs_stays_inside_its_quotes),
		cmocka_unit_test(cameras_without_end_are_one),
		cmocka_unit_test(a_history_goes_on_over_a_restart),
		cmocka_unit_test(a_history_that_cannot_be_read_now_is_no_zero),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
