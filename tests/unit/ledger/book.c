// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

/*
 * What the book does when things go wrong beneath it: clocks that are set back, disks that are
 * full.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ledger/support_room.h"
#include "output/support_events.h"

static struct room room;
static uint64_t now;

static uint64_t told_time(void)
{
	return now;
}

static int set_up(void **state)
{
	(void)state;
	room_make(&room);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	room_remove(&room);
	return 0;
}

struct seen {
	unsigned count, clocks;
	uint64_t written[8];
	char last[256];
};

static int see(void *context, const struct ledger_record *record)
{
	struct seen *seen = context;

	if (strcmp(record->kind, "clock") == 0) {
		seen->clocks++;
		snprintf(seen->last, sizeof(seen->last), "%.*s", (int)record->length,
			 record->content);
	}
	seen->written[seen->count++ % 8] = record->written;
	return 0;
}

static void add(struct ledger *ledger, size_t index)
{
	struct event event;

	room_event(index, &event);
	assert_int_equal(ledger_append(ledger, &event), 0);
	assert_int_equal(ledger_commit(ledger), 0);
}

static void a_clock_that_is_set_back_is_a_record(void **state)
{
	struct ledger *ledger = room_open(&room);
	struct seen seen = {0};
	struct found found;

	(void)state;
	ledger->clock = told_time;
	now = UINT64_C(1700000000000000);
	add(ledger, 2);
	now -= 20; /* corrected by a trifle */
	add(ledger, 3);
	now -= UINT64_C(3600000000);
	add(ledger, 5);
	add(ledger, 7);
	assert_int_equal(ledger_each(ledger, NULL, see, &seen), 0);
	assert_int_equal(seen.count, 5);
	assert_int_equal(seen.clocks, 1);
	assert_int_equal(seen.written[1], seen.written[0]);
	assert_int_equal(seen.written[4], now);
	assert_string_equal(seen.last,
			    "{\"type\":\"clock\",\"schema\":1,\"start\":\"2023-11-14T21:13:19."
			    "999980Z\",\"end\":\"2023-11-14T22:13:20.000000Z\",\"reason\":\"the "
			    "clock was set back\"}");
	ledger_close(ledger);
	assert_int_equal(room_verify(&room, NULL, &found), 0);
	assert_int_equal(found.count, 0);
}

/*
 * Writes until it fails. Then makes room by `relief` and writes on: what was committed is there,
 * and what waited, a note of it and what is added then follow.
 */
static void fill_up(struct ledger *ledger, int expected, void (*relief)(void))
{
	struct ledger_head before = {0}, after;
	struct ledger_waiting waiting;
	struct event event;
	int err = 0;
	size_t i;

	for (i = 0; !err && i < 20000; i++) {
		room_event(i, &event);
		err = ledger_append(ledger, &event);
		if (!err && i % 20 == 19) {
			err = ledger_commit(ledger);
			if (!err)
				assert_int_equal(ledger_head(ledger, &before), 0);
		}
	}
	/* SQLite 3.40 forgets the errno of a file that may not grow, 3.46 has it. */
	assert_true(err == expected || (expected == -EFBIG && err == -EIO));
	assert_true(before.size > 0);
	assert_non_null(strstr(ledger_error(ledger), "what was committed is kept"));
	assert_int_equal(ledger_head(ledger, &after), 0);
	assert_memory_equal(&before, &after, sizeof(before));
	ledger_waiting(ledger, &waiting);
	assert_int_equal(before.size + waiting.records, i);
	assert_true(waiting.failed_us > 0);
	assert_int_equal(waiting.lost, 0);
	relief();
	assert_int_equal(ledger_commit(ledger), 0);
	for (size_t j = 0; j < 5; j++)
		add(ledger, i + j);
	assert_int_equal(ledger_head(ledger, &after), 0);
	assert_int_equal(after.size, i + 1 + 5);
}

static void lift_limit(void)
{
	struct rlimit limit = {RLIM_INFINITY, RLIM_INFINITY};

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = limit.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void a_write_that_fails_loses_nothing(void **state)
{
	struct ledger *ledger = room_open(&room);
	struct rlimit limit;
	struct found found;

	(void)state;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = 512 * 1024;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	fill_up(ledger, -EFBIG, lift_limit);
	ledger_close(ledger);
	assert_int_equal(room_verify(&room, NULL, &found), 0);
	assert_int_equal(found.count, 0);
}

static void make_way(void)
{
	char name[160];

	snprintf(name, sizeof(name), "%s/ballast", room.folder);
	assert_int_equal(unlink(name), 0);
}

static void fill_disk(void)
{
	char name[160];
	struct ledger *ledger;
	struct found found;
	int fd;

	snprintf(name, sizeof(name), "%s/ballast", room.folder);
	fd = open(name, O_WRONLY | O_CREAT, 0600);
	assert_int_equal(posix_fallocate(fd, 0, 3 << 20), 0);
	close(fd);
	ledger = room_open(&room);
	fill_up(ledger, -ENOSPC, make_way);
	ledger_close(ledger);
	assert_int_equal(room_verify(&room, NULL, &found), 0);
	assert_int_equal(found.count, 0);
}

#define SERIES "00000000c0ffee00"

/* A part of an upload that goes on. 0 or what appending or committing gave. */
static int add_part(struct ledger *ledger, unsigned part)
{
	struct event event;
	int err;

	events_clip(&event);
	strcpy(event.upload.series, SERIES);
	event.upload.part = part;
	event.upload.final = false;
	event.upload.start_ns += part * 600 * EVENTS_SECOND;
	event.upload.end_ns = event.upload.start_ns + 600 * EVENTS_SECOND;
	err = ledger_append(ledger, &event);
	return err ? err : ledger_commit(ledger);
}

static unsigned parts_kept(struct ledger *ledger)
{
	static const struct ledger_query query = {.series = SERIES};
	struct seen seen = {0};

	assert_int_equal(ledger_each(ledger, &query, see, &seen), 0);
	return seen.count;
}

/* All that is free; room is made by make_way. */
static void take_all_room(void)
{
	static const uint8_t block[4096];
	char name[160];
	int fd;

	snprintf(name, sizeof(name), "%s/ballast", room.folder);
	fd = open(name, O_WRONLY | O_CREAT, 0600);
	while (write(fd, block, sizeof(block)) > 0)
		;
	close(fd);
}

/* In hour three of an upload the disk is full: all parts so far are there, and it goes on. */
static void full_in_hour_three(void)
{
	struct ledger *ledger;
	struct found found;
	unsigned part = 1, kept;

	room_clear(&room);
	ledger = room_open(&room);
	for (; part <= 17; part++)
		assert_int_equal(add_part(ledger, part), 0);
	take_all_room();
	for (kept = part; add_part(ledger, kept) == 0; kept++)
		;
	assert_non_null(strstr(ledger_error(ledger), "make room"));
	assert_non_null(strstr(ledger_error(ledger), "what was committed is kept"));
	assert_int_equal(parts_kept(ledger), kept - 1);
	make_way();
	assert_int_equal(ledger_commit(ledger), 0);
	assert_int_equal(add_part(ledger, kept + 1), 0);
	assert_int_equal(parts_kept(ledger), kept + 1);
	ledger_close(ledger);
	assert_int_equal(room_verify(&room, NULL, &found), 0);
	assert_int_equal(found.count, 0);
}

/* Dropping writes before it frees; where that fails too, nothing is lost. */
static void full_while_dropping(void)
{
	static const struct ledger_limits limits = {.megabytes = 1};
	struct ledger *ledger;
	struct event event;
	struct found found;
	size_t dropped = 0;

	room_clear(&room);
	ledger = room_open(&room);
	for (size_t i = 0; i < 1200; i++) {
		room_event(i, &event);
		assert_int_equal(ledger_append(ledger, &event), 0);
	}
	ledger_close(ledger); /* no WAL is left */
	ledger = room_open(&room);
	take_all_room();
	assert_int_equal(ledger_drop(ledger, &limits, &dropped), -ENOSPC);
	assert_non_null(strstr(ledger_error(ledger), "make room"));
	assert_int_equal(dropped, 0);
	ledger_close(ledger);
	assert_int_equal(room_verify(&room, NULL, &found), 0);
	assert_int_equal(found.count, 0);
	assert_int_equal(found.report.dropped, 0);
	make_way();
	ledger = room_open(&room);
	assert_int_equal(ledger_drop(ledger, &limits, &dropped), 0);
	assert_true(dropped > 0);
	ledger_close(ledger);
	assert_int_equal(room_verify(&room, NULL, &found), 0);
	assert_int_equal(found.count, 0);
}

static void read_only_disk(void)
{
	char error[LEDGER_ERROR];
	struct ledger *ledger = NULL;

	assert_int_equal(mount(NULL, room.folder, NULL, MS_REMOUNT | MS_RDONLY, NULL), 0);
	assert_int_equal(ledger_open(room.path, LEDGER_WRITE, &ledger, error), -EROFS);
	assert_non_null(strstr(error, "remount"));
	assert_int_equal(ledger_open(room.path, LEDGER_READ, &ledger, error), 0);
	ledger_close(ledger);
}

/* In a mount namespace of its own. 0, or why not. */
static int own_disk(void)
{
	uid_t user = geteuid();
	int flags = CLONE_NEWNS | (user ? CLONE_NEWUSER : 0);

	if (unshare(flags) != 0 || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
	    mount("none", room.folder, "tmpfs", 0, "size=5m") != 0)
		return -errno;
	return 0;
}

static void a_full_disk_and_one_that_is_only_read_are_told(void **state)
{
	pid_t child = fork();
	int status;

	(void)state;
	if (child == 0) {
		if (own_disk() != 0)
			_exit(77);
		fill_disk();
		full_in_hour_three();
		full_while_dropping();
		read_only_disk();
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 77) {
		print_message("netns: no mount namespace here\n");
		skip();
	}
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_clock_that_is_set_back_is_a_record, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(a_write_that_fails_loses_nothing, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(a_full_disk_and_one_that_is_only_read_are_told,
						set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
