// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <getopt.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "capture/file/folder.h"
#include "capture/file/progress.h"
#include "commands/commands.h"
#include "house/jobs.h"
#include "config/prepare.h"
#include "house/replay.h"
#include "house/resume.h"
#include "commands/order.h"
#include "commands/experiment.h"
#include "slice/shelf.h"
#include "base/exit.h"
#include "base/stop.h"
#include "base/zone.h"
#include "system/outlet.h"
#include "usage/usage.h"
#include "words/clean.h"

#define REPLAY_JOBS 64
#define REPLAY_EVERY_S 60 /* how far it is, where that is no line that is overwritten */
#define REPLAY_ZONE_STEP_S (28 * 86400) /* clocks that ever differ do so for longer */
#define REPLAY_SKIPPED 5		/* of those so many are named: their records are complete */

struct replay_order {
	struct options common;
	struct replay_config order;
	struct folder captures;
	size_t jobs;
	const char *ledger; /* NULL: no history is kept */
	unsigned keep_headers_mb;
	char headers[SHELF_PATH];
	const char *state;	 /* to resume from; NULL: none */
	struct resume_key asked; /* all options that bear on the output */
	struct resume *resume;
	bool join, quiet;
	bool experiment; /* thresholds are others: no history is made of that */
	size_t named;	 /* captures on the command line */
	char **names;
	struct rules *rules;
	struct progress *progress;
};

static int replay_jobs(struct replay_order *r, const char *text)
{
	char *end;
	unsigned long jobs = strtoul(text, &end, 10);

	if (text[0] < '0' || text[0] > '9' || *end || !jobs || jobs > REPLAY_JOBS) {
		fprintf(stderr,
			"lenswatch: --jobs wants a number from 1 to 64, not \"%s\". "
			"As many as there are processors is a good one.\n",
			text);
		return -EINVAL;
	}
	r->jobs = jobs;
	return 0;
}

static int replay_mirror(struct replay_order *r, const char *value)
{
	r->order.mirror = carrier_named(value);
	options_note(&r->common, "mirror", value);
	if (r->order.mirror)
		return 0;
	fprintf(stderr, "lenswatch: --mirror wants tzsp, vxlan, gre or erspan, not \"%s\"\n",
		value);
	return -EINVAL;
}

static int replay_digest(struct replay_order *r, const char *value)
{
	if (strcmp(value, "sha256") != 0) {
		fprintf(stderr, "lenswatch: --digest wants sha256, not \"%s\"\n", value);
		return -EINVAL;
	}
	r->order.digest = true;
	return 0;
}

/* What changes nothing of a house's output. */
static bool replay_is_apart(const struct usage_row *row)
{
	static const char *const apart[] = {"jobs", "resume", "quiet", "read"};

	for (size_t i = 0; i < sizeof(apart) / sizeof(apart[0]); i++)
		if (strcmp(row->name, apart[i]) == 0)
			return true;
	return false;
}

/* Folds it into the key. */
static void replay_hash(struct resume_key *key, const void *data, size_t size)
{
	crypto_generichash_state state;

	crypto_generichash_init(&state, NULL, 0, sizeof(key->bytes));
	crypto_generichash_update(&state, key->bytes, sizeof(key->bytes));
	crypto_generichash_update(&state, data, size);
	crypto_generichash_final(&state, key->bytes, sizeof(key->bytes));
}

static void replay_hash_text(struct resume_key *key, const char *text)
{
	text = text ? text : "";
	replay_hash(key, text, strlen(text));
}

/* What is in it is not its name: it may be another by now. */
static void replay_hash_file(struct resume_key *key, const char *path)
{
	struct stat status = {0};
	uint64_t stored[3];

	if (stat(path, &status) != 0)
		return;
	stored[0] = (uint64_t)status.st_size;
	stored[1] = (uint64_t)status.st_mtim.tv_sec;
	stored[2] = (uint64_t)status.st_mtim.tv_nsec;
	replay_hash(key, stored, sizeof(stored));
}

static int replay_experiment(struct replay_order *r, const char *value)
{
	options_note(&r->common, "set", value);
	r->experiment = true;
	return experiment_set(value, &r->order.house.usual);
}

/* Whether it is one that takes no value and is not of all commands. */
static bool replay_flag(struct replay_order *r, const char *name)
{
	if (strcmp(name, "all") == 0) {
		options_note(&r->common, name, NULL);
		r->order.house.all = true;
	} else if (strcmp(name, "follow") == 0) {
		r->order.follow = true;
	} else if (strcmp(name, "strict") == 0) {
		r->order.strict = true;
	} else {
		return false;
	}
	return true;
}

/*
 * Promises on hours are of the clock on the wall, and CSV and JSON tell what broke them. A zone is
 * what its clocks show: its name may mean another one on another machine.
 */
static void replay_hash_zone(struct resume_key *key)
{
	for (int64_t at = 0; at < UINT32_MAX; at += REPLAY_ZONE_STEP_S) {
		int64_t offset = zone_house_offset(at);

		replay_hash(key, &offset, sizeof(offset));
	}
}

static int replay_option(void *context, const struct usage_row *row, const char *value)
{
	struct replay_order *r = context;
	const char *name = row->name;
	char error[OPTIONS_ERROR];
	int err;

	if (!replay_is_apart(row)) {
		replay_hash_text(&r->asked, name);
		replay_hash_text(&r->asked, value);
	}
	if (strcmp(name, "geo") == 0)
		replay_hash_file(&r->asked, value);
	if (row->letter == 'r') {
		r->names[r->named++] = (char *)value;
		return 0;
	}
	if (row->letter == 'q') {
		r->quiet = true;
		return 0;
	}
	if (strcmp(name, "jobs") == 0)
		return replay_jobs(r, value);
	if (strcmp(name, "ledger") == 0) {
		r->ledger = value;
		return 0;
	}
	if (strcmp(name, "resume") == 0) {
		r->state = value;
		return 0;
	}
	if (strcmp(name, "set") == 0)
		return replay_experiment(r, value);
	if (replay_flag(r, name))
		return 0;
	if (strcmp(name, "keep-headers") == 0) {
		err = options_megabytes(name, value, &r->keep_headers_mb, error);
		if (err)
			fprintf(stderr, "lenswatch: %s\n", error);
		return err;
	}
	if (strcmp(name, "digest") == 0)
		return replay_digest(r, value);
	if (strcmp(name, "mirror") == 0)
		return replay_mirror(r, value);
	if (strcmp(name, "join") == 0) {
		options_note(&r->common, name, NULL);
		r->join = true;
		return 0;
	}
	err = options_set(&r->common, name, value, error);
	if (err)
		fprintf(stderr, "lenswatch: %s\n", error);
	return err;
}

static int replay_options(struct replay_order *r, int argc, char **argv)
{
	if (usage_read(&usage_replay, argc, argv, replay_option, r) != 0)
		return -EINVAL;
	while (optind < argc)
		r->names[r->named++] = argv[optind++];
	if (!r->named) {
		fputs("lenswatch: no capture named. Example: lenswatch replay house.pcap\n",
		      stderr);
		return -EINVAL;
	}
	if (r->order.digest && r->common.format == OUTPUT_TEXT && !r->ledger) {
		fputs("lenswatch: --digest goes into the records of files: give --format json or "
		      "csv too\n",
		      stderr);
		return -EINVAL;
	}
	if (r->state && (r->common.format == OUTPUT_TEXT || r->join || r->ledger)) {
		fputs("lenswatch: --resume keeps what each file gave for programs: give --format "
		      "json or csv, and neither --join nor --ledger\n",
		      stderr);
		return -EINVAL;
	}
	if (r->experiment && r->ledger) {
		fputs("lenswatch: --set is an experiment, and a history keeps what happened: leave "
		      "--ledger away\n",
		      stderr);
		return -EINVAL;
	}
	if (r->order.house.all && r->common.format == OUTPUT_CSV) {
		fputs("lenswatch: --all has no columns in csv: give --format json, or none\n",
		      stderr);
		return -EINVAL;
	}
	if (r->order.follow && (r->named > 1 || r->state || r->order.digest)) {
		fputs("lenswatch: --follow is of one capture that comes by a pipe: leave other "
		      "captures, --resume and --digest away\n",
		      stderr);
		return -EINVAL;
	}
	if (r->keep_headers_mb && !r->ledger) {
		fputs("lenswatch: --keep-headers needs a history: give --ledger FILE\n", stderr);
		return -EINVAL;
	}
	if (r->ledger && r->jobs > 1) {
		fputs("lenswatch: --ledger keeps one order, so the houses are read one after the "
		      "other: leave --jobs away\n",
		      stderr);
		return -EINVAL;
	}
	return 0;
}

static int replay_house(void *context, size_t index, FILE *file)
{
	struct replay_order *r = context;
	size_t count = r->join ? r->captures.count : 1;
	uint64_t breaches = 0;
	int err;

	if (ferror(file)) /* told already: nothing more can be written */
		return EXIT_COULD_NOT;
	err = house_replay(&r->order, &r->captures.files[index], count, r->progress, file,
			   &breaches);

	if (err == -ECANCELED)
		return JOBS_STOPPED;
	if (err == -ENOMEM)
		fputs("lenswatch: out of memory\n", stderr);
	if (err == -ENOTSUP)
		fputs("lenswatch: this build of Lenswatch has no --all\n", stderr);
	return err ? EXIT_COULD_NOT : breaches ? EXIT_NO : EXIT_DONE;
}

/* The key of a house's output: the program, what was asked, and the file as it is. */
static void replay_key(const struct replay_order *r, const struct folder_file *file,
		       struct resume_key *out)
{
	uint64_t stored[] = {file->bytes, file->changed_ns, file->skipped};

	*out = r->asked;
	replay_hash_text(out, LENSWATCH_VERSION);
	replay_hash_text(out, rules_hash(r->rules));
	replay_hash_text(out, geography_date(r->order.house.geography));
	replay_hash_text(out, file->path);
	replay_hash_text(out, file->name);
	replay_hash(out, stored, sizeof(stored));
}

static int replay_open_state(struct replay_order *r)
{
	struct resume_key *keys = calloc(r->captures.count + 1, sizeof(*keys));
	char error[RESUME_ERROR];
	int err = -ENOMEM;

	if (!keys)
		return err;
	replay_hash_zone(&r->asked);
	for (size_t i = 0; i < r->captures.count; i++)
		replay_key(r, &r->captures.files[i], &keys[i]);
	err = resume_open(r->state, keys, r->captures.count, &r->resume, error);
	if (err)
		fprintf(stderr, "lenswatch: %s\n", error);
	free(keys);
	return err;
}

static bool replay_has(const struct replay_order *r, size_t index)
{
	return r->resume && resume_status(r->resume, index) >= 0;
}

/* The stored bytes that are still to be read; 0: not known. */
static uint64_t replay_bytes(const struct replay_order *r)
{
	uint64_t bytes = 0;

	for (size_t i = 0; i < r->captures.count; i++)
		if (!r->captures.files[i].skipped && !replay_has(r, i))
			bytes += r->captures.files[i].bytes;
	return r->captures.endless ? 0 : bytes;
}

/* What a folder holds beside captures; a word to the wise, and with --strict a failure. */
static void replay_tell_skipped(const struct replay_order *r)
{
	char clean[CLEAN_MOST];
	size_t named = 0;

	if (!r->captures.skipped || r->quiet)
		return;
	fprintf(stderr, "lenswatch: %zu of %zu files are no captures and were skipped:",
		r->captures.skipped, r->captures.count);
	for (size_t i = 0; i < r->captures.count && named < REPLAY_SKIPPED; i++)
		if (r->captures.files[i].skipped && r->captures.files[i].skipped != FILE_SAME)
			fprintf(stderr, "%s %s", named++ ? "," : "",
				clean_printable(r->captures.files[i].name, clean));
	fputs(r->captures.skipped > named ? ", ...\n" : "\n", stderr);
}

static void replay_tell_stop(const struct replay_order *r, size_t written)
{
	char clean[CLEAN_MOST];
	size_t done = written;

	for (size_t i = written; i < r->captures.count; i++)
		done += replay_has(r, i);
	fprintf(stderr, "lenswatch: stopped: %zu of %zu files are done, the next is %s; %s\n", done,
		r->captures.count,
		clean_printable(r->captures.files[r->join ? 0 : written].path, clean),
		r->resume ? "the same command goes on from there"
			  : "what is printed is whole up to there (--resume goes on another time)");
}

static int replay_run_jobs(struct replay_order *r)
{
	const struct jobs_order order = {.count = r->join ? 1 : r->captures.count,
					 .jobs = r->jobs,
					 .run = replay_house,
					 .context = r,
					 .resume = r->resume};
	sigset_t before;
	size_t written;
	int status;

	stop_hold(&before);
	status = jobs_run(&order, stdout, &written);
	progress_clear(r->progress);
	if (status == JOBS_STOPPED) {
		replay_tell_stop(r, written);
		status = EXIT_COULD_NOT;
	}
	stop_let_go(&before);
	return status;
}

/* Who sees nothing for a while must not take it for broken. */
static void replay_greet(const struct replay_order *r)
{
	if (r->order.follow && !r->quiet)
		fputs("lenswatch: following the capture: an upload is reported some 12 seconds "
		      "after it ends. Ctrl-C ends it.\n",
		      stderr);
}

static int replay_run(struct replay_order *r)
{
	int status;

	if (!r->quiet && !r->order.follow &&
	    progress_create(stderr, REPLAY_EVERY_S, replay_bytes(r), &r->progress) != 0)
		return EXIT_COULD_NOT;
	r->order.house.output.colour = outlet_in_colour();
	r->order.house.output.ordered = !r->order.follow;
	r->order.house.output.titled = !r->join && r->captures.count - r->captures.skipped > 1;
	r->order.digest |= r->ledger != NULL;
	replay_greet(r);
	output_begin(&r->order.house.output, stdout);
	status = replay_run_jobs(r);
	progress_destroy(r->progress);
	replay_tell_skipped(r);
	if (r->captures.barren || (r->order.strict && r->captures.skipped))
		status = EXIT_COULD_NOT;
	if (fflush(stdout) != 0) {
		perror("lenswatch: standard output");
		status = EXIT_COULD_NOT;
	}
	return status;
}

/* What the options say of a house. */
static void replay_tell_house(struct replay_order *r)
{
	struct house_config *house = &r->order.house;
	const struct options *o = &r->common;

	house->declared = o->declared;
	house->declared_count = o->declared_count;
	house->prefixes = o->prefixes;
	house->prefix_count = o->prefix_count;
	house->output.format = o->format;
	house->options = o->note;
	house->promises = &o->promises;
}

static int replay_open_ledger(struct replay_order *r)
{
	char error[LEDGER_ERROR];
	int err = ledger_open(r->ledger, LEDGER_WRITE, &r->order.ledger, error);

	if (err)
		fprintf(stderr, "lenswatch: %s\n", error);
	return err;
}

static int replay_open_headers(struct replay_order *r)
{
	int err = shelf_folder(r->ledger, r->headers);

	if (!err)
		err = shelf_make(r->headers);
	if (err)
		fprintf(stderr, "lenswatch: %s.headers: %s\n", r->ledger, strerror(-err));
	r->order.house.headers = r->headers;
	r->order.house.headers_limit = (uint64_t)r->keep_headers_mb * 1000000;
	return err;
}

static int replay_prepare(struct replay_order *r, char path[32])
{
	char error[FOLDER_ERROR];
	int err = prepare_rules(&r->common, &r->rules);

	if (err)
		return err;
	replay_tell_house(r);
	prepare_promises(&r->common.promises, r->rules);
	r->order.house.rules = r->rules;
	err = folder_expand(r->names, r->named, &r->captures, error);
	if (err || r->captures.barren)
		fprintf(stderr, "lenswatch: %s\n", error);
	if (err)
		return err;
	if (r->state && r->captures.endless) {
		fputs("lenswatch: --resume wants files: what a pipe gives may be something else "
		      "another time. Write it into a file first.\n",
		      stderr);
		return -ESPIPE;
	}
	if (r->order.follow && !r->captures.endless) {
		fputs("lenswatch: --follow is of what comes by a pipe. A file that grows: "
		      "tail -c +1 -f FILE | lenswatch replay --follow -\n",
		      stderr);
		return -EINVAL;
	}
	err = r->join ? order_by_time(&r->captures) : 0;
	if (!err)
		err = prepare_protocols(r->rules, path);
	if (err)
		return err;
	r->order.house.protocols = path;
	err = prepare_geography(&r->common, NULL, &r->order.house.geography);
	if (!err && r->ledger)
		err = replay_open_ledger(r);
	if (!err && r->state)
		err = replay_open_state(r);
	return !err && r->keep_headers_mb ? replay_open_headers(r) : err;
}

int command_replay(int argc, char **argv)
{
	struct replay_order *r = calloc(1, sizeof(*r));
	char path[32];
	int status = EXIT_COULD_NOT;

	if (r)
		r->names = calloc((size_t)argc + 1, sizeof(*r->names));
	if (!r || !r->names || options_create(&r->common) != 0) {
		free(r ? r->names : NULL);
		free(r);
		return EXIT_COULD_NOT;
	}
	r->jobs = 1;
	if (replay_options(r, argc, argv) != 0)
		status = EXIT_USAGE;
	else if (replay_prepare(r, path) == 0)
		status = replay_run(r);
	resume_close(r->resume);
	ledger_close(r->order.ledger);
	folder_free(&r->captures);
	geography_close(r->order.house.geography);
	rules_destroy(r->rules);
	options_destroy(&r->common);
	free(r->names);
	free(r);
	return status;
}
