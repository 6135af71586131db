// SPDX-License-Identifier: GPL-2.0-or-later
/* When something was sent: a day against the hours, and the time line of a camera. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "words/catalog.h"
#include "words/phrase.h"
#include "words/words.h"
#include "report/write/chart.h"
#include "report/write/markup.h"

#define WIDTH 720
#define LEFT 100 /* for the names of rows */
#define ROW 36
#define BOTTOM 40
#define MOST_DAYS 31 /* more are weekdays */
#define SHADES 5
#define HOUR_NS (60 * CLOCK_MINUTE_NS)
#define STEP_NS (15 * CLOCK_MINUTE_NS) /* all zones are of whole quarters of an hour */
#define LINE 26			       /* height of a time line */
#define NARROWEST 3.0

struct heat {
	size_t rows;
	bool weekdays;
	char labels[MOST_DAYS][FIGURES_DAY];
	uint64_t bytes[MOST_DAYS][24];
	uint64_t missed_ns[MOST_DAYS][24]; /* of that hour nobody watched */
};

/* SIZE_MAX: it lies outside of the period. */
static size_t heat_row(const struct heat *heat, uint64_t time_ns)
{
	time_t seconds = (time_t)(time_ns / CLOCK_SECOND_NS);
	char day[FIGURES_DAY];
	struct tm tm = {0};

	if (heat->weekdays) {
		localtime_r(&seconds, &tm);
		return (size_t)(tm.tm_wday + 6) % 7;
	}
	figures_day(time_ns, day);
	for (size_t i = 0; i < heat->rows; i++)
		if (!strcmp(heat->labels[i], day))
			return i;
	return SIZE_MAX;
}

/* By noons, as a day of 23 or 25 hours still has one. */
static void heat_days(struct heat *heat, const struct report *report)
{
	static const char *const weekdays[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
	char day[FIGURES_DAY], end[FIGURES_DAY];

	figures_day(report->order.to_ns - 1, end);
	for (uint64_t at = report->order.from_ns;; at += CLOCK_DAY_NS / 2) {
		figures_day(at, day);
		if (strcmp(day, end) > 0)
			return;
		if (heat->rows && !strcmp(heat->labels[heat->rows - 1], day))
			continue;
		if (heat->rows == MOST_DAYS)
			break;
		memcpy(heat->labels[heat->rows++], day, FIGURES_DAY);
	}
	heat->weekdays = true;
	heat->rows = sizeof(weekdays) / sizeof(weekdays[0]);
	for (size_t i = 0; i < heat->rows; i++)
		snprintf(heat->labels[i], FIGURES_DAY, "%s", weekdays[i]);
}

static void heat_missed(struct heat *heat, const struct report *report)
{
	uint64_t at = report->order.from_ns, from, until;
	bool open;

	while (!heat->weekdays &&
	       report_hole(report, &at, report_end(report), &from, &until, &open))
		for (uint64_t next; from < until; from = next) {
			size_t row = heat_row(heat, from);

			next = (from / STEP_NS + 1) * STEP_NS;
			next = next < until ? next : until;
			if (row < heat->rows)
				heat->missed_ns[row][figures_hour(from)] += next - from;
		}
}

static uint64_t heat_fill(struct heat *heat, const struct report *report)
{
	const struct history *history = report->history;
	uint64_t most = 1;

	heat_days(heat, report);
	heat_missed(heat, report);
	for (size_t i = 0; i < history->part_count; i++) {
		const struct history_part *part = &history->parts[i];
		size_t row = heat_row(heat, part->start_ns);
		unsigned hour = figures_hour(part->start_ns);

		if (part->local || row >= heat->rows)
			continue;
		heat->bytes[row][hour] += part->bytes;
		if (heat->bytes[row][hour] > most)
			most = heat->bytes[row][hour];
	}
	return most;
}

/* By powers, so that one recording of hours does not make all else look like nothing. */
static unsigned heat_shade(uint64_t bytes, uint64_t most)
{
	double part = log((double)bytes + 1) / log((double)most + 1);
	double shade = (part - 0.5) * 2 * SHADES;

	return shade < 1 ? 1 : shade > SHADES ? SHADES : (unsigned)ceil(shade);
}

static void put_cell(FILE *file, const struct heat *heat, size_t row, unsigned hour, uint64_t most)
{
	double wide = (WIDTH - LEFT) / 24.0;
	uint64_t bytes = heat->bytes[row][hour];
	bool missed = heat->missed_ns[row][hour] > HOUR_NS / 2;
	char text[WORDS_MOST];

	if (!bytes && !missed)
		return;
	fprintf(file, "<rect class=\"%s\"", bytes ? "bar" : "hole");
	if (bytes)
		fprintf(file, " fill-opacity=\"%.2f\"", 0.2 + 0.16 * heat_shade(bytes, most));
	fprintf(file,
		" x=\"%.1f\" y=\"%zu\" width=\"%.1f\" height=\"%d\"><title>%s %02u:00: "
		"%s</title></rect>\n",
		LEFT + hour * wide + 1, row * ROW + 1, wide - 2, ROW - 2, heat->labels[row], hour,
		bytes ? words_size(bytes, text) : SAY_CHART_UNWATCHED);
}

void chart_hours(FILE *file, const struct report *report)
{
	struct heat *heat = calloc(1, sizeof(*heat));
	uint64_t most;

	if (!heat)
		return; /* the tables say the same */
	most = heat_fill(heat, report);
	fprintf(file, "<svg viewBox=\"0 0 %d %zu\" role=\"img\" aria-label=\"%s\">\n", WIDTH,
		heat->rows * ROW + BOTTOM, SAY_CHART_HEAT);
	for (size_t i = 0; i < heat->rows; i++) {
		fprintf(file,
			"<text class=\"mark\" x=\"0\" y=\"%zu\">%s</text>"
			"<rect class=\"lane\" x=\"%d\" y=\"%zu\" width=\"%d\" height=\"%d\"/>\n",
			i * ROW + 27, heat->labels[i] + (heat->weekdays ? 0 : 5), LEFT, i * ROW + 1,
			WIDTH - LEFT, ROW - 2);
		for (unsigned hour = 0; hour < 24; hour++)
			put_cell(file, heat, i, hour, most);
	}
	for (unsigned hour = 0; hour < 24; hour += 6)
		fprintf(file, "<text class=\"mark\" x=\"%.1f\" y=\"%zu\">%02u:00</text>\n",
			LEFT + hour * (WIDTH - LEFT) / 24.0, heat->rows * ROW + 32, hour);
	fputs("</svg>\n", file);
	free(heat);
}

static double line_at(const struct report *report, uint64_t time_ns)
{
	const struct report_order *order = &report->order;

	if (time_ns <= order->from_ns)
		return 0;
	if (time_ns >= order->to_ns)
		return WIDTH;
	return (double)(time_ns - order->from_ns) / (double)(order->to_ns - order->from_ns) * WIDTH;
}

/* Where nobody watched, and where days begin: every day up to a month, else none. */
static void put_ground(FILE *file, const struct report *report)
{
	const struct report_order *order = &report->order;
	uint64_t at = order->from_ns, from, until;
	char day[FIGURES_DAY], last[FIGURES_DAY];
	bool open;

	while (report_hole(report, &at, report_end(report), &from, &until, &open))
		fprintf(file,
			"<rect class=\"hole\" x=\"%.1f\" y=\"0\" width=\"%.1f\" "
			"height=\"%d\"/>",
			line_at(report, from), line_at(report, until) - line_at(report, from),
			LINE);
	if (order->to_ns - order->from_ns > MOST_DAYS * CLOCK_DAY_NS)
		return;
	figures_day(order->from_ns, last);
	for (at = order->from_ns; at < order->to_ns; at += HOUR_NS) {
		figures_day(at, day);
		if (strcmp(day, last) != 0)
			fprintf(file, "<path class=\"rule\" d=\"M%.1f 0V%d\"/>",
				line_at(report, at), LINE);
		memcpy(last, day, sizeof(last));
	}
}

void chart_camera(FILE *file, const struct report *report, uint32_t device)
{
	static const int heights[CLASSES] = {
		[CLASS_UNKNOWN] = 16, [CLASS_CLIP] = 16,       [CLASS_LIVE] = 22,
		[CLASS_SNAPSHOT] = 9, [CLASS_CONTINUOUS] = 25, [CLASS_SPEECH] = 9};
	const struct history *history = report->history;
	double drawn[CLASSES] = {-WIDTH, -WIDTH, -WIDTH, -WIDTH, -WIDTH, -WIDTH};
	char label[PHRASE_LABEL];
	struct event_camera camera;

	history_camera(history, &history->devices.items[device], &camera);
	fprintf(file,
		"<svg class=\"line\" viewBox=\"0 0 %d %d\" preserveAspectRatio=\"none\" "
		"role=\"img\" aria-label=\"",
		WIDTH, LINE);
	fputs(SAY_CHART_CAMERA, file);
	markup_text(file, phrase_label(&camera, label));
	fputs(SAY_CHART_CAMERA_END, file);
	fputs("\">", file);
	put_ground(file, report);
	for (size_t i = 0; i < history->uploads.count; i++) {
		const struct history_upload *upload = &history->uploads.items[i];
		double x = line_at(report, upload->start_ns);
		double width = line_at(report, upload->end_ns) - x;

		/* One that would hide behind the last of its kind is not drawn again. */
		if (upload->device != device || upload->local ||
		    (x < drawn[upload->class] + 1 && width < NARROWEST))
			continue;
		drawn[upload->class] = x;
		fprintf(file,
			"<rect class=\"k%u\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" "
			"height=\"%d\"/>",
			(unsigned)upload->class, x > WIDTH - NARROWEST ? WIDTH - NARROWEST : x,
			LINE - heights[upload->class], width < NARROWEST ? NARROWEST : width,
			heights[upload->class]);
	}
	fputs("</svg>\n", file);
}

void chart_key(FILE *file, const struct report *report)
{
	static const char *const names[CLASSES] = {
		[CLASS_UNKNOWN] = SAY_KIND_UNKNOWN, [CLASS_CLIP] = "clip",
		[CLASS_LIVE] = "live view",	    [CLASS_SNAPSHOT] = "snapshot",
		[CLASS_CONTINUOUS] = "continuous",  [CLASS_SPEECH] = "speech"};
	uint64_t at = report->order.from_ns, from, until;
	bool open;

	fputs("<p class=\"key\">", file);
	for (unsigned i = 0; i < CLASSES; i++)
		if (report->figures.all.class_uploads[i])
			fprintf(file, "<span><i class=\"k%u\"></i>%s</span>", i, names[i]);
	if (report_hole(report, &at, report_end(report), &from, &until, &open))
		fprintf(file, "<span><i class=\"hole\"></i>%s</span>", SAY_CHART_UNWATCHED);
	fputs("</p>\n", file);
}
