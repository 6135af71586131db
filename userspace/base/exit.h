/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the program ends with. */
#ifndef LENSWATCH_BASE_EXIT_H
#define LENSWATCH_BASE_EXIT_H

enum {
	EXIT_DONE = 0,
	EXIT_COULD_NOT = 1,
	EXIT_USAGE = 2,
	EXIT_NO = 3, /* the check ran and the answer is no */
};

#endif
