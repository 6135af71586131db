/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `lenswatch cameras forget`, which works on the history and asks no daemon. Called by cameras.c.
 */
#ifndef LENSWATCH_COMMANDS_COMMAND_FORGET_H
#define LENSWATCH_COMMANDS_COMMAND_FORGET_H

/* argv[0] is "forget". Returns the exit status. */
int forget_run(int argc, char **argv);

#endif
