/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "event.h"

#include <string.h>

const char *upload_class_name(enum upload_class class)
{
	switch (class) {
	case CLASS_CLIP:
		return "clip";
	case CLASS_LIVE:
		return "live";
	case CLASS_SNAPSHOT:
		return "snapshot";
	case CLASS_CONTINUOUS:
		return "continuous";
	case CLASS_SPEECH:
		return "speech";
	case CLASS_UNKNOWN:
		break;
	}
	return "unknown";
}

const char *camera_form_name(enum camera_form form)
{
	static const char *const names[] = {"camera", "hub", "speaker"};

	return names[form];
}

const char *destination_kind_name(enum destination_kind kind)
{
	switch (kind) {
	case DESTINATION_VENDOR_CLOUD:
		return "vendor-cloud";
	case DESTINATION_HOSTING:
		return "hosting";
	case DESTINATION_RELAY:
		return "relay";
	case DESTINATION_PEER:
		return "peer";
	case DESTINATION_VPN:
		return "vpn";
	case DESTINATION_UNKNOWN:
		break;
	}
	return "unknown";
}

const char *nothing_left_name(enum nothing_left left)
{
	static const char *const names[] = {"cannot-tell", "yes", "no"};

	return names[left];
}

const char *doubt_name(enum doubt doubt)
{
	static const char *const names[DOUBTS] = {
		[DOUBT_NO_PACKETS] = "no-packets",
		[DOUBT_NO_CAMERA] = "no-camera",
		[DOUBT_LOSSES_UNKNOWN] = "losses-unknown",
		[DOUBT_LOST] = "lost",
		[DOUBT_FILTERED] = "filtered",
		[DOUBT_CUT] = "cut",
		[DOUBT_UNREAD] = "unread",
		[DOUBT_UNSEEN] = "unseen",
		[DOUBT_ONE_WAY] = "one-way",
		[DOUBT_OFF_PATH] = "off-path",
		[DOUBT_OUTSIDE_ROUTER] = "outside-router",
		[DOUBT_HOME_UNKNOWN] = "home-unknown",
		[DOUBT_FORWARDED] = "forwarded",
		[DOUBT_PASSED_ON] = "passed-on",
		[DOUBT_INTERRUPTED] = "interrupted",
		[DOUBT_CLOCK] = "clock",
		[DOUBT_TABLE_FULL] = "table-full",
		[DOUBT_UNEXPLAINED] = "unexplained",
		[DOUBT_CHANGED] = "changed",
		[DOUBT_ERASED] = "erased",
		[DOUBT_DROPPED] = "dropped",
		[DOUBT_UNWATCHED] = "unwatched",
		[DOUBT_UNCOUNTED] = "uncounted",
		[DOUBT_UNDER_WAY] = "under-way",
		[DOUBT_UNWRITTEN] = "unwritten",
		[DOUBT_GAP] = "gap",
	};

	return names[doubt];
}

uint32_t doubt_bit(const char *name)
{
	for (unsigned i = 0; i < DOUBTS; i++)
		if (!strcmp(doubt_name((enum doubt)i), name))
			return 1U << i;
	return 0;
}

static const struct {
	const char *name;
	enum doubt doubt;
} causes[CAUSES] = {
	[CAUSE_UNKNOWN] = {"unknown", DOUBT_GAP},
	[CAUSE_CAPTURE_DROPPED] = {"capture-dropped", DOUBT_LOST},
	[CAUSE_FILE_CUT] = {"file-cut", DOUBT_CUT},
	[CAUSE_FILE_BROKEN] = {"file-broken", DOUBT_CUT},
	[CAUSE_FLOWS_FULL] = {"flows-full", DOUBT_TABLE_FULL},
	[CAUSE_DEVICES_FULL] = {"devices-full", DOUBT_TABLE_FULL},
	[CAUSE_CROWDED] = {"crowded", DOUBT_TABLE_FULL},
	[CAUSE_SAMPLES_LOST] = {"samples-lost", DOUBT_LOST},
	[CAUSE_STRETCHES_LOST] = {"stretches-lost", DOUBT_LOST},
	[CAUSE_CLOCK_SET] = {"clock-set", DOUBT_CLOCK},
	[CAUSE_CLOCK_BACK] = {"clock-set-back", DOUBT_CLOCK},
	[CAUSE_CARD_DROPPED] = {"card-dropped", DOUBT_LOST},
	[CAUSE_READ_LATE] = {"read-late", DOUBT_LOST},
	[CAUSE_INTERFACE_WENT] = {"interface-went", DOUBT_INTERRUPTED},
	[CAUSE_INTERFACE_AWAY] = {"interface-away", DOUBT_INTERRUPTED},
	[CAUSE_TAKEN_OFF] = {"program-taken-off", DOUBT_INTERRUPTED},
	[CAUSE_OUTSIDE] = {"outside-home", DOUBT_OUTSIDE_ROUTER},
	[CAUSE_FORWARDED] = {"forwarded", DOUBT_FORWARDED},
	[CAUSE_FORWARDED_OLDER] = {"forwarded-older", DOUBT_FORWARDED},
	[CAUSE_FORWARDED_PERHAPS] = {"forwarded-perhaps", DOUBT_FORWARDED},
	[CAUSE_FORWARDED_UNHEARD] = {"forwarded-unheard", DOUBT_FORWARDED},
	[CAUSE_ONE_WAY] = {"one-way", DOUBT_ONE_WAY},
	[CAUSE_HOLES] = {"holes", DOUBT_UNSEEN},
	[CAUSE_STRAY] = {"stray-address", DOUBT_UNSEEN},
	[CAUSE_UNREAD] = {"unread", DOUBT_UNREAD},
	[CAUSE_UNREAD_SWITCH] = {"unread-switch-tag", DOUBT_UNREAD},
	[CAUSE_UNREAD_BATMAN] = {"unread-batman", DOUBT_UNREAD},
	[CAUSE_UNREAD_MPLS] = {"unread-mpls", DOUBT_UNREAD},
	[CAUSE_UNREAD_MACSEC] = {"unread-macsec", DOUBT_UNREAD},
	[CAUSE_UNREAD_TAGGED] = {"unread-tag", DOUBT_UNREAD},
	[CAUSE_UNREAD_CUT] = {"unread-cut", DOUBT_UNREAD},
	[CAUSE_UNREAD_MIRROR] = {"unread-mirror", DOUBT_UNREAD},
	[CAUSE_HOME_UNKNOWN] = {"home-unknown", DOUBT_UNREAD},
	[CAUSE_OFF_PATH] = {"off-path", DOUBT_OFF_PATH},
	[CAUSE_OFF_PATH_CAPTURE] = {"off-path-capture", DOUBT_OFF_PATH},
	[CAUSE_ONE_DIRECTION] = {"one-direction", DOUBT_OFF_PATH},
	[CAUSE_NONE_ON_PATH] = {"none-on-path", DOUBT_OFF_PATH},
	[CAUSE_NONE_ON_PATH_CAPTURE] = {"none-on-path-capture", DOUBT_OFF_PATH},
	[CAUSE_UNEXPLAINED] = {"unexplained", DOUBT_UNEXPLAINED},
	[CAUSE_UNWRITTEN] = {"history-unwritten", DOUBT_UNWRITTEN},
};

const char *cause_name(enum cause cause)
{
	return causes[cause].name;
}

enum cause cause_parse(const char *name)
{
	for (enum cause cause = CAUSE_UNKNOWN; name && cause < CAUSES; cause++)
		if (!strcmp(causes[cause].name, name))
			return cause;
	return CAUSE_UNKNOWN;
}

enum doubt cause_doubt(enum cause cause)
{
	return causes[cause].doubt;
}

const char *vpn_of_name(enum vpn_of vpn_of)
{
	switch (vpn_of) {
	case VPN_OF_CAMERA:
		return "camera";
	case VPN_OF_ROUTER:
		return "router";
	case VPN_OF_NOBODY:
		break;
	}
	return NULL;
}

const char *coverage_name(enum coverage coverage)
{
	switch (coverage) {
	case COVERAGE_MERGED:
		return "merged";
	case COVERAGE_LOWER_BOUND:
		return "lower-bound";
	case COVERAGE_HARDWARE:
		return "hardware";
	case COVERAGE_EXACT:
		break;
	}
	return "exact";
}

const char *host_source_name(enum host_source source)
{
	switch (source) {
	case HOST_SNI:
		return "sni";
	case HOST_DNS:
		return "dns";
	case HOST_HTTP:
		return "http";
	case HOST_NONE:
		break;
	}
	return NULL;
}

const char *promise_rule_name(enum promise_rule rule)
{
	switch (rule) {
	case PROMISE_NOTHING:
		return "nothing-leaves";
	case PROMISE_CLASSES:
		return "classes";
	case PROMISE_COUNTRIES:
		return "countries";
	case PROMISE_RECEIVER:
		return "receiver";
	case PROMISE_HOURS:
		return "hours";
	case PROMISE_BYTES:
		return "bytes-a-day";
	case PROMISE_UPLOADS:
		break;
	}
	return "uploads-a-day";
}

enum sureness sureness_of(double confidence)
{
	return confidence >= 0.95 ? SURE : confidence >= 0.7 ? LIKELY : POSSIBLE;
}

const char *confidence_word(double confidence)
{
	static const char *const words[] = {"certain", "likely", "possible"};

	return words[sureness_of(confidence)];
}
