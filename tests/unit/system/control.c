// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <ev.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "system/control.h"

static char folder[] = "/tmp/lenswatch-control-XXXXXX";
static char path[64];
static pid_t server;

/*
 * Repeats the question inside its answer; a big answer where it is asked for one; who asks so hears
 * so many lines of so many bytes then. An answer may take long: others have their turn meanwhile.
 */
static struct json_object *repeat(void *context, struct json_object *question,
				  struct control_caller *caller)
{
	struct json_object *answer = json_object_new_object(), *big, *lines;

	(void)context;
	for (int i = 0; i < 100 && json_object_object_get_ex(question, "slow", NULL); i++) {
		ev_run(ev_default_loop(0), EVRUN_NOWAIT);
		usleep(5000);
	}
	if (json_object_object_get_ex(question, "lines", &lines)) {
		caller->listens = true;
		caller->heard = json_object_get_uint64(lines);
		caller->state = json_object_object_get_ex(question, "of", &lines)
					? json_object_get_uint64(lines)
					: 2;
	}
	json_object_object_add(answer, "owner", json_object_new_boolean(caller->owner));
	json_object_object_add(answer, "asked", json_object_get(question));
	if (json_object_object_get_ex(question, "big", &big)) {
		char *text = malloc(1000001);

		memset(text, 'x', 1000000);
		text[1000000] = '\0';
		json_object_object_add(answer, "text", json_object_new_string(text));
		free(text);
	}
	return answer;
}

static int tell(void *context, struct control_caller *caller, char **line)
{
	(void)context;
	if (caller->heard == 1000) /* what it would hear is lost */
		return -EPIPE;
	if (!caller->heard)
		return 0;
	caller->heard--;
	*line = malloc(caller->state + 1);
	memset(*line, 'x', caller->state);
	(*line)[caller->state - 1] = '\n';
	(*line)[caller->state] = '\0';
	return 0;
}

static const struct control_service service = {.answer = repeat, .next = tell};

/* As of the newest event: whoever listens is told one line more. */
static void wake(struct ev_loop *loop, ev_signal *signal, int events)
{
	(void)loop;
	(void)events;
	control_wake(signal->data);
}

static void end_loop(struct ev_loop *loop, ev_signal *signal, int events)
{
	(void)signal;
	(void)events;
	ev_break(loop, EVBREAK_ALL);
}

static void serve(int ready)
{
	struct ev_loop *loop = ev_default_loop(0);
	struct control *control;
	char text[CONTROL_TEXT];
	ev_signal term, more;

	if (control_listen(path, loop, &service, &control, text) != 0)
		_exit(1);
	ev_signal_init(&term, end_loop, SIGTERM);
	ev_signal_start(loop, &term);
	ev_signal_init(&more, wake, SIGUSR1);
	more.data = control;
	ev_signal_start(loop, &more);
	if (write(ready, "x", 1) != 1)
		_exit(1);
	ev_run(loop, 0);
	control_close(control);
	_exit(0);
}

static int start(void **state)
{
	int ends[2];
	char byte;

	(void)state;
	if (pipe(ends) != 0)
		return -1;
	fflush(NULL);
	server = fork();
	if (server == 0)
		serve(ends[1]);
	return read(ends[0], &byte, 1) == 1 ? 0 : -1;
}

static int finish(void **state)
{
	int status;

	(void)state;
	kill(server, SIGTERM);
	waitpid(server, &status, 0);
	return status;
}

static int call(void)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	memcpy(address.sun_path, path, strlen(path));
	assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	return fd;
}

static const char *hear(int fd)
{
	static char text[8192];
	size_t used = 0;
	ssize_t count;

	while ((count = recv(fd, text + used, sizeof(text) - used - 1, 0)) > 0)
		used += (size_t)count;
	text[used] = '\0';
	close(fd);
	return text;
}

static void say(int fd, const char *text)
{
	assert_int_equal(send(fd, text, strlen(text), MSG_NOSIGNAL), strlen(text));
}

static void a_question_is_answered(void **state)
{
	struct json_object *question = json_tokener_parse("{\"ask\":\"status\"}"), *answer;
	char text[CONTROL_TEXT];

	(void)state;
	assert_int_equal(control_ask(path, question, CONTROL_PATIENCE_S, &answer, text), 0);
	assert_string_equal(json_object_to_json_string_ext(answer, JSON_C_TO_STRING_PLAIN),
			    "{\"owner\":true,\"asked\":{\"ask\":\"status\"}}");
	json_object_put(answer);
	json_object_put(question);
}

static void who_calls_reads_the_answer_itself(void **state)
{
	struct json_object *question = json_tokener_parse("{\"ask\":\"status\"}");
	char text[CONTROL_TEXT], answer[256];
	ssize_t got;
	int fd = -1;

	(void)state;
	assert_int_equal(control_call(path, question, &fd, text), 0);
	got = recv(fd, answer, sizeof(answer) - 1, 0);
	assert_true(got > 0);
	answer[got] = '\0';
	assert_string_equal(answer, "{\"owner\":true,\"asked\":{\"ask\":\"status\"}}\n");
	close(fd);
	assert_int_equal(control_call("/nonexistent/control", question, &fd, text), -ENOENT);
	json_object_put(question);
}

static void an_answer_of_a_megabyte_comes_whole(void **state)
{
	struct json_object *question = json_tokener_parse("{\"big\":1}"), *answer, *value;
	char text[CONTROL_TEXT];

	(void)state;
	assert_int_equal(control_ask(path, question, CONTROL_PATIENCE_S, &answer, text), 0);
	assert_true(json_object_object_get_ex(answer, "text", &value));
	assert_int_equal(json_object_get_string_len(value), 1000000);
	json_object_put(answer);
	json_object_put(question);
}

/* A daemon that somebody else has taken over answers for ever: who asks is root. */
static void an_answer_without_an_end_is_not_kept(void **state)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	struct json_object *question = json_object_new_object(), *answer = NULL;
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	static char block[65536];
	char text[CONTROL_TEXT];
	pid_t child;

	(void)state;
	snprintf(address.sun_path, sizeof(address.sun_path), "%s/endless", folder);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(fd, 1), 0);
	child = fork();
	if (child == 0) {
		int caller = accept(fd, NULL, NULL);

		memset(block, ' ', sizeof(block));
		for (unsigned i = 0; i < 1024; i++) /* 64 MB, if anybody reads it */
			if (send(caller, block, sizeof(block), MSG_NOSIGNAL) < 0)
				_exit(0);
		_exit(1);
	}
	assert_int_equal(control_ask(address.sun_path, question, CONTROL_PATIENCE_S, &answer, text),
			 -E2BIG);
	assert_non_null(strstr(text, "endless"));
	kill(child, SIGKILL);
	assert_int_equal(waitpid(child, NULL, 0), child);
	json_object_put(question);
	close(fd);
	unlink(address.sun_path);
}

static void only_the_owner_may_ask(void **state)
{
	struct stat status;

	(void)state;
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
}

static void what_is_no_question_is_refused_in_words(void **state)
{
	static const char *const lines[] = {"hello\n", "\n",
					    "[1]\n",   "{\"ask\":\n",
					    "null\n",  "[[[[[[[[[[[[[[1]]]]]]]]]]]]]]\n"};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		int fd = call();

		say(fd, lines[i]);
		assert_non_null(strstr(hear(fd), "\"error\":\"the question is not one line"));
	}
}

static void a_question_without_an_end_is_refused(void **state)
{
	char flood[CONTROL_REQUEST];
	int fd = call();

	(void)state;
	memset(flood, 'a', sizeof(flood));
	assert_int_equal(send(fd, flood, sizeof(flood), MSG_NOSIGNAL), sizeof(flood));
	assert_non_null(strstr(hear(fd), "longer than 4096"));
}

static void a_question_may_come_in_pieces(void **state)
{
	int fd = call();

	(void)state;
	say(fd, "{\"ask\":");
	usleep(50000);
	say(fd, "\"cameras\"}\n");
	assert_string_equal(hear(fd), "{\"owner\":true,\"asked\":{\"ask\":\"cameras\"}}\n");
}

static void callers_who_say_nothing_keep_nobody_out_for_long(void **state)
{
	int silent[16];

	(void)state;
	for (int i = 0; i < 16; i++)
		silent[i] = call();
	usleep(100000);
	assert_string_equal(hear(call()), ""); /* all lines are busy */
	for (int i = 0; i < 16; i++)
		assert_string_equal(hear(silent[i]), ""); /* let go after five seconds */
	a_question_is_answered(state);
}

static void a_caller_who_hangs_up_harms_nothing(void **state)
{
	(void)state;
	for (int i = 0; i < 20; i++) {
		int fd = call();

		say(fd, "{\"big\":1}\n");
		close(fd);
	}
	usleep(100000);
	a_question_is_answered(state);
}

/* Reads up to the end of a line. */
static const char *hear_line(int fd)
{
	static char text[256];
	size_t used = 0;

	while (used < sizeof(text) - 1 && recv(fd, text + used, 1, 0) == 1 && text[used++] != '\n')
		continue;
	text[used] = '\0';
	return text;
}

/* One who listens, and was answered. */
static int call_and_listen(const char *question)
{
	int fd = call();

	say(fd, question);
	assert_non_null(strstr(hear_line(fd), "\"asked\""));
	return fd;
}

static void while_an_answer_is_made_others_are_answered(void **state)
{
	int slow = call(), gone = call(), quick = call();
	struct pollfd answer = {.fd = slow, .events = POLLIN};

	(void)state;
	say(slow, "{\"slow\":1}\n");
	say(gone, "{\"slow\":2}\n"); /* in the turn of the first */
	usleep(50000);
	close(gone);
	say(quick, "{\"ask\":1}\n");
	assert_string_equal(hear(quick), "{\"owner\":true,\"asked\":{\"ask\":1}}\n");
	assert_int_equal(poll(&answer, 1, 0), 0);
	assert_string_equal(hear(slow), "{\"owner\":true,\"asked\":{\"slow\":1}}\n");
}

static void who_listens_is_told_more_as_it_comes(void **state)
{
	int fd = call_and_listen("{\"lines\":2}\n");

	(void)state;
	assert_string_equal(hear_line(fd), "x\n");
	assert_string_equal(hear_line(fd), "x\n");
	sleep(CONTROL_PATIENCE_S + 1); /* silence is no reason to let it go */
	kill(server, SIGUSR1);
	a_question_is_answered(state);
	assert_int_equal(recv(fd, (char[1]){0}, 1, MSG_DONTWAIT), -1);
	assert_int_equal(errno, EAGAIN);
	close(fd);
}

static void who_listens_and_says_more_is_let_go(void **state)
{
	int fd = call_and_listen("{\"lines\":0}\n");

	(void)state;
	say(fd, "more\n");
	assert_string_equal(hear(fd), "");
}

static void who_missed_a_line_is_let_go_behind_those_before(void **state)
{
	int fd = call_and_listen("{\"lines\":1001}\n");

	(void)state;
	assert_string_equal(hear(fd), "x\n");
}

static void who_takes_no_more_is_let_go(void **state)
{
	int fd = call();
	char bytes[65536];
	size_t heard = 0;
	ssize_t count;

	(void)state;
	say(fd, "{\"lines\":900,\"of\":100000}\n");
	sleep(CONTROL_PATIENCE_S + 1);
	a_question_is_answered(state); /* and nobody waits for it */
	while ((count = recv(fd, bytes, sizeof(bytes), 0)) > 0)
		heard += (size_t)count;
	close(fd);
	assert_true(heard < 900 * 100000);
}

/* Run as another user by who may. */
static void a_group_may_ask_and_is_known_as_no_owner(void **state)
{
	struct ev_loop *loop = ev_loop_new(0);
	char text[CONTROL_TEXT], shared[sizeof(path) + 8];
	struct control *control = NULL;
	struct stat status;

	(void)state;
	snprintf(shared, sizeof(shared), "%s.2", path);
	assert_int_equal(control_listen(shared, loop, &service, &control, text), 0);
	assert_int_equal(control_share(control, "no-such-group", text), -ENOENT);
	assert_non_null(strstr(text, "no such group"));
	assert_int_equal(stat(shared, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
	if (geteuid() == 0) {
		int ends[2], fd;
		char answer[256] = "";

		assert_int_equal(control_share(control, "games", text), 0);
		assert_int_equal(stat(shared, &status), 0);
		assert_int_equal(status.st_mode & 0777, 0660);
		assert_int_equal(status.st_gid, getgrnam("games")->gr_gid);
		assert_int_equal(chmod(folder, 0755), 0);
		assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
		if (fork() == 0) {
			struct sockaddr_un address = {.sun_family = AF_UNIX};

			memcpy(address.sun_path, shared, strlen(shared));
			fd = socket(AF_UNIX, SOCK_STREAM, 0);
			_exit(setgroups(0, NULL) || setgid(status.st_gid) || setuid(65534) ||
			      connect(fd, (struct sockaddr *)&address, sizeof(address)) ||
			      send(fd, "{}\n", 3, 0) != 3 || dup2(fd, 0) ||
			      recv(fd, answer, sizeof(answer), MSG_WAITALL) <= 0 ||
			      send(ends[1], answer, strlen(answer), 0) < 0);
		}
		for (int i = 0; i < 100; i++) {
			ev_run(loop, EVRUN_NOWAIT);
			usleep(10000);
			if (recv(ends[0], answer, sizeof(answer) - 1, MSG_DONTWAIT) > 0)
				break;
		}
		assert_non_null(strstr(answer, "\"owner\":false"));
		wait(NULL);
		close(ends[0]);
		close(ends[1]);
	}
	control_close(control);
	ev_loop_destroy(loop);
}

static void where_a_daemon_answers_no_other_may_listen(void **state)
{
	char text[CONTROL_TEXT];
	struct control *control;

	(void)state;
	assert_int_equal(control_listen(path, ev_default_loop(0), &service, &control, text),
			 -EADDRINUSE);
	assert_non_null(strstr(text, "another Lenswatch is running"));
}

static void a_socket_left_behind_is_taken_over(void **state)
{
	int status;

	(void)state;
	kill(server, SIGKILL);
	waitpid(server, &status, 0);
	assert_int_equal(access(path, F_OK), 0);
	assert_int_equal(start(state), 0);
	a_question_is_answered(state);
}

static void without_a_daemon_the_cure_is_told(void **state)
{
	struct json_object *question = json_object_new_object(), *answer;
	char text[CONTROL_TEXT];

	(void)state;
	assert_int_equal(
		control_ask("/nonexistent/control", question, CONTROL_PATIENCE_S, &answer, text),
		-ENOENT);
	assert_non_null(strstr(text, "lenswatch watch --interface"));
	json_object_put(question);
}

/* A daemon that hangs takes no more than its line is long. */
static void one_that_hangs_is_given_up(void **state)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	struct json_object *question = json_object_new_object(), *answer;
	int fd = socket(AF_UNIX, SOCK_STREAM, 0), callers[8];
	char text[CONTROL_TEXT] = "";
	size_t count = 0;

	(void)state;
	snprintf(address.sun_path, sizeof(address.sun_path), "%s/hangs", folder);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(fd, 1), 0);
	do {
		assert_true(count < 8);
		callers[count] = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
	} while (connect(callers[count++], (struct sockaddr *)&address, sizeof(address)) == 0);
	assert_int_equal(control_ask(address.sun_path, question, 1, &answer, text), -ETIMEDOUT);
	assert_non_null(strstr(text, "does not answer"));
	while (count)
		close(callers[--count]);
	close(fd);
	unlink(address.sun_path);
	json_object_put(question);
}

static void a_folder_that_is_not_there_is_told(void **state)
{
	char text[CONTROL_TEXT];
	struct control *control;

	(void)state;
	assert_int_equal(control_listen("/nonexistent/control", ev_default_loop(0), &service,
					&control, text),
			 -ENOENT);
	assert_non_null(strstr(text, "--socket"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_question_is_answered),
		cmocka_unit_test(who_calls_reads_the_answer_itself),
		cmocka_unit_test(an_answer_of_a_megabyte_comes_whole),
		cmocka_unit_test(an_answer_without_an_end_is_not_kept),
		cmocka_unit_test(only_the_owner_may_ask),
		cmocka_unit_test(what_is_no_question_is_refused_in_words),
		cmocka_unit_test(a_question_without_an_end_is_refused),
		cmocka_unit_test(a_question_may_come_in_pieces),
		cmocka_unit_test(callers_who_say_nothing_keep_nobody_out_for_long),
		cmocka_unit_test(a_caller_who_hangs_up_harms_nothing),
		cmocka_unit_test(while_an_answer_is_made_others_are_answered),
		cmocka_unit_test(who_listens_is_told_more_as_it_comes),
		cmocka_unit_test(who_listens_and_says_more_is_let_go),
		cmocka_unit_test(who_missed_a_line_is_let_go_behind_those_before),
		cmocka_unit_test(who_takes_no_more_is_let_go),
		cmocka_unit_test(a_group_may_ask_and_is_known_as_no_owner),
		cmocka_unit_test(where_a_daemon_answers_no_other_may_listen),
		cmocka_unit_test(a_socket_left_behind_is_taken_over),
		cmocka_unit_test(without_a_daemon_the_cure_is_told),
		cmocka_unit_test(one_that_hangs_is_given_up),
		cmocka_unit_test(a_folder_that_is_not_there_is_told),
	};
	int failed;

	if (!mkdtemp(folder))
		return 1;
	snprintf(path, sizeof(path), "%s/control", folder);
	failed = cmocka_run_group_tests(tests, start, finish);
	rmdir(folder);
	return failed;
}
