/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "event.h"

static void the_words_are_those_of_the_contract(void **state)
{
	(void)state;
	assert_string_equal(upload_class_name(CLASS_UNKNOWN), "unknown");
	assert_string_equal(upload_class_name(CLASS_CLIP), "clip");
	assert_string_equal(upload_class_name(CLASS_LIVE), "live");
	assert_string_equal(upload_class_name(CLASS_SNAPSHOT), "snapshot");
	assert_string_equal(upload_class_name(CLASS_CONTINUOUS), "continuous");
	assert_string_equal(upload_class_name(CLASS_SPEECH), "speech");
	assert_string_equal(camera_form_name(FORM_SPEAKER), "speaker");
	assert_string_equal(destination_kind_name(DESTINATION_UNKNOWN), "unknown");
	assert_string_equal(destination_kind_name(DESTINATION_VENDOR_CLOUD), "vendor-cloud");
	assert_string_equal(destination_kind_name(DESTINATION_HOSTING), "hosting");
	assert_string_equal(destination_kind_name(DESTINATION_RELAY), "relay");
	assert_string_equal(destination_kind_name(DESTINATION_PEER), "peer");
	assert_string_equal(destination_kind_name(DESTINATION_VPN), "vpn");
	assert_null(vpn_of_name(VPN_OF_NOBODY));
	assert_string_equal(vpn_of_name(VPN_OF_CAMERA), "camera");
	assert_string_equal(vpn_of_name(VPN_OF_ROUTER), "router");
	assert_string_equal(coverage_name(COVERAGE_EXACT), "exact");
	assert_string_equal(coverage_name(COVERAGE_MERGED), "merged");
	assert_string_equal(coverage_name(COVERAGE_LOWER_BOUND), "lower-bound");
	assert_string_equal(coverage_name(COVERAGE_HARDWARE), "hardware");
	assert_null(host_source_name(HOST_NONE));
	assert_string_equal(host_source_name(HOST_SNI), "sni");
	assert_string_equal(host_source_name(HOST_DNS), "dns");
	assert_string_equal(host_source_name(HOST_HTTP), "http");
}

static void each_word_is_read_as_what_it_stands_for(void **state)
{
	(void)state;
	for (int i = CLASS_UNKNOWN; i < CLASSES; i++)
		assert_int_equal(upload_class_parse(upload_class_name((enum upload_class)i)), i);
	for (int i = DESTINATION_UNKNOWN; i <= DESTINATION_VPN; i++)
		assert_int_equal(
			destination_kind_parse(destination_kind_name((enum destination_kind)i)), i);
	for (int i = COVERAGE_EXACT; i <= COVERAGE_HARDWARE; i++)
		assert_int_equal(coverage_parse(coverage_name((enum coverage)i)), i);
	for (int i = HOST_NONE; i <= HOST_HTTP; i++)
		assert_int_equal(host_source_parse(host_source_name((enum host_source)i)), i);
	for (int i = VPN_OF_NOBODY; i <= VPN_OF_ROUTER; i++)
		assert_int_equal(vpn_of_parse(vpn_of_name((enum vpn_of)i)), i);
	for (int i = FORM_CAMERA; i <= FORM_SPEAKER; i++)
		assert_int_equal(camera_form_parse(camera_form_name((enum camera_form)i)), i);
	for (int i = JUDGED_BY_ROLE; i <= JUDGED_BY_CAMERA; i++)
		assert_int_equal(judged_by_parse(judged_by_name((enum judged_by)i)), i);
	assert_int_equal(camera_named_by_parse("owner"), NAMED_BY_OWNER);
	assert_int_equal(camera_named_by_parse("device"), NAMED_BY_DEVICE);
	assert_int_equal(upload_class_parse("film"), CLASS_UNKNOWN);
	assert_int_equal(judged_by_parse("jitter"), 0);
}

static void a_reason_is_read_as_it_was_written(void **state)
{
	static const struct event_reason reasons[] = {
		{.reason = REASON_DECLARED},
		{.reason = REASON_MAC, .maker = 0x00f40a, .text = "Ring of Fire Co., Ltd."},
		{.reason = REASON_DHCP_NAME, .text = "VMB 4000"},
		{.reason = REASON_DHCP_CLASS, .text = "udhcp 1.24.2"},
		{.reason = REASON_MDNS_NAME, .text = "dns cam"},
		{.reason = REASON_MDNS_SERVICE, .text = "_hap._tcp"},
		{.reason = REASON_MDNS_TEXT, .text = "md=Cam"},
		{.reason = REASON_AGENT, .text = "curl/8"},
		{.reason = REASON_MODEL, .text = "C200"},
		{.reason = REASON_DNS, .text = "a.example"},
		{.reason = REASON_SNI, .text = "a.example"},
		{.reason = REASON_HTTP, .text = "a.example"},
		{.reason = REASON_ASSISTANT, .text = "Alexa"},
		{.reason = REASON_SIGNATURE, .signature = SIGNATURE_TUTK},
		{.reason = REASON_BEHAVIOUR},
		{.reason = REASON_SERVES},
	};
	char text[EVENT_REASON_TEXT], again[EVENT_REASON_TEXT];

	(void)state;
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
		struct event_reason read = event_reason_parse(event_reason_text(&reasons[i], text));

		assert_int_equal(reasons[i].reason, i + 1);
		assert_int_equal(read.reason, reasons[i].reason);
		assert_int_equal(read.maker, reasons[i].maker);
		assert_int_equal(read.signature, reasons[i].signature);
		assert_string_equal(event_reason_value(&read), event_reason_value(&reasons[i]));
	}
	assert_int_equal(sizeof(reasons) / sizeof(reasons[0]) + 1, REASON_KINDS);
	assert_string_equal(event_reason_text(&reasons[1], again),
			    "mac 00:f4:0a of Ring of Fire Co., Ltd.");
}

static void a_reason_that_nobody_words_so_stays_what_it_is(void **state)
{
	static const char *const others[] = {
		"",
		"told by the owners",
		"mac 00:F4:0a of Ring",
		"mac 00:f4 of Ring",
		"speaks Dutch",
		"mac ",
		"dnsmasq",
		"behaves like a camera, nearly",
	};
	char text[EVENT_REASON_TEXT];

	(void)state;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		struct event_reason read = event_reason_parse(others[i]);

		assert_int_equal(read.reason, REASON_UNKNOWN);
		assert_string_equal(event_reason_text(&read, text), others[i]);
		assert_string_equal(event_reason_value(&read), others[i]);
	}
}

static void what_it_was_judged_by_has_a_name_and_a_value(void **state)
{
	struct event_evidence evidence = {.by = JUDGED_BY_BYTES, .number = 5};
	char text[EVENT_REASON_TEXT];

	(void)state;
	assert_string_equal(judged_by_name(evidence.by), "bytes sent");
	assert_null(judged_by_text(&evidence, text));
	evidence = (struct event_evidence){.by = JUDGED_BY_BORROWED};
	assert_string_equal(judged_by_name(evidence.by), "host name");
	assert_string_equal(judged_by_text(&evidence, text), "borrowed");
	evidence = (struct event_evidence){.by = JUDGED_BY_SIGNATURE, .signature = SIGNATURE_TURN};
	assert_string_equal(judged_by_name(evidence.by), "first bytes");
	assert_string_equal(judged_by_text(&evidence, text), "turn");
	evidence = (struct event_evidence){.by = JUDGED_BY_CAMERA,
					   .reason = {.reason = REASON_DNS, .text = "a.example"}};
	assert_string_equal(judged_by_text(&evidence, text), "dns a.example");
}

static void every_doubt_has_a_word_of_its_own_and_is_found_by_it(void **state)
{
	(void)state;
	for (unsigned i = 0; i < DOUBTS; i++) {
		assert_non_null(doubt_name((enum doubt)i));
		assert_int_equal(doubt_bit(doubt_name((enum doubt)i)), 1U << i);
	}
	assert_int_equal(doubt_bit("nothing"), 0);
	assert_string_equal(nothing_left_name(NOTHING_LEFT_CANNOT_TELL), "cannot-tell");
	assert_string_equal(nothing_left_name(NOTHING_LEFT_YES), "yes");
	assert_string_equal(nothing_left_name(NOTHING_LEFT_NO), "no");
}

static void confidence_changes_its_word_at_its_limits(void **state)
{
	(void)state;
	assert_int_equal(sureness_of(0.95), SURE);
	assert_int_equal(sureness_of(0.7), LIKELY);
	assert_int_equal(sureness_of(0.6999), POSSIBLE);
	assert_string_equal(confidence_word(1), "certain");
	assert_string_equal(confidence_word(0.95), "certain");
	assert_string_equal(confidence_word(0.9499), "likely");
	assert_string_equal(confidence_word(0.7), "likely");
	assert_string_equal(confidence_word(0.6999), "possible");
	assert_string_equal(confidence_word(0), "possible");
}

static void every_cause_has_a_word_of_its_own_and_is_found_by_it(void **state)
{
	(void)state;
	for (enum cause cause = CAUSE_UNKNOWN; cause < CAUSES; cause++) {
		assert_non_null(cause_name(cause));
		assert_int_equal(cause_parse(cause_name(cause)), cause);
	}
	assert_int_equal(cause_parse("nothing"), CAUSE_UNKNOWN);
	assert_int_equal(cause_parse(NULL), CAUSE_UNKNOWN);
}

/* Whoever reads it must find a reason not to believe in an absence. */
static void every_cause_is_a_doubt(void **state)
{
	(void)state;
	assert_int_equal(cause_doubt(CAUSE_UNKNOWN), DOUBT_GAP);
	assert_int_equal(cause_doubt(CAUSE_CARD_DROPPED), DOUBT_LOST);
	assert_int_equal(cause_doubt(CAUSE_HOLES), DOUBT_UNSEEN);
	for (enum cause cause = CAUSE_UNKNOWN + 1; cause < CAUSES; cause++)
		assert_int_not_equal(cause_doubt(cause), DOUBT_NO_PACKETS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_words_are_those_of_the_contract),
		cmocka_unit_test(each_word_is_read_as_what_it_stands_for),
		cmocka_unit_test(a_reason_is_read_as_it_was_written),
		cmocka_unit_test(a_reason_that_nobody_words_so_stays_what_it_is),
		cmocka_unit_test(what_it_was_judged_by_has_a_name_and_a_value),
		cmocka_unit_test(every_doubt_has_a_word_of_its_own_and_is_found_by_it),
		cmocka_unit_test(every_cause_has_a_word_of_its_own_and_is_found_by_it),
		cmocka_unit_test(every_cause_is_a_doubt),
		cmocka_unit_test(confidence_changes_its_word_at_its_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
