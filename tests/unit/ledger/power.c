// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

/*
 * The power goes at any moment. What a disk has then is between two states: what was synced (kept
 * here at each fsync(2), which this program has in libc's place), and all that was written (the
 * files themselves, of a writer that stands still). Of each file either may be there. What was said
 * to be committed is there in all of them. LEDGER_CUTS=300 cuts so often (make torture).
 */
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "ledger/support_room.h"

#define CUTS 20

/* The writer's folder, what a disk surely has of it, and what is there after the cut. */
static struct room room, after;
static char synced[96];
static bool recording; /* in the writer alone */
static long left;      /* syncs until the power goes */

static void copy_file(const char *from, const char *to)
{
	char part[512], block[65536];
	int in = open(from, O_RDONLY | O_CLOEXEC), out;
	ssize_t got;

	snprintf(part, sizeof(part), "%s.part", to);
	out = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (in < 0 || out < 0)
		_exit(2);
	while ((got = read(in, block, sizeof(block))) > 0)
		if (write(out, block, (size_t)got) != got)
			_exit(2);
	close(in);
	close(out);
	if (rename(part, to) != 0)
		_exit(2);
}

static void synced_inode(ino_t inode, char out[PATH_MAX])
{
	snprintf(out, PATH_MAX, "%s/inode-%llu", synced, (unsigned long long)inode);
}

/* What was taken away before a sync is gone with it: file systems keep that order (ext4(5)). */
static void drop_names(void)
{
	char path[PATH_MAX];
	DIR *listing = opendir(synced);
	const struct dirent *entry;

	while (listing && (entry = readdir(listing))) {
		snprintf(path, sizeof(path), "%s/%s", room.folder, entry->d_name);
		if (strncmp(entry->d_name, "inode-", 6) == 0 || access(path, F_OK) == 0)
			continue;
		snprintf(path, sizeof(path), "%s/%s", synced, entry->d_name);
		unlink(path);
	}
	if (listing)
		closedir(listing);
}

/* A folder that was synced has its names: of each file what was synced of it, by whatever name. */
static void keep_names(void)
{
	char from[PATH_MAX], to[PATH_MAX];
	DIR *listing = opendir(room.folder);
	const struct dirent *entry;

	while (listing && (entry = readdir(listing))) {
		synced_inode(entry->d_ino, from);
		snprintf(to, sizeof(to), "%s/%s", synced, entry->d_name);
		if (access(from, F_OK) == 0 && access(to, F_OK) != 0)
			copy_file(from, to);
	}
	if (listing)
		closedir(listing);
}

/*
 * Keeps the file as it is now, if it is one of the history's; by its name too, as file systems do
 * (ext4(5), and SQLite counts on it).
 */
static void keep_synced(int fd)
{
	char link[64], path[PATH_MAX] = "", to[PATH_MAX];
	struct stat status;
	const char *name;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	if (fstat(fd, &status) != 0 || readlink(link, path, sizeof(path) - 1) < 0)
		return;
	if (strcmp(path, room.folder) == 0) {
		keep_names();
		drop_names();
		return;
	}
	name = strrchr(path, '/');
	if (!name || strncmp(path, room.folder, strlen(room.folder)) != 0 ||
	    path[strlen(room.folder)] != '/')
		return;
	synced_inode(status.st_ino, to);
	copy_file(path, to);
	snprintf(to, sizeof(to), "%s%s", synced, name);
	copy_file(path, to);
	drop_names();
}

static int synced_now(int fd, long call)
{
	int result = (int)syscall(call, fd);

	if (!recording)
		return result;
	keep_synced(fd);
	if (--left <= 0)
		for (;;) /* all that comes is too late; who looks on says when it ends */
			pause();
	return result;
}

int fsync(int fd)
{
	return synced_now(fd, SYS_fsync);
}

int fdatasync(int fd)
{
	return synced_now(fd, SYS_fdatasync);
}

static bool go_on(void *context)
{
	(void)context;
	return false;
}

/* What is taken away is gone at once: a disk that still has it is the other state. */
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

/* The same, and then a camera is erased, and others write on. */
static void write_and_forget(int to, size_t first)
{
	struct ledger *ledger = room_open(&room);
	struct ledger_head head;
	struct event event;
	size_t erased;

	for (size_t i = first; i < first + 100; i++) {
		room_event(i, &event);
		if (ledger_append(ledger, &event))
			_exit(1);
	}
	if (ledger_commit(ledger) || ledger_head(ledger, &head) ||
	    write(to, &head, sizeof(head)) != sizeof(head))
		_exit(1);
	ledger->step_ms = 0;
	if (ledger_forget(ledger, ROOM_OTHER, go_on, NULL, &erased))
		_exit(1);
	for (size_t i = first + 2;; i += 10) {
		room_event(i, &event);
		event.upload.bytes_up++;
		if (ledger_append(ledger, &event) || ledger_commit(ledger))
			_exit(1);
	}
}

static void empty_folder(const char *folder)
{
	DIR *listing = opendir(folder);
	const struct dirent *entry;
	char path[PATH_MAX];

	assert_non_null(listing);
	while ((entry = readdir(listing))) {
		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		unlink(path);
	}
	closedir(listing);
}

/* Of each file what was synced, or all that was written; an index of the WAL is of memory alone. */
static void make_after(unsigned which)
{
	static const char *const names[] = {"", "-journal", "-wal", ".key", ".pub"};
	char from[PATH_MAX], to[PATH_MAX];
	const char *base = strrchr(room.path, '/');

	empty_folder(after.folder);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		bool written = which == 1 || (which == 2 && random() % 2);

		snprintf(from, sizeof(from), "%s%s%s", written ? room.folder : synced, base,
			 names[i]);
		snprintf(to, sizeof(to), "%s%s", after.path, names[i]);
		if (access(from, F_OK) == 0)
			copy_file(from, to);
	}
}

/* Whether `said` and all before it is in what is left. */
static void is_there(const struct ledger_head *said, struct found *found)
{
	struct ledger_anchor anchor = {.size = said->size};

	ledger_close(room_open(&after)); /* the next start, which rolls back what was half done */
	memcpy(anchor.root, said->root, sizeof(anchor.root));
	assert_int_equal(room_verify(&after, &anchor, found), 0);
	if (found->count)
		fail_msg("%s", fault_text(&found->faults[0]));
	assert_true(found->report.anchored && found->report.head.size >= said->size);
}

typedef void writer_fn(int to, size_t first);

static pid_t begin(writer_fn *writer, size_t first, int *from)
{
	int ends[2];
	pid_t child;

	empty_folder(synced);
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	child = fork();
	if (child == 0) {
		recording = true;
		left = 12 + random() % 400;
		writer(ends[1], first);
	}
	assert_true(child > 0);
	close(ends[1]);
	*from = ends[0];
	return child;
}

/*
 * What it said last, once it is still: nothing comes for a while, or the time is over. That begins
 * with its first word, as some file systems are slow, but for one in four.
 */
static struct ledger_head stop(pid_t child, int from)
{
	struct ledger_head said = {0}, next;
	struct timespec wait = {.tv_nsec = 20000000 + random() % 200000000};
	struct pollfd word = {.fd = from, .events = POLLIN};

	if (random() % 4)
		poll(&word, 1, 1000);
	nanosleep(&wait, NULL);
	kill(child, SIGSTOP);
	waitpid(child, NULL, WUNTRACED);
	fcntl(from, F_SETFL, O_NONBLOCK);
	while (read(from, &next, sizeof(next)) == sizeof(next))
		said = next;
	return said;
}

static unsigned cuts(void)
{
	const char *asked = getenv("LEDGER_CUTS");

	return asked ? (unsigned)strtoul(asked, NULL, 10) : CUTS;
}

static uint64_t cut_one(writer_fn *writer, unsigned which, size_t first, struct found *found)
{
	int from = -1;
	pid_t child = begin(writer, first, &from);
	struct ledger_head said = stop(child, from);

	make_after(which);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	close(from);
	*found = (struct found){0};
	if (said.size)
		is_there(&said, found);
	empty_folder(room.folder); /* also of a key that was half made */
	return said.size;
}

static void what_was_said_to_be_committed_outlives_a_power_cut(void **state)
{
	static const char *const states[] = {"synced", "written", "either"};
	uint64_t records = 0;
	struct found found;

	(void)state;
	for (unsigned which = 0; which < 3; which++) {
		for (unsigned i = 0; i < cuts(); i++)
			records += cut_one(write_for_ever, which, (size_t)i * 100000, &found);
		print_message("%u cuts (%s): all of the %llu records said to be committed were "
			      "there\n",
			      cuts(), states[which], (unsigned long long)records);
	}
}

static void what_is_erased_is_gone_after_a_power_cut_or_whole(void **state)
{
	unsigned erased = 0;
	struct found found;

	(void)state;
	for (unsigned i = 0; i < cuts(); i++) {
		if (!cut_one(write_and_forget, i % 3, (size_t)i * 100000, &found))
			continue;
		assert_int_equal(room_holds(after.path, ROOM_OTHER), !found.report.forgettings);
		erased += found.report.forgettings > 0;
	}
	print_message("%u cuts while a camera was erased: what was begun (%u) was finished\n",
		      cuts(), erased);
}

static int set_up(void **state)
{
	(void)state;
	room_make(&room);
	room_make(&after);
	snprintf(synced, sizeof(synced), "%s-synced", room.folder);
	return mkdir(synced, 0700);
}

static int tear_down(void **state)
{
	(void)state;
	empty_folder(synced);
	rmdir(synced);
	empty_folder(after.folder);
	room_remove(&after);
	room_remove(&room);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_was_said_to_be_committed_outlives_a_power_cut,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_erased_is_gone_after_a_power_cut_or_whole,
						set_up, tear_down),
	};

	srandom((unsigned)time(NULL));
	return cmocka_run_group_tests(tests, NULL, NULL);
}
