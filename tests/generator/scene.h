/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A scenario as read from its text. The language is described in README.md. */
#ifndef GENERATOR_SCENE_H
#define GENERATOR_SCENE_H

#include "action.h"
#include "house.h"

#define SCENE_ERROR 768

struct scene {
	uint64_t start_ns;
	uint64_t length_ns;   /* of the `end` line; 0: as long as its packets last */
	uint64_t clock_at_ns; /* after the start; from then on all time stamps are `clock_back_ns`
				 earlier */
	uint64_t clock_back_ns;
	char view[96]; /* words of the `view` line */
	int view_line;
	struct house house;
	struct action *actions;
	int action_count;
};

/* Reads a scenario. 0, or -errno with `error` (SCENE_ERROR bytes): file:line: what is wrong; the
 * cure. */
int scene_read(const char *path, struct scene *scene, char *error);
void scene_free(struct scene *scene);

#endif
