// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "camera/devices.h"
#include "support.h"
#include "support_rules.h"

struct family {
	struct rules *rules;
	struct devices *devices;
	struct device *device;
};

static struct device *find(struct family *f, const char *mac)
{
	struct device_key key = a_device(mac);

	return devices_find(f->devices, &key, f->rules, START);
}

static int open_family(void **state)
{
	static struct family family;

	family.rules = good_rules(scene_rules, scene_personal);
	*state = &family;
	if (devices_create(8, &family.devices))
		return -1;
	family.device = find(&family, "00:11:22:33:44:55");
	return 0;
}

static int close_family(void **state)
{
	struct family *f = *state;

	devices_destroy(f->devices);
	rules_destroy(f->rules);
	return 0;
}

static void contact(struct family *f, const char *name, enum host_source source, bool sends)
{
	device_contact(f->device, rules_host(f->rules, name), name, source, sends, START + 5);
}

static void every_mac_begins_undecided(void **state)
{
	struct family *f = *state;

	assert_int_equal(f->device->state, DEVICE_UNDECIDED);
	assert_true(f->device->certainty == 0);
}

static void the_maker_of_a_mac_is_known_at_once(void **state)
{
	struct family *f = *state;
	struct device *d = find(f, "70:ad:43:01:02:03");

	assert_int_equal(d->state, DEVICE_CAMERA);
	assert_string_equal(d->vendor->vendor, "Testcam");
	assert_int_equal(d->evidence[0].maker, 0x70ad43);
	assert_string_equal(d->evidence[0].text, "Testcam");
	assert_int_equal(d->identified_ns, START);
}

static void the_owners_word_is_certain(void **state)
{
	struct family *f = *state;
	struct event_camera camera;

	device_tell(f->device, "Front door");
	assert_int_equal(f->device->state, DEVICE_CAMERA);
	device_describe(f->device, &camera);
	assert_true(camera.certainty == 1);
	assert_string_equal(camera.name, "Front door");
	assert_string_equal(camera.mac, "00:11:22:33:44:55");
	assert_string_equal(camera.key, "00:11:22:33:44:55");
	assert_null(camera.ip);
	assert_int_equal(camera.identified_ns, 0);
	assert_false(camera.suspected);
	assert_int_equal(camera.reason_count, 1);
}

static void the_owners_word_and_name_stand_whatever_is_heard(void **state)
{
	struct family *f = *state;

	device_tell(f->device, "Front door");
	device_hear_name(f->device, f->rules, WHERE_DHCP, "phone-of-ann", START);
	for (unsigned i = 0; i < 4; i++) {
		static const char *const names[] = {"one.example", "two.example", "three.example",
						    "four.example"};

		contact(f, names[i], HOST_DNS, false);
	}
	assert_int_equal(f->device->state, DEVICE_CAMERA);
	assert_string_equal(f->device->name, "Front door");
}

static void personal_names_rule_a_device_out(void **state)
{
	struct family *f = *state;

	contact(f, "a.one.example", HOST_DNS, false);
	contact(f, "b.one.example", HOST_DNS, false); /* the same party */
	contact(f, "one.example", HOST_SNI, false);
	assert_int_equal(f->device->state, DEVICE_UNDECIDED);
	assert_int_equal(f->device->personal_count, 1);
	contact(f, "two.example", HOST_DNS, false);
	contact(f, "three.example", HOST_DNS, false);
	assert_int_equal(f->device->state, DEVICE_OTHER);
	assert_int_equal(f->device->evidence_count, 0);
}

static void a_camera_host_says_what_it_knows(void **state)
{
	struct family *f = *state;
	struct event_camera camera;
	char text[EVENT_REASON_TEXT];

	contact(f, "media.testcam.example", HOST_DNS, false);
	assert_int_equal(f->device->state, DEVICE_CAMERA);
	device_describe(f->device, &camera);
	assert_string_equal(camera.vendor, "Testcam");
	assert_string_equal(camera.company, "Test");
	assert_int_equal(camera.reason_count, 1);
	assert_string_equal(event_reason_text(&camera.identified_by[0], text),
			    "dns media.testcam.example");
	assert_int_equal(camera.identified_ns, START + 5);
}

static void the_same_fact_is_kept_once_and_its_stronger_form_stands(void **state)
{
	struct family *f = *state;
	double before;

	contact(f, "media.testcam.example", HOST_SNI, false);
	before = f->device->certainty;
	contact(f, "media.testcam.example", HOST_SNI, false);
	assert_true(f->device->certainty == before);
	contact(f, "media.testcam.example", HOST_SNI, true);
	assert_true(f->device->certainty > before);
	contact(f, "media.testcam.example", HOST_SNI, false);
	assert_true(f->device->certainty > before);
	assert_int_equal(f->device->evidence_count, 1);
}

static void the_weakest_evidence_makes_room(void **state)
{
	struct family *f = *state;
	char text[48];

	device_behave(f->device, 0.01, START);
	for (unsigned i = 0; i < DEVICE_EVIDENCE; i++) {
		snprintf(text, sizeof(text), "testcam-%u", i);
		device_hear_name(f->device, f->rules, WHERE_DHCP, text, START);
	}
	assert_int_equal(f->device->evidence_count, DEVICE_EVIDENCE);
	assert_false(device_is_weighed(f->device, SIGNAL_BEHAVIOUR));
	device_behave(f->device, 0.01, START);
	assert_false(device_is_weighed(f->device, SIGNAL_BEHAVIOUR));
}

/* A household cannot know what makes use of a platform: no make is claimed. */
static void a_platform_is_no_make(void **state)
{
	static const struct rule platform = {.kind = RULE_PLATFORM, .vendor = "Platform"};
	struct family *f = *state;
	struct event_camera said;

	contact(f, "media.testcam.example", HOST_DNS, false);
	f->device->vendor = &platform;
	device_describe(f->device, &said);
	assert_null(said.vendor);
	assert_null(said.company);
}

static void behaviour_alone_only_makes_suspected(void **state)
{
	struct family *f = *state;

	device_behave(f->device, 1, START);
	assert_true(device_is_suspected(f->device));
	assert_true(f->device->certainty <= 0.6);
	assert_int_equal(f->device->state, DEVICE_CAMERA);
	assert_null(f->device->vendor);
	contact(f, "media.testcam.example", HOST_SNI, false);
	assert_false(device_is_suspected(f->device));
	assert_true(f->device->certainty > 0.6);
}

/* A plug whose DHCP client many cameras run, too, was told as a camera by its own facts. */
static const char makers[] =
	"vendor: Rings\nkind: camera\nhosts:\n"
	"  - {host: log.rings.example, role: control, confidence: capture, source: s}\n"
	"macs:\n  - {prefix: \"34:3e:a4\", means: maker, registrant: Rings, source: s}\n"
	"names:\n"
	"  - {match: \"ring-*\", in: [dhcp], means: maker, certainty: 0.5, source: s}\n"
	"  - {match: \"ring*cam*\", in: [dhcp], means: camera, certainty: 0.9, source: s}\n";

static void what_a_chime_has_too_makes_no_camera_until_it_sends(void **state)
{
	struct rules *rules = good_rules(makers, NULL);
	const struct device_key key = a_device("34:3e:a4:01:02:03");
	struct device chime = {0};

	(void)state;
	device_begin(&chime, &key, rules, START);
	device_hear_name(&chime, rules, WHERE_DHCP, "ring-123456", START);
	device_contact(&chime, rules_host(rules, "log.rings.example"), "log.rings.example",
		       HOST_DNS, true, START);
	assert_int_equal(chime.state, DEVICE_UNDECIDED);
	assert_true(chime.certainty < 0.5);
	assert_true(device_is_of_maker(&chime));
	device_behave(&chime, 0.25, START);
	assert_int_equal(chime.state, DEVICE_CAMERA);
	assert_false(device_is_suspected(&chime));
	rules_destroy(rules);
}

static void who_asks_for_names_without_end_is_known_by_that_for_an_hour(void **state)
{
	struct device camera = {0};
	char name[32];

	(void)state;
	for (unsigned i = 0; i < 1000; i++) {
		snprintf(name, sizeof(name), "api%u.example", i % 40);
		device_ask(&camera, name, START + i * SECOND);
	}
	assert_false(device_asks_many(&camera, START + 1000 * SECOND));
	for (unsigned i = 0; i < 300; i++) {
		snprintf(name, sizeof(name), "%08x.example", i * 2654435761U);
		device_ask(&camera, name, START + 1000 * SECOND);
	}
	assert_true(device_asks_many(&camera, START + 1000 * SECOND));
	assert_false(device_asks_many(&camera, START + 3600 * SECOND));
}

/* A doorbell with the MAC of its module's maker, known by the hosts that it calls alone. */
static void what_calls_such_a_makers_host_is_of_it_though_its_mac_is_not(void **state)
{
	struct rules *rules = good_rules(
		"vendor: Rings\nkind: camera\nhosts:\n"
		"  - {host: log.rings.example, role: control, callers: maker, confidence: capture, "
		"source: s}\n"
		"  - {host: api.rings.example, role: control, callers: maker, side: both, "
		"confidence: capture, source: s}\n",
		NULL);
	const struct device_key key = a_device("90:e2:02:01:02:03");
	struct device bell = {0}, phone = {0};

	(void)state;
	device_begin(&bell, &key, rules, START);
	device_contact(&bell, rules_host(rules, "log.rings.example"), "log.rings.example", HOST_DNS,
		       true, START);
	assert_int_equal(bell.state, DEVICE_UNDECIDED);
	assert_true(device_is_of_maker(&bell));
	device_behave(&bell, 0.25, START);
	assert_int_equal(bell.state, DEVICE_CAMERA);
	device_begin(&phone, &key, rules, START);
	device_contact(&phone, rules_host(rules, "api.rings.example"), "api.rings.example",
		       HOST_DNS, true, START);
	assert_false(device_is_of_maker(&phone));
	device_behave(&phone, 0.4, START);
	assert_int_equal(phone.state, DEVICE_UNDECIDED);
	rules_destroy(rules);
}

static void a_camera_of_such_a_maker_says_so(void **state)
{
	struct rules *rules = good_rules(makers, NULL);
	const struct device_key key = a_device("34:3e:a4:01:02:03");
	struct device camera = {0};

	(void)state;
	device_begin(&camera, &key, rules, START);
	device_hear_name(&camera, rules, WHERE_DHCP, "RingStickUpCam-94", START);
	assert_int_equal(camera.state, DEVICE_CAMERA);
	assert_false(device_is_of_maker(&camera));
	rules_destroy(rules);
}

static const char accessories[] = "vendor: Home\nkind: platform\nnames:\n"
				  "  - {match: ci=17, in: [text], means: camera, "
				  "certainty: 0.95, source: s}\n"
				  "  - {match: ci=7, in: [text], means: other, "
				  "certainty: 0.6, source: s}\n";

static void who_serves_accessories_of_several_kinds_is_none_of_them(void **state)
{
	struct rules *rules = good_rules(accessories, NULL);
	const struct device_key key = a_device("00:14:22:01:02:03");
	struct device server = {0};

	(void)state;
	device_begin(&server, &key, rules, START);
	device_hear_name(&server, rules, WHERE_TEXT, "ci=17", START);
	device_hear_name(&server, rules, WHERE_TEXT, "ci=17", START);
	assert_int_equal(server.state, DEVICE_CAMERA);
	device_hear_name(&server, rules, WHERE_TEXT, "ci=2", START);
	assert_int_equal(server.state, DEVICE_UNDECIDED);
	device_behave(&server, 0.58, START);
	device_hear_name(&server, rules, WHERE_TEXT, "ci=17", START);
	device_hear_name(&server, rules, WHERE_TEXT, "ci=7", START);
	assert_int_equal(server.state, DEVICE_UNDECIDED);
	assert_true(server.certainty < 0.4);
	rules_destroy(rules);
}

static void who_speaks_to_a_voice_assistant_is_one_though_it_sends_as_cameras_do(void **state)
{
	static const char alexa[] =
		"vendor: Alexa\nkind: speaker\nhosts:\n"
		"  - {host: avs.example, role: control, confidence: code, source: s}\n";
	struct rules *rules = good_rules(alexa, scene_rules);
	struct device display = {0}, door = {0};
	struct device_key key = a_device("00:11:22:33:44:66");

	(void)state;
	assert_null(rules_host(rules, "avs.example"));
	device_begin(&display, &key, rules, START);
	device_assist(&display, rules, "avs.example", START);
	device_behave(&display, 0.9, START);
	assert_int_equal(display.state, DEVICE_UNDECIDED);
	key = a_device("70:ad:43:01:02:03");
	device_begin(&door, &key, rules, START);
	device_assist(&door, rules, "avs.example", START);
	device_assist(&door, rules, "eu.avs.example", START);
	assert_int_equal(door.state, DEVICE_CAMERA);
	rules_destroy(rules);
}

static const char voices[] =
	"vendor: Voice\nkind: speaker\nhosts:\n"
	"  - {host: say.example, role: media, confidence: code, source: s}\n"
	"  - {host: both.example, role: media, side: both, confidence: code, source: s}\n";

static void a_voice_assistant_is_told_where_those_are_asked_for(void **state)
{
	struct rules *rules = good_rules(voices, scene_rules);
	struct device_key key = a_device("00:11:22:33:44:66");
	struct device speaker = {0}, phone = {0}, door = {0};
	struct event_camera said;

	(void)state;
	assert_int_equal(rules_enable_speakers(rules), 0);
	assert_non_null(rules_host(rules, "say.example"));
	device_begin(&speaker, &key, rules, START);
	device_assist(&speaker, rules, "say.example", START);
	assert_int_equal(speaker.state, DEVICE_CAMERA);
	device_describe(&speaker, &said);
	assert_int_equal(said.form, FORM_SPEAKER);
	assert_string_equal(said.vendor, "Voice");
	device_begin(&phone, &key, rules, START);
	device_assist(&phone, rules, "both.example", START);
	assert_int_equal(phone.state, DEVICE_UNDECIDED);
	key = a_device("70:ad:43:01:02:03");
	device_begin(&door, &key, rules, START);
	device_assist(&door, rules, "say.example", START);
	device_describe(&door, &said);
	assert_int_equal(door.state, DEVICE_CAMERA);
	assert_int_equal(said.form, FORM_CAMERA);
	rules_destroy(rules);
}

static void behaviour_and_hints_make_suspected_too(void **state)
{
	static const char hints[] =
		"vendor: Modules\nkind: camera\n"
		"macs:\n"
		"  - {prefix: \"24:0a:c4\", means: mixed, registrant: Modules, source: test}\n"
		"names:\n"
		"  - {match: \"udhcp*\", in: [dhcp-class], means: mixed, certainty: 0.1, source: "
		"test}\n";
	struct family *f = *state;
	struct rules *rules = good_rules(hints, NULL);
	struct device_key key = a_device("24:0a:c4:01:02:03");
	struct device device = {0};

	device_begin(&device, &key, rules, START);
	device_hear_name(&device, rules, WHERE_DHCP_CLASS, "udhcp 1.24.2", START);
	assert_int_equal(device.evidence_count, 2);
	assert_false(device_is_suspected(&device));
	device_behave(&device, 0.58, START);
	assert_int_equal(device.state, DEVICE_CAMERA);
	assert_true(device_is_suspected(&device));
	assert_true(device.certainty <= 0.6 + 1e-9);
	device_contact(&device, rules_host(f->rules, "media.testcam.example"),
		       "media.testcam.example", HOST_SNI, true, START + 5);
	assert_false(device_is_suspected(&device));
	assert_true(device.certainty > 0.6);
	rules_destroy(rules);
}

static void a_device_goes_by_the_first_name_it_gave(void **state)
{
	struct family *f = *state;
	struct event_camera camera;

	device_hear_name(f->device, f->rules, WHERE_SERVICE, "_http._tcp", START);
	assert_string_equal(f->device->name, "");
	device_hear_name(f->device, f->rules, WHERE_DHCP, "testcam-1", START);
	device_hear_name(f->device, f->rules, WHERE_MDNS, "another", START);
	assert_string_equal(f->device->name, "testcam-1");
	assert_int_equal(f->device->state, DEVICE_CAMERA);
	device_describe(f->device, &camera);
	assert_int_equal(camera.named_by, NAMED_BY_DEVICE);
	device_tell(f->device, "Front door");
	device_describe(f->device, &camera);
	assert_int_equal(camera.named_by, NAMED_BY_OWNER);
}

/* "Front door" with a space of no width would look as the owner's own "Front door" does. */
static void what_is_hidden_in_a_name_that_it_gave_is_shown(void **state)
{
	struct family *f = *state;

	device_hear_name(f->device, f->rules, WHERE_DHCP, "Front\xe2\x80\x8b door", START);
	assert_string_equal(f->device->name, "Front\xef\xbf\xbd door");
}

static void long_names_are_cut_and_harmless(void **state)
{
	struct family *f = *state;
	char name[300];

	memset(name, 'x', sizeof(name));
	memcpy(name, "testcam", 7);
	name[sizeof(name) - 1] = '\0';
	device_hear_name(f->device, f->rules, WHERE_DHCP, name, START);
	assert_int_equal(strlen(f->device->name), sizeof(f->device->name) - 1);
	assert_true(strlen(f->device->evidence[0].text) < sizeof(f->device->evidence[0].text));
}

/* `count` addresses, `gap_ns` apart, in 198.18.0.0/15 or another net of 16 bits. */
static void meet(struct device *device, const char *net, unsigned count, uint64_t gap_ns)
{
	struct address address = an_address(net);

	for (unsigned i = 0; i < count; i++) {
		address.bytes[14] = (uint8_t)(i >> 8);
		address.bytes[15] = (uint8_t)i;
		device_meet(device, &address, START + i * gap_ns);
	}
}

static void a_camera_may_meet_dozens_of_addresses_an_hour(void **state)
{
	struct family *f = *state;

	meet(f->device, "198.18.0.0", 33, SECOND);
	assert_false(f->device->many_parties);
	assert_int_equal(f->device->state, DEVICE_UNDECIDED);
	assert_in_range(device_parties(f->device), 28, 33);
}

static void hundreds_within_an_hour_speak_against_it_and_hundreds_in_days_do_not(void **state)
{
	struct family *f = *state;
	struct device *days = find(f, "00:11:22:33:44:56");

	meet(f->device, "198.18.0.0", 400, SECOND);
	assert_true(f->device->many_parties);
	assert_true(f->device->other > 0);
	meet(days, "198.18.0.0", 400, 600 * SECOND);
	assert_false(days->many_parties);
}

static void shared_address_space_does_not_count(void **state)
{
	struct family *f = *state;

	meet(f->device, "100.64.0.0", 1000, SECOND / 10);
	assert_int_equal(device_parties(f->device), 0);
}

#define WITH_FAMILY(test) cmocka_unit_test_setup_teardown(test, open_family, close_family)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_FAMILY(every_mac_begins_undecided),
		WITH_FAMILY(the_maker_of_a_mac_is_known_at_once),
		WITH_FAMILY(the_owners_word_is_certain),
		WITH_FAMILY(the_owners_word_and_name_stand_whatever_is_heard),
		WITH_FAMILY(personal_names_rule_a_device_out),
		WITH_FAMILY(a_camera_host_says_what_it_knows),
		WITH_FAMILY(the_same_fact_is_kept_once_and_its_stronger_form_stands),
		WITH_FAMILY(the_weakest_evidence_makes_room),
		WITH_FAMILY(a_platform_is_no_make),
		WITH_FAMILY(behaviour_alone_only_makes_suspected),
		cmocka_unit_test(what_a_chime_has_too_makes_no_camera_until_it_sends),
		cmocka_unit_test(who_asks_for_names_without_end_is_known_by_that_for_an_hour),
		cmocka_unit_test(what_calls_such_a_makers_host_is_of_it_though_its_mac_is_not),
		cmocka_unit_test(a_camera_of_such_a_maker_says_so),
		cmocka_unit_test(who_serves_accessories_of_several_kinds_is_none_of_them),
		cmocka_unit_test(
			who_speaks_to_a_voice_assistant_is_one_though_it_sends_as_cameras_do),
		cmocka_unit_test(a_voice_assistant_is_told_where_those_are_asked_for),
		WITH_FAMILY(behaviour_and_hints_make_suspected_too),
		WITH_FAMILY(a_device_goes_by_the_first_name_it_gave),
		WITH_FAMILY(a_camera_may_meet_dozens_of_addresses_an_hour),
		WITH_FAMILY(hundreds_within_an_hour_speak_against_it_and_hundreds_in_days_do_not),
		WITH_FAMILY(shared_address_space_does_not_count),
		WITH_FAMILY(what_is_hidden_in_a_name_that_it_gave_is_shown),
		WITH_FAMILY(long_names_are_cut_and_harmless),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
