// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "promise/support_promise.h"

static struct event clip(void)
{
	zone_is("UTC0");
	return upload_at("2026-03-02T10:00:00", "2026-03-02T10:00:05");
}

static void finds(const char *promise, const struct event *event, enum verdict verdict,
		  const char *reason)
{
	struct judgement judgement = judgement_of(promise, event);

	if (judgement.verdict != verdict)
		fail_msg("%s: %s, %s", promise, verdict_name(judgement.verdict),
			 reason_of(&judgement.reason));
	assert_string_equal(reason_of(&judgement.reason), reason);
	assert_true((judgement.confidence > 0) == (verdict == VERDICT_BROKEN));
}

static void nothing_leaves_is_broken_by_whatever_left(void **state)
{
	struct event event = clip();

	(void)state;
	finds("nothing leaves", &event, VERDICT_BROKEN, "footage left the home");
	event.upload.confidence = 0.5; /* and that it is only possibly so is told with it */
	finds("nothing leaves", &event, VERDICT_BROKEN, "footage left the home");
	assert_true(judgement_of("nothing leaves", &event).confidence == 0.5);
}

static void a_device_that_is_only_suspected_breaks_nothing(void **state)
{
	struct event event = clip();

	(void)state;
	event.upload.camera.suspected = true;
	finds("nothing leaves", &event, VERDICT_UNKNOWN,
	      "whether that device is a camera is unknown");
	finds("only snapshots", &event, VERDICT_UNKNOWN,
	      "whether that device is a camera is unknown");
}

static void a_kind_of_upload(void **state)
{
	struct event event = clip();

	(void)state;
	finds("only clips", &event, VERDICT_KEPT, "");
	event.upload.class = CLASS_LIVE;
	finds("only clips", &event, VERDICT_BROKEN, "it was a live view");
	finds("no live views", &event, VERDICT_BROKEN, "it was a live view");
	finds("only clips and live views", &event, VERDICT_KEPT, "");
	event.upload.confidence = 0.8;
	finds("only clips", &event, VERDICT_BROKEN, "it was a live view");
	event.upload.confidence = 0.6;
	finds("only clips", &event, VERDICT_UNKNOWN, "it was only possibly footage");
	event.upload.class = CLASS_UNKNOWN;
	finds("only clips", &event, VERDICT_UNKNOWN, "what kind of footage it was is unknown");
}

static void a_receiver(void **state)
{
	struct event event = clip();
	struct event_destination *to = &event.upload.destination;

	(void)state;
	finds("only to blink", &event, VERDICT_KEPT, "");
	finds("only to Amazon", &event, VERDICT_KEPT, ""); /* the company of the camera's maker */
	finds("only to Ring", &event, VERDICT_BROKEN, "it went to Blink");
	to->service = NULL;
	finds("only to Blink", &event, VERDICT_UNKNOWN, "who received it is unknown");
}

static void a_bucket_is_its_tenants(void **state)
{
	struct event event = clip();
	struct event_destination *to = &event.upload.destination;

	(void)state;
	to->kind = DESTINATION_HOSTING;
	to->service = "Amazon Web Services";
	to->bucket_owner = "Wyze";
	finds("only to Wyze", &event, VERDICT_KEPT, "");
	finds("only to Amazon Web Services", &event, VERDICT_BROKEN, "it went to a bucket of Wyze");
	to->bucket_owner = NULL;
	finds("only to Wyze", &event, VERDICT_UNKNOWN,
	      "who rents that place at Amazon Web Services is unknown");
	finds("only to Amazon Web Services", &event, VERDICT_KEPT, "");
}

static void a_relay_may_be_rented_unless_it_is_the_makers(void **state)
{
	struct event event = clip();

	(void)state;
	event.upload.destination.kind = DESTINATION_RELAY;
	finds("only to Blink", &event, VERDICT_KEPT, "");
	finds("only to Ring", &event, VERDICT_BROKEN, "it went to Blink");
	event.upload.destination.service = "Twilio";
	finds("only to Blink", &event, VERDICT_UNKNOWN, "who uses that relay of Twilio is unknown");
}

static void through_a_tunnel_nothing_is_known_of_the_receiver(void **state)
{
	struct event event = clip();

	(void)state;
	event.upload.destination.kind = DESTINATION_VPN;
	finds("only to Blink", &event, VERDICT_UNKNOWN,
	      "it went through a VPN, destination unknown");
}

static void forbidden_hours(void **state)
{
	struct event event = clip();

	(void)state;
	finds("no uploads 09:00-11:00", &event, VERDICT_BROKEN, "it was sending at 10:00");
	finds("no uploads 22:00-07:00", &event, VERDICT_KEPT, "");
	event.upload.confidence = 0.6;
	finds("no uploads 09:00-11:00", &event, VERDICT_UNKNOWN, "it was only possibly footage");
}

static void times_that_hardware_told_are_rough(void **state)
{
	struct event event = upload_at("2026-03-02T09:59:00", "2026-03-02T10:00:01");

	(void)state;
	zone_is("UTC0");
	finds("no uploads 10:00-11:00", &event, VERDICT_BROKEN, "it was sending at 10:00");
	event.upload.coverage = COVERAGE_HARDWARE;
	finds("no uploads 10:00-11:00", &event, VERDICT_UNKNOWN,
	      "its times are rough, and it was at the edge of those hours");
	event.upload.end_ns += 10000000000ULL;
	finds("no uploads 10:00-11:00", &event, VERDICT_BROKEN, "it was sending at 10:00");
	event.upload.start_ns = event.upload.end_ns;
	finds("no uploads 10:00-11:00", &event, VERDICT_UNKNOWN,
	      "its times are rough, and it was at the edge of those hours");
}

static void a_days_total_is_not_one_parts_to_decide(void **state)
{
	struct event event = clip();

	(void)state;
	finds("at most 1 MB a day", &event, VERDICT_KEPT, "");
	finds("at most 0 uploads a day", &event, VERDICT_KEPT, "");
}

static void verdicts_have_words(void **state)
{
	(void)state;
	assert_string_equal(verdict_name(VERDICT_KEPT), "kept");
	assert_string_equal(verdict_name(VERDICT_BROKEN), "broken");
	assert_string_equal(verdict_name(VERDICT_UNKNOWN), "unknown");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_leaves_is_broken_by_whatever_left),
		cmocka_unit_test(a_device_that_is_only_suspected_breaks_nothing),
		cmocka_unit_test(a_kind_of_upload),
		cmocka_unit_test(a_receiver),
		cmocka_unit_test(a_bucket_is_its_tenants),
		cmocka_unit_test(a_relay_may_be_rented_unless_it_is_the_makers),
		cmocka_unit_test(through_a_tunnel_nothing_is_known_of_the_receiver),
		cmocka_unit_test(forbidden_hours),
		cmocka_unit_test(times_that_hardware_told_are_rough),
		cmocka_unit_test(a_days_total_is_not_one_parts_to_decide),
		cmocka_unit_test(verdicts_have_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
