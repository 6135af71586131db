// SPDX-License-Identifier: GPL-2.0-or-later
#include "commands/history/command_promises.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "config/ask.h"
#include "commands/history/period.h"
#include "config/prepare.h"
#include "config/config.h"
#include "report/write/letter.h"
#include "report/write/plain.h"
#include "report/findings/promised.h"
#include "base/exit.h"
#include "system/outlet.h"
#include "usage/usage.h"
#include "words/breach.h"
#include "ledger/ledger.h"
#include "report/write/promised_write.h"

#define PROMISES_DAYS 7

struct promises {
	struct config config; /* of which only the promises are taken */
	struct report_order order;
	const char *since, *until, *ledger;
	bool json;
};

static int promises_add(struct promises *p, const char *text)
{
	char error[OPTIONS_ERROR];
	int err = config_set(&p->config, "promises", text, error);

	if (err)
		fprintf(stderr, "lenswatch: %s\n", error);
	return err;
}

static int promises_config(struct promises *p, const char *path)
{
	int err = config_load(&p->config, path, prepare_tell_mistake, NULL);

	if (err && err != -EINVAL)
		fprintf(stderr, "lenswatch: %s: %s\n", path, strerror(-err));
	if (!err && p->config.problems.count)
		err = -EINVAL;
	if (!err && !p->config.common.promises.count) {
		fprintf(stderr,
			"lenswatch: %s: nothing is promised in it; write promises: and a list "
			"below "
			"it\n",
			path);
		err = -EINVAL;
	}
	return err;
}

static int promises_option(void *context, const struct usage_row *row, const char *value)
{
	struct promises *p = context;

	switch (row->letter) {
	case 's':
		p->since = value;
		return 0;
	case 'u':
		p->until = value;
		return 0;
	case 'l':
		p->ledger = value;
		return 0;
	case 'p':
		return promises_add(p, value);
	case 'c':
		return promises_config(p, value);
	}
	return ask_format(value, &p->json);
}

static int promises_times(struct promises *p)
{
	struct report_order *order = &p->order;
	struct period period;

	order->now_ns = (uint64_t)time(NULL) * CLOCK_SECOND_NS;
	if (period_read(p->since, p->until, PROMISES_DAYS, order->now_ns, &period) != 0)
		return -EINVAL;
	order->from_ns = period.from_ns;
	order->to_ns = period.to_ns;
	if (p->config.common.promises.count)
		order->promises = &p->config.common.promises;
	return 0;
}

static int promises_read(struct promises *p, int argc, char **argv)
{
	int err = usage_read(&usage_promises, argc, argv, promises_option, p);

	if (!err)
		err = ask_file(&usage_promises, argc, argv, &p->ledger);
	return err ? usage_hint(&usage_promises) : promises_times(p);
}

static void promises_tell(const struct promised *promised, const struct report *report)
{
	struct outline outline = {0};
	FILE *file;

	outline_put(&outline, OUTLINE_TITLE, "Promises");
	file = outline_begin(&outline, OUTLINE_LINE);
	letter_span(file, report->order.from_ns, report->order.to_ns);
	if (promised_count(promised))
		putc('.', file);
	else
		breach_write_none(file);
	promised_write(promised, &outline);
	if (report->forgotten)
		breach_write_erased(report->forgotten, outline_begin(&outline, OUTLINE_LINE));
	if (outline_finish(&outline) == 0)
		plain_write(&outline, outlet_in_colour(), stdout);
	outline_clear(&outline);
}

static int promises_write(struct promises *p, struct ledger *ledger, bool *broken)
{
	struct records source = records_of(ledger);
	struct report *report = NULL;
	int err = report_make(&p->order, &source, &report);

	if (!err && p->json) {
		promised_write_json(&report->promised, stdout);
		putchar('\n');
	} else if (!err) {
		promises_tell(&report->promised, report);
	}
	*broken = !err && promised_broken(&report->promised);
	if (err == -E2BIG)
		fputs("lenswatch: too much happened in this period: ask for a shorter one with "
		      "--since and --until\n",
		      stderr);
	else if (err)
		fprintf(stderr, "lenswatch: %s\n",
			err == -ENOMEM ? "out of memory" : ledger_error(ledger));
	report_destroy(report);
	return err;
}

static int promises_run(struct promises *p)
{
	struct ask_keeper keeper;
	struct ledger *ledger = NULL;
	char error[LEDGER_ERROR];
	bool broken = false;
	int err;

	p->ledger = ask_history(p->ledger, CONTROL_PATH, LENSWATCH_CONFIG, &keeper);
	p->order.missing_ns = keeper.missing_ns;
	p->order.absent_ns = keeper.absent_ns;
	p->order.goes_on = keeper.watches;
	p->order.sending = keeper.sending;
	if (ledger_open(p->ledger, LEDGER_READ, &ledger, error) != 0) {
		fprintf(stderr, "lenswatch: %s\n", error);
		return EXIT_COULD_NOT;
	}
	err = promises_write(p, ledger, &broken);
	ledger_close(ledger);
	if (!err && fflush(stdout) != 0) {
		perror("lenswatch: standard output");
		err = -EIO;
	}
	return err ? EXIT_COULD_NOT : broken ? EXIT_NO : EXIT_DONE;
}

int command_promises(int argc, char **argv)
{
	struct promises p = {0};
	int status;

	if (config_create(&p.config) != 0)
		return EXIT_COULD_NOT;
	if (promises_read(&p, argc, argv) != 0)
		status = EXIT_USAGE;
	else
		status = promises_run(&p);
	config_destroy(&p.config);
	return status;
}
