/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Compares with tests/golden/report byte for byte. What was written is left in build/golden/report:
 * when a sentence is changed on purpose, read it there and copy it over.
 */
#ifndef LENSWATCH_TESTS_REPORT_SUPPORT_GOLDEN_H
#define LENSWATCH_TESTS_REPORT_SUPPORT_GOLDEN_H

#include "report/support_lines.h"

/* Takes the text and frees it. */
void golden_compare(const char *name, char *text);
/*
 * The report of tests/golden/report/demo.jsonl, which is what `replay --geo` told of
 * tests/samples/demo.pcapng, as of 24 November 2026, with rules that have advice on Blink and Wyze.
 */
struct report *golden_report(struct lines *lines, struct rules **rules, const char *from,
			     const char *to, bool request);

#endif
