// SPDX-License-Identifier: GPL-2.0-or-later
#include "camera/weigh.h"

#include "camera/scale.h"

static bool weigh_is_of_cameras(const struct rule_host *host)
{
	return host->rule->cameras_only || host->callers == MEANS_CAMERA;
}

static double weigh_media(const struct rule_host *host, bool sends)
{
	bool listed = host->confidence == FACT_LIST;

	if (sends && host->confidence <= FACT_CAPTURE)
		return weigh_is_of_cameras(host) ? SCALE_SENDS_ONLY : SCALE_SENDS;
	if (sends && !listed)
		return weigh_is_of_cameras(host) ? SCALE_SENDS_READ_ONLY : SCALE_SENDS_READ;
	if (sends)
		return SCALE_SENDS_LISTED;
	/* A viewing phone calls the same relay as the camera does. */
	if (weigh_is_of_cameras(host) && host->role == ROLE_MEDIA)
		return listed ? SCALE_CALLS_MEDIA_ONLY_LISTED : SCALE_CALLS_MEDIA_ONLY;
	return listed ? SCALE_CALLS_MEDIA_LISTED : SCALE_CALLS_MEDIA;
}

static double weigh_signalling(const struct rule_host *host)
{
	if (host->confidence == FACT_LIST)
		return SCALE_SIGNALLING_LISTED;
	return weigh_is_of_cameras(host) ? SCALE_SIGNALLING_ONLY : SCALE_SIGNALLING;
}

static double weigh_household(const struct rule_host *host)
{
	if (host->confidence == FACT_LIST)
		return weigh_is_of_cameras(host) ? SCALE_HOST_ONLY_LISTED : SCALE_HOST_LISTED;
	return weigh_is_of_cameras(host) ? SCALE_HOST_ONLY : SCALE_HOST;
}

bool weigh_is_of_makers(const struct rule_host *host)
{
	return host->callers == MEANS_MAKER && host->side == SIDE_DEVICE &&
	       host->role != ROLE_MEDIA && host->role != ROLE_LIVE;
}

static double weigh_vendor_host(const struct rule_host *host, bool sends)
{
	double weight;

	if (host->role == ROLE_MEDIA || host->role == ROLE_LIVE)
		weight = weigh_media(host, sends);
	else if (weigh_is_of_makers(host))
		weight = SCALE_MAC_MAKER;
	else if (host->role == ROLE_SIGNALLING)
		weight = weigh_signalling(host);
	else
		weight = weigh_household(host);
	return host->side == SIDE_BOTH ? weight / SCALE_EITHER : weight;
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
		return host->bucket && sends ? SCALE_BUCKET : 0;
	case RULE_ANALYSIS:
		return sends ? SCALE_ANALYSIS : 0;
	default:
		return 0;
	}
}

double weigh_signature(const struct rule_signature *signature, bool sends)
{
	return sends ? signature->certainty : signature->certainty / SCALE_EITHER;
}

double weigh_mac(const struct rule_mac *mac)
{
	switch (mac->means) {
	case MEANS_CAMERA:
		return SCALE_MAC_CAMERA;
	case MEANS_MAKER:
		return SCALE_MAC_MAKER;
	case MEANS_HUB:
		return SCALE_MAC_HUB;
	case MEANS_OTHER:
	case MEANS_SPEAKER:
		return SCALE_MAC_OTHER;
	default:
		return SCALE_MAC_MIXED;
	}
}

static bool weigh_is_for(const struct evidence *e)
{
	return e->means == MEANS_CAMERA || e->means == MEANS_MAKER || e->means == MEANS_HUB ||
	       e->means == MEANS_MIXED;
}

/*
 * Facts of one kind are not independent (a vendor's ten hosts are one vendor): only the best of a
 * kind counts.
 */
static double weigh_best(const struct device *d, enum evidence_signal signal, bool hints)
{
	double best = 0;

	for (size_t i = 0; i < d->evidence_count; i++) {
		const struct evidence *e = &d->evidence[i];

		if (e->signal == signal && e->means != MEANS_MAKER && weigh_is_for(e) &&
		    evidence_is_hint(e) == hints && e->weight > best)
			best = e->weight;
	}
	return best;
}

static double weigh_named(const struct device *d, bool hints)
{
	double not_camera = 1;

	for (int signal = SIGNAL_MAC; signal < SIGNAL_BEHAVIOUR; signal++) {
		double best = weigh_best(d, (enum evidence_signal)signal, false);

		if (hints)
			best = best > 0 ? 0 : weigh_best(d, (enum evidence_signal)signal, true);
		not_camera *= 1 - best;
	}
	return 1 - not_camera;
}

static bool weigh_is_of_maker(const struct device *d)
{
	for (size_t i = 0; i < d->evidence_count; i++)
		if (d->evidence[i].means == MEANS_MAKER)
			return true;
	return false;
}

/*
 * Hints have one cause: a maker's plug has its MAC, its DHCP client and its log-on host as its
 * camera does. So they are together no more than a hint, make no camera of what sent something
 * once, and only weigh beside a fact that says camera.
 */
static double weigh_for(const struct device *d)
{
	double named = weigh_named(d, false), hint = weigh_named(d, true);
	double behaviour = weigh_best(d, SIGNAL_BEHAVIOUR, false);

	if (behaviour == 0)
		behaviour = weigh_best(d, SIGNAL_BEHAVIOUR, true);
	if (hint > SCALE_HINTS_MOST)
		hint = SCALE_HINTS_MOST;
	/* Its maker's MAC, name and log-on host say the same thing. */
	if (weigh_is_of_maker(d)) {
		hint = named > 0 || behaviour > 0 ? SCALE_MAKER_CONFIRMED : SCALE_MAC_MAKER;
		return 1 - (1 - named) * (1 - hint) * (1 - behaviour);
	}
	if (named == 0 && behaviour < SCALE_CAMERA_AT)
		return behaviour > hint ? behaviour : hint;
	return 1 - (1 - named) * (1 - hint) * (1 - behaviour);
}

/*
 * Where a camera's maker or its own name says what it is, many services of phones tell no more than
 * one: cameras keep footage at Dropbox, show it at YouTube and send mail.
 */
static double weigh_against(const struct device *d, size_t personal)
{
	size_t most = weigh_best(d, SIGNAL_MAC, false) >= SCALE_KNOWN_AT ||
				      weigh_best(d, SIGNAL_NAME, false) >= SCALE_KNOWN_AT ||
				      device_is_makers_thing(d)
			      ? 1
			      : 4;
	double not_other = 1;

	for (size_t i = 0; i < d->evidence_count; i++)
		if (!weigh_is_for(&d->evidence[i]) && !evidence_is_speaker(&d->evidence[i]))
			not_other *= 1 - d->evidence[i].weight;
	for (size_t i = 0; i < personal && i < most; i++)
		not_other *= SCALE_PERSONAL;
	/* Cameras speak to a handful of domains; a browser or phone to dozens within minutes. */
	if (d->foreign_count > 5)
		not_other *= 1 - SCALE_FOREIGN * (double)(d->foreign_count - 5);
	if (d->many_parties)
		not_other *= SCALE_PARTIES;
	if (d->app || d->watches) /* what only phones and browsers call, or do */
		not_other *= SCALE_APP;
	if (d->bytes_down > 5000000 && d->bytes_down > 3 * d->bytes_up)
		not_other *= SCALE_TAKES;
	if (d->key.kind == DEVICE_BY_MAC && mac_is_randomised(d->key.bytes))
		not_other *= SCALE_RANDOMISED;
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

		if (e->means == MEANS_HUB && e->weight >= SCALE_HUB_AT)
			d->form = FORM_HUB;
		if (!weigh_is_for(e) || !(brand || platform) || worth <= best)
			continue;
		best = worth;
		d->vendor = e->brand;
	}
}

/*
 * A voice assistant, where those are asked for: what it sends is speech. It calls where speech
 * goes, or calls an assistant's host that phones call too and names itself a speaker.
 */
static const struct evidence *weigh_speaker(const struct device *d)
{
	const struct evidence *best = NULL;
	bool named = false;

	for (size_t i = 0; i < d->evidence_count; i++) {
		const struct evidence *e = &d->evidence[i];

		if (evidence_is_speaker(e) && (!best || e->weight > best->weight))
			best = e;
		named = named || (e->means == MEANS_SPEAKER && e->signal == SIGNAL_NAME);
	}
	return best && (named || best->weight >= SCALE_CAMERA_AT) ? best : NULL;
}

static bool weigh_as_speaker(struct device *d)
{
	const struct evidence *speaker = weigh_speaker(d);

	if (!speaker || d->declared || d->dismissed || weigh_named(d, false) > 0)
		return false;
	d->form = FORM_SPEAKER;
	d->vendor = speaker->rule;
	d->certainty = speaker->weight > SCALE_CAMERA_AT ? speaker->weight : SCALE_CAMERA_AT;
	d->state = DEVICE_CAMERA;
	return true;
}

static enum device_state weigh_state(const struct device *d)
{
	if (d->dismissed)
		return DEVICE_OTHER;
	if (d->declared || d->certainty >= SCALE_CAMERA_AT)
		return DEVICE_CAMERA;
	if (d->state == DEVICE_CAMERA && d->certainty >= SCALE_CAMERA_AT - SCALE_CAMERA_UNTIL)
		return DEVICE_CAMERA; /* what was believed is not dropped for a trifle */
	return d->other >= SCALE_OTHER_AT ? DEVICE_OTHER : DEVICE_UNDECIDED;
}

static double weigh_certainty(const struct device *device, double other)
{
	double pos = weigh_for(device), odds;

	if (device->declared)
		return 1;
	if (device_is_suspected(device) && pos > SCALE_BEHAVIOUR_MOST)
		pos = SCALE_BEHAVIOUR_MOST;
	if (pos > SCALE_SEEN_MOST)
		pos = SCALE_SEEN_MOST;
	odds = pos / (1 - pos) * (1 - other);
	return odds / (1 + odds);
}

double weigh_other_beside(const struct device *device)
{
	size_t personal = device->personal_count;

	return weigh_against(device, personal ? personal - 1 : 0);
}

double weigh_beside(const struct device *device)
{
	return weigh_certainty(device, weigh_other_beside(device));
}

void weigh_device(struct device *device, uint64_t now_ns)
{
	device->other = weigh_against(device, device->personal_count);
	device->certainty = weigh_certainty(device, device->other);
	weigh_vendor(device);
	if (!weigh_as_speaker(device))
		device->state = weigh_state(device);
	if (device->state == DEVICE_CAMERA && !device->declared && !device->identified_ns)
		device->identified_ns = now_ns;
}
