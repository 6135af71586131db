// SPDX-License-Identifier: GPL-2.0-or-later
#include "commands/history/attest.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "attest/attest.h"
#include "attest/data.h"
#include "attest/statement.h"
#include "config/ask.h"
#include "commands/history/period.h"
#include "config/prepare.h"
#include "commands/history/moment.h"
#include "report/write/plain.h"
#include "rules/directory.h"
#include "base/exit.h"
#include "ledger/ledger.h"

static const char attest_help[] =
	"Usage: lenswatch attest --camera X --since T --until T [OPTIONS]\n\n"
	"Says that no footage of a camera left the home in a time, and how much may have left at "
	"most; or\n"
	"that footage left; or why the history cannot say. Exit status 0: none left; 3: some left, "
	"or it\n"
	"cannot be said.\n\n"
	"  --camera X       its name, MAC or address\n"
	"  --since T        from then on\n"
	"  --until T        until then; a day is meant with all its hours\n"
	"  --format FORMAT  text (default) or json\n"
	"  --ledger FILE    the history (the one the daemon keeps)\n"
	"  --rules DIR      what is known of vendors\n"
	"  --help           this text\n\n"
	"T is 2026-03-01, 2026-03-01T10:00, 10:00, today, yesterday, now, 7d or 12h, in local "
	"time.\n";

struct wanted {
	struct attest_order order;
	const char *since, *until, *ledger, *rules;
	bool json, help;
};

static int wanted_option(struct wanted *wanted, int option, const char *value)
{
	switch (option) {
	case 'c':
		wanted->order.camera = value;
		return 0;
	case 's':
		wanted->since = value;
		return 0;
	case 'u':
		wanted->until = value;
		return 0;
	case 'l':
		wanted->ledger = value;
		return 0;
	case 'r':
		wanted->rules = value;
		return 0;
	case 'h':
		wanted->help = true;
		return 0;
	case 'f':
		wanted->json = !strcmp(value, "json");
		if (wanted->json || !strcmp(value, "text"))
			return 0;
		fprintf(stderr, "lenswatch: --format wants text or json, not \"%.200s\"\n", value);
		return -EINVAL;
	}
	return -EINVAL;
}

static int wanted_times(struct wanted *wanted)
{
	struct attest_order *order = &wanted->order;
	struct period period;

	if (!order->camera || !order->camera[0] || !wanted->since || !wanted->until) {
		fputs("lenswatch: attest wants one camera and a time: --camera X --since T "
		      "--until T\n",
		      stderr);
		return -EINVAL;
	}
	if (period_read(wanted->since, wanted->until, 0, (uint64_t)time(NULL) * CLOCK_SECOND_NS,
			&period) != 0)
		return -EINVAL;
	order->from_ns = period.from_ns;
	order->to_ns = period.to_ns;
	return 0;
}

static int wanted_read(struct wanted *wanted, int argc, char **argv)
{
	static const struct option options[] = {
		{"camera", required_argument, NULL, 'c'}, {"since", required_argument, NULL, 's'},
		{"until", required_argument, NULL, 'u'},  {"format", required_argument, NULL, 'f'},
		{"ledger", required_argument, NULL, 'l'}, {"rules", required_argument, NULL, 'r'},
		{"help", no_argument, NULL, 'h'},	  {0}};
	static char name[] = "lenswatch attest"; /* getopt tells errors with it */
	int found, err = 0;

	argv[0] = name;
	while (!err && (found = getopt_long(argc, argv, "", options, NULL)) != -1)
		err = wanted_option(wanted, found, optarg);
	if (!err && optind < argc) {
		fprintf(stderr, "lenswatch: attest takes no \"%.200s\"\n", argv[optind]);
		err = -EINVAL;
	}
	if (!err && !wanted->help)
		err = wanted_times(wanted);
	if (err)
		fputs("`lenswatch attest --help` lists the options.\n", stderr);
	return err;
}

static void keep_fault(void *context, const struct ledger_fault *fault)
{
	struct attest_proof *proof = context;

	if (!proof->fault[0])
		snprintf(proof->fault, sizeof(proof->fault), "%.*s", ATTEST_DETAIL - 1,
			 fault->text);
}

static int write_attest(const struct wanted *wanted, const struct attest *attest)
{
	struct outline outline = {0};
	int err;

	if (wanted->json) {
		err = data_write(attest, stdout);
	} else {
		statement_write(attest, &outline);
		err = outline_finish(&outline);
		if (!err)
			plain_write(&outline, isatty(STDOUT_FILENO) && !getenv("NO_COLOR"), stdout);
		outline_clear(&outline);
	}
	if (!err && (fflush(stdout) != 0 || ferror(stdout)))
		err = -EIO;
	return err;
}

static void tell_error(const struct wanted *wanted, struct ledger *ledger, int err,
		       const char *text)
{
	if (err == -ENOENT || err == -ENOTUNIQ)
		fprintf(stderr, "lenswatch: %s: %s\n", wanted->ledger, text);
	else if (err == -E2BIG)
		fprintf(stderr,
			"lenswatch: %s: too much happened in this time: ask for a shorter one with "
			"--since and --until\n",
			wanted->ledger);
	else if (err == -ENOMEM)
		fputs("lenswatch: not enough memory: ask for a shorter time\n", stderr);
	else if (err == -EIO)
		perror("lenswatch: standard output");
	else
		fprintf(stderr, "lenswatch: %s\n", ledger_error(ledger));
}

/* The vendor's rate is one of several: without rules there is still one. */
static struct rules *read_rules(const char *named)
{
	char room[PATH_MAX];
	const char *directory = rules_directory(named, room, sizeof(room));
	struct rules *rules = NULL;

	if (rules_load(directory, prepare_tell_mistake, NULL, &rules) != 0)
		fprintf(stderr,
			"lenswatch: %s: no rules could be read there, so a vendor's bit rates are "
			"not known; name their folder with --rules\n",
			directory);
	return rules;
}

static int attest_answer(const struct wanted *wanted, struct ledger *ledger)
{
	struct source source = source_of(ledger);
	struct attest *attest = NULL;
	char error[LEDGER_ERROR];
	int status = EXIT_COULD_NOT;
	int err = attest_make(&wanted->order, &source, &attest, error);

	if (!err)
		err = write_attest(wanted, attest);
	if (err)
		tell_error(wanted, ledger, err, error);
	else
		status = attest->verdict == ATTEST_NOTHING_LEFT ? EXIT_DONE : EXIT_NO;
	attest_destroy(attest);
	return status;
}

int command_attest(int argc, char **argv)
{
	struct wanted wanted = {0};
	struct attest_proof proof = {0};
	struct ask_keeper keeper;
	struct ledger *ledger = NULL;
	char error[LEDGER_ERROR];
	struct rules *rules;
	int status;

	if (wanted_read(&wanted, argc, argv) != 0)
		return EXIT_USAGE;
	if (wanted.help)
		return fputs(attest_help, stdout) >= 0 && fflush(stdout) == 0 ? EXIT_DONE
									      : EXIT_COULD_NOT;
	wanted.ledger = ask_history(wanted.ledger, CONTROL_PATH, LENSWATCH_CONFIG, &keeper);
	if (ledger_verify(wanted.ledger, NULL, keep_fault, &proof, &proof.report, error) != 0 ||
	    ledger_open(wanted.ledger, LEDGER_READ, &ledger, error) != 0) {
		fprintf(stderr, "lenswatch: %s\n", error);
		return EXIT_COULD_NOT;
	}
	rules = read_rules(wanted.rules);
	wanted.order.missing_ns = keeper.missing_ns;
	wanted.order.proof = &proof;
	wanted.order.rules = rules;
	status = attest_answer(&wanted, ledger);
	rules_destroy(rules);
	ledger_close(ledger);
	return status;
}
