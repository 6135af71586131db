/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The subcommands. Each gets its own name as argv[0] and returns the exit status: 0 done, 1 could
 * not, 2 wrong usage, 3 the check ran and the answer is no.
 */
#ifndef LENSWATCH_COMMANDS_COMMANDS_H
#define LENSWATCH_COMMANDS_COMMANDS_H

enum { EXIT_DONE = 0, EXIT_COULD_NOT = 1, EXIT_USAGE = 2, EXIT_NO = 3 };

#define LEDGER_PATH LENSWATCH_STATE "/ledger.db" /* where the history is, if not told */

int command_replay(int argc, char **argv);
int command_watch(int argc, char **argv);
int command_status(int argc, char **argv);
int command_cameras(int argc, char **argv);
int command_verify(int argc, char **argv);

#endif
