// SPDX-License-Identifier: GPL-2.0-or-later
#include <getopt.h>
#include <stdio.h>

#include "config/ask.h"
#include "commands/commands.h"
#include "system/control.h"
#include "commands/status_text.h"
#include "base/exit.h"

static const char status_help[] =
	"Usage: lenswatch status [OPTIONS]\n\n"
	"Asks the running `lenswatch watch` what is being sent now, whether everything is seen, "
	"and what\n"
	"to do where it is not.\n\n"
	"  --socket FILE    where it answers (" CONTROL_PATH ")\n"
	"  --format FORMAT  text (default) or json\n"
	"  --help           this text\n";

int command_status(int argc, char **argv)
{
	struct ask ask = {0};
	struct json_object *question, *answer;

	if (ask_options(&ask, "status", argc, argv) != 0)
		return EXIT_USAGE;
	if (ask.help) {
		fputs(status_help, stdout);
		return ask_end();
	}
	if (optind < argc) {
		fprintf(stderr, "lenswatch: status takes no \"%s\"\n", argv[optind]);
		return EXIT_USAGE;
	}
	question = json_object_new_object();
	json_object_object_add(question, "ask", json_object_new_string("status"));
	if (ask_daemon(&ask, question, &answer) != 0)
		return EXIT_COULD_NOT;
	if (ask.json)
		puts(json_object_to_json_string_ext(answer, JSON_C_TO_STRING_PLAIN));
	else
		status_text_write(answer, ask.colour, stdout);
	json_object_put(answer);
	return ask_end();
}
