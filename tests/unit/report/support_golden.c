/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <cmocka.h>

#include "json/reading.h"
#include "report/support_golden.h"
#include "support_rules.h"

static const char blink[] = "vendor: Blink\nkind: camera\nadvice:\n"
			    "  - topic: keeps\n    text: Clips stay 60 days.\n    days: 60\n"
			    "    source: https://blink.example/keeps\n    date: 2026-01\n"
			    "  - topic: delete\n    text: The app deletes clips.\n"
			    "    source: https://blink.example/delete\n    date: 2026-01-15\n";
static const char wyze[] = "vendor: Wyze\nkind: camera\nadvice:\n"
			   "  - topic: keeps\n    text: Clips stay 14 days.\n    days: 14\n"
			   "    source: https://wyze.example/keeps\n    date: 2021-08\n"
			   "  - topic: encrypt\n    text: Owners can turn it on.\n"
			   "    source: https://wyze.example/e2e\n    date: 2025-11\n";

/* Any will do: a head is not checked where it is written. */
static const struct seal seal = {
	.head = "13:5f0c3c1d7be1a04e8a52f9c77f5a31a4b0e6d28c91f04d7732c6a1b90e8d4f65",
	.key = "74781f6b0c2d93a85e4f17d09b3ac6e25d8f40b1976c3ea205f1d48b6a7c9e03"};

static void keep(const char *name, const char *text)
{
	char path[128];
	FILE *file;

	mkdir("build", 0777);
	mkdir("build/golden", 0777);
	mkdir("build/golden/report", 0777);
	snprintf(path, sizeof(path), "build/golden/report/%s", name);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

void golden_compare(const char *name, char *text)
{
	char path[128], *golden = NULL;
	size_t room = 0;
	FILE *file;

	keep(name, text);
	snprintf(path, sizeof(path), "tests/golden/report/%s", name);
	file = fopen(path, "r");
	if (!file)
		fail_msg("%s is missing", path);
	assert_true(getdelim(&golden, &room, '\0', file) > 0);
	fclose(file);
	if (strcmp(text, golden) != 0)
		fail_msg("build/golden/report/%s is not as %s", name, path);
	free(golden);
	free(text);
}

struct report *golden_report(struct lines *lines, struct rules **rules, const char *from,
			     const char *to, bool request)
{
	struct report_order order = {.from_ns = reading_moment(from),
				     .to_ns = reading_moment(to),
				     .now_ns = reading_moment("2026-11-24T12:00:00Z"),
				     .request = request,
				     .seal = &seal};
	struct records source = lines_source(lines);
	struct report *report = NULL;

	lines_load(lines, "tests/golden/report/demo.jsonl");
	*rules = good_rules(blink, wyze);
	order.rules = *rules;
	assert_int_equal(report_make(&order, &source, &report), 0);
	return report;
}
