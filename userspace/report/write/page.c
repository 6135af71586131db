/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/write/page.h"

#include <stdlib.h>
#include <string.h>

#include "words/catalog.h"
#include "words/words.h"
#include "report/write/chart.h"
#include "report/write/letter.h"
#include "report/write/markup.h"
#include "report/write/page_style.h"
#include "report/write/qr.h"
#include "words/link.h"

#define FEW 12 /* uploads: then each day stands open */

/* Nothing is loaded and nothing runs, whatever a name says. */
static const char head[] =
	"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	"<meta name=\"color-scheme\" content=\"light dark\">\n"
	"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
	"style-src 'unsafe-inline'\">\n";

/* What stands open while items of one kind follow each other. */
enum page_list { LIST_NONE = 0, LIST_ITEMS, LIST_EVENTS, LIST_ALERTS, LIST_CHIPS };

struct page {
	const struct outline *outline;
	const struct report *report;
	FILE *file;
	enum page_list list;
	bool event, date, dates, card, cards; /* open */
	const char *section;		      /* what ends the one that is open, or NULL */
	bool few;			      /* so few uploads that days stand open */
};

static void set_list(struct page *page, enum page_list list)
{
	static const char *const begin[] = {"", "<ul>\n", "<ol class=\"day\">\n",
					    "<ul class=\"alerts\">\n", "<ul class=\"chips\">\n"};
	static const char *const end[] = {"", "</ul>\n", "</ol>\n", "</ul>\n", "</ul>\n"};

	if (page->event)
		fputs("</div></li>\n", page->file);
	page->event = false;
	if (page->list == list)
		return;
	fputs(end[page->list], page->file);
	fputs(begin[list], page->file);
	page->list = list;
}

static void end_one(struct page *page, bool *open, const char *end)
{
	set_list(page, LIST_NONE);
	if (*open)
		fputs(end, page->file);
	*open = false;
}

static void end_section(struct page *page)
{
	end_one(page, &page->date, "</details>\n");
	end_one(page, &page->dates, "</div>\n");
	end_one(page, &page->card, "</article>\n");
	end_one(page, &page->cards, "</div>\n");
	if (page->section)
		fputs(page->section, page->file);
	page->section = NULL;
}

static void put_marked(struct page *page, const char *text)
{
	struct link_piece piece;

	while (link_piece(&text, &piece)) {
		if (piece.here) {
			fputs("<a class=\"here\" id=\"e", page->file);
			markup_part(page->file, piece.target, piece.target_length);
			fputs("\" href=\"#e", page->file);
			markup_part(page->file, piece.target, piece.target_length);
			fputs("\">#", page->file);
		} else if (piece.target) {
			fputs("<a href=\"", page->file);
			markup_part(page->file, piece.target, piece.target_length);
			fputs("\">", page->file);
		}
		markup_part(page->file, piece.label, piece.label_length);
		fputs(piece.target ? "</a>" : "", page->file);
	}
}

/* `begin` with its attributes. */
static void put_element(struct page *page, const char *begin, const char *text, const char *end)
{
	set_list(page, LIST_NONE);
	fprintf(page->file, "<%s>", begin);
	put_marked(page, text);
	fprintf(page->file, "</%s>\n", end);
}

static void put_note(struct page *page, const char *note, size_t length)
{
	if (!length)
		return;
	fputs(" <span class=\"note\">", page->file);
	markup_part(page->file, note, length);
	fputs("</span>", page->file);
}

/* Title, note and name, apart by tabs; the last two may be missing. */
static void put_section(struct page *page, const char *text, bool fold)
{
	struct outline_cells cells;

	outline_cells(text, &cells);
	end_section(page);
	fputs(fold ? "<details class=\"fold\"" : "<section", page->file);
	if (cells.length[2])
		fprintf(page->file, " id=\"%.*s\"", (int)cells.length[2], cells.text[2]);
	fputs(fold ? "><summary><h2>" : "><h2>", page->file);
	markup_part(page->file, cells.text[0], cells.length[0]);
	fputs("</h2>", page->file);
	put_note(page, cells.text[1], cells.length[1]);
	fputs(fold ? "</summary>\n" : "\n", page->file);
	page->section = fold ? "</details>\n" : "</section>\n";
}

static void put_date(struct page *page, const char *text)
{
	struct outline_cells cells;

	outline_cells(text, &cells);
	end_one(page, &page->date, "</details>\n");
	if (!page->dates)
		fputs("<div class=\"dates\">\n", page->file);
	page->dates = page->date = true;
	fprintf(page->file, "<details class=\"date\"%s><summary><h3>", page->few ? " open" : "");
	markup_part(page->file, cells.text[0], cells.length[0]);
	fputs("</h3>", page->file);
	put_note(page, cells.text[1], cells.length[1]);
	fputs("</summary>\n", page->file);
}

static void put_card(struct page *page, const char *text)
{
	struct outline_cells cells;

	outline_cells(text, &cells);
	end_one(page, &page->card, "</article>\n");
	if (!page->cards)
		fputs("<div class=\"cards\">\n", page->file);
	page->cards = page->card = true;
	fputs("<article class=\"card\"><h3>", page->file);
	markup_part(page->file, cells.text[0], cells.length[0]);
	if (cells.length[1]) {
		fputs(" <small>", page->file);
		markup_part(page->file, cells.text[1], cells.length[1]);
		fputs("</small>", page->file);
	}
	fputs("</h3>\n", page->file);
}

/* The first cell is the name of its colour. */
static void put_chip(struct page *page, const char *text)
{
	struct outline_cells cells;

	outline_cells(text, &cells);
	set_list(page, LIST_CHIPS);
	fprintf(page->file, "<li><span class=\"pill %.*s\">", (int)cells.length[0], cells.text[0]);
	markup_part(page->file, cells.text[1], cells.length[1]);
	fputs("</span> ", page->file);
	markup_part(page->file, cells.text[2], cells.length[2]);
	fputs("</li>\n", page->file);
}

static void page_event(struct page *page, const char *text)
{
	size_t clock = strcspn(text, " ");
	const char *rest = text[clock] ? text + clock + 1 : "";

	set_list(page, LIST_EVENTS);
	fputs("<li><time>", page->file);
	markup_part(page->file, text, clock);
	fputs("</time><div>", page->file);
	put_marked(page, rest);
	page->event = true;
}

static void put_detail(struct page *page, const char *text)
{
	fputs("<span class=\"detail\">", page->file);
	put_marked(page, text);
	fputs("</span>", page->file);
}

static void put_item(struct page *page, enum page_list list, const char *text)
{
	set_list(page, list);
	fputs("<li>", page->file);
	put_marked(page, text);
	fputs("</li>\n", page->file);
}

static void put_tiles(struct page *page, const char *text)
{
	const char *cell;
	size_t length;

	set_list(page, LIST_NONE);
	fputs("<ul class=\"tiles\">", page->file);
	while (outline_cell(&text, &cell, &length)) {
		fputs("<li><b>", page->file);
		markup_part(page->file, cell, length);
		fputs("</b> ", page->file);
		if (outline_cell(&text, &cell, &length))
			markup_part(page->file, cell, length);
		fputs("</li>", page->file);
	}
	fputs("</ul>\n", page->file);
}

static bool is_number(const char *title)
{
	return *title == '>';
}

static void put_titles(struct page *page, const char *titles)
{
	const char *cell;
	size_t length;

	fputs("<tr role=\"row\">", page->file);
	while (outline_cell(&titles, &cell, &length)) {
		bool number = is_number(cell);

		fprintf(page->file, "<th scope=\"col\" role=\"columnheader\"%s>",
			number ? " class=\"number\"" : "");
		markup_part(page->file, cell + number, length - number);
		fputs("</th>", page->file);
	}
	fputs("</tr>", page->file);
}

/* Roles are told because a phone shows rows as blocks, which would take them away. */
static void put_row(struct page *page, const char *titles, const char *row)
{
	const char *title, *cell;
	size_t title_length, length;
	bool first = true;

	fputs("<tr role=\"row\">", page->file);
	while (outline_cell(&row, &cell, &length) && outline_cell(&titles, &title, &title_length)) {
		bool number = is_number(title);

		if (first) {
			fputs("<th scope=\"row\" role=\"rowheader\">", page->file);
		} else {
			fprintf(page->file, "<td role=\"cell\"%s data-title=\"",
				number ? " class=\"number\"" : "");
			markup_part(page->file, title + number, title_length - number);
			fputs("\">", page->file);
		}
		markup_part(page->file, cell, length);
		fputs(first ? "</th>" : "</td>", page->file);
		first = false;
	}
	fputs("</tr>\n", page->file);
}

static size_t put_table(struct page *page, size_t at)
{
	const struct outline *outline = page->outline;
	const char *titles = outline->items[at].text;
	size_t end = at + 1;

	set_list(page, LIST_NONE);
	fputs("<table role=\"table\">\n<thead role=\"rowgroup\">", page->file);
	put_titles(page, titles);
	fputs("</thead>\n<tbody role=\"rowgroup\">\n", page->file);
	for (; end < outline->count && outline->items[end].kind == OUTLINE_ROW; end++)
		put_row(page, titles, outline->items[end].text);
	fputs("</tbody></table>\n", page->file);
	return end - at;
}

static void put_figure(struct page *page, long chart)
{
	switch (chart) {
	case LETTER_CHART_DAYS:
		chart_days(page->file, page->report);
		break;
	case LETTER_CHART_HOURS:
		chart_hours(page->file, page->report);
		break;
	case LETTER_CHART_DESTINATIONS:
		chart_destinations(page->file, page->report);
		break;
	case LETTER_CHART_HEAD:
		/* Where it cannot be drawn, the head still stands above as a text. */
		qr_write(page->file, page->report->order.seal->head, SAY_PAGE_CODE);
		break;
	}
}

/* The number of the chart, its title, and of which device it is, apart by tabs. */
static void put_chart(struct page *page, const char *text)
{
	long chart = strtol(text, NULL, 10);
	struct outline_cells cells;

	outline_cells(text, &cells);
	set_list(page, LIST_NONE);
	if (!page->report)
		return;
	if (chart == LETTER_CHART_KEY) {
		chart_key(page->file, page->report);
	} else if (chart == LETTER_CHART_CAMERA) {
		chart_camera(page->file, page->report, (uint32_t)strtoul(cells.text[2], NULL, 10));
	} else {
		fputs("<figure><figcaption>", page->file);
		markup_part(page->file, cells.text[1], cells.length[1]);
		fputs("</figcaption>\n", page->file);
		put_figure(page, chart);
		fputs("</figure>\n", page->file);
	}
}

static size_t put_any(struct page *page, size_t at)
{
	const struct outline_item *item = &page->outline->items[at];

	switch (item->kind) {
	case OUTLINE_TITLE:
		put_element(page, "h1", item->text, "h1");
		break;
	case OUTLINE_VERDICT:
		put_element(page, "p class=\"verdict\"", item->text, "p");
		break;
	case OUTLINE_TILES:
		put_tiles(page, item->text);
		break;
	case OUTLINE_SECTION:
	case OUTLINE_FOLD:
		put_section(page, item->text, item->kind == OUTLINE_FOLD);
		break;
	case OUTLINE_DATE:
		put_date(page, item->text);
		break;
	case OUTLINE_CARD:
		put_card(page, item->text);
		break;
	case OUTLINE_DAY:
		put_element(page, "h3", item->text, "h3");
		break;
	case OUTLINE_FIGURES:
		put_element(page, "p class=\"big\"", item->text, "p");
		break;
	case OUTLINE_LINE:
		put_element(page, "p", item->text, "p");
		break;
	case OUTLINE_CHIP:
		put_chip(page, item->text);
		break;
	case OUTLINE_ITEM:
		put_item(page, LIST_ITEMS, item->text);
		break;
	case OUTLINE_ALERT:
		put_item(page, LIST_ALERTS, item->text);
		break;
	case OUTLINE_EVENT:
		page_event(page, item->text);
		break;
	case OUTLINE_DETAIL:
		put_detail(page, item->text);
		break;
	case OUTLINE_HEAD:
		return put_table(page, at);
	case OUTLINE_CHART:
		put_chart(page, item->text);
		break;
	case OUTLINE_ROW:
		break;
	}
	return 1;
}

static void page_head(const struct outline *outline, FILE *file)
{
	fputs(head, file);
	fputs("<title>", file);
	markup_text(file, outline->count ? outline->items[0].text : "Lenswatch");
	fputs("</title>\n", file);
	fputs(page_style(), file);
	fputs("</head>\n<body>\n<main>\n", file);
}

static void put_all(struct page *page)
{
	for (size_t i = 0; i < page->outline->count;)
		i += put_any(page, i);
	end_section(page);
}

void page_write_part(const struct outline *outline, FILE *file)
{
	struct page page = {.outline = outline, .file = file};

	put_all(&page);
}

void page_write(const struct outline *outline, const struct report *report, FILE *file)
{
	struct page page = {.outline = outline,
			    .report = report,
			    .file = file,
			    .few = report->history->uploads.count <= FEW};
	uint64_t made_ns = report->order.now_ns;
	char day[WORDS_MOST], clock[WORDS_MOST];

	page_head(outline, file);
	put_all(&page);
	fprintf(file, "<footer>" SAY_FOOTER "</footer>\n</main>\n</body>\n</html>\n",
		LENSWATCH_VERSION, words_day(made_ns, day), words_clock(made_ns, clock));
}
