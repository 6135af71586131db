// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "watch/answers.h"
#include "config/prepare.h"
#include "support_live.h"

static struct control_caller asker = {.owner = true};
static char folder[] = "/tmp/lenswatch-answers-XXXXXX";
static char state_file[64];

struct desk {
	struct scene *scene;
	struct live *watch;
};

static struct desk open_desk(void)
{
	struct desk desk = {.scene = scene_open(scene_rules, CAMERA_MAC)};
	struct talk talk = {CAMERA_MAC, CAMERA_IP, "203.0.113.9", 40000, 443, 6};

	desk.watch = live_watch(desk.scene);
	desk.watch->config.state = state_file;
	scene_hello(desk.scene, &talk, START, "media.testcam.example");
	scene_burst(desk.scene, &talk, START + SECOND, 20, 1000);
	return desk;
}

static void close_desk(struct desk *desk)
{
	live_end(desk->watch);
	scene_close(desk->scene);
	unlink(state_file);
}

static struct json_object *ask(struct desk *desk, const char *text)
{
	struct json_object *question = json_tokener_parse(text);
	struct json_object *answer = answers_give(&desk->watch->answers, question, &asker);

	json_object_put(question);
	return answer;
}

/* The first camera of an answer to "cameras", or that of an answer to a word. */
static struct json_object *camera_of(struct json_object *answer)
{
	struct json_object *list, *one;

	if (json_object_object_get_ex(answer, "camera", &one))
		return one;
	assert_true(json_object_object_get_ex(answer, "cameras", &list));
	assert_int_equal(json_object_array_length(list), 1);
	return json_object_array_get_idx(list, 0);
}

static const char *text_of(struct json_object *object, const char *key)
{
	struct json_object *value;

	assert_true(json_object_object_get_ex(object, key, &value));
	return json_object_get_string(value);
}

static void cameras_are_listed_with_what_they_sent(void **state)
{
	struct desk desk = open_desk();
	struct json_object *answer = ask(&desk, "{\"ask\":\"cameras\"}");

	(void)state;
	assert_string_equal(text_of(camera_of(answer), "mac"), CAMERA_MAC);
	assert_string_equal(text_of(camera_of(answer), "ip"), CAMERA_IP);
	json_object_put(answer);
	close_desk(&desk);
}

static void a_name_holds_and_is_written_down(void **state)
{
	struct desk desk = open_desk();
	struct json_object *answer =
		ask(&desk, "{\"ask\":\"name\",\"camera\":\"" CAMERA_IP "\",\"name\":\"Attic\"}");
	struct owner owner = {0};

	(void)state;
	assert_string_equal(text_of(camera_of(answer), "name"), "Attic");
	json_object_put(answer);
	answer = ask(&desk, "{\"ask\":\"not\",\"camera\":\"Attic\"}");
	assert_string_equal(text_of(camera_of(answer), "dismissed"), "true");
	json_object_put(answer);
	assert_int_equal(owner_file_load(&owner, state_file, prepare_tell_mistake, NULL), 0);
	assert_true(owner.count > 0);
	close_desk(&desk);
}

/* An address is lent, a MAC stays. */
static void a_name_given_by_address_is_kept_by_mac(void **state)
{
	struct desk desk = open_desk();
	struct json_object *answer;
	char text[256] = "";
	FILE *file;

	(void)state;
	json_object_put(ask(&desk, "{\"ask\":\"name\",\"camera\":\"" CAMERA_IP
				   "\",\"name\":\"Front door\"}"));
	file = fopen(state_file, "r");
	assert_non_null(file);
	assert_true(fread(text, 1, sizeof(text) - 1, file) > 0);
	fclose(file);
	assert_non_null(strstr(text, "\"" CAMERA_MAC "\": \"Front door\""));
	assert_null(strstr(text, CAMERA_IP));
	/* Whoever types it need not mind its case. */
	answer = ask(&desk, "{\"ask\":\"unname\",\"camera\":\"FRONT door\"}");
	assert_string_equal(text_of(camera_of(answer), "mac"), CAMERA_MAC);
	assert_null(text_of(camera_of(answer), "name"));
	json_object_put(answer);
	answer = ask(&desk, "{\"ask\":\"unname\",\"camera\":\"" CAMERA_MAC "\"}");
	assert_string_equal(text_of(answer, "error"), "you gave it no name");
	json_object_put(answer);
	close_desk(&desk);
}

static void what_was_said_of_devices_not_seen_yet_is_listed(void **state)
{
	struct desk desk = open_desk();
	struct json_object *answer, *list, *one;

	(void)state;
	json_object_put(
		ask(&desk, "{\"ask\":\"name\",\"camera\":\"192.168.1.77\",\"name\":\"Shed\"}"));
	answer = ask(&desk, "{\"ask\":\"cameras\"}");
	assert_true(json_object_object_get_ex(answer, "waiting", &list));
	assert_int_equal(json_object_array_length(list), 1);
	one = json_object_array_get_idx(list, 0);
	assert_string_equal(text_of(one, "device"), "192.168.1.77");
	assert_string_equal(text_of(one, "name"), "Shed");
	json_object_put(answer);
	close_desk(&desk);
}

static void who_else_is_in_the_house_is_told_and_why_it_is_no_camera(void **state)
{
	struct desk desk = open_desk();
	struct talk phone = {PHONE_MAC, PHONE_IP, "203.0.113.9", 40000, 443, 6};
	struct json_object *answer, *list, *one;

	(void)state;
	scene_packet(desk.scene, &phone, START + SECOND, true, 60);
	answer = ask(&desk, "{\"ask\":\"devices\"}");
	assert_true(json_object_object_get_ex(answer, "devices", &list));
	assert_int_equal(json_object_array_length(list), 1);
	one = json_object_array_get_idx(list, 0);
	assert_string_equal(text_of(one, "mac"), PHONE_MAC);
	assert_string_equal(text_of(one, "standing"), "undecided");
	json_object_put(answer);
	json_object_put(
		ask(&desk, "{\"ask\":\"name\",\"camera\":\"" PHONE_MAC "\",\"name\":\"Shed\"}"));
	json_object_put(ask(&desk, "{\"ask\":\"not\",\"camera\":\"" PHONE_MAC "\"}"));
	answer = ask(&desk, "{\"ask\":\"devices\"}");
	assert_true(json_object_object_get_ex(answer, "devices", &list));
	one = json_object_array_get_idx(list, 0);
	assert_string_equal(text_of(one, "name"), "Shed");
	assert_string_equal(text_of(one, "named_by"), "owner");
	assert_string_equal(text_of(one, "standing"), "ruled-out");
	assert_string_equal(text_of(one, "because"), "the owner said that it is none");
	json_object_put(answer);
	close_desk(&desk);
}

static void what_cannot_be_done_is_said(void **state)
{
	static const char *const questions[] = {
		"{\"ask\":\"weather\"}",
		"{}",
		"{\"ask\":\"name\",\"camera\":\"" CAMERA_MAC "\"}",
		"{\"ask\":\"confirm\"}",
		"{\"ask\":\"not\",\"camera\":\"nobody has this name\"}",
	};
	struct desk desk = open_desk();

	(void)state;
	for (size_t i = 0; i < sizeof(questions) / sizeof(questions[0]); i++) {
		struct json_object *answer = ask(&desk, questions[i]);

		assert_true(strlen(text_of(answer, "error")) > 10);
		json_object_put(answer);
	}
	close_desk(&desk);
}

static void a_word_that_cannot_be_kept_is_said_to_be_fleeting(void **state)
{
	struct desk desk = open_desk();
	struct json_object *answer;

	(void)state;
	desk.watch->config.state = "/nonexistent/cameras.yaml";
	answer = ask(&desk, "{\"ask\":\"confirm\",\"camera\":\"" CAMERA_MAC "\"}");
	assert_non_null(strstr(text_of(answer, "error"), "restarted"));
	json_object_put(answer);
	close_desk(&desk);
}

static void that_little_room_is_left_is_said_before_there_is_none(void **state)
{
	struct desk desk = open_desk();
	struct owner *owner = &desk.watch->said.owner;
	struct json_object *answer, *room;

	(void)state;
	for (unsigned i = 0; i < OWNER_WORDS - 2; i++) {
		struct device_key key = {.kind = DEVICE_BY_MAC,
					 .bytes = {2, 1, 1, 1, 1, (uint8_t)i}};

		assert_int_equal(owner_dismiss(owner, &key), 0);
	}
	answer = ask(&desk, "{\"ask\":\"not\",\"camera\":\"02:09:00:00:00:01\"}");
	assert_true(json_object_object_get_ex(answer, "room", &room));
	assert_int_equal(json_object_get_int(room), 1);
	json_object_put(answer);
	answer = ask(&desk, "{\"ask\":\"not\",\"camera\":\"02:09:00:00:00:02\"}");
	json_object_put(answer);
	answer = ask(&desk, "{\"ask\":\"not\",\"camera\":\"02:09:00:00:00:03\"}");
	assert_non_null(strstr(text_of(answer, "error"), "no room"));
	json_object_put(answer);
	close_desk(&desk);
}

static void a_name_that_is_no_text_is_refused(void **state)
{
	struct desk desk = open_desk();
	struct json_object *question = json_object_new_object(), *answer;

	(void)state;
	json_object_object_add(question, "ask", json_object_new_string("name"));
	json_object_object_add(question, "camera", json_object_new_string(CAMERA_MAC));
	json_object_object_add(question, "name", json_object_new_string("T\xc3"));
	answer = answers_give(&desk.watch->answers, question, &asker);
	assert_non_null(strstr(text_of(answer, "error"), "UTF-8"));
	json_object_put(answer);
	json_object_put(question);
	assert_int_equal(desk.watch->said.owner.count, 0);
	close_desk(&desk);
}

static void who_may_only_read_changes_nothing(void **state)
{
	static const char *const words[] = {"name", "confirm", "not", "unname", "forget"};
	struct desk desk = open_desk();
	struct json_object *answer;

	(void)state;
	asker.owner = false;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		char text[128];

		snprintf(text, sizeof(text),
			 "{\"ask\":\"%s\",\"camera\":\"" CAMERA_MAC "\",\"name\":\"Shed\"}",
			 words[i]);
		answer = ask(&desk, text);
		assert_non_null(strstr(text_of(answer, "error"), "root alone"));
		json_object_put(answer);
	}
	answer = ask(&desk, "{\"ask\":\"cameras\"}");
	assert_string_not_equal(text_of(camera_of(answer), "name"), "Shed");
	json_object_put(answer);
	asker.owner = true;
	close_desk(&desk);
}

static void a_file_that_could_not_be_read_is_not_written_over(void **state)
{
	struct desk desk = open_desk();
	struct json_object *answer;

	(void)state;
	desk.watch->said.unread = true;
	answer = ask(&desk, "{\"ask\":\"confirm\",\"camera\":\"" CAMERA_MAC "\"}");
	assert_non_null(strstr(text_of(answer, "error"), "restarted"));
	json_object_put(answer);
	assert_int_not_equal(access(state_file, F_OK), 0);
	close_desk(&desk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cameras_are_listed_with_what_they_sent),
		cmocka_unit_test(a_name_holds_and_is_written_down),
		cmocka_unit_test(a_name_given_by_address_is_kept_by_mac),
		cmocka_unit_test(what_was_said_of_devices_not_seen_yet_is_listed),
		cmocka_unit_test(who_else_is_in_the_house_is_told_and_why_it_is_no_camera),
		cmocka_unit_test(what_cannot_be_done_is_said),
		cmocka_unit_test(a_word_that_cannot_be_kept_is_said_to_be_fleeting),
		cmocka_unit_test(that_little_room_is_left_is_said_before_there_is_none),
		cmocka_unit_test(a_name_that_is_no_text_is_refused),
		cmocka_unit_test(who_may_only_read_changes_nothing),
		cmocka_unit_test(a_file_that_could_not_be_read_is_not_written_over),
	};
	int failed;

	if (!mkdtemp(folder))
		return 1;
	snprintf(state_file, sizeof(state_file), "%s/cameras.yaml", folder);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	rmdir(folder);
	return failed;
}
