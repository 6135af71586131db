// SPDX-License-Identifier: GPL-2.0-or-later
#include "commands/history/promises.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "config/ask.h"
#include "commands/history/period.h"
#include "config/prepare.h"
#include "config/config.h"
#include "report/write/letter.h"
#include "commands/history/moment.h"
#include "report/write/plain.h"
#include "report/findings/promised.h"
#include "base/exit.h"
#include "ledger/ledger.h"
#include "report/write/promised_write.h"

#define PROMISES_DAYS 7

static const char promises_help[] =
	"Usage: lenswatch promises [OPTIONS]\n\n"
	"Tells how each promise fared in a period, from the history that `watch` and `replay "
	"--ledger`\n"
	"keep: kept, broken, or that it cannot be told. Exit status 0: none was broken; 3: one "
	"was.\n\n"
	"  --since T       from then on; without it the last 7 days\n"
	"  --until T       until then; without it until now\n"
	"  --promise TEXT  hold the history against this one instead of what was promised then "
	"(may "
	"be\n"
	"                  repeated)\n"
	"  --config FILE   the same with the promises in that file of `watch`\n"
	"  --format FORMAT text (default) or json\n"
	"  --ledger FILE   the history (the one the daemon keeps)\n"
	"  --help          this text\n\n"
	"T is 2026-03-01, 2026-03-01T10:00, 10:00, today, yesterday, now, 7d or 12h, in local "
	"time.\n";

struct promises {
	struct config config; /* of which only the promises are taken */
	struct report_order order;
	const char *since, *until, *ledger;
	bool json, help;
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

static int promises_format(struct promises *p, const char *value)
{
	p->json = strcmp(value, "json") == 0;
	if (p->json || strcmp(value, "text") == 0)
		return 0;
	fprintf(stderr, "lenswatch: --format wants text or json, not \"%.200s\"\n", value);
	return -EINVAL;
}

static int promises_option(struct promises *p, int option, const char *value)
{
	switch (option) {
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
	case 'f':
		return promises_format(p, value);
	case 'h':
		p->help = true;
		return 0;
	}
	return -EINVAL;
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
	static const struct option options[] = {
		{"since", required_argument, NULL, 's'},   {"until", required_argument, NULL, 'u'},
		{"promise", required_argument, NULL, 'p'}, {"config", required_argument, NULL, 'c'},
		{"format", required_argument, NULL, 'f'},  {"ledger", required_argument, NULL, 'l'},
		{"help", no_argument, NULL, 'h'},	   {0}};
	static char name[] = "lenswatch promises"; /* getopt tells errors with it */
	int found, err = 0;

	argv[0] = name;
	while (!err && (found = getopt_long(argc, argv, "", options, NULL)) != -1)
		err = promises_option(p, found, optarg);
	if (!err && optind < argc) {
		fprintf(stderr,
			"lenswatch: promises takes no \"%.200s\"; a promise is told with "
			"--promise\n",
			argv[optind]);
		err = -EINVAL;
	}
	if (!err && !p->help)
		return promises_times(p);
	if (err)
		fputs("`lenswatch promises --help` lists the options.\n", stderr);
	return err;
}

static void promises_tell(const struct promised *promised, const struct report *report)
{
	struct outline outline = {0};
	FILE *file;

	outline_put(&outline, OUTLINE_TITLE, "Promises");
	file = outline_begin(&outline, OUTLINE_LINE);
	letter_span(file, report->order.from_ns, report->order.to_ns);
	fputs(promised_count(promised) ? "."
				       : ". The history knows of nothing that was promised then; "
					 "--since and --until "
					 "ask for another time, --promise for a promise.",
	      file);
	promised_write(promised, &outline);
	if (report->forgotten)
		fprintf(outline_begin(&outline, OUTLINE_LINE),
			"Of this time or later the owner erased %" PRIu64
			" records; what they said of promises went with them.",
			report->forgotten);
	if (outline_finish(&outline) == 0)
		plain_write(&outline, isatty(STDOUT_FILENO) && !getenv("NO_COLOR"), stdout);
	outline_clear(&outline);
}

static int promises_write(struct promises *p, struct ledger *ledger, bool *broken)
{
	struct source source = source_of(ledger);
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
	else if (p.help)
		status = fputs(promises_help, stdout) >= 0 && fflush(stdout) == 0 ? EXIT_DONE
										  : EXIT_COULD_NOT;
	else
		status = promises_run(&p);
	config_destroy(&p.config);
	return status;
}
