// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/owner.h"

#include <errno.h>
#include <string.h>

#include "base/letters.h"

static struct owner_word *owner_find(struct owner *o, const struct device_key *device)
{
	for (size_t i = 0; i < o->count; i++)
		if (memcmp(&o->words[i].device, device, sizeof(*device)) == 0)
			return &o->words[i];
	return NULL;
}

static struct owner_word *owner_word(struct owner *o, const struct device_key *device)
{
	struct owner_word *word = owner_find(o, device);

	if (word || o->count == OWNER_WORDS)
		return word;
	word = &o->words[o->count++];
	*word = (struct owner_word){.device = *device};
	return word;
}

int owner_confirm(struct owner *owner, const struct device_key *device, const char *name)
{
	struct owner_word *word = owner_word(owner, device);

	if (!word)
		return -ENOSPC;
	word->camera = true;
	if (name) {
		word->named = true;
		letters_copy(word->name, sizeof(word->name), name);
	}
	return 0;
}

int owner_dismiss(struct owner *owner, const struct device_key *device)
{
	struct owner_word *word = owner_word(owner, device);

	if (!word)
		return -ENOSPC;
	word->camera = false;
	return 0;
}

int owner_unname(struct owner *owner, const struct device_key *device)
{
	struct owner_word *word = owner_find(owner, device);

	if (!word || !word->named)
		return -ENOENT;
	word->named = false;
	word->name[0] = '\0';
	return 0;
}

void owner_move(struct owner *owner, const struct device_key *from, const struct device_key *to)
{
	struct owner_word *word = owner_find(owner, from);

	if (!word || memcmp(from, to, sizeof(*from)) == 0)
		return;
	if (owner_find(owner, to))
		*word = owner->words[--owner->count];
	else
		word->device = *to;
}

static void owner_apply(const struct owner_word *word, struct device *device)
{
	if (word->camera)
		device_tell(device, word->named ? word->name : NULL);
	else
		device_dismiss(device);
}

void owner_see(struct owner *owner, const struct device_key *device)
{
	struct owner_word *word = owner_find(owner, device);

	if (word)
		word->met = true;
}

void owner_meet(struct owner *owner, struct device *device)
{
	struct owner_word *word = owner_find(owner, &device->key);

	if (!word)
		return;
	word->met = true;
	owner_apply(word, device);
}

void owner_locate(struct owner *owner, struct device *device)
{
	struct device_key address = {.kind = DEVICE_BY_ADDRESS};
	struct owner_word *word;

	memcpy(address.bytes, device->ip.bytes, sizeof(device->ip.bytes));
	word = owner_find(owner, &address);
	if (!word)
		return;
	word->met = true;
	if (!device->declared && !device->dismissed)
		owner_apply(word, device);
}
