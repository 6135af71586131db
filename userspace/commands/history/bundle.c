// SPDX-License-Identifier: GPL-2.0-or-later
#include "commands/history/bundle.h"

#include <errno.h>
#include <getopt.h>
#include <json-c/json.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/ask.h"
#include "commands/history/bundle_headers.h"
#include "report/history/found.h"
#include "base/exit.h"
#include "ledger/ledger.h"

static const char bundle_help[] =
	"Usage: lenswatch bundle [--ledger FILE] EVENT >FILE\n\n"
	"Writes one event of the history for a third person: the event with all its evidence, and "
	"the run\n"
	"that told it (versions of program and rules), each with the proof that it stood in a "
	"history that\n"
	"was signed; and the headers of its packets, where they are kept (--keep-headers of watch "
	"and\n"
	"replay). Nothing else of the history is shown. `lenswatch verify FILE` checks it.\n\n"
	"  EVENT          its id, or the first 4 digits of it or more, or the number of its "
	"record\n"
	"  --ledger FILE  the history (the one the daemon keeps)\n"
	"  --help         this text\n";

struct bundle {
	const char *path, *event;
	struct ledger *ledger;
	uint64_t number; /* of the event */
	bool replayed;	 /* of a capture: its run is told behind it, else before */
	uint64_t run;	 /* 0: none */
	char series[EVENT_ID];
};

/* A replay tells its run when the files have been read, a watch when it begins. */
static int bundle_run(void *context, const struct ledger_record *record)
{
	struct bundle *b = context;

	if (record->content && !b->replayed && record->number < b->number)
		b->run = record->number;
	if (record->content && b->replayed && !b->run && record->number > b->number)
		b->run = record->number;
	return 0;
}

/* 0; -EINVAL where the record is no event of a house. */
static int bundle_read(struct bundle *b, const struct found *found)
{
	struct json_object *content = json_tokener_parse(found->content), *capture = NULL;

	if (!content || !json_object_object_get_ex(content, "capture", &capture)) {
		json_object_put(content);
		return -EINVAL;
	}
	b->number = found->number;
	b->replayed = capture != NULL;
	if (!bundle_headers_series(found->content, b->series))
		b->series[0] = '\0';
	json_object_put(content);
	return 0;
}

static int bundle_find(struct bundle *b)
{
	struct source source = source_of(b->ledger);
	struct ledger_query runs = {.kind = "run"};
	char error[LEDGER_ERROR] = "";
	struct found found;
	int err = found_look(&source, b->event, &found, error);

	if (!err) {
		err = found.content ? bundle_read(b, &found) : -ENODATA;
		found_clear(&found);
	}
	if (!err)
		return ledger_each(b->ledger, &runs, bundle_run, b);
	if (err == -ENOENT)
		snprintf(error, sizeof(error), "no event %.100s in it", b->event);
	else if (err == -ENODATA)
		snprintf(error, sizeof(error), "the owner erased record %.100s", b->event);
	else if (err == -EINVAL)
		snprintf(error, sizeof(error), "record %.100s is no event", b->event);
	fprintf(stderr, "lenswatch: %s: %s\n", b->path, error[0] ? error : ledger_error(b->ledger));
	return err;
}

/* A receipt as one line, so that several make a file. */
static int bundle_receipt(struct bundle *b, uint64_t number)
{
	struct json_object *receipt = NULL;
	char *text = NULL;
	size_t size;
	FILE *memory = open_memstream(&text, &size);
	int err = memory ? ledger_receipt_write(b->ledger, number, memory) : -ENOMEM;

	if (memory && fclose(memory) != 0 && !err)
		err = -ENOMEM;
	if (!err)
		receipt = json_tokener_parse(text);
	if (!err && (!receipt || puts(json_object_to_json_string_ext(
					 receipt, JSON_C_TO_STRING_PLAIN |
							  JSON_C_TO_STRING_NOSLASHESCAPE)) < 0))
		err = -EIO;
	json_object_put(receipt);
	free(text);
	return err;
}

/* The headers it was told from, where they were kept, with the proof that they are the same. */
static int bundle_slice(struct bundle *b)
{
	char sha256[SHELF_HASH];
	uint64_t number;
	int err =
		b->series[0] ? bundle_headers_find(b->ledger, b->series, &number, sha256) : -ENOENT;

	if (!err)
		err = bundle_receipt(b, number);
	else
		return err == -ENOENT ? 0 : err;
	if (!err)
		err = bundle_headers_write(b->path, b->series, sha256, stdout);
	if (err != -ENOENT && err != -EBADMSG)
		return err;
	fprintf(stderr, "lenswatch: %s.headers/%s.pcap %s: left out\n", b->path, b->series,
		err == -ENOENT ? "is not there any more" : "is not what was written");
	return 0;
}

static int bundle_write(struct bundle *b)
{
	int err = bundle_receipt(b, b->number);

	if (!err && b->run)
		err = bundle_receipt(b, b->run);
	if (!err)
		err = bundle_slice(b);
	if (!err && fflush(stdout) != 0)
		err = -EIO;
	if (err)
		fprintf(stderr, "lenswatch: %s\n",
			err == -EIO ? "standard output could not be written"
				    : ledger_error(b->ledger));
	return err;
}

static int bundle_make(struct bundle *b)
{
	char error[LEDGER_ERROR];
	int err;

	b->path = ask_history(b->path, CONTROL_PATH, LENSWATCH_CONFIG, NULL);
	err = ledger_open(b->path, LEDGER_READ, &b->ledger, error);
	if (err) {
		fprintf(stderr, "lenswatch: %s\n", error);
		return EXIT_COULD_NOT;
	}
	err = bundle_find(b);
	if (!err)
		err = bundle_write(b);
	ledger_close(b->ledger);
	return err ? EXIT_COULD_NOT : EXIT_DONE;
}

int command_bundle(int argc, char **argv)
{
	static const struct option options[] = {
		{"ledger", required_argument, NULL, 'l'}, {"help", no_argument, NULL, 'h'}, {0}};
	static char name[] = "lenswatch bundle"; /* getopt tells errors with it */
	struct bundle b = {0};
	int found;

	argv[0] = name;
	while ((found = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (found == 'h')
			return fputs(bundle_help, stdout) >= 0 && fflush(stdout) == 0
				       ? EXIT_DONE
				       : EXIT_COULD_NOT;
		if (found != 'l') {
			fputs("`lenswatch bundle --help` tells more.\n", stderr);
			return EXIT_USAGE;
		}
		b.path = optarg;
	}
	if (argc - optind != 1 || !found_is_name(argv[optind])) {
		fputs("lenswatch: say which event: 4 to 16 hex digits of its id, or the number of "
		      "its record\n",
		      stderr);
		return EXIT_USAGE;
	}
	b.event = argv[optind];
	return bundle_make(&b);
}
