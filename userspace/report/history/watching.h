/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * When Lenswatch was watching at all, from the `run` and `summary` records: silence is worth
 * nothing where nobody looked. Called by report.c.
 */
#ifndef LENSWATCH_REPORT_WATCHING_H
#define LENSWATCH_REPORT_WATCHING_H

#include "report/history/records.h"

#define WATCHING_SPANS 4096

struct watching_span {
	uint64_t from_ns, to_ns; /* to_ns: as far as the record shows */
	uint64_t number;	 /* of its run record */
	bool live;		 /* not of a capture */
	bool silent;		 /* a capture that cannot tell whether packets were lost */
	bool filtered;		 /* a capture recorded with a filter */
	bool open;		 /* its end is not in the record: a power cut, or it still runs */
	bool ended;		 /* `number` is of the summary with which a live run ended */
};

struct watching_doubt { /* what the summary of a run said could not be told */
	uint64_t from_ns, to_ns;
	uint64_t lost, unreadable;
	uint32_t undecided;
	bool behind_nat;
	uint32_t doubts; /* of its whole time, live DOUBT_ABSENT alone: bits, of enum doubt */
};

struct watching { /* begins zeroed */
	size_t span_count, span_room, doubt_count, doubt_room;
	struct watching_span *spans;
	struct watching_doubt *doubts;
	size_t left_out; /* runs beyond WATCHING_SPANS: the newest are kept out, and it is said */
	uint64_t dropped_ns; /* till then the record may have shown that it was watched */
	bool unsure;	     /* a run may go on that began before what was read */
	uint64_t last_ns;    /* of what the record covers at all, 0: nothing */
	uint64_t first_ns;
};

/* Takes `run` and `summary` records; others change nothing. 0 or -ENOMEM. */
int watching_add(struct watching *watching, const struct ledger_record *record);
/* A live run begins, or shows itself, when this was written. 0 or -ENOMEM. */
int watching_begin(struct watching *watching, const struct ledger_record *record);
/* Whether the live run of that record ended with it or after it. */
bool watching_has_ended(const struct watching *watching, uint64_t number);
/* Whether it is the first record of a live run. */
bool watching_is_run(const struct ledger_record *record);
/* Whether a live run wrote it: not a replay, and no command between two runs. */
bool watching_is_live(const struct ledger_record *record);
/* What a live run writes shows that it was alive then. */
void watching_alive(struct watching *watching, const struct ledger_record *record);
/* Adds what was going on when the period began. 0, -ENOMEM, or what the source returned. */
int watching_look(struct watching *watching, const struct records *source, uint64_t from_ns);
/* Sorts. No record is added afterwards. */
void watching_finish(struct watching *watching);
void watching_clear(struct watching *watching);

/*
 * The stretch from `*at` on in which nothing was watched, up to `to_ns`: `*from` and `*until`;
 * `*at` is set behind it. `*open`: whether it was, cannot be told. False: there is none any more.
 */
bool watching_hole(const struct watching *watching, uint64_t *at, uint64_t to_ns, uint64_t *from,
		   uint64_t *until, bool *open);

#endif
