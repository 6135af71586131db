// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ledger/key.h"
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

static mode_t mode_of(const char *ending)
{
	struct stat status;
	char name[160];

	snprintf(name, sizeof(name), "%s%s", room.path, ending);
	assert_int_equal(stat(name, &status), 0);
	return status.st_mode & 0777;
}

static void the_first_start_makes_a_key_that_only_the_owner_reads(void **state)
{
	uint8_t public[LEDGER_KEY];
	struct key key, again;

	(void)state;
	assert_int_equal(key_public(room.path, public), -ENOENT);
	assert_int_equal(key_take(room.path, true, &key, error), 0);
	assert_int_equal(mode_of(".key"), 0600);
	assert_int_equal(mode_of(".pub"), 0644);
	assert_int_equal(key_public(room.path, public), 0);
	assert_memory_equal(public, key.public, sizeof(public));
	key_drop(&key);
	assert_int_equal(key_take(room.path, false, &again, error), 0);
	assert_memory_equal(again.public, public, sizeof(public));
	key_drop(&again);
}

static void a_key_that_is_held_is_not_taken_twice(void **state)
{
	struct key key, second;

	(void)state;
	assert_int_equal(key_take(room.path, true, &key, error), 0);
	assert_int_equal(key_take(room.path, true, &second, error), -EBUSY);
	assert_non_null(strstr(error, "stop that one"));
	key_drop(&key);
	assert_int_equal(key_take(room.path, true, &second, error), 0);
	key_drop(&second);
}

static void a_key_that_others_can_read_is_refused(void **state)
{
	struct key key;
	char name[160];

	(void)state;
	assert_int_equal(key_take(room.path, true, &key, error), 0);
	key_drop(&key);
	snprintf(name, sizeof(name), "%s.key", room.path);
	assert_int_equal(chmod(name, 0640), 0);
	assert_int_equal(key_take(room.path, true, &key, error), -EACCES);
	assert_non_null(strstr(error, "chmod 600"));
}

static void no_key_is_made_for_a_ledger_that_is_there(void **state)
{
	struct key key;

	(void)state;
	assert_int_equal(key_take(room.path, false, &key, error), -ENOKEY);
	assert_non_null(strstr(error, "put it back"));
}

static void what_is_no_key_is_refused(void **state)
{
	static const char *const texts[] = {
		"", "nonsense\n",
		"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
		"00112233445566778899aabbccddeeff00112233445566778899aabbccddeefg\n",
		"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n\n"};
	struct key key;
	char name[160];
	int fd;

	(void)state;
	snprintf(name, sizeof(name), "%s.key", room.path);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0600);
		assert_int_equal(write(fd, texts[i], strlen(texts[i])), strlen(texts[i]));
		close(fd);
		assert_int_equal(key_take(room.path, true, &key, error), -EINVAL);
	}
}

static void a_folder_that_is_not_there_is_said(void **state)
{
	struct key key;

	(void)state;
	assert_int_equal(key_take("/nowhere/at/all", true, &key, error), -ENOENT);
	assert_non_null(strstr(error, "/nowhere/at/all.key"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			the_first_start_makes_a_key_that_only_the_owner_reads, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_key_that_is_held_is_not_taken_twice, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(a_key_that_others_can_read_is_refused, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(no_key_is_made_for_a_ledger_that_is_there, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(what_is_no_key_is_refused, set_up, tear_down),
		cmocka_unit_test(a_folder_that_is_not_there_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
