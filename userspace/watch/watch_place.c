// SPDX-License-Identifier: GPL-2.0-or-later
#include "watch/watch_place.h"

#include "base/clock.h"
#include "watch/interfaces.h"
#include "words/gap.h"

/* Any device of a home has sent something out of it by then. */
#define PLACE_FIRST_NS (60 * UINT64_C(1000000000))
#define PLACE_AGAIN_NS (24 * 3600 * UINT64_C(1000000000))

/* What passes tells more than names and addresses of interfaces do. */
static bool place_is_outside(struct watch_place *p)
{
	return !p->config->mirror && !engine_passes(p->engine) &&
	       interfaces_miss_home(p->links, p->config->interfaces, p->config->interface_count,
				    p->home_side);
}

static void place_tell(struct watch_place *p, uint64_t now_ns)
{
	struct observer observer = engine_observer(p->engine);
	struct loss loss = {.cause = CAUSE_OUTSIDE, .to_ns = now_ns};

	loss.from_ns = p->reported_ns ? p->reported_ns : p->outside_ns;
	if (loss.from_ns > now_ns)
		loss.from_ns = now_ns;
	p->reported_ns = now_ns;
	observer.loss(observer.context, &loss);
}

void watch_place_look(struct watch_place *place)
{
	static const struct event_gap outside = {.cause = CAUSE_OUTSIDE};
	uint64_t now_ns = clock_now_ns(), since_ns, least_ns;
	char words[GAP_WORDS];

	if (!place_is_outside(place)) {
		place->outside_ns = place->reported_ns = 0;
		return;
	}
	if (!place->outside_ns) {
		place->outside_ns = now_ns;
		fprintf(stderr, "lenswatch: %s. What to do: watch %s\n", gap_words(&outside, words),
			place->home_side);
	}
	since_ns = place->reported_ns ? place->reported_ns : place->outside_ns;
	least_ns = place->reported_ns ? PLACE_AGAIN_NS : PLACE_FIRST_NS;
	if (now_ns >= since_ns && now_ns - since_ns >= least_ns)
		place_tell(place, now_ns);
}

void watch_place_end(struct watch_place *place)
{
	if (place->outside_ns && place_is_outside(place))
		place_tell(place, clock_now_ns());
}
