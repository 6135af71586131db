// SPDX-License-Identifier: GPL-2.0-or-later
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "config/ask.h"
#include "commands/commands.h"
#include "commands/listing.h"
#include "system/control.h"
#include "commands/status_text.h"
#include "base/exit.h"
#include "usage/usage.h"
#include "words/running.h"

static struct json_object *cameras_question(size_t action, char **words, int count)
{
	struct json_object *question = json_object_new_object();
	const char *name = action ? usage_cameras.rows[action].name : "cameras";

	json_object_object_add(question, "ask", json_object_new_string(name));
	if (count > 0)
		json_object_object_add(question, "camera", json_object_new_string(words[0]));
	if (count > 1)
		json_object_object_add(question, "name", json_object_new_string(words[1]));
	return question;
}

static void cameras_tell(struct json_object *answer, bool colour)
{
	struct json_object *one = NULL, *room;

	if (json_object_object_get_ex(answer, "room", &room))
		running_room((unsigned)json_object_get_int(room), stdout);
	if (json_object_object_get_ex(answer, "camera", &one)) {
		if (one)
			status_text_camera(one, colour, stdout);
		else
			running_noted(stdout);
		return;
	}
	if (listing_cameras(answer, colour, stdout) == 0)
		running_none(stdout);
}

int command_cameras(int argc, char **argv)
{
	struct json_object *answer;
	struct ask ask = {0};
	size_t action; /* of the rows: "list" is the first */

	if (ask_options(&ask, &usage_cameras, argc, argv, argc) != 0)
		return EXIT_USAGE;
	if (optind < argc && strcmp(argv[optind], "forget") == 0) {
		fputs("lenswatch: write options behind: lenswatch cameras forget CAMERA\n", stderr);
		return EXIT_USAGE;
	}
	if (usage_action(&usage_cameras, argc, argv, &action) != 0) {
		(void)usage_hint(&usage_cameras);
		return EXIT_USAGE;
	}
	if (ask_daemon(&ask, cameras_question(action, argv + optind + 1, argc - optind - 1),
		       &answer) != 0)
		return EXIT_COULD_NOT;
	if (ask.json)
		puts(json_object_to_json_string_ext(answer, JSON_C_TO_STRING_PLAIN));
	else
		cameras_tell(answer, ask.colour);
	json_object_put(answer);
	return ask_end();
}
