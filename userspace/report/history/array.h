/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arrays that grow as what is read wants it, and no further than told. Called by what keeps what
 * it read of a history, and by the outline of what is said of it.
 */
#ifndef LENSWATCH_REPORT_ARRAY_H
#define LENSWATCH_REPORT_ARRAY_H

#include <stddef.h>

/*
 * Makes room for one more item of `size` bytes in the array at `items`, which has `count` of them
 * and room for `*room`; it doubles. 0; -E2BIG: there are `most` already; -ENOMEM.
 */
int array_grow(void **items, size_t count, size_t *room, size_t most, size_t size);

#endif
