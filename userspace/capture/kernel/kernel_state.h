/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What kernel.c, kernel_flows.c and kernel_house.c share; nobody else includes it. */
#ifndef LENSWATCH_CAPTURE_KERNEL_STATE_H
#define LENSWATCH_CAPTURE_KERNEL_STATE_H

#include "capture/kernel/kernel_load.h"
#include "base/table.h"
#include "capture/meter/pending.h"
#include "capture/meter/unread.h"

#define KERNEL_SECOND 1000000000ULL
#define KERNEL_BATCH 128U
#define KERNEL_LEAVING 1024U /* flows that make room in one sweep */

/* A flow of the map, as it was last looked at. */
struct kernel_seen {
	struct flow_key key;
	uint32_t next; /* the sequence of its first stretch that was not handed over */
	uint32_t interface;
	uint64_t began_ns, last_ns, last_up_ns; /* of the program's clock */
	uint64_t handed[4]; /* bytes up, down, packets up, down of what was handed over */
	uint64_t open[4];   /* the same of what was not */
	struct kernel_unseen {
		uint64_t missing;	    /* as the program said last (bpf/numbers.h) */
		uint64_t told;		    /* of these, that were made a loss */
		uint64_t accounted;	    /* bytes that went unseen and were counted elsewhere */
		uint64_t from_ns;	    /* the first of what was not told went up after that */
		uint64_t first_ns, last_ns; /* when it began to grow, and grew last */
	} unseen;
};

struct kernel_met {
	struct device_key key;
	uint32_t state; /* enum device_state */
	uint64_t met_ns;
	uint64_t stray; /* bytes, of the program's (bpf/record.h), up to when it was last looked */
};

struct kernel {
	struct kernel_config config;
	struct kernel_loaded loaded;
	struct ring_buffer *ring;
	struct table *seen, *met;
	struct pending pending;
	void *batch; /* keys and values of a piece of the flows' map */
	struct flow_key *leaving;
	uint32_t leaving_count;
	struct kernel_counts *counts; /* of each processor */
	int processors;
	uint64_t now_ns;	  /* of the program's clock, at the last collect */
	uint64_t offset_ns;	  /* a date is the program's clock and this */
	struct kernel_given said; /* to the program, while it runs */
	uint64_t collected_ns;	  /* date of the last collect */
	uint64_t devices_ns;	  /* when devices were last looked through */
	uint64_t refused;	  /* packets of devices without room, by then */
	struct unread unread;	  /* frames that nobody looks into */
	uint64_t unread_ns;	  /* when they were last asked for */
	uint64_t strays_ns;	  /* ... for what they sent from elsewhere */
	uint32_t home;		  /* generation that the program has */
	bool home_written;
	uint32_t flows;	  /* in the map at the last collect */
	uint64_t missing; /* stretches that went missing since losses were last told */
	uint64_t stretches_lost;
	uint64_t reported[COUNT_KINDS]; /* the counters, as losses were reported of them */
	struct source_counters counters;
};

/* A time of the program's clock as a date; 0 stays 0. */
uint64_t kernel_date(const struct kernel *kernel, uint64_t time_ns);
/* Reads the ring to its end. */
void kernel_drain(struct kernel *kernel);

/* kernel_flows.c */

/* A stretch of which the ring or the map tells; what is known already is not taken again. */
void kernel_note(struct kernel *kernel, const struct flow_key *key, uint32_t interface,
		 const struct account_stretch *stretch);
/*
 * Looks at all flows of the map: takes their stretches that are due (`all`: and those that are
 * not), and takes out of it flows that were idle.
 */
void kernel_sweep(struct kernel *kernel, bool all);

/* kernel_unseen.c */

/*
 * What the numbers of a flow say is missing: told once it will not come any more, or `over`: the
 * flow is.
 */
void kernel_unseen(struct kernel *kernel, struct kernel_seen *seen,
		   const struct kernel_numbers *numbers, bool over);

/* Frames that nobody looks into: told as the meter does. `all`: nothing more comes. */
void kernel_unread(struct kernel *kernel, bool all);

/* kernel_house.c */

/* Asks the engine about a device that is met for the first time. */
void kernel_meet(struct kernel *kernel, const struct device_key *key);
/* Tells the program what `said` says. */
void kernel_say(struct kernel *kernel);
/* Tells the program of the home where it changed. */
void kernel_home(struct kernel *kernel);
/* Forgets devices that were idle for long, or shorter where there is no room for others. */
void kernel_forget(struct kernel *kernel);
/*
 * What devices sent from addresses that are not the home's: told each ten minutes where it is as
 * much as a clip, or now (`all`).
 */
void kernel_strays(struct kernel *kernel, bool all);

#endif
