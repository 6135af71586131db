/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The daemon that keeps a history, asked before that is read. Called by ask.c, and by page/, which
 * has no configuration of the daemon's.
 */
#ifndef LENSWATCH_CONFIG_ASK_KEEPER_H
#define LENSWATCH_CONFIG_ASK_KEEPER_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

/* Of the daemon that keeps the history; all zero where none answers. */
struct ask_keeper {
	bool watches;	     /* its run goes on, and what passes is seen and kept */
	bool sending;	     /* an upload is under way */
	uint64_t absent_ns;  /* since then it has not seen a camera that was declared; 0: it has */
	bool usual;	     /* by ask_history(): commands take that history by themselves */
	uint64_t missing_ns; /* what it has told since and cannot write; 0: nothing */
};

/*
 * Has the daemon at `socket` write what it has told and not yet written, into the history whose
 * path is then in `room`; "" where none answers. `out` is of that one alone: all zero where `named`
 * (or NULL) is another. What of it cannot be written is told on stderr.
 */
void ask_keeper_find(const char *socket, const char *named, char room[PATH_MAX],
		     struct ask_keeper *out);
/* Whether `named` is that file; NULL: none is named, so it is. */
bool ask_keeper_is(const char *named, const char *kept);
/* Who answers at the socket may be anybody, as far as the terminal is concerned. */
void ask_keeper_tell(const char *before, const char *text);

#endif
