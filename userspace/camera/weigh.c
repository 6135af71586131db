// SPDX-License-Identifier: GPL-2.0-or-later
#include "camera/weigh.h"

/*
 * Weights are judgements, stated once and here. A fact that was measured or captured is worth more
 * than one read in a list; a host that only cameras use is worth more than a vendor's catch-all;
 * sending to it more than taking from it is what a camera does and a viewing phone does not.
 */
static double weigh_media(const struct rule_host *host, bool sends)
{
	bool listed = host->confidence == FACT_LIST;

	if (sends && host->confidence <= FACT_CAPTURE)
		return host->rule->cameras_only ? 0.97 : 0.92;
	if (sends && !listed)
		return host->rule->cameras_only ? 0.95 : 0.85;
	if (sends)
		return 0.4;
	/* A viewing phone calls the same relay as the camera does. */
	if (host->rule->cameras_only && host->role == ROLE_MEDIA)
		return listed ? 0.3 : 0.6;
	return listed ? 0.15 : 0.3;
}

static double weigh_signalling(const struct rule_host *host)
{
	if (host->confidence == FACT_LIST)
		return 0.15;
	if (host->rule->cameras_only)
		return 0.4; /* and the same rendezvous */
	return 0.35;
}

static double weigh_household(const struct rule_host *host)
{
	if (host->confidence == FACT_LIST)
		return host->rule->cameras_only ? 0.3 : 0.05;
	return host->rule->cameras_only ? 0.6 : 0.15;
}

static double weigh_vendor_host(const struct rule_host *host, bool sends)
{
	double weight;

	if (host->role == ROLE_MEDIA || host->role == ROLE_LIVE)
		weight = weigh_media(host, sends);
	else if (host->role == ROLE_SIGNALLING)
		weight = weigh_signalling(host);
	else
		weight = weigh_household(host);
	return host->side == SIDE_BOTH ? weight / 2 : weight;
}

double weigh_host(const struct rule_host *host, bool sends)
{
	if (host->side == SIDE_APP)
		return 0;
	switch (host->rule->kind) {
	case RULE_CAMERA:
	case RULE_PLATFORM:
		return weigh_vendor_host(host, sends);
	case RULE_HOSTING:
		return host->bucket && sends ? 0.85 : 0;
	case RULE_ANALYSIS:
		return sends ? 0.3 : 0;
	default:
		return 0;
	}
}

double weigh_signature(const struct rule_signature *signature, bool sends)
{
	return sends ? signature->certainty : signature->certainty / 2;
}

double weigh_mac(const struct rule_mac *mac)
{
	switch (mac->means) {
	case MEANS_CAMERA:
		return 0.9;
	case MEANS_HUB:
		return 0.8;
	case MEANS_OTHER:
	case MEANS_SPEAKER:
		return 0.7;
	default:
		return 0.3;
	}
}

static bool weigh_is_for(const struct evidence *e)
{
	return e->means == MEANS_CAMERA || e->means == MEANS_HUB || e->means == MEANS_MIXED;
}

/*
 * Facts of one kind are not independent (a vendor's ten hosts are one vendor): only the best of a
 * kind counts.
 */
static double weigh_best(const struct device *d, enum evidence_signal signal)
{
	double best = 0;

	for (size_t i = 0; i < d->evidence_count; i++) {
		const struct evidence *e = &d->evidence[i];

		if (e->signal == signal && weigh_is_for(e) && e->weight > best)
			best = e->weight;
	}
	return best;
}

static double weigh_for(const struct device *d)
{
	double not_camera = 1;

	for (int signal = SIGNAL_MAC; signal <= SIGNAL_BEHAVIOUR; signal++)
		not_camera *= 1 - weigh_best(d, (enum evidence_signal)signal);
	return 1 - not_camera;
}

static double weigh_against(const struct device *d)
{
	double not_other = 1;

	for (size_t i = 0; i < d->evidence_count; i++)
		if (!weigh_is_for(&d->evidence[i]))
			not_other *= 1 - d->evidence[i].weight;
	for (size_t i = 0; i < d->personal_count && i < 4; i++)
		not_other *= 0.5;
	/* Cameras speak to a handful of domains; a browser or phone to dozens within minutes. */
	if (d->foreign_count > 5)
		not_other *= 1 - 0.05 * (double)(d->foreign_count - 5);
	if (d->many_parties)
		not_other *= 0.15;
	if (d->app) /* what only phones and browsers call */
		not_other *= 0.5;
	if (d->bytes_down > 5000000 && d->bytes_down > 3 * d->bytes_up)
		not_other *= 0.5;
	if (d->key.kind == DEVICE_BY_MAC && mac_is_randomised(d->key.bytes))
		not_other *= 0.85;
	return 1 - not_other;
}

/*
 * A brand is known from its own facts; a platform many brands share names itself only where nothing
 * better does.
 */
static void weigh_vendor(struct device *d)
{
	double best = 0;

	d->vendor = NULL;
	d->form = FORM_CAMERA;
	for (size_t i = 0; i < d->evidence_count; i++) {
		const struct evidence *e = &d->evidence[i];
		bool brand = e->brand && e->brand->kind == RULE_CAMERA;
		bool platform = e->brand && e->brand->kind == RULE_PLATFORM &&
				(e->signal == SIGNAL_HOST || e->signal == SIGNAL_SIGNATURE);
		double worth = e->weight + (brand ? 1 : 0);

		if (e->means == MEANS_HUB && e->weight >= 0.5)
			d->form = FORM_HUB;
		if (!weigh_is_for(e) || !(brand || platform) || worth <= best)
			continue;
		best = worth;
		d->vendor = e->brand;
	}
}

static enum device_state weigh_state(const struct device *d)
{
	if (d->dismissed)
		return DEVICE_OTHER;
	if (d->told || d->certainty >= DEVICE_CAMERA_AT)
		return DEVICE_CAMERA;
	if (d->state == DEVICE_CAMERA && d->certainty >= DEVICE_CAMERA_AT - 0.15)
		return DEVICE_CAMERA; /* what was believed is not dropped for a trifle */
	return d->other >= DEVICE_OTHER_AT ? DEVICE_OTHER : DEVICE_UNDECIDED;
}

void weigh_device(struct device *device, uint64_t now_ns)
{
	double pos = weigh_for(device), odds;

	if (device_is_suspected(device) && pos > DEVICE_BEHAVIOUR_MOST)
		pos = DEVICE_BEHAVIOUR_MOST;
	if (pos > 0.99) /* nothing seen from outside is certain */
		pos = 0.99;
	device->other = weigh_against(device);
	odds = pos / (1 - pos) * (1 - device->other);
	device->certainty = device->told ? 1 : odds / (1 + odds);
	weigh_vendor(device);
	device->state = weigh_state(device);
	if (device->state == DEVICE_CAMERA && !device->told && !device->identified_ns)
		device->identified_ns = now_ns;
}
