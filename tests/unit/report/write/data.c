/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "report/write/data.h"
#include "json/reading.h"
#include "report/support_golden.h"

static char *write(bool json)
{
	struct lines lines = {0};
	struct rules *rules;
	struct report *report = golden_report(&lines, &rules, "2026-03-02T00:00:00Z",
					      "2026-03-03T00:00:00Z", false);
	struct records source = lines_source(&lines);
	char *text = NULL;
	size_t length;
	FILE *file = open_memstream(&text, &length);

	assert_non_null(file);
	if (json)
		assert_int_equal(data_write_json(report, &source, file), 0);
	else
		assert_int_equal(data_write_csv(report, file), 0);
	assert_int_equal(fclose(file), 0);
	report_destroy(report);
	rules_destroy(rules);
	lines_clear(&lines);
	return text;
}

static void csv_has_a_line_an_upload(void **state)
{
	(void)state;
	golden_compare("day.csv", write(false));
}

static void json_is_one_object_with_the_events_as_they_stand(void **state)
{
	char *text = write(true), *line = NULL;
	struct json_object *object = reading_parse(text, strlen(text)), *events;
	FILE *file = fopen("tests/golden/report/demo.jsonl", "r");
	size_t room = 0;

	(void)state;
	assert_non_null(object);
	assert_non_null(file);
	events = reading_member(object, "events");
	assert_int_equal(json_object_array_length(events), 9);
	assert_int_equal(reading_count(reading_member(object, "all"), "bytes"), 1788848);
	while (getline(&line, &room, file) > 0) {
		line[strcspn(line, "\n")] = '\0';
		if (strstr(line, "\"type\":\"run\"") || strstr(line, "\"type\":\"summary\""))
			continue;
		assert_non_null(strstr(text, line));
	}
	free(line);
	fclose(file);
	json_object_put(object);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(csv_has_a_line_an_upload),
		cmocka_unit_test(json_is_one_object_with_the_events_as_they_stand),
	};

	setenv("TZ", "UTC", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
