/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The subcommands. Each gets its own name as argv[0] and returns the exit status (base/exit.h).
 */
#ifndef LENSWATCH_COMMANDS_COMMANDS_H
#define LENSWATCH_COMMANDS_COMMANDS_H

int command_replay(int argc, char **argv);
int command_watch(int argc, char **argv);
int command_status(int argc, char **argv);
int command_cameras(int argc, char **argv);
int command_config(int argc, char **argv);
int command_devices(int argc, char **argv);
int command_anonymise(int argc, char **argv);

#endif
