// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "watch/folders.h"

static const char *folder_of(const char *path)
{
	static char folder[FOLDERS_PATH];
	struct owned nobody = {0};

	folders_own(&nobody, path, folder);
	return folder;
}

static void the_folder_of_a_file_is_named(void **state)
{
	(void)state;
	assert_string_equal(folder_of("/tmp/ledger.db"), "/tmp");
	assert_string_equal(folder_of("/ledger.db"), "/");
	assert_string_equal(folder_of("ledger.db"), ".");
}

static void it_is_made_and_given_to_who_writes_there(void **state)
{
	char above[] = "/tmp/lenswatch-folders-XXXXXX", path[64], folder[FOLDERS_PATH];
	struct owned owned;
	struct stat found;

	(void)state;
	if (geteuid() != 0) {
		print_message("root: nothing can be given away\n");
		skip();
	}
	assert_non_null(mkdtemp(above));
	owned_find("nobody", &owned);
	snprintf(path, sizeof(path), "%s/new/ledger.db", above);
	folders_own(&owned, path, folder);
	assert_int_equal(stat(folder, &found), 0);
	assert_int_equal(found.st_uid, owned.uid);
	folders_give(&owned, path); /* which is not there: nothing is said */
	rmdir(folder);
	rmdir(above);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_folder_of_a_file_is_named),
		cmocka_unit_test(it_is_made_and_given_to_who_writes_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
