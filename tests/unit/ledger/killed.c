// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

/* A writer is killed at any moment; what it had said to be committed is there. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "ledger/support_room.h"

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

/* Says the size of each committed head to the pipe, until it is killed. */
static void write_for_ever(int to, size_t first)
{
	struct ledger *ledger = room_open(&room);
	struct ledger_head head;
	struct event event;

	for (size_t i = first;; i++) {
		room_event(i, &event);
		if (ledger_append(ledger, &event))
			_exit(1);
		if (i % 3)
			continue;
		if (ledger_commit(ledger) || ledger_head(ledger, &head) ||
		    write(to, &head, sizeof(head)) != sizeof(head))
			_exit(1);
	}
}

/* Returns the last that it said. */
static struct ledger_head kill_one(size_t first)
{
	struct ledger_head said = {0}, next;
	struct timespec wait = {.tv_nsec = random() % 40000000};
	int ends[2], status;
	pid_t child;

	assert_int_equal(pipe(ends), 0);
	child = fork();
	if (child == 0) {
		close(ends[0]);
		write_for_ever(ends[1], first);
	}
	close(ends[1]);
	if (read(ends[0], &said, sizeof(said)) != sizeof(said))
		fail_msg("the writer said nothing");
	nanosleep(&wait, NULL);
	kill(child, SIGKILL);
	while (read(ends[0], &next, sizeof(next)) == sizeof(next))
		said = next;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	close(ends[0]);
	return said;
}

static void what_was_said_to_be_committed_outlives_the_writer(void **state)
{
	const char *asked = getenv("LEDGER_KILLS");
	unsigned kills = asked ? (unsigned)strtoul(asked, NULL, 10) : KILLS;
	struct ledger_anchor anchor;
	struct ledger_head said = {0};
	struct found found;

	(void)state;
	srandom((unsigned)time(NULL));
	for (unsigned i = 0; i < kills; i++) {
		if (i % 25 == 24) /* so that it does not take longer and longer */
			room_clear(&room);
		said = kill_one(i * 100000);
		anchor = (struct ledger_anchor){.size = said.size};
		memcpy(anchor.root, said.root, sizeof(anchor.root));
		assert_int_equal(room_verify(&room, &anchor, &found), 0);
		if (found.count)
			fail_msg("%s", found.faults[0].text);
		assert_true(found.report.records >= said.size);
	}
	print_message("%u kills, %llu records\n", kills, (unsigned long long)found.report.records);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_said_to_be_committed_outlives_the_writer),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
