/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where the rules are. Called by every subcommand that needs them.
 */
#ifndef LENSWATCH_RULES_DIRECTORY_H
#define LENSWATCH_RULES_DIRECTORY_H

#include <stddef.h>

/*
 * `named` where it is given (--rules DIR); else `rules` beside the folder the program is in
 * (build/../rules), where that is; else where it was installed. The answer may lie in `room`, of
 * `size` bytes.
 */
const char *rules_directory(const char *named, char *room, size_t size);

#endif
