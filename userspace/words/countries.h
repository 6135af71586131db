/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Country codes (ISO 3166-1 alpha-2) as the name that stands after "in". Used by what writes for
 * people.
 */
#ifndef LENSWATCH_OUTPUT_COUNTRIES_H
#define LENSWATCH_OUTPUT_COUNTRIES_H

/* "the US" for "US"; the code itself where it is not in the table. */
const char *country_name(const char *code);

#endif
