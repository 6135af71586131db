/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One thing a device does: a line `at WHEN [every STEP until WHEN] DEVICE VERB key value ...`. */
#ifndef GENERATOR_ACTION_H
#define GENERATOR_ACTION_H

#include "house.h"

#define ACTION_PARAMETERS 20

struct parameter {
	const char *key; /* of the table of keys */
	char *text;
	double number; /* bytes, seconds, bits a second, 1 or 0; by the key's type */
};

struct action {
	int line;
	uint64_t at_ns, every_ns, until_ns; /* after the start; every 0: once */
	int device;
	char verb[24];
	int parameter_count;
	struct parameter parameters[ACTION_PARAMETERS];
};

int action_line(struct action *action, const struct house *house, const struct words *words,
		char *error);
void action_free(struct action *action);
bool action_has(const struct action *action, const char *key);
const char *action_text(const struct action *action, const char *key, const char *otherwise);
double action_number(const struct action *action, const char *key, double otherwise);
bool action_yes(const struct action *action, const char *key, bool otherwise);

#endif
