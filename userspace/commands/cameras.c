// SPDX-License-Identifier: GPL-2.0-or-later
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "config/ask.h"
#include "commands/commands.h"
#include "commands/history/forget.h"
#include "system/control.h"
#include "commands/status_text.h"
#include "base/exit.h"

static const char cameras_help[] =
	"Usage: lenswatch cameras ACTION [OPTIONS]\n\n"
	"Asks the running `lenswatch watch` about cameras, or tells it what you know of them.\n"
	"CAMERA is a MAC address, an IP address, or the name it has.\n\n"
	"  list                     the cameras that are known, and what they sent\n"
	"  name CAMERA NAME         it is a camera, and this is what you call it\n"
	"  confirm CAMERA [NAME]    it is a camera\n"
	"  not CAMERA               it is none: nothing is told of it any more\n"
	"  forget CAMERA            erase what the history holds of it (`cameras forget "
	"--help`)\n\n"
	"  --socket FILE    where the daemon answers (" CONTROL_PATH ")\n"
	"  --format FORMAT  text (default) or json\n"
	"  --help           this text\n";

static const struct cameras_action {
	const char *name;
	int least, most; /* words behind it */
} actions[] = {{"list", 0, 0}, {"name", 2, 2}, {"confirm", 1, 2}, {"not", 1, 1}};

static const struct cameras_action *cameras_action(int argc, char **argv)
{
	int words = argc - optind - 1;
	bool known = false;

	for (size_t i = 0; words >= 0 && i < sizeof(actions) / sizeof(actions[0]); i++) {
		if (strcmp(argv[optind], actions[i].name) != 0)
			continue;
		known = true;
		if (words >= actions[i].least && words <= actions[i].most)
			return &actions[i];
		fprintf(stderr,
			"lenswatch: \"cameras %s\" with %d words behind it is not understood\n",
			actions[i].name, words);
	}
	if (words >= 0 && !known)
		fprintf(stderr, "lenswatch: cameras has no action \"%s\"\n", argv[optind]);
	fputs("`lenswatch cameras --help` lists the actions.\n", stderr);
	return NULL;
}

static struct json_object *cameras_question(const struct cameras_action *action, char **words,
					    int count)
{
	struct json_object *question = json_object_new_object();
	const char *ask = strcmp(action->name, "list") == 0 ? "cameras" : action->name;

	json_object_object_add(question, "ask", json_object_new_string(ask));
	if (count > 0)
		json_object_object_add(question, "camera", json_object_new_string(words[0]));
	if (count > 1)
		json_object_object_add(question, "name", json_object_new_string(words[1]));
	return question;
}

static void cameras_tell(struct json_object *answer, bool colour)
{
	struct json_object *list = NULL, *one = NULL, *room;
	size_t count = 0;

	if (json_object_object_get_ex(answer, "room", &room))
		printf("Of %u devices more can be remembered what you say. Take those that are "
		       "gone out "
		       "of the state file while lenswatch does not run.\n",
		       (unsigned)json_object_get_int(room));
	if (json_object_object_get_ex(answer, "camera", &one)) {
		if (one)
			status_text_camera(one, colour, stdout);
		else
			puts("Noted. No such device was seen yet.");
		return;
	}
	if (json_object_object_get_ex(answer, "cameras", &list))
		count = json_object_array_length(list);
	for (size_t i = 0; i < count; i++)
		status_text_camera(json_object_array_get_idx(list, i), colour, stdout);
	if (!count)
		puts("No camera is known yet. Most show themselves when they are restarted; "
		     "`lenswatch cameras confirm ADDRESS` tells one.");
}

int command_cameras(int argc, char **argv)
{
	const struct cameras_action *action;
	struct json_object *answer;
	struct ask ask = {0};

	if (argc > 1 && strcmp(argv[1], "forget") == 0)
		return forget_run(argc - 1, argv + 1);
	if (ask_options(&ask, "cameras", argc, argv) != 0)
		return EXIT_USAGE;
	if (ask.help) {
		fputs(cameras_help, stdout);
		return ask_end();
	}
	action = cameras_action(argc, argv);
	if (!action)
		return EXIT_USAGE;
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
