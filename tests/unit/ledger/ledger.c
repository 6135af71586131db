// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ledger/support_room.h"

static struct room room;
static char error[LEDGER_ERROR];

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

static int open_as(enum ledger_mode mode)
{
	struct ledger *ledger = NULL;
	int err;

	error[0] = '\0';
	err = ledger_open(room.path, mode, &ledger, error);
	if (err)
		assert_null(ledger);
	ledger_close(ledger);
	return err;
}

static void a_new_ledger_is_the_owners_alone(void **state)
{
	struct stat status;
	struct ledger_head head;
	struct ledger *ledger;

	(void)state;
	assert_int_equal(open_as(LEDGER_READ), -ENOENT);
	ledger = room_open(&room);
	assert_int_equal(ledger_head(ledger, &head), 0);
	assert_int_equal(head.size, 0);
	ledger_close(ledger);
	assert_int_equal(stat(room.path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
	assert_int_equal(open_as(LEDGER_READ), 0);
}

/* Who else may write in its folder could have left it there for root to follow. */
static void neither_a_ledger_nor_its_key_is_written_through_a_link(void **state)
{
	char target[160], name[160];

	(void)state;
	snprintf(target, sizeof(target), "%s/elsewhere", room.folder);
	assert_int_equal(symlink(target, room.path), 0);
	assert_int_equal(open_as(LEDGER_WRITE), -ELOOP);
	assert_non_null(strstr(error, "is a link"));
	assert_int_equal(access(target, F_OK), -1);
	assert_int_equal(unlink(room.path), 0);
	snprintf(name, sizeof(name), "%s.key", room.path);
	unlink(name);
	assert_int_equal(symlink(target, name), 0);
	assert_int_equal(open_as(LEDGER_WRITE), -ELOOP);
	assert_int_equal(access(target, F_OK), -1);
	assert_int_equal(unlink(name), 0);
}

static void a_copy_that_all_may_read_is_closed_to_them(void **state)
{
	struct stat status;

	(void)state;
	assert_int_equal(open_as(LEDGER_WRITE), 0);
	assert_int_equal(chmod(room.path, 0644), 0);
	assert_int_equal(open_as(LEDGER_WRITE), 0);
	assert_int_equal(stat(room.path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0640);
}

static void a_second_writer_is_told_who_is_in_the_way(void **state)
{
	struct ledger *ledger = room_open(&room);

	(void)state;
	assert_int_equal(open_as(LEDGER_WRITE), -EBUSY);
	assert_non_null(strstr(error, "another lenswatch"));
	ledger_close(ledger);
	assert_int_equal(open_as(LEDGER_WRITE), 0);
}

static int count(void *context, const struct ledger_record *record)
{
	(void)record;
	++*(unsigned *)context;
	return 0;
}

static void a_reader_waits_for_nobody_and_sees_what_was_committed(void **state)
{
	struct ledger *writer = room_open(&room), *reader = NULL;
	struct ledger_head head;
	struct event event;
	unsigned seen = 0;

	(void)state;
	room_event(2, &event);
	assert_int_equal(ledger_append(writer, &event), 0);
	assert_int_equal(ledger_commit(writer), 0);
	room_event(3, &event);
	assert_int_equal(ledger_append(writer, &event), 0);
	assert_int_equal(ledger_open(room.path, LEDGER_READ, &reader, error), 0);
	assert_int_equal(ledger_each(reader, NULL, count, &seen), 0);
	assert_int_equal(seen, 1);
	assert_int_equal(ledger_head(reader, &head), 0);
	assert_int_equal(head.size, 1);
	assert_int_equal(ledger_append(reader, &event), -EPERM);
	ledger_close(writer);
	seen = 0;
	assert_int_equal(ledger_each(reader, NULL, count, &seen), 0);
	assert_int_equal(seen, 2);
	ledger_close(reader);
}

static void a_file_that_is_no_ledger_is_left_alone(void **state)
{
	static const char text[] =
		"Dear diary, this is no database at all, and long enough to be one.";
	size_t size;
	uint8_t *bytes;

	(void)state;
	assert_int_equal(open_as(LEDGER_WRITE), 0); /* for the key */
	room_store(room.path, (const uint8_t *)text, sizeof(text));
	assert_int_equal(open_as(LEDGER_WRITE), -EMEDIUMTYPE);
	assert_non_null(strstr(error, "not a ledger"));
	assert_non_null(strstr(error, "`lenswatch replay` reads captures"));
	assert_int_equal(open_as(LEDGER_READ), -EMEDIUMTYPE);
	bytes = room_load(room.path, &size);
	assert_int_equal(size, sizeof(text));
	assert_memory_equal(bytes, text, size);
	free(bytes);
}

static void without_its_key_a_ledger_is_not_written_but_read(void **state)
{
	char key[160];

	(void)state;
	room_fill(&room, 0, 5);
	snprintf(key, sizeof(key), "%s.key", room.path);
	unlink(key);
	assert_int_equal(open_as(LEDGER_WRITE), -ENOKEY);
	assert_int_equal(open_as(LEDGER_READ), 0);
}

static void what_is_no_ledger_is_not_told_to_lack_its_key(void **state)
{
	FILE *file = fopen(room.path, "we");

	(void)state;
	assert_non_null(file);
	fputs("a shopping list, which is no history at all\n", file);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(open_as(LEDGER_WRITE), -EMEDIUMTYPE);
}

static void with_another_key_a_ledger_is_not_written(void **state)
{
	static const char other[] =
		"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n";
	char key[160];
	FILE *file;

	(void)state;
	room_fill(&room, 0, 5);
	snprintf(key, sizeof(key), "%s.key", room.path);
	file = fopen(key, "w");
	fputs(other, file);
	fclose(file);
	assert_int_equal(open_as(LEDGER_WRITE), -EKEYREJECTED);
	assert_non_null(strstr(error, "another key"));
}

static void nothing_is_put_onto_a_chain_that_was_changed(void **state)
{
	static const char *const changes[] = {
		"UPDATE record SET link = zeroblob(32) WHERE number = 7",
		"UPDATE record SET leaf = zeroblob(32) WHERE number = 3",
		"DELETE FROM record WHERE number = 7",
		"DELETE FROM checkpoint WHERE size = 7",
		"UPDATE checkpoint SET written = written + 1",
		"DELETE FROM key",
	};
	size_t size;
	uint8_t *bytes;

	(void)state;
	room_fill(&room, 0, 7);
	bytes = room_load(room.path, &size);
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		room_store(room.path, bytes, size);
		room_sql(&room, changes[i]);
		if (i < 5)
			assert_int_equal(open_as(LEDGER_WRITE), -EBADMSG);
		else /* a key that is missing is the one that lies beside it */
			assert_int_equal(open_as(LEDGER_WRITE), 0);
		if (i < 5)
			assert_non_null(strstr(error, "lenswatch verify"));
	}
	free(bytes);
}

static void a_damaged_page_is_told_with_what_to_do(void **state)
{
	size_t size;
	uint8_t *bytes;

	(void)state;
	room_fill(&room, 0, 40);
	bytes = room_load(room.path, &size);
	memset(bytes + 100, 0xa5, size - 100); /* all pages; the file's header is whole */
	room_store(room.path, bytes, size);
	assert_int_equal(open_as(LEDGER_WRITE), -EBADMSG);
	assert_non_null(strstr(error, "move it away"));
	free(bytes);
}

/* As a user who may only read: root would not be stopped by modes. Returns what opening gave. */
static int opened_by_nobody(enum ledger_mode mode)
{
	pid_t child = fork();
	struct ledger *ledger = NULL;
	int status, err;

	if (child == 0) {
		if (geteuid() == 0 && setuid(65534) != 0)
			_exit(99);
		err = ledger_open(room.path, mode, &ledger, error);
		if (!err)
			err = ledger_each(ledger, NULL, count, &(unsigned){0});
		_exit(-err);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return -WEXITSTATUS(status);
}

static void where_nothing_can_be_written_it_is_read_all_the_same(void **state)
{
	(void)state;
	room_fill(&room, 0, 5);
	assert_int_equal(chmod(room.path, 0444), 0);
	assert_int_equal(chmod(room.folder, 0555), 0);
	assert_int_equal(opened_by_nobody(LEDGER_READ), 0);
	assert_int_equal(opened_by_nobody(LEDGER_WRITE), -EACCES);
	assert_int_equal(chmod(room.folder, 0755), 0);
}

static void odd_paths_are_paths(void **state)
{
	struct room odd = room;

	(void)state;
	snprintf(odd.path, sizeof(odd.path), "%s/a %%41?b#c", room.folder);
	room_fill(&odd, 0, 5);
	strcpy(room.path, odd.path);
	assert_int_equal(chmod(room.path, 0444), 0);
	assert_int_equal(chmod(room.folder, 0555), 0);
	assert_int_equal(opened_by_nobody(LEDGER_READ), 0);
	assert_int_equal(chmod(room.folder, 0755), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_new_ledger_is_the_owners_alone, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(
			neither_a_ledger_nor_its_key_is_written_through_a_link, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_copy_that_all_may_read_is_closed_to_them, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(a_second_writer_is_told_who_is_in_the_way, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(
			a_reader_waits_for_nobody_and_sees_what_was_committed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_file_that_is_no_ledger_is_left_alone, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(without_its_key_a_ledger_is_not_written_but_read,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_no_ledger_is_not_told_to_lack_its_key,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(with_another_key_a_ledger_is_not_written, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(nothing_is_put_onto_a_chain_that_was_changed,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_damaged_page_is_told_with_what_to_do, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(
			where_nothing_can_be_written_it_is_read_all_the_same, set_up, tear_down),
		cmocka_unit_test_setup_teardown(odd_paths_are_paths, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
