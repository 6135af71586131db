// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "config/ask.h"
#include "commands/history/bundle_headers.h"
#include "commands/history/command_verify.h"
#include "ledger/heads.h"
#include "ledger/key.h"
#include "ledger/ledger.h"
#include "base/exit.h"
#include "usage/usage.h"
#include "base/clock.h"
#include "base/letters.h"
#include "json/put.h"
#include "words/catalog.h"
#include "words/verified.h"

#define VERIFY_FAULTS 100 /* more are only counted */

struct verify {
	const char *ledger, *receipt, *key, *anchors;
	const char *headers;	      /* where to write them; NULL: nowhere */
	char sha256[SHELF_HASH];      /* of headers, as a receipt before noted it; "" none */
	char series[EVENT_ID];	      /* of the receipt before; "" none */
	char own[2 * LEDGER_KEY + 1]; /* of the history here, for receipts; "" not known */
	struct ledger *here;	      /* that history; NULL: it cannot be read */
	bool unknown;		      /* a receipt is signed by another key, and none was given */
	size_t shown;		      /* faults */
	struct put faults;	      /* for JSON alone */
	struct heads heads;
	bool json;
};

static int verify_head(struct verify *v, const char *text)
{
	int err = heads_add(&v->heads, text);

	if (err == -EINVAL)
		fprintf(stderr,
			"lenswatch: --head wants SIZE:ROOT, a number and 64 hex digits, not "
			"\"%.200s\". `lenswatch verify` prints one.\n",
			text);
	return err;
}

static int verify_key(struct verify *v, const char *text)
{
	if (heads_key(&v->heads, text) != 0) {
		fprintf(stderr,
			"lenswatch: --key wants 64 hex digits, not \"%.200s\". They stand in the "
			"file beside the history that ends in .pub\n",
			text);
		return -EINVAL;
	}
	v->key = text;
	return 0;
}

static int verify_option(void *context, const struct usage_row *row, const char *value)
{
	struct verify *v = context;

	switch (row->letter) {
	case 'l':
		v->ledger = value;
		return 0;
	case 'a':
		return verify_head(v, value);
	case 'h':
		v->anchors = value;
		return 0;
	case 'k':
		return verify_key(v, value);
	case 'p':
		v->headers = value;
		return 0;
	}
	return ask_format(value, &v->json);
}

static int verify_options(struct verify *v, int argc, char **argv)
{
	int err = usage_read(&usage_verify, argc, argv, verify_option, v);

	if (!err)
		err = ask_file(&usage_verify, argc, argv, &v->receipt);
	return err ? usage_hint(&usage_verify) : 0;
}

static void verify_tell_fault(void *context, const struct ledger_fault *fault)
{
	struct verify *v = context;
	char text[FINDING_WORDS];
	bool more = ++v->shown > VERIFY_FAULTS;

	if (v->json && !more) {
		put_text(v->faults, NULL, finding_words(&fault->finding, text));
	} else if (v->json) {
		return;
	} else if (!more) {
		letters_print(stdout, finding_words(&fault->finding, text));
		putchar('\n');
	} else if (v->shown == VERIFY_FAULTS + 1) {
		puts("... and more.");
	}
}

static void command_verify_tell(const struct ledger_report *report)
{
	const char *limit;
	char hex[65];

	verified_history(&(struct verified){.faults = report->faults,
					    .records = report->records,
					    .first_us = report->first,
					    .last_us = report->last,
					    .anchors = report->anchors,
					    .erased = report->erased,
					    .forgettings = report->forgettings,
					    .dropped = report->dropped,
					    .until_us = report->until},
			 stdout);
	if (report->head.size) {
		sodium_bin2hex(hex, sizeof(hex), report->head.root, LEDGER_HASH);
		printf("Head: %llu:%s\n", (unsigned long long)report->head.size, hex);
		sodium_bin2hex(hex, sizeof(hex), report->key, LEDGER_KEY);
		printf("Key:  %s\n", hex);
	}
	verified_limits(stdout);
	for (size_t i = 0; (limit = ledger_limit(report, i)); i++)
		printf("- %s\n", limit);
}

static void verify_put(const struct ledger_report *report, struct put to)
{
	char hex[65] = "", head[96] = "";

	sodium_bin2hex(hex, sizeof(hex), report->head.root, LEDGER_HASH);
	snprintf(head, sizeof(head), "%llu:%s", (unsigned long long)report->head.size, hex);
	sodium_bin2hex(hex, sizeof(hex), report->key, LEDGER_KEY);
	put_bool(to, "intact", !report->faults);
	put_count(to, "fault_count", report->faults);
	put_count(to, "records", report->records);
	put_time(to, "first", report->first * CLOCK_US_NS);
	put_time(to, "last", report->last * CLOCK_US_NS);
	put_count(to, "erased", report->erased);
	put_count(to, "dropped", report->dropped);
	put_count(to, "anchors", report->anchors);
	put_text(to, "head", report->head.size ? head : NULL);
	put_text(to, "key", report->head.size ? hex : NULL);
}

/* The answer of a history, when all of it was read. */
static void verify_answer(struct verify *v, const struct ledger_report *report, struct put root)
{
	if (report && v->json) {
		verify_put(report, root);
		(void)put_line(root, stdout);
		return;
	}
	put_drop(root);
	if (report)
		command_verify_tell(report);
}

static int verify_ledger(struct verify *v)
{
	struct ledger_report report;
	char error[LEDGER_ERROR];
	struct put root;
	bool failed;
	int err;

	if (v->anchors && heads_load(&v->heads, v->anchors) != 0)
		return EXIT_COULD_NOT;
	v->ledger = ask_history(v->ledger, CONTROL_PATH, LENSWATCH_CONFIG, NULL);
	root = put_begin(&failed);
	v->faults = put_array(root, "faults");
	err = ledger_verify(v->ledger, heads_link(&v->heads), verify_tell_fault, v, &report, error);
	verify_answer(v, err ? NULL : &report, root);
	if (err) {
		fprintf(stderr, "lenswatch: %s\n", error);
		return EXIT_COULD_NOT;
	}
	if (report.faults)
		return EXIT_NO;
	if (!report.beyond)
		return EXIT_DONE;
	fflush(stdout);
	fprintf(stderr, "lenswatch: the head that you gave could not be checked: what it was over "
			"was dropped. Try one of a later day.\n");
	return EXIT_COULD_NOT;
}

/* One line of a receipt's answer: `content` NULL where `says` tells what is wrong with it. */
static void verify_put_line(const struct ledger_receipt *receipt, bool known, const char *says)
{
	bool failed;
	struct put root = put_begin(&failed);

	put_bool(root, "intact", receipt != NULL);
	put_text(root, "says", says);
	if (receipt) {
		put_bool(root, "key_known", known);
		put_count(root, "number", receipt->number);
		put_count(root, "size", receipt->head.size);
		put_time(root, "written", receipt->written * CLOCK_US_NS);
		put_value(root, "content", json_tokener_parse(receipt->content));
	}
	(void)put_line(root, stdout);
}

/* Headers of another upload, with a proof of their own, say nothing of this one. */
static bool verify_same_series(struct verify *v, const char *content)
{
	char series[EVENT_ID];
	bool noted = bundle_headers_noted(content, v->sha256);
	bool known = bundle_headers_series(content, series);

	if (noted && known && v->series[0] && strcmp(series, v->series) != 0) {
		if (v->json)
			verify_put_line(NULL, false, SAY_VERIFY_OTHER_UPLOAD);
		else
			verified_strange_headers(v->receipt, series, v->series, stdout);
		return false;
	}
	if (known)
		memcpy(v->series, series, sizeof(series));
	return true;
}

static bool verify_known(struct verify *v, const uint8_t key[LEDGER_KEY])
{
	char hex[2 * LEDGER_KEY + 1];

	if (v->key || strcmp(sodium_bin2hex(hex, sizeof(hex), key, LEDGER_KEY), v->own) == 0)
		return true;
	v->unknown = true;
	return false;
}

/* That a record was there proves nothing of what is here now. */
static void verify_tell_standing(const struct verify *v, const struct ledger_receipt *receipt)
{
	struct ledger_anchor anchor = {.size = receipt->head.size};
	enum ledger_standing standing = STANDING_UNKNOWN;
	uint8_t key[LEDGER_KEY];

	if (!v->here)
		return;
	ledger_public_key(v->here, key);
	memcpy(anchor.root, receipt->head.root, LEDGER_HASH);
	if (memcmp(key, receipt->key, LEDGER_KEY) != 0 ||
	    ledger_standing(v->here, &anchor, &standing) != 0)
		return;
	verified_here(standing, stdout);
}

/* One line: one record with its proof. */
static int verify_line(struct verify *v, char *line, size_t length)
{
	FILE *file = fmemopen(line, length, "r");
	bool same, known;
	struct ledger_receipt receipt;
	char error[LEDGER_ERROR] = "out of memory";
	int err = file ? ledger_receipt_check(file, v->key, &receipt, error) : -ENOMEM;

	if (file)
		fclose(file);
	if (err == -EBADMSG && v->json)
		verify_put_line(NULL, false, error);
	else if (err)
		fprintf(err == -EBADMSG ? stdout : stderr, "%s%s: %s\n",
			err == -EBADMSG ? "" : "lenswatch: ", v->receipt, error);
	if (err)
		return err == -EBADMSG ? EXIT_NO : EXIT_COULD_NOT;
	known = verify_known(v, receipt.key);
	if (v->json) {
		verify_put_line(&receipt, known, NULL);
	} else {
		verified_record(known, receipt.number, receipt.head.size, receipt.written, stdout);
		letters_print(stdout, receipt.content);
		putchar('\n');
		verify_tell_standing(v, &receipt);
	}
	same = verify_same_series(v, receipt.content);
	ledger_receipt_free(&receipt);
	return same ? EXIT_DONE : EXIT_NO;
}

static int verify_headers_save(const struct verify *v, const uint8_t *pcap, size_t size)
{
	FILE *file = fopen(v->headers, "we");
	bool written = file && fwrite(pcap, 1, size, file) == size;

	if (file && fclose(file) != 0)
		written = false;
	if (!written)
		fprintf(stderr, "lenswatch: %s: %s\n", v->headers, strerror(errno));
	return written ? EXIT_DONE : EXIT_COULD_NOT;
}

/* What a receipt before it noted of the headers must be true of them. */
static int verify_headers(const struct verify *v, const char *line)
{
	uint8_t *pcap = NULL;
	size_t size = 0;
	int err = bundle_headers_read(line, v->sha256, &pcap, &size), status = EXIT_DONE;

	if (err == -EINVAL) {
		fprintf(stderr, "lenswatch: %s: the headers in it cannot be read\n", v->receipt);
		return EXIT_COULD_NOT;
	}
	if (err && v->json)
		verify_put_line(NULL, false, SAY_VERIFY_NOT_NOTED);
	else if (err)
		verified_other_headers(v->receipt, stdout);
	if (err)
		return EXIT_NO;
	if (!v->json)
		verified_headers(size, v->headers, stdout);
	if (v->headers)
		status = verify_headers_save(v, pcap, size);
	free(pcap);
	return status;
}

/* The worst of its lines: what is no receipt cannot be judged. */
static int verify_lines(struct verify *v, FILE *file)
{
	int status = EXIT_DONE, one;
	size_t room = 0, lines = 0;
	char *line = NULL;
	ssize_t length;

	while (status != EXIT_COULD_NOT && (length = getline(&line, &room, file)) > 0) {
		if (line[0] == '\n')
			continue;
		lines++;
		one = bundle_headers_is(line) ? verify_headers(v, line)
					      : verify_line(v, line, (size_t)length);
		status = one == EXIT_DONE ? status : one;
	}
	free(line);
	if (lines)
		return status;
	fprintf(stderr, "lenswatch: %s: there is no receipt in it; `lenswatch bundle` writes one\n",
		v->receipt);
	return EXIT_COULD_NOT;
}

/* With no key given the one of the history here is as good: its receipts are known by it. */
static void verify_own_key(struct verify *v)
{
	uint8_t key[LEDGER_KEY];
	const char *path = ask_history(v->ledger, CONTROL_PATH, LENSWATCH_CONFIG, NULL);
	char error[LEDGER_ERROR];

	(void)ledger_open(path, LEDGER_READ, &v->here, error); /* none is no mistake */
	if (!v->key && key_public(path, key) == 0)
		sodium_bin2hex(v->own, sizeof(v->own), key, LEDGER_KEY);
}

static int verify_receipt(struct verify *v)
{
	bool piped = strcmp(v->receipt, "-") == 0;
	FILE *file = piped ? stdin : fopen(v->receipt, "re");
	int status;

	if (!file) {
		fprintf(stderr, "lenswatch: %s: %s\n", v->receipt, strerror(errno));
		return EXIT_COULD_NOT;
	}
	verify_own_key(v);
	status = verify_lines(v, file);
	ledger_close(v->here);
	if (!piped)
		fclose(file);
	if (status != EXIT_DONE || !v->unknown)
		return status;
	if (!v->json)
		verified_by_nobody(stdout);
	return EXIT_NO;
}

int command_verify(int argc, char **argv)
{
	struct verify v = {0};
	int status;

	if (verify_options(&v, argc, argv) != 0)
		return EXIT_USAGE;
	status = v.receipt ? verify_receipt(&v) : verify_ledger(&v);
	heads_free(&v.heads);
	if (fflush(stdout) != 0) {
		perror("lenswatch: standard output");
		status = EXIT_COULD_NOT;
	}
	return status;
}
