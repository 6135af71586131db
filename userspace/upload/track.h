/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bursts and episodes of one device to one address. Upstream packets less than a second apart are a
 * burst; one of 1,500 bytes or more counts; counted bursts no more than ten seconds apart are an
 * episode, which holds everything between its first and last counted burst. Fed by the tracker with
 * stretches in order of their first upstream packet.
 */
#ifndef LENSWATCH_UPLOAD_TRACK_H
#define LENSWATCH_UPLOAD_TRACK_H

#include "flow/flow_table.h"
#include "upload/episode.h"

#define TRACK_BURST_GAP_NS 1000000000ULL
#define TRACK_EPISODE_GAP_NS 10000000000ULL
#define TRACK_BURST_BYTES 1500U
#define TRACK_FLOWS 16

struct track_flow {
	uint16_t local_port, remote_port;
	uint8_t protocol;
	struct account_down tail; /* came after its last upstream packet */
	uint64_t tail_last_ns;
	uint64_t pending, now,
		whole; /* upstream bytes: not yet counted, of this part, of the episode */
	uint64_t down_pending, down_whole;	 /* downstream bytes */
	uint64_t packets_pending, packets_whole; /* upstream packets */
};

struct series;

/* What it is found by. */
struct track_key {
	struct device_key device;
	struct address remote;
	uint32_t scope; /* enum flow_scope */
};
_Static_assert(sizeof(struct track_key) == 40, "hashed as a whole: no hidden padding");

struct track {
	struct track_key key;
	const struct rule_thresholds *usual; /* see footage_thresholds(); or NULL */
	bool open;			     /* an episode is under way */
	bool burst_counted;
	bool held;     /* what is pending would count, and is no more than small talk */
	bool reported; /* a part of the episode went out: the rest follows whatever it is */
	uint64_t burst_last_ns, burst_bytes;
	uint32_t burst_flow;	     /* whose packet was the last */
	uint64_t end_ns;	     /* of the last counted burst */
	struct episode_sums pending; /* since then: counts only if a counted burst follows */
	struct episode_sums now, whole;
	struct address local;
	size_t flow_count;
	char *host; /* of the flow with most bytes; owned */
	enum host_source host_source;
	const struct rule_host *rule;
	enum signature signature;
	bool borrowed;	    /* the name is of another flow than most of the bytes */
	bool behind_vpn;    /* see struct flow */
	bool beyond;	    /* likewise */
	struct marks marks; /* of all flows to that address, as long as it is remembered */
	char protocol[PROTOCOL_NAME], application[PROTOCOL_NAME];
	uint64_t named_bytes;		    /* how many bytes the flow had that gave these names */
	uint16_t named_local, named_remote; /* its ports */
	struct series *series;
	struct track *previous_open, *next_open;
	struct track_flow flows[TRACK_FLOWS]; /* last: only the first `flow_count` mean anything */
};

/*
 * Of the bytes up of a stretch, those that acknowledge what came down: TCP segments without
 * payload, a quarter of that at most. Where hardware counted, which does not tell them apart, all
 * of what is as little as that.
 */
uint64_t track_acknowledging(const struct activity *activity);
/*
 * Of the bytes up of a stretch, those of which no episode need answer, as they are accounted for
 * while they pass: acknowledgements, and the rest where that is no burst alone.
 */
uint64_t track_passing(const struct activity *activity);
/* Counts one stretch. `flow` is what is known of it, or NULL. */
void track_add(struct track *track, const struct activity *activity, const struct flow *flow);
/*
 * Whether the stretch that begins at `first_up_ns` would find the open episode over: no burst that
 * could still join, and more than ten seconds since its last counted one.
 */
bool track_is_over(const struct track *track, uint64_t first_up_ns);
/* Forgets the episode: the next counted burst opens another. */
void track_reset(struct track *track);
/* Whether the burst under way has the bytes to count. */
bool track_is_counting(const struct track *track);
/*
 * Holds back what counts but for being small talk: it is the episode's where its burst ends, or
 * footage follows, within ten seconds. True where it is held.
 */
bool track_hold(struct track *track, const struct activity *activity);
/* Whether what is held is the episode's, now that this is over. */
bool track_tail_joins(const struct track *track);
/* Whether what begins at `first_up_ns` begins another burst. */
bool track_burst_ends(const struct track *track, uint64_t first_up_ns);
/* Takes over everything pending: called after each stretch of a burst that counts. */
void track_commit(struct track *track);
/* Begins the next part: what was counted so far has been told. */
void track_cut(struct track *track);

#endif
