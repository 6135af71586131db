// SPDX-License-Identifier: GPL-2.0-or-later
#include "ledger/backlog.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void backlog_begin(uint64_t *earliest_ns, uint64_t begun_ns)
{
	if (!*earliest_ns || begun_ns < *earliest_ns)
		*earliest_ns = begun_ns;
}

int backlog_put(struct backlog *b, const char *kind, const char *content, size_t length,
		uint64_t begun_ns)
{
	size_t size = sizeof(struct backlog_record) + length + 1;
	struct backlog_record *fresh;

	if (size > BACKLOG_BYTES - b->bytes)
		return -ENOBUFS;
	fresh = calloc(1, size);
	if (!fresh)
		return -ENOMEM;
	fresh->length = length;
	snprintf(fresh->kind, sizeof(fresh->kind), "%s", kind);
	memcpy(fresh->content, content, length);
	if (b->last)
		b->last->next = fresh;
	else
		b->first = fresh;
	b->last = fresh;
	if (!b->next)
		b->next = fresh;
	backlog_begin(&b->begun_ns, begun_ns);
	b->count++;
	b->bytes += size;
	return 0;
}

void backlog_lose(struct backlog *b, uint64_t begun_ns)
{
	backlog_begin(&b->begun_ns, begun_ns);
	backlog_begin(&b->lost_ns, begun_ns);
	b->lost++;
}

void backlog_rewind(struct backlog *b)
{
	b->next = b->first;
}

void backlog_clear(struct backlog *b)
{
	struct backlog_record *next;

	for (struct backlog_record *at = b->first; at; at = next) {
		next = at->next;
		free(at);
	}
	*b = (struct backlog){0};
}
