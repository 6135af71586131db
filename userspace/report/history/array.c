/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/history/array.h"

#include <errno.h>
#include <stdlib.h>

#define FIRST 64

int array_grow(void **items, size_t count, size_t *room, size_t most, size_t size)
{
	size_t wanted = *room ? *room * 2 : FIRST;
	void *grown;

	if (count >= most)
		return -E2BIG;
	if (count < *room)
		return 0;
	grown = reallocarray(*items, wanted, size);
	if (!grown)
		return -ENOMEM;
	*items = grown;
	*room = wanted;
	return 0;
}
