// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/taker.h"

#include <string.h>

#include "camera/devices.h"
#include "flow/home.h"
#include "observation.h"
#include "upload/footage.h"
#include "upload/episode.h"

/* Of what came in: a proxy may take headers off, and seconds at both ends are rough. */
#define TAKER_PART 0.8
/* What is encoded anew gets smaller: it may be that, or something else of the taker's. */
#define TAKER_SMALLER 0.25
/* A recorder hands on at night what it took by day; what a computer sends is its own as a rule. */
#define TAKERS_KEPT_NS (6 * 3600 * 1000000000ULL)

static bool taker_is(const struct device_key *key, const struct device_key *gateway)
{
	return memcmp(key, gateway, sizeof(*gateway)) == 0;
}

/* Link-local ones are often made of the MAC, and are not always seen as a sender's. */
static bool taker_has(const struct device *device, const struct address *address, uint64_t *used_ns)
{
	const struct addresses_one *one = addresses_find(&device->addresses, address);

	*used_ns = one ? one->used_ns : 0;
	return one || (device->key.kind == DEVICE_BY_MAC && mac_made(device->key.bytes, address));
}

/*
 * Who used it last, as leases move. The router, behind which it may be, sends from its address too.
 */
static const struct device *taker_find(struct devices *devices, const struct address *address,
				       const struct device_key *gateway)
{
	const struct device *router = NULL, *taker = NULL;
	uint64_t latest_ns = 0, used_ns;

	for (size_t i = 0; i < devices_count(devices); i++) {
		const struct device *device = devices_at(devices, i);

		if (!taker_has(device, address, &used_ns))
			continue;
		if (taker_is(&device->key, gateway)) {
			router = device;
		} else if (!taker || used_ns > latest_ns) {
			taker = device;
			latest_ns = used_ns;
		}
	}
	return taker ? taker : router;
}

/* Of who was ruled out nothing is counted. */
enum passed_on taker_passed_on(const struct episode *local, struct devices *devices,
			       const struct device_key *gateway)
{
	const struct device *taker =
		local->address_count ? taker_find(devices, &local->addresses[0], gateway) : NULL;
	uint64_t sent;

	if (!taker || taker->state == DEVICE_OTHER || taker_is(&taker->key, gateway))
		return PASSED_ON_UNKNOWN;
	sent = onward_sum(&taker->onward, local->now.first_ns, local->now.last_ns + ONWARD_PART_NS);
	if ((double)sent >= TAKER_PART * (double)local->now.bytes_up)
		return PASSED_ON_YES;
	return sent >= FOOTAGE_BYTES && (double)sent >= TAKER_SMALLER * (double)local->now.bytes_up
		       ? PASSED_ON_PART
		       : PASSED_ON_NO;
}

static bool takers_is(const struct takers_took *took, const struct device_key *by,
		      const struct device_key *of)
{
	return !memcmp(&took->by, by, sizeof(*by)) && !memcmp(&took->of, of, sizeof(*of));
}

void takers_note(struct takers *takers, const struct episode *local, struct devices *devices,
		 const struct device_key *gateway)
{
	const struct device *taker =
		local->address_count ? taker_find(devices, &local->addresses[0], gateway) : NULL;
	struct takers_took *took = &takers->took[0];

	if (!taker || taker_is(&taker->key, gateway))
		return;
	for (size_t i = 0; i < TAKERS_MOST; i++) {
		if (takers_is(&takers->took[i], &taker->key, &local->device)) {
			took = &takers->took[i];
			break;
		}
		if (takers->took[i].until_ns < took->until_ns)
			took = &takers->took[i];
	}
	*took = (struct takers_took){taker->key, local->device, local->now.last_ns};
}

const struct device_key *takers_next(const struct takers *takers, const struct episode *sent,
				     size_t *at)
{
	uint64_t from_ns = sent->now.first_ns;

	while (*at < TAKERS_MOST) {
		const struct takers_took *took = &takers->took[(*at)++];

		if (took->by.kind && !memcmp(&took->by, &sent->device, sizeof(took->by)) &&
		    from_ns > took->until_ns && from_ns - took->until_ns < TAKERS_KEPT_NS)
			return &took->of;
	}
	return NULL;
}

bool taker_is_beyond(const struct sample *sample, struct devices *devices, const struct home *home,
		     const struct device_key *gateway)
{
	struct address local, remote;
	const struct device *taker;

	if (sample->flow.scope != FLOW_HOME || !sample->upstream || !gateway->kind ||
	    !taker_is(&sample->target, gateway))
		return false;
	memcpy(local.bytes, sample->flow.local, 16);
	memcpy(remote.bytes, sample->flow.remote, 16);
	taker = taker_find(devices, &remote, gateway);
	return (!taker || taker_is(&taker->key, gateway)) && !home_is_near(home, &local, &remote);
}
