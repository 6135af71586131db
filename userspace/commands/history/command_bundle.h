/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `lenswatch bundle`: one event for a third person. Called by main.c; argv and result as in
 * commands.h. */
#ifndef LENSWATCH_COMMANDS_COMMAND_BUNDLE_H
#define LENSWATCH_COMMANDS_COMMAND_BUNDLE_H

int command_bundle(int argc, char **argv);

#endif
