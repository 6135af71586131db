// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "notify/alert.h"
#include "words/notice.h"

static const char record[] =
	"{\"type\":\"upload\",\"id\":\"34f0fd4c2ae9d17a\",\"series\":\"34f0fd4c2ae9d17a\","
	"\"part\":1,\"final\":true,\"camera\":{\"mac\":\"f4:b8:5e:12:34:56\",\"name\":\"Door\","
	"\"named_by\":\"owner\",\"certainty\":1.0},\"start\":\"2026-03-02T19:41:40.074491Z\","
	"\"end\":\"2026-03-02T19:41:44.763973Z\",\"bytes_up\":433036,\"class\":\"clip\","
	"\"confidence\":0.9784,\"coverage\":\"exact\",\"destination\":{\"ips\":[\"52.70.158.224\"],"
	"\"service\":\"Blink\",\"kind\":\"vendor-cloud\"}}";

static struct json_object *message_of(char *text)
{
	struct json_object *message = text ? json_tokener_parse(text) : NULL;

	assert_non_null(message);
	free(text);
	return message;
}

static const char *member(struct json_object *message, const char *key)
{
	struct json_object *value = NULL;

	json_object_object_get_ex(message, key, &value);
	return value ? json_object_get_string(value) : "null";
}

static void a_message_names_what_a_phone_shows(void **state)
{
	struct alert alert = {.kinds = 1U << NOTICE_UPLOAD | 1U << NOTICE_FIRST_UPLOAD,
			      .record = json_tokener_parse(record)};
	struct json_object *message = message_of(alert_text(&alert));

	(void)state;
	assert_string_equal(member(message, "id"), "34f0fd4c2ae9d17a-208");
	assert_string_equal(member(message, "kind"), "first-upload");
	assert_string_equal(member(message, "camera"), "Door");
	assert_string_equal(member(message, "class"), "clip");
	assert_string_equal(member(message, "size"), "0.4 MB");
	assert_string_equal(member(message, "company"), "Blink");
	assert_string_equal(member(message, "handle"), "34f0");
	assert_string_equal(member(message, "promise"), "null");
	assert_string_equal(member(message, "title"), "Door sent footage out for the first time");
	json_object_put(message);
	alert_end(&alert);
}

static void a_breach_has_its_uploads_id(void **state)
{
	struct alert alert = {.kinds = 1U << NOTICE_PROMISE_BROKEN,
			      .record = json_tokener_parse(record),
			      .promise = "nothing leaves"};
	struct json_object *message;

	(void)state;
	json_object_object_del(alert.record, "id");
	json_object_object_add(alert.record, "upload", json_object_new_string("00aa"));
	message = message_of(alert_text(&alert));
	assert_string_equal(member(message, "id"), "00aa-1");
	assert_string_equal(member(message, "promise"), "nothing leaves");
	assert_string_equal(member(message, "priority"), "4");
	json_object_put(message);
	alert_end(&alert);
}

static void a_record_without_anything_is_a_message_still(void **state)
{
	struct alert alert = {.kinds = 1U << NOTICE_UPLOAD, .record = json_object_new_object()};
	struct json_object *message = message_of(alert_text(&alert));

	(void)state;
	assert_string_equal(member(message, "kind"), "upload");
	json_object_put(message);
	alert_end(&alert);
}

static void several_messages_are_one_that_holds_them(void **state)
{
	struct alert alert = {.kinds = 1U << NOTICE_UPLOAD, .record = json_tokener_parse(record)};
	char broken[] = "{", *texts[] = {alert_text(&alert), broken, alert_text(&alert)};
	struct json_object *message = message_of(alert_digest(texts, 3)), *list = NULL;

	(void)state;
	assert_string_equal(member(message, "kind"), "digest");
	assert_string_equal(member(message, "title"), "Lenswatch: 2 messages");
	assert_non_null(strstr(member(message, "text"), "Door sent footage\n"));
	json_object_object_get_ex(message, "messages", &list);
	assert_int_equal(json_object_array_length(list), 2);
	json_object_put(message);
	free(texts[0]);
	free(texts[2]);
	alert_end(&alert);
}

static void of_nothing_there_is_no_digest(void **state)
{
	char broken[] = "[", *texts[] = {broken};

	(void)state;
	assert_null(alert_digest(texts, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_message_names_what_a_phone_shows),
		cmocka_unit_test(a_breach_has_its_uploads_id),
		cmocka_unit_test(a_record_without_anything_is_a_message_still),
		cmocka_unit_test(several_messages_are_one_that_holds_them),
		cmocka_unit_test(of_nothing_there_is_no_digest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
