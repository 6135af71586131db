/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/write/chart.h"

#include <string.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "words/catalog.h"
#include "words/words.h"
#include "report/write/markup.h"

#define WIDTH 720
#define HEIGHT 210
#define TOP 36
#define BOTTOM 38
#define PLACE (HEIGHT - TOP - BOTTOM) /* for the highest bar */
#define MOST_BARS 92		      /* days; more are months */
#define MOST_ROWS 12
#define ROW 60
#define NAME 34	   /* characters of a name that have room */
#define OUTLIER 3  /* times the second: then the highest bar is cut */
#define ALONE 1000 /* times: then there is no rest that it could flatten */

struct bar {
	char label[FIGURES_DAY];
	uint64_t bytes;
	uint64_t classes[CLASSES];
};

/* The highest, unless it is so much more than all others that they could not be told apart: then
 * it is cut a little above the second. */
static uint64_t chart_highest(const struct bar *bars, size_t count)
{
	uint64_t most = 1, second = 0;

	for (size_t i = 0; i < count; i++) {
		if (bars[i].bytes > most) {
			second = most;
			most = bars[i].bytes;
		} else if (bars[i].bytes > second) {
			second = bars[i].bytes;
		}
	}
	return most / OUTLIER >= second && most / ALONE < second ? second + second / 4 : most;
}

static void chart_begin(FILE *file, const char *name, int height)
{
	fprintf(file, "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n", WIDTH, height,
		name);
}

/* The highest value stands at the top line. */
static void put_scale(FILE *file, uint64_t most)
{
	char text[WORDS_MOST];

	fprintf(file, "<text class=\"mark\" x=\"0\" y=\"27\">%s</text>\n", words_size(most, text));
	fprintf(file, "<path class=\"rule\" d=\"M0 %d.5H%dM0 %d.5H%d\"/>\n", TOP, WIDTH,
		HEIGHT - BOTTOM, WIDTH);
}

/* What does not fit is broken off, and says how much it is. */
static void put_cut(FILE *file, const struct bar *bar, double x, double width)
{
	bool left = x + width < WIDTH / 2.0;
	char text[WORDS_MOST];

	fprintf(file,
		"<path class=\"cut\" d=\"M%.1f %d l%.1f -10 v7 l-%.1f 10z\"/>"
		"<text class=\"mark\" text-anchor=\"%s\" x=\"%.1f\" y=\"%d\">%s</text>\n",
		x - 2, TOP + 30, width + 4, width + 4, left ? "start" : "end",
		left ? x + width + 6 : x - 6, TOP + 30, words_size(bar->bytes, text));
}

static void put_bar(FILE *file, const struct bar *bar, uint64_t most, double x, double width)
{
	double whole = (double)bar->bytes / (double)most * PLACE, y = HEIGHT - BOTTOM;
	char text[WORDS_MOST];

	whole = whole > PLACE ? PLACE : whole;
	if (bar->bytes && whole < 2)
		whole = 2; /* what is there must be seen */
	fprintf(file, "<g><title>%s: %s</title>", bar->label, words_size(bar->bytes, text));
	for (unsigned i = 0; i < CLASSES; i++) {
		double height =
			bar->bytes ? whole * (double)bar->classes[i] / (double)bar->bytes : 0;

		if (!bar->classes[i])
			continue;
		y -= height;
		fprintf(file,
			"<rect class=\"bar k%u\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" "
			"height=\"%.1f\"/>",
			i, x, y, width, height);
	}
	fputs("</g>\n", file);
	if (bar->bytes > most)
		put_cut(file, bar, x, width);
}

/* Under the middle of its bar; where it would be cut off it begins or ends with the bar. */
static void put_label(FILE *file, const char *label, double middle, double bar, double wide)
{
	const char *anchor = "middle";

	if (middle < wide / 2) {
		anchor = "start";
		middle -= bar / 2;
	} else if (middle > WIDTH - wide / 2) {
		anchor = "end";
		middle += bar / 2;
	}
	fprintf(file, "<text class=\"mark\" text-anchor=\"%s\" x=\"%.1f\" y=\"%d\">%s</text>\n",
		anchor, middle, HEIGHT - 8, label);
}

/* Every how many bars a label has room. `wide`: of how many units one label is. */
static size_t label_step(size_t count, double slot, double wide)
{
	size_t step = 1;

	while (step < count && slot * (double)step < wide)
		step++;
	return step;
}

static void put_bars(FILE *file, const struct bar *bars, size_t count, size_t skip, double wide)
{
	double slot = WIDTH / (double)count, width = slot * 0.72;
	size_t step = label_step(count, slot, wide);
	uint64_t most = chart_highest(bars, count);

	if (width > 64)
		width = 64;
	put_scale(file, most);
	for (size_t i = 0; i < count; i++) {
		double middle = slot * ((double)i + 0.5);

		put_bar(file, &bars[i], most, middle - width / 2, width);
		if (i % step == 0)
			put_label(file, bars[i].label + skip, middle, width, wide);
	}
	fputs("</svg>\n", file);
}

static void chart_fill(struct bar *bar, const struct tally *days, const char *label, size_t length)
{
	*bar = (struct bar){0};
	snprintf(bar->label, sizeof(bar->label), "%.*s", (int)length, label);
	for (size_t i = 0; i < days->count; i++) {
		if (strncmp(days->items[i].key, label, length) != 0)
			continue;
		bar->bytes += days->items[i].bytes;
		for (unsigned k = 0; k < CLASSES; k++)
			bar->classes[k] += days->items[i].class_bytes[k];
	}
}

/* `length`: 10 for days, 7 for months. Returns how many there are, also if beyond `most`. */
static size_t list_bars(const struct report *report, size_t length, struct bar *bars, size_t most)
{
	char last[FIGURES_DAY] = "", end[FIGURES_DAY], label[FIGURES_DAY];
	size_t count = 0;

	figures_day(report->order.to_ns - 1, end);
	/* By noons: a day of 23 or 25 hours still has one. */
	for (uint64_t at = report->order.from_ns; strcmp(last, end) != 0; at += CLOCK_DAY_NS / 2) {
		figures_day(at, label);
		if (strcmp(label, end) > 0)
			break;
		if (strncmp(label, last, length) != 0) {
			if (count < most)
				chart_fill(&bars[count], &report->figures.days, label, length);
			count++;
		}
		memcpy(last, label, sizeof(last));
	}
	return count;
}

void chart_days(FILE *file, const struct report *report)
{
	struct bar bars[MOST_BARS];
	size_t count = list_bars(report, 10, bars, MOST_BARS);
	bool months = count > MOST_BARS;

	if (months)
		count = list_bars(report, 7, bars, MOST_BARS);
	if (!count || count > MOST_BARS)
		return;
	chart_begin(file, months ? SAY_CHART_MONTHS : SAY_CHART_DAYS, HEIGHT);
	/* Of a day "03-02", of a month all of it. */
	put_bars(file, bars, count, months ? 0 : 5, months ? 130 : 95);
}

/* Cut at a character where it has no room; the table has all of it. */
static void put_name(FILE *file, const char *name)
{
	size_t length = 0, characters = 0;

	while (name[length] && characters < NAME)
		characters += utf8_begins(name[++length]);
	markup_part(file, name, length);
	if (name[length])
		fputs("…", file);
}

void chart_destinations(FILE *file, const struct report *report)
{
	const struct tally *tally = &report->figures.destinations;
	size_t count = tally->count < MOST_ROWS ? tally->count : MOST_ROWS;
	uint64_t most = count && tally->items[0].bytes ? tally->items[0].bytes : 1;
	char text[WORDS_MOST];

	chart_begin(file, SAY_CHART_PLACES, (int)count * ROW);
	for (size_t i = 0; i < count; i++) {
		const struct figure *figure = &tally->items[i];
		double width = (double)figure->bytes / (double)most * (WIDTH - 2);
		int y = (int)i * ROW;

		fprintf(file, "<text class=\"mark\" x=\"0\" y=\"%d\">", y + 27);
		put_name(file, figure->name);
		fprintf(file,
			"</text><text class=\"mark\" text-anchor=\"end\" x=\"%d\" "
			"y=\"%d\">%s</text>"
			"<rect class=\"bar\" x=\"0\" y=\"%d\" width=\"%.1f\" height=\"14\"/>\n",
			WIDTH, y + 27, words_size(figure->bytes, text), y + 35,
			width < 2 ? 2 : width);
	}
	fputs("</svg>\n", file);
}
