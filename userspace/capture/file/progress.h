/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One line on a terminal that tells how far a replay is; elsewhere a line now and then. Fed by
 * stream.c with the stored bytes it reads. Several threads, and processes that were forked from who
 * made it, may feed the same one.
 */
#ifndef LENSWATCH_CAPTURE_PROGRESS_H
#define LENSWATCH_CAPTURE_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct progress;

/*
 * A line on `file` (stderr). `total`: the stored bytes of all captures, 0 where it is not known
 * (standard input). `every_s`: where `file` is no terminal, a line each so many seconds. NULL is
 * accepted by all below. Returns 0 or -ENOMEM.
 */
int progress_create(FILE *file, unsigned every_s, uint64_t total, struct progress **out);
void progress_destroy(struct progress *progress); /* erases the line */
/* What is read from now on. The name is copied. */
void progress_name(struct progress *progress, const char *name);
void progress_add(struct progress *progress, uint64_t bytes);
/* Erases the line: call it before any other message. It returns with the next bytes. */
void progress_clear(struct progress *progress);

#endif
