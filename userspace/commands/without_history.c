// SPDX-License-Identifier: GPL-2.0-or-later
/* What stands in the place of commands/history/ in a program built with WITH_LEDGER=0. */
#include <stdio.h>

#include "base/exit.h"
#include "commands/commands.h"
#include "commands/history/command_attest.h"
#include "commands/history/command_bundle.h"
#include "commands/history/command_explain.h"
#include "commands/history/command_forget.h"
#include "commands/history/command_promises.h"
#include "commands/history/command_report.h"
#include "commands/history/command_verify.h"

static int without_history_refuse(int argc, char **argv)
{
	(void)argc;
	fprintf(stderr,
		"lenswatch: %s: this build keeps no history: it was made "
		"with WITH_LEDGER=0\n",
		argv[0]);
	return EXIT_COULD_NOT;
}

int command_report(int argc, char **argv)
{
	return without_history_refuse(argc, argv);
}

int command_explain(int argc, char **argv)
{
	return without_history_refuse(argc, argv);
}

int command_bundle(int argc, char **argv)
{
	return without_history_refuse(argc, argv);
}

int command_verify(int argc, char **argv)
{
	return without_history_refuse(argc, argv);
}

int command_attest(int argc, char **argv)
{
	return without_history_refuse(argc, argv);
}

int command_promises(int argc, char **argv)
{
	return without_history_refuse(argc, argv);
}

int forget_run(int argc, char **argv)
{
	return without_history_refuse(argc, argv);
}
