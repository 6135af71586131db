// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <errno.h>

#include "attest/statement_json.h"
#include "attest/support_case.h"
#include "json/reading.h"

static struct kept kept;

static int set_up(void **state)
{
	(void)state;
	case_open(&kept);
	case_quiet(&kept);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	case_close(&kept);
	return 0;
}

static struct json_object *object_of(uint64_t from_ns, uint64_t to_ns)
{
	struct attest *attest = case_attest(&kept, from_ns, to_ns);
	struct json_object *object;
	char *text = NULL;
	size_t length;
	FILE *file = open_memstream(&text, &length);

	assert_non_null(file);
	assert_int_equal(statement_json_write(attest, file), 0);
	assert_int_equal(fclose(file), 0);
	object = reading_parse(text, length);
	if (!object)
		fail_msg("no JSON: %s", text);
	assert_ptr_equal(strchr(text, '\n'), text + length - 1);
	free(text);
	attest_destroy(attest);
	return object;
}

static struct json_object *condition(struct json_object *object, const char *name)
{
	struct json_object *list = reading_member(object, "conditions");

	for (size_t i = 0; i < json_object_array_length(list); i++) {
		struct json_object *one = json_object_array_get_idx(list, i);

		if (!strcmp(reading_text(one, "condition"), name))
			return one;
	}
	fail_msg("no condition %s", name);
	return NULL;
}

static void says(struct json_object *object, const char *nothing_left, const char *doubts)
{
	assert_string_equal(reading_text(object, "nothing_left"), nothing_left);
	assert_string_equal(json_object_to_json_string_ext(reading_member(object, "doubts"),
							   JSON_C_TO_STRING_PLAIN),
			    doubts);
}

static void an_answer_has_its_bound_and_what_it_rests_on(void **state)
{
	struct json_object *object = object_of(CASE_AT(1, 0), CASE_AT(3, 0)), *bound;

	(void)state;
	bound = reading_member(object, "bound");
	assert_string_equal(reading_text(object, "answer"), "nothing-left");
	says(object, "yes", "[]");
	assert_string_equal(reading_text(object, "from"), "2021-03-08T10:00:00.000000Z");
	assert_string_equal(reading_text(object, "to"), "2021-03-08T12:00:00.000000Z");
	assert_string_equal(reading_text(reading_member(object, "camera"), "mac"), ROOM_MAC);
	assert_int_equal(reading_count(bound, "bytes"), 2000);
	assert_int_equal(reading_count(bound, "records"), 2);
	assert_int_equal(reading_count(bound, "video_seconds"), 1);
	assert_string_equal(reading_text(bound, "kbit_basis"), "any-camera");
	assert_int_equal(json_object_array_length(reading_member(object, "conditions")),
			 ATTEST_CONDITIONS);
	assert_true(reading_flag(condition(object, "genuine"), "holds"));
	assert_true(json_object_array_length(reading_member(object, "limits")) > 4);
	assert_int_equal(strncmp(reading_text(object, "head"), "6:", 2), 0);
	assert_int_equal(strlen(reading_text(object, "key")), 64);
	json_object_put(object);
}

static void what_cannot_be_told_has_no_bound_and_its_reason(void **state)
{
	struct event gap = case_gap(CASE_AT(2, 0), CASE_AT(2, 100), CAUSE_CARD_DROPPED);
	struct json_object *object, *seen;

	(void)state;
	gap.gap.packets = 12;
	case_add(&kept, &gap, CASE_AT(5, 0));
	object = object_of(CASE_AT(1, 0), CASE_AT(3, 0));
	seen = condition(object, "seen");
	assert_string_equal(reading_text(object, "answer"), "cannot-tell");
	says(object, "cannot-tell", "[\"lost\"]");
	assert_null(reading_member(object, "bound"));
	assert_false(reading_flag(seen, "holds"));
	assert_int_equal(reading_count(seen, "count"), 12);
	assert_string_equal(reading_text(seen, "reason"), "the network card dropped packets");
	assert_string_equal(reading_text(seen, "from"), "2021-03-08T11:00:00.000000Z");
	assert_true(reading_flag(condition(object, "clock"), "holds"));
	json_object_put(object);
}

static void footage_that_left_is_listed_with_its_ids(void **state)
{
	struct event clip = case_clip(CASE_AT(2, 10), CASE_AT(2, 20), 500000);
	struct json_object *object, *upload;

	(void)state;
	case_add(&kept, &clip, CASE_AT(5, 0));
	object = object_of(CASE_AT(1, 0), CASE_AT(3, 0));
	assert_string_equal(reading_text(object, "answer"), "footage-left");
	says(object, "no", "[]");
	assert_int_equal(json_object_array_length(reading_member(object, "uploads")), 1);
	upload = json_object_array_get_idx(reading_member(object, "uploads"), 0);
	assert_string_equal(reading_text(upload, "id"), clip.upload.id);
	assert_int_equal(reading_count(upload, "bytes_up"), 500000);
	assert_string_equal(reading_text(upload, "class"), "clip");
	assert_int_equal(reading_count(object, "upload_bytes"), 500000);
	json_object_put(object);
}

static void a_full_disk_is_an_error(void **state)
{
	struct attest *attest = case_attest(&kept, CASE_AT(1, 0), CASE_AT(3, 0));
	FILE *file = fopen("/dev/full", "w");

	(void)state;
	assert_non_null(file);
	setvbuf(file, NULL, _IONBF, 0);
	assert_int_equal(statement_json_write(attest, file), -EIO);
	fclose(file);
	attest_destroy(attest);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_answer_has_its_bound_and_what_it_rests_on),
		TEST(what_cannot_be_told_has_no_bound_and_its_reason),
		TEST(footage_that_left_is_listed_with_its_ids),
		TEST(a_full_disk_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
