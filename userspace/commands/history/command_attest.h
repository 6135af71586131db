/* SPDX-License-Identifier: GPL-2.0-or-later */
/* lenswatch attest; as commands.h. */
#ifndef LENSWATCH_COMMANDS_COMMAND_ATTEST_H
#define LENSWATCH_COMMANDS_COMMAND_ATTEST_H

int command_attest(int argc, char **argv);

#endif
