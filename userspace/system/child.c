// SPDX-License-Identifier: GPL-2.0-or-later
#include "system/child.h"

#include <signal.h>
#include <stddef.h>
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

void child_outlive(void)
{
	static const int numbers[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGUSR1, SIGUSR2};

	setsid();
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		signal(numbers[i], SIG_IGN);
}
