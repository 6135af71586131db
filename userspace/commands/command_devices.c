// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>

#include "base/exit.h"
#include "commands/commands.h"
#include "commands/listing.h"
#include "config/ask.h"
#include "usage/usage.h"
#include "words/household.h"

int command_devices(int argc, char **argv)
{
	struct json_object *question, *answer;
	struct ask ask = {0};

	if (ask_options(&ask, &usage_devices, argc, argv, 0) != 0)
		return EXIT_USAGE;
	question = json_object_new_object();
	json_object_object_add(question, "ask", json_object_new_string("devices"));
	if (ask_daemon(&ask, question, &answer) != 0)
		return EXIT_COULD_NOT;
	if (ask.json)
		puts(json_object_to_json_string_ext(answer, JSON_C_TO_STRING_PLAIN));
	else if (listing_devices(answer, ask.colour, stdout) != 0)
		household_confirm(stdout);
	else
		household_alone(stdout);
	json_object_put(answer);
	return ask_end();
}
