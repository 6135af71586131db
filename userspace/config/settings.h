/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The settings of `watch`, a row each (usage/setting_rows.h): from it come the key of a
 * configuration file, the option of the command line, how a value is taken, what is said where it
 * cannot be, help and manual pages. Called by config.c.
 */
#ifndef LENSWATCH_CONFIG_SETTINGS_H
#define LENSWATCH_CONFIG_SETTINGS_H

#include "config/config.h"
#include "usage/usage.h"

#define SETTINGS_MOST 32

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

#endif
