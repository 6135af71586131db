/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/write/page.h"

#include <stdlib.h>
#include <string.h>

#include "words/words.h"
#include "report/write/chart.h"
#include "report/write/letter.h"
#include "report/write/markup.h"
#include "report/write/qr.h"

/*
 * Nothing is loaded and nothing runs, whatever a name says. Colours: text 13:1 and 12:1 on their
 * grounds, the quiet ones 6:1 and more, bars 3:1 and more (WCAG 2.2, 1.4.3 and 1.4.11).
 */
static const char head[] =
	"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	"<meta name=\"color-scheme\" content=\"light dark\">\n"
	"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
	"style-src 'unsafe-inline'\">\n";

static const char style[] =
	"<style>\n"
	":root{--ground:#fbfaf8;--card:#fff;--text:#22201d;--quiet:#5c5750;--line:#d9d4cb;"
	"--bar:#a3480f}\n"
	"@media(prefers-color-scheme:dark){:root{--ground:#191817;--card:#22201f;--text:#ece8e1;"
	"--quiet:#b3aca1;--line:#454039;--bar:#f0964f}}\n"
	"*{box-sizing:border-box}\n"
	"body{margin:0;background:var(--ground);color:var(--text);"
	"font:1rem/1.55 system-ui,-apple-system,\"Segoe UI\",Roboto,sans-serif}\n"
	"main{max-width:52rem;margin:0 auto;padding:1.5rem 1rem 3rem}\n"
	"h1{font-size:1.7rem;line-height:1.2;margin:.5rem 0 .75rem}\n"
	"h2{font-size:1.25rem;margin:0 0 .75rem}\n"
	"h3{font-size:1rem;margin:1.25rem 0 .4rem}\n"
	"section{background:var(--card);border:1px solid var(--line);border-radius:.6rem;"
	"padding:1rem 1.1rem;margin:1.1rem 0}\n"
	"p{margin:.4rem 0}\n"
	".verdict{font-size:1.2rem;line-height:1.4;font-weight:600}\n"
	".tiles{list-style:none;padding:0;display:grid;gap:.6rem;margin:1rem 0;"
	"grid-template-columns:repeat(auto-fit,minmax(8.5rem,1fr))}\n"
	".tiles li{background:var(--card);border:1px solid var(--line);border-radius:.6rem;"
	"padding:.6rem .8rem;margin:0;color:var(--quiet);font-size:.9rem}\n"
	".tiles b{display:block;font-size:1.45rem;line-height:1.2;color:var(--text)}\n"
	"ul,ol{margin:.4rem 0;padding-left:1.2rem}\n"
	"li{margin:.3rem 0}\n"
	"p,li,h3{overflow-wrap:anywhere}\n"
	"tbody th{overflow-wrap:break-word}\n"
	"ol.day{list-style:none;padding:0}\n"
	"ol.day li{display:grid;grid-template-columns:3.2rem 1fr;gap:.6rem;margin:.6rem 0}\n"
	"time{font-weight:600;font-variant-numeric:tabular-nums}\n"
	".detail{display:block;color:var(--quiet);font-size:.875rem}\n"
	"table{border-collapse:collapse;width:100%;font-size:.94rem;margin:.9rem 0 1.5rem}\n"
	"th,td{text-align:left;vertical-align:top;padding:.4rem .6rem .4rem 0;"
	"border-bottom:1px solid var(--line)}\n"
	"thead th{color:var(--quiet);font-weight:600}\n"
	"tbody th{font-weight:400}\n"
	".number{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums;"
	"padding:.4rem 0 .4rem .6rem}\n"
	"figure{margin:1.4rem 0 .4rem}\n"
	"figcaption{font-weight:600;margin-bottom:.4rem}\n"
	"svg{display:block;width:100%;height:auto}\n"
	"svg.code{width:12rem}\n"
	".bar{fill:var(--bar)}\n"
	".rule{stroke:var(--line);fill:none}\n"
	".mark{fill:var(--quiet);font-size:15px}\n"
	"footer{color:var(--quiet);font-size:.875rem}\n"
	/* On a phone each row is a small block: its name, then its numbers under their titles. */
	"@media(max-width:34rem){.mark{font-size:30px}section{padding:.9rem .8rem}"
	"table,tbody,thead,thead tr{display:block}thead th{border:0;color:var(--text)}"
	"thead th:not(:first-child){position:absolute;width:1px;height:1px;overflow:hidden;"
	"clip-path:inset(50%)}tbody tr{display:flex;flex-wrap:wrap;padding:.4rem 0;"
	"border-bottom:1px solid var(--line)}tbody th{flex:1 0 100%;padding:0;"
	"border:0;overflow-wrap:anywhere}tbody td{flex:1 0 auto;min-width:25%;border:0;"
	"padding:.2rem .6rem .1rem 0}tbody td.number{text-align:left;padding:.2rem .6rem .1rem 0}"
	"tbody td::before{content:attr(data-title);display:block;color:var(--quiet);"
	"font-size:.8rem}}\n"
	"@media print{:root{--ground:#fff;--card:#fff;--text:#000;--quiet:#444;--line:#bbb;"
	"--bar:#a3480f}body{font-size:10.5pt}main{max-width:none;padding:0}"
	"section{border:0;border-top:1px solid var(--line);border-radius:0;padding:.8rem 0 0}"
	"svg{max-width:46rem}h2,h3,figcaption{break-after:avoid}li,tr,figure{break-inside:avoid}"
	".bar{print-color-adjust:exact;-webkit-print-color-adjust:exact}}\n"
	"</style>\n";

/* What stands open while items of one kind follow each other. */
enum page_list { LIST_NONE = 0, LIST_ITEMS, LIST_EVENTS };

struct page {
	const struct outline *outline;
	const struct report *report;
	FILE *file;
	enum page_list list;
	bool event, section; /* open */
};

static void set_list(struct page *page, enum page_list list)
{
	static const char *const begin[] = {"", "<ul>\n", "<ol class=\"day\">\n"};
	static const char *const end[] = {"", "</ul>\n", "</ol>\n"};

	if (page->event)
		fputs("</div></li>\n", page->file);
	page->event = false;
	if (page->list == list)
		return;
	fputs(end[page->list], page->file);
	fputs(begin[list], page->file);
	page->list = list;
}

static void put_element(struct page *page, const char *name, const char *text)
{
	set_list(page, LIST_NONE);
	fprintf(page->file, "<%s>", name);
	markup_text(page->file, text);
	fprintf(page->file, "</%s>\n", name);
}

static void put_section(struct page *page, const char *title)
{
	set_list(page, LIST_NONE);
	if (page->section)
		fputs("</section>\n", page->file);
	page->section = true;
	fputs("<section>\n", page->file);
	put_element(page, "h2", title);
}

static void put_event(struct page *page, const char *text)
{
	size_t clock = strcspn(text, " ");
	const char *rest = text[clock] ? text + clock + 1 : "";

	set_list(page, LIST_EVENTS);
	fputs("<li><time>", page->file);
	markup_part(page->file, text, clock);
	fputs("</time><div>", page->file);
	markup_text(page->file, rest);
	page->event = true;
}

static void put_detail(struct page *page, const char *text)
{
	fputs("<span class=\"detail\">", page->file);
	markup_text(page->file, text);
	fputs("</span>", page->file);
}

static void put_item(struct page *page, const char *text)
{
	set_list(page, LIST_ITEMS);
	fputs("<li>", page->file);
	markup_text(page->file, text);
	fputs("</li>\n", page->file);
}

/* The next cell of a row: its length, and `*cell` at its beginning. False: there is none. */
static bool next_cell(const char **rest, const char **cell, size_t *length)
{
	if (!*rest)
		return false;
	*cell = *rest;
	*length = strcspn(*cell, "\t");
	*rest = (*cell)[*length] ? *cell + *length + 1 : NULL;
	return true;
}

static void put_tiles(struct page *page, const char *text)
{
	const char *cell;
	size_t length;

	set_list(page, LIST_NONE);
	fputs("<ul class=\"tiles\">", page->file);
	while (next_cell(&text, &cell, &length)) {
		fputs("<li><b>", page->file);
		markup_part(page->file, cell, length);
		fputs("</b> ", page->file);
		if (next_cell(&text, &cell, &length))
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
	while (next_cell(&titles, &cell, &length)) {
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
	while (next_cell(&row, &cell, &length) && next_cell(&titles, &title, &title_length)) {
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

static void put_chart(struct page *page, const char *text)
{
	const char *title = strchr(text, '\t');

	set_list(page, LIST_NONE);
	fputs("<figure><figcaption>", page->file);
	markup_text(page->file, title ? title + 1 : "");
	fputs("</figcaption>\n", page->file);
	switch (strtol(text, NULL, 10)) {
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
		qr_write(page->file, page->report->order.seal->head,
			 "QR code of the head; the text above says the same");
		break;
	}
	fputs("</figure>\n", page->file);
}

static size_t put_any(struct page *page, size_t at)
{
	const struct outline_item *item = &page->outline->items[at];

	switch (item->kind) {
	case OUTLINE_TITLE:
		put_element(page, "h1", item->text);
		break;
	case OUTLINE_VERDICT:
		set_list(page, LIST_NONE);
		fputs("<p class=\"verdict\">", page->file);
		markup_text(page->file, item->text);
		fputs("</p>\n", page->file);
		break;
	case OUTLINE_TILES:
		put_tiles(page, item->text);
		break;
	case OUTLINE_SECTION:
		put_section(page, item->text);
		break;
	case OUTLINE_DAY:
		put_element(page, "h3", item->text);
		break;
	case OUTLINE_LINE:
		put_element(page, "p", item->text);
		break;
	case OUTLINE_ITEM:
		put_item(page, item->text);
		break;
	case OUTLINE_EVENT:
		put_event(page, item->text);
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

static void put_head(const struct outline *outline, FILE *file)
{
	fputs(head, file);
	fputs("<title>", file);
	markup_text(file, outline->count ? outline->items[0].text : "Lenswatch");
	fputs("</title>\n", file);
	fputs(style, file);
	fputs("</head>\n<body>\n<main>\n", file);
}

void page_write(const struct outline *outline, const struct report *report, FILE *file)
{
	struct page page = {.outline = outline, .report = report, .file = file};
	uint64_t made_ns = report->order.now_ns;
	char day[WORDS_MOST], clock[WORDS_MOST];

	put_head(outline, file);
	for (size_t i = 0; i < outline->count;)
		i += put_any(&page, i);
	set_list(&page, LIST_NONE);
	if (page.section)
		fputs("</section>\n", file);
	fprintf(file,
		"<footer>Made by Lenswatch " LENSWATCH_VERSION
		" on %s at %s. Times are those of the computer that made it.</footer>\n"
		"</main>\n</body>\n</html>\n",
		words_day(made_ns, day), words_clock(made_ns, clock));
}
