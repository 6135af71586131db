// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "capture/folder.h"
#include "capture/progress.h"
#include "commands/commands.h"
#include "commands/jobs.h"
#include "house.h"
#include "rules/directory.h"

#define REPLAY_JOBS 64
#define REPLAY_OPTIONS 1024

static const char replay_help[] =
	"Usage: lenswatch replay [OPTIONS] FILE|DIR ...\n\n"
	"Reads captures (pcap or pcapng, also .gz and .zst, - for standard input) and tells when, "
	"how\n"
	"much and to where footage of the cameras in them left the house. Each FILE is a house of "
	"its\n"
	"own; a DIR stands for the captures in it.\n\n"
	"  --camera ADDR[=NAME]  this MAC or IP address is a camera (may be repeated)\n"
	"  --home CIDR           these addresses are inside the home too (may be repeated)\n"
	"  --rules DIR           use these rules\n"
	"  --geo FILE.mmdb       where addresses are registered: GeoLite2 or DB-IP (may be "
	"repeated)\n"
	"  --join                the files are one time line (rotated captures)\n"
	"  --jobs N              replay N houses side by side\n"
	"  --format FORMAT       text (default), jsonl or csv\n"
	"  --help                this text\n";

struct replay {
	struct house_config house;
	struct folder captures;
	const char *rules_told;
	const char *geo[HOUSE_GEO];
	size_t geo_count;
	size_t jobs;
	bool join;
	bool help;
	struct rules *rules;
	struct progress *progress;
	char options[REPLAY_OPTIONS];
};

static int replay_wrong(const char *what, const char *value, const char *cure)
{
	fprintf(stderr, "lenswatch: %s \"%s\". %s\n", what, value, cure);
	return -EINVAL;
}

/* Keeps what bears on the result, for the run record: so that it can be had again. */
static void replay_note(struct replay *r, const char *option, const char *value)
{
	size_t used = strlen(r->options);

	snprintf(r->options + used, sizeof(r->options) - used, "%s--%s%s%s", used ? " " : "",
		 option, value ? " " : "", value ? value : "");
}

static int replay_camera(struct replay *r, char *text)
{
	struct engine_told *told = &r->house.told[r->house.told_count];
	char *name = strchr(text, '=');
	struct address address;

	if (r->house.told_count == ENGINE_TOLD)
		return replay_wrong("too many cameras at", text, "64 can be told.");
	if (name)
		*name++ = '\0';
	memset(told, 0, sizeof(*told));
	if (mac_parse(text, told->device.bytes) == 0) {
		told->device.kind = DEVICE_BY_MAC;
	} else if (address_parse(text, &address) == 0) {
		told->device.kind = DEVICE_BY_ADDRESS;
		memcpy(told->device.bytes, address.bytes, 16);
	} else {
		return replay_wrong("--camera wants a MAC or IP address, not", text,
				    "Example: --camera f4:b8:5e:35:67:b0=\"Front door\"");
	}
	told->name = name && *name ? name : NULL;
	r->house.told_count++;
	return 0;
}

static int replay_home(struct replay *r, const char *text)
{
	if (r->house.prefix_count == HOUSE_PREFIXES)
		return replay_wrong("too many home prefixes at", text, "16 can be told.");
	if (prefix_parse(text, &r->house.prefixes[r->house.prefix_count]) != 0)
		return replay_wrong("--home wants a prefix, not", text,
				    "Example: --home 2001:db8:1::/48");
	r->house.prefix_count++;
	return 0;
}

static int replay_jobs(struct replay *r, const char *text)
{
	char *end;
	unsigned long jobs = strtoul(text, &end, 10);

	if (text[0] < '0' || text[0] > '9' || *end || !jobs || jobs > REPLAY_JOBS)
		return replay_wrong("--jobs wants a number from 1 to 64, not", text,
				    "As many as there are processors is a good one.");
	r->jobs = jobs;
	return 0;
}

static int replay_option(struct replay *r, const char *name, char *value)
{
	int err = 0;

	if (strcmp(name, "jobs") && strcmp(name, "format") && strcmp(name, "help"))
		replay_note(r, name, value);
	if (strcmp(name, "camera") == 0) {
		err = replay_camera(r, value);
	} else if (strcmp(name, "home") == 0) {
		err = replay_home(r, value);
	} else if (strcmp(name, "rules") == 0) {
		r->rules_told = value;
	} else if (strcmp(name, "geo") == 0) {
		if (r->geo_count == HOUSE_GEO)
			return replay_wrong("too many geo files at", value, "4 can be told.");
		r->geo[r->geo_count++] = value;
	} else if (strcmp(name, "join") == 0) {
		r->join = true;
	} else if (strcmp(name, "jobs") == 0) {
		err = replay_jobs(r, value);
	} else if (strcmp(name, "help") == 0) {
		r->help = true;
	} else if (output_format_parse(value, &r->house.output.format) != 0) {
		err = replay_wrong("--format wants text, jsonl or csv, not", value,
				   "Example: --format jsonl");
	}
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
						{"rules", required_argument, NULL, 'o'},
						{"geo", required_argument, NULL, 'o'},
						{"join", no_argument, NULL, 'o'},
						{"jobs", required_argument, NULL, 'o'},
						{"format", required_argument, NULL, 'o'},
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
	return 0;
}

static void replay_rules_error(void *context, const char *file, unsigned line, const char *what,
			       const char *cure)
{
	(void)context;
	fprintf(stderr, "lenswatch: %s", file);
	if (line)
		fprintf(stderr, ":%u", line);
	fprintf(stderr, ": %s%s%s\n", what, cure ? "; " : "", cure ? cure : "");
}

static void replay_geo_note(void *context, const char *file, const char *what, const char *cure)
{
	(void)context;
	fprintf(stderr, "lenswatch: %s: %s%s%s\n", file, what, cure ? "; " : "", cure ? cure : "");
}

/* nDPI reads its protocols from a file by name; this one needs no place on disk. */
static int replay_protocols(struct replay *r, char path[32])
{
	int fd = memfd_create("lenswatch-protocols", 0), err;
	FILE *file = fd < 0 ? NULL : fdopen(fd, "w");

	if (!file)
		return -errno;
	err = rules_write_protocols(r->rules, file);
	if (!err && fflush(file) != 0)
		err = -errno;
	snprintf(path, 32, "/proc/self/fd/%d", fd);
	r->house.protocols_file = path; /* the file stays open: the descriptor is its name */
	return err;
}

static int replay_house(void *context, size_t index, FILE *file)
{
	struct replay *r = context;
	size_t count = r->join ? r->captures.count : 1;
	int err;

	if (ferror(file)) /* told already: nothing more can be written */
		return EXIT_COULD_NOT;
	err = house_replay(&r->house, &r->captures.paths[index], count, r->progress, file);

	if (err == -ENOMEM)
		fputs("lenswatch: out of memory\n", stderr);
	return err ? EXIT_COULD_NOT : EXIT_DONE;
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
	r->house.digest = r->house.output.format == OUTPUT_JSONL;
	r->house.options = r->options;
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

static int replay_prepare(struct replay *r, int argc, char **argv, char path[32])
{
	char room[4096], error[FOLDER_ERROR];
	const char *rules = rules_directory(r->rules_told, room, sizeof(room));
	uint64_t now_ns = (uint64_t)time(NULL) * 1000000000ULL;
	int err;

	err = rules_load(rules, replay_rules_error, NULL, &r->rules);
	if (err == -ENOENT)
		fprintf(stderr, "lenswatch: %s: no rules there. Name their folder with --rules\n",
			rules);
	if (err)
		return err;
	r->house.rules = r->rules;
	err = folder_expand(argv + optind, (size_t)(argc - optind), &r->captures, error);
	if (err) {
		fprintf(stderr, "lenswatch: %s\n", error);
		return err;
	}
	err = replay_protocols(r, path);
	return err ? err
		   : geography_open(r->geo, r->geo_count, now_ns, replay_geo_note, NULL,
				    &r->house.geography);
}

int command_replay(int argc, char **argv)
{
	struct replay *r = calloc(1, sizeof(*r));
	char path[32];
	int status = EXIT_COULD_NOT;

	if (!r)
		return EXIT_COULD_NOT;
	r->jobs = 1;
	r->house.output.format = OUTPUT_TEXT;
	if (replay_options(r, argc, argv) != 0)
		status = EXIT_USAGE;
	else if (r->help)
		status = replay_tell_help();
	else if (replay_prepare(r, argc, argv, path) == 0)
		status = replay_run(r);
	folder_free(&r->captures);
	geography_close(r->house.geography);
	rules_destroy(r->rules);
	free(r);
	return status;
}
