// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "ledger/support_room.h"
#include "output/support_events.h"
#include "promise/support_promise.h"
#include "base/clock.h"
#include "support_live.h"
#include "watch/promises.h"

static struct promise promises[2];
static struct promise_list list;
static size_t breaches;

static void told(void *context, const struct event *event)
{
	(void)context;
	breaches += event->kind == EVENT_BREACH;
}

static void promise(const char *one, const char *two)
{
	const char *const texts[] = {one, two};

	list.count = 0;
	for (size_t i = 0; i < 2; i++) {
		if (!texts[i])
			continue;
		promises[i] = promise_of(texts[i]);
		list.items[list.count++] = &promises[i];
	}
}

static struct live *open_watch(const struct room *room)
{
	struct live *w = live_watch(NULL);
	char folder[FOLDERS_PATH];

	w->config.ledger = room ? room->path : NULL;
	assert_int_equal(watch_history_open(&w->history, folder), 0);
	assert_int_equal(gate_open(&w->house.gate, &list, told, NULL), 0);
	breaches = 0;
	return w;
}

static void close_watch(struct live *w)
{
	gate_close(&w->house.gate);
	live_end(w);
}

static int take(void *context, const struct ledger_record *record)
{
	const char *promise = strstr(record->content, "\"promise\":");

	if (strcmp(record->kind, "promise") == 0)
		strcat(context, promise + strlen("\"promise\":"));
	return 0;
}

/* What the notes of the history promise, one behind the other. */
static const char *noted(struct live *w)
{
	static char text[1024];

	text[0] = '\0';
	assert_int_equal(ledger_each(w->history.ledger, NULL, take, text), 0);
	return text;
}

static struct event upload_now(const char *id)
{
	struct event event = upload_at("2026-03-02T10:00:00", "2026-03-02T10:00:05");

	event.capture = NULL;
	event.upload.end_ns = event.upload.start_ns = clock_now_ns();
	snprintf(event.upload.id, sizeof(event.upload.id), "%s", id);
	snprintf(event.upload.series, sizeof(event.upload.series), "%s", id);
	return event;
}

static void the_history_says_what_is_promised(void **state)
{
	struct room room;
	struct live *w;

	(void)state;
	room_make(&room);
	promise("front door: only clips", "EU only");
	w = open_watch(&room);
	watch_promises_start(&w->house, &w->history);
	assert_string_equal(noted(w), "\"front door: only clips\"}\"EU only\"}");
	close_watch(w);
	room_remove(&room);
}

static void where_nothing_is_promised_nothing_is_noted(void **state)
{
	struct room room;
	struct live *w;

	(void)state;
	room_make(&room);
	promise(NULL, NULL);
	w = open_watch(&room);
	watch_promises_start(&w->house, &w->history);
	assert_string_equal(noted(w), "");
	close_watch(w);
	room_remove(&room);
}

static void a_change_is_noted_and_the_same_again_is_none(void **state)
{
	struct room room;
	struct live *w;

	(void)state;
	room_make(&room);
	promise("front door: only clips", NULL);
	w = open_watch(&room);
	watch_promises_reload(&w->house, &w->history, &list);
	assert_string_equal(noted(w), "");
	promise("front door: only clips", "EU only");
	watch_promises_reload(&w->house, &w->history, &list);
	assert_string_equal(noted(w), "\"front door: only clips\"}\"EU only\"}");
	promise(NULL, NULL);
	watch_promises_reload(&w->house, &w->history, &list);
	assert_string_equal(noted(w), "\"front door: only clips\"}\"EU only\"}null}");
	assert_null(w->house.gate.check);
	close_watch(w);
	room_remove(&room);
}

static void promises_may_begin_while_it_watches(void **state)
{
	struct event event = upload_now("1");
	struct live *w;

	(void)state;
	promise(NULL, NULL);
	w = open_watch(NULL);
	watch_promises_start(&w->house, &w->history);
	gate_event(&w->house.gate, &event);
	promise("nothing leaves", NULL);
	watch_promises_reload(&w->house, &w->history, &list);
	gate_event(&w->house.gate, &event);
	assert_int_equal(breaches, 1);
	close_watch(w);
}

/* So that no midnight comes between. */
static void noon(void)
{
	uint64_t hour = clock_now_ns() / 3600000000000ULL % 24;
	char zone[32];

	snprintf(zone, sizeof(zone), "XXX%d", (int)hour - 12);
	zone_is(zone);
}

static void todays_total_outlives_a_restart(void **state)
{
	struct event event = upload_now("1"), replayed = upload_now("2");
	struct room room;
	struct live *w;

	(void)state;
	noon();
	room_make(&room);
	promise("at most 1 upload a day", NULL);
	w = open_watch(&room);
	watch_promises_start(&w->house, &w->history);
	watch_history_keeper(&w->history).keep(&w->history, &event);
	replayed.capture = "old.pcap";
	watch_history_keeper(&w->history).keep(&w->history, &replayed);
	close_watch(w);

	w = open_watch(&room);
	watch_promises_start(&w->house, &w->history);
	assert_int_equal(breaches, 0);
	memcpy(event.upload.series, "3", 2);
	gate_event(&w->house.gate, &event);
	assert_int_equal(breaches, 1);
	close_watch(w);
	room_remove(&room);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_history_says_what_is_promised),
		cmocka_unit_test(where_nothing_is_promised_nothing_is_noted),
		cmocka_unit_test(a_change_is_noted_and_the_same_again_is_none),
		cmocka_unit_test(promises_may_begin_while_it_watches),
		cmocka_unit_test(todays_total_outlives_a_restart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
