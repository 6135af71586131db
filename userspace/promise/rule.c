// SPDX-License-Identifier: GPL-2.0-or-later
#include "promise/rule.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "words/countries.h"
#include "promise/suggest.h"

#define WORDS (PROMISE_TEXT / 2) /* each takes a letter and a blank: none is ever left out */
#define ALL_CLASSES                                                                                \
	(1U << CLASS_CLIP | 1U << CLASS_LIVE | 1U << CLASS_SNAPSHOT | 1U << CLASS_CONTINUOUS)

struct words {
	char room[PROMISE_TEXT]; /* lower case, a dash for every kind of dash, parted by zeros */
	size_t count;
	const char *at[WORDS];
};

/* Hyphens and dashes of UTF-8 (U+2010 to U+2015, U+2212), as word processors and phones put them.
 */
static size_t dash_length(const char *text)
{
	const unsigned char *at = (const unsigned char *)text;

	if (at[0] != 0xe2)
		return 0;
	if (at[1] == 0x80 && at[2] >= 0x90 && at[2] <= 0x95)
		return 3;
	return at[1] == 0x88 && at[2] == 0x92 ? 3 : 0;
}

static bool parts_words(char c)
{
	return isspace((unsigned char)c) || c == ',';
}

static void words_split(const char *text, struct words *out)
{
	char *to = out->room, *begin = to;

	out->count = 0;
	for (;; text++) {
		size_t dash = dash_length(text);

		if (dash) {
			*to++ = '-';
			text += dash - 1;
		} else if (*text && !parts_words(*text)) {
			*to++ = (char)tolower((unsigned char)*text);
		} else {
			*to++ = '\0';
			if (*begin && out->count < WORDS)
				out->at[out->count++] = begin;
			begin = to;
		}
		if (!*text)
			return;
	}
}

static bool rule_says(const struct words *words, size_t index, const char *word)
{
	return index < words->count && strcmp(words->at[index], word) == 0;
}

static bool rule_joins(const struct words *words, size_t index)
{
	return rule_says(words, index, "and") || rule_says(words, index, "or") ||
	       rule_says(words, index, "&");
}

/* How many words the class at `index` takes; 0: it is none. */
static size_t class_at(const struct words *words, size_t index, unsigned *classes)
{
	static const struct {
		const char *word, *more;
		enum upload_class class;
	} known[] = {{"clip", NULL, CLASS_CLIP},
		     {"snapshot", NULL, CLASS_SNAPSHOT},
		     {"live", "view", CLASS_LIVE},
		     {"continuous", "recording", CLASS_CONTINUOUS},
		     {"recording", NULL, CLASS_CONTINUOUS}};

	for (size_t i = 0; index < words->count && i < sizeof(known) / sizeof(known[0]); i++) {
		const char *word = words->at[index],
			   *next = index + 1 < words->count ? words->at[index + 1] : "";
		size_t length = strlen(known[i].word),
		       more = known[i].more ? strlen(known[i].more) : 0;

		if (strncmp(word, known[i].word, length) != 0 ||
		    (word[length] && strcmp(word + length, "s") != 0))
			continue;
		*classes |= 1U << known[i].class;
		if (more && strncmp(next, known[i].more, more) == 0 &&
		    (!next[more] || strcmp(next + more, "s") == 0))
			return 2;
		return 1;
	}
	return 0;
}

/* Whether the word is a country's code, as `code`; or "EU". */
static bool country_of(const char *word, char code[3])
{
	if (strcmp(word, "uk") == 0) /* as people write it; ISO 3166 has GB */
		word = "gb";
	if (strlen(word) != 2)
		return false;
	code[0] = (char)toupper((unsigned char)word[0]);
	code[1] = (char)toupper((unsigned char)word[1]);
	code[2] = '\0';
	return strcmp(code, "EU") == 0 || country_name(code) != code;
}

static int refuse_word(const char *word, char error[PROMISE_ERROR])
{
	static const char *const known[] = {"clips", "snapshots",  "live views", "recordings",
					    "EU",    "continuous", "live",	 NULL};
	const char *meant = suggest(word, known);

	if (meant)
		snprintf(error, PROMISE_ERROR,
			 "\"%.60s\" is no kind of upload and no country; did you mean \"%s\"?",
			 word, meant);
	else
		snprintf(error, PROMISE_ERROR,
			 "\"%.60s\" is no kind of upload and no country. Write clips, snapshots, "
			 "live views or recordings, EU or a country's two letters, or \"only to\" "
			 "and a vendor",
			 word);
	return -EINVAL;
}

/* Classes or countries from `first` to before `end`, joined by commas, "and" or "or". */
static int take_list(const struct words *words, size_t first, size_t end, struct promise *out,
		     char error[PROMISE_ERROR])
{
	unsigned classes = 0;
	size_t countries = 0, taken;
	char code[3];

	for (size_t i = first; i < end; i += taken) {
		taken = 1;
		if (i > first && rule_joins(words, i) && i + 1 < end)
			continue;
		if (country_of(words->at[i], code) && countries < PROMISE_COUNTRIES_MOST) {
			memcpy(out->countries[countries++], code, sizeof(code));
			continue;
		}
		taken = class_at(words, i, &classes);
		if (!taken || i + taken > end)
			return refuse_word(words->at[i], error);
	}
	if (classes && countries) {
		snprintf(error, PROMISE_ERROR,
			 "kinds of upload and countries in one promise; write two promises");
		return -EINVAL;
	}
	out->country_count = countries;
	out->classes = classes;
	out->rule = classes ? PROMISE_CLASSES : PROMISE_COUNTRIES;
	return 0;
}

/* The receiver's name keeps its case and blanks: what stands behind "only to". */
static int take_receiver(const char *text, struct promise *out, char error[PROMISE_ERROR])
{
	size_t length;

	for (int word = 0; word < 2; word++) {
		while (parts_words(*text))
			text++;
		while (*text && !parts_words(*text))
			text++;
	}
	while (isspace((unsigned char)*text))
		text++;
	length = strlen(text);
	while (length && isspace((unsigned char)text[length - 1]))
		length--;
	if (!length) {
		snprintf(error, PROMISE_ERROR,
			 "\"only to\" wants a vendor behind it; write it as in \"only to Blink\" "
			 "(`lenswatch rules list` names them)");
		return -EINVAL;
	}
	memcpy(out->receiver, text, length);
	out->receiver[length] = '\0';
	out->rule = PROMISE_RECEIVER;
	return 0;
}

/* "7:00" or "22:00"; what follows is at `*rest`. -1: it is no time. */
static int minute_of(const char *text, const char **rest)
{
	char *end;
	unsigned long hour, minute;

	if (!isdigit((unsigned char)text[0]))
		return -1;
	hour = strtoul(text, &end, 10);
	if (*end != ':' || end - text > 2 || !isdigit((unsigned char)end[1]) ||
	    !isdigit((unsigned char)end[2]))
		return -1;
	minute = strtoul(end + 1, &end, 10);
	*rest = end;
	if (minute > 59 || hour > 24 || (hour == 24 && minute))
		return -1;
	return (int)(hour * 60 + minute);
}

static int take_hours(const struct words *words, struct promise *out, char error[PROMISE_ERROR])
{
	char text[PROMISE_TEXT] = "";
	const char *rest = text;
	int from, to = -1;

	for (size_t i = 2; i < words->count; i++)
		strcat(text, words->at[i]); /* NOLINT: they came out of as many bytes */
	from = minute_of(text, &rest);
	if (from >= 0 && *rest == '-')
		to = minute_of(rest + 1, &rest);
	if (from < 0 || to < 0 || *rest || from == 1440) {
		snprintf(error, PROMISE_ERROR,
			 "\"no uploads\" wants two times of the day, not \"%.60s\"; write them as "
			 "in "
			 "\"no uploads 22:00-07:00\"",
			 text);
		return -EINVAL;
	}
	if (from == to) {
		snprintf(error, PROMISE_ERROR,
			 "\"%.60s\" is no time at all; for the whole day write \"nothing leaves\"",
			 text);
		return -EINVAL;
	}
	out->from_minute = (unsigned)from;
	out->to_minute = (unsigned)to;
	out->rule = PROMISE_HOURS;
	return 0;
}

/* Decimal units, as sizes are told everywhere else; 0: it is none. */
static double unit_of(const char *word)
{
	static const struct {
		const char *word;
		double bytes;
	} units[] = {{"kb", 1e3}, {"mb", 1e6}, {"gb", 1e9}, {"tb", 1e12}, {"bytes", 1}};

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (strcmp(word, units[i].word) == 0)
			return units[i].bytes;
	return 0;
}

/* By hand, as strtod takes "1e9", "nan" and a comma where the locale has one. */
static const char *number_of(const char *text, double *out)
{
	double value = 0, scale = 1;
	const char *at = text;

	for (; isdigit((unsigned char)*at); at++)
		value = 10 * value + (*at - '0');
	if (at == text)
		return NULL;
	if (*at == '.' && isdigit((unsigned char)at[1]))
		for (at++; isdigit((unsigned char)*at); at++)
			value += (*at - '0') * (scale /= 10);
	*out = value;
	return at;
}

static bool is_a_day(const struct words *words, size_t index)
{
	return words->count == index + 2 && rule_says(words, index + 1, "day") &&
	       (rule_says(words, index, "a") || rule_says(words, index, "per"));
}

static bool limit_fits(double limit, bool whole)
{
	return limit < 1e15 && (!whole || limit == (double)(uint64_t)limit);
}

static int take_limit(const struct words *words, struct promise *out, char error[PROMISE_ERROR])
{
	size_t next = 3;
	double value = 0, unit;
	const char *rest = words->count > 2 ? number_of(words->at[2], &value) : NULL;

	if (rest && !*rest)
		rest = next < words->count ? words->at[next++] : "";
	unit = rest ? unit_of(rest) : 0;
	if (rest && is_a_day(words, next)) {
		out->rule = unit > 0 ? PROMISE_BYTES : PROMISE_UPLOADS;
		value *= unit > 0 ? unit : 1;
		if ((unit > 0 || strcmp(rest, "uploads") == 0 || strcmp(rest, "upload") == 0) &&
		    limit_fits(value, unit <= 0)) {
			out->limit = (uint64_t)(value + 0.5);
			return 0;
		}
	}
	snprintf(error, PROMISE_ERROR,
		 "\"at most\" wants a size or a number of uploads a day. Write it as in \"at most "
		 "500 MB a day\" or \"at most 20 uploads a day\"");
	return -EINVAL;
}

static int take_forbidden(const struct words *words, struct promise *out, char error[PROMISE_ERROR])
{
	int err = take_list(words, 1, words->count, out, error);

	if (!err && out->rule != PROMISE_CLASSES) {
		snprintf(error, PROMISE_ERROR,
			 "where footage must not go cannot be promised, only where it may; write "
			 "it as "
			 "in \"EU only\"");
		err = -EINVAL;
	}
	out->classes = ALL_CLASSES & ~out->classes;
	return err;
}

static int refuse_rule(const char *text, const struct words *words, char error[PROMISE_ERROR])
{
	static const char *const known[] = {
		"nothing leaves", "only clips", "only snapshots", "only live", "EU only", "only EU",
		"only to",	  "no uploads", "at most",	  "no live",   NULL};
	char two[PROMISE_TEXT];
	const char *meant;

	snprintf(two, sizeof(two), "%s%s%s", words->count ? words->at[0] : "",
		 words->count > 1 ? " " : "", words->count > 1 ? words->at[1] : "");
	meant = suggest(two, known);
	if (meant)
		snprintf(error, PROMISE_ERROR,
			 "\"%.100s\" is no known promise; did you mean \"%s\"?", text, meant);
	else
		snprintf(error, PROMISE_ERROR,
			 "\"%.100s\" is no known promise. Write nothing leaves, only clips, EU "
			 "only or only to VENDOR. Or write no uploads 22:00-07:00, at most 500 MB "
			 "a day, or at most 20 uploads a day. A camera's name and a colon may "
			 "stand before it",
			 text);
	return -EINVAL;
}

static int rule_read(const char *text, const struct words *words, struct promise *out,
		     char error[PROMISE_ERROR])
{
	size_t count = words->count;

	if (count == 2 && rule_says(words, 0, "nothing") && rule_says(words, 1, "leaves")) {
		out->rule = PROMISE_NOTHING;
		return 0;
	}
	if (rule_says(words, 0, "only") && rule_says(words, 1, "to"))
		return take_receiver(text, out, error);
	if (rule_says(words, 0, "no") && rule_says(words, 1, "uploads"))
		return take_hours(words, out, error);
	if (rule_says(words, 0, "at") && rule_says(words, 1, "most"))
		return take_limit(words, out, error);
	if (count > 1 && rule_says(words, 0, "only"))
		return take_list(words, 1, count, out, error);
	if (count > 1 && rule_says(words, 0, "no"))
		return take_forbidden(words, out, error);
	if (count > 1 && rule_says(words, count - 1, "only"))
		return take_list(words, 0, count - 1, out, error);
	return refuse_rule(text, words, error);
}

int rule_parse(const char *text, struct promise *out, char error[PROMISE_ERROR])
{
	struct promise read = *out;
	struct words words;
	int err;

	words_split(text, &words);
	err = rule_read(text, &words, &read, error);
	if (!err)
		*out = read;
	return err;
}
