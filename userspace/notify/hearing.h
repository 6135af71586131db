/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Listens to the daemon (docs/status.md, "Listening") and makes of its records what is said: how
 * cameras stand, and messages. What was heard is noted as heard once its messages are in the queue.
 * Used by notify.c.
 */
#ifndef LENSWATCH_NOTIFY_HEARING_H
#define LENSWATCH_NOTIFY_HEARING_H

#include "notify/assistant.h"
#include "notify/known.h"
#include "notify/outbound.h"

struct hearing {
	/* Borrowed: */
	const char *socket;
	struct known *known;
	struct outbound *outbound;
	struct assistant *assistant;
	/* Its own: */
	int fd; /* -1: nobody is heard */
	bool failed;
	uint64_t retry; /* in seconds since the machine began */
	unsigned pause_s;
	char *line; /* what came of the next line */
	size_t length, room;
	uint64_t said;	    /* when the daemon said anything last */
	bool stale;	    /* too long ago: it hangs, and what stood then is not known any more */
	bool begun;	    /* the answer to the question was read */
	uint64_t heard;	    /* id of the last record, noted or not */
	time_t listened;    /* when it was last noted that somebody is heard */
	struct alert alert; /* waits for a moment, as a breach comes behind its upload */
	char series[EVENT_ID];
	uint64_t since; /* when it began to wait */
	bool undone;	/* it could not be queued: what came since is to be heard once more */
};

/* Tries to reach the daemon where it is not heard, and it is time to. */
void hearing_turn(struct hearing *hearing, time_t now);
/* Its descriptor can be read. */
void hearing_read(struct hearing *hearing, time_t now);
/* One line of the daemon's, without its end. */
void hearing_line(struct hearing *hearing, const char *line, size_t length, time_t now);
/* Whether a message waits for its moment. */
bool hearing_waits(const struct hearing *hearing);
/* Says what waits, and notes how far was heard. */
void hearing_end(struct hearing *hearing, time_t now);

#endif
