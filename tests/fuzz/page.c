// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Requests to lenswatch-page as libmicrohttpd hands them on: a line with method and path, lines of
 * "key=value", an empty one, Host, Origin and Authorization a line each, and the body. What
 * is taken is within its bounds, whatever was asked; and lines of a daemon, told to browsers, are
 * whole events.
 */
#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "page/access.h"
#include "page/hub.h"
#include "page/inquiry.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The next line, whose end becomes a zero; NULL behind the last. */
static char *next_line(char **rest)
{
	char *line = *rest, *end;

	if (!line)
		return NULL;
	end = strchr(line, '\n');
	if (end)
		*end = '\0';
	*rest = end ? end + 1 : NULL;
	return line;
}

static void hold(const struct inquiry *inquiry)
{
	assert(inquiry->what >= INQUIRY_ASSET && inquiry->what <= INQUIRY_METRICS);
	assert(inquiry->limit >= 1 && inquiry->limit <= INQUIRY_MOST);
	assert(inquiry->kind_count <= INQUIRY_KINDS);
	assert(inquiry->before <= INT64_MAX);
	assert(inquiry->asset < 4);
	for (size_t i = 0; i < inquiry->kind_count; i++)
		assert(strspn(inquiry->kinds[i], "abcdefghijklmnopqrstuvwxyz-") ==
			       strlen(inquiry->kinds[i]) &&
		       *inquiry->kinds[i]);
	assert(strspn(inquiry->id, "0123456789abcdef") == strlen(inquiry->id));
	assert((inquiry->what == INQUIRY_EVENT) == (*inquiry->id != '\0'));
}

static void ask(char **rest)
{
	struct inquiry inquiry;
	char *method = next_line(rest), *path = method ? strchr(method, ' ') : NULL, *line;
	bool found;

	if (path)
		*path++ = '\0';
	found = path && inquiry_route(method, path, &inquiry) == 200;
	if (found)
		hold(&inquiry);
	while ((line = next_line(rest)) && *line) {
		char *value = strchr(line, '=');

		if (value)
			*value++ = '\0';
		if (found)
			inquiry_add(&inquiry, line, value);
		if (found)
			hold(&inquiry);
	}
}

static void admit(char **rest)
{
	static const struct access_names names = {.count = 2, .names = {"localhost", "[::1]"}};
	char *host = next_line(rest), *origin = next_line(rest), *authorization = next_line(rest);
	char token[TOKEN_TEXT];
	bool own = access_is_own(origin, host), named = access_is_host(&names, host);

	if (named && strlen(host) < 9)
		assert(strncasecmp(host, "[::1]", 5) == 0);
	if (own && origin)
		assert(strcasestr(origin, host));
	if (access_token(authorization, token))
		assert(strlen(token) == TOKEN_TEXT - 1);
}

static void read_body(const char *body)
{
	struct inquiry inquiry;

	assert(inquiry_route("POST", "/api/v1/cameras", &inquiry) == 200);
	if (inquiry_read_word(&inquiry, body, strlen(body)) == 200)
		assert(*inquiry.camera && inquiry_word_name(inquiry.word) &&
		       (inquiry.word == INQUIRY_NAMED) == (*inquiry.name != '\0'));
	else
		assert(!inquiry.word);
}

static void listen_to(const uint8_t *data, size_t size)
{
	struct hub hub = {0};
	struct hub_place place = hub_join(&hub, 0);
	char text[128], last = '\n';
	ssize_t count;

	for (size_t at = 0; at < size; at += 7)
		hub_take(&hub, (const char *)data + at, size - at < 7 ? size - at : 7);
	while ((count = hub_read(&hub, &place, text, sizeof(text))) > 0)
		last = text[count - 1];
	assert(last == '\n');
	assert(hub.bytes <= HUB_BYTES && hub.count <= HUB_LINES);
	hub_end(&hub);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1), *rest = text;

	if (!text)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	listen_to(data, size);
	ask(&rest);
	admit(&rest);
	if (rest)
		read_body(rest);
	free(text);
	return 0;
}
