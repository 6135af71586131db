// SPDX-License-Identifier: GPL-2.0-or-later
#include "page/access.h"

#include <string.h>
#include <strings.h>

/* Of "[::1]:8407" the length of "[::1]"; of "host:8407" that of "host". */
static size_t access_name_length(const char *host)
{
	const char *end = *host == '[' ? strchr(host, ']') : NULL;

	return end ? (size_t)(end - host) + 1 : strcspn(host, ":");
}

/* Nothing, or a port. */
static bool access_is_port(const char *text)
{
	return !*text || (*text == ':' && strspn(text + 1, "0123456789") == strlen(text + 1));
}

bool access_is_host(const struct access_names *names, const char *host)
{
	size_t length = host ? access_name_length(host) : 0;

	if (!length || !access_is_port(host + length))
		return false;
	for (size_t i = 0; i < names->count; i++)
		if (strlen(names->names[i]) == length &&
		    strncasecmp(names->names[i], host, length) == 0)
			return true;
	return names->any;
}

bool access_is_own(const char *origin, const char *host)
{
	if (!origin)
		return true;
	if (strncmp(origin, "http://", 7) == 0)
		origin += 7;
	else if (strncmp(origin, "https://", 8) == 0)
		origin += 8;
	else
		return false; /* "null", and what no browser sends */
	return host && *host && strcasecmp(origin, host) == 0;
}

bool access_token(const char *authorization, char out[TOKEN_TEXT])
{
	if (!authorization || strncasecmp(authorization, "Bearer ", 7) != 0 ||
	    strlen(authorization + 7) != TOKEN_TEXT - 1)
		return false;
	memcpy(out, authorization + 7, TOKEN_TEXT);
	return true;
}

bool bucket_take(struct bucket *bucket, unsigned most, unsigned a_second, uint64_t now_ms)
{
	uint64_t full = (uint64_t)most * 1000, passed = now_ms - bucket->last_ms;

	if (!bucket->begun || passed > full)
		bucket->left = full;
	else
		bucket->left += passed * a_second;
	if (bucket->left > full)
		bucket->left = full;
	bucket->begun = true;
	bucket->last_ms = now_ms;
	if (bucket->left < 1000)
		return false;
	bucket->left -= 1000;
	return true;
}
