// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/keeper.h"

#include <cap-ng.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "child.h"

#define NOBODY 65534

struct keeper {
	int line; /* closed: this process is gone */
	pid_t child;
};

static bool give_away(void)
{
	capng_clear(CAPNG_SELECT_ALL);
	if (capng_update(CAPNG_ADD, CAPNG_EFFECTIVE | CAPNG_PERMITTED, CAP_NET_ADMIN))
		return false;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return false;
	if (!geteuid())
		return !capng_change_id(NOBODY, NOBODY, CAPNG_DROP_SUPP_GRP | CAPNG_CLEAR_BOUNDING);
	return !capng_apply(CAPNG_SELECT_CAPS);
}

static _Noreturn void keep(const struct clsact *clsact, int line)
{
	char byte = 0;
	ssize_t got;

	child_outlive();
	prctl(PR_SET_NAME, "lenswatch-keep");
	/* Said to the one who waits for it: the line is in place and nothing else is left. */
	if (!child_hold(line, 1) || !give_away() || write(0, &byte, 1) != 1)
		_exit(EXIT_FAILURE);
	do {
		got = read(0, &byte, 1);
	} while (got > 0 || (got < 0 && errno == EINTR));
	clsact_remove(clsact);
	_exit(EXIT_SUCCESS);
}

int keeper_start(const struct clsact *clsact, struct keeper **out)
{
	struct keeper *keeper = malloc(sizeof(*keeper));
	int ends[2], error = 0;
	char byte;

	if (!keeper || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends)) {
		free(keeper);
		return keeper ? -errno : -ENOMEM;
	}
	keeper->line = ends[0];
	keeper->child = fork();
	if (!keeper->child)
		keep(clsact, ends[1]);
	if (keeper->child < 0)
		error = -errno;
	close(ends[1]);
	if (!error && read(keeper->line, &byte, 1) != 1) {
		waitpid(keeper->child, NULL, 0);
		error = -EPERM;
	}
	if (error) {
		close(keeper->line);
		free(keeper);
		return error;
	}
	*out = keeper;
	return 0;
}

void keeper_finish(struct keeper *keeper)
{
	char byte;

	/* Who reaps children may be another (libev does), so the end of the line is waited for. */
	shutdown(keeper->line, SHUT_WR);
	while (read(keeper->line, &byte, 1) < 0 && errno == EINTR)
		continue;
	close(keeper->line);
	waitpid(keeper->child, NULL, 0);
	free(keeper);
}
