/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What report and attest make of a history: written in every form, and thrown away. Checks that a
 * text for people moves no terminal's cursor.
 */
#ifndef LENSWATCH_FUZZ_HISTORY_H
#define LENSWATCH_FUZZ_HISTORY_H

#include "attest/attest.h"
#include "attest/statement_json.h"
#include "attest/statement.h"
#include "fuzz_file.h"
#include "report/findings/report.h"
#include "report/write/data.h"
#include "report/write/letter.h"
#include "report/write/page.h"
#include "report/write/plain.h"

#define FUZZ_NOW UINT64_C(1772500000000000000) /* 3 March 2026 */
#define FUZZ_CAMERA "f4:b8:5e:12:34:56"

static inline void fuzz_history_check(const char *text)
{
	for (; *text; text++)
		if (((unsigned char)*text < 0x20 && *text != '\n') || *text == 0x7f)
			abort();
}

static inline void fuzz_history_print(const struct outline *outline, const struct report *report)
{
	char *text = NULL;
	size_t length;
	FILE *file = open_memstream(&text, &length);

	if (!file)
		abort();
	plain_write(outline, false, file);
	fclose(file);
	fuzz_history_check(text);
	free(text);
	if (report)
		page_write(outline, report, fuzz_file_nowhere());
}

static inline void fuzz_history_report(const struct records *source)
{
	struct report_order order = {.from_ns = FUZZ_NOW - UINT64_C(604800000000000),
				     .to_ns = FUZZ_NOW,
				     .now_ns = FUZZ_NOW};
	struct report *report = NULL;
	struct outline outline = {0};

	if (report_make(&order, source, &report) == 0) {
		letter_write(report, &outline);
		if (outline_finish(&outline) == 0)
			fuzz_history_print(&outline, report);
		outline_clear(&outline);
		(void)data_write_json(report, source, fuzz_file_nowhere());
		(void)data_write_csv(report, fuzz_file_nowhere());
	}
	report_destroy(report);
}

static inline void fuzz_history_attest(const struct records *source,
				       const struct attest_proof *proof)
{
	struct attest_order order = {.camera = FUZZ_CAMERA,
				     .from_ns = FUZZ_NOW - UINT64_C(86400000000000),
				     .to_ns = FUZZ_NOW,
				     .proof = proof};
	char error[LEDGER_ERROR] = "";
	struct attest *attest = NULL;
	struct outline outline = {0};

	if (attest_make(&order, source, &attest, error) != 0)
		return;
	statement_write(attest, true, &outline);
	if (outline_finish(&outline) == 0)
		fuzz_history_print(&outline, NULL);
	outline_clear(&outline);
	(void)statement_json_write(attest, fuzz_file_nowhere());
	attest_destroy(attest);
}

#endif
