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

#include "ledger/book.h"
#include "ledger/support_room.h"
#include "output/support_events.h"
#include "support_live.h"
#include "watch/loop.h"

static struct scene *scene;
static struct control_caller asker = {.owner = true};

/* A daemon with a place for its history. */
struct keeping {
	struct room room;
	struct live *w;
	char folder[FOLDERS_PATH]; /* as watch_history_open() said */
};

static int keeping_begin(void **state)
{
	static struct keeping k;

	room_make(&k.room);
	scene = scene_open(scene_rules, NULL);
	k.w = live_watch(scene);
	k.w->config.ledger = k.room.path;
	*state = &k;
	return 0;
}

/* What is still open is kept. */
static void keeping_dismiss(struct keeping *k)
{
	if (k->w) {
		live_end(k->w);
		scene_close(scene);
	}
	k->w = NULL;
}

static int keeping_end(void **state)
{
	struct keeping *k = *state;

	keeping_dismiss(k);
	room_remove(&k->room);
	return 0;
}

static int keeping_open(struct keeping *k)
{
	return watch_history_open(&k->w->history, k->folder);
}

static void keeping_tell(struct keeping *k)
{
	struct event event;

	events_clip(&event);
	watch_history_keeper(&k->w->history).keep(&k->w->history, &event);
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
	struct keeping *k = *state;

	k->w->config.commit_s = 0.01;
	assert_int_equal(keeping_open(k), 0);
	assert_string_equal(k->folder, k->room.folder);
	watch_history_start(&k->w->history);
	keeping_tell(k);
	assert_int_equal(kept(&k->room), 0);
	ev_run(k->w->loop, EVRUN_ONCE); /* nothing was left of an erasure */
	ev_run(k->w->loop, EVRUN_ONCE);
	assert_int_equal(kept(&k->room), 1);
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
	struct keeping *k = *state;
	struct json_object *question = json_tokener_parse("{\"ask\":\"commit\"}"), *answer;

	k->w->config.commit_s = 86400;
	assert_int_equal(keeping_open(k), 0);
	keeping_tell(k);
	assert_int_equal(kept(&k->room), 0);
	answer = answers_give(&k->w->answers, question, &asker);
	assert_answer(answer, true, k->room.path);
	json_object_put(answer);
	assert_int_equal(kept(&k->room), 1);
	answer =
		answers_give(&k->w->answers, question, &asker); /* nothing is open, which is well */
	assert_answer(answer, true, k->room.path);
	json_object_put(answer);
	json_object_put(question);
}

static void tell_and_end(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct keeping *k = timer->data;

	(void)events;
	keeping_tell(k);
	if (timer->repeat > 0.5)
		watch_loop_break(loop);
}

static int keeping_forget(struct keeping *k, double every, size_t *erased)
{
	const char *why = "";
	ev_timer timer;
	int err;

	k->w->history.ledger->step_ms = 0;
	ev_set_userdata(k->w->loop, NULL);
	ev_timer_init(&timer, tell_and_end, 0, every);
	timer.data = k;
	ev_timer_start(k->w->loop, &timer);
	err = watch_history_forget(&k->w->history, ROOM_OTHER, erased, &why);
	ev_timer_stop(k->w->loop, &timer);
	assert_int_equal(err ? strstr(why, "the next start") != NULL : 0, err != 0);
	return err;
}

/* What is told meanwhile is kept, and who ends the daemon need not wait for it. */
static void while_a_camera_is_erased_the_loop_goes_on(void **state)
{
	struct keeping *k = *state;
	size_t erased = 0;
	struct found found;

	room_fill(&k->room, 0, 200);
	assert_int_equal(keeping_open(k), 0);
	assert_int_equal(keeping_forget(k, 1, &erased), -EINTR);
	assert_int_equal(erased, 0);
	assert_int_equal(keeping_forget(k, 0.0001, &erased), 0);
	assert_int_equal(erased, 40);
	keeping_dismiss(k);
	assert_int_equal(room_verify(&k->room, NULL, &found), 0);
	assert_int_equal(found.count, 0);
	assert_int_equal(found.report.erased, 40);
	assert_true(found.report.records > 201);
}

static bool end_late(void *context)
{
	unsigned *turns = context;

	return ++*turns == 60; /* behind the record that says which numbers */
}

/* What the run before left of an erasure holds nothing up: it is gone on with in the loop. */
static void an_erasure_that_was_interrupted_goes_on_in_the_loop(void **state)
{
	struct keeping *k = *state;
	struct ledger *before;
	unsigned turns = 0;
	size_t erased = 0;
	struct found found;

	room_fill(&k->room, 0, 200);
	before = room_open(&k->room);
	before->step_ms = 0;
	assert_int_equal(ledger_forget(before, ROOM_OTHER, end_late, &turns, &erased), -EINTR);
	ledger_close(before);
	assert_int_equal(keeping_open(k), 0);
	assert_int_equal(room_verify(&k->room, NULL, &found), 0);
	assert_true(found_kind(&found, FAULT_ERASED));
	k->w->config.commit_s = 86400;
	ev_set_userdata(k->w->loop, NULL);
	watch_history_start(&k->w->history);
	ev_run(k->w->loop, EVRUN_ONCE);
	keeping_dismiss(k);
	assert_int_equal(room_verify(&k->room, NULL, &found), 0);
	assert_int_equal(found.count, 0);
	assert_int_equal(found.report.erased, 40);
}

static void what_is_open_at_the_end_is_kept(void **state)
{
	struct keeping *k = *state;

	assert_int_equal(keeping_open(k), 0);
	keeping_tell(k);
	keeping_dismiss(k);
	assert_int_equal(kept(&k->room), 1);
}

static struct json_object *history(struct live *w)
{
	struct json_object *question = json_tokener_parse("{\"ask\":\"commit\"}");
	struct json_object *answer = answers_give(&w->answers, question, &asker), *found;

	found = json_object_get(json_object_object_get(answer, "history"));
	json_object_put(question);
	json_object_put(answer);
	return found;
}

static void assert_history(struct live *w, bool kept_now, int waiting)
{
	struct json_object *of = history(w);

	assert_int_equal(json_object_get_boolean(json_object_object_get(of, "kept")), kept_now);
	assert_int_equal(json_object_object_get(of, "problem") == NULL, kept_now);
	assert_int_equal(json_object_object_get(of, "failed_since") == NULL, kept_now);
	assert_int_equal(json_object_object_get(of, "missing_since") == NULL, kept_now);
	assert_int_equal(json_object_get_int(json_object_object_get(of, "waiting")), waiting);
	assert_int_equal(json_object_get_int(json_object_object_get(of, "lost")), 0);
	json_object_put(of);
}

/* A backup, or somebody with sqlite3: the batch of that time was lost, and attest was exit 0. */
static void what_is_told_while_another_program_holds_the_file_waits_for_it(void **state)
{
	struct keeping *k = *state;
	sqlite3 *other;

	assert_int_equal(keeping_open(k), 0);
	assert_history(k->w, true, 0);
	sqlite3_busy_timeout(k->w->history.ledger->store.db, 10);
	assert_int_equal(sqlite3_open(k->room.path, &other), SQLITE_OK);
	assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
	keeping_tell(k);
	assert_history(k->w, false, 1);
	assert_non_null(strstr(k->w->history.problem, "another program holds it"));
	watch_history_settle_batch(&k->w->history); /* and is not said to be kept again */
	assert_true(k->w->history.failed);
	assert_int_equal(sqlite3_exec(other, "ROLLBACK", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(other);
	assert_history(k->w, true, 0);
	assert_int_equal(kept(&k->room), 2); /* and that it came late */
}

static void a_history_that_another_writes_is_refused(void **state)
{
	struct keeping *k = *state;
	struct ledger *other;

	other = room_open(&k->room);
	assert_int_equal(keeping_open(k), -EBUSY);
	keeping_dismiss(k);
	ledger_close(other);
}

static void where_none_is_wanted_none_is_kept(void **state)
{
	struct keeping *k = *state;

	k->w->config.ledger = NULL;
	assert_int_equal(keeping_open(k), 0);
	assert_string_equal(k->folder, "");
	watch_history_start(&k->w->history);
	keeping_tell(k);
}

/* A full disk, a stick of vfat, a damaged file: what leaves is told all the same. */
static void where_it_cannot_be_opened_watching_goes_on_and_the_reason_stands(void **state)
{
	struct keeping *k = *state;
	char missing[160];

	snprintf(missing, sizeof(missing), "%s/no/such/ledger.db", k->room.folder);
	k->w->config.ledger = missing;
	assert_int_equal(keeping_open(k), 0);
	assert_null(k->w->history.ledger);
	assert_non_null(strstr(k->w->history.problem, missing));
	keeping_tell(k);
	assert_history(k->w, false, 1);
	watch_history_start(&k->w->history); /* tries again */
	assert_true(ev_is_active(&k->w->history.again));
	ev_timer_stop(k->w->loop, &k->w->history.again);
	keeping_dismiss(k); /* while there is a name of it */
}

static void why_none_can_be_kept_is_taken_from_who_started_it(void **state)
{
	struct keeping *k = *state;

	k->w->config.no_history = "/mnt/stick is not mounted";
	assert_int_equal(keeping_open(k), 0);
	assert_null(k->w->history.ledger);
	assert_string_equal(k->w->history.problem, "/mnt/stick is not mounted");
	assert_string_equal(k->folder, "");
	assert_int_equal(access(k->room.path, F_OK), -1);
	watch_history_start(&k->w->history);
	assert_false(ev_is_active(&k->w->history.again));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, keeping_begin, keeping_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(while_a_camera_is_erased_the_loop_goes_on,
						keeping_begin, keeping_end),
		TEST(what_is_told_is_on_the_disk_once_the_interval_is_over),
		TEST(what_is_told_is_on_the_disk_once_somebody_asks),
		TEST(an_erasure_that_was_interrupted_goes_on_in_the_loop),
		TEST(what_is_open_at_the_end_is_kept),
		TEST(what_is_told_while_another_program_holds_the_file_waits_for_it),
		TEST(a_history_that_another_writes_is_refused),
		TEST(where_none_is_wanted_none_is_kept),
		TEST(where_it_cannot_be_opened_watching_goes_on_and_the_reason_stands),
		TEST(why_none_can_be_kept_is_taken_from_who_started_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
