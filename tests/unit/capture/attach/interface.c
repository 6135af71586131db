// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/attach/interface.h"

#include <errno.h>
#include <pcap/pcap.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "capture/support_router.h"

#define FRAMES 2000

struct tally {
	unsigned int frames;
	uint64_t bytes, captured, first_ns;
	uint32_t longest;
};

/* Ours are told by their type, IEEE 802's for experiments: namespaces speak IPv6 by themselves. */
static void tell(void *context, int link_type, uint64_t time_ns, const uint8_t *data,
		 uint32_t captured, uint32_t length)
{
	struct tally *tally = context;

	assert_int_equal(link_type, DLT_EN10MB);
	if (captured < 14 || data[12] != 0x88 || data[13] != 0xb5)
		return;
	tally->frames++;
	tally->bytes += length;
	tally->captured += captured;
	if (captured > tally->longest)
		tally->longest = captured;
	if (!tally->first_ns)
		tally->first_ns = time_ns;
}

/* A capture of frames of 60 to 8,000 bytes. */
static struct tally write_capture(const char *path)
{
	pcap_t *dead = pcap_open_dead(DLT_EN10MB, 65535);
	pcap_dumper_t *dumper = pcap_dump_open(dead, path);
	struct tally tally = {0};
	uint8_t data[8000] = {2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 0x88, 0xb5};

	for (unsigned int i = 0; i < FRAMES; i++) {
		struct pcap_pkthdr header = {.caplen = i % 100 ? 60 + i * 7 % 1400 : 8000};

		header.len = header.caplen;
		header.ts.tv_sec = 1600000000;
		pcap_dump((u_char *)dumper, &header, data);
		tally.frames++;
		tally.bytes += header.len;
	}
	pcap_dump_close(dumper);
	pcap_close(dead);
	return tally;
}

static int drain(struct interface *interface, struct tally *tally, unsigned int frames)
{
	struct pollfd ready = {.fd = interface_descriptor(interface), .events = POLLIN};
	int result = 0;

	for (unsigned int i = 0; i < 30 && result == 0 && tally->frames < frames; i++) {
		poll(&ready, 1, 100);
		result = interface_read(interface, tell, tally);
	}
	return result;
}

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

static void frames_and_bytes_are_those_of_the_file(void **state)
{
	char path[] = "/tmp/lenswatch-interface-XXXXXX", error[INTERFACE_ERROR], command[128];
	struct interface *interface = NULL;
	struct tally sent, got = {0};
	uint64_t began = now_ns();

	(void)state;
	if (!router_begin())
		skip();
	close(mkstemp(path));
	sent = write_capture(path);
	router_run(ROUTER_CLIENT, "ip link set wire mtu 9000");
	router_run(ROUTER_ITSELF, "ip link set lan mtu 9000");
	router_enter(ROUTER_ITSELF);
	assert_int_equal(interface_open("lan", false, &interface, error), 0);
	snprintf(command, sizeof(command), "tcpreplay -q -t -i wire %s >/dev/null 2>&1", path);
	router_run(ROUTER_CLIENT, command);
	assert_int_equal(drain(interface, &got, FRAMES), 0);
	assert_int_equal(got.frames, sent.frames);
	assert_int_equal(got.bytes, sent.bytes);
	assert_true(got.captured < sent.bytes);
	assert_int_equal(got.longest, 4096);
	assert_true(got.first_ns > began && got.first_ns < now_ns());
	assert_int_equal(interface_dropped(interface), 0);
	interface_close(interface);
	unlink(path);
	router_end();
}

static void an_interface_may_go_down_and_up_but_not_away(void **state)
{
	char path[] = "/tmp/lenswatch-interface-XXXXXX", error[INTERFACE_ERROR], command[128];
	struct interface *interface = NULL;
	struct tally got = {0};

	(void)state;
	if (!router_begin())
		skip();
	close(mkstemp(path));
	write_capture(path);
	router_run(ROUTER_CLIENT, "ip link set wire mtu 9000");
	router_run(ROUTER_ITSELF, "ip link set lan mtu 9000");
	router_enter(ROUTER_ITSELF);
	assert_int_equal(interface_open("lan", true, &interface, error), 0);
	router_run(ROUTER_ITSELF, "ip link set lan down");
	assert_int_equal(interface_read(interface, tell, &got), 0);
	router_run(ROUTER_ITSELF, "ip link set lan up");
	snprintf(command, sizeof(command), "tcpreplay -q -t -i wire %s >/dev/null 2>&1", path);
	router_run(ROUTER_CLIENT, command);
	assert_int_equal(drain(interface, &got, FRAMES), 0);
	assert_int_equal(got.frames, FRAMES);
	router_run(ROUTER_ITSELF, "ip link del lan");
	assert_int_equal(drain(interface, &got, FRAMES + 1), -ENODEV);
	interface_close(interface);
	unlink(path);
	router_end();
}

static void what_cannot_be_opened_is_told_with_the_cure(void **state)
{
	char error[INTERFACE_ERROR] = "";
	struct interface *interface = NULL;

	(void)state;
	if (!router_begin())
		skip();
	router_enter(ROUTER_ITSELF);
	assert_int_equal(interface_open("nothere", false, &interface, error), -ENODEV);
	assert_non_null(strstr(error, "nothere: there is no such interface. `ip link`"));
	assert_int_equal(interface_open("a-name-that-is-far-too-long", false, &interface, error),
			 -ENODEV);
	router_run(ROUTER_ITSELF, "ip link set lan down");
	assert_int_equal(interface_open("lan", false, &interface, error), -ENETDOWN);
	assert_non_null(strstr(error, "is down"));
	assert_null(interface);
	router_end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(frames_and_bytes_are_those_of_the_file),
		cmocka_unit_test(an_interface_may_go_down_and_up_but_not_away),
		cmocka_unit_test(what_cannot_be_opened_is_told_with_the_cure),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
