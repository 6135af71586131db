/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What each subcommand takes, an option a row: getopt, `--help`, the configuration's keys and the
 * manual pages come from it, and completion from the help. Called by main.c, commands/ and config/;
 * this room includes nothing, so that manual.c makes the pages on the machine that builds.
 */
#ifndef LENSWATCH_USAGE_USAGE_H
#define LENSWATCH_USAGE_USAGE_H

#include <getopt.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* What only the manual says is no part of the program. `code`, and a blank line is a paragraph. */
#ifdef LENSWATCH_MANUAL
#define MAN(text) .manual = (text),
#else
#define MAN(text)
#endif

#define USAGE_OPTIONS 40 /* of one command, and the empty row behind the last */
#define USAGE_FIRST 1	 /* the letter of rows that all commands have: usage_begin() takes them */

struct usage_row {
	const char *name;     /* an option's, without dashes; else a word of the command line */
	const char *argument; /* as help shows it; NULL: none */
	int letter;	      /* what a command knows it by; 0: it is a word, no option */
	const char *help;     /* short; NULL: a key of a configuration file alone */
#ifdef LENSWATCH_MANUAL
	const char *manual; /* NULL: what help says is all */
	const char *key;    /* in a configuration file, where it is called otherwise */
	unsigned is;	    /* of enum setting_is */
#endif
};

struct usage {
	const char *command;	      /* "report", "cameras forget" */
	const char *summary;	      /* a clause */
	const char *synopsis;	      /* behind the command; a tab begins another way to call it */
	const char *about;	      /* sentences; help breaks the lines */
	const char *after;	      /* the same behind the options; NULL: nothing */
	const struct usage_row *rows; /* an empty one behind the last */
	bool paged;		      /* its answer may be long, and is for people to read */
#ifdef LENSWATCH_MANUAL
	const char *manual; /* more than `about` */
#endif
};

enum setting_is {
	SETTING_LIST = 1,     /* the file may hold a list */
	SETTING_PATH = 2,     /* as seen from the file's folder */
	SETTING_FILE = 4,     /* for whoever writes the file: no option */
	SETTING_ALONE = 8,    /* the option takes no value */
	SETTING_SAYS_ALL = 16 /* what is wrong with a value is said with its cure */
};

extern const struct usage usage_anonymise, usage_attest, usage_bundle, usage_cameras, usage_config,
	usage_devices, usage_explain, usage_forget, usage_promises, usage_replay, usage_report,
	usage_rules, usage_status, usage_verify, usage_watch;

/* What all commands have in common, taken before the command is called. */
struct usage_common {
	const char *output; /* the file that the answer goes to; NULL: standard output */
	bool help, version, utc;
	bool quiet;  /* the exit status is answer enough */
	bool data;   /* the answer is no text */
	bool follow; /* it has no end, so that no file of it is ever whole */
};

/* 0, or -EINVAL: the command line is none of this command's, which is told with its hint. */
int usage_begin(const struct usage *usage, int argc, char **argv, struct usage_common *out);
/*
 * Hands each option of the command line but those to `option`: its row, and its value, part of argv
 * (NULL where it takes none). --json comes as --format with the value "json". Ends at the first
 * that is not 0, and returns it. What is no option is told: -EINVAL. optind is then at the first
 * word that is no option.
 */
int usage_read(const struct usage *usage, int argc, char **argv,
	       int (*option)(void *context, const struct usage_row *row, const char *value),
	       void *context);
/* Tells a word too many behind the options, where there are more than `most`: -EINVAL, else 0. */
int usage_words(const struct usage *usage, int argc, char **argv, int most);
/*
 * Which of the words that `usage` begins with the command line names, by its place among the rows,
 * with as many words behind it as it takes. 0, or -EINVAL, told.
 */
int usage_action(const struct usage *usage, int argc, char **argv, size_t *out);
/*
 * Which of `names` (an empty one behind the last) the format is: 0 and its index, or -EINVAL, told.
 * "json" and "jsonl" are one.
 */
int usage_format(const char *value, const char *const names[], int *out);
/* The letter that an option has beside its name, the same in all commands; '\0': none. */
char usage_letter(const struct usage_row *row);
/* Where to read on. Returns -EINVAL. */
int usage_hint(const struct usage *usage);

/* The text of --help, in lines of at most `width` columns; 0: as many as are good to read. */
void usage_write(const struct usage *usage, size_t width, FILE *file);
/* The same to standard output, as wide as that is: 0, or -EIO, told. */
int usage_tell(const struct usage *usage);

#endif
