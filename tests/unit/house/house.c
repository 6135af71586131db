// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "house/house.h"
#include "output/support_events.h"
#include "support.h"
#include "support_rules.h"

/* A house whose history, notice and output write down when they were reached. */
struct row {
	struct house house;
	struct promise_list promises;
	struct rules *rules;
	struct geography *geography;
	char *text; /* the output's */
	size_t size;
	FILE *file;
	char reached[64];
	unsigned decided, dismissed, unheard;
};

static void reach(struct row *r, const char *who)
{
	size_t used = strlen(r->reached);

	fflush(r->file);
	snprintf(r->reached + used, sizeof(r->reached) - used, "%s%s ", who,
		 r->text && r->text[0] ? "(late)" : "");
}

static void keep(void *context, const struct event *event)
{
	(void)event;
	reach(context, "history");
}

static void dismiss(void *context, const struct device_key *device)
{
	struct row *r = context;

	(void)device;
	r->dismissed++;
}

static struct ledger *none(void *context)
{
	reach(context, "headers");
	return NULL;
}

static bool fine(void *context)
{
	(void)context;
	return false;
}

static void notice(void *context, const struct event *event)
{
	(void)event;
	reach(context, "notice");
}

static void heard(void *context, const struct event *event)
{
	(void)event;
	reach(context, "listeners");
}

static void decide(void *self, const struct device_key *device, enum device_state state)
{
	struct row *r = self;

	(void)device;
	(void)state;
	r->decided++;
}

static void destroy(void *self)
{
	(void)self;
}

static const struct source_ops ops = {.way = SOURCE_FILES, .decide = decide, .destroy = destroy};

static void unheard(void *context)
{
	struct row *r = context;

	r->unheard++;
}

static void row_open(struct row *r, const char *headers, FILE *file)
{
	struct house_config config = {
		.capture = "a.pcap",
		.options = "--speakers",
		.promises = &r->promises,
		.output = {.format = OUTPUT_JSONL},
		.headers = headers,
		.headers_limit = 1000000,
		.keeper = {r, keep, dismiss, none, fine},
		.notice = notice,
		.heard = heard,
		.unheard = unheard,
		.context = r,
	};

	r->file = file ? file : open_memstream(&r->text, &r->size);
	r->rules = good_rules(scene_rules, scene_personal);
	assert_int_equal(geography_open(NULL, 0, 0, NULL, NULL, &r->geography), 0);
	config.rules = r->rules;
	config.geography = r->geography;
	config.file = r->file;
	assert_int_equal(house_open(&config, &r->house), 0);
	house_attach(&r->house, (struct source){&ops, r});
}

static void row_close(struct row *r)
{
	house_close(&r->house);
	geography_close(r->geography);
	rules_destroy(r->rules);
	fclose(r->file);
	free(r->text);
}

static void an_event_is_kept_before_it_is_told(void **state)
{
	struct row row = {0};
	struct event event;

	(void)state;
	row_open(&row, "/tmp", NULL);
	events_clip(&event);
	house_tell(&row.house, &event);
	assert_string_equal(row.reached, "notice history headers listeners ");
	fflush(row.file);
	assert_non_null(strstr(row.text, "\"type\":\"upload\""));
	row_close(&row);
}

static void without_headers_nobody_asks_where_to_note_them(void **state)
{
	struct row row = {0};
	struct event event;

	(void)state;
	row_open(&row, NULL, NULL);
	events_clip(&event);
	house_tell(&row.house, &event);
	assert_string_equal(row.reached, "notice history listeners ");
	row_close(&row);
}

static void what_is_ruled_out_goes_down_to_the_source_and_the_history(void **state)
{
	struct device_key device = a_device(CAMERA_MAC);
	struct row row = {0};
	struct observer observer;

	(void)state;
	row_open(&row, NULL, NULL);
	observer = engine_observer(row.house.engine);
	assert_int_equal(observer.state(observer.context, &device), DEVICE_UNDECIDED);
	assert_int_equal(engine_dismiss(row.house.engine, &device), 0);
	assert_int_equal(row.decided, 1);
	assert_int_equal(row.dismissed, 1);
	assert_int_equal(engine_confirm(row.house.engine, &device, "hall"), 0);
	assert_int_equal(row.decided, 2);
	assert_int_equal(row.dismissed, 1);
	row_close(&row);
}

static void a_run_says_what_is_in_force_now(void **state)
{
	struct rules *fresh = good_rules(scene_rules, NULL);
	struct row row = {0};
	struct event run;

	(void)state;
	row_open(&row, NULL, NULL);
	house_run(&row.house, &run);
	assert_string_equal(run.capture, "a.pcap");
	assert_string_equal(run.run.options, "--speakers");
	assert_string_equal(run.run.rules_hash, rules_hash(row.rules));
	house_reload(&row.house, fresh);
	house_run(&row.house, &run);
	assert_string_equal(run.run.rules_hash, rules_hash(fresh));
	row_close(&row);
	rules_destroy(fresh);
}

static void an_output_that_fails_is_said_once(void **state)
{
	FILE *full = fopen("/dev/full", "w");
	struct row row = {0};
	struct event event;

	(void)state;
	if (!full) {
		print_message("machine: /dev/full is not there\n");
		skip();
	}
	setvbuf(full, NULL, _IONBF, 0);
	row_open(&row, NULL, full);
	events_clip(&event);
	house_tell(&row.house, &event);
	house_tell(&row.house, &event);
	assert_int_equal(row.unheard, 1);
	assert_true(house_end(&row.house) < 0);
	row_close(&row);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_event_is_kept_before_it_is_told),
		cmocka_unit_test(without_headers_nobody_asks_where_to_note_them),
		cmocka_unit_test(what_is_ruled_out_goes_down_to_the_source_and_the_history),
		cmocka_unit_test(a_run_says_what_is_in_force_now),
		cmocka_unit_test(an_output_that_fails_is_said_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
