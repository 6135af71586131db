/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `lenswatch verify`: whether a history is whole and unchanged. */
#ifndef LENSWATCH_COMMANDS_HISTORY_COMMAND_VERIFY_H
#define LENSWATCH_COMMANDS_HISTORY_COMMAND_VERIFY_H

int command_verify(int argc, char **argv);

#endif
