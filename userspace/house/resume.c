// SPDX-License-Identifier: GPL-2.0-or-later
#include "house/resume.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define RESUME_BLOCK 65536

/* As it stands in the file: read by who wrote it, in the byte order of its machine. */
struct resume_head {
	char magic[8];
	struct resume_key key;
	uint64_t length; /* of the output that follows */
	uint32_t status, zero;
	uint8_t sum[RESUME_KEY]; /* of all above, with zeros here, and of the output */
};

_Static_assert(sizeof(struct resume_head) == 56, "no byte of it is left to chance");

static const char resume_magic[8] = "LWhouse1";

struct resume_slot {
	struct resume_key key;
	off_t at;	 /* of the output */
	uint64_t length; /* of it */
	int status;	 /* -1: it is not done */
};

struct resume {
	FILE *file;
	off_t end;
	size_t count;
	struct resume_slot *slots;   /* a house each */
	struct resume_slot **sorted; /* by key */
};

static int resume_order(const void *a, const void *b)
{
	const struct resume_slot *const *x = a, *const *y = b;

	return memcmp(&(*x)->key, &(*y)->key, sizeof((*x)->key));
}

static struct resume_slot *resume_find(const struct resume *r, const struct resume_key *key)
{
	struct resume_slot wanted = {.key = *key}, *pointer = &wanted, **found;

	found = bsearch(&pointer, r->sorted, r->count, sizeof(*r->sorted), resume_order);
	return found ? *found : NULL;
}

static int resume_transfer(FILE *from, FILE *to, uint64_t length, crypto_generichash_state *sum)
{
	char block[RESUME_BLOCK];

	while (length) {
		size_t wish = length < sizeof(block) ? (size_t)length : sizeof(block);
		size_t got = fread(block, 1, wish, from);

		if (!got)
			return -EIO;
		if (sum)
			crypto_generichash_update(sum, (const unsigned char *)block, got);
		if (to && fwrite(block, 1, got, to) != got)
			return errno ? -errno : -EIO;
		length -= got;
	}
	return 0;
}

static void resume_sum_begin(const struct resume_head *head, crypto_generichash_state *sum)
{
	struct resume_head summed = *head;

	memset(summed.sum, 0, sizeof(summed.sum));
	crypto_generichash_init(sum, NULL, 0, sizeof(summed.sum));
	crypto_generichash_update(sum, (const unsigned char *)&summed, sizeof(summed));
}

/* Reads on behind `end`. False: nothing whole is left. */
static bool resume_read(struct resume *r)
{
	uint8_t sum[RESUME_KEY];
	crypto_generichash_state state;
	struct resume_slot *slot;
	struct resume_head head;

	if (fread(&head, sizeof(head), 1, r->file) != 1 ||
	    memcmp(head.magic, resume_magic, sizeof(head.magic)) != 0)
		return false;
	resume_sum_begin(&head, &state);
	if (resume_transfer(r->file, NULL, head.length, &state) != 0)
		return false;
	crypto_generichash_final(&state, sum, sizeof(sum));
	if (memcmp(sum, head.sum, sizeof(sum)) != 0)
		return false;
	slot = resume_find(r, &head.key);
	if (slot) {
		slot->at = r->end + (off_t)sizeof(head);
		slot->length = head.length;
		slot->status = (int)head.status;
	}
	r->end += (off_t)(sizeof(head) + head.length);
	return true;
}

static int resume_refuse(const char *path, int err, const char *words, char error[RESUME_ERROR])
{
	snprintf(error, RESUME_ERROR, "%.300s: %s%s", path,
		 words ? "" : "cannot be used for --resume: ", words ? words : strerror(-err));
	return err;
}

static int resume_load(struct resume *r, const char *path, char error[RESUME_ERROR])
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	char magic[sizeof(resume_magic)];
	size_t got;

	r->file = fd < 0 ? NULL : fdopen(fd, "r+");
	if (!r->file) {
		int err = -errno;

		if (fd >= 0)
			close(fd);
		return resume_refuse(path, err, NULL, error);
	}
	if (flock(fd, LOCK_EX | LOCK_NB) != 0)
		return resume_refuse(path, -EBUSY, "another replay writes it now", error);
	got = fread(magic, 1, sizeof(magic), r->file);
	if (memcmp(magic, resume_magic, got) != 0)
		return resume_refuse(path, -EINVAL,
				     "is no state of a replay: name another file for --resume",
				     error);
	if (fseeko(r->file, 0, SEEK_SET))
		return resume_refuse(path, -errno, NULL, error);
	while (resume_read(r))
		;
	if (fseeko(r->file, r->end, SEEK_SET) || ftruncate(fd, r->end))
		return resume_refuse(path, -errno, NULL, error);
	return 0;
}

int resume_open(const char *path, const struct resume_key *keys, size_t count, struct resume **out,
		char error[RESUME_ERROR])
{
	struct resume *r = calloc(1, sizeof(*r));
	int err = -ENOMEM;

	if (r) {
		r->count = count;
		r->slots = calloc(count + 1, sizeof(*r->slots));
		r->sorted = calloc(count + 1, sizeof(*r->sorted));
	}
	if (!r || !r->slots || !r->sorted) {
		resume_close(r);
		return resume_refuse(path, err, NULL, error);
	}
	for (size_t i = 0; i < count; i++) {
		r->slots[i] = (struct resume_slot){.key = keys[i], .status = -1};
		r->sorted[i] = &r->slots[i];
	}
	qsort(r->sorted, count, sizeof(*r->sorted), resume_order);
	err = resume_load(r, path, error);
	if (err) {
		resume_close(r);
		return err;
	}
	*out = r;
	return 0;
}

void resume_close(struct resume *resume)
{
	if (!resume)
		return;
	if (resume->file)
		fclose(resume->file);
	free(resume->slots);
	free(resume->sorted);
	free(resume);
}

void resume_leave(struct resume *resume)
{
	close(fileno(resume->file));
}

int resume_status(const struct resume *resume, size_t index)
{
	return resume->slots[index].status;
}

int resume_keep(struct resume *resume, size_t index, int status, FILE *from)
{
	struct resume_slot *slot = &resume->slots[index];
	struct resume_head head = {.key = slot->key, .status = (uint32_t)status};
	crypto_generichash_state state;
	int err = 0;

	memcpy(head.magic, resume_magic, sizeof(head.magic));
	if (fseeko(from, 0, SEEK_END) || ftello(from) < 0)
		return -errno;
	head.length = (uint64_t)ftello(from);
	if (fseeko(from, 0, SEEK_SET))
		return -errno;
	resume_sum_begin(&head, &state);
	/* It says at once whose file it is. The head comes last: until then nothing is whole. */
	if (fseeko(resume->file, resume->end, SEEK_SET) ||
	    fwrite(head.magic, sizeof(head.magic), 1, resume->file) != 1 ||
	    fseeko(resume->file, resume->end + (off_t)sizeof(head), SEEK_SET))
		return errno ? -errno : -EIO;
	err = resume_transfer(from, resume->file, head.length, &state);
	crypto_generichash_final(&state, head.sum, sizeof(head.sum));
	if (!err && (fseeko(resume->file, resume->end, SEEK_SET) ||
		     fwrite(&head, sizeof(head), 1, resume->file) != 1 || fflush(resume->file)))
		err = errno ? -errno : -EIO;
	if (err)
		return err;
	slot->at = resume->end + (off_t)sizeof(head);
	slot->length = head.length;
	slot->status = status;
	resume->end = slot->at + (off_t)slot->length;
	return 0;
}

int resume_copy(struct resume *resume, size_t index, FILE *to)
{
	const struct resume_slot *slot = &resume->slots[index];

	if (fseeko(resume->file, slot->at, SEEK_SET))
		return -errno;
	return resume_transfer(resume->file, to, slot->length, NULL);
}
