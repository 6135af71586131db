// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/attach/keeper.h"

#include <cap-ng.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "system/child.h"
#include "system/sandbox_syscalls.h"

#define NOBODY 65534
/* What it holds: nothing else is open. */
#define LINE 0
#define INGRESS 1
#define EGRESS 2
#define HELD 3
/* An answer takes milliseconds; who waits longer waits for a process that hangs. */
#define PATIENCE_S 5

struct keeper {
	int line; /* closed: this process is gone */
	pid_t child;
};

/* Neither way: what is there is taken out. */
struct question {
	uint32_t interface;
	uint8_t ingress, egress;
	uint16_t zero;
};

struct keeper_answer {
	int32_t error;
	struct clsact clsact;
};

struct kept {
	bool programs[HELD];			     /* by descriptor: which it has */
	struct clsact interfaces[KEEPER_INTERFACES]; /* `interface` 0: free */
};

static bool keeper_give_away(void)
{
	capng_clear(CAPNG_SELECT_ALL);
	if (capng_update(CAPNG_ADD, CAPNG_EFFECTIVE | CAPNG_PERMITTED, CAP_NET_ADMIN))
		return false;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return false;
	if (geteuid() ? capng_apply(CAPNG_SELECT_CAPS)
		      : capng_change_id(NOBODY, NOBODY, CAPNG_DROP_SUPP_GRP | CAPNG_CLEAR_BOUNDING))
		return false;
	return !sandbox_syscalls_known() || !sandbox_syscalls_enter(false, false, false);
}

/* False: it could not. All else is closed. */
static bool keeper_hold(int line, int ingress, int egress, struct kept *kept)
{
	const int programs[HELD] = {[LINE] = -1, [INGRESS] = ingress, [EGRESS] = egress};

	/* Out of the way of the numbers below. */
	line = fcntl(line, F_DUPFD, HELD);
	for (int i = INGRESS; line >= 0 && i < HELD; i++) {
		kept->programs[i] = programs[i] >= 0;
		if (!kept->programs[i])
			close(i);
		else if (dup2(programs[i], i) < 0)
			return false;
	}
	return line >= 0 && child_hold(line, HELD);
}

static void keeper_take_out(struct clsact *clsact)
{
	if (clsact->interface)
		clsact_remove(clsact);
	*clsact = (struct clsact){0};
}

/* What is kept of an interface, or a free place; NULL where there is none. */
static struct clsact *keeper_find(struct kept *kept, uint32_t interface)
{
	struct clsact *place = NULL;

	for (size_t i = 0; i < KEEPER_INTERFACES; i++) {
		if (kept->interfaces[i].interface == interface)
			return &kept->interfaces[i];
		if (!kept->interfaces[i].interface && !place)
			place = &kept->interfaces[i];
	}
	return place;
}

static int keeper_obey(struct kept *kept, const struct question *question, struct clsact *out)
{
	struct clsact *clsact;
	int error;

	if (!question->interface || question->ingress > 1 || question->egress > 1 ||
	    question->zero || question->ingress > kept->programs[INGRESS] ||
	    question->egress > kept->programs[EGRESS])
		return -EINVAL;
	clsact = keeper_find(kept, question->interface);
	if (clsact)
		keeper_take_out(clsact);
	if (!question->ingress && !question->egress)
		return 0;
	if (!clsact)
		return -ENOSPC;
	error = clsact_add(question->interface, question->ingress ? INGRESS : -1,
			   question->egress ? EGRESS : -1, clsact);
	if (!error)
		*out = *clsact;
	return error;
}

static void keeper_serve(struct kept *kept)
{
	struct question question;
	ssize_t got;

	for (;;) {
		struct keeper_answer answer = {0};

		got = recv(LINE, &question, sizeof(question), MSG_TRUNC);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return;
		answer.error = (size_t)got == sizeof(question)
				       ? keeper_obey(kept, &question, &answer.clsact)
				       : -EINVAL;
		if (send(LINE, &answer, sizeof(answer), MSG_NOSIGNAL) < 0)
			return;
	}
}

static _Noreturn void keeper_keep(int line, int ingress, int egress)
{
	struct keeper_answer ready = {0};
	struct kept kept = {0};

	child_outlive();
	prctl(PR_SET_NAME, "lenswatch-keep");
	/* Said to the one who waits for it: the line is in place and nothing else is left. */
	if (!keeper_hold(line, ingress, egress, &kept) || !keeper_give_away() ||
	    send(LINE, &ready, sizeof(ready), MSG_NOSIGNAL) < 0)
		_exit(EXIT_FAILURE);
	keeper_serve(&kept);
	for (size_t i = 0; i < KEEPER_INTERFACES; i++)
		keeper_take_out(&kept.interfaces[i]);
	_exit(EXIT_SUCCESS);
}

/* -EPIPE: nothing came, and nothing more is asked: what came late would be taken for the next. */
static int keeper_hear(struct keeper *keeper, struct keeper_answer *answer)
{
	ssize_t got;

	do {
		got = recv(keeper->line, answer, sizeof(*answer), 0);
	} while (got < 0 && errno == EINTR);
	if (got == (ssize_t)sizeof(*answer))
		return answer->error;
	shutdown(keeper->line, SHUT_WR);
	return -EPIPE;
}

static int keeper_ask(struct keeper *keeper, const struct question *question,
		      struct keeper_answer *answer)
{
	if (send(keeper->line, question, sizeof(*question), MSG_NOSIGNAL) < 0)
		return -EPIPE;
	return keeper_hear(keeper, answer);
}

static int keeper_begin(struct keeper *keeper, const int ends[2], int ingress, int egress)
{
	const struct timeval patience = {.tv_sec = PATIENCE_S};
	struct keeper_answer ready;
	int error;

	keeper->line = ends[0];
	keeper->child = fork();
	if (!keeper->child)
		keeper_keep(ends[1], ingress, egress);
	error = keeper->child < 0 ? -errno : 0;
	close(ends[1]);
	if (error)
		return error;
	if (setsockopt(keeper->line, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)))
		return -errno;
	return keeper_hear(keeper, &ready) ? -EPERM : 0;
}

int keeper_start(int ingress, int egress, struct keeper **out)
{
	struct keeper *keeper = malloc(sizeof(*keeper));
	int ends[2], error;

	if (!keeper)
		return -ENOMEM;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends)) {
		error = -errno;
		free(keeper);
		return error;
	}
	error = keeper_begin(keeper, ends, ingress, egress);
	if (!error) {
		*out = keeper;
		return 0;
	}
	close(keeper->line);
	if (keeper->child > 0)
		waitpid(keeper->child, NULL, 0);
	free(keeper);
	return error;
}

int keeper_add(struct keeper *keeper, uint32_t interface, bool ingress, bool egress,
	       struct clsact *out)
{
	const struct question question = {interface, ingress, egress, 0};
	struct keeper_answer answer;
	int error;

	if (!interface || (!ingress && !egress))
		return -EINVAL;
	error = keeper_ask(keeper, &question, &answer);
	if (!error)
		*out = answer.clsact;
	return error;
}

void keeper_remove(struct keeper *keeper, uint32_t interface)
{
	const struct question question = {.interface = interface};
	struct keeper_answer answer;

	(void)keeper_ask(keeper, &question, &answer);
}

void keeper_finish(struct keeper *keeper)
{
	struct keeper_answer answer;
	ssize_t got;

	if (!keeper)
		return;
	/* Who reaps children may be another (libev does), so the end of the line is waited for. */
	shutdown(keeper->line, SHUT_WR);
	do {
		got = recv(keeper->line, &answer, sizeof(answer), 0);
	} while (got > 0 || (got < 0 && errno == EINTR));
	close(keeper->line);
	waitpid(keeper->child, NULL, 0);
	free(keeper);
}
