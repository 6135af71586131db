/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Examples of patterns: a star that matches too little or too much is seen by nobody who reads it.
 * Called by the loader once all files are read.
 */
#ifndef LENSWATCH_RULES_EXAMPLE_H
#define LENSWATCH_RULES_EXAMPLE_H

#include "rules/fields.h"

/* Tells examples that their own pattern does not match, or that what phones use matches as well. */
void examples_tell(struct loader *l);

#endif
