/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "packet/discovery.h"

/* What was told, as "kind:text|". */
static void note(void *context, const struct discovery *d)
{
	char *log = context, line[300];

	snprintf(line, sizeof(line), "%d:%s|", d->kind, d->text ? d->text : "");
	strcat(log, line);
}

static void tell(const char *bytes, size_t size, char *log)
{
	struct packet p = {.protocol = 17, .source_port = 5353, .target_port = 5353};

	p.payload = (const uint8_t *)bytes;
	p.payload_captured = p.payload_length = (uint32_t)size;
	log[0] = '\0';
	assert_true(discovery_concerns(&p));
	discovery_decode(&p, note, log);
}

#define BODY                                                                                       \
	"\0\0\0\1\0\0\0\0\4_dcp\4_tcp\5local\0\0\x0c\0\1\0\0\0\x78\0\x11\x0e"                      \
	"DCS-8000LH-54.\xc0\x0c"

static void a_camera_that_announces_is_named(void **state)
{
	char log[2000];

	(void)state;
	tell("\0\0\x84\0" BODY, sizeof("\0\0\x84\0" BODY) - 1, log);
	assert_string_equal(log, "5:_dcp._tcp|4:DCS-8000LH-54.|");
}

#define HELD "\4_hap\4_tcp\5local\0\0\x10\0\1\0\0\0\x78\0\6\5ci=17"
#define HOST "\3cam\5local\0\0\1\0\1\0\0\0\x78\0\4\xc0\xa8\x14\5" /* 192.168.20.5 */

static void announce(const char *from, char *log)
{
	static const char bytes[] = "\0\0\x84\0\0\0\0\2\0\0\0\0" HELD HOST;
	struct packet p = {.protocol = 17, .source_port = 5353, .target_port = 5353};

	assert_int_equal(address_parse(from, &p.source), 0);
	p.payload = (const uint8_t *)bytes;
	p.payload_captured = p.payload_length = sizeof(bytes) - 1;
	log[0] = '\0';
	discovery_decode(&p, note, log);
}

static void what_is_repeated_for_another_network_is_not_said_of_who_repeats_it(void **state)
{
	char log[2000];

	(void)state;
	announce("192.168.20.5", log);
	assert_non_null(strstr(log, "ci=17"));
	announce("192.168.1.2", log);
	assert_string_equal(log, "");
	/* Who speaks by IPv6 names its IPv4 address too. */
	announce("fe80::1", log);
	assert_non_null(strstr(log, "ci=17"));
}

static void known_answers_of_a_query_tell_nothing(void **state)
{
	char log[2000];

	(void)state;
	tell("\0\0\0\0" BODY, sizeof("\0\0\0\0" BODY) - 1, log);
	assert_string_equal(log, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_camera_that_announces_is_named),
		cmocka_unit_test(known_answers_of_a_query_tell_nothing),
		cmocka_unit_test(
			what_is_repeated_for_another_network_is_not_said_of_who_repeats_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
