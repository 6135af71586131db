// SPDX-License-Identifier: GPL-2.0-or-later
#include "system/child.h"

#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

bool child_hold(int line, int first)
{
	if (dup2(line, 0) < 0)
		return false;
	/* glibc has it since 2.34, musl not; the kernel since 5.9. */
	if (syscall(SYS_close_range, (unsigned)first, ~0u, 0u)) {
		for (int fd = first; fd < (int)sysconf(_SC_OPEN_MAX) && fd < 65536; fd++)
			close(fd);
	}
	return true;
}

static void child_signals(void (*how)(int))
{
	static const int numbers[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGUSR1, SIGUSR2};

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		signal(numbers[i], how);
}

void child_outlive(void)
{
	setsid();
	child_signals(SIG_IGN);
}

void child_program(const char *const words[], int input)
{
	static const char *const surroundings[] = {"PATH=/usr/sbin:/usr/bin:/sbin:/bin", NULL};
	sigset_t none;

	sigemptyset(&none);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setpgid(0, 0);
	child_signals(SIG_DFL);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (dup2(2, 1) == 1 && child_hold(input, 3))
		execve(words[0], (char *const *)words, (char *const *)surroundings);
	_exit(CHILD_NOT_RUN);
}
