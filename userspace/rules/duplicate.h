/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Facts told twice: two answers to one question, of which one is wrong or will be. Called by the
 * loader once all files are read.
 */
#ifndef LENSWATCH_RULES_DUPLICATE_H
#define LENSWATCH_RULES_DUPLICATE_H

#include "rules/fields.h"

/* Tells vendors, hosts of one kind, and MAC prefixes of one file that are there twice. */
void duplicates_tell(struct loader *l);

#endif
