// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/owner_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/document.h"

struct reading {
	struct owner *owner;
	const char *path;
	config_error_fn *error;
	void *context;
	int result;
};

static void reading_wrong(struct reading *r, unsigned line, const char *what, const char *cure)
{
	r->error(r->context, r->path, line, what, cure);
	r->result = -EINVAL;
}

static bool reading_device(struct reading *r, unsigned line, const char *text,
			   struct device_key *out)
{
	struct device_key key = {.kind = DEVICE_BY_MAC};
	struct address ip;

	if (mac_parse(text, key.bytes) != 0) {
		if (address_parse(text, &ip) != 0) {
			reading_wrong(r, line, "this is neither a MAC nor an IP address",
				      "write it as f4:b8:5e:35:67:b0 or 192.168.1.20, or take the "
				      "line out");
			return false;
		}
		key.kind = DEVICE_BY_ADDRESS;
		memcpy(key.bytes, ip.bytes, 16);
	}
	*out = key;
	return true;
}

static void reading_full(struct reading *r, unsigned line, int err)
{
	if (err)
		reading_wrong(r, line, "there are more devices than there is room for",
			      "take those out that are gone");
}

static void reading_camera(struct reading *r, const struct node *node)
{
	struct device_key device;

	if (node->kind != NODE_TEXT)
		reading_wrong(r, node->line, "a camera's name is a text",
			      "write: \"f4:b8:5e:35:67:b0\": \"Front door\"");
	else if (reading_device(r, node->line, node->key, &device))
		reading_full(r, node->line,
			     owner_confirm(r->owner, &device, node->text[0] ? node->text : NULL));
}

static void reading_other(struct reading *r, const struct node *node)
{
	struct device_key device;

	if (node->kind != NODE_TEXT)
		reading_wrong(r, node->line, "what is no camera is told by its address alone",
			      "write: - \"f4:b8:5e:35:67:b0\"");
	else if (reading_device(r, node->line, node->text, &device))
		reading_full(r, node->line, owner_dismiss(r->owner, &device));
}

static void reading_part(struct reading *r, const struct node *part)
{
	bool cameras = strcmp(part->key, "camera") == 0;

	if (!cameras && strcmp(part->key, "not") != 0) {
		reading_wrong(r, part->line, "this key is not known", "\"camera\" and \"not\" are");
		return;
	}
	if (part->kind != (cameras ? NODE_MAP : NODE_LIST)) {
		reading_wrong(r, part->line,
			      cameras ? "\"camera\" is not a mapping" : "\"not\" is not a list",
			      "see the manual, or remove the file");
		return;
	}
	for (const struct node *one = part->first; one; one = one->next) {
		if (cameras)
			reading_camera(r, one);
		else
			reading_other(r, one);
	}
}

int owner_file_load(struct owner *owner, const char *path, config_error_fn *error, void *context)
{
	struct reading r = {.owner = owner, .path = path, .error = error, .context = context};
	struct arena arena = {0};
	struct node *root = NULL;
	int err = document_read(path, &arena, error, context, &root);

	for (const struct node *part = !err && root ? root->first : NULL; part; part = part->next)
		reading_part(&r, part);
	arena_destroy(&arena);
	if (err)
		return err == -ENOENT ? 0 : err;
	return r.result;
}

/* YAML 1.2 section 5.7: a double-quoted text with the two that would end or escape it escaped. */
static void writing_text(FILE *file, const char *text)
{
	putc('"', file);
	for (const unsigned char *at = (const unsigned char *)text; *at; at++) {
		if (*at == '"' || *at == '\\')
			putc('\\', file);
		if (*at < 0x20 || *at == 0x7f)
			fprintf(file, "\\x%02x", *at);
		else
			putc(*at, file);
	}
	putc('"', file);
}

static void writing_words(FILE *file, const struct owner *owner, bool camera)
{
	char address[ADDRESS_TEXT];
	bool begun = false;

	for (size_t i = 0; i < owner->count; i++) {
		const struct owner_word *word = &owner->words[i];

		if (word->camera != camera)
			continue;
		if (!begun)
			fputs(camera ? "camera:\n" : "not:\n", file);
		begun = true;
		fputs(camera ? "  " : "  - ", file);
		writing_text(file, device_key_text(&word->device, address));
		if (camera) {
			fputs(": ", file);
			writing_text(file, word->named ? word->name : "");
		}
		putc('\n', file);
	}
}

static int writing_finish(FILE *file)
{
	int err = fflush(file) || ferror(file) ? -EIO : 0;

	if (!err && fsync(fileno(file)) != 0)
		err = -errno;
	if (fclose(file) != 0 && !err)
		err = -errno;
	return err;
}

int owner_file_save(const struct owner *owner, const char *path)
{
	char fresh[512];
	FILE *file;
	int fd, err;

	if ((size_t)snprintf(fresh, sizeof(fresh), "%s.XXXXXX", path) >= sizeof(fresh))
		return -ENAMETOOLONG;
	fd = mkstemp(fresh); /* mode 0600 (POSIX) */
	if (fd < 0)
		return -errno;
	file = fdopen(fd, "w");
	if (!file) {
		err = -errno;
		close(fd);
		unlink(fresh);
		return err;
	}
	fputs("# What you said of cameras. Lenswatch writes this file; change it while it is not "
	      "running.\n",
	      file);
	writing_words(file, owner, true);
	writing_words(file, owner, false);
	err = writing_finish(file);
	if (!err && rename(fresh, path) != 0)
		err = -errno;
	if (err)
		unlink(fresh);
	return err;
}
