/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The daemon: joins the live sources, the engine, an output and the control socket in one event
 * loop. Called by commands/watch.c; answers.c reads it to tell its state.
 */
#ifndef LENSWATCH_WATCH_H
#define LENSWATCH_WATCH_H

#include <ev.h>

#include "watch/anchor.h"
#include "capture/offload/flowtable.h"
#include "capture/meter/meter.h"
#include "capture/offload/offload.h"
#include "config/config.h"
#include "system/control.h"
#include "config/owner_file.h"
#include "watch/port.h"
#include "promise/gate.h"
#include "system/owned.h"
#include "system/sandbox.h"
#include "words/gap.h"

#define WATCH_GAPS 16
#define WATCH_FOLDER 256
#define WATCH_FACTS 6
#define WATCH_RULES 16 /* rules of earlier reloads, which what is known may still point to */

/* A gap that was told, kept for `lenswatch status`. */
struct watch_gap {
	uint64_t from_ns, to_ns, packets;
	enum cause cause;
	char reason[GAP_WORDS];
	char camera[96]; /* "" of all */
};

struct watch_port { /* the loop's side of a port */
	struct port port;
	struct watch *watch;
	ev_io readable;	       /* libpcap only */
	struct interface *tap; /* for headers, beside the kernel; NULL: none */
	ev_io tapped;
};

/* Reads all that the daemon was told, anew: command line and file. 0, or -errno, told. */
typedef int watch_read_fn(void *context, struct config *out);

struct watch {
	struct config config;
	struct problems refused; /* what of it could not be carried out at the start */
	watch_read_fn *read;
	void *read_context;
	const char *config_folder; /* NULL: none */
	struct owned owned;	   /* whom its files are given to */
	struct ev_loop *loop;
	struct links *links;
	struct home *home;
	struct geography *geography;
	struct protocol *protocol;
	char protocols[32]; /* the name of nDPI's file */
	struct rules *rules;
	size_t old_count;
	struct rules *old[WATCH_RULES];
	char rules_room[4096];
	const char *rules_path;
	char rules_error[OPTIONS_ERROR]; /* of the last reload; "" none */
	uint64_t rules_ns;
	struct engine *engine;
	struct output *output;
	struct slices *slices;		   /* headers of uploads; NULL: none are kept */
	struct gate gate;		   /* between engine and output: what was promised */
	struct ledger *ledger;		   /* the history; NULL: none is kept */
	struct ledger *awaited;		   /* one that could not be opened yet, or NULL */
	bool ledger_failed;		   /* which was told */
	char ledger_problem[LEDGER_ERROR]; /* why nothing is kept now; "" it is, or is not wanted */
	uint64_t ledger_since_ns; /* since when all that was told is in it, or waits for it */
	bool retention_failed;	  /* which was told */
	char *ledger_path;	  /* without links, to compare */
	struct anchor *anchor;	  /* who hands its heads on; NULL: nobody */
	uint64_t anchored;	  /* size of the head that was handed on last */
	int anchor_day;		  /* on which day of the year */
	struct watch_facts { /* what was in force when the history was last told: watch_notes.c */
		bool known;  /* else nothing can be said of what changed since */
		char *texts[WATCH_FACTS]; /* NULL: unknown */
		uint64_t unended_us; /* the run before has no end, and was last heard of then; 0 */
	} facts;
	int mirror_socket;     /* see attach_mirror_socket; -1 none */
	struct kernel *kernel; /* or, where there is no BPF: */
	struct meter *meter;
	struct event_fallback fallback; /* why not; REFUSAL_NONE: it was not wanted */
	struct keeper *keeper;		/* who puts filters in, before 6.6; NULL: nobody need */
	struct offload *offload;
	bool conntrack_by_netlink;
	bool offload_due; /* it is looked at in every second round */
	struct control *control;
	struct owner owner;
	bool owner_unread; /* its file is there and could not be read: it is left alone */
	struct sandbox_state sandbox;
	size_t port_count;
	struct watch_port ports[CONFIG_INTERFACES];
	struct flowtables forwarding;
	uint64_t tables_ns;  /* when word of it came last; 0: never */
	uint64_t outside_ns; /* since when nothing is watched but what lies outside; 0: not so */
	uint64_t outside_reported_ns; /* up to when that was told; 0: never */
	char home_side[LINK_NAME];    /* what should be watched instead */
	bool passed_late; /* a table that came after the start forwards past what is watched */
	size_t added_count;
	char added[CONFIG_INTERFACES][LINK_NAME]; /* ports that are watched for such a table */
	ev_io ring, changes, tables;
	ev_timer collect, look, survey, settled, commit, retention, again;
	ev_signal hup, term, interrupt;
	uint64_t since_ns;
	int64_t clock_offset_ns; /* libpcap: date less monotonic time, to notice that it was set */
	uint64_t merged, lossy;	 /* uploads told that way */
	size_t gap_count;	 /* ever; the last WATCH_GAPS are kept */
	struct watch_gap gaps[WATCH_GAPS];
	int statm;  /* /proc/self/statm, opened before the file system is given away; -1 none */
	int status; /* of the process, once the loop has ended */
};

/*
 * Makes the folder of a file that the daemon writes, and gives it to the user it becomes; one that
 * was there before only where it was made for it. `folder`: its name.
 */
void watch_own_folder(const struct watch *w, const char *path, char folder[WATCH_FOLDER]);

/* Gives a folder or file of root's to the user the daemon becomes, where it is there. */
void watch_give(const struct watch *w, const char *path);

/*
 * Watches until SIGTERM or SIGINT. `read` is called at the start and at each SIGHUP. What it
 * reads lies in `config_folder`, which must stay readable (NULL: none); not the file alone, as
 * editors put another in its place. Returns the exit status; what is wrong is told on stderr.
 */
int watch_run(watch_read_fn *read, void *context, const char *config_folder);

#endif
