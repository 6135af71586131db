// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <stdio.h>

#include "page/hub.h"

static struct hub hub;

static int set_up(void **state)
{
	(void)state;
	hub = (struct hub){0};
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	hub_end(&hub);
	return 0;
}

static void take(const char *text)
{
	hub_take(&hub, text, strlen(text));
}

static const char *heard(struct hub_place *place)
{
	static char text[8192];
	size_t used = 0;
	ssize_t count;

	while ((count = hub_read(&hub, place, text + used, sizeof(text) - 1 - used)) > 0)
		used += (size_t)count;
	text[used] = '\0';
	return text;
}

static void a_line_becomes_an_event_with_its_name_and_id(void **state)
{
	struct hub_place place = hub_join(&hub, 0);

	(void)state;
	take("{\"missed\":false,\"id\":7,\"version\":\"1\"}\n{\"sending\":[]}\n");
	take("{\"id\":8,\"record\":{\"type\":\"gap\"}}\n{\"beat\":9}\n{\"away\":true}\n");
	assert_string_equal(
		heard(&place),
		"id: 7\nevent: missed\ndata: {\"missed\":false,\"id\":7,\"version\":\"1\"}\n\n"
		"event: sending\ndata: {\"sending\":[]}\n\n"
		"id: 8\nevent: record\ndata: {\"id\":8,\"record\":{\"type\":\"gap\"}}\n\n"
		"event: beat\ndata: {\"beat\":9}\n\n"
		"event: away\ndata: {\"away\":true}\n\n");
	assert_string_equal(heard(&place), "");
}

static void what_comes_in_pieces_is_one_line(void **state)
{
	struct hub_place place = hub_join(&hub, 0);

	(void)state;
	take("{\"sen");
	assert_string_equal(heard(&place), "");
	take("ding\":[]}");
	take("\n{\"x\":1}\nnonsense\n\n");
	assert_string_equal(heard(&place), "event: sending\ndata: {\"sending\":[]}\n\n");
}

static void a_line_without_end_takes_no_more_room(void **state)
{
	struct hub_place place = hub_join(&hub, 0);

	(void)state;
	take("{\"sending\":[\"");
	for (size_t i = 0; i < HUB_LINE / 64 + 8; i++)
		take("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
	take("\"]}\n{\"away\":true}\n");
	assert_string_equal(heard(&place), "event: away\ndata: {\"away\":true}\n\n");
}

static void who_comes_back_hears_what_came_meanwhile(void **state)
{
	struct hub_place place;

	(void)state;
	take("{\"id\":1,\"record\":{}}\n{\"id\":2,\"record\":{}}\n{\"id\":3,\"record\":{}}\n");
	place = hub_join(&hub, 2);
	assert_string_equal(heard(&place),
			    "id: 3\nevent: record\ndata: {\"id\":3,\"record\":{}}\n\n");
	place = hub_join(&hub, 3);
	assert_string_equal(heard(&place), "");
	place = hub_join(&hub, 99);
	assert_string_equal(heard(&place), "event: missed\ndata: {\"missed\":true}\n\n");
	place = hub_join(&hub, 0);
	assert_string_equal(heard(&place), "");
}

static void who_falls_behind_is_told(void **state)
{
	struct hub_place place = hub_join(&hub, 0);
	char text[64];

	(void)state;
	for (unsigned i = 0; i <= HUB_LINES; i++) {
		snprintf(text, sizeof(text), "{\"id\":%u,\"record\":{}}\n", i + 1);
		take(text);
	}
	assert_int_equal(hub.count, HUB_LINES);
	assert_int_equal(hub_read(&hub, &place, text, sizeof(text)), HUB_BEHIND);
}

static void all_that_is_kept_is_bounded(void **state)
{
	char *line = malloc(40000);

	(void)state;
	assert_non_null(line);
	memset(line, 'a', 40000);
	memcpy(line, "{\"sending\":\"", 12);
	memcpy(line + 39997, "\"}\n", 3);
	for (unsigned i = 0; i < 8; i++)
		hub_take(&hub, line, 40000);
	free(line);
	assert_true(hub.bytes <= HUB_BYTES);
	assert_int_equal(hub.count, 3);
}

static void a_reader_with_little_room_hears_all(void **state)
{
	struct hub_place place = hub_join(&hub, 0);
	char all[64] = "", piece[8];
	ssize_t count;

	(void)state;
	take("{\"away\":true}\n");
	while ((count = hub_read(&hub, &place, piece, 5)) > 0)
		strncat(all, piece, (size_t)count);
	assert_string_equal(all, "event: away\ndata: {\"away\":true}\n\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_line_becomes_an_event_with_its_name_and_id,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_comes_in_pieces_is_one_line, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(a_line_without_end_takes_no_more_room, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(who_comes_back_hears_what_came_meanwhile, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(who_falls_behind_is_told, set_up, tear_down),
		cmocka_unit_test_setup_teardown(all_that_is_kept_is_bounded, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_reader_with_little_room_hears_all, set_up,
						tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
