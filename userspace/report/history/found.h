/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One record of the ledger, found by the beginning of its event's id, by its number or by when it
 * was, and copied. Called by command_explain.c and command_bundle.c.
 */
#ifndef LENSWATCH_REPORT_FOUND_H
#define LENSWATCH_REPORT_FOUND_H

#include "report/history/records.h"

#define FOUND_LEAST 4 /* digits of an id */

struct found {
	uint64_t number, written, start, end;
	char kind[LEDGER_KIND];
	char *content; /* NULL: erased */
	size_t length;
};

/* Whether it can be an id's beginning, with or without a "#" before it, a number, "last" or a
 * minute, as "19:41" and "2026-03-02T19:41". */
bool found_is_name(const char *name);
/*
 * An id that begins so wins over a number. A minute is that of the last day on which an upload or a
 * stream inside the home began in it. 0; -ENOENT; -ENOTUNIQ: `error` names some that fit; -ENOMEM,
 * or what the source returned.
 */
int found_look(const struct records *source, const char *name, struct found *out,
	       char error[LEDGER_ERROR]);
void found_clear(struct found *found);

#endif
