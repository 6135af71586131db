// SPDX-License-Identifier: GPL-2.0-or-later
#include "ledger/suspects.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Takes the one behind `before` out (NULL: the first). */
static struct suspect *suspects_unlink(struct suspects *s, struct suspect *before)
{
	struct suspect **link = before ? &before->next : &s->first, *gone = *link;

	*link = gone->next;
	if (s->last == gone)
		s->last = before;
	s->count--;
	s->bytes -= gone->length;
	gone->next = NULL;
	return gone;
}

static bool suspect_is_old(const struct suspect *record, uint64_t now_ns)
{
	return now_ns > SUSPECTS_NS && record->time_ns < now_ns - SUSPECTS_NS;
}

struct suspect *suspects_take(struct suspects *suspects, const char *device, uint64_t now_ns)
{
	struct suspect *at = suspects->first, *before = NULL, *next;

	for (; at; at = next) {
		next = at->next;
		if (strcmp(at->device, device) != 0) {
			before = at;
			continue;
		}
		suspects_unlink(suspects, before);
		if (!suspect_is_old(at, now_ns))
			return at;
		free(at);
	}
	return NULL;
}

static void suspects_drop_old(struct suspects *s, uint64_t now_ns)
{
	while (s->first && suspect_is_old(s->first, now_ns))
		free(suspects_unlink(s, NULL));
}

static size_t suspects_of(const struct suspects *s, const char *device)
{
	size_t count = 0;

	for (const struct suspect *at = s->first; at; at = at->next)
		count += strcmp(at->device, device) == 0;
	return count;
}

int suspects_put(struct suspects *suspects, const struct suspect *record, const char *content)
{
	struct suspect *fresh = malloc(sizeof(*fresh) + record->length + 1);

	if (!fresh)
		return -ENOMEM;
	*fresh = *record;
	fresh->next = NULL;
	memcpy(fresh->content, content, record->length);
	fresh->content[record->length] = '\0';
	suspects_drop_old(suspects, record->time_ns);
	if (suspects_of(suspects, record->device) >= SUSPECTS_DEVICE)
		free(suspects_take(suspects, record->device, 0));
	while (suspects->first && (suspects->count >= SUSPECTS_ALL ||
				   suspects->bytes + record->length > SUSPECTS_BYTES))
		free(suspects_unlink(suspects, NULL));
	if (suspects->last)
		suspects->last->next = fresh;
	else
		suspects->first = fresh;
	suspects->last = fresh;
	suspects->count++;
	suspects->bytes += fresh->length;
	return 0;
}

void suspects_drop(struct suspects *suspects, const char *device)
{
	while (!device && suspects->first)
		free(suspects_unlink(suspects, NULL));
	for (struct suspect *at; device && (at = suspects_take(suspects, device, 0));)
		free(at);
}

void suspects_forget(struct suspects *suspects, const struct mention *mention)
{
	struct suspect *before = NULL, *at = suspects->first, *next;

	for (; at; at = next) {
		next = at->next;
		if (mention_own(mention, at->content) || mention_in(mention, at->content))
			free(suspects_unlink(suspects, before));
		else
			before = at;
	}
}
