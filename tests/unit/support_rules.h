/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rules from text, for tests: what was told is kept as `lenswatch rules check` writes it.
 */
#ifndef LENSWATCH_TESTS_SUPPORT_RULES_H
#define LENSWATCH_TESTS_SUPPORT_RULES_H

#include "rules/rules.h"

/* One fact of each kind, every field of it told: the end of a rules file. */
#define RULES_FACTS                                                                                \
	"hosts:\n"                                                                                 \
	"  - host: Cloud.Example.com\n"                                                            \
	"    role: media\n"                                                                        \
	"    side: both\n"                                                                         \
	"    confidence: vendor-doc\n"                                                             \
	"    source: \"their page: 7\"\n"                                                          \
	"macs:\n"                                                                                  \
	"  - {prefix: \"70:ad:43\", means: hub, registrant: Acme Inc, source: IEEE registry}\n"    \
	"names:\n"                                                                                 \
	"  - match: \"acme*\"\n"                                                                   \
	"    in: [dhcp, agent]\n"                                                                  \
	"    means: mixed\n"                                                                       \
	"    certainty: 0.25\n"                                                                    \
	"    source: a capture\n"                                                                  \
	"signatures:\n"                                                                            \
	"  - {protocol: tutk, role: signalling, certainty: 1, source: code}\n"

struct told {
	unsigned count;
	char text[8192]; /* "file:line: what: cure\n" each */
};

void told_add(void *context, const char *file, unsigned line, const char *what, const char *cure);
/* Loads `text` as the file a.yaml. */
int rules_of(const char *text, struct told *told, struct rules **out);
/* Loads a.yaml, and b.yaml where it is not NULL; fails the test where anything is told. */
struct rules *good_rules(const char *a, const char *b);

#endif
