/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Host patterns and host names as text: what is a good one, and label against label. Called by the
 * loader for each pattern and by the look-up for each name.
 */
#ifndef LENSWATCH_RULES_PATTERN_H
#define LENSWATCH_RULES_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

#define MOST_HOST 253 /* RFC 1035 section 2.3.4, as text without the last dot */

/* Lower case into `text`; NULL where `pattern` is a good one, else what is wrong with it. */
const char *host_pattern_read(const char *pattern, char text[MOST_HOST + 1]);
/* Lower case into `text`, without the dot of the root. The length, 0 where it is no host name. */
size_t host_name_read(const char *name, char text[MOST_HOST + 1]);
/*
 * Whether each label of the pattern matches the name's, from the right; labels of the name beyond
 * are free. A pattern without labels matches all.
 */
bool labels_match(const char *pattern, size_t pattern_length, const char *name, size_t name_length);

#endif
