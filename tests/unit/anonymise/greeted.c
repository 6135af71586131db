/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "anonymise/greeted.h"
#include "anonymise/support_alias.h"
#include "support_hello.h"

/* What is said of the pieces of a greeting for `name`, after all of them were seen. */
static enum greeted ask(struct support_alias *s, const char *name, size_t piece, const char **host,
			const char **alias)
{
	uint8_t hello[HELLO_ROOM], records[HELLO_ROOM];
	size_t size = hello_pack(hello, hello_make(name, 0, hello), 16000, records), at;
	struct greeted_flows *flows;
	struct hello_packet made;
	enum greeted said;

	assert_int_equal(greeted_create(s->aliases, &flows), 0);
	for (at = 0; at < size; at += piece) {
		made = hello_segment(false, 1000 + (uint32_t)at, records + at,
				     size - at < piece ? size - at : piece);
		greeted_look(flows, &made.packet);
		free(made.bytes);
	}
	made = hello_segment(false, 1000, records, size < piece ? size : piece);
	said = greeted_ask(flows, &made.packet, host, alias);
	if (said == GREETED_NAMED) {
		*host = strdup(*host);
		*alias = strdup(*alias);
	}
	free(made.bytes);
	greeted_destroy(flows);
	return said;
}

static void a_server_that_a_rule_knows_keeps_its_name(void **state)
{
	const char *host = NULL, *alias = NULL;

	assert_int_equal(ask(*state, "a.cloud.example.com", HELLO_ROOM, &host, &alias),
			 GREETED_NAMED);
	assert_string_equal(host, "a.cloud.example.com");
	assert_string_equal(alias, host);
	free((void *)(uintptr_t)host);
	free((void *)(uintptr_t)alias);
}

static void another_has_another_name_where_it_is_whole(void **state)
{
	const char *host = NULL, *alias = NULL;

	assert_int_equal(ask(*state, "nas.smith.org", HELLO_ROOM, &host, &alias), GREETED_NAMED);
	assert_string_equal(host, "nas.smith.org");
	assert_null(strstr(alias, "smith"));
	free((void *)(uintptr_t)host);
	free((void *)(uintptr_t)alias);
}

static void and_else_nothing_of_it_stays(void **state)
{
	const char *host = NULL, *alias = NULL;

	assert_int_equal(ask(*state, "nas.smith.org", 12, &host, &alias), GREETED_BLANK);
}

static void what_is_no_greeting_is_none(void **state)
{
	struct support_alias *s = *state;
	struct hello_packet made = hello_segment(false, 1, (const uint8_t *)"GET / HTTP/1.1", 14);
	const char *host, *alias;
	struct greeted_flows *flows;

	assert_int_equal(greeted_create(s->aliases, &flows), 0);
	greeted_look(flows, &made.packet);
	assert_int_equal(greeted_ask(flows, &made.packet, &host, &alias), GREETED_NOT);
	greeted_destroy(flows);
	free(made.bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_server_that_a_rule_knows_keeps_its_name),
		cmocka_unit_test(another_has_another_name_where_it_is_whole),
		cmocka_unit_test(and_else_nothing_of_it_stays),
		cmocka_unit_test(what_is_no_greeting_is_none),
	};

	return cmocka_run_group_tests_name("anonymise/greeted", tests, support_alias_make,
					   support_alias_free);
}
