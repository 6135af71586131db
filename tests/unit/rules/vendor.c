// SPDX-License-Identifier: GPL-2.0-or-later
#include <dirent.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "support_rules.h"

static const char whole[] =
	"vendor: Acme\n"
	"company: Big\n"
	"kind: camera\n"
	"cameras_only: yes\n"
	"bitrate: {low: 500, high: 1160}\n"
	"shortest_clip: {bytes: 60000, source: 12 clips of an Acme Door}\n"
	"logs: {bytes: 700000, source: a day of an Acme Door}\n"
	"thresholds:\n"
	"  footage_bytes: 50000\n"
	"  footage_ratio: 2.5\n"
	"  behaviour_ratio: 9\n"
	"  mean_packet: 200\n"
	"  snapshot_bytes: 4000\n" RULES_FACTS "advice:\n"
	"  - {topic: keeps, text: For long., days: 0.5, source: \"https://example.com\", date: "
	"2025-11}\n"
	"  - {topic: see, text: Look., source: \"https://example.com\", date: 2025-11-30}\n";

static void every_key_reaches_its_field(void **state)
{
	struct rules *rules = good_rules(whole, NULL);
	const struct rule *rule = rules_at(rules, 0);

	(void)state;
	assert_string_equal(rule->vendor, "Acme");
	assert_int_equal(rule->line, 1);
	assert_string_equal(rule->company, "Big");
	assert_int_equal(rule->kind, RULE_CAMERA);
	assert_true(rule->enabled);
	assert_true(rule->cameras_only);
	assert_int_equal(rule->bitrate_low_kbit, 500);
	assert_int_equal(rule->bitrate_high_kbit, 1160);
	assert_int_equal(rule->thresholds.footage_bytes, 50000);
	assert_int_equal(rule->shortest_clip.bytes, 60000);
	assert_string_equal(rule->shortest_clip.source, "12 clips of an Acme Door");
	assert_int_equal(rule->logs.bytes, 700000);
	assert_string_equal(rule->logs.source, "a day of an Acme Door");
	assert_true(rule->thresholds.footage_ratio == 2.5);
	assert_true(rule->thresholds.behaviour_ratio == 9);
	assert_int_equal(rule->thresholds.mean_packet, 200);
	assert_int_equal(rule->thresholds.snapshot_bytes, 4000);
	assert_int_equal(rule->host_count, 1);
	assert_int_equal(rule->mac_count, 1);
	assert_int_equal(rule->name_count, 1);
	assert_int_equal(rule->signature_count, 1);
	rules_destroy(rules);
}

static void what_is_not_told_has_its_default(void **state)
{
	struct rules *rules =
		good_rules("vendor: A\nkind: camera\nhosts:\n  - {host: a.example, role: "
			   "live, confidence: list, source: s}\n",
			   NULL);
	const struct rule *rule = rules_at(rules, 0);

	(void)state;
	assert_null(rule->company);
	assert_true(rule->enabled);
	assert_false(rule->cameras_only);
	assert_int_equal(rule->thresholds.footage_bytes, 0);
	assert_int_equal(rules_host(rules, "a.example")->side, SIDE_DEVICE);
	rules_destroy(rules);
}

static void voice_assistants_are_off_unless_enabled(void **state)
{
	struct rules *rules = good_rules("vendor: A\nkind: speaker\n",
					 "vendor: B\nkind: speaker\nenabled: yes\n");

	(void)state;
	assert_false(rules_at(rules, 0)->enabled);
	assert_true(rules_at(rules, 1)->enabled);
	rules_destroy(rules);
}

static void hosting_tells_whose_bucket_it_is_wherever_its_kind_stands(void **state)
{
	struct rules *rules =
		good_rules("hosts:\n  - {host: ring.s3.example.com, role: media, confidence: code, "
			   "source: s, bucket: Ring}\nvendor: S3\nkind: hosting\n",
			   NULL);

	(void)state;
	assert_string_equal(rules_host(rules, "ring.s3.example.com")->bucket, "Ring");
	rules_destroy(rules);
}

/* The second line of each broken file is, behind "# ", all that must be told of it. */
static void check_broken(const char *name)
{
	char path[512], bytes[8192], wanted[1024];
	struct told told = {0};
	struct rules *rules = NULL;
	struct rules_text text = {name, bytes, 0};
	const char *second, *end;
	FILE *file;

	snprintf(path, sizeof(path), "tests/rules/bad/%s", name);
	file = fopen(path, "r");
	assert_non_null(file);
	text.length = fread(bytes, 1, sizeof(bytes) - 1, file);
	assert_int_equal(fclose(file), 0);
	bytes[text.length] = 0;
	second = strstr(bytes, "\n# ");
	assert_non_null(second);
	end = strchr(second + 3, '\n');
	assert_non_null(end);
	snprintf(wanted, sizeof(wanted), "%.*s\n", (int)(end - second - 3), second + 3);
	assert_int_equal(rules_load_texts(&text, 1, told_add, &told, &rules), -EINVAL);
	assert_null(rules);
	assert_string_equal(told.text, wanted);
	assert_int_equal(told.count, 1);
}

static void every_broken_file_gives_just_its_message(void **state)
{
	DIR *directory = opendir("tests/rules/bad");
	const struct dirent *entry;
	unsigned files = 0;

	(void)state;
	assert_non_null(directory);
	while ((entry = readdir(directory)))
		if (entry->d_name[0] != '.') {
			check_broken(entry->d_name);
			files++;
		}
	closedir(directory);
	assert_true(files >= 50);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_key_reaches_its_field),
		cmocka_unit_test(what_is_not_told_has_its_default),
		cmocka_unit_test(voice_assistants_are_off_unless_enabled),
		cmocka_unit_test(hosting_tells_whose_bucket_it_is_wherever_its_kind_stands),
		cmocka_unit_test(every_broken_file_gives_just_its_message),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
