// SPDX-License-Identifier: GPL-2.0-or-later
/* What stands in the place of command_anonymise.c in a program built with WITH_CORPUS=0. */
#include <stdio.h>

#include "base/exit.h"
#include "commands/commands.h"

int command_anonymise(int argc, char **argv)
{
	(void)argc;
	fprintf(stderr,
		"lenswatch: %s: this build makes no captures: it was made with WITH_CORPUS=0\n",
		argv[0]);
	return EXIT_COULD_NOT;
}
