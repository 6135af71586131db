// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "camera/scale.h"
#include "camera/weigh.h"
#include "support.h"

static const struct rule brand = {.kind = RULE_CAMERA, .cameras_only = true, .vendor = "Brand"};
static const struct rule catch_all = {.kind = RULE_CAMERA, .vendor = "Mixed"};
static const struct rule platform = {.kind = RULE_PLATFORM, .vendor = "Platform"};

static double host(const struct rule *rule, enum rule_role role, enum rule_side side,
		   enum rule_confidence confidence, bool sends)
{
	struct rule_host h = {.rule = rule, .role = role, .side = side, .confidence = confidence};

	return weigh_host(&h, sends);
}

static void learn(struct device *d, enum evidence_signal signal, enum rule_means means,
		  double weight, const struct rule *rule)
{
	d->evidence[d->evidence_count++] = (struct evidence){
		.signal = signal, .means = means, .weight = weight, .brand = rule};
	weigh_device(d, START);
}

static void sending_to_a_media_host_weighs_more_than_asking_for_it(void **state)
{
	(void)state;
	assert_true(host(&brand, ROLE_MEDIA, SIDE_DEVICE, FACT_MEASURED, true) >
		    host(&brand, ROLE_MEDIA, SIDE_DEVICE, FACT_MEASURED, false));
	assert_true(host(&brand, ROLE_MEDIA, SIDE_DEVICE, FACT_MEASURED, false) >= SCALE_CAMERA_AT);
	assert_true(host(&catch_all, ROLE_MEDIA, SIDE_DEVICE, FACT_MEASURED, false) <
		    SCALE_CAMERA_AT);
}

static void what_was_only_read_in_a_list_makes_no_camera(void **state)
{
	(void)state;
	for (int role = ROLE_MEDIA; role <= ROLE_PERSONAL; role++)
		for (int sends = 0; sends < 2; sends++)
			assert_true(host(&brand, (enum rule_role)role, SIDE_DEVICE, FACT_LIST,
					 sends) < SCALE_CAMERA_AT);
}

static void app_hosts_and_personal_ones_make_no_camera(void **state)
{
	static const struct rule personal = {.kind = RULE_PERSONAL}, relay = {.kind = RULE_RELAY},
				 hosting = {.kind = RULE_HOSTING};

	(void)state;
	assert_true(host(&brand, ROLE_LIVE, SIDE_APP, FACT_MEASURED, true) == 0);
	assert_true(host(&personal, ROLE_MEDIA, SIDE_DEVICE, FACT_MEASURED, true) == 0);
	assert_true(host(&relay, ROLE_LIVE, SIDE_DEVICE, FACT_MEASURED, true) == 0);
	assert_true(host(&hosting, ROLE_MEDIA, SIDE_DEVICE, FACT_MEASURED, true) == 0);
}

static void a_host_that_only_cameras_call_weighs_as_that_of_a_vendor_of_cameras(void **state)
{
	struct rule_host h = {.rule = &catch_all,
			      .role = ROLE_SIGNALLING,
			      .side = SIDE_DEVICE,
			      .confidence = FACT_CAPTURE,
			      .callers = MEANS_CAMERA};

	(void)state;
	assert_true(weigh_host(&h, false) ==
		    host(&brand, ROLE_SIGNALLING, SIDE_DEVICE, FACT_CAPTURE, false));
	h.callers = MEANS_MAKER;
	assert_true(weigh_host(&h, false) == SCALE_MAC_MAKER);
	h.role = ROLE_MEDIA;
	assert_true(weigh_host(&h, true) == SCALE_SENDS);
	h.role = ROLE_SIGNALLING;
	h.side = SIDE_BOTH; /* phones call it too */
	assert_true(weigh_host(&h, false) < SCALE_HINT_BELOW);
}

static void a_module_makers_mac_proves_nothing(void **state)
{
	struct rule_mac mixed = {.means = MEANS_MIXED}, camera = {.means = MEANS_CAMERA};
	struct device d = {0};

	(void)state;
	learn(&d, SIGNAL_MAC, MEANS_MIXED, weigh_mac(&mixed), NULL);
	assert_int_equal(d.state, DEVICE_UNDECIDED);
	assert_true(weigh_mac(&camera) >= SCALE_CAMERA_AT);
}

static void facts_of_one_kind_do_not_add_up(void **state)
{
	struct device d = {0};
	double once;

	(void)state;
	learn(&d, SIGNAL_HOST, MEANS_CAMERA, 0.3, &brand);
	once = d.certainty;
	for (unsigned i = 0; i < 5; i++)
		learn(&d, SIGNAL_HOST, MEANS_CAMERA, 0.3, &brand);
	assert_true(d.certainty == once);
	learn(&d, SIGNAL_MAC, MEANS_CAMERA, 0.3, &brand);
	assert_true(d.certainty > once);
}

static void certainty_stays_within_its_bounds(void **state)
{
	struct device d = {0};

	(void)state;
	for (int signal = SIGNAL_MAC; signal <= SIGNAL_BEHAVIOUR; signal++)
		learn(&d, (enum evidence_signal)signal, MEANS_CAMERA, 1, &brand);
	assert_true(d.certainty > 0.98 && d.certainty < 1);
}

static void behaviour_alone_gives_at_most_0_6(void **state)
{
	struct device d = {0};

	(void)state;
	learn(&d, SIGNAL_BEHAVIOUR, MEANS_CAMERA, 1, NULL);
	assert_true(d.certainty <= SCALE_BEHAVIOUR_MOST + 1e-9);
	assert_true(device_is_suspected(&d));
}

static void a_phones_name_rules_out_and_a_cameras_brings_back(void **state)
{
	struct device d = {0};

	(void)state;
	learn(&d, SIGNAL_NAME, MEANS_OTHER, 0.85, NULL);
	assert_int_equal(d.state, DEVICE_OTHER);
	learn(&d, SIGNAL_MAC, MEANS_CAMERA, 0.9, &brand);
	learn(&d, SIGNAL_HOST, MEANS_CAMERA, 0.9, &brand);
	assert_int_equal(d.state, DEVICE_CAMERA);
}

static void a_camera_is_not_dropped_for_a_trifle(void **state)
{
	struct device d = {0};

	(void)state;
	learn(&d, SIGNAL_HOST, MEANS_CAMERA, 0.6, &brand);
	assert_int_equal(d.state, DEVICE_CAMERA);
	d.personal_count = 1;
	weigh_device(&d, START);
	assert_true(d.certainty < SCALE_CAMERA_AT);
	assert_int_equal(d.state, DEVICE_CAMERA);
	d.personal_count = 3;
	weigh_device(&d, START);
	assert_int_equal(d.state, DEVICE_OTHER);
}

static void a_brand_names_itself_before_a_platform_does(void **state)
{
	struct device d = {0};

	(void)state;
	learn(&d, SIGNAL_HOST, MEANS_CAMERA, 0.9, &platform);
	assert_ptr_equal(d.vendor, &platform);
	learn(&d, SIGNAL_MAC, MEANS_MIXED, 0.3, &brand);
	assert_ptr_equal(d.vendor, &brand);
	assert_int_equal(d.form, FORM_CAMERA);
	learn(&d, SIGNAL_NAME, MEANS_HUB, 0.8, &brand);
	assert_int_equal(d.form, FORM_HUB);
}

static void hints_that_any_thing_of_a_maker_gives_make_no_camera(void **state)
{
	struct device d = {0};

	(void)state;
	learn(&d, SIGNAL_MAC, MEANS_MIXED, 0.3, &catch_all);
	learn(&d, SIGNAL_NAME, MEANS_MIXED, 0.4, NULL);
	learn(&d, SIGNAL_HOST, MEANS_CAMERA, 0.3, &catch_all);
	assert_int_equal(d.state, DEVICE_UNDECIDED);
	assert_true(d.certainty < 0.5);
	learn(&d, SIGNAL_BEHAVIOUR, MEANS_CAMERA, 0.4, NULL); /* nor does one lone upload beside */
	assert_int_equal(d.state, DEVICE_UNDECIDED);
	d.evidence[d.evidence_count - 1].weight =
		0.58; /* a third one, or an encoder's pace, does */
	weigh_device(&d, START);
	assert_int_equal(d.state, DEVICE_CAMERA);
	assert_true(d.certainty <= SCALE_BEHAVIOUR_MOST + 1e-9);
}

static void a_hint_adds_to_what_says_camera(void **state)
{
	struct device d = {0};

	(void)state;
	learn(&d, SIGNAL_HOST, MEANS_CAMERA, 0.4, &brand);
	assert_int_equal(d.state, DEVICE_UNDECIDED);
	learn(&d, SIGNAL_MAC, MEANS_MIXED, 0.3, &brand);
	assert_int_equal(d.state, DEVICE_CAMERA);
}

static void the_time_of_the_first_verdict_stays(void **state)
{
	struct device d = {0};

	(void)state;
	learn(&d, SIGNAL_MAC, MEANS_CAMERA, 0.9, &brand);
	weigh_device(&d, START + SECOND);
	assert_int_equal(d.identified_ns, START);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sending_to_a_media_host_weighs_more_than_asking_for_it),
		cmocka_unit_test(what_was_only_read_in_a_list_makes_no_camera),
		cmocka_unit_test(app_hosts_and_personal_ones_make_no_camera),
		cmocka_unit_test(
			a_host_that_only_cameras_call_weighs_as_that_of_a_vendor_of_cameras),
		cmocka_unit_test(a_module_makers_mac_proves_nothing),
		cmocka_unit_test(facts_of_one_kind_do_not_add_up),
		cmocka_unit_test(certainty_stays_within_its_bounds),
		cmocka_unit_test(behaviour_alone_gives_at_most_0_6),
		cmocka_unit_test(a_phones_name_rules_out_and_a_cameras_brings_back),
		cmocka_unit_test(a_camera_is_not_dropped_for_a_trifle),
		cmocka_unit_test(a_brand_names_itself_before_a_platform_does),
		cmocka_unit_test(hints_that_any_thing_of_a_maker_gives_make_no_camera),
		cmocka_unit_test(a_hint_adds_to_what_says_camera),
		cmocka_unit_test(the_time_of_the_first_verdict_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
