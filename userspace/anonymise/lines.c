// SPDX-License-Identifier: GPL-2.0-or-later
/* Protocols of lines: HTTP, RTSP, SIP. Names of headers stay, values only where one is of use. */
#include <string.h>
#include <strings.h>

#include "anonymise/payload.h"

enum line_value { VALUE_BLANK = 0, VALUE_KEPT, VALUE_HOST, VALUE_AGENT };

static bool lines_start(const char *text, size_t size, const char *with)
{
	return size >= strlen(with) && strncasecmp(text, with, strlen(with)) == 0;
}

static bool lines_answer(const char *text, size_t size)
{
	return lines_start(text, size, "HTTP/1.") || lines_start(text, size, "RTSP/") ||
	       lines_start(text, size, "SIP/2.");
}

static bool lines_ask(const char *text, size_t size)
{
	static const char *const words[] = {
		"GET ",	   "POST ",	"PUT ",	     "HEAD ",	  "DELETE ",   "PATCH ",
		"SETUP ",  "DESCRIBE ", "PLAY ",     "PAUSE ",	  "TEARDOWN ", "ANNOUNCE ",
		"RECORD ", "OPTIONS ",	"REGISTER ", "INVITE ",	  "ACK ",      "BYE ",
		"CANCEL ", "MESSAGE ",	"NOTIFY ",   "SUBSCRIBE "};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (lines_start(text, size, words[i]))
			return true;
	return false;
}

static void lines_blank(char *text, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (text[i] >= '0' && text[i] <= '9')
			text[i] = '0';
		else if ((text[i] | 32) >= 'a' && (text[i] | 32) <= 'z')
			text[i] = 'x';
		else if ((unsigned char)text[i] >= 0x7f)
			text[i] = '-';
}

/* "GET /what HTTP/1.1": what was asked for is blanked, but for its scheme and Tapo's own path. */
static void request_alias(char *text, size_t size)
{
	char *what = memchr(text, ' ', size), *end;
	size_t left;

	if (!what)
		return;
	what++;
	left = size - (size_t)(what - text);
	end = memchr(what, ' ', left);
	if (end)
		left = (size_t)(end - what);
	if (lines_start(what, left, "/stream") && left == strlen("/stream"))
		return;
	if (lines_start(what, left, "rtsp:")) {
		what += strlen("rtsp:");
		left -= strlen("rtsp:");
	}
	lines_blank(what, left);
}

static enum line_value value_of(const char *name, size_t size)
{
	static const struct {
		const char *name;
		enum line_value is;
	} kinds[] = {{"Host", VALUE_HOST},
		     {"User-Agent", VALUE_AGENT},
		     {"Content-Type", VALUE_KEPT},
		     {"Content-Length", VALUE_KEPT},
		     {"Transfer-Encoding", VALUE_KEPT},
		     {"Connection", VALUE_KEPT},
		     {"Upgrade", VALUE_KEPT},
		     {"CSeq", VALUE_KEPT}};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (size == strlen(kinds[i].name) && strncasecmp(name, kinds[i].name, size) == 0)
			return kinds[i].is;
	return VALUE_BLANK;
}

static void header_alias(struct aliases *aliases, char *text, size_t size)
{
	char *colon = memchr(text, ':', size), *value, *port;
	size_t left;

	if (!colon) {
		lines_blank(text, size);
		return;
	}
	value = colon + 1;
	while (value < text + size && *value == ' ')
		value++;
	left = size - (size_t)(value - text);
	switch (value_of(text, (size_t)(colon - text))) {
	case VALUE_KEPT:
		break;
	case VALUE_HOST:
		port = memchr(value, ':', left);
		alias_host(aliases, value, port ? (size_t)(port - value) : left);
		break;
	case VALUE_AGENT:
		alias_name(aliases, WHERE_AGENT, value, left);
		break;
	case VALUE_BLANK:
	default:
		lines_blank(value, left);
	}
}

bool lines_alias(struct aliases *aliases, uint8_t *bytes, size_t size)
{
	char *text = (char *)bytes;
	bool answer = lines_answer(text, size), first = true;

	if (!answer && !lines_ask(text, size))
		return false;
	while (size) {
		char *end = memchr(text, '\n', size);
		size_t line = end ? (size_t)(end - text) : size;

		if (line && text[line - 1] == '\r')
			line--;
		if (!line && end) { /* what comes is a body */
			end++;
			memset(end, 0, size - (size_t)(end - text));
			return true;
		}
		if (!first)
			header_alias(aliases, text, line);
		else if (!answer)
			request_alias(text, line);
		first = false;
		line = end ? (size_t)(end - text) + 1 : size;
		text += line;
		size -= line;
	}
	return true;
}
