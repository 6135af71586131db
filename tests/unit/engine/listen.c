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
	struct rules *rules;
	struct names *names;
	struct home *home;
	struct devices *devices;
	struct listener *listener;
	size_t changes;
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
	struct sample sample = {.time_ns = START, .packet = &packet};

	sample.sender = a_device(from);
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
	assert_string_equal(device(ear, CAMERA_MAC)->evidence[0].text, "dns media.testcam.example");
	assert_int_equal(ear->changes, 1);
}

static void who_is_asked_asks_for_others(void **state)
{
	struct ear *ear = *state;

	ask(ear, CAMERA_MAC, ROUTER_MAC, "media.testcam.example");
	ask(ear, ROUTER_MAC, "02:00:00:00:00:fd", "media.testcam.example");
	assert_int_equal(device(ear, ROUTER_MAC)->state, DEVICE_UNDECIDED);
	assert_int_equal(device(ear, ROUTER_MAC)->evidence_count, 0);
	assert_true(device(ear, ROUTER_MAC)->resolver);
	assert_false(device(ear, CAMERA_MAC)->resolver);
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
	assert_string_equal(device(ear, CAMERA_MAC)->evidence[0].text, "dhcp name testcam-fd");
}

#define WITH_EAR(test) cmocka_unit_test_setup_teardown(test, open_ear, close_ear)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_EAR(an_answer_names_the_address_for_its_client_alone),
		WITH_EAR(asking_for_a_cameras_host_makes_a_camera),
		WITH_EAR(who_is_asked_asks_for_others),
		WITH_EAR(who_answers_asks_for_others),
		WITH_EAR(what_a_ruled_out_device_asks_is_not_kept),
		WITH_EAR(a_message_that_is_none_changes_nothing),
		WITH_EAR(the_name_in_a_dhcp_request_is_the_senders),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
