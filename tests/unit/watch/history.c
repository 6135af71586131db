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
#include "support.h"
#include "watch/answers.h"
#include "watch/history.h"

static struct scene *scene;

static struct watch *keeper(const struct room *room)
{
	struct watch *w = calloc(1, sizeof(*w));

	assert_non_null(w);
	w->config.ledger = room ? room->path : NULL;
	w->config.user = "nobody";
	w->loop = ev_loop_new(0);
	scene = scene_open(scene_rules, NULL);
	w->engine = scene->engine;
	return w;
}

static void dismissed(struct watch *w)
{
	watch_ledger_close(w);
	ev_loop_destroy(w->loop);
	scene_close(scene);
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

static struct json_object *history(struct watch *w)
{
	struct json_object *question = json_tokener_parse("{\"ask\":\"commit\"}");
	struct json_object *answer = answers_give(w, question), *found;

	found = json_object_get(json_object_object_get(answer, "history"));
	json_object_put(question);
	json_object_put(answer);
	return found;
}

static void assert_history(struct watch *w, bool kept_now, int waiting)
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
	char folder[WATCH_FOLDER];
	sqlite3 *other;
	struct event event;
	struct room room;
	struct watch *w;

	(void)state;
	room_make(&room);
	w = keeper(&room);
	assert_int_equal(watch_ledger_open(w, folder), 0);
	assert_history(w, true, 0);
	sqlite3_busy_timeout(w->ledger->store.db, 10);
	assert_int_equal(sqlite3_open(room.path, &other), SQLITE_OK);
	assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
	events_clip(&event);
	watch_ledger_keep(w, &event);
	assert_history(w, false, 1);
	assert_non_null(strstr(w->ledger_problem, "another program holds it"));
	watch_ledger_settle_batch(w); /* and is not said to be kept again */
	assert_true(w->ledger_failed);
	assert_int_equal(sqlite3_exec(other, "ROLLBACK", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(other);
	assert_history(w, true, 0);
	assert_int_equal(kept(&room), 2); /* and that it came late */
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
	dismissed(w);
}

/* A full disk, a stick of vfat, a damaged file: what leaves is told all the same. */
static void where_it_cannot_be_opened_watching_goes_on_and_the_reason_stands(void **state)
{
	char folder[WATCH_FOLDER], missing[160];
	struct event event;
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
	events_clip(&event);
	watch_ledger_keep(w, &event);
	assert_history(w, false, 1);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_told_is_on_the_disk_once_the_interval_is_over),
		cmocka_unit_test(what_is_told_is_on_the_disk_once_somebody_asks),
		cmocka_unit_test(what_is_open_at_the_end_is_kept),
		cmocka_unit_test(what_is_told_while_another_program_holds_the_file_waits_for_it),
		cmocka_unit_test(a_history_that_another_writes_is_refused),
		cmocka_unit_test(where_none_is_wanted_none_is_kept),
		cmocka_unit_test(where_it_cannot_be_opened_watching_goes_on_and_the_reason_stands),
		cmocka_unit_test(why_none_can_be_kept_is_taken_from_who_started_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
