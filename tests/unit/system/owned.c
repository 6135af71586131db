// SPDX-License-Identifier: GPL-2.0-or-later
/* As root, in a folder where "nobody" may leave what it likes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "system/owned.h"

static char top[64];
static struct owned owned;

static const char *at(const char *name)
{
	static char paths[4][160];
	static unsigned next;
	char *path = paths[next++ % 4];

	snprintf(path, sizeof(paths[0]), "%s/%s", top, name);
	return path;
}

static uid_t owner_of(const char *name)
{
	struct stat status;

	assert_int_equal(lstat(at(name), &status), 0);
	return status.st_uid;
}

static void make_file(const char *name, uid_t uid)
{
	int fd = open(at(name), O_WRONLY | O_CREAT | O_EXCL, 0600);

	assert_true(fd >= 0);
	assert_int_equal(fchown(fd, uid, uid), 0);
	close(fd);
}

/* top/ and top/root/ are root's, top/theirs/ is nobody's. */
static int set_up(void **state)
{
	(void)state;
	snprintf(top, sizeof(top), "/run/lenswatch-owned-XXXXXX");
	if (geteuid() != 0 || !mkdtemp(top)) {
		print_message("# SKIP netns: not run as root\n");
		top[0] = '\0';
		return 0;
	}
	owned_find("nobody", &owned);
	assert_true(owned.root);
	assert_int_equal(chmod(top, 0755), 0);
	assert_int_equal(mkdir(at("root"), 0755), 0);
	assert_int_equal(mkdir(at("theirs"), 0755), 0);
	assert_int_equal(chown(at("theirs"), owned.uid, owned.gid), 0);
	make_file("root/secret", 0);
	return 0;
}

static int tear_down(void **state)
{
	char command[128];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf '%s'", top);
	return top[0] ? system(command) : 0;
}

static void need_root(void)
{
	if (!top[0])
		skip();
}

static void a_folder_where_that_user_may_write_is_known_from_others(void **state)
{
	bool theirs = false;
	int fd;

	(void)state;
	need_root();
	fd = owned_open_folder(&owned, at("root"), &theirs);
	assert_true(fd >= 0 && !theirs);
	close(fd);
	fd = owned_open_folder(&owned, at("theirs"), &theirs);
	assert_true(fd >= 0 && theirs);
	close(fd);
	fd = owned_open_folder(&owned, "/tmp", &theirs);
	assert_true(fd >= 0 && theirs);
	close(fd);
	/* In a sticky folder nobody puts theirs in the place of root's. */
	assert_int_equal(mkdir(at("sticky"), 01777) || chmod(at("sticky"), 01777), 0);
	assert_int_equal(mkdir(at("sticky/roots"), 0700), 0);
	fd = owned_open_folder(&owned, at("sticky/roots"), &theirs);
	assert_true(fd >= 0 && !theirs);
	close(fd);
	/* Where they do not come, they left nothing, also in what is theirs. */
	assert_int_equal(mkdir(at("sticky/roots/theirs"), 0755) ||
				 chown(at("sticky/roots/theirs"), owned.uid, owned.gid),
			 0);
	fd = owned_open_folder(&owned, at("sticky/roots/theirs"), &theirs);
	assert_true(fd >= 0 && !theirs);
	close(fd);
	assert_int_equal(mkdir(at("theirs/roots"), 0700), 0);
	fd = owned_open_folder(&owned, at("theirs/roots"), &theirs);
	assert_true(fd >= 0 && theirs);
	close(fd);
	assert_int_equal(mkdir(at("sticky/anns"), 0755) || chown(at("sticky/anns"), 12345, 12345),
			 0);
	fd = owned_open_folder(&owned, at("sticky/anns"), &theirs);
	assert_true(fd >= 0 && !theirs);
	close(fd);
}

static void a_link_is_followed_where_only_root_can_have_put_it(void **state)
{
	bool theirs = false;
	int fd;

	(void)state;
	need_root();
	assert_int_equal(symlink(at("root"), at("link")), 0);
	fd = owned_open_folder(&owned, at("link"), &theirs);
	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(symlink(at("root"), at("theirs/link")), 0);
	fd = owned_open_folder(&owned, at("theirs/link"), &theirs);
	assert_true(fd == -ENOTDIR || fd == -ELOOP);
	fd = owned_open_folder(&owned, at("theirs/link/deeper"), &theirs);
	assert_true(fd == -ENOTDIR || fd == -ELOOP);
}

static void nothing_is_given_away_through_a_link_or_a_second_name(void **state)
{
	(void)state;
	need_root();
	assert_int_equal(symlink(at("root/secret"), at("theirs/soft")), 0);
	assert_int_equal(link(at("root/secret"), at("theirs/hard")), 0);
	make_file("theirs/plain", 0);
	make_file("theirs/other", 12345);
	assert_int_equal(owned_give(&owned, at("theirs/soft")), 0);
	assert_int_equal(owned_give(&owned, at("theirs/hard")), 0);
	assert_int_equal(owned_give(&owned, at("theirs/plain")), 0);
	assert_int_equal(owned_give(&owned, at("theirs/other")), 0);
	assert_int_equal(owned_give(&owned, at("theirs/none")), -ENOENT);
	assert_int_equal(owner_of("root/secret"), 0);
	assert_int_equal(owner_of("theirs/plain"), owned.uid);
	assert_int_equal(owner_of("theirs/other"), 12345);
}

static void a_folder_is_made_and_given_but_never_at_the_end_of_a_link(void **state)
{
	(void)state;
	need_root();
	assert_int_equal(owned_make_folder(&owned, at("root/new"), 0755), 0);
	assert_int_equal(owner_of("root/new"), owned.uid);
	assert_int_equal(mkdir(at("root/lenswatch"), 0755), 0);
	assert_int_equal(owned_make_folder(&owned, at("root/lenswatch"), 0755), 0);
	assert_int_equal(owner_of("root/lenswatch"), owned.uid);
	assert_int_equal(mkdir(at("root/old"), 0755), 0);
	assert_int_equal(owned_make_folder(&owned, at("root/old"), 0755), 0);
	assert_int_equal(owner_of("root/old"), 0);
	assert_int_equal(symlink(at("root/old"), at("theirs/lenswatch")), 0);
	assert_int_not_equal(owned_make_folder(&owned, at("theirs/lenswatch"), 0755), 0);
	assert_int_equal(owner_of("root/old"), 0);
}

static void in_the_guise_a_link_opens_what_that_user_may_and_no_more(void **state)
{
	struct owned_guise guise;
	int deadly = 0, fd;

	(void)state;
	need_root();
	assert_int_equal(symlink(at("root/secret"), at("theirs/soft")), 0);
	assert_int_equal(symlink(at("root/made"), at("theirs/dangling")), 0);
	assert_int_equal(prctl(PR_SET_PDEATHSIG, SIGKILL), 0);
	assert_int_equal(owned_put_on(&owned, at("theirs/soft"), &guise), 0);
	assert_true(guise.on && geteuid() == owned.uid);
	assert_true(open(at("theirs/soft"), O_RDONLY) < 0 && errno == EACCES);
	assert_true(open(at("theirs/dangling"), O_RDWR | O_CREAT, 0600) < 0 && errno == EACCES);
	assert_true(chown(at("root/secret"), owned.uid, owned.gid) != 0);
	fd = open(at("theirs/own"), O_RDWR | O_CREAT | O_EXCL, 0600);
	assert_true(fd >= 0);
	close(fd);
	owned_take_off(&guise);
	assert_int_equal(owner_of("theirs/own"), owned.uid);
	assert_int_equal(geteuid(), 0);
	fd = open(at("root/secret"), O_RDONLY);
	assert_true(fd >= 0 && fchown(fd, 0, 0) == 0);
	close(fd);
	assert_int_equal(prctl(PR_GET_PDEATHSIG, &deadly), 0);
	assert_int_equal(deadly, SIGKILL);
	prctl(PR_SET_PDEATHSIG, 0);
}

static void where_that_user_cannot_write_root_stays_root(void **state)
{
	struct owned_guise guise;

	(void)state;
	need_root();
	assert_int_equal(owned_put_on(&owned, at("root/any"), &guise), 0);
	assert_false(guise.on);
	owned_take_off(&guise);
	assert_int_equal(owned_put_on(&owned, at("none/any"), &guise), -ENOENT);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_folder_where_that_user_may_write_is_known_from_others),
		CASE(a_link_is_followed_where_only_root_can_have_put_it),
		CASE(nothing_is_given_away_through_a_link_or_a_second_name),
		CASE(a_folder_is_made_and_given_but_never_at_the_end_of_a_link),
		CASE(in_the_guise_a_link_opens_what_that_user_may_and_no_more),
		CASE(where_that_user_cannot_write_root_stays_root),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
