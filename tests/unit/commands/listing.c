// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "commands/listing.h"

static char *written(const char *answer,
		     int (*write)(struct json_object *answer, bool colour, FILE *file), int rows)
{
	struct json_object *object = json_tokener_parse(answer);
	char *text = NULL;
	size_t length;
	FILE *file = open_memstream(&text, &length);

	assert_non_null(object);
	assert_non_null(file);
	assert_int_equal(write(object, false, file), rows);
	assert_int_equal(fclose(file), 0);
	json_object_put(object);
	return text;
}

static void cameras_and_what_was_said_of_others_are_one_table(void **state)
{
	char *text =
		written("{\"cameras\":[{\"mac\":\"f4:b8:5e:12:34:56\",\"ip\":\"192.168.1.30\","
			"\"name\":\"T\xc3\xbcr\","
			"\"vendor\":\"Blink\",\"certainty\":1.0,\"confirmed\":true,\"sent\":"
			"\"2021-03-08T10:22:00.000000Z\",\"uploads\":2,\"upload_bytes\":800000}],"
			"\"waiting\":[{\"device\":\"192.168.1.77\",\"name\":\"Shed\",\"dismissed\":"
			"false}]}",
			listing_cameras, 2);

	(void)state;
	assert_string_equal(
		text,
		"NAME  MAKE   MAC                ADDRESS       LAST ACTIVE  UPLOADS\n"
		"T\xc3\xbcr   Blink  f4:b8:5e:12:34:56  192.168.1.30  8 Mar 10:22  2, 0.8 MB\n"
		"Shed  –      –                  192.168.1.77  –            –          not seen "
		"yet\n");
	free(text);
	free(written("{\"cameras\":[]}", listing_cameras, 0));
}

/* What a device calls itself must not move a cursor, and a hint is no verdict. */
static void devices_are_told_with_what_speaks_against_a_camera(void **state)
{
	char *text = written(
		"{\"devices\":[{\"mac\":\"02:11:22:33:44:55\",\"name\":\"\\u001b[31mPixel\","
		"\"standing\":\"ruled-out\","
		"\"because\":\"it uses what phones and computers use\"},"
		"{\"mac\":\"00:11:32:12:34:56\",\"standing\":\"undecided\",\"because\":null}]}",
		listing_devices, 2);

	(void)state;
	assert_null(strchr(text, '\x1b'));
	assert_non_null(strstr(text, "ruled-out  it uses what phones and computers use\n"));
	assert_non_null(strstr(text, "undecided  nothing says yet what it is\n"));
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cameras_and_what_was_said_of_others_are_one_table),
		cmocka_unit_test(devices_are_told_with_what_speaks_against_a_camera),
	};

	setenv("TZ", "UTC", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
