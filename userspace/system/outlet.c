// SPDX-License-Identifier: GPL-2.0-or-later
#include "system/outlet.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define OUTLET_PAGED "LENSWATCH_PAGED" /* in the environment: a pager shows it */

static int outlet_tell(const char *path, int err)
{
	fprintf(stderr, "lenswatch: %s: %s\n", path, strerror(-err));
	return err;
}

/*
 * A file without a name is gone with who writes it, also by Ctrl-C. Where the file system has none
 * (open(2): vfat, NFS), or /proc is not there to name it, one beside it must do. -errno: so it is.
 */
static int outlet_open_nameless(struct outlet *answer)
{
	char folder[PATH_MAX];
	int fd;

	if (access("/proc/self/fd", X_OK) != 0 ||
	    snprintf(answer->draft, sizeof(answer->draft), "%s.%ld", answer->path,
		     (long)getpid()) >= (int)sizeof(answer->draft))
		return -ENOENT;
	memcpy(folder, answer->path, sizeof(folder));
	fd = open(dirname(folder), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666);
	answer->nameless = fd >= 0;
	return fd < 0 ? -errno : fd;
}

/* What is no plain file is written as it stands: a device has no place beside it. */
static int outlet_open(struct outlet *answer, const char *path)
{
	struct stat status;
	mode_t mask;
	int fd;

	if (!realpath(path, answer->path)) /* a link stays one */
		snprintf(answer->path, sizeof(answer->path), "%s", path);
	if (stat(answer->path, &status) == 0 && !S_ISREG(status.st_mode)) {
		fd = open(answer->path, O_WRONLY | O_CLOEXEC);
		return fd < 0 ? -errno : fd;
	}
	fd = outlet_open_nameless(answer);
	if (fd >= 0)
		return fd;
	if (snprintf(answer->draft, sizeof(answer->draft), "%s.XXXXXX", answer->path) >=
	    (int)sizeof(answer->draft)) {
		answer->draft[0] = '\0';
		return -ENAMETOOLONG;
	}
	fd = mkostemp(answer->draft, O_CLOEXEC);
	if (fd < 0) {
		answer->draft[0] = '\0';
		return -errno;
	}
	mask = umask(0);
	umask(mask);
	fchmod(fd, 0666 & ~mask); /* as if it had been made by open() */
	return fd;
}

int outlet_to_file(struct outlet *answer, const char *path)
{
	int fd = outlet_open(answer, path), err = 0;

	if (fd < 0)
		return outlet_tell(path, fd);
	if (dup2(fd, STDOUT_FILENO) < 0)
		err = outlet_tell(path, -errno);
	close(fd);
	return err;
}

static void outlet_page(const char *pager, int from)
{
	dup2(from, STDIN_FILENO);
	execlp("sh", "sh", "-c", pager, (char *)NULL);
	_exit(127);
}

void outlet_to_pager(struct outlet *answer)
{
	const char *pager;
	/* BusyBox's can neither, and knows no -V. */
	static const char usual[] = "less -V >/dev/null 2>&1 && exec less || exec cat";
	int ends[2];
	pid_t child;

	if (!isatty(STDOUT_FILENO))
		return;
	/* As git has it: what fits on the screen stays there, and colours pass. */
	setenv("LESS", "FRX", 0);
	pager = getenv("PAGER");
	pager = pager ? pager : usual;
	if (!*pager || strcmp(pager, "cat") == 0 || pipe2(ends, O_CLOEXEC) != 0)
		return;
	child = fork();
	if (child == 0)
		outlet_page(pager, ends[0]);
	if (child > 0 && dup2(ends[1], STDOUT_FILENO) >= 0) {
		signal(SIGINT, SIG_IGN); /* it is for the pager, and whoever ends before it leaves
					    the terminal to two */
		answer->pager = child;
		setenv(OUTLET_PAGED, "1", 1);
	}
	close(ends[0]);
	close(ends[1]);
}

static int outlet_keep(const struct outlet *answer)
{
	char open_file[32];
	int err = 0;

	snprintf(open_file, sizeof(open_file), "/proc/self/fd/%d", STDOUT_FILENO);
	if (fflush(stdout) != 0 || fsync(STDOUT_FILENO) != 0 ||
	    (answer->nameless &&
	     linkat(AT_FDCWD, open_file, AT_FDCWD, answer->draft, AT_SYMLINK_FOLLOW) != 0))
		return outlet_tell(answer->path, -errno);
	if (rename(answer->draft, answer->path) != 0) {
		err = outlet_tell(answer->path, -errno);
		unlink(answer->draft);
	}
	return err;
}

int outlet_end(struct outlet *answer, bool whole)
{
	int err = 0;

	if (answer->pager) {
		fclose(stdout);
		while (waitpid(answer->pager, NULL, 0) < 0 && errno == EINTR)
			;
	}
	if (!answer->draft[0])
		return 0;
	if (whole)
		err = outlet_keep(answer);
	if ((!whole || err) && !answer->nameless)
		unlink(answer->draft);
	return err;
}

bool outlet_in_colour(void)
{
	const char *none = getenv("NO_COLOR");

	return (!none || !*none) && (getenv(OUTLET_PAGED) || isatty(STDOUT_FILENO));
}
