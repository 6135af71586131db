/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "report/write/letter.h"
#include "report/write/page.h"
#include "report/support_golden.h"

static char *page_of(const struct report *report)
{
	struct outline outline = {0};
	char *text = NULL;
	size_t length;
	FILE *file = open_memstream(&text, &length);

	assert_non_null(file);
	letter_write(report, &outline);
	assert_int_equal(outline_finish(&outline), 0);
	page_write(&outline, report, file);
	assert_int_equal(fclose(file), 0);
	outline_clear(&outline);
	return text;
}

/* A new version is no reason to write the golden file anew. */
static char *without_version(char *text)
{
	char *version = strstr(text, " " LENSWATCH_VERSION " on ");

	assert_non_null(version);
	memmove(version, version + strlen(" " LENSWATCH_VERSION),
		strlen(version + strlen(" " LENSWATCH_VERSION)) + 1);
	return text;
}

static void the_page_of_a_day_is_as_it_was_looked_at(void **state)
{
	struct lines lines = {0};
	struct rules *rules;
	struct report *report = golden_report(&lines, &rules, "2026-03-02T00:00:00Z",
					      "2026-03-03T00:00:00Z", false);

	(void)state;
	golden_compare("day.html", without_version(page_of(report)));
	report_destroy(report);
	rules_destroy(rules);
	lines_clear(&lines);
}

static void names_from_the_network_are_no_markup(void **state)
{
	static const char link[] = "\x01https://evil.example\x02https://evil.example\x03";
	static const char evil[] = "<script>alert(1)</script>\"'&\t\x1b[31m\xff";
	struct lines_upload upload = lines_clip;
	struct lines lines = {0};
	struct report *report;
	char *text;

	(void)state;
	upload.name = upload.service = upload.host = upload.as_org = upload.protocol = evil;
	upload.vendor = upload.country = evil;
	upload.kind = "hosting";
	upload.bucket_owner = evil;
	upload.as_org = link;
	lines_upload(&lines, &upload);
	report = lines_report(&lines, "2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z",
			      "2026-03-03T00:00:00Z", NULL);
	text = page_of(report);
	assert_null(strstr(text, "<script"));
	assert_null(strchr(text, '\x1b'));
	assert_null(strstr(text, "href=\"https://evil.example"));
	assert_non_null(strstr(text, "https://evil.example"));
	assert_non_null(strstr(text, "&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;"));
	free(text);
	report_destroy(report);
	lines_clear(&lines);
}

/* What a browser would fetch: nothing may be fetched from anywhere. */
static void nothing_is_loaded_from_anywhere(void **state)
{
	static const char *const loads[] = {"src=",    "href=\"/", "href=\"http:", "url(",
					    "@import", "<link",	   "<script"};
	struct lines lines = {0};
	struct report *report;
	char *text;

	(void)state;
	lines_upload(&lines, &lines_clip);
	report = lines_report(&lines, "2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z",
			      "2026-03-03T00:00:00Z", NULL);
	text = page_of(report);
	for (size_t i = 0; i < sizeof(loads) / sizeof(loads[0]); i++)
		assert_null(strstr(text, loads[i]));
	free(text);
	report_destroy(report);
	lines_clear(&lines);
}

/* A bar each day, or each month where days would not have room. */
static void a_long_period_is_charted_by_months(void **state)
{
	struct lines lines = {0};
	struct report *report;
	char *text;

	(void)state;
	lines_upload(&lines, &lines_clip);
	report = lines_report(&lines, "2025-06-01T00:00:00Z", "2026-06-01T00:00:00Z",
			      "2026-06-01T00:00:00Z", NULL);
	text = page_of(report);
	assert_non_null(strstr(text, "Bytes sent out each month"));
	assert_non_null(strstr(text, "<title>2026-03: 0.6 MB</title>"));
	assert_non_null(strstr(text, "<title>2025-06: 0 bytes</title>"));
	free(text);
	report_destroy(report);
	lines_clear(&lines);
}

/* All else of a source would be an address that somebody else chose. */
static void sources_and_events_are_links(void **state)
{
	struct lines lines = {0};
	struct rules *rules;
	struct report *report = golden_report(&lines, &rules, "2026-03-02T00:00:00Z",
					      "2026-03-03T00:00:00Z", false);
	char *text = page_of(report);

	(void)state;
	assert_non_null(strstr(text, "<a href=\"https://blink.example/keeps\">"));
	assert_non_null(strstr(text, "<a class=\"here\" id=\"e15fd\" href=\"#e15fd\">#15fd</a>"));
	assert_non_null(
		strstr(text, "change the camera&#39;s password. #<a href=\"#e15fd\">15fd</a>"));
	assert_non_null(strstr(text, "<details class=\"date\" open><summary><h3>"));
	assert_non_null(strstr(text, "<details class=\"fold\" id=\"unseen\"><summary><h2>"));
	free(text);
	report_destroy(report);
	rules_destroy(rules);
	lines_clear(&lines);
}

/* Of many days each opens by itself. */
static void the_days_of_many_uploads_are_folded(void **state)
{
	struct lines lines = {0};
	struct report *report;
	char *text, id[EVENT_ID];

	(void)state;
	for (unsigned i = 0; i < 13; i++) {
		struct lines_upload upload = lines_clip;

		snprintf(id, sizeof(id), "%016x", i);
		upload.id = upload.series = id;
		upload.class = "live";
		lines_upload(&lines, &upload);
	}
	report = lines_report(&lines, "2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z",
			      "2026-03-03T00:00:00Z", NULL);
	text = page_of(report);
	assert_non_null(strstr(text, "<details class=\"date\"><summary><h3>Monday"));
	assert_non_null(strstr(text, "<span class=\"note\">13 uploads, "));
	free(text);
	report_destroy(report);
	lines_clear(&lines);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_page_of_a_day_is_as_it_was_looked_at),
		cmocka_unit_test(names_from_the_network_are_no_markup),
		cmocka_unit_test(nothing_is_loaded_from_anywhere),
		cmocka_unit_test(a_long_period_is_charted_by_months),
		cmocka_unit_test(sources_and_events_are_links),
		cmocka_unit_test(the_days_of_many_uploads_are_folded),
	};

	setenv("TZ", "UTC", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
