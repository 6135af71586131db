// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "support.h"

static void heard_activity(void *context, const struct activity *activity)
{
	struct heard *heard = context;

	assert_true(heard->activity_count < 256);
	heard->activities[heard->activity_count++] = *activity;
}

static void heard_sample(void *context, const struct sample *sample)
{
	struct heard *heard = context;

	assert_true(heard->sample_count < 256);
	heard->samples[heard->sample_count++] = *sample;
}

static void heard_tick(void *context, uint64_t now_ns)
{
	struct heard *heard = context;

	assert_true(now_ns > 0);
	heard->tick_count++;
}

static void heard_loss(void *context, const struct loss *loss)
{
	struct heard *heard = context;

	assert_true(heard->loss_count < 16);
	heard->losses[heard->loss_count++] = *loss;
}

static enum device_state heard_state(void *context, const struct device_key *device)
{
	struct heard *heard = context;

	assert_true(device->kind);
	heard->state_count++;
	return heard->answer;
}

struct observer heard_observer(struct heard *heard)
{
	return (struct observer){.context = heard,
				 .activity = heard_activity,
				 .sample = heard_sample,
				 .tick = heard_tick,
				 .loss = heard_loss,
				 .state = heard_state};
}
