/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <cmocka.h>

#include "report/support_lines.h"
#include "support_rules.h"

#define FROM "2026-03-02T00:00:00Z"
#define TO "2026-03-03T00:00:00Z"

/* A vendor Blink with this advice. */
#define BLINK(advice) "vendor: Blink\nkind: camera\nadvice:\n" advice RULES_FACTS

#define KEEPS(date)                                                                                \
	"  - topic: keeps\n    text: Clips stay 60 days.\n    days: 60\n"                          \
	"    source: https://blink.example/keeps\n    date: " date "\n"
#define ENCRYPT                                                                                    \
	"  - topic: encrypt\n    text: Owners can turn it on.\n"                                   \
	"    source: https://blink.example/e2e\n    date: 2025-11\n"
#define REQUEST(date, asked)                                                                       \
	"  - topic: request\n    text: Officers asked so.\n    country: US\n    asked: " asked     \
	"\n    source: https://blink.example/law\n    date: " date "\n"

static struct lines lines;

static int clear(void **state)
{
	(void)state;
	lines_clear(&lines);
	return 0;
}

static char *told(const char *yaml, const char *now)
{
	struct rules *rules = yaml ? good_rules(yaml, NULL) : NULL;
	struct report *report = lines_report(&lines, FROM, TO, now, rules);
	char *text = lines_text(report);

	report_destroy(report);
	rules_destroy(rules);
	return text;
}

static void at_most_so_many_clips_and_minutes_for_the_days_the_rule_tells(void **state)
{
	struct lines_upload second = lines_clip;
	char *text;

	(void)state;
	lines_upload(&lines, &lines_clip);
	second.id = "9f2c000000000002";
	second.high = 172;
	lines_upload(&lines, &second);
	text = told(BLINK(KEEPS("2025-11")), TO);
	/* 181 s are three minutes and a second: a bound is rounded up. */
	lines_said(text, "at most 2 clips, with at most 4 min of video (1.2 MB)", true);
	lines_said(
		text,
		"the plan keeps it 60 days (read 2025-11 at https://blink.example/keeps); 2 of 2",
		true);
	free(text);
}

static void after_the_days_nothing_would_be_there(void **state)
{
	char *text;

	(void)state;
	lines_upload(&lines, &lines_clip);
	text = told(BLINK(KEEPS("2025-11")), "2026-06-01T00:00:00Z");
	lines_said(text, "0 of 1 would still be there today", true);
	free(text);
}

static void after_two_years_it_is_not_known_any_more(void **state)
{
	char *text;

	(void)state;
	lines_upload(&lines, &lines_clip);
	text = told(BLINK(KEEPS("2024-03")), TO);
	lines_said(text, "keeps it is no longer known. It was last looked up on 2024-03", true);
	lines_said(text, "the plan keeps it 60 days", false);
	free(text);
}

static void where_end_to_end_encryption_is_possible_it_cannot_be_told(void **state)
{
	char *text;

	(void)state;
	lines_upload(&lines, &lines_clip);
	text = told(BLINK(ENCRYPT), TO);
	lines_said(text, "can look at it is unknown, as end-to-end encryption is possible", true);
	free(text);
}

static void that_the_vendor_can_be_asked_is_told_with_country_source_and_date(void **state)
{
	char *text;

	(void)state;
	lines_upload(&lines, &lines_clip);
	text = told(BLINK(REQUEST("2026-02-01", "vendor")), TO);
	lines_said(text,
		   "It can be asked for it without you in the US: Officers asked so. (read "
		   "2026-02-01 at "
		   "https://blink.example/law)",
		   true);
	free(text);
}

static void what_was_two_years_ago_is_not_told_of_today(void **state)
{
	char *text;

	(void)state;
	lines_upload(&lines, &lines_clip);
	text = told(BLINK(REQUEST("2024-01-26", "vendor")), TO);
	lines_said(text, "Officers asked so", false);
	lines_said(
		text,
		"is no longer known. For the US it was last looked up on 2024-01-26, more than two "
		"years ago (https://blink.example/law).",
		true);
	free(text);
}

static void the_youngest_of_several_counts(void **state)
{
	char *text;

	(void)state;
	lines_upload(&lines, &lines_clip);
	text = told(BLINK(REQUEST("2025-11", "vendor") REQUEST("2021-06", "vendor")), TO);
	lines_said(text, "It can be asked for it without you in the US", true);
	lines_said(text, "2021-06", false);
	free(text);
}

static void that_the_owner_is_asked_does_not_mean_the_vendor_can_be(void **state)
{
	char *text;

	(void)state;
	lines_upload(&lines, &lines_clip);
	text = told(BLINK(REQUEST("2025-11", "owner")), TO);
	lines_said(text, "Whether it can be made to hand it over without you is unknown", true);
	lines_said(text, "How you may be asked for it in the US: Officers asked so.", true);
	free(text);
	text = told(BLINK(REQUEST("2021-06", "owner")), TO);
	lines_said(text, "Officers asked so", false);
	free(text);
}

static void without_rules_nothing_is_claimed(void **state)
{
	char *text;

	(void)state;
	lines_upload(&lines, &lines_clip);
	text = told(NULL, TO);
	lines_said(text, "How long Blink keeps it is unknown", true);
	free(text);
}

static void a_landlord_does_not_hold_what_his_tenant_stores(void **state)
{
	struct lines_upload upload = lines_clip;
	char *text;

	(void)state;
	upload.kind = "hosting";
	upload.service = "Amazon S3";
	lines_upload(&lines, &upload);
	text = told(NULL, TO);
	lines_said(text, "Whoever rents that storage at Amazon S3", true);
	free(text);
}

static void lost_packets_take_the_bound_away(void **state)
{
	struct lines_upload upload = lines_clip;
	char *text;

	(void)state;
	upload.coverage = "lower-bound";
	lines_upload(&lines, &upload);
	text = told(NULL, TO);
	lines_said(text, "Packets were lost while 1 of these ran, so it may be more than that.",
		   true);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(
			at_most_so_many_clips_and_minutes_for_the_days_the_rule_tells, clear),
		cmocka_unit_test_teardown(after_the_days_nothing_would_be_there, clear),
		cmocka_unit_test_teardown(after_two_years_it_is_not_known_any_more, clear),
		cmocka_unit_test_teardown(where_end_to_end_encryption_is_possible_it_cannot_be_told,
					  clear),
		cmocka_unit_test_teardown(
			that_the_vendor_can_be_asked_is_told_with_country_source_and_date, clear),
		cmocka_unit_test_teardown(what_was_two_years_ago_is_not_told_of_today, clear),
		cmocka_unit_test_teardown(the_youngest_of_several_counts, clear),
		cmocka_unit_test_teardown(that_the_owner_is_asked_does_not_mean_the_vendor_can_be,
					  clear),
		cmocka_unit_test_teardown(without_rules_nothing_is_claimed, clear),
		cmocka_unit_test_teardown(a_landlord_does_not_hold_what_his_tenant_stores, clear),
		cmocka_unit_test_teardown(lost_packets_take_the_bound_away, clear),
	};

	setenv("TZ", "UTC", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
