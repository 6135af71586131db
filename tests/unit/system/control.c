// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <ev.h>
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

/* Repeats the question inside its answer; a big answer where it is asked for one. */
static struct json_object *repeat(void *context, struct json_object *question)
{
	struct json_object *answer = json_object_new_object(), *big;

	(void)context;
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
	ev_signal term;

	if (control_listen(path, loop, repeat, NULL, &control, text) != 0)
		_exit(1);
	ev_signal_init(&term, end_loop, SIGTERM);
	ev_signal_start(loop, &term);
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
			    "{\"asked\":{\"ask\":\"status\"}}");
	json_object_put(answer);
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
	assert_string_equal(hear(fd), "{\"asked\":{\"ask\":\"cameras\"}}\n");
}

static void callers_who_say_nothing_keep_nobody_out_for_long(void **state)
{
	int silent[8];

	(void)state;
	for (int i = 0; i < 8; i++)
		silent[i] = call();
	usleep(100000);
	assert_string_equal(hear(call()), ""); /* all lines are busy */
	for (int i = 0; i < 8; i++)
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

static void where_a_daemon_answers_no_other_may_listen(void **state)
{
	char text[CONTROL_TEXT];
	struct control *control;

	(void)state;
	assert_int_equal(control_listen(path, ev_default_loop(0), repeat, NULL, &control, text),
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

static void a_folder_that_is_not_there_is_told(void **state)
{
	char text[CONTROL_TEXT];
	struct control *control;

	(void)state;
	assert_int_equal(control_listen("/nonexistent/control", ev_default_loop(0), repeat, NULL,
					&control, text),
			 -ENOENT);
	assert_non_null(strstr(text, "--socket"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_question_is_answered),
		cmocka_unit_test(an_answer_of_a_megabyte_comes_whole),
		cmocka_unit_test(only_the_owner_may_ask),
		cmocka_unit_test(what_is_no_question_is_refused_in_words),
		cmocka_unit_test(a_question_without_an_end_is_refused),
		cmocka_unit_test(a_question_may_come_in_pieces),
		cmocka_unit_test(callers_who_say_nothing_keep_nobody_out_for_long),
		cmocka_unit_test(a_caller_who_hangs_up_harms_nothing),
		cmocka_unit_test(where_a_daemon_answers_no_other_may_listen),
		cmocka_unit_test(a_socket_left_behind_is_taken_over),
		cmocka_unit_test(without_a_daemon_the_cure_is_told),
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
