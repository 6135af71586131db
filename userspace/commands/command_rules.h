/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * `lenswatch rules check|list|explain`: what is known of vendors, for people. Called by main's
 * table.
 */
#ifndef LENSWATCH_COMMANDS_COMMAND_RULES_H
#define LENSWATCH_COMMANDS_COMMAND_RULES_H

/* argv[0] is "rules". The exit code: 0 done, 1 could not, 2 wrong usage, 3 the check says no. */
int command_rules(int argc, char **argv);

#endif
