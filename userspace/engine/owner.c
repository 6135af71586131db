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

static void owner_apply(const struct owner_word *word, struct device *device)
{
	if (word->camera)
		device_tell(device, word->named ? word->name : NULL);
	else
		device_dismiss(device);
}

void owner_meet(const struct owner *owner, struct device *device)
{
	for (size_t i = 0; i < owner->count; i++)
		if (memcmp(&owner->words[i].device, &device->key, sizeof(device->key)) == 0)
			owner_apply(&owner->words[i], device);
}

void owner_locate(const struct owner *owner, struct device *device)
{
	for (size_t i = 0; i < owner->count && !device->told && !device->dismissed; i++) {
		const struct owner_word *word = &owner->words[i];

		if (word->device.kind == DEVICE_BY_ADDRESS &&
		    memcmp(word->device.bytes, device->ip.bytes, 16) == 0)
			owner_apply(word, device);
	}
}
