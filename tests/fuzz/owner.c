// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The owner's words as a file of any bytes, and a name of them: what was taken is written, and what
 * was written is read back as it was.
 */
#include <errno.h>

#include "base/letters.h"
#include "config/owner_file.h"
#include "fuzz_file.h"

static void count(void *context, const char *file, unsigned line, const char *what,
		  const char *cure)
{
	*(size_t *)context += strlen(file) + line + strlen(what) + (cure ? strlen(cure) : 0);
}

static const struct owner_word *find_word(const struct owner *owner, const struct owner_word *word)
{
	for (size_t i = 0; i < owner->count; i++)
		if (memcmp(&owner->words[i].device, &word->device, sizeof(word->device)) == 0)
			return &owner->words[i];
	return NULL;
}

static void check_again(const struct owner *owner)
{
	static struct owner again;
	size_t told = 0;
	char path[64];

	memset(&again, 0, sizeof(again));
	if (owner_file_save(owner, fuzz_file_path("again.yaml", path)) != 0 ||
	    owner_file_load(&again, path, count, &told) != 0 || told || again.count != owner->count)
		abort();
	for (size_t i = 0; i < owner->count; i++) {
		const struct owner_word *word = &owner->words[i], *read = find_word(&again, word);

		if (!read || read->camera != word->camera)
			abort();
		/* The name of what is no camera any more is only remembered while it runs. */
		if (word->camera &&
		    (read->named != word->named || strcmp(read->name, word->name) != 0))
			abort();
	}
}

/* As it comes by the socket: answers.c takes letters alone. */
static void name_one(struct owner *owner, const uint8_t *data, size_t size)
{
	struct device_key device = {.kind = DEVICE_BY_MAC, .bytes = {2, 0, 0, 0, 0, 0x77}};
	char name[200];

	size = size < sizeof(name) - 1 ? size : sizeof(name) - 1;
	memcpy(name, data, size);
	name[size] = '\0';
	if (name[0] && letters_only(name))
		(void)owner_confirm(owner, &device, name);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct owner owner;
	size_t told = 0;
	char path[64];
	int err;

	memset(&owner, 0, sizeof(owner));
	fuzz_file_write(fuzz_file_path("cameras.yaml", path), data, size);
	err = owner_file_load(&owner, path, count, &told);
	if ((err == -EINVAL) != (told > 0) || owner.count > OWNER_WORDS)
		abort();
	name_one(&owner, data, size);
	check_again(&owner);
	return 0;
}
