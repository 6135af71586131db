/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Work that a process of its own does, which is forked for it and ends with it. Called by server.c
 * and hub.c; in the default loop of libev, which alone knows of children.
 */
#ifndef LENSWATCH_PAGE_TASK_H
#define LENSWATCH_PAGE_TASK_H

#include <ev.h>
#include <stdio.h>

#define TASK_MOST 4	/* at once */
#define TASK_SECONDS 30 /* one may take */

/* In the child: writes into `file` and returns an HTTP status. */
typedef unsigned task_fn(void *context, FILE *file);
/* In the parent, once: `fd` holds what was written, and is the callee's; -1 where it failed. */
typedef void task_done_fn(void *context, unsigned status, int fd);

struct task {
	struct ev_loop *loop; /* NULL: free */
	ev_child child;
	int fd;
	task_done_fn *done;
	void *context;
};

struct tasks { /* begins zeroed */
	struct task items[TASK_MOST];
};

/* `work` has its context from `told`, `done` from `context`. 0, -EAGAIN: there are enough; -errno.
 */
int task_begin(struct tasks *tasks, struct ev_loop *loop, task_fn *work, void *told,
	       task_done_fn *done, void *context);
/* Waits for none of them: each ends with this process at the latest; `done` is called of none. */
void task_end(struct tasks *tasks);
/* What a child does first: all is closed but `fd`, which becomes 0. Ends it where it cannot. */
void task_become(int fd);

#endif
