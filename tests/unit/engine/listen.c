// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <netinet/in.h>

#include "camera/devices.h"
#include "engine/listen.h"
#include "support.h"
#include "support_rules.h"

struct ear {
	struct device_key gateway;
	struct rules *rules;
	struct names *names;
	struct home *home;
	struct devices *devices;
	struct listener *listener;
	size_t changes;
	uint64_t later_ns;
};

static struct device *find(void *context, const struct device_key *key)
{
	struct ear *ear = context;

	return devices_find(ear->devices, key, ear->rules, START);
}

static void changed(void *context, struct device *device, enum device_state before)
{
	struct ear *ear = context;

	ear->changes += device->state != before;
}

static int open_ear(void **state)
{
	static struct ear ear;

	memset(&ear, 0, sizeof(ear));
	ear.rules = good_rules(scene_rules, scene_personal);
	*state = &ear;
	return names_create(100, &ear.names) || home_create(&ear.home) ||
	       devices_create(100, &ear.devices) ||
	       listener_create(&(struct listener_config){.names = ear.names,
							 .home = ear.home,
							 .rules = ear.rules,
							 .gateway = &ear.gateway,
							 .find = find,
							 .changed = changed,
							 .context = &ear},
			       &ear.listener);
}

static int close_ear(void **state)
{
	struct ear *ear = *state;

	listener_destroy(ear->listener);
	devices_destroy(ear->devices);
	home_destroy(ear->home);
	names_destroy(ear->names);
	rules_destroy(ear->rules);
	return 0;
}

static void hear(struct ear *ear, const char *from, const char *to, uint16_t from_port,
		 uint16_t to_port, const void *payload, size_t size)
{
	struct packet packet = {.protocol = IPPROTO_UDP,
				.flags = PACKET_HAS_SOURCE_MAC,
				.source_port = from_port,
				.target_port = to_port,
				.payload = payload,
				.payload_captured = (uint32_t)size,
				.payload_length = (uint32_t)size};
	struct sample sample = {.time_ns = START + ear->later_ns, .packet = &packet};

	sample.sender = a_device(from);
	memcpy(packet.source_mac, sample.sender.bytes, 6);
	if (to)
		sample.target = a_device(to);
	listener_hear(ear->listener, &sample);
}

static void ask(struct ear *ear, const char *from, const char *to, const char *name)
{
	uint8_t message[512];

	hear(ear, from, to, 40000, 53, message, wire_dns(name, NULL, message, sizeof(message)));
}

static void answer(struct ear *ear, const char *from, const char *to, const char *name,
		   const char *address)
{
	uint8_t message[512];

	hear(ear, from, to, 53, 40000, message, wire_dns(name, address, message, sizeof(message)));
}

static struct device *device(struct ear *ear, const char *mac)
{
	struct device_key key = a_device(mac);

	return find(ear, &key);
}

static const char *name_of(struct ear *ear, const char *mac, const char *address)
{
	struct device_key key = a_device(mac);
	struct address remote = an_address(address);

	return names_find(ear->names, &key, &remote, START + 1, NULL);
}

static void an_answer_names_the_address_for_its_client_alone(void **state)
{
	struct ear *ear = *state;

	answer(ear, ROUTER_MAC, CAMERA_MAC, "media.testcam.example", "192.0.2.1");
	assert_string_equal(name_of(ear, CAMERA_MAC, "192.0.2.1"), "media.testcam.example");
	assert_null(name_of(ear, PHONE_MAC, "192.0.2.1"));
	assert_null(name_of(ear, ROUTER_MAC, "192.0.2.1"));
}

static void asking_for_a_cameras_host_makes_a_camera(void **state)
{
	struct ear *ear = *state;

	ask(ear, CAMERA_MAC, ROUTER_MAC, "media.testcam.example");
	assert_int_equal(device(ear, CAMERA_MAC)->state, DEVICE_CAMERA);
	assert_string_equal(device(ear, CAMERA_MAC)->evidence[0].text, "media.testcam.example");
	assert_int_equal(ear->changes, 1);
}

static void who_is_asked_asks_for_others(void **state)
{
	struct ear *ear = *state;

	ask(ear, CAMERA_MAC, ROUTER_MAC, "media.testcam.example");
	ask(ear, ROUTER_MAC, "02:00:00:00:00:fd", "media.testcam.example");
	assert_int_equal(device(ear, ROUTER_MAC)->state, DEVICE_UNDECIDED);
	assert_int_equal(device(ear, ROUTER_MAC)->evidence_count, 0);
	answer(ear, ROUTER_MAC, CAMERA_MAC, "media.testcam.example", "192.0.2.1");
	assert_true(device(ear, ROUTER_MAC)->resolver);
	assert_false(device(ear, CAMERA_MAC)->resolver);
}

/* Anybody at home can ask a camera, which does not answer. */
static void who_is_asked_and_gives_no_answer_asks_for_itself(void **state)
{
	struct ear *ear = *state;

	ask(ear, PHONE_MAC, CAMERA_MAC, "www.example");
	ear->later_ns = 3 * SECOND;
	ask(ear, CAMERA_MAC, ROUTER_MAC, "media.testcam.example");
	assert_false(device(ear, CAMERA_MAC)->resolver);
	assert_int_equal(device(ear, CAMERA_MAC)->state, DEVICE_CAMERA);
}

static void who_answers_asks_for_others(void **state)
{
	struct ear *ear = *state;

	answer(ear, ROUTER_MAC, CAMERA_MAC, "other.example", NULL);
	answer(ear, ROUTER_MAC, CAMERA_MAC, "other.example", "192.0.2.1");
	ask(ear, ROUTER_MAC, NULL, "media.testcam.example");
	assert_int_equal(device(ear, ROUTER_MAC)->evidence_count, 0);
}

static void what_a_ruled_out_device_asks_is_not_kept(void **state)
{
	struct ear *ear = *state;

	device(ear, PHONE_MAC)->state = DEVICE_OTHER;
	ask(ear, PHONE_MAC, ROUTER_MAC, "private.example");
	answer(ear, ROUTER_MAC, PHONE_MAC, "private.example", "192.0.2.1");
	assert_null(name_of(ear, PHONE_MAC, "192.0.2.1"));
	assert_int_equal(device(ear, PHONE_MAC)->foreign_count, 0);
	assert_int_equal(device(ear, PHONE_MAC)->evidence_count, 0);
}

static void a_message_that_is_none_changes_nothing(void **state)
{
	struct ear *ear = *state;

	hear(ear, CAMERA_MAC, ROUTER_MAC, 40000, 53, "\1\2\3", 3);
	hear(ear, CAMERA_MAC, ROUTER_MAC, 40000, 53, NULL, 0);
	assert_int_equal(devices_count(ear->devices), 0);
}

/* BOOTREQUEST with options message type 3 (request) and host name (RFC 2131, RFC 2132 sections 3.14
 * and 9.6). */
/* Whoever answers a discovery may say what it likes, of itself. */
static void what_is_said_in_a_discovery_is_said_of_who_sent_it(void **state)
{
	static const char models[] =
		"vendor: Models\nkind: camera\nnames:\n"
		"  - {match: \"SADP DS-2CD*\", in: [model], means: camera, certainty: 0.95, "
		"example: SADP DS-2CD1, source: s}\n"
		"  - {match: \"SADP DS-KH*\", in: [model], means: other, certainty: 0.9, "
		"example: SADP DS-KH1, source: s}\n";
	static const char camera[] =
		"<ProbeMatch><DeviceDescription>DS-2CD1</DeviceDescription>"
		"<IPv4Address>" CAMERA_IP "</IPv4Address><MAC>" CAMERA_MAC "</MAC></ProbeMatch>";
	static const char screen[] = "<ProbeMatch><DeviceDescription>DS-KH1</DeviceDescription>"
				     "<MAC>" CAMERA_MAC "</MAC></ProbeMatch>";
	struct ear *ear = *state;
	struct rules *rules = good_rules(models, NULL);
	struct device_key camera_key = a_device(CAMERA_MAC), phone_key = a_device(PHONE_MAC);

	listener_reload(ear->listener, rules);
	hear(ear, PHONE_MAC, ROUTER_MAC, 37020, 37020, camera, strlen(camera));
	assert_int_equal(find(ear, &camera_key)->state, DEVICE_UNDECIDED);
	assert_int_equal(find(ear, &phone_key)->state, DEVICE_CAMERA);
	hear(ear, CAMERA_MAC, ROUTER_MAC, 37020, 37020, camera, strlen(camera));
	hear(ear, PHONE_MAC, ROUTER_MAC, 37020, 37020, screen, strlen(screen));
	assert_int_equal(find(ear, &camera_key)->state, DEVICE_CAMERA);
	hear(ear, CAMERA_MAC, ROUTER_MAC, 37020, 37020, screen, strlen(screen));
	assert_int_equal(find(ear, &camera_key)->state, DEVICE_CAMERA);
	rules_destroy(rules);
}

static void the_name_in_a_dhcp_request_is_the_senders(void **state)
{
	struct ear *ear = *state;
	uint8_t message[300] = {1, 1, 6};
	static const uint8_t options[] = {0x63, 0x82, 0x53, 0x63, 53,  1,   3,	 12,  10,  't',
					  'e',	's',  't',  'c',  'a', 'm', '-', 'f', 'd', 255};

	memcpy(message + 28, a_device(CAMERA_MAC).bytes, 6);
	memcpy(message + 236, options, sizeof(options));
	hear(ear, CAMERA_MAC, NULL, 68, 67, message, sizeof(message));
	assert_string_equal(device(ear, CAMERA_MAC)->name, "testcam-fd");
	assert_int_equal(device(ear, CAMERA_MAC)->state, DEVICE_CAMERA);
	assert_string_equal(device(ear, CAMERA_MAC)->evidence[0].text, "testcam-fd");
	memcpy(message + 28, a_device(ROUTER_MAC).bytes, 6);
	hear(ear, PHONE_MAC, NULL, 68, 67, message, sizeof(message));
	assert_int_equal(device(ear, ROUTER_MAC)->evidence_count, 0);
	assert_int_equal(device(ear, PHONE_MAC)->evidence_count, 0);
}

#define WITH_EAR(test) cmocka_unit_test_setup_teardown(test, open_ear, close_ear)

/* `message` is ICMPv6's; who is a neighbour sends hop limit 255. */
static void hear_neighbour(struct ear *ear, const char *from, const uint8_t *message, size_t size)
{
	static const uint8_t ip[40] = {0x60, [7] = 255};
	struct packet packet = {.protocol = IPPROTO_ICMPV6,
				.flags = PACKET_HAS_SOURCE_MAC | PACKET_IPV6,
				.ip = ip,
				.payload = message,
				.payload_captured = (uint32_t)size,
				.payload_length = (uint32_t)size};
	struct sample sample = {.time_ns = START, .packet = &packet};

	sample.sender = a_device(from);
	listener_hear(ear->listener, &sample);
}

static void advertise(struct ear *ear, const char *from, const char *network)
{
	uint8_t message[48] = {134, 0, 0, 0, 64, 0, 7, 8, [16] = 3, 4, 64, 0xc0};
	struct address address = an_address(network);

	memcpy(message + 32, address.bytes, 16);
	hear_neighbour(ear, from, message, sizeof(message));
}

static void claim(struct ear *ear, const char *from, const char *text)
{
	uint8_t message[24] = {136};
	struct address address = an_address(text);

	memcpy(message + 8, address.bytes, 16);
	hear_neighbour(ear, from, message, sizeof(message));
}

static bool at_home(struct ear *ear, const char *text)
{
	struct address address = an_address(text);

	return home_has(ear->home, &address);
}

static void what_is_outside_of_the_homes_site_is_believed_of_its_router_alone(void **state)
{
	struct ear *ear = *state;

	advertise(ear, ROUTER_MAC, "2001:db8:1:1::");
	assert_true(at_home(ear, "2001:db8:1:1::30"));
	advertise(ear, PHONE_MAC, "2001:db8:f:1::"); /* a server's network */
	claim(ear, PHONE_MAC, "2001:db8:f:1::10");
	assert_false(at_home(ear, "2001:db8:f:1::10"));
	advertise(ear, PHONE_MAC, "2001:db8:1:2::"); /* a second router of the same site */
	assert_true(at_home(ear, "2001:db8:1:2::30"));
	advertise(ear, PHONE_MAC, "fd00:1:2:3::"); /* nobody's outside */
	assert_true(at_home(ear, "fd00:1:2:3::30"));
	advertise(ear, ROUTER_MAC, "2001:db8:2:1::"); /* the provider gave another */
	assert_true(at_home(ear, "2001:db8:2:1::30"));
}

static void what_was_announced_before_the_router_did_is_taken_back(void **state)
{
	struct ear *ear = *state;

	advertise(ear, PHONE_MAC, "2001:db8:f:1::"); /* a server's network */
	claim(ear, PHONE_MAC, "2001:db8:f:2::10");
	advertise(ear, ROUTER_MAC, "2001:db8:1:1::"); /* by whom nobody was seen to go out */
	assert_true(at_home(ear, "2001:db8:f:1::10"));
	assert_false(at_home(ear, "2001:db8:1:1::30"));
	ear->gateway = a_device(ROUTER_MAC);
	advertise(ear, ROUTER_MAC, "2001:db8:1:1::");
	assert_false(at_home(ear, "2001:db8:f:1::10"));
	assert_false(at_home(ear, "2001:db8:f:2::10"));
	assert_true(at_home(ear, "2001:db8:1:1::30"));
	ear->gateway = a_device(PHONE_MAC); /* another way out changes nothing any more */
	advertise(ear, PHONE_MAC, "2001:db8:f:1::");
	assert_false(at_home(ear, "2001:db8:f:1::10"));
	assert_true(at_home(ear, "192.168.1.30"));
}

static void where_nothing_was_announced_who_answers_for_an_address_has_it(void **state)
{
	struct ear *ear = *state;

	claim(ear, CAMERA_MAC, "2001:db8:1:1::30");
	claim(ear, PHONE_MAC, "2001:db8:1:1::20");
	assert_true(at_home(ear, "2001:db8:1:1::30"));
	assert_true(at_home(ear, "2001:db8:1:1::20"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_EAR(an_answer_names_the_address_for_its_client_alone),
		WITH_EAR(asking_for_a_cameras_host_makes_a_camera),
		WITH_EAR(who_is_asked_asks_for_others),
		WITH_EAR(who_is_asked_and_gives_no_answer_asks_for_itself),
		WITH_EAR(who_answers_asks_for_others),
		WITH_EAR(what_a_ruled_out_device_asks_is_not_kept),
		WITH_EAR(a_message_that_is_none_changes_nothing),
		WITH_EAR(what_is_said_in_a_discovery_is_said_of_who_sent_it),
		WITH_EAR(the_name_in_a_dhcp_request_is_the_senders),
		WITH_EAR(what_is_outside_of_the_homes_site_is_believed_of_its_router_alone),
		WITH_EAR(what_was_announced_before_the_router_did_is_taken_back),
		WITH_EAR(where_nothing_was_announced_who_answers_for_an_address_has_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
