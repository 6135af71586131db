/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `lenswatch report`: what left in a period. Called by main.c; argv and result as in commands.h. */
#ifndef LENSWATCH_COMMANDS_COMMAND_REPORT_H
#define LENSWATCH_COMMANDS_COMMAND_REPORT_H

int command_report(int argc, char **argv);

#endif
