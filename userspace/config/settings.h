/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The settings of `watch`, a row each: from it come the key of a configuration file, the option of
 * the command line, how a value is taken and what is said where it cannot be. Help, manual page and
 * example are held against them by tests/options.bats. Called by config.c and commands/watch.c.
 */
#ifndef LENSWATCH_CONFIG_SETTINGS_H
#define LENSWATCH_CONFIG_SETTINGS_H

#include <getopt.h>

#include "config/config.h"

#define SETTINGS_MOST 32

enum setting_is {
	SETTING_LIST = 1,     /* the file may hold a list */
	SETTING_PATH = 2,     /* as seen from the file's folder */
	SETTING_FILE = 4,     /* for whoever writes the file: no option */
	SETTING_ALONE = 8,    /* the option takes no value */
	SETTING_SAYS_ALL = 16 /* what is wrong with a value is said with its cure */
};

struct setting {
	const char *key;
	const char *option; /* where it is not called as the key; else NULL */
	const char *cure;
	unsigned is;	     /* of enum setting_is */
	const char *between; /* in a mapping, what joins key and value; NULL: none is taken */
	unsigned yield;	     /* of enum config_yield; 0: watching does not go before it */
	int (*set)(struct config *config, const struct setting *setting, const char *value,
		   char error[OPTIONS_ERROR]);
	size_t place; /* in struct config, of a text that is only kept */
};

/* In the order in which they are listed; NULL behind the last. */
const struct setting *setting_at(size_t i);
/* By its key or option; NULL where there is none. */
const struct setting *setting_find(const char *name);
/* What getopt_long is told of them, an empty row behind the last. All have 'o' for a value. */
size_t settings_options(struct option out[SETTINGS_MOST]);

#endif
