// SPDX-License-Identifier: GPL-2.0-or-later
#include "watch/place.h"

#include "watch/interfaces.h"
#include "watch/ports.h"
#include "words/gap.h"

/* Any device of a home has sent something out of it by then. */
#define PLACE_FIRST_NS (60 * UINT64_C(1000000000))
#define PLACE_AGAIN_NS (24 * 3600 * UINT64_C(1000000000))

/* What passes tells more than names and addresses of interfaces do. */
static bool place_is_outside(struct watch *w)
{
	return !w->config.mirror && !engine_passes(w->engine) &&
	       interfaces_miss_home(w->links, w->config.interfaces, w->config.interface_count,
				    w->home_side);
}

static void place_tell(struct watch *w, uint64_t now_ns)
{
	struct observer observer = engine_observer(w->engine);
	struct loss loss = {.cause = CAUSE_OUTSIDE, .to_ns = now_ns};

	loss.from_ns = w->outside_reported_ns ? w->outside_reported_ns : w->outside_ns;
	if (loss.from_ns > now_ns)
		loss.from_ns = now_ns;
	w->outside_reported_ns = now_ns;
	observer.loss(observer.context, &loss);
}

void watch_place_look(struct watch *watch)
{
	static const struct event_gap outside = {.cause = CAUSE_OUTSIDE};
	uint64_t now_ns = watch_now(), since_ns, least_ns;
	char words[GAP_WORDS];

	if (!place_is_outside(watch)) {
		watch->outside_ns = watch->outside_reported_ns = 0;
		return;
	}
	if (!watch->outside_ns) {
		watch->outside_ns = now_ns;
		fprintf(stderr, "lenswatch: %s. What to do: watch %s\n", gap_words(&outside, words),
			watch->home_side);
	}
	since_ns = watch->outside_reported_ns ? watch->outside_reported_ns : watch->outside_ns;
	least_ns = watch->outside_reported_ns ? PLACE_AGAIN_NS : PLACE_FIRST_NS;
	if (now_ns >= since_ns && now_ns - since_ns >= least_ns)
		place_tell(watch, now_ns);
}

void watch_place_end(struct watch *watch)
{
	if (watch->outside_ns && place_is_outside(watch))
		place_tell(watch, watch_now());
}
