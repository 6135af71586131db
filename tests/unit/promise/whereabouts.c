// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "promise/support_promise.h"

static struct event to_host(const char *host)
{
	struct event event = upload_at("2026-03-02T10:00:00", "2026-03-02T10:00:05");

	event.upload.destination.host = host;
	event.upload.destination.kind = DESTINATION_HOSTING;
	return event;
}

static void finds(const char *promise, const struct event *event, enum verdict verdict,
		  const char *reason)
{
	struct judgement judgement = judgement_of(promise, event);

	if (judgement.verdict != verdict)
		fail_msg("%s: %s, %s", promise, verdict_name(judgement.verdict),
			 reason_of(&judgement.reason));
	assert_string_equal(reason_of(&judgement.reason), reason);
}

static void a_region_in_the_name_decides(void **state)
{
	struct event event = to_host("b.s3.eu-west-1.amazonaws.com");

	(void)state;
	/* Amazon registers most of its addresses in the US, which is no contradiction. */
	finds("EU only", &event, VERDICT_KEPT, "");
	finds("only IE", &event, VERDICT_KEPT, "");
	finds("only DE or IE", &event, VERDICT_KEPT, "");
	finds("only DE", &event, VERDICT_BROKEN, "\"eu-west-1\" in the host name is in Ireland");
	event = to_host("b.s3.us-west-2.amazonaws.com");
	finds("EU only", &event, VERDICT_BROKEN, "\"us-west-2\" in the host name is in the US");
	finds("only EU and US", &event, VERDICT_KEPT, "");
	event.upload.confidence = 0.6;
	finds("EU only", &event, VERDICT_UNKNOWN, "it was only possibly footage");
}

static void a_register_of_addresses_proves_neither(void **state)
{
	struct event event = to_host("vs-cam.u011.immedia-semi.com");

	(void)state;
	event.upload.destination.country_basis = "geo database 2026-01-15";
	finds("EU only", &event, VERDICT_UNKNOWN,
	      "its address is registered in the US (geo database 2026-01-15), which does not show "
	      "where the server is");
	event.upload.destination.country = "DE";
	finds("EU only", &event, VERDICT_UNKNOWN,
	      "its address is registered in Germany (geo database 2026-01-15), which does not show "
	      "where the server is");
}

static void that_the_database_is_old_is_told(void **state)
{
	struct event event = to_host(NULL);

	(void)state;
	event.upload.destination.country_basis = "geo database 2025-03-01";
	finds("EU only", &event, VERDICT_UNKNOWN,
	      "its address is registered in the US (geo database 2025-03-01), which does not show "
	      "where the server is, and is more than a year old");
	event.upload.destination.country_basis = "geo database 2025-03-03";
	finds("EU only", &event, VERDICT_UNKNOWN,
	      "its address is registered in the US (geo database 2025-03-03), which does not show "
	      "where the server is");
	event.upload.destination.country_basis = NULL;
	finds("EU only", &event, VERDICT_UNKNOWN,
	      "its address is registered in the US (no date), which does not show where the server "
	      "is");
}

static void without_any_geography_nothing_is_told(void **state)
{
	struct event event = to_host(NULL);

	(void)state;
	event.upload.destination.country = NULL;
	event.upload.destination.country_basis = NULL;
	finds("EU only", &event, VERDICT_UNKNOWN, "nothing shows where the server is");
}

static void a_relay_passes_on(void **state)
{
	struct event event = to_host("m-1.kinesisvideo.eu-west-1.amazonaws.com");

	(void)state;
	event.upload.destination.kind = DESTINATION_RELAY;
	finds("EU only", &event, VERDICT_UNKNOWN,
	      "\"eu-west-1\" in the host name is in Ireland, but a relay passes it on, and where "
	      "to is unknown");
	finds("only US", &event, VERDICT_BROKEN, "\"eu-west-1\" in the host name is in Ireland");
}

static void a_tunnel_hides_it(void **state)
{
	struct event event = to_host("b.s3.eu-west-1.amazonaws.com");

	(void)state;
	event.upload.destination.kind = DESTINATION_VPN;
	finds("EU only", &event, VERDICT_UNKNOWN, "it went through a VPN, destination unknown");
}

static void somewhere_in_the_union(void **state)
{
	struct event event = to_host("a2.tuyaeu.com");

	(void)state;
	finds("EU only", &event, VERDICT_KEPT, "");
	finds("only DE", &event, VERDICT_UNKNOWN,
	      "\"tuyaeu\" in the host name is in the EU, but which of its countries is unknown");
	finds("only US", &event, VERDICT_BROKEN, "\"tuyaeu\" in the host name is in the EU");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_region_in_the_name_decides),
		cmocka_unit_test(a_register_of_addresses_proves_neither),
		cmocka_unit_test(that_the_database_is_old_is_told),
		cmocka_unit_test(without_any_geography_nothing_is_told),
		cmocka_unit_test(a_relay_passes_on),
		cmocka_unit_test(a_tunnel_hides_it),
		cmocka_unit_test(somewhere_in_the_union),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
