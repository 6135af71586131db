/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command line. */
#ifndef GENERATOR_OPTIONS_H
#define GENERATOR_OPTIONS_H

#include "writer.h"

struct options {
	const char *scene, *capture, *truth, *view;
	struct writer_options writer;
	uint32_t merge;
	uint64_t seed;
	unsigned long repeat;
};

extern const char options_usage[];

/* 0 to go on, 1 when help was asked for, -EINVAL. */
int options_parse(int argc, char **argv, struct options *options);

#endif
