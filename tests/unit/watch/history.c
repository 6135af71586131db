// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "ledger/support_room.h"
#include "output/support_events.h"
#include "watch/answers.h"
#include "watch/history.h"

static struct watch *keeper(const struct room *room)
{
	struct watch *w = calloc(1, sizeof(*w));

	assert_non_null(w);
	w->config.ledger = room ? room->path : NULL;
	w->config.user = "nobody";
	w->loop = ev_loop_new(0);
	return w;
}

static void dismissed(struct watch *w)
{
	watch_ledger_close(w);
	ev_loop_destroy(w->loop);
	free(w);
}

static int count(void *context, const struct ledger_record *record)
{
	(void)record;
	++*(size_t *)context;
	return 0;
}

static size_t kept(const struct room *room)
{
	struct ledger *ledger = NULL;
	char error[LEDGER_ERROR];
	size_t records = 0;

	assert_int_equal(ledger_open(room->path, LEDGER_READ, &ledger, error), 0);
	assert_int_equal(ledger_each(ledger, NULL, count, &records), 0);
	ledger_close(ledger);
	return records;
}

static void what_is_told_is_on_the_disk_once_the_interval_is_over(void **state)
{
	char folder[WATCH_FOLDER];
	struct event event;
	struct room room;
	struct watch *w;

	(void)state;
	room_make(&room);
	w = keeper(&room);
	w->config.commit_s = 0.01;
	assert_int_equal(watch_ledger_open(w, folder), 0);
	assert_string_equal(folder, room.folder);
	watch_ledger_start(w);
	events_clip(&event);
	watch_ledger_keep(w, &event);
	assert_int_equal(kept(&room), 0);
	ev_run(w->loop, EVRUN_ONCE);
	assert_int_equal(kept(&room), 1);
	dismissed(w);
	room_remove(&room);
}

static void assert_answer(struct json_object *answer, bool committed, const char *path)
{
	assert_int_equal(json_object_get_boolean(json_object_object_get(answer, "committed")),
			 committed);
	assert_string_equal(json_object_get_string(json_object_object_get(answer, "ledger")), path);
}

/* As every command does that is about to read the history. */
static void what_is_told_is_on_the_disk_once_somebody_asks(void **state)
{
	struct json_object *question = json_tokener_parse("{\"ask\":\"commit\"}"), *answer;
	char folder[WATCH_FOLDER];
	struct event event;
	struct room room;
	struct watch *w;

	(void)state;
	room_make(&room);
	w = keeper(&room);
	w->config.commit_s = 86400;
	assert_int_equal(watch_ledger_open(w, folder), 0);
	events_clip(&event);
	watch_ledger_keep(w, &event);
	assert_int_equal(kept(&room), 0);
	answer = answers_give(w, question);
	assert_answer(answer, true, room.path);
	json_object_put(answer);
	assert_int_equal(kept(&room), 1);
	answer = answers_give(w, question); /* nothing is open, which is well */
	assert_answer(answer, true, room.path);
	json_object_put(answer);
	json_object_put(question);
	dismissed(w);
	room_remove(&room);
}

static void what_is_open_at_the_end_is_kept(void **state)
{
	char folder[WATCH_FOLDER];
	struct event event;
	struct room room;
	struct watch *w;

	(void)state;
	room_make(&room);
	w = keeper(&room);
	assert_int_equal(watch_ledger_open(w, folder), 0);
	events_clip(&event);
	watch_ledger_keep(w, &event);
	dismissed(w);
	assert_int_equal(kept(&room), 1);
	room_remove(&room);
}

/* The history was said to be kept again before it was. */
static void a_batch_that_failed_leaves_nothing_to_commit(void **state)
{
	char folder[WATCH_FOLDER];
	struct ledger *reader = NULL, *own;
	char error[LEDGER_ERROR];
	struct event event;
	struct room room;
	struct watch *w;

	(void)state;
	room_make(&room);
	w = keeper(&room);
	assert_int_equal(watch_ledger_open(w, folder), 0);
	events_clip(&event);
	watch_ledger_keep(w, &event);
	assert_true(w->ledger_open);
	assert_int_equal(ledger_commit(w->ledger), 0);
	assert_int_equal(ledger_open(room.path, LEDGER_READ, &reader, error), 0);
	own = w->ledger;
	w->ledger = reader; /* which cannot be written */
	watch_ledger_keep(w, &event);
	assert_true(w->ledger_failed);
	assert_false(w->ledger_open);
	w->ledger = own;
	ledger_close(reader);
	dismissed(w);
	room_remove(&room);
}

static void a_history_that_another_writes_is_refused(void **state)
{
	char folder[WATCH_FOLDER];
	struct ledger *other;
	struct room room;
	struct watch *w;

	(void)state;
	room_make(&room);
	other = room_open(&room);
	w = keeper(&room);
	assert_int_equal(watch_ledger_open(w, folder), -EBUSY);
	dismissed(w);
	ledger_close(other);
	room_remove(&room);
}

static void where_none_is_wanted_none_is_kept(void **state)
{
	struct watch *w = keeper(NULL);
	char folder[WATCH_FOLDER];
	struct event event;

	(void)state;
	assert_int_equal(watch_ledger_open(w, folder), 0);
	assert_string_equal(folder, "");
	events_clip(&event);
	watch_ledger_start(w);
	watch_ledger_keep(w, &event);
	assert_false(w->ledger_open);
	dismissed(w);
}

/* A full disk, a stick of vfat, a damaged file: what leaves is told all the same. */
static void where_it_cannot_be_opened_watching_goes_on_and_the_reason_stands(void **state)
{
	char folder[WATCH_FOLDER], missing[160];
	struct room room;
	struct watch *w;

	(void)state;
	room_make(&room);
	w = keeper(&room);
	snprintf(missing, sizeof(missing), "%s/no/such/ledger.db", room.folder);
	w->config.ledger = missing;
	assert_int_equal(watch_ledger_open(w, folder), 0);
	assert_null(w->ledger);
	assert_non_null(strstr(w->ledger_problem, missing));
	watch_ledger_start(w); /* tries again */
	assert_true(ev_is_active(&w->again));
	ev_timer_stop(w->loop, &w->again);
	dismissed(w);
	room_remove(&room);
}

static void why_none_can_be_kept_is_taken_from_who_started_it(void **state)
{
	char folder[WATCH_FOLDER];
	struct room room;
	struct watch *w;

	(void)state;
	room_make(&room);
	w = keeper(&room);
	w->config.no_history = "/mnt/stick is not mounted";
	assert_int_equal(watch_ledger_open(w, folder), 0);
	assert_null(w->ledger);
	assert_string_equal(w->ledger_problem, "/mnt/stick is not mounted");
	assert_string_equal(folder, "");
	assert_int_equal(access(room.path, F_OK), -1);
	watch_ledger_start(w);
	assert_false(ev_is_active(&w->again));
	dismissed(w);
	room_remove(&room);
}

struct gaps {
	size_t count;
	char content[1024]; /* of the last */
};

static int count_gap(void *context, const struct ledger_record *record)
{
	struct gaps *gaps = context;

	gaps->count++;
	snprintf(gaps->content, sizeof(gaps->content), "%s", record->content);
	return 0;
}

/* A history that says nothing of it would prove that nothing left meanwhile. */
static void the_time_in_which_nothing_could_be_kept_is_a_gap_of_the_history(void **state)
{
	struct ledger *reader = NULL, *own;
	char folder[WATCH_FOLDER], error[LEDGER_ERROR];
	struct gaps gaps = {0};
	struct event event;
	struct room room;
	struct watch *w;

	(void)state;
	room_make(&room);
	w = keeper(&room);
	assert_int_equal(watch_ledger_open(w, folder), 0);
	events_clip(&event);
	watch_ledger_keep(w, &event);
	watch_ledger_settle_batch(w);
	assert_int_equal(ledger_open(room.path, LEDGER_READ, &reader, error), 0);
	own = w->ledger;
	w->ledger = reader; /* which cannot be written */
	watch_ledger_keep(w, &event);
	assert_true(w->ledger_problem[0]);
	w->ledger = own;
	event.upload.start_ns += 3600000000000ULL;
	event.upload.end_ns += 3600000000000ULL;
	watch_ledger_keep(w, &event);
	watch_ledger_settle_batch(w);
	assert_string_equal(w->ledger_problem, "");
	assert_int_equal(ledger_each(own, &(struct ledger_query){.kind = "gap"}, count_gap, &gaps),
			 0);
	assert_int_equal(gaps.count, 1);
	assert_non_null(strstr(gaps.content, "what was sent meanwhile is not in it"));
	ledger_close(reader);
	dismissed(w);
	room_remove(&room);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_told_is_on_the_disk_once_the_interval_is_over),
		cmocka_unit_test(what_is_told_is_on_the_disk_once_somebody_asks),
		cmocka_unit_test(what_is_open_at_the_end_is_kept),
		cmocka_unit_test(a_batch_that_failed_leaves_nothing_to_commit),
		cmocka_unit_test(a_history_that_another_writes_is_refused),
		cmocka_unit_test(where_none_is_wanted_none_is_kept),
		cmocka_unit_test(where_it_cannot_be_opened_watching_goes_on_and_the_reason_stands),
		cmocka_unit_test(why_none_can_be_kept_is_taken_from_who_started_it),
		cmocka_unit_test(the_time_in_which_nothing_could_be_kept_is_a_gap_of_the_history),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
