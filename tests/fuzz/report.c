// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A history whose records say anything, signed rightly: who has the key (a compromised daemon) can
 * write what it likes. A line of the input is the content of a record. It is whole, can be
 * reported, attested and erased, and nothing of it moves a terminal's cursor.
 */
#include <unistd.h>

#include "fuzz_history.h"
#include "ledger/ledger.h"
#include "words/finding.h"

#define LINES_MOST 64

static void no_fault(void *context, const struct ledger_fault *fault)
{
	(void)context;
	char text[FINDING_WORDS];

	fprintf(stderr, "%s\n", finding_words(&fault->finding, text));
}

/* The word behind {"type":, which a note's kind is. False: it is no such line. */
static bool find_kind(const char *line, char kind[LEDGER_KIND])
{
	static const char begin[] = "{\"type\":\"";
	size_t length;

	if (strncmp(line, begin, sizeof(begin) - 1) != 0)
		return false;
	line += sizeof(begin) - 1;
	length = strspn(line, "abcdefghijklmnopqrstuvwxyz-");
	if (!length || length >= LEDGER_KIND || line[length] != '"')
		return false;
	memcpy(kind, line, length);
	kind[length] = '\0';
	return true;
}

static void add_lines(struct ledger *ledger, char *text)
{
	char kind[LEDGER_KIND];
	size_t lines = 0;

	for (char *line = strtok(text, "\n"); line && lines++ < LINES_MOST;
	     line = strtok(NULL, "\n"))
		if (find_kind(line, kind))
			(void)ledger_note(ledger, kind, line);
	(void)ledger_commit(ledger);
}

static void check_whole(const char *path, struct attest_proof *proof)
{
	char error[LEDGER_ERROR];

	if (ledger_verify(path, NULL, no_fault, NULL, &proof->report, error) != 0)
		return; /* there is nothing in it */
	if (proof->report.faults)
		abort();
}

static void read_all(const char *path)
{
	struct attest_proof proof = {0};
	struct ledger *ledger = NULL;
	char error[LEDGER_ERROR];
	struct records source;

	check_whole(path, &proof);
	if (ledger_open(path, LEDGER_READ, &ledger, error) != 0)
		return;
	source = records_of(ledger);
	fuzz_history_report(&source);
	fuzz_history_attest(&source, &proof);
	ledger_close(ledger);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[64], *text = malloc(size + 1), error[LEDGER_ERROR];
	struct ledger *ledger = NULL;
	struct attest_proof proof = {0};
	size_t erased = 0;

	if (!text)
		abort();
	memcpy(text, data, size);
	text[size] = '\0';
	unlink(fuzz_file_path("ledger.db", path));
	if (ledger_open(path, LEDGER_WRITE, &ledger, error) != 0)
		abort();
	add_lines(ledger, text);
	read_all(path);
	if (ledger_forget(ledger, FUZZ_CAMERA, NULL, NULL, &erased) == 0)
		check_whole(path, &proof);
	ledger_close(ledger);
	free(text);
	return 0;
}
