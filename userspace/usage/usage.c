// SPDX-License-Identifier: GPL-2.0-or-later
#include "usage/usage.h"

#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "usage/near.h"

#define USAGE_WIDTH 98
#define USAGE_LEAST 40 /* in fewer columns nothing can be read */
#define USAGE_NAME 22  /* a longer one stands on a line of its own */
#define USAGE_LONG 256 /* what getopt returns for the first row: above all letters */

/* A letter, and the one option that it stands for wherever there is one of that name. */
static const char usage_letters[][12] = {"iinterface", "rread",	  "cconfig",  "fformat",
					 "ooutput",    "qquiet",  "vverbose", "jjson",
					 "hhelp",      "Vversion"};

char usage_letter(const struct usage_row *row)
{
	for (size_t i = 0; i < sizeof(usage_letters) / sizeof(usage_letters[0]); i++)
		if (row->letter && strcmp(usage_letters[i] + 1, row->name) == 0)
			return usage_letters[i][0];
	return '\0';
}

static void usage_getopt(const struct usage *usage, struct option out[USAGE_OPTIONS],
			 char letters[2 * USAGE_OPTIONS])
{
	size_t count = 0, used = 0;

	letters[used++] = ':'; /* what is missing is told here */
	for (const struct usage_row *row = usage->rows; row->name; row++) {
		char letter = usage_letter(row);

		if (!row->letter)
			continue;
		out[count++] = (struct option){
			.name = row->name,
			.has_arg = row->argument ? required_argument : no_argument,
			.val = USAGE_LONG + (int)(row - usage->rows),
		};
		if (letter)
			letters[used++] = letter;
		if (letter && row->argument)
			letters[used++] = ':';
	}
	out[count] = (struct option){0};
	letters[used] = '\0';
}

/* By what getopt returned, or left in optopt. */
static const struct usage_row *usage_found(const struct usage *usage, int found)
{
	for (const struct usage_row *row = usage->rows; row->name; row++)
		if (found == USAGE_LONG + (row - usage->rows) ||
		    (found && found == usage_letter(row)))
			return row;
	return NULL;
}

static int usage_no_option(const struct usage *usage, const char *word)
{
	struct near near = {.word = word + 2};

	if (optopt) {
		fprintf(stderr, "lenswatch: %s has no option -%c\n", usage->command, optopt);
		return -EINVAL;
	}
	for (const struct usage_row *row = usage->rows; row->name; row++)
		if (row->letter)
			near_weigh(&near, row->name);
	fprintf(stderr, "lenswatch: %s has no option %.200s%s%s%s\n", usage->command, word,
		near.best ? "; did you mean --" : "", near.best ? near.best : "",
		near.best ? "?" : "");
	return -EINVAL;
}

static int usage_wrong(const struct usage *usage, int found, char **argv)
{
	const struct usage_row *row = usage_found(usage, optopt);

	if (!row)
		return usage_no_option(usage, argv[optind - 1]);
	if (found == ':')
		fprintf(stderr, "lenswatch: --%s needs a value: --%s %s\n", row->name, row->name,
			row->argument);
	else
		fprintf(stderr, "lenswatch: --%s takes no value\n", row->name);
	return -EINVAL;
}

static int usage_each(const struct usage *usage, int argc, char **argv,
		      int (*option)(void *context, const struct usage_row *row, const char *value),
		      void *context)
{
	struct option options[USAGE_OPTIONS];
	char letters[2 * USAGE_OPTIONS];
	int found, err = 0;

	usage_getopt(usage, options, letters);
	opterr = 0;
	optind = 0; /* begins anew, in glibc and musl */
	while (!err && (found = getopt_long(argc, argv, letters, options, NULL)) != -1) {
		if (found == '?' || found == ':')
			return usage_wrong(usage, found, argv);
		err = option(context, usage_found(usage, found), optarg);
	}
	return err;
}

static int usage_take(void *context, const struct usage_row *row, const char *value)
{
	struct usage_common *common = context;

	if (strcmp(row->name, "json") == 0 || strcmp(row->name, "format") == 0)
		common->data = !value || strcmp(value, "text") != 0;
	common->follow = common->follow || strcmp(row->name, "follow") == 0;
	if (row->letter != USAGE_FIRST)
		return 0;
	if (row->argument)
		common->output = value;
	else if (strcmp(row->name, "help") == 0)
		common->help = true;
	else if (strcmp(row->name, "version") == 0)
		common->version = true;
	else if (strcmp(row->name, "utc") == 0)
		common->utc = true;
	else
		common->quiet = true;
	return 0;
}

int usage_begin(const struct usage *usage, int argc, char **argv, struct usage_common *out)
{
	struct usage_common common = {0};

	if (usage_each(usage, argc, argv, usage_take, &common) != 0)
		return usage_hint(usage);
	if (common.follow && common.output) {
		fputs("lenswatch: --output FILE is there once the answer is whole, and --follow "
		      "has no end: write > FILE instead\n",
		      stderr);
		return usage_hint(usage);
	}
	*out = common;
	return 0;
}

struct usage_reader {
	int (*option)(void *context, const struct usage_row *row, const char *value);
	void *context;
	const struct usage *usage;
};

static int usage_hand(void *context, const struct usage_row *row, const char *value)
{
	struct usage_reader *reader = context;

	if (row->letter == USAGE_FIRST)
		return 0;
	if (strcmp(row->name, "json") == 0) {
		value = row->name;
		for (row = reader->usage->rows; strcmp(row->name, "format") != 0; row++)
			;
	}
	return reader->option(reader->context, row, value);
}

int usage_read(const struct usage *usage, int argc, char **argv,
	       int (*option)(void *context, const struct usage_row *row, const char *value),
	       void *context)
{
	struct usage_reader reader = {option, context, usage};

	return usage_each(usage, argc, argv, usage_hand, &reader);
}

int usage_words(const struct usage *usage, int argc, char **argv, int most)
{
	if (argc - optind <= most)
		return 0;
	fprintf(stderr, "lenswatch: %s takes no \"%.200s\"\n", usage->command, argv[optind + most]);
	return -EINVAL;
}

static int usage_no_action(const struct usage *usage, const char *word)
{
	struct near near = {.word = word};

	for (const struct usage_row *row = usage->rows; !row->letter; row++)
		near_weigh(&near, row->name);
	fprintf(stderr, "lenswatch: %s has no action \"%.200s\"%s%s%s\n", usage->command, word,
		near.best ? "; did you mean \"" : "", near.best ? near.best : "",
		near.best ? "\"?" : "");
	return -EINVAL;
}

/* "CAMERA [NAME]": one that must be there, two that may. */
static int usage_count(const char *words, bool least)
{
	int count = words && !(least && *words == '[');

	for (; words && *words; words++)
		count += *words == ' ' && !(least && words[1] == '[');
	return count;
}

int usage_action(const struct usage *usage, int argc, char **argv, size_t *out)
{
	const struct usage_row *row = usage->rows;

	if (optind == argc) {
		fprintf(stderr, "lenswatch: say what to do: lenswatch %s", usage->command);
		for (; !row->letter; row++)
			fprintf(stderr, "%s%s", row == usage->rows ? " " : "|", row->name);
		putc('\n', stderr);
		return -EINVAL;
	}
	while (!row->letter && strcmp(argv[optind], row->name) != 0)
		row++;
	if (row->letter)
		return usage_no_action(usage, argv[optind]);
	*out = (size_t)(row - usage->rows);
	if (argc - optind - 1 >= usage_count(row->argument, true))
		return usage_words(usage, argc, argv, 1 + usage_count(row->argument, false));
	fprintf(stderr, "lenswatch: \"%s %s\" wants more words: lenswatch %s %s %s\n",
		usage->command, row->name, usage->command, row->name, row->argument);
	return -EINVAL;
}

int usage_format(const char *value, const char *const names[], int *out)
{
	size_t count = 0;

	for (size_t i = 0; names[i]; i++, count++) {
		bool json = strncmp(names[i], "json", 4) == 0;

		if (strcmp(value, names[i]) != 0 &&
		    !(json && (strcmp(value, "json") == 0 || strcmp(value, "jsonl") == 0)))
			continue;
		*out = (int)i;
		return 0;
	}
	fputs("lenswatch: --format wants ", stderr);
	for (size_t i = 0; i < count; i++)
		fprintf(stderr, "%s%s", names[i],
			i + 2 < count	? ", "
			: i + 1 < count ? " or "
					: "");
	fprintf(stderr, ", not \"%.200s\"\n", value);
	return -EINVAL;
}

int usage_hint(const struct usage *usage)
{
	fprintf(stderr, "`lenswatch %s --help` lists the options.\n", usage->command);
	return -EINVAL;
}

/* "-f, --format FORMAT", "    --ledger FILE", "FILE". Returns `text`. */
static const char *usage_name(const struct usage_row *row, char text[64])
{
	char letter = usage_letter(row), before[8] = "    ";

	if (letter)
		snprintf(before, sizeof(before), "-%c, ", letter);
	snprintf(text, 64, "%s%s%s%s%s", row->letter ? before : "", row->letter ? "--" : "",
		 row->name, row->argument ? " " : "", row->argument ? row->argument : "");
	return text;
}

/*
 * Breaks it at blanks and at its own ends of lines, and begins each but the first at the column. A
 * word that has no room in a line, as a path on a narrow terminal, stands out of it whole.
 */
static void usage_wrap(const char *text, size_t column, size_t width, FILE *file)
{
	size_t room = width - column;

	while (strlen(text) > room || strchr(text, '\n')) {
		size_t at = strcspn(text, "\n");

		if (at > room)
			for (at = room; at && text[at] != ' ';)
				at--;
		if (!at)
			at = strcspn(text, " \n");
		fprintf(file, "%.*s\n", (int)at, text);
		text += at + (text[at] != '\0');
		if (!*text)
			return;
		fprintf(file, "%*s", (int)column, "");
	}
	fprintf(file, "%s\n", text);
}

static void usage_write_rows(const struct usage *usage, size_t room, FILE *file)
{
	char text[64];
	size_t width = 0;

	for (const struct usage_row *row = usage->rows; row->name; row++) {
		size_t length = strlen(usage_name(row, text));

		if (row->help && length <= USAGE_NAME && length > width)
			width = length;
	}
	for (const struct usage_row *row = usage->rows; row->name; row++) {
		if (!row->help)
			continue;
		if (strlen(usage_name(row, text)) > width)
			fprintf(file, "  %s\n%*s", text, (int)width + 4, "");
		else
			fprintf(file, "  %-*s  ", (int)width, text);
		usage_wrap(row->help, width + 4, room, file);
	}
}

void usage_write(const struct usage *usage, size_t width, FILE *file)
{
	const char *way = usage->synopsis, *end;

	width = width && width < USAGE_WIDTH ? width : USAGE_WIDTH;
	width = width < USAGE_LEAST ? USAGE_LEAST : width;
	for (;; way = end + 1) {
		end = strchr(way, '\t');
		fprintf(file, "%s lenswatch %s %.*s\n",
			way == usage->synopsis ? "Usage:" : "      ", usage->command,
			end ? (int)(end - way) : (int)strlen(way), way);
		if (!end)
			break;
	}
	putc('\n', file);
	usage_wrap(usage->about, 0, width, file);
	putc('\n', file);
	usage_write_rows(usage, width, file);
	if (usage->after) {
		putc('\n', file);
		usage_wrap(usage->after, 0, width, file);
	}
}

int usage_tell(const struct usage *usage)
{
	struct winsize size = {0};

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0)
		size.ws_col = 0;
	usage_write(usage, size.ws_col, stdout);
	if (fflush(stdout) == 0 && !ferror(stdout))
		return 0;
	perror("lenswatch: standard output");
	return -EIO;
}
