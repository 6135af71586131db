/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a page of a report looks like on a screen, a phone and paper, light and dark. Called by
 * page.c.
 */
#ifndef LENSWATCH_REPORT_PAGE_STYLE_H
#define LENSWATCH_REPORT_PAGE_STYLE_H

/* A whole <style> element. */
const char *page_style(void);

#endif
