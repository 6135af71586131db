/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What kind of operator runs an address, by the name under which it is registered. Called by
 * destination.c.
 */
#ifndef LENSWATCH_DESTINATION_OPERATOR_H
#define LENSWATCH_DESTINATION_OPERATOR_H

#include <stdbool.h>

/* Whether it rents out servers rather than lines to homes: no viewer's own device is there. */
bool operator_rents(const char *organisation);

#endif
