/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What loaded rules are made of. Only files of this room include it.
 */
#ifndef LENSWATCH_RULES_LOADED_H
#define LENSWATCH_RULES_LOADED_H

#include "rules/arena.h"
#include "rules/rules.h"

struct vector {
	void *items;
	size_t count, room;
};

/* Room for one more item of `size`, copied from `item`. 0 or -ENOMEM. */
int vector_add(struct vector *vector, const void *item, size_t size);

struct host_index;

struct rules {
	struct arena arena;	  /* all strings, rules and advice */
	struct vector rules;	  /* struct rule *, in load order */
	struct vector hosts;	  /* struct rule_host, in load order, as all below */
	struct vector macs;	  /* struct rule_mac; sorted by mac_index() once loaded */
	struct vector names;	  /* struct rule_name */
	struct vector signatures; /* struct rule_signature */
	struct host_index *index;
	struct host_index *assistants; /* of speakers that are off */
	char hash[33];
};

/* Whether hosts of `rule` belong into a look-up table. */
typedef bool host_wanted_fn(const struct rule *rule);
/* Makes the look-up tables once all hosts are there. 0 or -ENOMEM. */
int host_index_create(const struct vector *hosts, host_wanted_fn *wanted, struct host_index **out);
void host_index_destroy(struct host_index *index);

/* Sorts the prefixes for look-ups. */
void mac_index(struct vector *macs);
/* Reads "70:ad:43", "8c:1f:64:7" or "70:b3:d5:12:3". 0 or -EINVAL. */
int mac_prefix_read(const char *text, uint8_t prefix[6], uint8_t *bits);

#endif
