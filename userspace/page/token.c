// SPDX-License-Identifier: GPL-2.0-or-later
#include "page/token.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "system/whole.h"

#define TOKEN_LINE (2 * TOKEN_HASH + 1) /* as hex digits, and the line's end */

int token_make(char out[TOKEN_TEXT])
{
	uint8_t chance[32];

	if (sodium_init() < 0)
		return -EIO;
	randombytes_buf(chance, sizeof(chance));
	sodium_bin2base64(out, TOKEN_TEXT, chance, sizeof(chance),
			  sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	sodium_memzero(chance, sizeof(chance));
	return 0;
}

void token_hash(const char *token, uint8_t out[TOKEN_HASH])
{
	crypto_generichash(out, TOKEN_HASH, (const uint8_t *)token, strlen(token), NULL, 0);
}

bool token_fits(const char *token, const uint8_t hash[TOKEN_HASH])
{
	uint8_t found[TOKEN_HASH];

	if (!token)
		return false;
	token_hash(token, found);
	return sodium_memcmp(found, hash, TOKEN_HASH) == 0;
}

int token_keep(const char *path, const uint8_t hash[TOKEN_HASH])
{
	char draft[PATH_MAX], line[TOKEN_LINE + 1];

	if (snprintf(draft, sizeof(draft), "%s.new", path) >= (int)sizeof(draft))
		return -ENAMETOOLONG;
	sodium_bin2hex(line, sizeof(line), hash, TOKEN_HASH);
	line[TOKEN_LINE - 1] = '\n';
	return whole_write(path, draft, 0644, line, TOKEN_LINE);
}

int token_read(const char *path, uint8_t out[TOKEN_HASH])
{
	char line[TOKEN_LINE];
	const char *end = NULL;
	uint8_t hash[TOKEN_HASH];
	size_t length = 0;
	ssize_t count;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	count = read(fd, line, sizeof(line));
	close(fd);
	if (count != TOKEN_LINE || line[TOKEN_LINE - 1] != '\n' ||
	    sodium_hex2bin(hash, sizeof(hash), line, TOKEN_LINE - 1, NULL, &length, &end) != 0 ||
	    length != TOKEN_HASH)
		return -EINVAL;
	memcpy(out, hash, sizeof(hash));
	return 0;
}
