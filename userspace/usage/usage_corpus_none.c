// SPDX-License-Identifier: GPL-2.0-or-later
/* What stands in the place of usage_corpus.c in a program built with WITH_CORPUS=0. */
#include "usage/usage.h"

#include "usage/common.h"

static const struct usage_row anonymise_rows[] = {ROW_HELP, {0}};

const struct usage usage_anonymise = {
	.command = "anonymise",
	.summary = "copy a capture under other names; not in this build",
	.synopsis = "--key FILE IN OUT",
	.about = "This build was made without it (WITH_CORPUS=0).",
	.rows = anonymise_rows,
};
