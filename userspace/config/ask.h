/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the commands that answer have in common: options, asking the daemon, telling what it
 * refused, which history is meant, the end of an answer.
 */
#ifndef LENSWATCH_COMMANDS_ASK_H
#define LENSWATCH_COMMANDS_ASK_H

#include <json-c/json.h>
#include <stdbool.h>

#include "config/ask_keeper.h"
#include "json/put.h"
#include "system/control.h"
#include "usage/usage.h"

struct ask {
	const char *socket; /* CONTROL_PATH unless told */
	int patience_s;	    /* how long the answer may take; 0: as long as is usual */
	bool json;	    /* --format json */
	bool follow;	    /* --follow */
	bool numbers;	    /* --format prometheus, of `status` alone */
	bool colour;
	bool verbose;
};

/*
 * Takes the options from the command line of `usage`, behind which `most` words may stand; getopt's
 * optind is at the first. 0 or -EINVAL, told.
 */
int ask_options(struct ask *ask, const struct usage *usage, int argc, char **argv, int most);
/* The one word that may stand behind the options, into `*out` where it does. 0 or -EINVAL, told. */
int ask_file(const struct usage *usage, int argc, char **argv, const char **out);
/* The value of --format where it is text or json. 0 or -EINVAL, told. */
int ask_format(const char *value, bool *json);
/* Asks; puts the question. 0 with `*answer` to put; -errno, told, also where the daemon refused. */
int ask_daemon(const struct ask *ask, struct json_object *question, struct json_object **answer);

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
/* The same with one line of JSON, which ends with its root. */
int ask_print(struct put root);

#endif
