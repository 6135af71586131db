// SPDX-License-Identifier: GPL-2.0-or-later
#include "page/task.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "system/child.h"

/* What a process ends with, and what it stands for. */
static const unsigned task_statuses[] = {200, 400, 404, 409, 500, 503};

#define TASK_STATUSES (sizeof(task_statuses) / sizeof(task_statuses[0]))

void task_become(int fd)
{
	static const int numbers[] = {SIGINT, SIGTERM, SIGHUP, SIGCHLD, SIGALRM};

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		signal(numbers[i], SIG_DFL);
	/* It ends with whom it works for. */
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || !child_hold(fd, 3))
		_exit(TASK_STATUSES);
}

static void task_run(int fd, task_fn *work, void *told)
{
	const struct itimerval patience = {.it_value = {.tv_sec = TASK_SECONDS}};
	unsigned status;
	FILE *file;

	task_become(fd);
	/* SIGALRM ends it: who made it may not kill (system/sandbox_syscalls.c). */
	setitimer(ITIMER_REAL, &patience, NULL);
	file = fdopen(0, "w");
	if (!file)
		_exit(TASK_STATUSES);
	status = work(told, file);
	if (fflush(file) != 0 || ferror(file) || ftruncate(0, ftell(file)) != 0)
		_exit(TASK_STATUSES);
	for (unsigned i = 0; i < TASK_STATUSES; i++)
		if (task_statuses[i] == status)
			_exit((int)i);
	_exit(TASK_STATUSES);
}

static void task_free(struct task *task)
{
	ev_child_stop(task->loop, &task->child);
	task->loop = NULL;
}

static void task_ended(struct ev_loop *loop, ev_child *child, int events)
{
	struct task *task = child->data;
	int end = child->rstatus;
	bool whole = WIFEXITED(end) && WEXITSTATUS(end) < (int)TASK_STATUSES;
	int fd = task->fd;

	(void)loop;
	(void)events;
	task_free(task);
	if (!whole) {
		close(fd);
		fd = -1;
	}
	task->done(task->context, whole ? task_statuses[WEXITSTATUS(end)] : 503, fd);
}

static void task_watch(struct task *task, struct ev_loop *loop, pid_t pid)
{
	task->loop = loop;
	ev_child_init(&task->child, task_ended, pid, 0);
	task->child.data = task;
	ev_child_start(loop, &task->child);
}

int task_begin(struct tasks *tasks, struct ev_loop *loop, task_fn *work, void *told,
	       task_done_fn *done, void *context)
{
	struct task *task = NULL;
	pid_t pid;
	int fd;

	for (size_t i = 0; i < TASK_MOST && !task; i++)
		if (!tasks->items[i].loop)
			task = &tasks->items[i];
	if (!task)
		return -EAGAIN;
	fd = memfd_create("answer", MFD_CLOEXEC);
	if (fd < 0)
		return -errno;
	pid = fork();
	if (pid == 0)
		task_run(fd, work, told);
	if (pid < 0) {
		int err = -errno;

		close(fd);
		return err;
	}
	*task = (struct task){.fd = fd, .done = done, .context = context};
	task_watch(task, loop, pid);
	return 0;
}

void task_end(struct tasks *tasks)
{
	for (size_t i = 0; i < TASK_MOST; i++) {
		struct task *task = &tasks->items[i];

		if (!task->loop)
			continue;
		close(task->fd);
		task_free(task);
	}
}
