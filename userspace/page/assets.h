/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The files of the page itself, which are part of the program (assets.S). They are the same for
 * everybody and hold nothing of any home. Called by server.c.
 */
#ifndef LENSWATCH_PAGE_ASSETS_H
#define LENSWATCH_PAGE_ASSETS_H

#include <stddef.h>

enum assets_number { ASSETS_PAGE = 0, ASSETS_SCRIPT, ASSETS_STYLE, ASSETS_ICON, ASSETS_OPENAPI };

struct asset {
	const char *type;	 /* of RFC 9110, section 8.3 */
	const char *bytes, *end; /* `end` is behind them */
};

/* NULL: there is none of that number. The style is what stands behind that of a report. */
const struct asset *assets_find(unsigned number);

#endif
