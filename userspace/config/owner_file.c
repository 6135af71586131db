// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/owner_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/letters.h"
#include "config/document.h"
#include "system/whole.h"

struct owner_reading {
	struct owner *owner;
	const char *path;
	config_error_fn *error;
	void *context;
	int result;
};

static void reading_wrong(struct owner_reading *r, unsigned line, const char *what,
			  const char *cure)
{
	r->error(r->context, r->path, line, what, cure);
	r->result = -EINVAL;
}

static bool reading_device(struct owner_reading *r, unsigned line, const char *text,
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

static void reading_full(struct owner_reading *r, unsigned line, int err)
{
	if (err)
		reading_wrong(r, line, "there are more devices than there is room for",
			      "take those out that are gone");
}

static void owner_file_camera(struct owner_reading *r, const struct node *node)
{
	struct device_key device;

	if (node->kind != NODE_TEXT)
		reading_wrong(r, node->line, "a camera's name is a text",
			      "write: \"f4:b8:5e:35:67:b0\": \"Front door\"");
	else if (reading_device(r, node->line, node->key, &device))
		reading_full(r, node->line,
			     owner_confirm(r->owner, &device, node->text[0] ? node->text : NULL));
}

static void reading_other(struct owner_reading *r, const struct node *node)
{
	struct device_key device;

	if (node->kind != NODE_TEXT)
		reading_wrong(r, node->line, "what is no camera has an address alone",
			      "write: - \"f4:b8:5e:35:67:b0\"");
	else if (reading_device(r, node->line, node->text, &device))
		reading_full(r, node->line, owner_dismiss(r->owner, &device));
}

static void reading_part(struct owner_reading *r, const struct node *part)
{
	bool cameras = strcmp(part->key, "camera") == 0;

	if (!cameras && strcmp(part->key, "not") != 0) {
		reading_wrong(r, part->line, "this key is unknown", "\"camera\" and \"not\" are");
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
			owner_file_camera(r, one);
		else
			reading_other(r, one);
	}
}

/*
 * Letters that a YAML file may hold as they are (YAML 1.2 section 5.1) and that are no line's end
 * to a reader of YAML 1.1: the others are escaped.
 */
static bool writing_plain(uint32_t c)
{
	return (c >= 0x20 && c < 0x7f) || (c >= 0xa0 && c < 0x2028) || (c > 0x2029 && c < 0xfeff) ||
	       (c > 0xfeff && c < 0xfffe) || c > 0xffff;
}

static void writing_letter(FILE *file, const char *letter, size_t length, uint32_t code)
{
	if (writing_plain(code))
		fwrite(letter, 1, length, file);
	else
		fprintf(file, code < 0x100 ? "\\x%02x" : "\\u%04x", code);
}

/* Section 5.7: a double-quoted text with the two that would end or escape it escaped. */
static void writing_text(FILE *file, const char *text)
{
	uint32_t code;

	putc('"', file);
	for (size_t length; (length = letters_next(text, &code)); text += length) {
		if (code == '"' || code == '\\')
			putc('\\', file);
		writing_letter(file, text, length, code);
	}
	putc('"', file);
}

/* The same line with what is no letter left out, and what YAML cannot hold escaped. To free. */
static char *mending_line(const char *line)
{
	char *mended = NULL;
	size_t size, length;
	uint32_t code;
	FILE *file = open_memstream(&mended, &size);

	for (; file && *line; line += length ? length : 1) {
		length = letters_next(line, &code);
		if (length)
			writing_letter(file, line, length, code);
	}
	if (!file || fclose(file) != 0) {
		free(mended);
		return NULL;
	}
	return mended;
}

/* One entry of the part it stands in, by itself. Whether it is one. */
static bool mending_entry(struct owner_reading *r, bool cameras, const char *text, unsigned line)
{
	struct node_problem problem;
	struct arena arena = {0};
	struct node *root = NULL;
	bool found = node_parse(&arena, text, strlen(text), &problem, &root) == 0 && root &&
		     root->kind == (cameras ? NODE_MAP : NODE_LIST) && root->first;

	if (found) {
		root->first->line = line;
		(cameras ? owner_file_camera : reading_other)(r, root->first);
	}
	arena_destroy(&arena);
	return found;
}

static void mending_take(struct owner_reading *r, bool cameras, const char *text, unsigned line)
{
	char *mended;

	if (mending_entry(r, cameras, text, line))
		return;
	mended = mending_line(text);
	if (mended && mending_entry(r, cameras, mended, line))
		reading_wrong(r, line, "there are bytes in it that are no letters",
			      "what is left of it is kept");
	else
		reading_wrong(r, line, "this line cannot be read", "the others are kept");
	free(mended);
}

/*
 * What is no YAML as a whole is read line by line, as the daemon writes one for each device: one
 * that is damaged takes no other with it.
 */
static int mending_file(struct owner_reading *r)
{
	FILE *file = fopen(r->path, "re");
	enum { NOWHERE, CAMERAS, OTHERS } part = NOWHERE;
	unsigned number = 0;
	char line[1024];

	if (!file)
		return -errno;
	while (fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\r\n")] = '\0';
		number++;
		if (!line[0] || line[0] == '#')
			continue;
		if (strcmp(line, "camera:") == 0)
			part = CAMERAS;
		else if (strcmp(line, "not:") == 0)
			part = OTHERS;
		else if (part != NOWHERE)
			mending_take(r, part == CAMERAS, line, number);
		else
			reading_wrong(r, number,
				      "this line belongs to neither \"camera:\" nor \"not:\"",
				      "write one of them above it");
	}
	fclose(file);
	return 0;
}

struct mistake {
	unsigned line;
	const char *what, *cure;
};

static void mending_note(void *context, const char *file, unsigned line, const char *what,
			 const char *cure)
{
	struct mistake *first = context;

	(void)file;
	*first = (struct mistake){line, what, cure};
}

int owner_file_load(struct owner *owner, const char *path, config_error_fn *error, void *context)
{
	struct owner_reading r = {.owner = owner, .path = path, .error = error, .context = context};
	struct mistake first = {0};
	struct arena arena = {0};
	struct node *root = NULL;
	int err = document_read(path, &arena, mending_note, &first, &root);

	for (const struct node *part = !err && root ? root->first : NULL; part; part = part->next)
		reading_part(&r, part);
	if (err == -EINVAL) {
		err = mending_file(&r);
		if (!err && !r.result) /* each line by itself is right, and yet it is no YAML */
			reading_wrong(&r, first.line, first.what, first.cure);
	}
	arena_destroy(&arena);
	if (err)
		return err == -ENOENT ? 0 : err;
	return r.result;
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

/* Whether all that was said of cameras and others stands in `read` as well. */
static bool writing_same(const struct owner *said, const struct owner *read)
{
	bool same = said->count == read->count;

	for (size_t i = 0; same && i < said->count; i++) {
		const struct owner_word *one = &said->words[i], *other = NULL;

		for (size_t j = 0; !other && j < read->count; j++)
			if (memcmp(&one->device, &read->words[j].device, sizeof(one->device)) == 0)
				other = &read->words[j];
		same = other && one->camera == other->camera &&
		       (!one->camera || !one->named || strcmp(one->name, other->name) == 0);
	}
	return same;
}

static void writing_ignore(void *context, const char *file, unsigned line, const char *what,
			   const char *cure)
{
	(void)context;
	(void)file;
	(void)line;
	(void)what;
	(void)cure;
}

/* What cannot be read back must not take the place of what can. */
static int writing_check(const struct owner *owner, const char *path)
{
	struct owner *read = calloc(1, sizeof(*read));
	int err = read ? owner_file_load(read, path, writing_ignore, NULL) : -ENOMEM;

	if (!err && !writing_same(owner, read))
		err = -EILSEQ;
	free(read);
	return err;
}

static int writing_draft(const struct owner *owner, int fd)
{
	FILE *file = fdopen(fd, "w");

	if (!file) {
		int err = -errno;

		close(fd);
		return err;
	}
	fputs("# What you said of cameras. Lenswatch writes this file; change it while it is not "
	      "running.\n",
	      file);
	writing_words(file, owner, true);
	writing_words(file, owner, false);
	return writing_finish(file);
}

int owner_file_save(const struct owner *owner, const char *path)
{
	char fresh[512];
	int fd, err;

	if ((size_t)snprintf(fresh, sizeof(fresh), "%s.XXXXXX", path) >= sizeof(fresh))
		return -ENAMETOOLONG;
	fd = mkostemp(fresh, O_CLOEXEC); /* mode 0600 (POSIX) */
	if (fd < 0)
		return -errno;
	err = writing_draft(owner, fd);
	if (!err)
		err = writing_check(owner, fresh);
	if (!err && rename(fresh, path) != 0)
		err = -errno;
	if (err)
		unlink(fresh);
	return err ? err : whole_settle(path);
}
