/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What `status` and `cameras` have in common: options, asking the daemon, telling what it refused.
 */
#ifndef LENSWATCH_COMMANDS_ASK_H
#define LENSWATCH_COMMANDS_ASK_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stdint.h>

#include "system/control.h"

struct ask {
	const char *socket; /* CONTROL_PATH unless told */
	int patience_s;	    /* how long the answer may take; 0: as long as is usual */
	bool json;	    /* --format json */
	bool colour;
	bool help;
};

/*
 * Takes --socket, --format and --help from the command line of `name`; getopt's optind is at the
 * first word that is none. 0 or -EINVAL, told.
 */
int ask_options(struct ask *ask, const char *name, int argc, char **argv);
/* Asks; puts the question. 0 with `*answer` to put; -errno, told, also where the daemon refused. */
int ask_daemon(const struct ask *ask, struct json_object *question, struct json_object **answer);

/* Of the daemon that keeps the history; all zero where none answers. */
struct ask_keeper {
	bool watches;	     /* its run goes on, and what passes is seen and kept */
	bool sending;	     /* an upload is under way */
	uint64_t missing_ns; /* what it has told since and cannot write; 0: nothing */
};

/*
 * Before a history is read: whatever the daemon has told and not yet written, it writes now. The
 * history is `named`, else the one that the daemon at `socket` keeps; where none answers, the one
 * that its configuration `file` names, else the one at its usual place. The text is good until the
 * next call. What of it the daemon cannot write is told on stderr; `keeper` (or NULL) is filled.
 */
const char *ask_history(const char *named, const char *socket, const char *file,
			struct ask_keeper *keeper);
/* Ends what was printed: the exit status. */
int ask_end(void);

#endif
