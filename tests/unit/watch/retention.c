// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "ledger/support_room.h"
#include "support_live.h"

#define RECORDS 1200

static struct room room;
static struct live *w;

static int set_up(void **state)
{
	struct ledger *ledger;
	struct event event;
	char folder[FOLDERS_PATH];

	(void)state;
	room_make(&room);
	ledger = room_open(&room);
	for (size_t i = 0; i < RECORDS; i++) {
		room_event(i, &event);
		assert_int_equal(ledger_append(ledger, &event), 0);
	}
	ledger_close(ledger);
	w = live_watch(NULL);
	w->config.ledger = room.path;
	return watch_history_open(&w->history, folder);
}

static int tear_down(void **state)
{
	(void)state;
	live_end(w);
	room_remove(&room);
	return 0;
}

static void without_limits_nothing_is_dropped(void **state)
{
	(void)state;
	assert_true(watch_retention_step(&w->retention) == RETENTION_REST_S);
	assert_int_equal(room_number(&room, "SELECT count(*) FROM record"), RECORDS);
}

static void step_by_step_it_comes_within_its_limits(void **state)
{
	struct found found;
	unsigned steps = 0;

	(void)state;
	w->config.keep.megabytes = 1;
	while (watch_retention_step(&w->retention) == RETENTION_STEP_S)
		steps++;
	assert_in_range(steps, 1, 4);
	watch_history_close(&w->history);
	assert_int_equal(room_verify(&room, NULL, &found), 0);
	assert_int_equal(found.count, 0);
	assert_in_range(found.report.dropped, 256, 1024);
}

/* Where it is due the loop calls it, and says when the next is. */
static void the_loop_drops_and_comes_again(void **state)
{
	struct found found;

	(void)state;
	w->config.keep.megabytes = 1;
	watch_retention_start(&w->retention);
	ev_feed_event(w->loop, &w->retention.due, EV_TIMER);
	ev_run(w->loop, EVRUN_NOWAIT);
	assert_true(ev_is_active(&w->retention.due));
	assert_true(w->retention.due.repeat == RETENTION_STEP_S);
	assert_int_equal(room_verify(&room, NULL, &found), 0);
	assert_true(found.report.dropped > 0);
}

static void what_was_told_meanwhile_is_committed_with_it(void **state)
{
	struct event event;

	(void)state;
	room_event(RECORDS, &event);
	watch_history_keeper(&w->history).keep(&w->history, &event);
	assert_int_equal(room_number(&room, "SELECT count(*) FROM record"), RECORDS);
	w->config.keep.days = 10;
	assert_true(watch_retention_step(&w->retention) == RETENTION_REST_S);
	assert_int_equal(room_number(&room, "SELECT count(*) FROM record"), RECORDS + 1);
}

static void that_it_fails_is_said_once(void **state)
{
	struct ledger *own = w->history.ledger, *reader = NULL;
	char error[LEDGER_ERROR];

	(void)state;
	assert_int_equal(ledger_open(room.path, LEDGER_READ, &reader, error), 0);
	w->history.ledger = reader; /* which cannot be written */
	w->config.keep.days = 10;
	assert_true(watch_retention_step(&w->retention) == RETENTION_REST_S);
	assert_true(w->retention.failed);
	w->history.ledger = own;
	watch_retention_step(&w->retention);
	assert_false(w->retention.failed);
	ledger_close(reader);
}

/* As the daemon drops: with all rights given away. Exits with what went wrong, 0 for nothing. */
static void drop_in_sandbox(void)
{
	char text[SANDBOX_TEXT] = "";
	struct sandbox_config sandbox = {
		.user = "nobody", .write_count = 1, .write = {room.folder}};
	unsigned steps = 0;

	if (sandbox_enter(&sandbox, &w->sandbox, text)) {
		dprintf(STDERR_FILENO, "%s\n", text);
		_exit(1);
	}
	w->config.keep.megabytes = 1;
	while (watch_retention_step(&w->retention) == RETENTION_STEP_S)
		steps++;
	for (int i = 0; i < 3; i++) /* the file gets smaller */
		watch_retention_step(&w->retention);
	if (w->retention.failed || !steps)
		_exit(2);
	watch_history_close(&w->history);
	_exit(w->history.failed ? 3 : 0);
}

static void it_works_within_the_sandbox(void **state)
{
	char folder[FOLDERS_PATH];
	struct stat before, after;
	struct event event;
	struct found found;
	int status = -1;
	pid_t child;

	(void)state;
	for (size_t i = RECORDS; i < 4000; i++) {
		room_event(i, &event);
		assert_int_equal(ledger_append(w->history.ledger, &event), 0);
	}
	watch_history_close(&w->history);
	assert_int_equal(stat(room.path, &before), 0);
	assert_int_equal(chmod(room.folder, 0777), 0);
	child = fork(); /* what SQLite has open must not go with it */
	if (child == 0) {
		if (watch_history_open(&w->history, folder))
			_exit(4);
		drop_in_sandbox();
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_int_equal(stat(room.path, &after), 0);
	assert_true(after.st_size < before.st_size);
	assert_int_equal(room_verify(&room, NULL, &found), 0);
	assert_int_equal(found.count, 0);
	assert_in_range(found.report.dropped, 2048, 3900);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(without_limits_nothing_is_dropped),
		CASE(step_by_step_it_comes_within_its_limits),
		CASE(the_loop_drops_and_comes_again),
		CASE(what_was_told_meanwhile_is_committed_with_it),
		CASE(that_it_fails_is_said_once),
		CASE(it_works_within_the_sandbox),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
