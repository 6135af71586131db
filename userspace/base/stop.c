// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/stop.h"

#include <time.h>

void stop_signals(sigset_t *out)
{
	sigemptyset(out);
	sigaddset(out, SIGINT);
	sigaddset(out, SIGTERM);
}

void stop_hold(sigset_t *before)
{
	sigset_t signals;

	stop_signals(&signals);
	sigprocmask(SIG_BLOCK, &signals, before);
}

void stop_let_go(const sigset_t *before)
{
	struct timespec now = {0};
	sigset_t signals;

	stop_signals(&signals);
	while (sigtimedwait(&signals, NULL, &now) > 0)
		;
	sigprocmask(SIG_SETMASK, before, NULL);
}

bool stop_asked(void)
{
	sigset_t waiting;

	return sigpending(&waiting) == 0 &&
	       (sigismember(&waiting, SIGINT) == 1 || sigismember(&waiting, SIGTERM) == 1);
}
