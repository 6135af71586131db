/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "report/write/plain.h"
#include "words/link.h"

static char *printed(struct outline *outline, bool colour)
{
	char *text = NULL;
	size_t length;
	FILE *file = open_memstream(&text, &length);

	assert_non_null(file);
	assert_int_equal(outline_finish(outline), 0);
	plain_write(outline, colour, file);
	assert_int_equal(fclose(file), 0);
	return text;
}

static void columns_are_as_wide_as_their_widest_cell(void **state)
{
	struct outline outline = {0};
	char *text;

	(void)state;
	outline_put(&outline, OUTLINE_HEAD, "Name\t>Bytes");
	outline_put(&outline, OUTLINE_ROW, "Tür\t7");
	outline_put(&outline, OUTLINE_ROW, "Nursery\t1,234,567");
	text = printed(&outline, false);
	assert_string_equal(text, "\nName         Bytes\nTür              7\nNursery  1,234,567\n");
	free(text);
	outline_clear(&outline);
}

static void clocks_and_titles_are_bold_on_a_terminal(void **state)
{
	struct outline outline = {0};
	char *text;

	(void)state;
	outline_put(&outline, OUTLINE_TITLE, "Title");
	outline_put(&outline, OUTLINE_EVENT, "10:22 It sent.");
	text = printed(&outline, true);
	assert_string_equal(text, "\x1b[1mTitle\x1b[0m\n\x1b[1m10:22\x1b[0m It sent.\n");
	free(text);
	outline_clear(&outline);
}

static void tiles_are_one_line(void **state)
{
	struct outline outline = {0};
	char *text;

	(void)state;
	outline_put(&outline, OUTLINE_TILES, "5\tuploads\t20–32 s\tof video");
	text = printed(&outline, false);
	assert_string_equal(text, "5 uploads · 20–32 s of video\n");
	free(text);
	outline_clear(&outline);
}

static void links_are_their_labels_and_handles_are_typed(void **state)
{
	struct outline outline = {0};
	FILE *file;
	char *text;

	(void)state;
	file = outline_begin(&outline, OUTLINE_EVENT);
	fputs("10:22 It sent. ", file);
	link_here(file, "34f0");
	file = outline_begin(&outline, OUTLINE_ITEM);
	fputs("See #", file);
	link_write(file, "#e34f0", "34f0");
	fputs(", read at ", file);
	link_source(file, "https://a.example");
	text = printed(&outline, false);
	assert_string_equal(text, "10:22 It sent. #34f0\n- See #34f0, read at https://a.example\n");
	free(text);
	outline_clear(&outline);
}

static void a_card_has_its_make_behind_it_and_a_day_its_sum(void **state)
{
	struct outline outline = {0};
	char *text;

	(void)state;
	outline_section(&outline, OUTLINE_SECTION, "Cameras", NULL, "cameras");
	outline_put(&outline, OUTLINE_CHART, "1\t");
	outline_put(&outline, OUTLINE_CARD, "Hall\tYi");
	outline_put(&outline, OUTLINE_FIGURES, "1 upload");
	outline_put(&outline, OUTLINE_CHIP, "broken\tbroken once\tonly clips");
	outline_put(&outline, OUTLINE_CARD, "The Blink camera");
	outline_section(&outline, OUTLINE_SECTION, "Charts", NULL, "charts");
	outline_put(&outline, OUTLINE_CHART, "1\t");
	outline_section(&outline, OUTLINE_FOLD, "Events", NULL, "events");
	outline_put(&outline, OUTLINE_DATE, "Sunday\t2 uploads, 1 MB");
	text = printed(&outline, false);
	assert_string_equal(text, "\nCameras\n-------\nHall (Yi)\n1 upload\n"
				  "- Promise broken once: only clips\n\nThe Blink camera\n"
				  "\nEvents\n------\nSunday: 2 uploads, 1 MB\n");
	free(text);
	outline_clear(&outline);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(columns_are_as_wide_as_their_widest_cell),
		cmocka_unit_test(tiles_are_one_line),
		cmocka_unit_test(links_are_their_labels_and_handles_are_typed),
		cmocka_unit_test(a_card_has_its_make_behind_it_and_a_day_its_sum),
		cmocka_unit_test(clocks_and_titles_are_bold_on_a_terminal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
