// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "usage/usage.h"

static const struct usage *const all[] = {
	&usage_anonymise, &usage_attest,  &usage_bundle, &usage_cameras,  &usage_config,
	&usage_devices,	  &usage_explain, &usage_forget, &usage_promises, &usage_replay,
	&usage_report,	  &usage_rules,	  &usage_status, &usage_verify,	  &usage_watch};

static char *help_in(const struct usage *usage, size_t width)
{
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	assert_non_null(file);
	usage_write(usage, width, file);
	fclose(file);
	return text;
}

static char *help(const struct usage *usage)
{
	return help_in(usage, 0);
}

/* What getopt is told is what is taken: `--name` alone is told to lack its value, or is one. */
static int nothing(void *context, const struct usage_row *row, const char *value)
{
	(void)context;
	(void)row;
	(void)value;
	return 0;
}

static int collect(void *context, const struct usage_row *row, const char *value)
{
	char *said = context;

	snprintf(said + strlen(said), 64 - strlen(said), "%s=%s ", row->name, value ? value : "");
	return 0;
}

static int refuse(void *context, const struct usage_row *row, const char *value)
{
	(void)collect(context, row, value);
	return -EINVAL;
}

static void every_option_of_every_command_is_taken_and_in_its_help(void **state)
{
	char name[64], word[64], value[] = "text", none[] = "x";

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		char *text = help(all[i]);
		size_t count = 0;

		for (const struct usage_row *row = all[i]->rows; row->name; row++) {
			char *argv[] = {none, word, row->argument ? value : NULL, NULL};

			assert_true(++count < USAGE_OPTIONS);
			if (!row->letter)
				continue;
			snprintf(word, sizeof(word), "--%s", row->name);
			assert_int_equal(
				usage_read(all[i], row->argument ? 3 : 2, argv, nothing, NULL), 0);
			snprintf(name, sizeof(name), "  --%s", row->name);
			if (usage_letter(row))
				snprintf(name, sizeof(name), "\n  -%c, --%s", usage_letter(row),
					 row->name);
			assert_non_null(strstr(text, name));
		}
		free(text);
	}
}

static void help_and_version_are_in_every_command_and_letters_mean_one_thing(void **state)
{
	static const char *const wanted[] = {"i interface", "r read",	"c config",  "f format",
					     "o output",    "q quiet",	"v verbose", "j json",
					     "h help",	    "V version"};

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		size_t common = 0;

		for (const struct usage_row *row = all[i]->rows; row->name; row++) {
			char name[64], letter = usage_letter(row);
			bool meant = !letter;

			snprintf(name, sizeof(name), "%c %s", letter, row->name);
			for (size_t k = 0; k < sizeof(wanted) / sizeof(wanted[0]); k++)
				meant = meant || strcmp(name, wanted[k]) == 0;
			assert_true(meant);
			common += letter == 'h' || letter == 'V';
		}
		assert_int_equal(common, 2);
	}
}

static void every_command_that_prints_takes_json(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		char none[] = "x", word[] = "-j";
		char *argv[] = {none, word, NULL};
		char said[64] = "";

		if (all[i] == &usage_anonymise) /* it writes a capture */
			continue;
		assert_int_equal(usage_read(all[i], 2, argv, collect, said), 0);
		assert_string_equal(said, "format=json ");
	}
}

static void what_only_a_configuration_file_has_is_no_option(void **state)
{
	char *text = help(&usage_watch);

	(void)state;
	assert_null(strstr(text, "no-history"));
	assert_null(strstr(text, "refused"));
	assert_null(strstr(text, "--promises"));
	assert_non_null(strstr(text, "--promise "));
	free(text);
}

static void lines_are_broken_at_blanks_and_stand_below_one_another(void **state)
{
	static const struct usage_row rows[] = {
		{.name = "short",
		 .argument = "N",
		 .letter = 's',
		 .help = "one two three four five six seven eight nine ten eleven twelve thirteen "
			 "fourteen fifteen"},
		{.name = "a-very-long-option",
		 .argument = "ARGUMENT",
		 .letter = 'l',
		 .help = "on a line of its own"},
		{.name = "WORD", .help = "no option"},
		{0}};
	static const struct usage usage = {.command = "test",
					   .synopsis = "ONE\tTWO",
					   .about = "What it does.",
					   .after = "The end.",
					   .rows = rows};
	char *text = help(&usage);

	(void)state;
	assert_string_equal(
		text, "Usage: lenswatch test ONE\n"
		      "       lenswatch test TWO\n\n"
		      "What it does.\n\n"
		      "      --short N  one two three four five six seven eight nine ten eleven "
		      "twelve thirteen fourteen\n"
		      "                 fifteen\n"
		      "      --a-very-long-option ARGUMENT\n"
		      "                 on a line of its own\n"
		      "  WORD           no option\n"
		      "\nThe end.\n");
	free(text);
}

static void lines_are_as_wide_as_the_terminal(void **state)
{
	char *text = help_in(&usage_report, 60);
	size_t longest = 0;

	(void)state;
	for (const char *line = text; *line; line += strcspn(line, "\n") + 1)
		longest = strcspn(line, "\n") > longest ? strcspn(line, "\n") : longest;
	assert_in_range(longest, 50, 60);
	free(text);
}

static char *without_blanks(char *text)
{
	char *to = text;

	for (const char *from = text; *from; from++)
		if (*from != ' ' && *from != '\n')
			*to++ = *from;
	*to = '\0';
	return text;
}

/* On a telephone a path is longer than the column. */
static void no_letter_is_lost_on_a_narrow_terminal(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		char *wide = help(all[i]), *narrow = help_in(all[i], 40);

		assert_string_equal(without_blanks(narrow), without_blanks(wide));
		free(narrow);
		free(wide);
	}
}

/* Hands over those of the command itself, which are left. */
static void each_option_is_handed_over_until_one_is_refused(void **state)
{
	char words[6][16] = {"x", "EVENT", "--ledger", "FILE", "--help", "--format"};
	char *right[] = {words[0], words[1], words[2], words[3], words[4], NULL};
	char *wrong[] = {words[0], words[5], words[1], words[2], words[3], NULL};
	char said[64] = "";

	(void)state;
	assert_int_equal(usage_read(&usage_bundle, 5, right, collect, said), 0);
	assert_string_equal(said, "ledger=FILE ");
	assert_string_equal(right[optind], "EVENT");
	said[0] = '\0';
	assert_int_equal(usage_read(&usage_bundle, 5, wrong, refuse, said), -EINVAL);
	assert_string_equal(said, "format=EVENT ");
}

static void what_all_have_is_taken_before_the_command_is_called(void **state)
{
	char words[6][16] = {"x", "-ofile", "--utc", "-j", "EVENT", "-h"};
	char *argv[] = {words[0], words[1], words[2], words[3], words[4], words[5], NULL};
	struct usage_common common = {0};

	(void)state;
	assert_int_equal(usage_begin(&usage_explain, 6, argv, &common), 0);
	assert_string_equal(common.output, "file");
	assert_true(common.utc && common.data && common.help);
	assert_false(common.version || common.quiet);
}

static const char *said_of(const struct usage *usage, char *one, char *two)
{
	static char text[1024];
	char name[] = "x";
	char *argv[] = {name, one, two, NULL};
	struct usage_common common;
	FILE *file = tmpfile(), *before = stderr;
	size_t length;

	assert_non_null(file);
	stderr = file;
	assert_int_equal(usage_begin(usage, two ? 3 : 2, argv, &common), -EINVAL);
	stderr = before;
	rewind(file);
	length = fread(text, 1, sizeof(text) - 1, file);
	text[length] = '\0';
	fclose(file);
	return text;
}

static void what_is_no_option_is_told_with_the_one_that_was_meant(void **state)
{
	static const struct {
		const struct usage *usage;
		const char *one, *two, *says;
	} cases[] = {
		{&usage_report, "--camear", NULL,
		 "report has no option --camear; did you mean --camera?"},
		{&usage_report, "--colour", NULL, "report has no option --colour"},
		{&usage_report, "a", "--since", "--since needs a value: --since T"},
		{&usage_report, "-x", NULL, "report has no option -x"},
		{&usage_report, "--json=yes", NULL, "--json takes no value"},
		{&usage_status, "--follow", "-oevents",
		 "--output FILE is there once the answer is whole, and --follow has no end: write "
		 "> FILE instead"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char one[16], two[16], wanted[256];

		snprintf(one, sizeof(one), "%s", cases[i].one);
		snprintf(two, sizeof(two), "%s", cases[i].two ? cases[i].two : "");
		snprintf(wanted, sizeof(wanted),
			 "lenswatch: %s\n`lenswatch %s --help` lists the options.\n", cases[i].says,
			 cases[i].usage->command);
		assert_string_equal(said_of(cases[i].usage, one, cases[i].two ? two : NULL),
				    wanted);
	}
}

static void an_action_has_its_words(void **state)
{
	static const struct {
		const char *words[4];
		int result;
	} cases[] = {{{"list"}, 0},
		     {{"list", "x"}, -EINVAL},
		     {{"name", "x"}, -EINVAL},
		     {{"name", "x", "y"}, 0},
		     {{"confirm", "x"}, 0},
		     {{"confirm", "x", "y"}, 0},
		     {{"confirm"}, -EINVAL},
		     {{"confirm", "x", "y", "z"}, -EINVAL},
		     {{"lsit"}, -EINVAL},
		     {{NULL}, -EINVAL}};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char words[4][16], *argv[6] = {words[0]};
		size_t action = 99;
		int argc = 1;

		for (; argc < 5 && cases[i].words[argc - 1]; argc++) {
			snprintf(words[argc - 1], 16, "%s", cases[i].words[argc - 1]);
			argv[argc] = words[argc - 1];
		}
		optind = 1;
		assert_int_equal(usage_action(&usage_cameras, argc, argv, &action),
				 cases[i].result);
		if (!cases[i].result)
			assert_string_equal(usage_cameras.rows[action].name, cases[i].words[0]);
	}
}

static void formats_are_named_and_json_is_also_called_jsonl(void **state)
{
	static const char *const names[] = {"text", "json", "csv", NULL};
	int found = 9;

	(void)state;
	assert_int_equal(usage_format("csv", names, &found), 0);
	assert_int_equal(found, 2);
	assert_int_equal(usage_format("jsonl", names, &found), 0);
	assert_int_equal(found, 1);
	assert_int_equal(usage_format("html", names, &found), -EINVAL);
	assert_int_equal(found, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_option_of_every_command_is_taken_and_in_its_help),
		cmocka_unit_test(help_and_version_are_in_every_command_and_letters_mean_one_thing),
		cmocka_unit_test(every_command_that_prints_takes_json),
		cmocka_unit_test(what_only_a_configuration_file_has_is_no_option),
		cmocka_unit_test(lines_are_broken_at_blanks_and_stand_below_one_another),
		cmocka_unit_test(lines_are_as_wide_as_the_terminal),
		cmocka_unit_test(no_letter_is_lost_on_a_narrow_terminal),
		cmocka_unit_test(each_option_is_handed_over_until_one_is_refused),
		cmocka_unit_test(what_all_have_is_taken_before_the_command_is_called),
		cmocka_unit_test(what_is_no_option_is_told_with_the_one_that_was_meant),
		cmocka_unit_test(an_action_has_its_words),
		cmocka_unit_test(formats_are_named_and_json_is_also_called_jsonl),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
