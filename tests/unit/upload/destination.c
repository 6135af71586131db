// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <netinet/in.h>

#include "upload/destination.h"
#include "support.h"

static struct geography *geography;

static int open_geography(void **state)
{
	(void)state;
	return geography_open(NULL, 0, 0, NULL, NULL, &geography);
}

static int close_geography(void **state)
{
	(void)state;
	geography_close(geography);
	return 0;
}

static struct event_destination described(const struct episode *episode)
{
	struct destination found;
	struct event_destination out;

	destination_find(episode, geography, &found);
	destination_describe(episode, &found, &out);
	return out;
}

static struct episode bare(void)
{
	struct episode e = {.protocol_number = IPPROTO_TCP, .remote_port = 443, .address_count = 1};

	e.addresses[0] = an_address("198.51.100.7");
	return e;
}

static enum destination_kind kind(const struct episode *episode)
{
	return described(episode).kind;
}

static void what_is_not_known_is_not_claimed(void **state)
{
	struct episode e = bare();
	struct event_destination d = described(&e);

	(void)state;
	assert_int_equal(d.kind, DESTINATION_UNKNOWN);
	assert_string_equal(d.transport, "tcp");
	assert_int_equal(d.port, 443);
	assert_null(d.host);
	assert_null(d.protocol);
	assert_null(d.service);
	assert_null(d.role);
	assert_null(d.country);
	assert_null(d.as_org);
	assert_null(d.country_basis);
	assert_int_equal(d.asn, 0);
}

static void the_rule_of_a_host_names_service_role_and_kind(void **state)
{
	struct rule rule = {.vendor = "Testcam", .kind = RULE_CAMERA};
	struct rule_host host = {.rule = &rule, .role = ROLE_MEDIA};
	struct episode e = bare();
	struct event_destination d;

	(void)state;
	e.host = (char *)"media.testcam.example";
	e.host_source = HOST_SNI;
	e.rule = &host;
	d = described(&e);
	assert_string_equal(d.host, "media.testcam.example");
	assert_int_equal(d.host_source, HOST_SNI);
	assert_string_equal(d.service, "Testcam");
	assert_string_equal(d.role, "media");
	assert_int_equal(d.kind, DESTINATION_VENDOR_CLOUD);
	host.role = ROLE_LIVE;
	assert_int_equal(kind(&e), DESTINATION_RELAY);
	rule.kind = RULE_RELAY;
	assert_int_equal(kind(&e), DESTINATION_RELAY);
	rule.kind = RULE_HOSTING;
	host.bucket = "Wyze";
	host.role = ROLE_MEDIA;
	assert_int_equal(kind(&e), DESTINATION_HOSTING);
	assert_string_equal(described(&e).bucket_owner, "Wyze");
	host.role = ROLE_LIVE; /* a TURN server that a hosting company rents out */
	assert_int_equal(kind(&e), DESTINATION_RELAY);
	rule.kind = RULE_PERSONAL;
	assert_int_equal(kind(&e), DESTINATION_UNKNOWN);
}

static void turn_is_a_relay_whoever_runs_it(void **state)
{
	struct episode e = bare();

	(void)state;
	e.signature = SIGNATURE_TURN;
	e.protocol_number = IPPROTO_UDP;
	assert_int_equal(kind(&e), DESTINATION_RELAY);
	assert_string_equal(described(&e).protocol, "turn");
}

static void a_viewer_is_who_was_punched_through_to(void **state)
{
	struct episode e = bare();

	(void)state;
	e.signature = SIGNATURE_PPPP_DATA;
	e.protocol_number = IPPROTO_UDP;
	e.remote_port = 23456;
	assert_int_equal(kind(&e), DESTINATION_UNKNOWN);
	e.marks.punched = true;
	assert_int_equal(kind(&e), DESTINATION_PEER);
	assert_false(described(&e).called_in);
	e.marks.calls = true; /* TCP to the same address: a server */
	assert_int_equal(kind(&e), DESTINATION_UNKNOWN);
	e.marks.calls = false;
	e.marks.relayed = true;
	assert_int_equal(kind(&e), DESTINATION_RELAY);
	e.marks.relayed = false;
	e.host = (char *)"relay.example";
	assert_int_equal(kind(&e), DESTINATION_UNKNOWN);
}

static void whoever_speaks_ice_without_a_name_may_be_a_server(void **state)
{
	struct episode e = bare();

	(void)state;
	e.signature = SIGNATURE_DTLS;
	e.protocol_number = IPPROTO_UDP;
	e.remote_port = 40000;
	e.marks.checked[0] = e.marks.checked[1] = true;
	assert_int_equal(kind(&e), DESTINATION_UNKNOWN); /* whose address it is is not known */
}

static void who_called_the_cameras_port_is_a_viewer(void **state)
{
	struct episode e = bare();

	(void)state;
	e.remote_port = 50123;
	e.marks.called = true;
	assert_int_equal(kind(&e), DESTINATION_PEER);
	assert_true(described(&e).called_in);
}

static void a_signature_that_was_seen_beats_the_guess_of_ndpi(void **state)
{
	struct episode e = bare();

	(void)state;
	strcpy(e.protocol, "Cassandra");
	e.signature = SIGNATURE_RTMP;
	assert_string_equal(described(&e).protocol, "RTMP");
	strcpy(e.protocol, "STUN");
	e.signature = SIGNATURE_TURN;
	assert_string_equal(described(&e).protocol, "STUN");
}

static void what_only_ndpi_takes_for_rtp_has_no_protocol(void **state)
{
	struct episode e = bare();

	(void)state;
	strcpy(e.protocol, "RTP");
	assert_null(described(&e).protocol);
	e.signature = SIGNATURE_RTP;
	assert_string_equal(described(&e).protocol, "RTP");
}

static void tunnels_hide_what_is_in_them(void **state)
{
	struct episode e = bare();

	(void)state;
	e.signature = SIGNATURE_WIREGUARD;
	assert_int_equal(kind(&e), DESTINATION_VPN);
	e.signature = SIGNATURE_NONE;
	e.protocol_number = IPPROTO_ESP;
	assert_int_equal(kind(&e), DESTINATION_VPN);
	assert_string_equal(described(&e).transport, "esp");
	e.protocol_number = IPPROTO_UDP;
	strcpy(e.protocol, "openvpn");
	assert_int_equal(kind(&e), DESTINATION_VPN);
}

/* The viewer of a household is at the other end of it: nothing about the stream is hidden. */
static void a_vpn_of_the_router_is_told_and_hides_nothing(void **state)
{
	struct episode e = bare();

	(void)state;
	e.behind_vpn = true;
	assert_int_equal(kind(&e), DESTINATION_VPN);
	assert_int_equal(described(&e).vpn_of, VPN_OF_ROUTER);
	assert_int_equal(destination_vpn_of(&e), VPN_OF_ROUTER);
	e.behind_vpn = false;
	assert_int_equal(described(&e).vpn_of, VPN_OF_NOBODY);
	e.signature = SIGNATURE_WIREGUARD;
	assert_int_equal(described(&e).vpn_of, VPN_OF_CAMERA);
	assert_int_equal(destination_vpn_of(&e), VPN_OF_CAMERA);
}

/* What is sent within the home has no other end outside; a tunnel hides its contents there too. */
static void at_home_no_kind_is_found_but_a_tunnel_is(void **state)
{
	struct episode e = bare();
	struct destination found;

	(void)state;
	e.scope = FLOW_HOME;
	e.signature = SIGNATURE_WIREGUARD;
	destination_find(&e, geography, &found);
	assert_int_equal(found.kind, DESTINATION_UNKNOWN);
	assert_int_equal(found.vpn_of, VPN_OF_CAMERA);
	assert_int_equal(described(&e).vpn_of, VPN_OF_NOBODY);
}

static void ndpis_name_comes_before_the_signatures(void **state)
{
	struct episode e = bare();

	(void)state;
	e.signature = SIGNATURE_DTLS;
	assert_string_equal(destination_protocol(&e), "dtls");
	strcpy(e.protocol, "TLS");
	assert_string_equal(destination_protocol(&e), "TLS");
}

static void inside_the_home_there_is_no_kind(void **state)
{
	struct episode e = bare();

	(void)state;
	e.scope = FLOW_HOME;
	e.signature = SIGNATURE_TURN;
	assert_int_equal(kind(&e), DESTINATION_UNKNOWN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_not_known_is_not_claimed),
		cmocka_unit_test(the_rule_of_a_host_names_service_role_and_kind),
		cmocka_unit_test(turn_is_a_relay_whoever_runs_it),
		cmocka_unit_test(a_viewer_is_who_was_punched_through_to),
		cmocka_unit_test(whoever_speaks_ice_without_a_name_may_be_a_server),
		cmocka_unit_test(who_called_the_cameras_port_is_a_viewer),
		cmocka_unit_test(a_signature_that_was_seen_beats_the_guess_of_ndpi),
		cmocka_unit_test(what_only_ndpi_takes_for_rtp_has_no_protocol),
		cmocka_unit_test(tunnels_hide_what_is_in_them),
		cmocka_unit_test(a_vpn_of_the_router_is_told_and_hides_nothing),
		cmocka_unit_test(at_home_no_kind_is_found_but_a_tunnel_is),
		cmocka_unit_test(ndpis_name_comes_before_the_signatures),
		cmocka_unit_test(inside_the_home_there_is_no_kind),
	};

	return cmocka_run_group_tests(tests, open_geography, close_geography);
}
