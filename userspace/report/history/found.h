/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One record of the ledger, found by its number or the beginning of its event's id, and copied.
 * Called by commands/explain.c.
 */
#ifndef LENSWATCH_REPORT_FOUND_H
#define LENSWATCH_REPORT_FOUND_H

#include "report/history/source.h"

#define FOUND_LEAST 4 /* digits of an id */

struct found {
	uint64_t number, written, start, end;
	char kind[LEDGER_KIND];
	char *content; /* NULL: erased */
	size_t length;
};

/* Whether it can be an id's beginning or a number at all. */
bool found_is_name(const char *name);
/*
 * A number that there is wins over an id that begins so. 0; -ENOENT; -ENOTUNIQ: `error` names some
 * that begin so; -ENOMEM, or what the source returned.
 */
int found_look(const struct source *source, const char *name, struct found *out,
	       char error[LEDGER_ERROR]);
void found_clear(struct found *found);

#endif
