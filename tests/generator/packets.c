/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "packets.h"

#include <stdlib.h>
#include <string.h>

static void *packets_grow(void *old, size_t *room, size_t need, size_t size)
{
	size_t more = *room ? *room : 4096;
	void *grown;

	while (more < need)
		more *= 2;
	if (more == *room)
		return old;
	grown = realloc(old, more * size);
	if (!grown)
		abort();
	*room = more;
	return grown;
}

static struct packet *packets_next(struct packets *packets)
{
	packets->items = packets_grow(packets->items, &packets->room, packets->count + 1,
				      sizeof(*packets->items));
	return &packets->items[packets->count++];
}

struct packet *packets_add(struct packets *packets, const void *head, size_t length)
{
	struct packet *packet = packets_next(packets);

	packets->heads = packets_grow(packets->heads, &packets->heads_room,
				      packets->heads_length + length, 1);
	memcpy(packets->heads + packets->heads_length, head, length);
	*packet = (struct packet){.head = packets->heads_length, .head_length = (uint32_t)length};
	packets->heads_length += length;
	return packet;
}

struct packet *packets_repeat(struct packets *packets, size_t index, uint64_t time_ns)
{
	struct packet *packet = packets_next(packets);

	*packet = packets->items[index];
	packet->time_ns = time_ns;
	return packet;
}

/* Heads are laid down in the order of creation, so they settle a tie in time. */
static int packets_compare(const void *a, const void *b)
{
	const struct packet *x = a, *y = b;

	if (x->time_ns != y->time_ns)
		return x->time_ns < y->time_ns ? -1 : 1;
	return x->head < y->head ? -1 : x->head > y->head;
}

void packets_sort(struct packets *packets)
{
	if (packets->count)
		qsort(packets->items, packets->count, sizeof(*packets->items), packets_compare);
}

void packets_clear(struct packets *packets)
{
	packets->count = 0;
	packets->heads_length = 0;
}

void packets_free(struct packets *packets)
{
	free(packets->items);
	free(packets->heads);
	*packets = (struct packets){0};
}
