// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Writes a manual page from the rows: `manual report` that of a subcommand, `manual yaml` that of
 * the configuration. Called by the Makefile; no part of the program.
 */
#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "usage/usage.h"

/* Of the commands that have rows, as the Makefile finds them. */
static const struct usage *const manual_all[] = {
#include "commands.h"
};

/* As a line's text: `code` in bold, a hyphen that is typed as one, no line that begins a request.
 */
static void manual_text(const char *text)
{
	bool bold = false, begins = true;

	for (; *text; text++) {
		if (*text == '`') {
			bold = !bold;
			fputs(bold ? "\\fB" : "\\fR", stdout);
		} else if (*text == '\n' && text[1] == '\n') {
			fputs("\n.PP\n", stdout);
			text++;
		} else if (*text == '\n') {
			putchar(text[1] ? ' ' : '\n');
		} else if (*text == '-') {
			fputs("\\-", stdout);
		} else if (*text == '\\') {
			fputs("\\e", stdout);
		} else {
			if (begins && (*text == '.' || *text == '\''))
				fputs("\\&", stdout);
			putchar(*text);
		}
		begins = *text == '\n';
	}
}

static void manual_bold(const char *before, const char *text, const char *behind)
{
	fputs("\\fB", stdout);
	manual_text(before);
	manual_text(text);
	printf("\\fR%s", behind);
}

/* Words in capitals are what stands for another. */
static void manual_argument(const char *argument)
{
	fputs("\\fI", stdout);
	manual_text(argument);
	fputs("\\fR", stdout);
}

static void manual_sentence(const char *help)
{
	char first[2] = {(char)toupper((unsigned char)help[0]), '\0'};

	manual_text(first);
	manual_text(help + 1);
	puts(".");
}

static void manual_head(const char *name, const char *section, const char *what)
{
	puts(".\\\" SPDX-License-Identifier: GPL-2.0-or-later");
	printf(".TH %s %s \"\" \"Lenswatch %s\" \"%s\"\n.SH NAME\n", name, section,
	       LENSWATCH_VERSION, what);
}

static void manual_rows(const struct usage *usage)
{
	for (const struct usage_row *row = usage->rows; row->name; row++) {
		if (!row->help)
			continue;
		puts(".TP");
		if (usage_letter(row))
			printf("\\fB\\-%c\\fR, ", usage_letter(row));
		manual_bold(row->letter ? "--" : "", row->name, row->argument ? " " : "");
		if (row->argument)
			manual_argument(row->argument);
		putchar('\n');
		if (row->manual) {
			manual_text(row->manual);
			putchar('\n');
		} else {
			manual_sentence(row->help);
		}
	}
}

static void manual_synopsis(const struct usage *usage)
{
	const char *way = usage->synopsis, *end;
	char text[160];

	puts(".SH SYNOPSIS");
	for (;; way = end + 1) {
		end = strchr(way, '\t');
		snprintf(text, sizeof(text), " %.*s", end ? (int)(end - way) : (int)strlen(way),
			 way);
		manual_bold("lenswatch ", usage->command, "");
		manual_text(text);
		putchar('\n');
		if (!end)
			break;
		puts(".br");
	}
}

static void manual_about(const struct usage *usage)
{
	manual_text(usage->about);
	putchar('\n');
	if (!usage->manual)
		return;
	puts(".PP");
	manual_text(usage->manual);
	putchar('\n');
}

static void manual_command(const struct usage *usage)
{
	char name[64] = "LENSWATCH-";

	for (size_t i = 0; usage->command[i] && i < 32; i++)
		name[10 + i] = (char)toupper((unsigned char)usage->command[i]);
	manual_head(name, "1", "User Commands");
	manual_text("lenswatch-");
	manual_text(usage->command);
	fputs(" \\- ", stdout);
	manual_text(usage->summary);
	putchar('\n');
	manual_synopsis(usage);
	if (usage == &usage_cameras)
		puts(".br\n\\fBlenswatch cameras forget\\fR CAMERA [\\-\\-yes] [\\-\\-ledger FILE] "
		     "[\\-\\-socket "
		     "FILE]");
	puts(".SH DESCRIPTION");
	manual_about(usage);
	puts(".SH OPTIONS");
	manual_rows(usage);
	if (usage->after) {
		puts(".SH TIMES");
		manual_text(usage->after);
		putchar('\n');
	}
	if (usage == &usage_cameras) {
		puts(".SH CAMERAS FORGET");
		manual_about(&usage_forget);
		manual_rows(&usage_forget);
	}
	puts(".SH SEE ALSO");
	puts(usage == &usage_watch   ? ".BR lenswatch (1),\n.BR lenswatch.yaml (5)"
	     : usage == &usage_rules ? ".BR lenswatch (1),\n.BR lenswatch-rules (5)"
				     : ".BR lenswatch (1)");
}

static void manual_key(const struct usage_row *row)
{
	puts(".TP");
	manual_bold("", row->key, ":");
	putchar(' ');
	if (row->is & SETTING_ALONE)
		fputs("\\fByes\\fR|\\fBno\\fR", stdout);
	else
		manual_argument(row->argument);
	putchar('\n');
	manual_text(row->manual);
	puts(row->is & SETTING_LIST ? "\nIn the file this may be a list." : "");
}

static void manual_yaml(void)
{
	manual_head("LENSWATCH.YAML", "5", "File Formats");
	puts("lenswatch.yaml \\- what lenswatch watch is to do");
	puts(".SH DESCRIPTION");
	manual_text("The file that `lenswatch watch --config` takes: a mapping in YAML. Its keys "
		    "are the options of `watch` without dashes; what the command line says comes "
		    "on top. It is read anew at SIGHUP. What is wrong in it is left out, and "
		    "the log and `lenswatch status` say so. Paths are as seen from the file's "
		    "folder.\n");
	puts(".SH KEYS");
	for (const struct usage_row *row = usage_watch.rows; row->name; row++)
		if (row->key)
			manual_key(row);
	puts(".SH EXAMPLE\n.nf\n.RS");
	puts("interface: br\\-lan\ncamera:");
	puts("\\&  \"f4:b8:5e:35:67:b0\": Front door");
	puts(".RE\n.fi");
	puts(".SH SEE ALSO\n.BR lenswatch\\-watch (1)");
}

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "yaml") == 0) {
		manual_yaml();
		return 0;
	}
	for (size_t i = 0; argc == 2 && i < sizeof(manual_all) / sizeof(manual_all[0]); i++) {
		if (strcmp(argv[1], manual_all[i]->command) == 0) {
			manual_command(manual_all[i]);
			return 0;
		}
	}
	fputs("usage: manual COMMAND|yaml\n", stderr);
	return 2;
}
