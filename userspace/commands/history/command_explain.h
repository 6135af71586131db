/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `lenswatch explain`: why one event was told. Called by main.c; argv and result as in commands.h.
 */
#ifndef LENSWATCH_COMMANDS_COMMAND_EXPLAIN_H
#define LENSWATCH_COMMANDS_COMMAND_EXPLAIN_H

int command_explain(int argc, char **argv);

#endif
