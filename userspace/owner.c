// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "document.h"
#include "output/clean.h"
#include "owner.h"

struct reading {
	struct owner *owner;
	const char *path;
	config_error_fn *error;
	void *context;
	bool wrong;
};

static void owner_tell(struct reading *r, unsigned line, const char *what, const char *cure)
{
	r->wrong = true;
	r->error(r->context, r->path, line, what, cure);
}

static int owner_parse(const char *text, bool camera, struct owner_word *out)
{
	const char *name = strchr(text, '=');
	struct owner_word word = {.camera = camera};
	char key[ADDRESS_TEXT];
	struct address address;

	snprintf(key, sizeof(key), "%.*s", name ? (int)(name - text) : (int)sizeof(key), text);
	if (mac_parse(key, word.device.bytes) == 0) {
		word.device.kind = DEVICE_BY_MAC;
	} else if (address_parse(key, &address) == 0) {
		word.device.kind = DEVICE_BY_ADDRESS;
		memcpy(word.device.bytes, address.bytes, 16);
	} else {
		return -EINVAL;
	}
	if (name)
		snprintf(word.name, sizeof(word.name), "%s", name + 1);
	*out = word;
	return 0;
}

static void owner_read_list(struct reading *r, const struct node *list, bool camera)
{
	struct owner_word word;

	if (list->kind != NODE_LIST) {
		owner_tell(r, list->line, "this must be a list", "write one `- ADDRESS` a line");
		return;
	}
	for (const struct node *entry = list->first; entry; entry = entry->next) {
		if (entry->kind != NODE_TEXT || owner_parse(entry->text, camera, &word) != 0)
			owner_tell(r, entry->line, "no MAC or IP address stands here",
				   "write it as in f4:b8:5e:35:67:b0=Front door");
		else if (owner_say(r->owner, &word) != 0)
			owner_tell(r, entry->line, "more devices than the 128 that can be kept",
				   "take some out");
	}
}

int owner_load(struct owner *owner, const char *path, config_error_fn *error, void *context)
{
	struct reading r = {owner, path, error, context, false};
	struct arena arena = {0};
	struct node *root = NULL;
	int err = document_read(path, &arena, error, context, &root);

	for (const struct node *key = !err && root ? root->first : NULL; key; key = key->next) {
		if (strcmp(key->key, "camera") == 0)
			owner_read_list(&r, key, true);
		else if (strcmp(key->key, "not") == 0)
			owner_read_list(&r, key, false);
		else
			owner_tell(&r, key->line, "an unknown key", "known keys: camera, not");
	}
	arena_destroy(&arena);
	if (!err && r.wrong)
		err = -EINVAL;
	return err == -ENOENT ? 0 : err;
}

/* In double quotes, where YAML takes any text. */
static void owner_write_word(const struct owner_word *word, FILE *file)
{
	static _Thread_local char clean[CLEAN_MOST];
	char mac[MAC_TEXT], ip[ADDRESS_TEXT];
	struct address address;

	memcpy(address.bytes, word->device.bytes, 16);
	fprintf(file, "  - \"%s%s",
		word->device.kind == DEVICE_BY_MAC ? mac_format(word->device.bytes, mac)
						   : address_format(&address, ip),
		word->name[0] ? "=" : "");
	for (const char *c = clean_printable(word->name, clean); *c; c++)
		fprintf(file, *c == '"' || *c == '\\' ? "\\%c" : "%c", *c);
	fputs("\"\n", file);
}

static void owner_write_list(const struct owner *owner, bool camera, FILE *file)
{
	bool begun = false;

	for (size_t i = 0; i < owner->count; i++) {
		if (owner->words[i].camera != camera)
			continue;
		if (!begun)
			fprintf(file, "%s:\n", camera ? "camera" : "not");
		begun = true;
		owner_write_word(&owner->words[i], file);
	}
}

static int owner_write(const struct owner *owner, int fd)
{
	FILE *file = fdopen(fd, "w");
	int err = 0;

	if (!file) {
		err = -errno;
		close(fd);
		return err;
	}
	fputs("# What the owner said of cameras. Written by lenswatch watch.\n", file);
	owner_write_list(owner, true, file);
	owner_write_list(owner, false, file);
	if (fflush(file) != 0 || ferror(file) || fsync(fd) != 0)
		err = errno ? -errno : -EIO;
	if (fclose(file) != 0 && !err)
		err = -errno;
	return err;
}

/* So that the new name outlives a power cut too. */
static void owner_sync_folder(const char *path)
{
	char copy[PATH_MAX];
	int fd;

	snprintf(copy, sizeof(copy), "%s", path);
	fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return;
	fsync(fd);
	close(fd);
}

int owner_save(const struct owner *owner, const char *path)
{
	char temporary[PATH_MAX];
	int fd, err;

	if (snprintf(temporary, sizeof(temporary), "%s.XXXXXX", path) >= (int)sizeof(temporary))
		return -ENAMETOOLONG;
	fd = mkostemp(temporary, O_CLOEXEC); /* mode 0600 */
	if (fd < 0)
		return -errno;
	err = owner_write(owner, fd);
	if (!err && rename(temporary, path) != 0)
		err = -errno;
	if (err)
		unlink(temporary);
	else
		owner_sync_folder(path);
	return err;
}

int owner_say(struct owner *owner, const struct owner_word *word)
{
	size_t i = 0;

	while (i < owner->count &&
	       memcmp(&owner->words[i].device, &word->device, sizeof(word->device)) != 0)
		i++;
	if (i == OWNER_WORDS)
		return -ENOSPC;
	owner->words[i] = *word;
	if (i == owner->count)
		owner->count++;
	return 0;
}
