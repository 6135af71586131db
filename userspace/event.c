/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "event.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The index of a name in a table that begins with what is meant by no name of it. */
static int event_name_find(const char *const *names, size_t count, const char *name)
{
	for (size_t i = 0; name && i < count; i++)
		if (names[i] && !strcmp(names[i], name))
			return (int)i;
	return 0;
}

#define NAMES(names) (names), sizeof(names) / sizeof((names)[0])

static const char *const class_names[] = {"unknown",  "clip",	    "live",
					  "snapshot", "continuous", "speech"};

const char *upload_class_name(enum upload_class class)
{
	return class_names[class];
}

enum upload_class upload_class_parse(const char *name)
{
	return (enum upload_class)event_name_find(NAMES(class_names), name);
}

static const char *const form_names[] = {"camera", "hub", "speaker"};

const char *camera_form_name(enum camera_form form)
{
	return form_names[form];
}

enum camera_form camera_form_parse(const char *name)
{
	return (enum camera_form)event_name_find(NAMES(form_names), name);
}

static const char *const named_by_names[] = {NULL, "owner", "device"};

const char *camera_named_by(const struct event_camera *camera)
{
	return camera->name ? named_by_names[camera->named_by] : NULL;
}

enum named_by camera_named_by_parse(const char *name)
{
	return (enum named_by)event_name_find(NAMES(named_by_names), name);
}

static const char *const kind_names[] = {"unknown", "vendor-cloud", "hosting",
					 "relay",   "peer",	    "vpn"};

const char *destination_kind_name(enum destination_kind kind)
{
	return kind_names[kind];
}

enum destination_kind destination_kind_parse(const char *name)
{
	return (enum destination_kind)event_name_find(NAMES(kind_names), name);
}

static const char *const vpn_of_names[] = {NULL, "camera", "router"};

const char *vpn_of_name(enum vpn_of vpn_of)
{
	return vpn_of_names[vpn_of];
}

enum vpn_of vpn_of_parse(const char *name)
{
	return (enum vpn_of)event_name_find(NAMES(vpn_of_names), name);
}

static const char *const coverage_names[] = {"exact", "merged", "lower-bound", "hardware"};

const char *coverage_name(enum coverage coverage)
{
	return coverage_names[coverage];
}

enum coverage coverage_parse(const char *name)
{
	return (enum coverage)event_name_find(NAMES(coverage_names), name);
}

static const char *const host_source_names[] = {NULL, "sni", "dns", "http"};

const char *host_source_name(enum host_source source)
{
	return host_source_names[source];
}

enum host_source host_source_parse(const char *name)
{
	return (enum host_source)event_name_find(NAMES(host_source_names), name);
}

/* What a record begins with; what ends with a blank goes on with a value. */
static const char *const reason_words[REASON_KINDS] = {
	[REASON_UNKNOWN] = "",
	[REASON_DECLARED] = "told by the owner",
	[REASON_MAC] = "mac ",
	[REASON_DHCP_NAME] = "dhcp name ",
	[REASON_DHCP_CLASS] = "dhcp class ",
	[REASON_MDNS_NAME] = "mdns name ",
	[REASON_MDNS_SERVICE] = "mdns service ",
	[REASON_MDNS_TEXT] = "mdns text ",
	[REASON_AGENT] = "user agent ",
	[REASON_MODEL] = "model ",
	[REASON_DNS] = "dns ",
	[REASON_SNI] = "sni ",
	[REASON_HTTP] = "http ",
	[REASON_ASSISTANT] = "assistant ",
	[REASON_SIGNATURE] = "speaks ",
	[REASON_BEHAVIOUR] = "behaves like a camera",
	[REASON_SERVES] = "serves accessories",
};

static bool reason_has_text(enum reason reason)
{
	return reason != REASON_DECLARED && reason != REASON_SIGNATURE &&
	       reason != REASON_BEHAVIOUR && reason != REASON_SERVES;
}

const char *event_reason_value(const struct event_reason *reason)
{
	if (reason->reason == REASON_SIGNATURE)
		return signature_name(reason->signature);
	return reason->text ? reason->text : "";
}

const char *event_reason_text(const struct event_reason *reason, char text[EVENT_REASON_TEXT])
{
	const char *words = reason_words[reason->reason], *value = event_reason_value(reason);

	if (reason->reason == REASON_UNKNOWN)
		return value;
	if (reason->reason == REASON_MAC)
		snprintf(text, EVENT_REASON_TEXT, "%s%02x:%02x:%02x of %s", words,
			 reason->maker >> 16 & 0xff, reason->maker >> 8 & 0xff,
			 reason->maker & 0xff, value);
	else
		snprintf(text, EVENT_REASON_TEXT, "%s%s", words, value);
	return text;
}

/* Of "58:70:c6 of MAKER", of which the maker is left. */
static uint32_t reason_maker(const char **text)
{
	unsigned long maker = 0;
	char *end = NULL;

	for (int i = 0; i < 3; i++) {
		maker = maker << 8 | (strtoul(*text, &end, 16) & 0xff);
		*text = end + (*end == ':');
	}
	if (!strncmp(end, " of ", 4))
		*text = end + 4;
	return (uint32_t)maker;
}

struct event_reason event_reason_parse(const char *text)
{
	struct event_reason found = {.reason = REASON_UNKNOWN};
	char again[EVENT_REASON_TEXT];
	const char *value = text;

	for (enum reason i = REASON_DECLARED; !found.reason && i < REASON_KINDS; i++)
		if (!strncmp(text, reason_words[i], strlen(reason_words[i])))
			found.reason = i;
	value += strlen(reason_words[found.reason]);
	if (found.reason == REASON_SIGNATURE)
		found.signature = signature_from_name(value);
	else if (found.reason == REASON_MAC)
		found.maker = reason_maker(&value);
	if (reason_has_text(found.reason))
		found.text = value;
	/* What it is not by a letter is not known. */
	if (found.reason && !strcmp(event_reason_text(&found, again), text))
		return found;
	return (struct event_reason){.reason = REASON_UNKNOWN, .text = text};
}

static const char *const judged_by_names[] = {
	[JUDGED_BY_ROLE] = "destination role", [JUDGED_BY_BYTES] = "bytes sent",
	[JUDGED_BY_RATIO] = "up/down bytes",   [JUDGED_BY_PACKET] = "mean packet sent",
	[JUDGED_BY_RATE] = "kbit/s",	       [JUDGED_BY_BURSTS] = "bursts",
	[JUDGED_BY_BORROWED] = "host name",    [JUDGED_BY_SIGNATURE] = "first bytes",
	[JUDGED_BY_CAMERA] = "camera",
};

const char *judged_by_name(enum judged_by by)
{
	return judged_by_names[by];
}

enum judged_by judged_by_parse(const char *name)
{
	return (enum judged_by)event_name_find(NAMES(judged_by_names), name);
}

const char *judged_by_text(const struct event_evidence *evidence, char text[EVENT_REASON_TEXT])
{
	switch (evidence->by) {
	case JUDGED_BY_ROLE:
		return evidence->role;
	case JUDGED_BY_BORROWED:
		return "borrowed";
	case JUDGED_BY_SIGNATURE:
		return signature_name(evidence->signature);
	case JUDGED_BY_CAMERA:
		return event_reason_text(&evidence->reason, text);
	default:
		return NULL;
	}
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
		[DOUBT_ABSENT] = "absent",
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
	[CAUSE_BEYOND] = {"beyond-router", DOUBT_UNEXPLAINED},
	[CAUSE_NAMESAKE] = {"address-shared", DOUBT_UNSEEN},
	[CAUSE_ONWARD] = {"sent-on", DOUBT_PASSED_ON},
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

const char *file_outcome_name(const struct event_file *file)
{
	if (!file->why)
		return "read";
	if (file->cut)
		return "cut";
	return file->why < FILE_WINDOW ? "not-a-capture" : "refused";
}

const char *file_why_name(enum file_why why)
{
	static const char *const names[] = {
		[FILE_EMPTY] = "empty",
		[FILE_ARCHIVE] = "archive",
		[FILE_UNKNOWN] = "unknown-format",
		[FILE_SPECIAL] = "not-a-file",
		[FILE_WINDOW] = "zstd-window",
		[FILE_XZ_MEMORY] = "xz-memory",
		[FILE_MISSING] = "missing",
		[FILE_DENIED] = "denied",
		[FILE_UNREADABLE] = "unreadable",
		[FILE_LINK_TYPE] = "link-type",
		[FILE_MIXED] = "mixed-interfaces",
		[FILE_SAME] = "same-as-another",
		[FILE_HEADER] = "inside-header",
		[FILE_DAMAGED] = "damaged",
		[FILE_INSIDE_PACKET] = "inside-packet",
		[FILE_PACKING_CUT] = "packing-cut",
		[FILE_PACKING_DAMAGED] = "packing-damaged",
		[FILE_STOPPED] = "stopped",
	};

	return names[why];
}

const char *condition_name(enum condition condition)
{
	static const char *const names[] = {
		[CONDITION_BYTES] = "footage_bytes",
		[CONDITION_RATIO] = "footage_ratio",
		[CONDITION_BEHAVIOUR_RATIO] = "behaviour_ratio",
		[CONDITION_PACKET] = "mean_packet",
		[CONDITION_SMALL_TALK] = "small-talk",
		[CONDITION_TRICKLE] = "trickle",
		[CONDITION_ROLE] = "role",
		[CONDITION_PERSONAL] = "personal",
		[CONDITION_HOUSEHOLD] = "household",
		[CONDITION_SPEECH] = "speech",
		[CONDITION_CAMERA] = "camera",
		[CONDITION_OTHER] = "other",
		[CONDITION_WAITED] = "waited",
	};

	return names[condition];
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
