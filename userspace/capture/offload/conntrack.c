// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/offload/conntrack.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "capture/offload/conntrack_netlink.h"

#define PROC_FILE "/proc/net/nf_conntrack"
#define BLOCK_BYTES (64 * 1024)

struct conntrack {
	int fd; /* -1: over netlink */
	struct conntrack_netlink *netlink;
	char block[BLOCK_BYTES];
};

/* What stands between two blanks. */
struct word {
	const char *text;
	size_t length;
};

static bool next_word(const char **at, const char *end, struct word *out)
{
	while (*at < end && (**at == ' ' || **at == '\n'))
		(*at)++;
	out->text = *at;
	while (*at < end && **at != ' ' && **at != '\n')
		(*at)++;
	out->length = (size_t)(*at - out->text);
	return out->length > 0;
}

static bool word_is(const struct word *word, const char *text)
{
	return word->length == strlen(text) && memcmp(word->text, text, word->length) == 0;
}

static int conntrack_read_number(const struct word *word, uint64_t most, uint64_t *out)
{
	uint64_t number = 0;

	if (word->length == 0 || word->length > 20)
		return -EINVAL;
	for (size_t i = 0; i < word->length; i++) {
		unsigned int digit = (unsigned int)(unsigned char)word->text[i] - '0';

		if (digit > 9 || __builtin_mul_overflow(number, 10, &number) ||
		    __builtin_add_overflow(number, digit, &number))
			return -EINVAL;
	}
	if (number > most)
		return -EINVAL;
	*out = number;
	return 0;
}

static int read_address(const struct word *word, struct address *out)
{
	char text[ADDRESS_TEXT];

	if (word->length >= sizeof(text))
		return -EINVAL;
	memcpy(text, word->text, word->length);
	text[word->length] = '\0';
	return address_parse(text, out);
}

static int read_port(const struct word *word, uint16_t *out)
{
	uint64_t number;

	if (conntrack_read_number(word, UINT16_MAX, &number))
		return -EINVAL;
	*out = (uint16_t)number;
	return 0;
}

/* What was read so far: `src=` stands first in a direction, so its number tells which it is. */
struct conntrack_reading {
	struct conntrack_entry entry;
	unsigned int sources, targets;
};

/* A word of one direction: 0, also for one that is not known; -EINVAL. */
static int read_field(struct conntrack_reading *r, const struct word *key, const struct word *value)
{
	struct conntrack_entry *e = &r->entry;
	bool back = r->sources == 2;
	struct conntrack_tuple *tuple = back ? &e->back : &e->there;

	if (word_is(key, "src"))
		return ++r->sources > 2 ? -EINVAL
					: read_address(value, r->sources == 2 ? &e->back.source
									      : &e->there.source);
	if (word_is(key, "dst"))
		return ++r->targets != r->sources ? -EINVAL : read_address(value, &tuple->target);
	if (word_is(key, "sport"))
		return read_port(value, &tuple->source_port);
	if (word_is(key, "dport"))
		return read_port(value, &tuple->target_port);
	if (word_is(key, "packets"))
		return conntrack_read_number(value, UINT64_MAX,
					     back ? &e->packets_back : &e->packets_out);
	if (!word_is(key, "bytes"))
		return 0;
	e->counted = true;
	return conntrack_read_number(value, UINT64_MAX, back ? &e->bytes_back : &e->bytes_out);
}

static int read_word(struct conntrack_reading *r, const struct word *word)
{
	const char *equals = memchr(word->text, '=', word->length);
	struct word key, value;

	if (word_is(word, "[HW_OFFLOAD]"))
		r->entry.offload = OFFLOAD_HARDWARE;
	else if (word_is(word, "[OFFLOAD]"))
		r->entry.offload = OFFLOAD_SOFTWARE;
	if (!equals)
		return 0;
	key = (struct word){word->text, (size_t)(equals - word->text)};
	value = (struct word){equals + 1, word->length - key.length - 1};
	return read_field(r, &key, &value);
}

/*
 * As ct_seq_show of nf_conntrack_standalone.c writes it: name and number of the network protocol
 * and of the transport, a time to live and a state that are not there once it is offloaded, then
 * words, most of them key=value, the same keys once for each direction.
 */
int conntrack_parse(const char *line, size_t length, struct conntrack_entry *out)
{
	const char *at = line, *end = line + length;
	struct conntrack_reading r = {0};
	struct word word;
	uint64_t number;

	if (!next_word(&at, end, &word) || (!word_is(&word, "ipv4") && !word_is(&word, "ipv6")))
		return -EINVAL;
	for (unsigned int i = 0; i < 3; i++)
		if (!next_word(&at, end, &word))
			return -EINVAL;
	if (conntrack_read_number(&word, UINT8_MAX, &number))
		return -EINVAL;
	r.entry.protocol = (uint8_t)number;
	while (next_word(&at, end, &word))
		if (read_word(&r, &word))
			return -EINVAL;
	if (r.sources != 2 || r.targets != 2)
		return -EINVAL;
	*out = r.entry;
	return 0;
}

int conntrack_open_file(const char *path, struct conntrack **out)
{
	struct conntrack *c = calloc(1, sizeof(*c));
	int error = 0;

	if (!c)
		return -ENOMEM;
	c->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (c->fd < 0) {
		error = -errno;
		free(c);
		return error;
	}
	*out = c;
	return 0;
}

static int open_netlink(struct conntrack **out)
{
	struct conntrack *c = calloc(1, sizeof(*c));
	int error;

	if (!c)
		return -ENOMEM;
	c->fd = -1;
	error = conntrack_netlink_open(&c->netlink);
	if (error) {
		free(c);
		return error;
	}
	*out = c;
	return 0;
}

int conntrack_open(struct conntrack **out)
{
	int error = conntrack_open_file(PROC_FILE, out);

	/* Where root has not opened it to this user, who was started without root's rights to
	 * files. */
	return error == -ENOENT || error == -EACCES ? open_netlink(out) : error;
}

void conntrack_close(struct conntrack *conntrack)
{
	if (!conntrack)
		return;
	if (conntrack->fd >= 0)
		close(conntrack->fd);
	conntrack_netlink_close(conntrack->netlink);
	free(conntrack);
}

bool conntrack_needs_capability(const struct conntrack *conntrack)
{
	return conntrack->netlink != NULL;
}

static void tell_line(const char *line, size_t length, conntrack_fn *each, void *context)
{
	struct conntrack_entry entry;

	if (conntrack_parse(line, length, &entry) == 0 &&
	    (entry.protocol == IPPROTO_TCP || entry.protocol == IPPROTO_UDP))
		each(context, &entry);
}

/* Tells the whole lines of a block; returns where the last, unfinished one begins. */
static size_t tell_lines(const char *block, size_t size, conntrack_fn *each, void *context)
{
	size_t at = 0;
	const char *newline;

	while ((newline = memchr(block + at, '\n', size - at))) {
		size_t next = (size_t)(newline - block) + 1;

		tell_line(block + at, next - 1 - at, each, context);
		at = next;
	}
	return at;
}

/*
 * The unfinished line moves to the block's begin. One that fills the block is none of the kernel's:
 * it is dropped, and its rest is no entry.
 */
static int conntrack_read_text(struct conntrack *c, conntrack_fn *each, void *context)
{
	size_t held = 0, at;
	ssize_t got;

	if (lseek(c->fd, 0, SEEK_SET) < 0)
		return -errno;
	while ((got = read(c->fd, c->block + held, BLOCK_BYTES - held)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -errno;
		held += (size_t)got;
		at = tell_lines(c->block, held, each, context);
		held = held - at == BLOCK_BYTES ? 0 : held - at;
		memmove(c->block, c->block + at, held);
	}
	tell_line(c->block, held, each, context);
	return 0;
}

int conntrack_read(struct conntrack *conntrack, conntrack_fn *each, void *context)
{
	return conntrack->netlink ? conntrack_netlink_read(conntrack->netlink, each, context)
				  : conntrack_read_text(conntrack, each, context);
}
