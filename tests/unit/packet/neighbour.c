/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "packet/discovery.h"

static void note(void *context, const struct discovery *d)
{
	char *log = context, line[300];

	snprintf(line, sizeof(line), "%d:%s:%d:%d|", d->kind, d->text ? d->text : "",
		 d->prefix.length, d->about_other);
	strcat(log, line);
}

/* An ICMPv6 packet of `size` bytes of message with the hop limit given. */
static void tell(const char *message, size_t size, uint8_t hops, bool from_none, char *log)
{
	uint8_t data[200] = {0x60};
	struct packet p;

	data[5] = (uint8_t)size;
	data[6] = 58;
	data[7] = hops;
	if (!from_none)
		data[8] = 0x20;
	data[24] = 0xff;
	memcpy(data + 40, message, size);
	log[0] = '\0';
	assert_int_equal(packet_decode(229, data, 40 + (uint32_t)size, 40 + (uint32_t)size, &p), 0);
	discovery_decode(&p, note, log);
}

#define ADVERTISEMENT "\x86\0\0\0\x40\0\7\x08\0\0\0\0\0\0\0\0"
#define PREFIX(flags, length)                                                                      \
	"\3\4" length flags "\0\0\1\0\0\0\1\0\0\0\0\0\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\0"

static void an_advertisement_gives_router_and_prefix(void **state)
{
	char log[500];

	(void)state;
	tell(ADVERTISEMENT PREFIX("\xc0", "\x40"), 48, 255, false, log);
	assert_string_equal(log, "10::0:0|8::64:0|");
	tell(ADVERTISEMENT PREFIX("\0", "\x40"), 48, 255, false, log);
	assert_string_equal(log, "10::0:0|");
	tell(ADVERTISEMENT PREFIX("\xc0", "\x41"), 48, 255, false, log);
	assert_string_equal(log, "10::0:0|");
	/* A router can forward neither it nor a cut option. */
	tell(ADVERTISEMENT PREFIX("\xc0", "\x40"), 48, 254, false, log);
	assert_string_equal(log, "");
	tell(ADVERTISEMENT PREFIX("\xc0", "\x40"), 47, 255, false, log);
	assert_string_equal(log, "10::0:0|");
}

#define TARGET "\0\0\0\0\0\0\0\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\7"

static void neighbours_tell_their_own_address(void **state)
{
	char log[500];

	(void)state;
	tell("\x87" TARGET, 24, 255, true, log); /* asks whether its own is free */
	assert_string_equal(log, "9::128:0|");
	tell("\x88" TARGET, 24, 255, false, log);
	assert_string_equal(log, "9::128:0|");
	tell("\x88" TARGET, 23, 255, false, log);
	assert_string_equal(log, "");
}

static void arp_tells_the_sender_but_not_a_probe(void **state)
{
	uint8_t frame[43] = "\2\0\0\0\0\1\xf4\xb8\x5e\0\0\2\x08\6\0\1\x08\0\6\4\0\2"
			    "\xf4\xb8\x5e\0\0\2\xc0\xa8\1\x09\2\0\0\0\0\1\xc0\xa8\1\1";
	char log[500] = "";
	struct packet p;

	(void)state;
	assert_int_equal(packet_decode(1, frame, 42, 42, &p), 0);
	discovery_decode(&p, note, log);
	assert_string_equal(log, "9::128:0|");
	memset(frame + 28, 0, 4); /* RFC 5227 section 1.1 */
	log[0] = '\0';
	assert_int_equal(packet_decode(1, frame, 42, 42, &p), 0);
	discovery_decode(&p, note, log);
	assert_string_equal(log, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_advertisement_gives_router_and_prefix),
		cmocka_unit_test(neighbours_tell_their_own_address),
		cmocka_unit_test(arp_tells_the_sender_but_not_a_probe),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
