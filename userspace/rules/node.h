/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A YAML text as a small tree with line numbers, over libyaml's events. Anchors, aliases and tags
 * are refused, depth and size are bounded. Called by the rules loader.
 */
#ifndef LENSWATCH_RULES_NODE_H
#define LENSWATCH_RULES_NODE_H

#include <stdbool.h>

#include "rules/arena.h"

enum node_kind { NODE_TEXT = 1, NODE_LIST, NODE_MAP };

struct node {
	enum node_kind kind;
	unsigned line;	    /* of the key where there is one, from 1 */
	const char *key;    /* NULL outside a mapping */
	const char *text;   /* NODE_TEXT only */
	struct node *first; /* NODE_LIST and NODE_MAP: the members */
	struct node *next;  /* the next member of the same parent */
};

struct node_problem {
	unsigned line; /* 0: none in particular */
	const char *what;
	const char *cure; /* or NULL */
};

/*
 * Parses `length` bytes as one YAML document. `*out` is NULL where the text holds none.
 * 0, -EINVAL with `problem` filled, -ENOMEM.
 */
int node_parse(struct arena *arena, const char *bytes, size_t length, struct node_problem *problem,
	       struct node **out);
/* "text", "a list" or "a mapping". */
const char *node_kind_name(enum node_kind kind);

#endif
