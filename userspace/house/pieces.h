/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Pieces of work one after the other, in this process. Called by jobs.c, and in its place. */
#ifndef LENSWATCH_HOUSE_PIECES_H
#define LENSWATCH_HOUSE_PIECES_H

#include "house/jobs.h"

/* As jobs_run(). */
int pieces_run(const struct jobs_order *order, FILE *out, size_t *written);
/* A piece that could not be done outranks every answer of one that was. */
int pieces_worse(int status, int other);

#endif
