// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

/*
 * A writer is killed at any moment; what it had said to be committed is there.
 * LEDGER_KILLS=1000 kills so many (make torture).
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "ledger/support_room.h"
#include "output/support_events.h"

#define KILLS 50

static struct room room;

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

static unsigned kills(void)
{
	const char *asked = getenv("LEDGER_KILLS");

	return asked ? (unsigned)strtoul(asked, NULL, 10) : KILLS;
}

/* Says a committed head to the pipe. */
static void commit_and_say(struct ledger *ledger, int to)
{
	struct ledger_head head;

	if (ledger_commit(ledger) || ledger_head(ledger, &head) ||
	    write(to, &head, sizeof(head)) != sizeof(head))
		_exit(1);
}

static void append_or_end(struct ledger *ledger, const struct event *event)
{
	if (ledger_append(ledger, event))
		_exit(1);
}

typedef void writer_fn(int to, size_t first);

/* Says each committed head to the pipe, until it is killed. */
static void write_for_ever(int to, size_t first)
{
	struct ledger *ledger = room_open(&room);
	struct event event;

	for (size_t i = first;; i++) {
		room_event(i, &event);
		append_or_end(ledger, &event);
		if (i % 3 == 0)
			commit_and_say(ledger, to);
	}
}

static uint64_t now;

static uint64_t told_time(void)
{
	return now;
}

/* A record each ten minutes, and what is older than a day is dropped. */
static void write_and_drop(int to, size_t first)
{
	static const struct ledger_limits limits = {.days = 1};
	struct ledger *ledger = room_open(&room);
	struct event event;
	size_t dropped;

	ledger->clock = told_time;
	for (size_t i = first;; i++) {
		now = UINT64_C(1772438400000000) + i * UINT64_C(600000000);
		room_event(i, &event);
		append_or_end(ledger, &event);
		if (i % 40 != 0)
			continue;
		commit_and_say(ledger, to);
		if (ledger_drop(ledger, &limits, &dropped))
			_exit(1);
	}
}

/* Then a camera is erased, as fast as it goes, and others write on. */
static void write_and_forget(int to, size_t first)
{
	struct ledger *ledger = room_open(&room);
	struct event event;
	size_t erased;

	for (size_t i = first; i < first + 400; i++) {
		room_event(i, &event);
		append_or_end(ledger, &event);
	}
	commit_and_say(ledger, to);
	if (ledger_forget(ledger, ROOM_OTHER, NULL, NULL, &erased) || erased < 80)
		_exit(1);
	for (size_t i = first + 2;; i += 10) {
		room_event(i, &event);
		event.upload.bytes_up++;
		append_or_end(ledger, &event);
		commit_and_say(ledger, to);
	}
}

#define SERIES "00000000c0ffee00"

/* Parts of one upload that goes on, ten minutes each. */
static void write_parts(int to, size_t first)
{
	struct ledger *ledger = room_open(&room);
	struct event event;

	for (size_t i = 0;; i++) {
		events_clip(&event);
		strcpy(event.upload.series, SERIES);
		event.upload.part = (uint32_t)i + 1;
		event.upload.final = false;
		event.upload.start_ns += (first + i) * 600 * EVENTS_SECOND;
		event.upload.end_ns = event.upload.start_ns + 600 * EVENTS_SECOND;
		append_or_end(ledger, &event);
		commit_and_say(ledger, to);
	}
}

/* Returns the last that it said; it is not killed before its history has `least` records. */
static struct ledger_head kill_one(writer_fn *writer, size_t first, size_t least)
{
	struct ledger_head said = {0}, next;
	struct timespec wait = {.tv_nsec = random() % 40000000};
	int ends[2], status;
	pid_t child;

	assert_int_equal(pipe(ends), 0);
	child = fork();
	if (child == 0) {
		close(ends[0]);
		writer(ends[1], first);
	}
	close(ends[1]);
	while (said.size < least || !said.size) {
		if (read(ends[0], &said, sizeof(said)) != sizeof(said))
			fail_msg("the writer said nothing");
	}
	nanosleep(&wait, NULL);
	kill(child, SIGKILL);
	while (read(ends[0], &next, sizeof(next)) == sizeof(next))
		said = next;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	close(ends[0]);
	return said;
}

static void is_there(const struct ledger_head *said, struct found *found)
{
	struct ledger_anchor anchor = {.size = said->size};
	int err;

	memcpy(anchor.root, said->root, sizeof(anchor.root));
	err = room_verify(&room, &anchor, found);
	if (err == -EUCLEAN) { /* without a WAL: the next start undoes what was half done */
		ledger_close(room_open(&room));
		err = room_verify(&room, &anchor, found);
	}
	assert_int_equal(err, 0);
	if (found->count)
		fail_msg("%s", fault_text(&found->faults[0]));
	assert_true(found->report.anchored);
	assert_true(found->report.head.size >= said->size);
}

static void kill_many(writer_fn *writer, unsigned times)
{
	uint64_t records = 0, dropped = 0;
	struct ledger_head said;
	struct found found;

	for (unsigned i = 0; i < times; i++) {
		if (i % 25 == 24) /* so that it does not take longer and longer */
			room_clear(&room);
		said = kill_one(writer, (size_t)i * 100000, 1);
		is_there(&said, &found);
		records += said.size;
		dropped += found.report.dropped;
	}
	print_message("%u kills: all of the %llu records said to be committed were there, or "
		      "dropped as was said (%llu)\n",
		      times, (unsigned long long)records, (unsigned long long)dropped);
}

static void what_was_said_to_be_committed_outlives_the_writer(void **state)
{
	(void)state;
	kill_many(write_for_ever, kills());
}

static void what_is_dropped_is_gone_and_said_or_neither(void **state)
{
	(void)state;
	kill_many(write_and_drop, kills());
}

static void what_is_erased_is_gone_after_the_next_start_or_whole(void **state)
{
	unsigned erased = 0;
	struct ledger_head said;
	struct found found;

	(void)state;
	for (unsigned i = 0; i < kills(); i++) {
		room_clear(&room);
		said = kill_one(write_and_forget, (size_t)i * 100000, 1);
		ledger_close(room_open(&room)); /* the next start */
		is_there(&said, &found);
		assert_int_equal(room_holds(room.path, ROOM_OTHER), !found.report.forgettings);
		erased += found.report.forgettings > 0;
	}
	print_message("%u kills while a camera was erased: what was begun (%u) was finished\n",
		      kills(), erased);
}

struct parts {
	unsigned count;
	bool final;
};

static int see_part(void *context, const struct ledger_record *record)
{
	struct parts *parts = context;
	char needle[32];

	snprintf(needle, sizeof(needle), "\"part\":%u,", ++parts->count);
	assert_non_null(strstr(record->content, needle));
	parts->final = parts->final || strstr(record->content, "\"final\":true");
	return 0;
}

/* Hour three: eighteen parts are on the disk, and more may be. */
static void the_parts_of_an_upload_that_goes_on_outlive_the_writer(void **state)
{
	static const struct ledger_query query = {.series = SERIES};
	struct ledger *ledger;
	struct ledger_head said;
	struct found found;

	(void)state;
	for (unsigned i = 0; i < 5; i++) {
		struct parts parts = {0};

		room_clear(&room);
		said = kill_one(write_parts, i, 18);
		is_there(&said, &found);
		ledger = room_open(&room); /* the next start */
		assert_int_equal(ledger_each(ledger, &query, see_part, &parts), 0);
		ledger_close(ledger);
		assert_true(parts.count >= said.size && parts.count >= 18);
		assert_false(parts.final);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_was_said_to_be_committed_outlives_the_writer,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_dropped_is_gone_and_said_or_neither, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(
			what_is_erased_is_gone_after_the_next_start_or_whole, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			the_parts_of_an_upload_that_goes_on_outlive_the_writer, set_up, tear_down),
	};

	srandom((unsigned)time(NULL));
	return cmocka_run_group_tests(tests, NULL, NULL);
}
