// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "anonymise/anonymise.h"
#include "base/exit.h"
#include "commands/commands.h"
#include "config/options.h"
#include "config/prepare.h"
#include "system/outlet.h"
#include "usage/usage.h"

struct anonymise_order {
	struct options options;
	const char *key;
	bool quiet;
};

static int anonymise_option(void *context, const struct usage_row *row, const char *value)
{
	struct anonymise_order *order = context;

	if (row->letter == 'k')
		order->key = value;
	else if (row->letter == 'q')
		order->quiet = true;
	else
		order->options.rules = value;
	return 0;
}

static int anonymise_read_order(struct anonymise_order *order, int argc, char **argv)
{
	int err = usage_read(&usage_anonymise, argc, argv, anonymise_option, order);

	if (!err)
		err = usage_words(&usage_anonymise, argc, argv, 2);
	if (!err && (argc - optind != 2 || !order->key)) {
		fputs("lenswatch: name a key, a capture and where to write. Example: lenswatch "
		      "anonymise --key key house.pcap other.pcapng\n",
		      stderr);
		err = -1;
	}
	return err ? usage_hint(&usage_anonymise) : 0;
}

static void anonymise_tell(const struct anonymised *done)
{
	fprintf(stderr,
		"lenswatch: %" PRIu64 " packets; under other names now: %u addresses, %u MACs, %u "
		"names\n",
		done->packets, done->names.addresses, done->names.macs, done->names.names);
	if (done->blanked.copies)
		fprintf(stderr,
			"lenswatch: %" PRIu64 " packets may hold frames of a mirror, which were "
			"blanked: a replay finds nothing in them\n",
			done->blanked.copies);
	if (done->blanked.greetings)
		fprintf(stderr,
			"lenswatch: %" PRIu64 " greetings were blanked, as the server's name in "
			"them could not be changed: a replay knows it by DNS alone\n",
			done->blanked.greetings);
	if (done->cut)
		fputs("lenswatch: it ends early, and so does what was written\n", stderr);
}

static int anonymise_run(const struct anonymise_order *order, const char *from, const char *to)
{
	uint8_t key[CRYPTOPAN_KEY];
	char error[ANONYMISE_ERROR];
	struct rules *rules = NULL;
	struct outlet outlet = {0};
	struct anonymised done;
	int err = anonymise_read_key(order->key, key, error);

	if (!err && strcmp(from, "-") == 0) {
		snprintf(error, sizeof(error),
			 "a capture is read twice: write it into a file first");
		err = -ESPIPE;
	}
	if (err) {
		fprintf(stderr, "lenswatch: %s\n", error);
		return EXIT_COULD_NOT;
	}
	if (prepare_rules(&order->options, &rules) != 0)
		return EXIT_COULD_NOT;
	err = rules_enable_speakers(rules); /* what is off now may be on at a replay */
	if (!err && outlet_to_file(&outlet, to) != 0)
		err = -EIO;
	else if (!err) {
		err = anonymise_file(from, key, rules, stdout, &done, error);
		if (err)
			fprintf(stderr, "lenswatch: %s\n", error);
		if (outlet_end(&outlet, !err) != 0)
			err = -EIO;
	}
	if (!err && !order->quiet)
		anonymise_tell(&done);
	sodium_memzero(key, sizeof(key));
	rules_destroy(rules);
	return err ? EXIT_COULD_NOT : EXIT_DONE;
}

int command_anonymise(int argc, char **argv)
{
	struct anonymise_order order = {0};

	if (anonymise_read_order(&order, argc, argv) != 0)
		return EXIT_USAGE;
	return anonymise_run(&order, argv[optind], argv[optind + 1]);
}
