// SPDX-License-Identifier: GPL-2.0-or-later
#include "notify/hand.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "notify/queue.h"
#include "system/child.h"
#include "system/sandbox.h"

#define HAND_PATIENCE_MS 30000
#define HAND_LOOK_MS 20

struct hand_answer {
	unsigned char target;
	char wrong[HAND_WRONG];
};

/* The line as a file, so that no program can hold up who writes it. */
static int hand_file(const char *text, size_t length)
{
	int fd = memfd_create("message", MFD_CLOEXEC);

	if (fd >= 0 && (write(fd, text, length) != (ssize_t)length || write(fd, "\n", 1) != 1 ||
			lseek(fd, 0, SEEK_SET) != 0)) {
		close(fd);
		return -1;
	}
	return fd;
}

static _Noreturn void hand_run(const char *program, int message)
{
	const char *const words[] = {program, NULL};

	child_program(words, message);
}

/* Waits for it, and kills it where it takes too long. */
static void hand_wait(pid_t program, char wrong[HAND_WRONG])
{
	const struct timespec look = {.tv_nsec = HAND_LOOK_MS * 1000000L};
	int status = 0, waited = 0;

	while (waitpid(program, &status, WNOHANG) == 0) {
		if (waited < HAND_PATIENCE_MS) {
			nanosleep(&look, NULL);
			waited += HAND_LOOK_MS;
			continue;
		}
		kill(-program, SIGKILL);
		kill(program, SIGKILL);
		waitpid(program, NULL, 0);
		snprintf(wrong, HAND_WRONG, "it did not end within %d s and was killed",
			 HAND_PATIENCE_MS / 1000);
		return;
	}
	if (WIFSIGNALED(status))
		snprintf(wrong, HAND_WRONG, "signal %d ended it", WTERMSIG(status));
	else if (WEXITSTATUS(status) == CHILD_NOT_RUN)
		snprintf(wrong, HAND_WRONG, "it could not be started (status 127)");
	else if (WEXITSTATUS(status))
		snprintf(wrong, HAND_WRONG, "it ended with status %d", WEXITSTATUS(status));
}

static void hand_serve_one(const struct notify_config *config, const char *text, size_t length)
{
	struct hand_answer answer = {.target = (unsigned char)text[0]};
	int message = hand_file(text + 1, length - 1);
	pid_t program = -1;

	if (message >= 0 && answer.target < config->count)
		program = fork();
	if (!program)
		hand_run(config->targets[answer.target].program, message);
	if (program < 0)
		snprintf(answer.wrong, HAND_WRONG, "it could not be started: %s", strerror(errno));
	else
		hand_wait(program, answer.wrong);
	if (message >= 0)
		close(message);
	send(0, &answer, sizeof(answer), MSG_NOSIGNAL);
}

static _Noreturn void hand_serve(const struct notify_config *config, const char *user, int line)
{
	char text[SANDBOX_TEXT] = "no descriptors", *message = malloc(QUEUE_BYTES + 2);
	ssize_t length;

	child_outlive();
	signal(SIGCHLD, SIG_DFL);
	prctl(PR_SET_NAME, "lenswatch-hand");
	if (!message || !child_hold(line, 3) || sandbox_become(user, text) != 0) {
		fprintf(stderr, "lenswatch-notify: %s\n", text);
		_exit(EXIT_FAILURE);
	}
	send(0, "", 1, MSG_NOSIGNAL);
	do {
		length = recv(0, message, QUEUE_BYTES + 2, 0);
		if (length > 1)
			hand_serve_one(config, message, (size_t)length);
	} while (length > 0 || (length < 0 && errno == EINTR));
	_exit(EXIT_SUCCESS);
}

int hand_start(const struct notify_config *config, const char *user, struct hand *out)
{
	int ends[2], err = 0;
	char byte;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends))
		return -errno;
	out->child = fork();
	if (!out->child)
		hand_serve(config, user, ends[1]);
	if (out->child < 0)
		err = -errno;
	close(ends[1]);
	if (!err && recv(ends[0], &byte, 1, 0) != 1)
		err = -EPERM;
	if (err)
		close(ends[0]);
	out->line = err ? -1 : ends[0];
	return err;
}

int hand_give(const struct hand *hand, size_t target, const char *text)
{
	unsigned char first = (unsigned char)target;
	struct iovec parts[] = {{&first, 1}, {(void *)text, strlen(text)}};
	const struct msghdr whole = {.msg_iov = parts, .msg_iovlen = 2};

	if (hand->line < 0)
		return -ESRCH;
	return sendmsg(hand->line, &whole, MSG_NOSIGNAL | MSG_DONTWAIT) < 0 ? -errno : 0;
}

void hand_end(struct hand *hand)
{
	if (hand->line < 0)
		return;
	close(hand->line);
	hand->line = -1;
}

bool hand_hear(struct hand *hand, size_t *target, char wrong[HAND_WRONG])
{
	struct hand_answer answer;
	ssize_t length = recv(hand->line, &answer, sizeof(answer), MSG_DONTWAIT);

	if (!length || (length < 0 && errno != EAGAIN && errno != EINTR))
		hand_end(hand);
	if (length != (ssize_t)sizeof(answer))
		return false;
	*target = answer.target;
	answer.wrong[HAND_WRONG - 1] = '\0';
	memcpy(wrong, answer.wrong, HAND_WRONG);
	return true;
}
