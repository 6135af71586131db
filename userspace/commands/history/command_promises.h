/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `lenswatch promises`. Called by main.c. */
#ifndef LENSWATCH_COMMANDS_COMMAND_PROMISES_H
#define LENSWATCH_COMMANDS_COMMAND_PROMISES_H

int command_promises(int argc, char **argv);

#endif
