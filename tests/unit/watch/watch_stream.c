// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <ev.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "ledger/support_room.h"
#include "output/support_events.h"
#include "support_live.h"

static char folder[] = "/tmp/lenswatch-stream-XXXXXX";
static char path[64];

/* A daemon's socket, and who listens there. */
struct hall {
	struct scene *scene;
	struct live *watch;
	struct talk talk;
	size_t used;
	char text[65536]; /* what was heard and not looked at */
};

static void hall_open(struct hall *h)
{
	struct control_service service = {.answer = answers_give, .next = answers_next};
	char text[CONTROL_TEXT];

	*h = (struct hall){.talk = {CAMERA_MAC, CAMERA_IP, "203.0.113.9", 40000, 443, 6}};
	h->scene = scene_open(scene_rules, CAMERA_MAC);
	h->watch = live_watch(h->scene);
	service.context = &h->watch->answers;
	assert_int_equal(control_listen(path, h->watch->loop, &service, &h->watch->control, text),
			 0);
}

static void hall_close(struct hall *h)
{
	control_close(h->watch->control);
	live_end(h->watch);
	scene_close(h->scene);
}

static void turn(struct hall *h)
{
	for (int i = 0; i < 8; i++)
		ev_run(h->watch->loop, EVRUN_NOWAIT);
}

static int ask(struct hall *h, const char *question)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);

	memcpy(address.sun_path, path, strlen(path));
	assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(send(fd, question, strlen(question), 0), strlen(question));
	turn(h);
	return fd;
}

/* The next line, which the caller puts; NULL where there is none. */
static struct json_object *hear(struct hall *h, int fd)
{
	struct json_object *line = NULL;
	ssize_t got;
	char *end;

	turn(h);
	got = recv(fd, h->text + h->used, sizeof(h->text) - 1 - h->used, 0);
	h->used += got > 0 ? (size_t)got : 0;
	h->text[h->used] = '\0';
	end = strchr(h->text, '\n');
	if (end) {
		*end = '\0';
		line = json_tokener_parse(h->text);
		assert_non_null(line);
		h->used -= (size_t)(end + 1 - h->text);
		memmove(h->text, end + 1, h->used);
	}
	return line;
}

static bool gone(int fd)
{
	char byte;

	return recv(fd, &byte, 1, 0) == 0;
}

static void leave(struct hall *h, int fd)
{
	close(fd);
	h->used = 0;
	turn(h);
}

static void tell(struct hall *h, const char *id)
{
	struct event event;

	events_clip(&event);
	snprintf(event.upload.id, sizeof(event.upload.id), "%s", id);
	watch_stream_hear(&h->watch->stream, &event);
}

static struct json_object *member(struct json_object *object, const char *key)
{
	struct json_object *value = NULL;

	assert_true(json_object_object_get_ex(object, key, &value));
	return value;
}

/* A line of a record: its upload's id is that; returns its own. */
static uint64_t assert_told(struct hall *h, int fd, const char *id)
{
	struct json_object *line = hear(h, fd);
	uint64_t own;

	assert_non_null(line);
	own = json_object_get_uint64(member(line, "id"));
	assert_string_equal(json_object_get_string(member(member(line, "record"), "type")),
			    "upload");
	assert_string_equal(json_object_get_string(member(member(line, "record"), "id")), id);
	json_object_put(line);
	return own;
}

/* The answer: where it stands. */
static uint64_t assert_begun(struct hall *h, int fd, bool missed)
{
	struct json_object *line = hear(h, fd);
	uint64_t own;

	assert_non_null(line);
	own = json_object_get_uint64(member(line, "id"));
	assert_int_equal(json_object_get_boolean(member(line, "missed")), missed);
	json_object_put(line);
	return own;
}

static size_t assert_sending(struct hall *h, int fd)
{
	struct json_object *line = hear(h, fd);
	size_t count;

	assert_non_null(line);
	count = json_object_array_length(member(line, "sending"));
	json_object_put(line);
	return count;
}

static int listen_from(struct hall *h, uint64_t since)
{
	char question[64];

	snprintf(question, sizeof(question), "{\"ask\":\"events\",\"since\":%" PRIu64 "}\n", since);
	return ask(h, question);
}

/* One who listens while nothing is sent, and where that one stands. */
static int listen_now(struct hall *h, uint64_t *since)
{
	int fd = ask(h, "{\"ask\":\"events\"}\n");

	*since = assert_begun(h, fd, false);
	assert_int_equal(assert_sending(h, fd), 0);
	return fd;
}

static void who_listens_hears_each_event_once(void **state)
{
	struct hall h;
	uint64_t first;
	int fd;

	(void)state;
	hall_open(&h);
	tell(&h, "before");
	fd = listen_now(&h, &first);
	tell(&h, "one");
	tell(&h, "two");
	assert_true(first < assert_told(&h, fd, "one"));
	assert_told(&h, fd, "two");
	assert_null(hear(&h, fd));
	leave(&h, fd);
	hall_close(&h);
}

static void nothing_is_kept_before_anybody_listened(void **state)
{
	struct hall h;

	(void)state;
	hall_open(&h);
	tell(&h, "one");
	assert_int_equal(h.watch->stream.count, 0);
	hall_close(&h);
}

static void all_is_kept_from_the_start_where_somebody_is_expected(void **state)
{
	struct hall h;
	int fd;

	(void)state;
	hall_open(&h);
	watch_stream_expect(&h.watch->stream);
	tell(&h, "one");
	/* As one asks who heard the run before, an hour ago. */
	fd = listen_from(&h, h.watch->stream.floor - 3600000000);
	assert_int_equal(assert_begun(&h, fd, true), h.watch->stream.floor);
	assert_told(&h, fd, "one");
	leave(&h, fd);
	hall_close(&h);
}

static void who_comes_back_hears_what_came_meanwhile(void **state)
{
	struct hall h;
	uint64_t last;
	int fd;

	(void)state;
	hall_open(&h);
	fd = listen_now(&h, &last);
	tell(&h, "one");
	last = assert_told(&h, fd, "one");
	leave(&h, fd);
	tell(&h, "two");
	fd = listen_from(&h, last);
	assert_int_equal(assert_begun(&h, fd, false), last);
	assert_told(&h, fd, "two");
	leave(&h, fd);
	hall_close(&h);
}

/* As after a restart: what was told between is in the history. */
static void who_heard_another_run_is_told_that_something_may_be_missed(void **state)
{
	struct hall h;
	int fd;

	(void)state;
	hall_open(&h);
	fd = listen_from(&h, 1700000000000000);
	assert_true(assert_begun(&h, fd, true) > 1700000000000000);
	leave(&h, fd);
	fd = listen_from(&h, 99999999999999999); /* the clock was set back */
	assert_begun(&h, fd, true);
	leave(&h, fd);
	fd = ask(&h, "{\"ask\":\"events\",\"since\":\"yesterday\"}\n");
	assert_begun(&h, fd, true);
	leave(&h, fd);
	hall_close(&h);
}

static void a_slow_one_is_let_go_and_told_that_it_missed_some(void **state)
{
	struct hall h;
	uint64_t last;
	char id[16];
	int fd;

	(void)state;
	hall_open(&h);
	fd = listen_now(&h, &last);
	for (int i = 0; i <= STREAM_LINES; i++) { /* at once: it had no turn */
		snprintf(id, sizeof(id), "%d", i);
		tell(&h, id);
	}
	assert_int_equal(h.watch->stream.count, STREAM_LINES);
	assert_true(h.watch->stream.bytes <= STREAM_BYTES);
	turn(&h);
	assert_true(gone(fd));
	leave(&h, fd);
	fd = listen_from(&h, last);
	assert_true(assert_begun(&h, fd, true) > last);
	assert_told(&h, fd, "1");
	leave(&h, fd);
	hall_close(&h);
}

/* A socket does not say that it can be written to where a quarter of its room is taken. */
static void who_takes_nothing_is_let_go_though_it_has_room(void **state)
{
	struct hall h;
	uint64_t since;
	int fd;

	(void)state;
	hall_open(&h);
	fd = listen_now(&h, &since);
	for (int i = 0; i < STREAM_LINES; i++) {
		tell(&h, "one");
		turn(&h);
	}
	assert_int_equal(control_listeners(h.watch->control), 1);
	sleep(CONTROL_PATIENCE_S + 1);
	turn(&h);
	assert_int_equal(control_listeners(h.watch->control), 0);
	leave(&h, fd);
	hall_close(&h);
}

static void what_was_erased_is_not_heard_any_more(void **state)
{
	char folder_of_it[FOLDERS_PATH], question[256];
	struct json_object *answer;
	struct hall h;
	struct room room;
	uint64_t since;
	int fd;

	(void)state;
	room_make(&room);
	hall_open(&h);
	h.watch->config.ledger = room.path;
	assert_int_equal(watch_history_open(&h.watch->history, folder_of_it), 0);
	fd = listen_now(&h, &since);
	tell(&h, "one");
	assert_told(&h, fd, "one");
	leave(&h, fd);
	snprintf(question, sizeof(question),
		 "{\"ask\":\"forget\",\"camera\":\"" CAMERA_MAC "\",\"ledger\":\"%s\"}\n",
		 room.path);
	fd = ask(&h, question);
	answer = hear(&h, fd);
	member(answer, "erased");
	json_object_put(answer);
	leave(&h, fd);
	fd = listen_from(&h, since);
	assert_begun(&h, fd, true);
	assert_sending(&h, fd);
	assert_null(hear(&h, fd));
	leave(&h, fd);
	hall_close(&h);
	room_remove(&room);
}

static void all_lines_together_have_a_bound_in_bytes(void **state)
{
	struct hall h;
	struct event event;
	char text[4096];
	int fd;

	(void)state;
	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	hall_open(&h);
	fd = ask(&h, "{\"ask\":\"events\"}\n");
	events_clip(&event);
	event.upload.evidence_count = EVENT_EVIDENCE;
	for (size_t i = 0; i < EVENT_EVIDENCE; i++)
		event.upload.evidence[i] = (struct event_evidence){
			.by = JUDGED_BY_CAMERA, .reason = {.reason = REASON_UNKNOWN, .text = text}};
	for (size_t i = 0; i < STREAM_LINES; i++)
		watch_stream_hear(&h.watch->stream, &event);
	assert_in_range(h.watch->stream.count, 1, STREAM_LINES - 1);
	assert_in_range(h.watch->stream.bytes, 1, STREAM_BYTES);
	leave(&h, fd);
	hall_close(&h);
}

static void what_is_being_sent_is_told_at_once_and_when_it_is_another(void **state)
{
	struct hall h;
	int fd;

	(void)state;
	hall_open(&h);
	scene_hello(h.scene, &h.talk, START, "media.testcam.example");
	for (int i = 1; i < 9; i++)
		scene_burst(h.scene, &h.talk, START + i * SECOND, 100, 1000);
	fd = ask(&h, "{\"ask\":\"events\"}\n");
	assert_begun(&h, fd, false);
	assert_int_equal(assert_sending(&h, fd), 1);
	usleep(1100000);
	assert_null(hear(&h, fd)); /* nothing new */
	for (int i = 9; i < 12; i++)
		scene_burst(h.scene, &h.talk, START + i * SECOND, 100, 1000);
	usleep(1100000);
	assert_int_equal(assert_sending(&h, fd), 1);
	leave(&h, fd);
	hall_close(&h);
}

static void who_listens_hears_every_five_seconds_that_it_lives(void **state)
{
	struct json_object *line = NULL;
	struct hall h;
	uint64_t since;
	int fd;

	(void)state;
	hall_open(&h);
	fd = listen_now(&h, &since);
	for (int i = 0; i < 10 * (STREAM_BEAT_S + 2) && !line; i++) {
		usleep(100000);
		line = hear(&h, fd);
	}
	assert_non_null(line);
	assert_true(json_object_get_uint64(member(line, "beat")) > since);
	json_object_put(line);
	assert_null(hear(&h, fd)); /* once */
	tell(&h, "one");
	assert_told(&h, fd, "one");
	leave(&h, fd);
	hall_close(&h);
}

static void so_many_may_listen_and_no_more(void **state)
{
	int fds[CONTROL_LISTENERS + 1];
	struct json_object *line;
	struct hall h;

	(void)state;
	hall_open(&h);
	for (int i = 0; i < CONTROL_LISTENERS; i++)
		fds[i] = ask(&h, "{\"ask\":\"events\"}\n");
	fds[CONTROL_LISTENERS] = ask(&h, "{\"ask\":\"events\"}\n");
	line = hear(&h, fds[CONTROL_LISTENERS]);
	assert_non_null(strstr(json_object_get_string(member(line, "error")), "8 listen already"));
	json_object_put(line);
	line = hear(&h, ask(&h, "{\"ask\":\"cameras\"}\n"));
	assert_non_null(member(line, "cameras"));
	json_object_put(line);
	for (int i = 0; i <= CONTROL_LISTENERS; i++)
		close(fds[i]);
	hall_close(&h);
}

static void how_it_ended_is_heard(void **state)
{
	struct hall h;
	uint64_t since;
	int fd;

	(void)state;
	hall_open(&h);
	fd = listen_now(&h, &since);
	tell(&h, "last");
	control_close(h.watch->control);
	h.watch->control = NULL;
	assert_told(&h, fd, "last");
	assert_true(gone(fd));
	leave(&h, fd);
	hall_close(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_listens_hears_each_event_once),
		cmocka_unit_test(nothing_is_kept_before_anybody_listened),
		cmocka_unit_test(all_is_kept_from_the_start_where_somebody_is_expected),
		cmocka_unit_test(who_comes_back_hears_what_came_meanwhile),
		cmocka_unit_test(who_heard_another_run_is_told_that_something_may_be_missed),
		cmocka_unit_test(a_slow_one_is_let_go_and_told_that_it_missed_some),
		cmocka_unit_test(who_takes_nothing_is_let_go_though_it_has_room),
		cmocka_unit_test(what_was_erased_is_not_heard_any_more),
		cmocka_unit_test(all_lines_together_have_a_bound_in_bytes),
		cmocka_unit_test(what_is_being_sent_is_told_at_once_and_when_it_is_another),
		cmocka_unit_test(who_listens_hears_every_five_seconds_that_it_lives),
		cmocka_unit_test(so_many_may_listen_and_no_more),
		cmocka_unit_test(how_it_ended_is_heard),
	};
	int failed;

	if (!mkdtemp(folder))
		return 1;
	snprintf(path, sizeof(path), "%s/control", folder);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	rmdir(folder);
	return failed;
}
