/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The options that `replay` and `watch` have in common, from the command line or from a
 * configuration file: both by the same names. Called by commands/ and by config.c.
 */
#ifndef LENSWATCH_COMMANDS_OPTIONS_H
#define LENSWATCH_COMMANDS_OPTIONS_H

#include "engine/engine.h"
#include "output/output.h"
#include "promise/promise.h"

#define OPTIONS_PREFIXES 16
#define OPTIONS_GEO 4
#define OPTIONS_ERROR 512
#define OPTIONS_NOTE 1024

struct arena;

struct options {
	struct arena *arena; /* owns the strings */
	size_t declared_count;
	struct engine_declared declared[ENGINE_DECLARED];
	size_t prefix_count;
	struct prefix prefixes[OPTIONS_PREFIXES];
	size_t geo_count;
	const char *geo[OPTIONS_GEO];
	const char *rules;	      /* NULL: where rules_directory looks */
	bool speakers;		      /* the speech of voice assistants is told too */
	struct promise_list promises; /* in the arena */
	enum output_format format;
	char note[OPTIONS_NOTE]; /* what bears on the result, as the run record tells it */
};

int options_create(struct options *options); /* 0 or -ENOMEM */
void options_destroy(struct options *options);
/* Adds to the note an option that bears on the result and is none of options_set: `value` or NULL.
 */
void options_note(struct options *options, const char *name, const char *value);
/*
 * Sets "camera", "home", "rules", "geo", "promise", "speakers" (NULL: yes) or "format" (no dashes).
 * 0; -ENOENT where it is none of these; -EINVAL, -ENOSPC or -ENOMEM with `error` a sentence with
 * the cure.
 */
int options_set(struct options *options, const char *name, const char *value,
		char error[OPTIONS_ERROR]);

/* Writes `what "value". cure` to `error`, the value cut where it is long. Returns `err`. */
int options_wrong(char error[OPTIONS_ERROR], int err, const char *what, const char *value,
		  const char *cure);
/* Megabytes (of 1,000,000 bytes) as a whole number from 1 to 100,000. 0 or -EINVAL. */
int options_megabytes(const char *name, const char *value, unsigned *out,
		      char error[OPTIONS_ERROR]);

#endif
