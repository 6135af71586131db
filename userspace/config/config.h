/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What `lenswatch watch` was told to do: by options, or by a YAML file that has the options' names
 * for keys (lenswatch.yaml(5)). Made by commands/command_watch.c; read anew at SIGHUP.
 */
#ifndef LENSWATCH_CONFIG_H
#define LENSWATCH_CONFIG_H

#include "capture/attach/attach.h"
#include "config/options.h"
#include "ledger/ledger.h"
#include "config/problems.h"

#define CONFIG_INTERFACES 16
#define CONFIG_STATE LENSWATCH_STATE "/cameras.yaml" /* LENSWATCH_STATE: Makefile */

struct config {
	struct options common;
	size_t interface_count;
	const char *interfaces[CONFIG_INTERFACES]; /* owned by common.arena */
	size_t other_count;
	struct device_key others[ENGINE_DECLARED]; /* these are no cameras */
	enum attach_mode attach;
	bool mirror;
	const char *socket;	  /* NULL: CONTROL_PATH */
	const char *socket_group; /* may ask there too; NULL: none */
	const char *state;  /* what the owner said of cameras is kept there; NULL: CONFIG_STATE */
	const char *ledger; /* the history; NULL: none is kept */
	const char *no_history;	  /* why none can be kept, as who started this found out; or NULL */
	unsigned keep_headers_mb; /* of uploads told, beside the history; 0: none */
	struct ledger_limits keep;  /* what of the history; 0: all */
	double commit_s;	    /* how often it is committed; 0: as often as is usual */
	const char *heads;	    /* its heads are added to this file; NULL: to none */
	const char *anchor_command; /* its heads are handed to this program; NULL: to none */
	const char *user;	    /* NULL: see sandbox.h */
	/*
	 * The file said these, and no option on the command line: watching goes before them, so
	 * that what of them cannot be done is a problem and no end.
	 */
	unsigned yields;     /* of enum config_yield */
	bool quiet, verbose; /* the command line: no hints; how each interface is watched */
	bool waits;  /* the file tells of interfaces, though of none that could be used: yet */
	bool mended; /* the file is no YAML as a whole, and was read part by part */
	struct problems problems; /* what the file said and was left out */
};

enum config_yield {
	CONFIG_INTERFACE = 1,
	CONFIG_ATTACH = 2,
	CONFIG_MIRROR = 4,
	CONFIG_RULES = 8,
	CONFIG_HISTORY = 16, /* what is of a history, and none without one */
};

/* What is wrong, and where: `line` 0 for none in particular. */
typedef void config_error_fn(void *context, const char *file, unsigned line, const char *what,
			     const char *cure);

int config_create(struct config *config); /* the defaults; 0 or -ENOMEM */
void config_destroy(struct config *config);
/*
 * Sets one setting by its key or option (settings.c): a list's entries come one by one, "refused"
 * as setting, reason and value with tabs between, "mirror" with NULL for yes. Returns as
 * options_set.
 */
int config_set(struct config *config, const char *name, const char *value,
	       char error[OPTIONS_ERROR]);
/* The bit of such a setting, 0 for others. */
unsigned config_yield(const char *name);
/*
 * Reads the file into `config`, which has the defaults. 0: every mistake is told by file and line,
 * is in `config->problems`, and the rest was taken; -EINVAL where nothing of it is YAML, told
 * likewise; -errno where it cannot be read.
 */
int config_load(struct config *config, const char *path, config_error_fn *error, void *context);
/*
 * What makes no sense without another setting is left out, once all is set, and is in
 * `config->problems`. Returns what is wrong with it, a clause; NULL: nothing.
 */
const char *config_weigh(struct config *config);

#endif
