/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether a history shows that no footage of a camera left in a time, and how much may have left at
 * most; or why it cannot show that. Takes records from anywhere (report/history/records.h) and
 * knows no clock and no file. Called by command_attest.c; statement.c and statement_json.c write
 * what it found.
 */
#ifndef LENSWATCH_ATTEST_ATTEST_H
#define LENSWATCH_ATTEST_ATTEST_H

#include "attest/hours.h"
#include "attest/rate.h"
#include "report/history/history.h"
#include "report/history/records.h"
#include "words/attested.h"

#define ATTEST_PICTURE_BYTES 8000U /* FOOTAGE_SNAPSHOT_BYTES */

enum attest_verdict {
	ATTEST_NOTHING_LEFT = 1, /* within the bound */
	ATTEST_FOOTAGE_LEFT,
	ATTEST_CANNOT_TELL, /* a condition fails */
};

/* What the check of the whole ledger said (ledger_verify). */
struct attest_proof {
	struct ledger_report report;
	char fault[ATTEST_DETAIL]; /* the first */
};

struct attest_order {
	const char *camera;	 /* a name, MAC or address */
	uint64_t from_ns, to_ns; /* from <= time < to */
	uint64_t missing_ns;	 /* since when the history cannot be written; 0: it can */
	const struct attest_proof *proof;
	const struct rules *rules; /* for the vendor's bit rates, or NULL */
};

struct attest_bound {
	uint64_t counted;  /* all that left in the hours that cover the time */
	uint64_t across;   /* counted the hour before, and may have left in the first second */
	uint64_t merged;   /* for headers of packets that came merged */
	uint64_t outside;  /* of uploads that lie wholly before or after the time */
	uint64_t bytes;	   /* what remains: the most that left */
	uint64_t seconds;  /* of video, at the lowest rate */
	uint64_t pictures; /* of ATTEST_PICTURE_BYTES */
};

struct attest {
	struct attest_order order;
	enum attest_verdict verdict;
	struct json_object *object; /* owns the strings of `camera` */
	struct event_camera camera; /* as it was known last */
	struct attest_check checks[ATTEST_CONDITIONS];
	uint32_t doubts; /* bits, of enum doubt */
	struct hours hours;
	struct history *history; /* uploads of the time, and streams that stayed home */
	size_t upload_count, local_count;
	uint64_t upload_bytes, local_bytes;
	struct rate rate;
	struct attest_bound bound; /* of meaning where nothing left */
	uint64_t unreadable;	   /* packets of these runs, of anybody */
};

/*
 * 0; -ENOENT no camera is called so, -ENOTUNIQ several are, and `error` names those there are;
 * -E2BIG too long a time; -ENOMEM, or what the source returned.
 */
int attest_make(const struct attest_order *order, const struct records *source, struct attest **out,
		char error[LEDGER_ERROR]);
void attest_destroy(struct attest *attest);

#endif
