// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <getopt.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "config/ask.h"
#include "commands/history/bundle_headers.h"
#include "commands/history/verify.h"
#include "commands/history/heads.h"
#include "ledger/key.h"
#include "ledger/ledger.h"
#include "base/exit.h"
#include "base/letters.h"

#define VERIFY_FAULTS 100 /* more are only counted */

static const char verify_help[] =
	"Usage: lenswatch verify [--ledger FILE] [--head SIZE:ROOT] [--heads FILE] [--key HEX]\n"
	"       lenswatch verify RECEIPT [--key HEX | --ledger FILE] [--headers FILE]\n\n"
	"Checks that a history is as it was written: every record, every signature, and that "
	"nothing was\n"
	"taken out or put in. Exit status 0: it is; 3: it is not, and what is wrong is told; or a "
	"receipt is\n"
	"whole, but signed by a key that is neither the one given nor that of the history "
	"here.\n\n"
	"  --ledger FILE     the history (the one the daemon keeps)\n"
	"  --head SIZE:ROOT  a head of it that was kept elsewhere, as printed before\n"
	"  --heads FILE      all heads that `watch --heads` added to this file, and their key\n"
	"  --key HEX         its public key, as kept elsewhere\n"
	"  RECEIPT           check what `lenswatch bundle` wrote instead (- for standard input)\n"
	"  --headers FILE    write the headers in it to this capture, for `lenswatch replay`\n"
	"  --help            this text\n";

struct verify {
	const char *ledger, *receipt, *key, *anchors;
	const char *headers;	      /* where to write them; NULL: nowhere */
	char sha256[SHELF_HASH];      /* of headers, as a receipt before noted it; "" none */
	char series[EVENT_ID];	      /* of the receipt before; "" none */
	char own[2 * LEDGER_KEY + 1]; /* of the history here, for receipts; "" not known */
	bool unknown;		      /* a receipt is signed by another key, and none was given */
	struct heads heads;
	bool help;
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

static int verify_options(struct verify *v, int argc, char **argv)
{
	static const struct option options[] = {{"ledger", required_argument, NULL, 'l'},
						{"head", required_argument, NULL, 'a'},
						{"heads", required_argument, NULL, 'f'},
						{"key", required_argument, NULL, 'k'},
						{"headers", required_argument, NULL, 'p'},
						{"help", no_argument, NULL, 'h'},
						{0}};
	static char name[] = "lenswatch verify"; /* getopt tells errors with it */
	int found, err = 0;

	argv[0] = name;
	while (!err && (found = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (found == 'l')
			v->ledger = optarg;
		else if (found == 'a')
			err = verify_head(v, optarg);
		else if (found == 'f')
			v->anchors = optarg;
		else if (found == 'k')
			err = verify_key(v, optarg);
		else if (found == 'p')
			v->headers = optarg;
		else if (found == 'h')
			v->help = true;
		else
			err = -EINVAL;
	}
	if (!err && optind < argc)
		v->receipt = argv[optind++];
	if (!err && optind < argc) {
		fprintf(stderr, "lenswatch: what is \"%s\"? One receipt is checked at a time\n",
			argv[optind]);
		err = -EINVAL;
	}
	if (err)
		fputs("`lenswatch verify --help` lists the options.\n", stderr);
	return err;
}

static void verify_tell_fault(void *context, const struct ledger_fault *fault)
{
	size_t *shown = context;

	if (++*shown <= VERIFY_FAULTS) {
		letters_print(stdout, fault->text);
		putchar('\n');
	} else if (*shown == VERIFY_FAULTS + 1)
		puts("... and more.");
}

static void verify_date(uint64_t us, char text[64])
{
	time_t seconds = (time_t)(us / 1000000);
	struct tm tm;

	if (!us || !localtime_r(&seconds, &tm) || !strftime(text, 64, "%A %-d %B %Y %H:%M", &tm))
		snprintf(text, 64, "never");
}

static void verify_tell_dropped(const struct ledger_report *report)
{
	char until[64];

	if (!report->dropped)
		return;
	verify_date(report->until, until);
	printf("Its %llu oldest records, up to %s, were dropped to keep it within its limits; it "
	       "says so itself.\n",
	       (unsigned long long)report->dropped, until);
}

static void verify_tell(const struct ledger_report *report)
{
	char first[64], last[64], hex[65];
	const char *limit;

	verify_date(report->first, first);
	verify_date(report->last, last);
	if (report->faults)
		printf("\nThis history is NOT as it was written: %llu thing%s wrong.\n",
		       (unsigned long long)report->faults, report->faults == 1 ? " is" : "s are");
	else
		printf("This history is as it was written: %llu records, from %s to %s.\n",
		       (unsigned long long)report->records, first, last);
	if (report->anchors > 1)
		printf("It is also as it was when %llu heads of it were kept elsewhere.\n",
		       (unsigned long long)report->anchors);
	if (report->erased)
		printf("Its owner erased the contents of %llu of them, at %llu time%s; it says "
		       "so itself.\n",
		       (unsigned long long)report->erased, (unsigned long long)report->forgettings,
		       report->forgettings == 1 ? "" : "s");
	verify_tell_dropped(report);
	if (report->head.size) {
		sodium_bin2hex(hex, sizeof(hex), report->head.root, LEDGER_HASH);
		printf("Head: %llu:%s\n", (unsigned long long)report->head.size, hex);
		sodium_bin2hex(hex, sizeof(hex), report->key, LEDGER_KEY);
		printf("Key:  %s\n", hex);
	}
	puts("\nWhat this cannot prove:");
	for (size_t i = 0; (limit = ledger_limit(report, i)); i++)
		printf("- %s\n", limit);
}

static int verify_ledger(struct verify *v)
{
	struct ledger_report report;
	char error[LEDGER_ERROR];
	size_t shown = 0;

	if (v->anchors && heads_load(&v->heads, v->anchors) != 0)
		return EXIT_COULD_NOT;
	v->ledger = ask_history(v->ledger, CONTROL_PATH, LENSWATCH_CONFIG, NULL);
	if (ledger_verify(v->ledger, heads_link(&v->heads), verify_tell_fault, &shown, &report,
			  error) != 0) {
		fprintf(stderr, "lenswatch: %s\n", error);
		return EXIT_COULD_NOT;
	}
	verify_tell(&report);
	if (report.faults)
		return EXIT_NO;
	if (!report.beyond)
		return EXIT_DONE;
	fflush(stdout);
	fprintf(stderr, "lenswatch: the head that you gave could not be checked: what it was over "
			"was dropped. Try one of a later day.\n");
	return EXIT_COULD_NOT;
}

/* Headers of another upload, with a proof of their own, say nothing of this one. */
static bool verify_same_series(struct verify *v, const char *content)
{
	char series[EVENT_ID];
	bool noted = bundle_headers_noted(content, v->sha256);
	bool known = bundle_headers_series(content, series);

	if (noted && known && v->series[0] && strcmp(series, v->series) != 0) {
		printf("%s: the headers in it are of another upload (%s, not %s)\n", v->receipt,
		       series, v->series);
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

/* One line: one record with its proof. */
static int verify_line(struct verify *v, char *line, size_t length)
{
	FILE *file = fmemopen(line, length, "r");
	bool same;
	struct ledger_receipt receipt;
	char error[LEDGER_ERROR] = "out of memory", date[64];
	int err = file ? ledger_receipt_check(file, v->key, &receipt, error) : -ENOMEM;

	if (file)
		fclose(file);
	if (err) {
		fprintf(err == -EBADMSG ? stdout : stderr, "%s%s: %s\n",
			err == -EBADMSG ? "" : "lenswatch: ", v->receipt, error);
		return err == -EBADMSG ? EXIT_NO : EXIT_COULD_NOT;
	}
	verify_date(receipt.written, date);
	printf("%s: number %llu of a history of %llu, on %s.\n",
	       verify_known(v, receipt.key)
		       ? "This record is as it was written"
		       : "This record is whole, signed by a key that you have not checked",
	       (unsigned long long)receipt.number, (unsigned long long)receipt.head.size, date);
	letters_print(stdout, receipt.content);
	putchar('\n');
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
	if (err) {
		printf("%s: the headers in it are not those that were noted\n", v->receipt);
		return EXIT_NO;
	}
	printf("The headers in it (%zu bytes) are those that were noted%s%s.\n", size,
	       v->headers ? ". `lenswatch replay` tells what they show: they are in "
			  : "; --headers FILE writes them to a capture",
	       v->headers ? v->headers : "");
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
	const char *path;

	if (v->key)
		return;
	path = ask_history(v->ledger, CONTROL_PATH, LENSWATCH_CONFIG, NULL);
	if (key_public(path, key) == 0)
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
	if (!piped)
		fclose(file);
	if (status != EXIT_DONE || !v->unknown)
		return status;
	puts("It is whole, but anybody could have made it: the key was taken from it itself. "
	     "Whose it is, --key can tell, with a key that you had from them another way.");
	return EXIT_NO;
}

int command_verify(int argc, char **argv)
{
	struct verify v = {0};
	int status;

	if (verify_options(&v, argc, argv) != 0)
		return EXIT_USAGE;
	if (v.help)
		return fputs(verify_help, stdout) >= 0 && fflush(stdout) == 0 ? EXIT_DONE
									      : EXIT_COULD_NOT;
	status = v.receipt ? verify_receipt(&v) : verify_ledger(&v);
	heads_free(&v.heads);
	if (fflush(stdout) != 0) {
		perror("lenswatch: standard output");
		status = EXIT_COULD_NOT;
	}
	return status;
}
