// SPDX-License-Identifier: GPL-2.0-or-later
#include "camera/domain.h"

#include <ctype.h>
#include <string.h>

static const char *domain_label_before(const char *name, const char *dot)
{
	while (dot > name && dot[-1] != '.')
		dot--;
	return dot;
}

/*
 * Two labels, or three where the last is a country's and the one before it short ("co.uk",
 * "com.cn"). The Public Suffix List would be exact; here only a count of parties hangs on it.
 */
const char *domain_registered(const char *name)
{
	const char *end = name + strlen(name);
	const char *top = domain_label_before(name, end);
	const char *second, *third;

	if (top == name)
		return name;
	second = domain_label_before(name, top - 1);
	if (second == name || end - top != 2 || top - 1 - second > 3)
		return second;
	third = domain_label_before(name, second - 1);
	return third;
}

/* FNV-1a (Fowler, Noll, Vo): short strings, no key needed for a count. */
uint32_t domain_hash(const char *domain)
{
	uint32_t h = 2166136261U;

	for (; *domain; domain++)
		h = (h ^ (unsigned char)*domain) * 16777619U;
	return h;
}

/* Words that stand between dots, dashes and digits in the hosts of camera vendors (rules/). */
static const char *const domain_words[] = {"cam",    "camera",	"cameras",  "ipcam", "netcam",
					   "ipc",    "webcam",	"doorbell", "nvr",   "dvr",
					   "p2pcam", "babycam", "petcam"};

static bool domain_is_word(const char *word, size_t length)
{
	for (size_t i = 0; i < sizeof(domain_words) / sizeof(domain_words[0]); i++)
		if (strlen(domain_words[i]) == length &&
		    strncasecmp(domain_words[i], word, length) == 0)
			return true;
	return false;
}

bool domain_names_camera(const char *name)
{
	const char *word = name;

	for (const char *at = name;; at++) {
		if (isalpha((unsigned char)*at))
			continue;
		if (domain_is_word(word, (size_t)(at - word)))
			return true;
		if (!*at)
			return false;
		word = at + 1;
	}
}
