/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an engine needs before it can be made, by the options: rules, nDPI's protocols, geography.
 * Errors are told on stderr. Called by `replay` and `watch`.
 */
#ifndef LENSWATCH_COMMANDS_PREPARE_H
#define LENSWATCH_COMMANDS_PREPARE_H

#include "config/options.h"
#include "config/problems.h"

#define PREPARE_PATH 32

/* Where the rules are; the answer may lie in `room`. */
const char *prepare_rules_directory(const struct options *options, char *room, size_t size);
/* 0 or -errno. */
int prepare_rules(const struct options *options, struct rules **out);
/* Makes the file nDPI reads, which lives as long as the process. 0 or -errno. */
int prepare_protocols(const struct rules *rules, char path[PREPARE_PATH]);
/* 0 or -ENOMEM: a file that cannot be used is told, also to `problems` (or NULL), and left out. */
int prepare_geography(const struct options *options, struct problems *problems,
		      struct geography **out);

/* A mistake in a file, told on stderr: for rules_load, config_load and owner_file_load. */
void prepare_tell_mistake(void *context, const char *file, unsigned line, const char *what,
			  const char *cure);

/* Tells receivers that promises name and no rule knows: whether footage went to them cannot show.
 */
void prepare_promises(const struct promise_list *list, const struct rules *rules);

#endif
