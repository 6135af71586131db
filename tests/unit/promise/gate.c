// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "promise/gate.h"
#include "promise/support_promise.h"

static enum event_kind kinds[16];
static char reasons[16][BREACH_WORDS];
static size_t count;

static void keep(void *context, const struct event *event)
{
	assert_ptr_equal(context, &count);
	kinds[count] = event->kind;
	if (event->kind == EVENT_BREACH) {
		snprintf(reasons[count], BREACH_WORDS, "%s|%s|%s|%s", event->breach.promise,
			 event->breach.words, reason_of(event->breach.reason),
			 event->breach.upload->id);
		assert_string_equal(event->capture, "a.pcap");
	}
	count++;
}

static void open_gate(struct gate *gate, const char *text)
{
	struct promise promise = promise_of(text);
	struct promise_list list = {1, {&promise}};

	count = 0;
	zone_is("UTC0");
	assert_int_equal(gate_open(gate, &list, keep, &count), 0);
}

static void a_breach_follows_its_upload(void **state)
{
	struct event event = upload_at("2026-03-02T10:00:00", "2026-03-02T10:00:05");
	struct gate gate;

	(void)state;
	open_gate(&gate, "front door: nothing leaves");
	gate_event(&gate, &event);
	assert_int_equal(count, 2);
	assert_int_equal(kinds[0], EVENT_UPLOAD);
	assert_int_equal(kinds[1], EVENT_BREACH);
	assert_string_equal(reasons[1],
			    "front door: nothing leaves|nothing leaves|footage left the "
			    "home|9f2c000000000001");
	event.upload.part = 2;
	gate_event(&gate, &event);
	assert_int_equal(count, 3); /* the upload is told, its breach was */
	assert_int_equal(gate.breaches, 1);
	gate_close(&gate);
}

static void what_keeps_a_promise_or_leaves_it_open_passes_alone(void **state)
{
	struct event event = upload_at("2026-03-02T10:00:00", "2026-03-02T10:00:05");
	struct gate gate;

	(void)state;
	open_gate(&gate, "EU only");
	gate_event(&gate, &event);
	assert_int_equal(count, 1);
	assert_int_equal(gate.breaches, 0);
	gate_close(&gate);
}

static void where_nothing_is_promised_everything_passes(void **state)
{
	struct event event = upload_at("2026-03-02T10:00:00", "2026-03-02T10:00:05");
	struct promise_list none = {0};
	struct gate gate;

	(void)state;
	count = 0;
	assert_int_equal(gate_open(&gate, &none, keep, &count), 0);
	gate_event(&gate, &event);
	assert_int_equal(count, 1);
	gate_close(&gate);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_breach_follows_its_upload),
		cmocka_unit_test(what_keeps_a_promise_or_leaves_it_open_passes_alone),
		cmocka_unit_test(where_nothing_is_promised_everything_passes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
