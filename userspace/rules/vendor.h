/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One rules file's tree read into the store: the grammar of rules/README.md as tables. Called by
 * the loader.
 */
#ifndef LENSWATCH_RULES_VENDOR_H
#define LENSWATCH_RULES_VENDOR_H

#include "rules/fields.h"

/* Reads one file's root into l->rule and l->rules; tells all that is wrong. */
void vendor_read(struct loader *l, const struct node *root);

#endif
