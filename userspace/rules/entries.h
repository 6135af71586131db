/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The lists of a rules file: hosts, macs, names, signatures and advice, each entry read by its
 * table. Called for the keys of those names.
 */
#ifndef LENSWATCH_RULES_ENTRIES_H
#define LENSWATCH_RULES_ENTRIES_H

#include "rules/fields.h"

field_parser field_hosts;
field_parser field_macs;
field_parser field_names;
field_parser field_signatures;
field_parser field_advice;

#endif
