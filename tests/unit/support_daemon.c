// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <libgen.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "config/prepare.h"
#include "support_daemon.h"
#include "watch/watch.h"

#define DAEMON_STEP_US 20000
#define DAEMON_STEPS 500 /* ten seconds */

struct told {
	const char *options[7][2];
	const char *path;
};

static int daemon_read(void *context, struct config *out)
{
	const struct told *told = context;
	char error[OPTIONS_ERROR];
	int err = config_create(out);

	if (!err && told->path)
		err = config_load(out, told->path, prepare_tell_mistake, NULL);
	for (size_t i = 0; !err && i < 7; i++) {
		if (!told->options[i][0])
			continue;
		err = config_set(out, told->options[i][0], told->options[i][1], error);
		if (err)
			fprintf(stderr, "%s\n", error);
	}
	return err;
}

/*
 * The child. It leaves by _exit: the leak checker wants ptrace(2), which is among the rights the
 * daemon has given away.
 */
static void daemon_child(const struct daemon *daemon, const char *interface, const char *mode,
			 const char *path, const char *output)
{
	char said[96], socket[96], state[96], config_folder[96];
	struct told told = {.options = {{interface ? "interface" : NULL, interface},
					{mode ? "attach" : NULL, mode},
					{"format", "jsonl"},
					{"socket", socket},
					{"state", state},
					{path ? NULL : "rules", "rules"}},
			    .path = path};
	int fd, status;

	snprintf(said, sizeof(said), "%s/said", daemon->folder);
	snprintf(socket, sizeof(socket), "%s/control", daemon->folder);
	snprintf(state, sizeof(state), "%s/cameras.yaml", daemon->folder);
	fd = open(said, O_WRONLY | O_CREAT | O_APPEND, 0600);
	dup2(fd, STDOUT_FILENO);
	dup2(fd, STDERR_FILENO);
	if (output)
		dup2(open(output, O_WRONLY), STDOUT_FILENO);
	snprintf(config_folder, sizeof(config_folder), "%s", path ? path : "");
	status = watch_run(daemon_read, &told, path ? dirname(config_folder) : NULL);
	fflush(NULL);
	_exit(status);
}

static void daemon_listen(struct daemon *daemon)
{
	char path[96];
	ssize_t count;
	int fd;

	snprintf(path, sizeof(path), "%s/said", daemon->folder);
	fd = open(path, O_RDONLY);
	count = fd < 0 ? 0 : read(fd, daemon->said, sizeof(daemon->said) - 1);
	daemon->said[count > 0 ? count : 0] = '\0';
	if (fd >= 0)
		close(fd);
}

static bool daemon_has_ended(const struct daemon *daemon)
{
	siginfo_t info = {0};

	return waitid(P_PID, (id_t)daemon->pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
	       info.si_pid == daemon->pid;
}

static void daemon_begin(struct daemon *daemon, const char *interface, const char *mode,
			 const char *config, const char *output)
{
	memset(daemon, 0, sizeof(*daemon));
	snprintf(daemon->folder, sizeof(daemon->folder), "/tmp/lenswatch-daemon-XXXXXX");
	assert_non_null(mkdtemp(daemon->folder));
	assert_int_equal(chmod(daemon->folder, 0777), 0);
	fflush(NULL);
	daemon->pid = fork();
	if (daemon->pid == 0)
		daemon_child(daemon, interface, mode, config, output);
	for (int i = 0; i < DAEMON_STEPS && !daemon_has_ended(daemon); i++) {
		daemon_listen(daemon);
		if (strstr(daemon->said, "\"type\":\"run\""))
			break;
		usleep(DAEMON_STEP_US);
	}
	daemon_listen(daemon);
}

void daemon_start(struct daemon *daemon, const char *interface, const char *mode,
		  const char *config)
{
	daemon_begin(daemon, interface, mode, config, NULL);
}

void daemon_start_unheard(struct daemon *daemon, const char *interface)
{
	daemon_begin(daemon, interface, "pcap", NULL, "/dev/full");
}

void daemon_await(struct daemon *daemon, const char *text)
{
	for (int i = 0; i < DAEMON_STEPS; i++) {
		daemon_listen(daemon);
		if (strstr(daemon->said, text))
			return;
		usleep(DAEMON_STEP_US);
	}
	fail_msg("it never said \"%s\", but:\n%s", text, daemon->said);
}

int daemon_end(struct daemon *daemon, int signal)
{
	static const char *const files[] = {"said", "control", "cameras.yaml"};
	char path[96];
	int status;

	kill(daemon->pid, signal);
	assert_int_equal(waitpid(daemon->pid, &status, 0), daemon->pid);
	daemon_listen(daemon);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", daemon->folder, files[i]);
		unlink(path);
	}
	rmdir(daemon->folder);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}
