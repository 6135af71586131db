// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <netinet/in.h>

#include "page/setup.h"

static struct setup_address at;

static void an_address_is_read_with_its_port(void **state)
{
	(void)state;
	assert_int_equal(setup_address("127.0.0.1:8407", &at), 0);
	assert_true(at.loopback);
	assert_false(at.local);
	assert_string_equal(at.host, "127.0.0.1");
	assert_int_equal(((struct sockaddr_in *)&at.address)->sin_port, htons(8407));
	assert_int_equal(setup_address("[::1]:80", &at), 0);
	assert_true(at.loopback);
	assert_string_equal(at.host, "[::1]");
	assert_int_equal(setup_address("0.0.0.0:8407", &at), 0);
	assert_false(at.loopback);
	assert_int_equal(setup_address("[::]:8407", &at), 0);
	assert_false(at.loopback);
	assert_int_equal(setup_address("192.168.1.1:8407", &at), 0);
	assert_false(at.loopback);
}

static void a_path_is_a_socket_of_this_machine(void **state)
{
	(void)state;
	assert_int_equal(setup_address("/run/lenswatch/page", &at), 0);
	assert_true(at.local);
	assert_true(at.loopback);
}

static void what_is_no_address_is_refused(void **state)
{
	static const char *const wrong[] = {"",
					    "8407",
					    ":8407",
					    "127.0.0.1",
					    "127.0.0.1:",
					    "127.0.0.1:0",
					    "127.0.0.1:65536",
					    "127.0.0.1:-1",
					    "127.0.0.1:80x",
					    "localhost:8407",
					    "::1:8407",
					    "[::1:8407",
					    "[]:8407",
					    "[::1]x:8407",
					    "[fe80::1%eth0]:8407"};
	char path[200] = "/";

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_int_equal(setup_address(wrong[i], &at), -22);
	memset(path + 1, 'a', sizeof(path) - 2);
	path[sizeof(path) - 1] = '\0';
	assert_int_equal(setup_address(path, &at), -22);
}

static int read_words(struct setup *setup, size_t count, const char *const words[])
{
	char *argv[8] = {(char[]){"lenswatch-page"}};
	int result;

	for (size_t i = 0; i < count; i++)
		argv[i + 1] = strdup(words[i]);
	result = setup_read(setup, (int)count + 1, argv);
	for (size_t i = 1; argv[i]; i++)
		free(argv[i]);
	return result;
}

static void without_options_it_is_for_this_machine_alone(void **state)
{
	struct setup setup;

	(void)state;
	assert_int_equal(read_words(&setup, 0, NULL), 0);
	assert_string_equal(setup.listen, SETUP_LISTEN);
	assert_int_equal(setup_address(setup.listen, &at), 0);
	assert_true(at.loopback);
	assert_null(setup.certificate);
}

static void what_does_not_go_together_is_refused(void **state)
{
	static const char *const half[] = {"--certificate", "a.pem"}, *const word[] = {"page"},
				 *const none[] = {"--listen"}, *const odd[] = {"--odd"};
	struct setup setup;

	(void)state;
	assert_int_equal(read_words(&setup, 2, half), -22);
	assert_int_equal(read_words(&setup, 1, word), -22);
	assert_int_equal(read_words(&setup, 1, none), -22);
	assert_int_equal(read_words(&setup, 1, odd), -22);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_address_is_read_with_its_port),
		cmocka_unit_test(a_path_is_a_socket_of_this_machine),
		cmocka_unit_test(what_is_no_address_is_refused),
		cmocka_unit_test(without_options_it_is_for_this_machine_alone),
		cmocka_unit_test(what_does_not_go_together_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
