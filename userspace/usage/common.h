/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rows that several commands have, and mean the same in each. Included by usage_*.c alone. */
#ifndef LENSWATCH_USAGE_COMMON_H
#define LENSWATCH_USAGE_COMMON_H

#define ROW_HELP                                                                                   \
	{"help", NULL, USAGE_FIRST, "this text", MAN("Print a summary of the options.")},          \
	{                                                                                          \
		"version", NULL, USAGE_FIRST, "the version", MAN("Print the version.")             \
	}
#define ROW_JSON                                                                                   \
	{"json", NULL, 'f', "the same as --format json", MAN("The same as `--format json`.")}
#define ROW_OUTPUT                                                                                 \
	{"output", "FILE", USAGE_FIRST, "write to this file; it appears once it is whole",         \
	 MAN("Write to this file instead of standard output. It is written beside it, and put in " \
	     "its place once it is whole.")}
#define ROW_UTC                                                                                    \
	{"utc", NULL, USAGE_FIRST, "times are in UTC, those given and those shown",                \
	 MAN("Times are in UTC, those given and those shown, instead of the time zone of the "     \
	     "system. Promises are still held to the hours of the system's zone.")}
#define ROW_QUIET                                                                                  \
	{"quiet", NULL, USAGE_FIRST, "print no answer: the exit status says it",                   \
	 MAN("Print no answer: the exit status says it.")}
#define ROW_TEXT(manual) {"format", "FORMAT", 'f', "text (default) or json", MAN(manual)}, ROW_JSON

#endif
