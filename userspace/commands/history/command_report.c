// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "config/ask.h"
#include "commands/history/period.h"
#include "config/prepare.h"
#include "commands/history/command_report.h"
#include "words/phrase.h"
#include "report/write/answered.h"
#include "report/write/data.h"
#include "report/write/letter.h"
#include "commands/history/moment.h"
#include "report/write/page.h"
#include "report/write/plain.h"
#include "rules/directory.h"
#include "base/exit.h"
#include "system/outlet.h"
#include "usage/usage.h"
#include "ledger/ledger.h"

#define REPORT_DAYS 7

enum report_format { FORMAT_TEXT, FORMAT_HTML, FORMAT_JSON, FORMAT_CSV };

struct report_wanted {
	struct report_order order;
	const char *since, *until, *request, *ledger, *rules;
	enum report_format format;
};

static int wanted_format(struct report_wanted *wanted, const char *value)
{
	static const char *const names[] = {"text", "html", "json", "csv", NULL};
	int found = 0, err = usage_format(value, names, &found);

	if (!err)
		wanted->format = (enum report_format)found;
	return err;
}

static int wanted_option(void *context, const struct usage_row *row, const char *value)
{
	struct report_wanted *wanted = context;

	switch (row->letter) {
	case 's':
		wanted->since = value;
		return 0;
	case 'u':
		wanted->until = value;
		return 0;
	case 'a':
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
	}
	return wanted_format(wanted, value);
}

static int wanted_request(struct report_wanted *wanted)
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

static int wanted_times(struct report_wanted *wanted)
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

static int wanted_read(struct report_wanted *wanted, int argc, char **argv)
{
	int err = usage_read(&usage_report, argc, argv, wanted_option, wanted);

	if (!err)
		err = ask_file(&usage_report, argc, argv, &wanted->ledger);
	return err ? usage_hint(&usage_report) : wanted_times(wanted);
}

static int write_outline(const struct report *report, enum report_format format)
{
	struct outline outline = {0};
	int err;

	if (report->order.request)
		answered_write(report, &outline);
	else
		letter_write(report, &outline);
	err = outline_finish(&outline);
	if (!err && format == FORMAT_HTML)
		page_write(&outline, report, stdout);
	else if (!err)
		plain_write(&outline, outlet_in_colour(), stdout);
	outline_clear(&outline);
	return err;
}

static void tell_cameras(const struct report *report, const char *path)
{
	const struct history *history = report->history;

	fprintf(stderr, "lenswatch: %s: no camera \"%.200s\" in this period. ", path,
		report->order.camera);
	fputs(history->devices.count ? "There are:" : "It holds no camera then.", stderr);
	for (size_t i = 0; i < history->devices.count; i++) {
		struct event_camera camera;

		history_camera(history, &history->devices.items[i], &camera);
		fputs(i ? ", " : " ", stderr);
		phrase_called(stderr, &camera);
	}
	putc('\n', stderr);
}

static void command_report_tell_error(const struct report_wanted *wanted, struct ledger *ledger,
				      int err)
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

static int write_report(const struct report_wanted *wanted, struct ledger *ledger)
{
	struct report_order order = wanted->order;
	struct records source = records_of(ledger);
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
		command_report_tell_error(wanted, ledger, err);
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
			"lenswatch: %s: no rules could be read there, so what vendors keep is left "
			"out; name their folder with --rules\n",
			directory);
	return rules;
}

int command_report(int argc, char **argv)
{
	struct report_wanted wanted = {0};
	struct ask_keeper keeper;
	struct ledger *ledger = NULL;
	char error[LEDGER_ERROR];
	struct rules *rules;
	int err;

	if (wanted_read(&wanted, argc, argv) != 0)
		return EXIT_USAGE;
	wanted.ledger = ask_history(wanted.ledger, CONTROL_PATH, LENSWATCH_CONFIG, &keeper);
	wanted.order.missing_ns = keeper.missing_ns;
	wanted.order.absent_ns = keeper.absent_ns;
	wanted.order.goes_on = keeper.watches;
	wanted.order.ledger = keeper.usual ? NULL : wanted.ledger;
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
