// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "capture/file/folder.h"
#include "capture/file/progress.h"
#include "commands/commands.h"
#include "house/jobs.h"
#include "config/prepare.h"
#include "house/house.h"
#include "commands/order.h"
#include "slice/shelf.h"
#include "base/exit.h"

#define REPLAY_JOBS 64

static const char replay_help[] =
	"Usage: lenswatch replay [OPTIONS] FILE|DIR ...\n\n"
	"Reads captures (pcap or pcapng, also .gz and .zst, - for standard input) and tells when, "
	"how\n"
	"much and to where footage of the cameras in them left the house. Each FILE is a house of "
	"its\n"
	"own; a DIR stands for the captures in it.\n\n"
	"  --camera ADDR[=NAME]  this MAC or IP address is a camera (may be repeated)\n"
	"  --home CIDR           these addresses are inside the home too (may be repeated)\n"
	"  --speakers            report the speech of voice assistants too\n"
	"  --rules DIR           use these rules\n"
	"  --geo FILE.mmdb       where addresses are registered: GeoLite2 or DB-IP (may be "
	"repeated)\n"
	"  --ledger FILE         add what is told to this history, made where there is none\n"
	"  --keep-headers MB     beside the history, keep the headers of what was told (bundle)\n"
	"  --promise TEXT        hold all of it against a promise, as in \"front door: only "
	"clips\" "
	"(may be\n"
	"                        repeated); exit status 3 where one was broken\n"
	"  --join                the files are one time line (rotated captures), in the order of "
	"their\n"
	"                        first packets\n"
	"  --mirror KIND         look into the copies of frames that a mirror sends as packets: "
	"tzsp,\n"
	"                        vxlan, gre or erspan; by itself only where there is nothing else\n"
	"  --jobs N              replay N houses side by side\n"
	"  --format FORMAT       text (default), jsonl or csv\n"
	"  --help                this text\n";

struct replay {
	struct options common;
	struct house_config house;
	struct folder captures;
	size_t jobs;
	const char *ledger; /* NULL: no history is kept */
	unsigned keep_headers_mb;
	char headers[SHELF_PATH];
	bool join;
	bool help;
	struct rules *rules;
	struct progress *progress;
};

static int replay_jobs(struct replay *r, const char *text)
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

static int replay_mirror(struct replay *r, const char *value)
{
	r->house.mirror = carrier_named(value);
	options_note(&r->common, "mirror", value);
	if (r->house.mirror)
		return 0;
	fprintf(stderr, "lenswatch: --mirror wants tzsp, vxlan, gre or erspan, not \"%s\"\n",
		value);
	return -EINVAL;
}

static int replay_option(struct replay *r, const char *name, const char *value)
{
	char error[OPTIONS_ERROR];
	int err;

	if (strcmp(name, "help") == 0) {
		r->help = true;
		return 0;
	}
	if (strcmp(name, "jobs") == 0)
		return replay_jobs(r, value);
	if (strcmp(name, "ledger") == 0) {
		r->ledger = value;
		return 0;
	}
	if (strcmp(name, "keep-headers") == 0) {
		err = options_megabytes(name, value, &r->keep_headers_mb, error);
		if (err)
			fprintf(stderr, "lenswatch: %s\n", error);
		return err;
	}
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

static int replay_tell_help(void)
{
	if (fputs(replay_help, stdout) >= 0 && fflush(stdout) == 0)
		return EXIT_DONE;
	perror("lenswatch: standard output");
	return EXIT_COULD_NOT;
}

static int replay_options(struct replay *r, int argc, char **argv)
{
	static const struct option options[] = {{"camera", required_argument, NULL, 'o'},
						{"home", required_argument, NULL, 'o'},
						{"speakers", no_argument, NULL, 'o'},
						{"rules", required_argument, NULL, 'o'},
						{"geo", required_argument, NULL, 'o'},
						{"join", no_argument, NULL, 'o'},
						{"mirror", required_argument, NULL, 'o'},
						{"jobs", required_argument, NULL, 'o'},
						{"ledger", required_argument, NULL, 'o'},
						{"keep-headers", required_argument, NULL, 'o'},
						{"format", required_argument, NULL, 'o'},
						{"promise", required_argument, NULL, 'o'},
						{"help", no_argument, NULL, 'o'},
						{0}};
	static char name[] = "lenswatch replay"; /* getopt tells errors with it */
	int index = 0, found;

	argv[0] = name;

	while ((found = getopt_long(argc, argv, "", options, &index)) != -1) {
		if (found != 'o') {
			fputs("`lenswatch replay --help` lists the options.\n", stderr);
			return -EINVAL;
		}
		if (replay_option(r, options[index].name, optarg) != 0)
			return -EINVAL;
	}
	if (!r->help && optind == argc) {
		fputs("lenswatch: no capture named. Example: lenswatch replay house.pcap\n",
		      stderr);
		return -EINVAL;
	}
	if (!r->help && r->keep_headers_mb && !r->ledger) {
		fputs("lenswatch: headers are kept beside a history: tell one with --ledger\n",
		      stderr);
		return -EINVAL;
	}
	if (!r->help && r->ledger && r->jobs > 1) {
		fputs("lenswatch: --ledger keeps one order, so the houses are read one after the "
		      "other: leave --jobs away\n",
		      stderr);
		return -EINVAL;
	}
	return 0;
}

static int replay_house(void *context, size_t index, FILE *file)
{
	struct replay *r = context;
	size_t count = r->join ? r->captures.count : 1;
	uint64_t breaches = 0;
	int err;

	if (ferror(file)) /* told already: nothing more can be written */
		return EXIT_COULD_NOT;
	err = house_replay(&r->house, &r->captures.paths[index], count, r->progress, file,
			   &breaches);

	if (err == -ENOMEM)
		fputs("lenswatch: out of memory\n", stderr);
	return err ? EXIT_COULD_NOT : breaches ? EXIT_NO : EXIT_DONE;
}

static void replay_done(void *context, size_t index)
{
	struct replay *r = context;
	struct stat status;

	if (stat(r->captures.paths[index], &status) == 0)
		progress_add(r->progress, (uint64_t)status.st_size);
}

static int replay_run(struct replay *r)
{
	struct progress *shown = NULL;
	int status;

	if (progress_create(stderr, isatty(STDERR_FILENO), r->captures.bytes, &shown) != 0)
		return EXIT_COULD_NOT;
	r->house.output.colour = isatty(STDOUT_FILENO) && !getenv("NO_COLOR");
	r->house.output.ordered = true;
	r->house.output.titled = !r->join && r->captures.count > 1;
	r->house.digest = r->house.output.format == OUTPUT_JSONL || r->ledger;
	output_begin(&r->house.output, stdout);
	r->progress = shown;
	status = jobs_run(r->join ? 1 : r->captures.count, r->jobs, replay_house,
			  r->jobs > 1 ? replay_done : NULL, r, stdout);
	progress_destroy(shown);
	if (fflush(stdout) != 0) {
		perror("lenswatch: standard output");
		status = EXIT_COULD_NOT;
	}
	return status;
}

/* What the options say of a house. */
static void replay_tell_house(struct replay *r)
{
	const struct options *o = &r->common;

	memcpy(r->house.declared, o->declared, sizeof(o->declared));
	r->house.declared_count = o->declared_count;
	memcpy(r->house.prefixes, o->prefixes, sizeof(o->prefixes));
	r->house.prefix_count = o->prefix_count;
	r->house.output.format = o->format;
	r->house.options = o->note;
	r->house.promises = o->promises;
}

static int replay_open_ledger(struct replay *r)
{
	char error[LEDGER_ERROR];
	int err = ledger_open(r->ledger, LEDGER_WRITE, &r->house.ledger, error);

	if (err)
		fprintf(stderr, "lenswatch: %s\n", error);
	return err;
}

static int replay_open_headers(struct replay *r)
{
	int err = shelf_folder(r->ledger, r->headers);

	if (!err)
		err = shelf_make(r->headers);
	if (err)
		fprintf(stderr, "lenswatch: %s.headers: %s\n", r->ledger, strerror(-err));
	r->house.headers = r->headers;
	r->house.headers_limit = (uint64_t)r->keep_headers_mb * 1000000;
	return err;
}

static int replay_prepare(struct replay *r, int argc, char **argv, char path[32])
{
	char error[FOLDER_ERROR];
	int err = prepare_rules(&r->common, &r->rules);

	if (err)
		return err;
	replay_tell_house(r);
	prepare_promises(&r->common.promises, r->rules);
	r->house.rules = r->rules;
	err = folder_expand(argv + optind, (size_t)(argc - optind), &r->captures, error);
	if (err) {
		fprintf(stderr, "lenswatch: %s\n", error);
		return err;
	}
	err = r->join ? order_by_time(&r->captures) : 0;
	if (!err)
		err = prepare_protocols(r->rules, path);
	if (err)
		return err;
	r->house.protocols_file = path;
	err = prepare_geography(&r->common, NULL, &r->house.geography);
	if (!err && r->ledger)
		err = replay_open_ledger(r);
	return !err && r->keep_headers_mb ? replay_open_headers(r) : err;
}

int command_replay(int argc, char **argv)
{
	struct replay *r = calloc(1, sizeof(*r));
	char path[32];
	int status = EXIT_COULD_NOT;

	if (!r || options_create(&r->common) != 0) {
		free(r);
		return EXIT_COULD_NOT;
	}
	r->jobs = 1;
	if (replay_options(r, argc, argv) != 0)
		status = EXIT_USAGE;
	else if (r->help)
		status = replay_tell_help();
	else if (replay_prepare(r, argc, argv, path) == 0)
		status = replay_run(r);
	ledger_close(r->house.ledger);
	folder_free(&r->captures);
	geography_close(r->house.geography);
	rules_destroy(r->rules);
	options_destroy(&r->common);
	free(r);
	return status;
}
