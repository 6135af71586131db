/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs one command for `make bench` and prints what it took: wall seconds, CPU seconds (user and
 * system) and peak resident memory in KiB. Usage: runner OUTPUT COMMAND [ARGUMENT ...]; what the
 * command says goes to the file OUTPUT.
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define NOT_RUN 127 /* what shells say of a command that could not be run */

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static double seconds(struct timeval time)
{
	return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

static void become(const char *output, char **command)
{
	int file = open(output, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	if (file < 0 || dup2(file, STDOUT_FILENO) < 0 || dup2(file, STDERR_FILENO) < 0)
		_exit(NOT_RUN);
	execvp(command[0], command);
	_exit(NOT_RUN);
}

int main(int argc, char **argv)
{
	struct rusage used;
	double start;
	pid_t child;
	int status;

	if (argc < 3) {
		fprintf(stderr, "usage: runner OUTPUT COMMAND [ARGUMENT ...]\n");
		return 2;
	}
	start = now();
	child = fork();
	if (child == 0)
		become(argv[1], argv + 2);
	if (child < 0 || wait4(child, &status, 0, &used) < 0) {
		perror("runner");
		return 1;
	}
	printf("%.4f %.4f %ld\n", now() - start, seconds(used.ru_utime) + seconds(used.ru_stime),
	       used.ru_maxrss);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
