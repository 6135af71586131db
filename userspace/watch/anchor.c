// SPDX-License-Identifier: GPL-2.0-or-later
#include "watch/anchor.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "system/child.h"
#include "system/sandbox.h"

struct anchor {
	int line;
	pid_t child;
};

struct anchor_head { /* what goes over the line */
	uint64_t size;
	uint8_t root[LEDGER_HASH];
	uint8_t key[LEDGER_KEY];
};

/* Of the process that does it. */
struct serving {
	const struct anchor_config *config;
	bool file_failed, command_failed; /* which was told */
	pid_t running;			  /* 0: no program */
	uint64_t ran_s;			  /* when one was last started; 0: never */
	char head[32 + 2 * LEDGER_HASH], key[2 * LEDGER_KEY + 1];
};

/* Of many failures in a row one is told. */
static void serving_outcome(bool *failed, const char *name, const char *wrong)
{
	if (wrong && !*failed)
		fprintf(stderr, "lenswatch: a head of the history could not be handed to %s: %s\n",
			name, wrong);
	else if (!wrong && *failed)
		fprintf(stderr, "lenswatch: heads of the history go to %s again\n", name);
	*failed = wrong != NULL;
}

/* Opened for each head: a stick may have been taken out and put in again. */
static int serving_write(const char *path, const char *line)
{
	ssize_t put, length = (ssize_t)strlen(line);
	int fd =
		open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0644);
	int err = 0;

	if (fd < 0)
		return -errno;
	put = write(fd, line, (size_t)length);
	if (put != length)
		err = put < 0 ? -errno : -ENOSPC;
	if (!err && length && fsync(fd) != 0 && errno != EINVAL) /* a pipe has no disk */
		err = -errno;
	close(fd);
	return err;
}

static void serving_file(struct serving *s)
{
	char line[sizeof(s->head) + sizeof(s->key) + 2];
	int err;

	if (!s->config->file)
		return;
	snprintf(line, sizeof(line), "%s %s\n", s->head, s->key);
	err = serving_write(s->config->file, s->head[0] ? line : "");
	serving_outcome(&s->file_failed, s->config->file, err ? strerror(-err) : NULL);
}

static _Noreturn void serving_run(const struct serving *s)
{
	const char *const words[] = {s->config->command, s->head, s->key, NULL};
	int nothing = open("/dev/null", O_RDONLY);

	if (nothing < 0)
		_exit(CHILD_NOT_RUN);
	child_program(words, nothing);
}

static void serving_command(struct serving *s)
{
	uint64_t now_s = clock_up_s() + 1; /* 0 is never */

	if (!s->config->command || s->running ||
	    (s->ran_s && now_s - s->ran_s < s->config->pause_s))
		return;
	s->ran_s = now_s;
	s->running = fork();
	if (!s->running)
		serving_run(s);
	if (s->running < 0) {
		s->running = 0;
		serving_outcome(&s->command_failed, s->config->command, strerror(errno));
	}
}

static void serving_kill(struct serving *s)
{
	kill(-s->running, SIGKILL);
	kill(s->running, SIGKILL); /* where it has no group yet */
	waitpid(s->running, NULL, 0);
	s->running = 0;
}

/* Looks after the program that runs. */
static void serving_mind(struct serving *s)
{
	char wrong[96] = "";
	int status;

	if (!s->running)
		return;
	if (waitpid(s->running, &status, WNOHANG) == 0) {
		if (clock_up_s() + 1 - s->ran_s < s->config->patience_s)
			return;
		serving_kill(s);
		snprintf(wrong, sizeof(wrong), "it did not end within %u s and was killed",
			 s->config->patience_s);
	} else if (WIFSIGNALED(status)) {
		snprintf(wrong, sizeof(wrong), "signal %d ended it", WTERMSIG(status));
	} else if (WEXITSTATUS(status) == CHILD_NOT_RUN) {
		snprintf(wrong, sizeof(wrong),
			 "it could not be started (status 127): see that the daemon's user may run "
			 "it");
	} else if (WEXITSTATUS(status)) {
		snprintf(wrong, sizeof(wrong), "it ended with status %d", WEXITSTATUS(status));
	}
	s->running = 0;
	serving_outcome(&s->command_failed, s->config->command, wrong[0] ? wrong : NULL);
}

/* False: the daemon is gone. */
static bool serving_hear(struct serving *s)
{
	struct anchor_head head;
	ssize_t got = recv(0, &head, sizeof(head), 0);
	size_t used;

	if (got < 0 && errno == EINTR)
		return true;
	if (got <= 0)
		return false;
	if (got != (ssize_t)sizeof(head))
		return true;
	used = (size_t)snprintf(s->head, sizeof(s->head), "%" PRIu64 ":", head.size);
	sodium_bin2hex(s->head + used, sizeof(s->head) - used, head.root, sizeof(head.root));
	sodium_bin2hex(s->key, sizeof(s->key), head.key, sizeof(head.key));
	serving_file(s);
	serving_command(s);
	return true;
}

static _Noreturn void anchor_serve(const struct anchor_config *config, int line)
{
	struct pollfd ready = {.fd = 0, .events = POLLIN};
	struct serving s = {.config = config};
	char text[SANDBOX_TEXT] = "no descriptors";

	child_outlive();
	signal(SIGCHLD, SIG_DFL);
	prctl(PR_SET_NAME, "lenswatch-head");
	if (!child_hold(line, 3) || sandbox_become(config->user, text) != 0) {
		fprintf(stderr, "lenswatch: %s\n", text);
		_exit(EXIT_FAILURE);
	}
	serving_file(&s); /* whether it can be written shows at once */
	if (config->command && access(config->command, X_OK) != 0)
		serving_outcome(&s.command_failed, config->command, strerror(errno));
	send(0, "", 1, MSG_NOSIGNAL);
	do {
		serving_mind(&s);
		ready.revents = 0;
		if (poll(&ready, 1, s.running ? 200 : -1) < 0 && errno != EINTR)
			break;
	} while (!ready.revents || serving_hear(&s));
	if (s.running)
		serving_kill(&s);
	_exit(EXIT_SUCCESS);
}

static int anchor_fork(struct anchor *anchor, const struct anchor_config *config)
{
	int ends[2], err = 0;
	char byte;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends))
		return -errno;
	anchor->line = ends[0];
	anchor->child = fork();
	if (!anchor->child)
		anchor_serve(config, ends[1]);
	if (anchor->child < 0)
		err = -errno;
	close(ends[1]);
	if (!err && recv(anchor->line, &byte, 1, 0) != 1) {
		waitpid(anchor->child, NULL, 0);
		err = -EPERM;
	}
	if (err)
		close(anchor->line);
	return err;
}

int anchor_start(const struct anchor_config *config, struct anchor **out, char text[ANCHOR_TEXT])
{
	struct anchor *anchor = calloc(1, sizeof(*anchor));
	int err = anchor ? anchor_fork(anchor, config) : -ENOMEM;

	if (!err) {
		*out = anchor;
		return 0;
	}
	free(anchor);
	snprintf(text, ANCHOR_TEXT,
		 "The process that hands heads of the history on could not be "
		 "started: %s",
		 strerror(-err));
	return err;
}

int anchor_give(struct anchor *anchor, const struct ledger_head *head,
		const uint8_t key[LEDGER_KEY])
{
	struct anchor_head handed = {.size = head->size};

	memcpy(handed.root, head->root, LEDGER_HASH);
	memcpy(handed.key, key, LEDGER_KEY);
	if (send(anchor->line, &handed, sizeof(handed), MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
		return -errno;
	return 0;
}

void anchor_finish(struct anchor *anchor)
{
	char byte;

	if (!anchor)
		return;
	/* Who reaps children may be another (libev does), so the end of the line is waited for. */
	shutdown(anchor->line, SHUT_WR);
	while (recv(anchor->line, &byte, 1, 0) < 0 && errno == EINTR)
		continue;
	close(anchor->line);
	waitpid(anchor->child, NULL, 0);
	free(anchor);
}
