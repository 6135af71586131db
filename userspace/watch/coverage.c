// SPDX-License-Identifier: GPL-2.0-or-later
#include "watch/coverage.h"

#include "ledger/ledger.h"
#include "words/sight.h"

/* What is known of how well everything is seen, gathered once for several places of the answer. */
struct coverage_sight {
	uint64_t cameras, off_path;
	uint64_t nic;
	bool none, away, generic;
	uint32_t doubts; /* bits, of enum doubt */
	const char *state;
	const char *home_side; /* the interface that should be watched instead */
	struct put reasons, cures;
};

static void coverage_look(void *context, const struct engine_camera *camera)
{
	struct coverage_sight *s = context;

	s->cameras += !camera->dismissed;
	s->off_path += camera->off_path;
}

static void coverage_cure(struct coverage_sight *s, enum sight_cure cure)
{
	char words[SIGHT_WORDS];

	put_text(s->cures, NULL, sight_cure_words(cure, s->home_side, words));
}

/* Why it is not exact, and what to do; `state` NULL leaves it as it was. */
static void coverage_mark(struct coverage_sight *s, const char *state, enum sight_reason reason,
			  enum sight_cure cure)
{
	char words[SIGHT_WORDS];

	s->state = state ? state : s->state;
	put_text(s->reasons, NULL, sight_reason_words(reason, words));
	if (cure)
		coverage_cure(s, cure);
}

static void coverage_pass(const struct watch_status *of, const struct offload_state *offload,
			  struct coverage_sight *s)
{
	bool some = offload->unseen_ever || offload->one_way_ever;

	s->doubts |= 1U << DOUBT_FORWARDED;
	coverage_mark(s, "blind",
		      of->tables->forwarding.unknown ? SIGHT_FORWARDED_UNHEARD
		      : some			     ? SIGHT_FORWARDED
						     : SIGHT_FORWARDED_PERHAPS,
		      CURE_NONE);
	if (offload->passing_ns && (of->tables->passed_late || of->tables->forwarding.unknown))
		coverage_cure(s, CURE_RESTART);
	coverage_cure(s, CURE_PORTS);
}

static void coverage_judge_ports(struct coverage_sight *s)
{
	if (s->none || s->away)
		s->doubts |= 1U << DOUBT_INTERRUPTED;
	if (s->off_path)
		s->doubts |= 1U << DOUBT_OFF_PATH;
	if (s->none)
		coverage_mark(s, "blind", SIGHT_NO_INTERFACE, CURE_NAME_ONE);
	else if (s->away)
		coverage_mark(s, "blind", SIGHT_INTERFACE_AWAY, CURE_NONE);
	else if (s->cameras && s->off_path == s->cameras)
		coverage_mark(s, "blind", SIGHT_OFF_PATH, CURE_NONE);
	else if (s->off_path)
		coverage_mark(s, NULL, SIGHT_OFF_PATH_SOME, CURE_NONE);
	if (s->off_path)
		coverage_cure(s, CURE_ROUTER);
}

static bool coverage_lossy(const struct watch_status *of, const struct source_load *load,
			   const struct coverage_sight *s)
{
	return of->gaps->lossy || load->samples_lost || load->stretches_lost ||
	       load->flows_refused || load->devices_refused || s->nic;
}

/* From the best to the worst: what comes later overrules. */
static void coverage_judge(struct watch_status *of, const struct source_load *load,
			   struct coverage_sight *s)
{
	const struct offload_state *offload = offload_state(of->offload);

	s->state = coverage_name(COVERAGE_EXACT);
	if (of->gaps->merged || s->generic)
		coverage_mark(s, coverage_name(COVERAGE_MERGED), SIGHT_MERGED, CURE_ATTACH);
	if (offload->supplied)
		coverage_mark(s, coverage_name(COVERAGE_HARDWARE), SIGHT_HARDWARE, CURE_TIMES);
	if (coverage_lossy(of, load, s)) {
		s->doubts |= 1U << DOUBT_LOST;
		coverage_mark(s, coverage_name(COVERAGE_LOWER_BOUND), SIGHT_LOST, CURE_FASTER);
	}
	coverage_judge_ports(s);
	if (offload->unseen_ever || offload->one_way_ever || offload->passing_ever)
		coverage_pass(of, offload, s);
	if (of->place->outside_ns) {
		s->doubts |= 1U << DOUBT_OUTSIDE_ROUTER;
		coverage_mark(s, "blind", SIGHT_OUTSIDE, CURE_HOME_SIDE);
	}
	/* Where nothing is forwarded past us nothing is missing. */
	if ((offload->hardware || offload->software) && !offload->counting)
		coverage_cure(s, CURE_COUNTING);
}

/* Since the start, and of what is being sent now; and how many are no cameras. */
static void coverage_nothing_left(struct watch_status *of, const struct source_counters *counters,
				  uint32_t doubts, bool sending, struct put answer)
{
	struct event_summary summary;
	enum nothing_left left = NOTHING_LEFT_CANNOT_TELL;

	engine_summarize(of->house->engine, counters, &summary);
	put_count(answer, "ruled_out", summary.ruled_out);
	doubts |= summary.doubts;
	if (sending || summary.nothing_left == NOTHING_LEFT_NO)
		left = NOTHING_LEFT_NO;
	else if (!doubts)
		left = NOTHING_LEFT_YES;
	put_left(answer, left, doubts);
}

void coverage_put(struct watch_status *of, const struct source_load *load,
		  const struct source_counters *counters, bool sending, struct put answer)
{
	struct coverage_sight s = {.home_side = of->place->home_side};
	struct put coverage = put_object(answer, "coverage");

	s.reasons = put_array(coverage, "reasons");
	s.cures = put_array(answer, "cures");

	s.none = !of->ports->count;
	for (size_t i = 0; i < of->ports->count; i++) {
		const struct port *p = &of->ports->at[i].port;

		s.away = s.away || p->state != PORT_WATCHING;
		s.generic = s.generic || p->mode == ATTACH_XDP_GENERIC;
		s.nic += p->dropped;
	}
	engine_each_camera(of->house->engine, coverage_look, &s);
	coverage_judge(of, load, &s);
	coverage_nothing_left(of, counters, s.doubts, sending, answer);
	put_some(coverage, "state", s.state);
	put_count(answer, "cameras", s.cameras);
	put_count(answer, "off_path", s.off_path);
}
