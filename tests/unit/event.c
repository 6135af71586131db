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
		cmocka_unit_test(every_doubt_has_a_word_of_its_own_and_is_found_by_it),
		cmocka_unit_test(every_cause_has_a_word_of_its_own_and_is_found_by_it),
		cmocka_unit_test(every_cause_is_a_doubt),
		cmocka_unit_test(confidence_changes_its_word_at_its_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
