// SPDX-License-Identifier: GPL-2.0-or-later
#include "words/doubts.h"

#include <stdio.h>

const char *doubts_alternative(enum alternative what)
{
	switch (what) {
	case ALTERNATIVE_FIRMWARE:
		return "firmware download";
	case ALTERNATIVE_KEEP_ALIVE:
		return "keep-alive or telemetry";
	case ALTERNATIVE_PHONE:
	case ALTERNATIVE_PHONE_BY_FACTS:
		break;
	}
	return "a phone or laptop";
}

const char *doubts_against(const struct event_rejected *rejected, char text[DOUBTS_WORDS])
{
	double number = rejected->number;

	switch (rejected->what) {
	case ALTERNATIVE_FIRMWARE:
		snprintf(text, DOUBTS_WORDS, "%.0f times more up than down", number);
		break;
	case ALTERNATIVE_KEEP_ALIVE:
		snprintf(text, DOUBTS_WORDS, "%.0f bytes a packet on average", number);
		break;
	case ALTERNATIVE_PHONE:
		snprintf(text, DOUBTS_WORDS, "only %.0f other domains were contacted", number);
		break;
	case ALTERNATIVE_PHONE_BY_FACTS:
		snprintf(text, DOUBTS_WORDS,
			 "the device is known by its own facts (%.0f domains that no camera rule "
			 "knows)",
			 number);
		break;
	}
	return text;
}

const char *doubts_withdrawal(const struct event_camera *camera, char text[EVENT_REASON_TEXT])
{
	switch (camera->withdrawn) {
	case WITHDRAWN_BY_OWNER:
		return "the owner said that it is none";
	case WITHDRAWN_BY_FACT:
		return event_reason_text(&camera->withdrawn_by, text);
	case WITHDRAWN_BY_REACH:
		return "it speaks to more addresses than a camera does";
	case WITHDRAWN_BY_PERSONAL:
		return "it uses what phones and computers use";
	case WITHDRAWN_BY_APP:
		return "it watches cameras, or uses their app";
	case WITHDRAWN_BY_THE_REST:
	case WITHDRAWN_NOT:
		break;
	}
	return "what speaks for a camera is too little beside the rest";
}

const char *doubts_reason(enum doubt doubt)
{
	static const char *const words[DOUBTS] = {
		[DOUBT_CHANGED] = "records of the history could not be read",
		[DOUBT_DROPPED] =
			"records of that time were dropped to keep the history within its limits",
		[DOUBT_UNWRITTEN] = "records of that time are missing from the history",
		[DOUBT_UNDER_WAY] = "something was being sent and is not identified yet",
		[DOUBT_PASSED_ON] = "what stayed home may have been passed on",
		[DOUBT_UNSEEN] = "a camera sent more than was seen",
		[DOUBT_OFF_PATH] = "what a camera sends does not pass here",
		[DOUBT_ONE_WAY] = "only what comes to a camera was seen",
		[DOUBT_FORWARDED] = "connections were forwarded past what is watched",
		[DOUBT_OUTSIDE_ROUTER] =
			"it was recorded outside the router, where all devices look alike",
		[DOUBT_NO_PACKETS] = "the recording holds no packets",
		[DOUBT_NO_CAMERA] = "no camera was recognised",
		[DOUBT_ABSENT] = "a camera that you declared was not seen",
		[DOUBT_LOST] = "packets were lost",
		[DOUBT_FILTERED] = "it was recorded with a filter",
		[DOUBT_CUT] = "the recording breaks off",
		[DOUBT_UNREAD] = "some packets could not be read",
		[DOUBT_INTERRUPTED] = "watching was interrupted",
		[DOUBT_TABLE_FULL] = "there were more connections or devices than fit",
		[DOUBT_CLOCK] = "the clock was set",
		[DOUBT_HOME_UNKNOWN] = "not all addresses of the home are known",
		[DOUBT_UNEXPLAINED] = "a camera sent more than its uploads explain",
		[DOUBT_UNCOUNTED] = "not all that was sent was counted",
		[DOUBT_GAP] = "not everything was seen",
		[DOUBT_LOSSES_UNKNOWN] = "the recording does not say whether packets were lost",
	};

	return words[doubt];
}
