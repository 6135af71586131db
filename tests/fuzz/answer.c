// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What something at the socket answers, as `lenswatch status` and `cameras list` print it: nothing
 * in it ends a line, moves a terminal's cursor or is no UTF-8.
 */
#include <json-c/json.h>

#include "base/letters.h"
#include "commands/status_text.h"
#include "fuzz_file.h"

static void check_printed(const char *text)
{
	uint32_t code = 0;

	for (size_t length; *text; text += length) {
		length = letters_next(text, &code);
		if (!length || (code < 0x20 && code != '\n') || (code >= 0x7f && code < 0xa0))
			abort();
	}
}

static void print(struct json_object *answer)
{
	struct json_object *cameras = NULL;
	char *text = NULL;
	size_t length = 0;
	FILE *file = open_memstream(&text, &length);

	if (!file)
		abort();
	status_text_write(answer, true, false, file);
	if (json_object_object_get_ex(answer, "cameras", &cameras) &&
	    json_object_is_type(cameras, json_type_array))
		for (size_t i = 0; i < json_object_array_length(cameras); i++)
			status_text_camera(json_object_array_get_idx(cameras, i), false, file);
	fclose(file);
	check_printed(text);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct json_tokener *tokener = json_tokener_new();
	struct json_object *answer = NULL;

	if (!tokener)
		abort();
	if (size && size < INT32_MAX)
		answer = json_tokener_parse_ex(tokener, (const char *)data, (int)size);
	if (json_object_is_type(answer, json_type_object))
		print(answer);
	json_object_put(answer);
	json_tokener_free(tokener);
	return 0;
}
