// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <json-c/json.h>

#include "promise/support_promise.h"
#include "report/write/promised_write.h"

static struct promised promised;
static struct promised_item items[2];

static void make(const char *one, const char *two)
{
	zone_is("UTC0");
	memset(&promised, 0, sizeof(promised));
	memset(items, 0, sizeof(items));
	promised.items = items;
	promised.terms.promise_count = 2;
	promised.terms.promises[0] = promise_of(one);
	promised.terms.promises[1] = promise_of(two);
	for (size_t i = 0; i < 2; i++)
		items[i] = (struct promised_item){
			.verdict = VERDICT_KEPT, .known = true, .force_ns = 3600000000000ULL};
}

static void breach(struct promised_item *item, double confidence, struct promise_reason reason)
{
	struct promised_breach *breach = &item->breach[item->told++];

	item->verdict = VERDICT_BROKEN;
	item->breaches++;
	*breach = (struct promised_breach){.upload = "34f0fd4c2ae9d17a",
					   .camera = "Front \x1b[31mdoor",
					   .start_ns = moment_of("2026-03-02T19:41:40"),
					   .bytes = 433036,
					   .class = CLASS_LIVE,
					   .confidence = confidence,
					   .reason = reason};
}

static void says(const char *what, bool wanted)
{
	struct outline outline = {0};
	char text[4096] = "";

	promised_section(&promised, &outline);
	assert_int_equal(outline_finish(&outline), 0);
	for (size_t i = 0; i < outline.count; i++) {
		strcat(text, outline.items[i].text);
		strcat(text, "\n");
	}
	outline_clear(&outline);
	if (!strstr(text, what) == wanted)
		fail_msg("%s\n%s in\n%s", what, wanted ? "is not" : "is", text);
}

static struct json_object *as_json(void)
{
	struct json_object *array;
	char *text = NULL;
	size_t length;
	FILE *file = open_memstream(&text, &length);

	assert_non_null(file);
	promised_write_json(&promised, file);
	fclose(file);
	array = json_tokener_parse(text);
	assert_non_null(array);
	free(text);
	return array;
}

static void what_was_not_in_force_is_left_out(void **state)
{
	struct json_object *array;

	(void)state;
	make("only clips", "EU only");
	items[0].force_ns = 0;
	says("only clips", false);
	says("What was promised\t\tpromises\nEU only\nKept.\n", true);
	array = as_json();
	assert_int_equal(json_object_array_length(array), 1);
	json_object_put(array);
	items[1].force_ns = 0;
	says("What was promised", false);
	assert_int_equal(promised_count(&promised), 0);
}

static void a_breach_is_told_by_its_upload(void **state)
{
	(void)state;
	make("front door: only clips", "EU only");
	breach(&items[0], 0.97, (struct promise_reason){.why = WHY_CLASS, .class = CLASS_LIVE});
	breach(&items[1], 0.8,
	       (struct promise_reason){.why = WHY_REGION, .country = "US", .name = "us-west-2"});
	items[1].breach[0].handle = 4; /* it is told in the same report */
	says("It was broken: 1 upload.\nMonday 2 March 2026 19:41, Front \xef\xbf\xbd[31mdoor, a "
	     "live view of 0.4 MB. #34f0fd4c",
	     true);
	says("It was likely broken: 1 upload.\n", true);
	says("likely a live view of 0.4 MB: \"us-west-2\" in the host name is in the US. "
	     "#\x01#e34f0\x02"
	     "34f0\x03",
	     true);
}

static void what_was_not_seen_stands_beside_it(void **state)
{
	(void)state;
	make("only clips", "EU only");
	items[0].gaps = 2;
	items[0].unwatched_ns = 600000000000ULL;
	items[0].unsure_ns = 1200000000000ULL;
	says("Kept as far as was seen. Nobody watched for 10 min of that time. Of 20 min the "
	     "record "
	     "does not show whether somebody watched. Not everything was seen 2 times.",
	     true);
}

static void what_a_recording_leaves_open_is_told_to_people_and_programs(void **state)
{
	struct json_object *array, *unseen;

	(void)state;
	make("only clips", "EU only");
	items[0].unseen = 1U << DOUBT_LOSSES_UNKNOWN | 1U << DOUBT_FILTERED;
	says("only clips\nKept as far as was seen. The recording does not say whether packets were "
	     "lost. It was recorded with a filter.\n",
	     true);
	says("EU only\nKept.\n", true);
	array = as_json();
	unseen = json_object_object_get(json_object_array_get_idx(array, 0), "unseen");
	assert_int_equal(json_object_array_length(unseen), 2);
	assert_string_equal(json_object_get_string(json_object_array_get_idx(unseen, 0)),
			    "losses-unknown");
	unseen = json_object_object_get(json_object_array_get_idx(array, 1), "unseen");
	assert_int_equal(json_object_array_length(unseen), 0);
	json_object_put(array);
}

static void what_the_history_lost_is_told(void **state)
{
	(void)state;
	make("only clips", "EU only");
	promised.terms.unreadable = 1;
	promised.terms.left_out = 1;
	says("What was promised of a camera that was erased is no longer known.", true);
	says("Some promises in the history could not be read, or are too many.", true);
}

/* One went through a VPN, and all had been said to. */
static void each_reason_of_doubt_is_told_with_how_many_it_is_of(void **state)
{
	static const enum promise_why reasons[] = {WHY_PLACE_UNKNOWN, WHY_VPN, WHY_POSSIBLE};

	(void)state;
	make("EU only", "all: at most 5 uploads a day");
	items[0].verdict = VERDICT_UNKNOWN;
	items[0].doubts = 167;
	for (size_t i = 0; i < 3; i++) {
		struct promised_doubt *doubt = &items[0].doubt[items[0].doubt_count++];

		doubt->reason.why = reasons[i];
		doubt->count = i ? 2 : 160;
	}
	says("Unknown whether it was kept for 167 uploads: nothing shows where the server is "
	     "(160); it went through a VPN, destination unknown (2); it was only possibly "
	     "footage (2); something else "
	     "(3).",
	     true);
	items[0].doubts = items[0].doubt[0].count;
	items[0].doubt_count = 1;
	says("for 160 uploads: nothing shows where the server is.", true);
}

static void programs_get_all_of_it(void **state)
{
	struct json_object *array, *item, *list, *value;

	(void)state;
	make("front door: only clips", "EU only");
	breach(&items[0], 0.97, (struct promise_reason){.why = WHY_CLASS, .class = CLASS_LIVE});
	items[1].verdict = VERDICT_UNKNOWN;
	items[1].doubts = 3;
	items[1].doubt_count = 1;
	items[1].doubt[0] = (struct promised_doubt){{.why = WHY_PLACE_UNKNOWN}, 3};
	array = as_json();
	item = json_object_array_get_idx(array, 0);
	assert_true(json_object_object_get_ex(item, "broken_by", &list));
	assert_int_equal(json_object_array_length(list), 1);
	assert_true(json_object_object_get_ex(json_object_array_get_idx(list, 0), "start", &value));
	assert_string_equal(json_object_get_string(value), "2026-03-02T19:41:40.000000Z");
	item = json_object_array_get_idx(array, 1);
	assert_true(json_object_object_get_ex(item, "verdict", &value));
	assert_string_equal(json_object_get_string(value), "unknown");
	assert_true(json_object_object_get_ex(item, "doubt", &value));
	assert_string_equal(json_object_get_string(value), "nothing shows where the server is");
	assert_true(json_object_object_get_ex(item, "in_force_s", &value));
	assert_int_equal(json_object_get_int(value), 3600);
	json_object_put(array);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_not_in_force_is_left_out),
		cmocka_unit_test(a_breach_is_told_by_its_upload),
		cmocka_unit_test(what_was_not_seen_stands_beside_it),
		cmocka_unit_test(what_a_recording_leaves_open_is_told_to_people_and_programs),
		cmocka_unit_test(what_the_history_lost_is_told),
		cmocka_unit_test(each_reason_of_doubt_is_told_with_how_many_it_is_of),
		cmocka_unit_test(programs_get_all_of_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
