// SPDX-License-Identifier: GPL-2.0-or-later
#include "anonymise/anonymise.h"

#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "anonymise/pcapng.h"
#include "capture/file/file.h"

struct anonymise {
	struct frames_alias *frames;
	FILE *to;
	struct anonymised *out;
	int link_type;
	bool unknown; /* a link whose header is not known to the last byte */
};

static void anonymise_look(void *context, int link_type, uint64_t time_ns, const uint8_t *data,
			   uint32_t captured, uint32_t length)
{
	struct anonymise *a = context;

	(void)time_ns;
	a->link_type = link_type;
	a->unknown |= !frame_link_known(link_type);
	if (!a->unknown)
		frame_look(a->frames, link_type, data, captured, length);
}

static void anonymise_write(void *context, int link_type, uint64_t time_ns, const uint8_t *data,
			    uint32_t captured, uint32_t length)
{
	struct anonymise *a = context;
	uint8_t *copy = malloc(captured ? captured : 1);

	if (!copy) {
		a->unknown = true; /* nothing of it is whole */
		return;
	}
	memcpy(copy, data, captured);
	frame_alias(a->frames, link_type, copy, captured, length);
	pcapng_packet(a->to, time_ns, copy, captured, length);
	a->out->packets++;
	free(copy);
}

static int anonymise_twice(struct anonymise *a, const char *path, char error[ANONYMISE_ERROR])
{
	struct file_outcome outcome;
	int err = file_read(path, false, NULL, anonymise_look, a, &outcome);

	if (!err && a->unknown) {
		snprintf(error, ANONYMISE_ERROR,
			 "%s: its kind of link (%d) says more than addresses: make it Ethernet "
			 "first",
			 path, a->link_type);
		return -ENOTSUP;
	}
	if (!err) {
		pcapng_begin(a->to, a->link_type, outcome.filter[0] != '\0');
		err = file_read(path, false, NULL, anonymise_write, a, &outcome);
	}
	if (err) {
		snprintf(error, ANONYMISE_ERROR, "%s", outcome.error);
		return err;
	}
	if (outcome.dropped_known)
		pcapng_lost(a->to, outcome.dropped);
	a->out->cut = outcome.cut;
	if (outcome.cut)
		pcapng_cut(a->to);
	return a->unknown ? -ENOMEM : 0;
}

int anonymise_file(const char *path, const uint8_t key[CRYPTOPAN_KEY], const struct rules *rules,
		   FILE *to, struct anonymised *out, char error[ANONYMISE_ERROR])
{
	struct anonymise a = {.to = to, .out = out};
	int err = frames_alias_create(key, rules, &a.frames);

	error[0] = '\0';
	memset(out, 0, sizeof(*out));
	if (err == -ENOTSUP)
		snprintf(error, ANONYMISE_ERROR,
			 "this build has no AES: it was made with WITH_OPENSSL=0");
	if (!err)
		err = anonymise_twice(&a, path, error);
	if (!err) {
		out->names = frames_alias_count(a.frames, &out->blanked);
		if (fflush(to) != 0 || ferror(to))
			err = -EIO;
	}
	if (err && !error[0])
		snprintf(error, ANONYMISE_ERROR, "%s: %s", path, strerror(-err));
	frames_alias_destroy(a.frames);
	return err;
}

int anonymise_read_key(const char *path, uint8_t key[CRYPTOPAN_KEY], char error[ANONYMISE_ERROR])
{
	uint8_t bytes[2 * CRYPTOPAN_KEY + 2];
	FILE *file = fopen(path, "rbe");
	size_t size = 0, used = 0;
	int err = 0;

	if (!file) {
		err = -errno;
		snprintf(error, ANONYMISE_ERROR,
			 "%s: %s; make a key with: head -c 32 /dev/urandom >%s", path,
			 strerror(-err), path);
		return err;
	}
	size = fread(bytes, 1, sizeof(bytes), file);
	fclose(file);
	if (size == 2 * CRYPTOPAN_KEY + 1 && bytes[size - 1] == '\n')
		size--;
	if (size == CRYPTOPAN_KEY)
		memcpy(key, bytes, CRYPTOPAN_KEY);
	else if (size != 2 * CRYPTOPAN_KEY ||
		 sodium_hex2bin(key, CRYPTOPAN_KEY, (const char *)bytes, size, NULL, &used, NULL) ||
		 used != CRYPTOPAN_KEY)
		err = -EINVAL;
	if (err)
		snprintf(error, ANONYMISE_ERROR,
			 "%s: a key is 32 bytes or 64 hexadecimal digits; make one with: head -c "
			 "32 /dev/urandom >%s",
			 path, path);
	sodium_memzero(bytes, sizeof(bytes));
	return err;
}
