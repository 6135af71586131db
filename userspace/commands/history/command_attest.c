// SPDX-License-Identifier: GPL-2.0-or-later
#include "commands/history/command_attest.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "attest/attest.h"
#include "attest/statement_json.h"
#include "attest/statement.h"
#include "config/ask.h"
#include "commands/history/period.h"
#include "config/prepare.h"
#include "report/write/plain.h"
#include "rules/directory.h"
#include "base/exit.h"
#include "system/outlet.h"
#include "usage/usage.h"
#include "ledger/ledger.h"

struct attest_wanted {
	struct attest_order order;
	const char *since, *until, *ledger, *rules;
	bool json, details;
};

static int wanted_option(void *context, const struct usage_row *row, const char *value)
{
	struct attest_wanted *wanted = context;

	switch (row->letter) {
	case 'a':
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
	case 'd':
		wanted->details = true;
		return 0;
	}
	return ask_format(value, &wanted->json);
}

static int wanted_times(struct attest_wanted *wanted)
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

static int wanted_read(struct attest_wanted *wanted, int argc, char **argv)
{
	int err = usage_read(&usage_attest, argc, argv, wanted_option, wanted);

	if (!err)
		err = ask_file(&usage_attest, argc, argv, &wanted->ledger);
	if (!err)
		err = wanted_times(wanted);
	return err ? usage_hint(&usage_attest) : 0;
}

static void keep_fault(void *context, const struct ledger_fault *fault)
{
	struct attest_proof *proof = context;
	char text[FINDING_WORDS];

	if (!proof->fault[0])
		snprintf(proof->fault, sizeof(proof->fault), "%.*s", ATTEST_DETAIL - 1,
			 finding_words(&fault->finding, text));
}

static int write_attest(const struct attest_wanted *wanted, const struct attest *attest)
{
	struct outline outline = {0};
	int err;

	if (wanted->json) {
		err = statement_json_write(attest, stdout);
	} else {
		statement_write(attest, wanted->details, &outline);
		err = outline_finish(&outline);
		if (!err)
			plain_write(&outline, outlet_in_colour(), stdout);
		outline_clear(&outline);
	}
	if (!err && (fflush(stdout) != 0 || ferror(stdout)))
		err = -EIO;
	return err;
}

static void command_attest_tell_error(const struct attest_wanted *wanted, struct ledger *ledger,
				      int err, const char *text)
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

static int attest_answer(const struct attest_wanted *wanted, struct ledger *ledger)
{
	struct records source = records_of(ledger);
	struct attest *attest = NULL;
	char error[LEDGER_ERROR];
	int status = EXIT_COULD_NOT;
	int err = attest_make(&wanted->order, &source, &attest, error);

	if (!err)
		err = write_attest(wanted, attest);
	if (err)
		command_attest_tell_error(wanted, ledger, err, error);
	else
		status = attest->verdict == ATTEST_NOTHING_LEFT ? EXIT_DONE : EXIT_NO;
	attest_destroy(attest);
	return status;
}

int command_attest(int argc, char **argv)
{
	struct attest_wanted wanted = {0};
	struct attest_proof proof = {0};
	struct ask_keeper keeper;
	struct ledger *ledger = NULL;
	char error[LEDGER_ERROR];
	struct rules *rules;
	int status;

	if (wanted_read(&wanted, argc, argv) != 0)
		return EXIT_USAGE;
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
