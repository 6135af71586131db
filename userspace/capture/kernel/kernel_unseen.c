// SPDX-License-Identifier: GPL-2.0-or-later
/* Holes in the numbers of TCP connections, which the program in the kernel sums up. */
#include "capture/kernel/kernel_state.h"

/*
 * As packet/holes.c: acknowledged for a second, or for six where it goes on all the while; never
 * answered at all for five; else two minutes, in which what was lost before it came here is sent
 * again. What forwards it past the program may count it, which is heard of up to three seconds
 * later (capture/meter/meter.c).
 */
#define UNSEEN_ELSEWHERE_NS (3 * KERNEL_SECOND)
#define UNSEEN_ACKED_NS (KERNEL_SECOND + UNSEEN_ELSEWHERE_NS)
#define UNSEEN_GOING_ON_NS (6 * KERNEL_SECOND + UNSEEN_ELSEWHERE_NS)
#define UNSEEN_ALONE_NS (5 * KERNEL_SECOND + UNSEEN_ELSEWHERE_NS)
#define UNSEEN_AGAIN_NS (120 * KERNEL_SECOND)

static bool unseen_is_due(const struct kernel *k, const struct kernel_unseen *u,
			  const struct kernel_numbers *n)
{
	uint64_t grew_ns = k->now_ns > u->last_ns ? k->now_ns - u->last_ns : 0;
	uint64_t began_ns = k->now_ns > u->first_ns ? k->now_ns - u->first_ns : 0;

	if (!n->answered)
		return grew_ns >= UNSEEN_ALONE_NS;
	if ((int32_t)(n->to - n->acked) <= 0)
		return grew_ns >= UNSEEN_ACKED_NS || began_ns >= UNSEEN_GOING_ON_NS;
	return began_ns >= UNSEEN_AGAIN_NS;
}

static void unseen_tell(struct kernel *k, struct kernel_seen *seen)
{
	struct kernel_unseen *u = &seen->unseen;
	uint64_t bytes = u->missing - u->told;
	uint64_t accounted = bytes < u->accounted ? bytes : u->accounted;
	struct loss loss = {.cause = CAUSE_HOLES,
			    .from_ns = kernel_date(k, u->from_ns),
			    .to_ns = kernel_date(k, k->now_ns),
			    .bytes = bytes - accounted,
			    .device = &seen->key.device};

	u->told = u->missing;
	u->accounted -= accounted;
	if (loss.bytes)
		k->config.observer.loss(k->config.observer.context, &loss);
}

void kernel_unseen(struct kernel *kernel, struct kernel_seen *seen,
		   const struct kernel_numbers *numbers, bool over)
{
	struct kernel_unseen *u = &seen->unseen;

	if (numbers->missing < u->told) /* it came after all: what is missing later is another */
		u->told = numbers->missing;
	if (numbers->missing > u->missing) {
		if (u->missing <= u->told) {
			u->from_ns = seen->last_ns ? seen->last_ns : seen->began_ns;
			u->first_ns = kernel->now_ns;
		}
		u->last_ns = kernel->now_ns;
	}
	u->missing = numbers->missing;
	if (u->missing > u->told && (over || unseen_is_due(kernel, u, numbers)))
		unseen_tell(kernel, seen);
}
