// SPDX-License-Identifier: GPL-2.0-or-later
#include "house/jobs.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/exit.h"
#include "base/stop.h"
#include "house/pieces.h"
#include "house/resume.h"

struct piece {
	pid_t pid;
	FILE *file; /* NULL: it is in the state to resume from */
	bool ended;
};

struct jobs {
	const struct jobs_order *order;
	struct piece *pieces;
	size_t started, written, running;
	int worst;
	bool stopped;
};

static void jobs_note(struct jobs *j, int status)
{
	j->worst = pieces_worse(j->worst, status);
}

static int jobs_start(struct jobs *j)
{
	struct piece *p = &j->pieces[j->started];

	if (j->order->resume && resume_status(j->order->resume, j->started) >= 0) {
		jobs_note(j, resume_status(j->order->resume, j->started++));
		p->ended = true;
		return 0;
	}
	p->file = tmpfile();
	if (!p->file)
		return -errno;
	fflush(NULL);
	p->pid = fork();
	if (p->pid < 0) {
		int err = -errno;

		fclose(p->file);
		p->file = NULL;
		return err;
	}
	if (p->pid == 0) {
		int status;

		/* Nobody waits for it where its parent was killed. */
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (j->order->resume)
			resume_leave(j->order->resume);
		status = j->order->run(j->order->context, j->started, p->file);

		if (fflush(p->file) != 0)
			status = 1;
		_exit(status);
	}
	j->started++;
	j->running++;
	return 0;
}

static int jobs_copy(FILE *from, FILE *to)
{
	char block[65536];
	size_t size;

	if (fseek(from, 0, SEEK_SET))
		return -errno;
	while ((size = fread(block, 1, sizeof(block), from)) > 0)
		if (fwrite(block, 1, size, to) != size)
			return -errno;
	return ferror(from) ? -EIO : 0;
}

/* Writes the pieces that have ended, as far as none before them is missing. */
static void jobs_write(struct jobs *j, FILE *out)
{
	while (j->written < j->started && j->pieces[j->written].ended) {
		struct piece *p = &j->pieces[j->written];
		int err = p->file ? jobs_copy(p->file, out)
				  : resume_copy(j->order->resume, j->written, out);

		if (err)
			jobs_note(j, 1);
		if (p->file)
			fclose(p->file);
		p->file = NULL;
		j->written++;
	}
}

/* What could not be done may be at the next try, so it is not kept. */
static void jobs_keep(struct jobs *j, size_t index, int status)
{
	struct piece *p = &j->pieces[index];
	int err;

	if (!j->order->resume || (status != EXIT_DONE && status != EXIT_NO))
		return;
	err = resume_keep(j->order->resume, index, status, p->file);
	if (err) {
		fprintf(stderr, "lenswatch: what is done could not be kept: %s\n", strerror(-err));
		jobs_note(j, 1);
		return;
	}
	fclose(p->file);
	p->file = NULL;
}

static void jobs_ended(struct jobs *j, pid_t pid, int how)
{
	int status = WIFEXITED(how) ? WEXITSTATUS(how) : 1;

	for (size_t i = j->written; i < j->started; i++) {
		if (j->pieces[i].pid != pid)
			continue;
		j->pieces[i].pid = 0;
		j->running--;
		if (status == JOBS_STOPPED) {
			j->stopped = true;
			return;
		}
		j->pieces[i].ended = true;
		jobs_note(j, status);
		jobs_keep(j, i, status);
	}
}

/* They may not have heard of it: a signal to one process is no word to its children. */
static void jobs_stop(struct jobs *j)
{
	j->stopped = true;
	for (size_t i = j->written; i < j->started; i++)
		if (j->pieces[i].pid)
			kill(j->pieces[i].pid, SIGTERM);
}

static void jobs_wait(struct jobs *j, const sigset_t *signals)
{
	int how, signal = sigwaitinfo(signals, NULL);
	pid_t pid;

	if (signal == SIGINT || signal == SIGTERM)
		jobs_stop(j);
	while ((pid = waitpid(-1, &how, WNOHANG)) > 0)
		jobs_ended(j, pid, how);
}

static void jobs_run_all(struct jobs *j, FILE *out, const sigset_t *signals)
{
	const struct jobs_order *order = j->order;

	while (j->written < order->count && !(j->stopped && !j->running)) {
		int err = 0;

		while (!err && !j->stopped && j->started < order->count && j->running < order->jobs)
			err = jobs_start(j);
		if (err && !j->running) { /* none to be had at all */
			fprintf(stderr, "lenswatch: no process or temporary file can be had: %s\n",
				strerror(-err));
			jobs_note(j, 1);
			break;
		}
		if (j->running)
			jobs_wait(j, signals);
		jobs_write(j, out);
	}
	for (size_t i = j->written; i < j->started; i++)
		if (j->pieces[i].file)
			fclose(j->pieces[i].file);
}

int jobs_run(const struct jobs_order *order, FILE *out, size_t *written)
{
	struct jobs j = {.order = order};
	sigset_t signals, before;

	if (!order->resume && (order->jobs <= 1 || order->count <= 1))
		return pieces_run(order, out, written);
	*written = 0;
	j.pieces = calloc(order->count + 1, sizeof(*j.pieces));
	if (!j.pieces)
		return 1;
	/* A parent may have it ignored: then nothing could be waited for. */
	signal(SIGCHLD, SIG_DFL);
	stop_signals(&signals);
	sigaddset(&signals, SIGCHLD);
	sigprocmask(SIG_BLOCK, &signals, &before);
	jobs_run_all(&j, out, &signals);
	sigprocmask(SIG_SETMASK, &before, NULL);
	free(j.pieces);
	*written = j.written;
	return j.stopped && j.written < order->count ? JOBS_STOPPED : j.worst;
}
