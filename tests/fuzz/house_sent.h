/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What one camera sent to outside, counted naively and in two ways that leave a margin to what the
 * program takes as explained: so much that nobody may be told that nothing left, or so little that
 * it must be said. Between the two either answer is right.
 */
#ifndef LENSWATCH_TESTS_FUZZ_HOUSE_SENT_H
#define LENSWATCH_TESTS_FUZZ_HOUSE_SENT_H

#include "house_frame.h"
#include "house_model.h"

#define SENT_FLOWS 64
#define SENT_ENDS 16
#define SENT_EPISODES 512
#define SENT_CLIP 100000U  /* FOOTAGE_BYTES */
#define SENT_PICTURE 8000U /* less at once is explained, up to a bound */
#define SENT_BURST 1500U   /* ... and so is less in a second */
#define SENT_QUIET 100000U /* all of it: a third of that bound */
#define SENT_SILENCE (840 * MODEL_SECOND)
#define SENT_WINDOW (2700 * MODEL_SECOND) /* what lies in it lies in an hour however it is cut */
#define SENT_EXCUSED 3			  /* the end that is the maker's control host */
#define SENT_MEDIA 2			  /* those up to it take pictures */

struct sent_episode {
	uint64_t start_ns, end_ns, bytes;
};

struct sent_line { /* one flow's stretch of a second */
	struct address remote;
	uint16_t ports[2];
	uint8_t protocol;
	uint64_t start_ns, end_ns, bytes;
};

struct sent_end {
	struct address remote;
	uint64_t up, down, packets_up, packets_down;
	struct sent_episode episode; /* of stretches that are no keep-alive's */
};

struct sent_way {	   /* a TCP connection, by the generator's choices */
	uint32_t up, down; /* numbers that come next */
	uint64_t hidden;   /* bytes that went up unseen since a number was last seen */
	uint64_t hidden_ns;
	bool known, odd;
};

struct sent {
	uint8_t mac[6];
	bool broken, loud;
	size_t line_count, end_count, episode_count;
	uint64_t first_ns, last_ns, up;
	uint64_t hidden_ns; /* when the last began of what numbers showed; 0: nothing */
	struct sent_line lines[SENT_FLOWS];
	struct sent_end ends[SENT_ENDS];
	struct sent_episode episodes[SENT_EPISODES];
	struct sent_way ways[FRAME_WAYS];
};

static void sent_reset(struct sent *a, const uint8_t mac[6])
{
	memcpy(a->mac, mac, 6);
	a->broken = a->loud = false;
	a->line_count = a->end_count = a->episode_count = 0;
	a->first_ns = a->last_ns = a->up = a->hidden_ns = 0;
	memset(a->ways, 0, sizeof(a->ways));
}

static struct sent_end *sent_end_of(struct sent *a, const struct address *remote)
{
	for (size_t i = 0; i < a->end_count; i++)
		if (address_equal(&a->ends[i].remote, remote))
			return &a->ends[i];
	if (a->end_count == SENT_ENDS) {
		a->broken = true;
		return &a->ends[0];
	}
	a->ends[a->end_count] = (struct sent_end){.remote = *remote};
	return &a->ends[a->end_count++];
}

static void sent_end_episode(struct sent *a, struct sent_end *end)
{
	if (end->episode.bytes && a->episode_count < SENT_EPISODES)
		a->episodes[a->episode_count++] = end->episode;
	end->episode.bytes = 0;
}

static bool sent_is_excused(const struct address *remote)
{
	return remote->bytes[15] == SENT_EXCUSED + 1;
}

static bool sent_is_media(const struct address *remote)
{
	return remote->bytes[15] <= SENT_MEDIA + 1;
}

static void sent_end_line(struct sent *a, struct sent_line *line)
{
	struct sent_end *end = sent_end_of(a, &line->remote);
	struct sent_episode *e = &end->episode;

	if (line->bytes >= SENT_BURST && !sent_is_excused(&line->remote)) {
		if (e->bytes && line->start_ns > e->end_ns + 10 * MODEL_SECOND)
			sent_end_episode(a, end);
		if (!e->bytes)
			*e = (struct sent_episode){.start_ns = line->start_ns};
		e->start_ns = line->start_ns < e->start_ns ? line->start_ns : e->start_ns;
		e->end_ns = line->end_ns > e->end_ns ? line->end_ns : e->end_ns;
		e->bytes += line->bytes;
	}
	a->loud |= line->bytes >= SENT_BURST && end->up >= SENT_PICTURE;
	line->bytes = 0;
}

/* In the order in which they began, whatever flow they are of. */
static void sent_end_lines(struct sent *a, uint64_t began_ns)
{
	struct sent_line *first;

	do {
		first = NULL;
		for (size_t i = 0; i < a->line_count; i++)
			if (a->lines[i].bytes && a->lines[i].start_ns <= began_ns &&
			    (!first || a->lines[i].start_ns < first->start_ns))
				first = &a->lines[i];
		if (first)
			sent_end_line(a, first);
	} while (first);
}

static void sent_up(struct sent *a, const struct packet *p, uint64_t now_ns)
{
	struct sent_end *end = sent_end_of(a, &p->target);
	struct sent_line *line = NULL;

	a->up += p->length;
	end->up += p->length;
	a->loud |= end->up >= SENT_PICTURE && sent_is_media(&p->target);
	end->packets_up++;
	if (p->protocol == IPPROTO_TCP && !p->payload_length)
		return;
	sent_end_lines(a, now_ns - MODEL_SECOND);
	for (size_t i = 0; !line && i < a->line_count; i++)
		if (address_equal(&a->lines[i].remote, &p->target) &&
		    a->lines[i].protocol == p->protocol && a->lines[i].ports[0] == p->source_port &&
		    a->lines[i].ports[1] == p->target_port)
			line = &a->lines[i];
	if (!line && a->line_count == SENT_FLOWS) {
		a->broken = true;
		return;
	}
	if (!line) {
		line = &a->lines[a->line_count++];
		*line = (struct sent_line){.remote = p->target,
					   .ports = {p->source_port, p->target_port},
					   .protocol = p->protocol};
	}
	if (!line->bytes)
		line->start_ns = now_ns;
	line->end_ns = now_ns;
	line->bytes += p->length;
}

static void sent_packet(struct sent *a, const struct packet *p, uint64_t now_ns)
{
	bool mac = p->flags & PACKET_HAS_SOURCE_MAC;

	if (!address_is_private(&p->source) && address_is_private(&p->target)) {
		struct sent_end *end = sent_end_of(a, &p->source);

		end->down += p->length; /* whoever it was for: less of what went up is held to it */
		end->packets_down++;
		a->loud |= end->packets_down > end->packets_up;
		return;
	}
	if (mac && memcmp(p->source_mac, a->mac, 6) == 0 && address_is_private(&p->source) &&
	    !address_is_private(&p->target) && !address_is_multicast(&p->target))
		sent_up(a, p, now_ns);
}

/* Any frame, seen or not. What is not of the camera and the outside alone is no quiet home. */
static void sent_frame(struct sent *a, const struct frame_spec *spec, uint64_t now_ns)
{
	unsigned form = spec->form % 8;

	a->loud |= spec->device || spec->remote > 4 || spec->hidden || form == FORM_CUT ||
		   form == FORM_BYTES || form == FORM_RAW || form == FORM_COOKED;
	a->loud |= a->last_ns && (now_ns < a->last_ns || now_ns - a->last_ns > SENT_SILENCE);
	if (!a->first_ns)
		a->first_ns = now_ns;
	a->last_ns = now_ns > a->last_ns ? now_ns : a->last_ns; /* a little back is jitter */
}

/* Its numbers go on whether it was seen or not; the next that is seen shows what was not. */
static void sent_number(struct sent *a, const struct frame_spec *spec, const struct frame *frame,
			bool camera)
{
	struct sent_way *way;

	if (!frame->tcp)
		return;
	way = &a->ways[frame_way(spec)];
	way->odd |= spec->form % 8 == FORM_CUT;
	if (!spec->hidden && camera && !way->odd) {
		if (way->known && way->hidden > 1)
			a->hidden_ns = way->hidden_ns;
		way->known |= spec->up;
		if (way->known)
			way->hidden = 0;
	}
	if (spec->up) {
		way->up += frame->payload;
		way->hidden_ns = way->hidden ? way->hidden_ns : a->last_ns;
		way->hidden += spec->hidden && way->known ? frame->payload : 0;
	} else {
		way->down += frame->payload;
	}
}

static void sent_finish(struct sent *a)
{
	sent_end_lines(a, UINT64_MAX);
	for (size_t i = 0; i < a->end_count; i++)
		sent_end_episode(a, &a->ends[i]);
}

static uint64_t sent_down(const struct sent *a)
{
	uint64_t down = 0;

	for (size_t i = 0; i < a->end_count; i++)
		down += a->ends[i].down;
	return down;
}

/* So much within an hour that it cannot all be explained; what came down may be acknowledged. */
static bool sent_is_clip(const struct sent *a)
{
	uint64_t most = 0;

	for (size_t i = 0; i < a->episode_count; i++) {
		uint64_t from = a->episodes[i].start_ns, sum = 0;

		for (size_t j = 0; j < a->episode_count; j++)
			if (a->episodes[j].start_ns >= from &&
			    a->episodes[j].end_ns <= from + SENT_WINDOW &&
			    a->episodes[j].bytes >= SENT_PICTURE)
				sum += a->episodes[j].bytes;
		most = sum > most ? sum : most;
	}
	return !a->broken && most >= SENT_CLIP + sent_down(a);
}

/* Whether all that speaks for it lies in a time. */
static bool sent_is_within(const struct sent *a, uint64_t from_ns, uint64_t to_ns)
{
	for (size_t i = 0; i < a->episode_count; i++)
		if (a->episodes[i].start_ns < from_ns || a->episodes[i].end_ns >= to_ns)
			return false;
	return true;
}

static bool sent_is_quiet(const struct sent *a)
{
	return !a->broken && !a->loud && a->up && a->up <= SENT_QUIET &&
	       a->last_ns - a->first_ns > 4 * MODEL_SECOND;
}

#endif
