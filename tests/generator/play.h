/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of verbs: what devices can do, and what that means for the truth. */
#ifndef GENERATOR_PLAY_H
#define GENERATOR_PLAY_H

#include "action.h"
#include "stage.h"
#include "truth.h"

typedef int verb_fn(struct stage *stage, const struct action *action, uint64_t now_ns);

struct verb {
	const char *name;
	verb_fn *play;
	bool footage;
	const char *class, *kind; /* what the truth says unless the line says otherwise */
};

const struct verb *play_verb(const char *name); /* NULL: there is none */
/* What the truth must know of an action, from its verb and parameters. */
struct truth_action play_truth(const struct action *action);
/* Plays one action at `now_ns`: 0, or -EIO where OpenSSL failed. */
int play_action(struct stage *stage, const struct action *action, uint64_t now_ns);

#endif
