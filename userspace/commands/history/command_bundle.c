// SPDX-License-Identifier: GPL-2.0-or-later
#include "commands/history/command_bundle.h"

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
#include "usage/usage.h"
#include "ledger/ledger.h"

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
	struct records source = records_of(b->ledger);
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

static int bundle_option(void *context, const struct usage_row *row, const char *value)
{
	struct bundle *b = context;
	bool json;

	if (row->letter == 'f')
		return ask_format(value, &json);
	b->path = value;
	return 0;
}

int command_bundle(int argc, char **argv)
{
	struct bundle b = {0};

	if (usage_read(&usage_bundle, argc, argv, bundle_option, &b) != 0)
		return EXIT_USAGE;
	if (argc - optind != 1 || !found_is_name(argv[optind])) {
		fputs("lenswatch: bundle wants one EVENT: the handle in which its line ends, as "
		      "34f0, or \"last\"\n",
		      stderr);
		(void)usage_hint(&usage_bundle);
		return EXIT_USAGE;
	}
	b.event = argv[optind];
	return bundle_make(&b);
}
