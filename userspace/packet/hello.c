/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "packet/hello.h"

#include <errno.h>
#include <string.h>

#include "packet/bytes.h"

enum {
	HELLO_RECORD = 22, /* a record of the handshake */
	HELLO_RECORD_HEADER = 5,
	HELLO_CLIENT = 1,
	HELLO_HEADER = 4,
	HELLO_VERSION_RANDOM = 2 + 32,
	HELLO_SERVER_NAME = 0,
	HELLO_HOST_NAME = 0,
};

/* What is left of a message; a step beyond its end leaves `bytes` NULL. */
struct rest {
	const uint8_t *bytes;
	size_t size;
};

static const uint8_t *rest_take(struct rest *rest, size_t count)
{
	const uint8_t *taken = rest->bytes;

	if (!taken || count > rest->size) {
		rest->bytes = NULL;
		rest->size = 0;
		return NULL;
	}
	rest->bytes += count;
	rest->size -= count;
	return taken;
}

/* A vector behind a length of one or two bytes (RFC 8446 section 3.4). */
static struct rest rest_vector(struct rest *rest, size_t width)
{
	const uint8_t *length = rest_take(rest, width);
	struct rest vector = {0};

	if (!length)
		return vector;
	vector.size = width == 1 ? length[0] : bytes_get16(length);
	vector.bytes = rest_take(rest, vector.size);
	if (!vector.bytes)
		vector.size = 0;
	return vector;
}

/* False where the extension is malformed. A name with a zero in it is none. */
static bool name_read(struct rest extension, char name[HELLO_NAME])
{
	struct rest list = rest_vector(&extension, 2);

	while (list.size) {
		const uint8_t *kind = rest_take(&list, 1);
		struct rest entry = rest_vector(&list, 2);

		if (!entry.bytes)
			return false;
		if (*kind != HELLO_HOST_NAME || entry.size >= HELLO_NAME ||
		    memchr(entry.bytes, 0, entry.size))
			continue;
		memcpy(name, entry.bytes, entry.size);
		name[entry.size] = '\0';
		return true;
	}
	return list.bytes;
}

static bool extensions_read(struct rest extensions, char name[HELLO_NAME])
{
	while (extensions.size) {
		const uint8_t *kind = rest_take(&extensions, 2);
		struct rest body = rest_vector(&extensions, 2);

		if (!kind || !body.bytes)
			return false;
		if (bytes_get16(kind) == HELLO_SERVER_NAME && !name_read(body, name))
			return false;
	}
	return extensions.bytes;
}

int hello_read(const uint8_t *message, size_t size, char name[HELLO_NAME])
{
	char found[HELLO_NAME] = "";
	struct rest rest, extensions;
	size_t length;

	if (size && message[0] != HELLO_CLIENT)
		return -EBADMSG;
	if (size < HELLO_HEADER)
		return -EAGAIN;
	length = (size_t)message[1] << 16 | bytes_get16(message + 2);
	if (length > size - HELLO_HEADER)
		return -EAGAIN;
	rest = (struct rest){message + HELLO_HEADER, length};
	rest_take(&rest, HELLO_VERSION_RANDOM);
	rest_vector(&rest, 1); /* session */
	rest_vector(&rest, 2); /* ciphers */
	rest_vector(&rest, 1); /* compression */
	if (!rest.bytes)
		return -EBADMSG;
	if (rest.size) { /* before TLS 1.3 there need not be any */
		extensions = rest_vector(&rest, 2);
		if (!extensions.bytes || rest.size || !extensions_read(extensions, found))
			return -EBADMSG;
	}
	memcpy(name, found, sizeof(found));
	return 0;
}

bool hello_begins(const uint8_t *bytes, size_t size)
{
	return size >= 1 && bytes[0] == HELLO_RECORD && (size < 2 || bytes[1] == 3) &&
	       (size < 3 || bytes[2] <= 4) && (size < 6 || bytes[5] == HELLO_CLIENT);
}

size_t hello_unpack(const uint8_t *records, size_t size, uint8_t *message, size_t room)
{
	size_t filled = 0;

	while (size > HELLO_RECORD_HEADER && records[0] == HELLO_RECORD) {
		size_t length = bytes_get16(records + 3), there = size - HELLO_RECORD_HEADER;

		if (there > length)
			there = length;
		if (there > room - filled)
			there = room - filled;
		memcpy(message + filled, records + HELLO_RECORD_HEADER, there);
		filled += there;
		if (there < length)
			break;
		records += HELLO_RECORD_HEADER + length;
		size -= HELLO_RECORD_HEADER + length;
	}
	return filled;
}
