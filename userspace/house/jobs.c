// SPDX-License-Identifier: GPL-2.0-or-later
#include "house/jobs.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

struct piece {
	pid_t pid;
	FILE *file;
	int ended;
};

struct jobs {
	struct piece *pieces;
	size_t started, written, running;
	int worst;
};

/* A piece that could not be done outranks every answer of one that was. */
static int jobs_worse(int status, int other)
{
	if (status == 1 || other == 1)
		return 1;
	return status > other ? status : other;
}

static void jobs_note(struct jobs *j, int status)
{
	j->worst = jobs_worse(j->worst, status);
}

static int jobs_start(struct jobs *j, job_fn *run, void *context)
{
	struct piece *p = &j->pieces[j->started];

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
		int status = run(context, j->started, p->file);

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
		struct piece *p = &j->pieces[j->written++];

		if (jobs_copy(p->file, out) != 0)
			jobs_note(j, 1);
		fclose(p->file);
		p->file = NULL;
	}
}

static void jobs_wait(struct jobs *j, void (*done)(void *context, size_t index), void *context)
{
	int status;
	pid_t pid = wait(&status);

	for (size_t i = j->written; i < j->started; i++) {
		if (j->pieces[i].pid != pid)
			continue;
		j->pieces[i].ended = 1;
		j->running--;
		jobs_note(j, WIFEXITED(status) ? WEXITSTATUS(status) : 1);
		if (done)
			done(context, i);
	}
}

static int jobs_run_here(size_t count, job_fn *run, void *context, FILE *out)
{
	int worst = 0;

	for (size_t i = 0; i < count; i++)
		worst = jobs_worse(worst, run(context, i, out));
	return worst;
}

int jobs_run(size_t count, size_t jobs, job_fn *run, void (*done)(void *context, size_t index),
	     void *context, FILE *out)
{
	struct jobs j = {0};

	if (jobs <= 1 || count <= 1)
		return jobs_run_here(count, run, context, out);
	j.pieces = calloc(count, sizeof(*j.pieces));
	if (!j.pieces)
		return 1;
	signal(SIGCHLD,
	       SIG_DFL); /* a parent may have it ignored: then nothing could be waited for */
	while (j.written < count) {
		int err = 0;

		while (!err && j.started < count && j.running < jobs)
			err = jobs_start(&j, run, context);
		if (!j.running) { /* no process to be had at all */
			jobs_note(&j, 1);
			break;
		}
		jobs_wait(&j, done, context);
		jobs_write(&j, out);
	}
	for (size_t i = j.written; i < j.started; i++)
		if (j.pieces[i].file)
			fclose(j.pieces[i].file);
	free(j.pieces);
	return j.worst;
}
