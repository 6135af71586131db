// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "config/ask.h"
#include "commands/history/period.h"
#include "config/prepare.h"
#include "commands/history/report.h"
#include "words/phrase.h"
#include "report/write/answer.h"
#include "report/write/data.h"
#include "report/write/letter.h"
#include "commands/history/moment.h"
#include "report/write/page.h"
#include "report/write/plain.h"
#include "rules/directory.h"
#include "base/exit.h"
#include "ledger/ledger.h"

#define REPORT_DAYS 7

static const char report_help[] =
	"Usage: lenswatch report [OPTIONS]\n\n"
	"Tells what cameras sent out of the house in a period, from the history that `watch` and\n"
	"`replay --ledger` keep: when, to whom, how much, what is new, what vendors may hold, what "
	"was\n"
	"not seen, and what you can do.\n\n"
	"  --since T           from then on; without it the last 7 days\n"
	"  --until T           until then; without it until now\n"
	"  --camera X          only this camera: its name, MAC or address\n"
	"  --request FROM..TO  answer a request for footage of that time frame instead\n"
	"  --format FORMAT     text (default), html, json or csv\n"
	"  --ledger FILE       the history (the one the daemon keeps)\n"
	"  --rules DIR         what is known of vendors\n"
	"  --help              this text\n\n"
	"T is 2026-03-01, 2026-03-01T10:00, 10:00, today, yesterday, now, 7d or 12h, in local "
	"time.\n"
	"A day given to --until, or as TO, is meant with all its hours.\n";

enum report_format { FORMAT_TEXT = 1, FORMAT_HTML, FORMAT_JSON, FORMAT_CSV };

struct wanted {
	struct report_order order;
	const char *since, *until, *request, *ledger, *rules;
	enum report_format format;
	bool help;
};

static int wanted_format(struct wanted *wanted, const char *value)
{
	static const char *const names[] = {NULL, "text", "html", "json", "csv"};

	for (int i = FORMAT_TEXT; i <= FORMAT_CSV; i++)
		if (!strcmp(value, names[i])) {
			wanted->format = (enum report_format)i;
			return 0;
		}
	fprintf(stderr, "lenswatch: --format wants text, html, json or csv, not \"%.200s\"\n",
		value);
	return -EINVAL;
}

static int wanted_option(struct wanted *wanted, int option, const char *value)
{
	switch (option) {
	case 's':
		wanted->since = value;
		return 0;
	case 'u':
		wanted->until = value;
		return 0;
	case 'c':
		wanted->order.camera = value;
		return 0;
	case 'q':
		wanted->request = value;
		return 0;
	case 'l':
		wanted->ledger = value;
		return 0;
	case 'r':
		wanted->rules = value;
		return 0;
	case 'f':
		return wanted_format(wanted, value);
	case 'h':
		wanted->help = true;
		return 0;
	}
	return -EINVAL;
}

static int wanted_request(struct wanted *wanted)
{
	struct report_order *order = &wanted->order;

	order->request = true;
	if (wanted->since || wanted->until) {
		fputs("lenswatch: --request names the time frame by itself: leave out --since and "
		      "--until\n",
		      stderr);
		return -EINVAL;
	}
	if (moment_parse_span(wanted->request, order->now_ns, &order->from_ns, &order->to_ns) == 0)
		return 0;
	fprintf(stderr,
		"lenswatch: --request wants FROM..TO, as in 2026-03-01T20:00..22:30, and TO after "
		"FROM, not \"%.200s\"\n",
		wanted->request);
	return -EINVAL;
}

static int wanted_times(struct wanted *wanted)
{
	struct report_order *order = &wanted->order;
	struct period period;

	order->now_ns = (uint64_t)time(NULL) * CLOCK_SECOND_NS;
	if (wanted->request)
		return wanted_request(wanted);
	if (period_read(wanted->since, wanted->until, REPORT_DAYS, order->now_ns, &period) != 0)
		return -EINVAL;
	order->from_ns = period.from_ns;
	order->to_ns = period.to_ns;
	return 0;
}

static int wanted_read(struct wanted *wanted, int argc, char **argv)
{
	static const struct option options[] = {{"since", required_argument, NULL, 's'},
						{"until", required_argument, NULL, 'u'},
						{"camera", required_argument, NULL, 'c'},
						{"request", required_argument, NULL, 'q'},
						{"ledger", required_argument, NULL, 'l'},
						{"rules", required_argument, NULL, 'r'},
						{"format", required_argument, NULL, 'f'},
						{"help", no_argument, NULL, 'h'},
						{0}};
	static char name[] = "lenswatch report"; /* getopt tells errors with it */
	int found, err = 0;

	argv[0] = name;
	while (!err && (found = getopt_long(argc, argv, "", options, NULL)) != -1)
		err = wanted_option(wanted, found, optarg);
	if (!err && optind < argc) {
		fprintf(stderr, "lenswatch: report takes no \"%.200s\"\n", argv[optind]);
		err = -EINVAL;
	}
	if (!err && !wanted->help)
		return wanted_times(wanted);
	if (err)
		fputs("`lenswatch report --help` lists the options.\n", stderr);
	return err;
}

static int write_outline(const struct report *report, enum report_format format)
{
	struct outline outline = {0};
	int err;

	if (report->order.request)
		answer_write(report, &outline);
	else
		letter_write(report, &outline);
	err = outline_finish(&outline);
	if (!err && format == FORMAT_HTML)
		page_write(&outline, report, stdout);
	else if (!err)
		plain_write(&outline, isatty(STDOUT_FILENO) && !getenv("NO_COLOR"), stdout);
	outline_clear(&outline);
	return err;
}

static void tell_cameras(const struct report *report, const char *path)
{
	const struct history *history = report->history;

	fprintf(stderr, "lenswatch: %s: no camera \"%.200s\" in this period. ", path,
		report->order.camera);
	fputs(history->devices.count ? "There are:" : "It tells of no camera then.", stderr);
	for (size_t i = 0; i < history->devices.count; i++) {
		struct event_camera camera;

		history_camera(history, &history->devices.items[i], &camera);
		fputs(i ? ", " : " ", stderr);
		phrase_text(stderr, camera.name ? camera.name : history->devices.items[i].key);
	}
	putc('\n', stderr);
}

static void tell_error(const struct wanted *wanted, struct ledger *ledger, int err)
{
	if (err == -E2BIG)
		fprintf(stderr,
			"lenswatch: %s: too much happened in this period for one report: ask for a "
			"shorter one with --since and --until\n",
			wanted->ledger);
	else if (err == -ENOMEM)
		fputs("lenswatch: not enough memory: ask for a shorter period\n", stderr);
	else if (err == -EIO)
		perror("lenswatch: standard output");
	else
		fprintf(stderr, "lenswatch: %s\n", ledger_error(ledger));
}

static int write_report(const struct wanted *wanted, struct ledger *ledger)
{
	struct report_order order = wanted->order;
	struct source source = source_of(ledger);
	struct report *report = NULL;
	struct seal seal;
	int err = seal_read(ledger, &seal);

	order.seal = &seal;
	if (!err)
		err = report_make(&order, &source, &report);

	if (err == -ENOENT && report) {
		tell_cameras(report, wanted->ledger);
		report_destroy(report);
		return err;
	}
	if (!err && wanted->format == FORMAT_JSON)
		err = data_write_json(report, &source, stdout);
	else if (!err && wanted->format == FORMAT_CSV)
		err = data_write_csv(report, stdout);
	else if (!err)
		err = write_outline(report, wanted->format);
	if (!err && (fflush(stdout) != 0 || ferror(stdout)))
		err = -EIO;
	if (err)
		tell_error(wanted, ledger, err);
	report_destroy(report);
	return err;
}

/* A report without rules still tells what left; it only has no advice. */
static struct rules *read_rules(const char *named)
{
	char room[PATH_MAX];
	const char *directory = rules_directory(named, room, sizeof(room));
	struct rules *rules = NULL;

	if (rules_load(directory, prepare_tell_mistake, NULL, &rules) != 0)
		fprintf(stderr,
			"lenswatch: %s: no rules could be read there, so nothing is told of what "
			"vendors keep; name their folder with --rules\n",
			directory);
	return rules;
}

int command_report(int argc, char **argv)
{
	struct wanted wanted = {.format = FORMAT_TEXT};
	struct ask_keeper keeper;
	struct ledger *ledger = NULL;
	char error[LEDGER_ERROR];
	struct rules *rules;
	int err;

	if (wanted_read(&wanted, argc, argv) != 0)
		return EXIT_USAGE;
	if (wanted.help)
		return fputs(report_help, stdout) >= 0 && fflush(stdout) == 0 ? EXIT_DONE
									      : EXIT_COULD_NOT;
	wanted.ledger = ask_history(wanted.ledger, CONTROL_PATH, LENSWATCH_CONFIG, &keeper);
	wanted.order.missing_ns = keeper.missing_ns;
	wanted.order.goes_on = keeper.watches;
	wanted.order.sending = keeper.sending;
	if (ledger_open(wanted.ledger, LEDGER_READ, &ledger, error) != 0) {
		fprintf(stderr, "lenswatch: %s\n", error);
		return EXIT_COULD_NOT;
	}
	rules = read_rules(wanted.rules);
	wanted.order.rules = rules;
	err = write_report(&wanted, ledger);
	rules_destroy(rules);
	ledger_close(ledger);
	return err ? EXIT_COULD_NOT : EXIT_DONE;
}
