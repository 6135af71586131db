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

const char *confidence_word(double confidence)
{
	if (confidence >= 0.95)
		return "certain";
	if (confidence >= 0.7)
		return "likely";
	return "possible";
}
