// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <fcntl.h>
#include <unistd.h>
#include <cmocka.h>

#include "notify/queue.h"

static const struct notify_config two = {.count = 2,
					 .targets = {{.name = "phone"}, {.name = "own"}}};

static void begin(char folder[64], struct queue *queue)
{
	size_t dropped;

	strcpy(folder, "/tmp/lenswatch-queue-XXXXXX");
	assert_non_null(mkdtemp(folder));
	assert_int_equal(queue_open(folder, &two, queue, &dropped), 0);
}

static void end(const char *folder, struct queue *queue)
{
	while (queue->count)
		queue_remove(queue, queue->items[0].sequence);
	queue_close(queue);
	assert_int_equal(rmdir(folder), 0); /* nothing else was left in it */
}

static void add(struct queue *queue, size_t target, time_t due, const char *text)
{
	bool dropped;

	assert_int_equal(queue_add(queue, target, due, text, &dropped), 0);
	assert_false(dropped);
}

static void messages_are_there_after_a_restart_in_their_order(void **state)
{
	struct queue_item due[4];
	struct queue queue;
	char folder[64], *text;
	size_t dropped;

	(void)state;
	begin(folder, &queue);
	add(&queue, 1, 0, "first");
	add(&queue, 0, 0, "other");
	add(&queue, 1, 0, "second");
	queue_close(&queue);
	assert_int_equal(queue_open(folder, &two, &queue, &dropped), 0);
	assert_int_equal(dropped, 0);
	assert_int_equal(queue_due(&queue, 1, 100, due, 4), 1);
	text = queue_text(&queue, &due[0]);
	assert_string_equal(text, "first");
	free(text);
	queue_remove(&queue, due[0].sequence);
	assert_int_equal(queue_due(&queue, 1, 100, due, 4), 1);
	text = queue_text(&queue, &due[0]);
	assert_string_equal(text, "second");
	free(text);
	end(folder, &queue);
}

static void what_waited_goes_together_and_not_before_its_time(void **state)
{
	struct queue_item due[4];
	struct queue queue;
	char folder[64];

	(void)state;
	begin(folder, &queue);
	add(&queue, 0, 50, "a");
	add(&queue, 0, 50, "b");
	add(&queue, 0, 0, "now");
	assert_int_equal(queue_due(&queue, 0, 49, due, 4), 1);
	assert_int_equal(due[0].due, 0);
	assert_int_equal(queue_due(&queue, 0, 50, due, 4), 2);
	assert_int_equal(due[1].due, 50);
	end(folder, &queue);
}

static void of_too_many_the_oldest_makes_room(void **state)
{
	struct queue_item due[1];
	struct queue queue;
	bool dropped = false;
	char folder[64];

	(void)state;
	begin(folder, &queue);
	for (int i = 0; i < QUEUE_MOST; i++)
		add(&queue, 0, 0, "x");
	assert_int_equal(queue_add(&queue, 0, 0, "one more", &dropped), 0);
	assert_true(dropped);
	assert_int_equal(queue_length(&queue, 0), QUEUE_MOST);
	assert_int_equal(queue_due(&queue, 0, 1, due, 1), 1);
	assert_int_equal(due[0].sequence, 2);
	end(folder, &queue);
}

static void messages_for_who_is_not_named_any_more_are_dropped_and_strange_files_stay(void **state)
{
	const struct notify_config one = {.count = 1, .targets = {{.name = "phone"}}};
	char folder[64], path[128];
	struct queue queue;
	size_t dropped;

	(void)state;
	begin(folder, &queue);
	add(&queue, 1, 0, "for own");
	queue_close(&queue);
	snprintf(path, sizeof(path), "%s/notes.txt", folder);
	close(open(path, O_CREAT | O_WRONLY, 0600));
	assert_int_equal(queue_open(folder, &one, &queue, &dropped), 0);
	assert_int_equal(dropped, 1);
	assert_int_equal(queue.count, 0);
	assert_int_equal(unlink(path), 0);
	end(folder, &queue);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(messages_are_there_after_a_restart_in_their_order),
		cmocka_unit_test(what_waited_goes_together_and_not_before_its_time),
		cmocka_unit_test(of_too_many_the_oldest_makes_room),
		cmocka_unit_test(
			messages_for_who_is_not_named_any_more_are_dropped_and_strange_files_stay),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
