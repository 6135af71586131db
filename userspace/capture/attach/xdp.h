/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An XDP program on an interface, native or generic, and who is in its way. Called by attach.c.
 */
#ifndef LENSWATCH_CAPTURE_XDP_H
#define LENSWATCH_CAPTURE_XDP_H

#include "capture/attach/links.h"

#define XDP_TEXT 200

/* A link's descriptor, or -errno. */
int xdp_attach(uint32_t interface, int program, bool generic);
/*
 * Why xdp_attach failed with `error` on `link`, as the end of a sentence ("its driver ..."). Names
 * the program that is there already, and where, if one is and it may be known.
 */
const char *xdp_reason(const struct links *links, const struct link_state *link, int error,
		       char text[XDP_TEXT]);
/* Why native XDP need not be tried on `link`, in the same form; NULL where it should be. */
const char *xdp_misfit(const struct link_state *link);

#endif
