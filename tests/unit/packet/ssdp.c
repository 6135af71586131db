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

static void expect(uint16_t port, const char *text, const char *told)
{
	struct packet p = {.protocol = 17, .source_port = port, .target_port = 9};
	char log[2000] = "";

	p.payload = (const uint8_t *)text;
	p.payload_captured = p.payload_length = (uint32_t)strlen(text);
	assert_true(discovery_concerns(&p));
	discovery_decode(&p, note, log);
	assert_string_equal(log, told);
}

static void ssdp_announcements_tell_and_searches_do_not(void **state)
{
	(void)state;
	expect(1900, "NOTIFY * HTTP/1.1\r\nServer: Cam/1\r\nUSN:uuid:1\r\n\r\n",
	       "7:Cam/1:0:0|7:uuid:1:0:0|");
	expect(1900, "HTTP/1.1 200 OK\r\nST: a\x1b", "7:a?:0:0|");
	expect(1900, "M-SEARCH * HTTP/1.1\r\nST: ssdp:all\r\n\r\n", "");
}

static void sddp_says_what_a_device_is_to_a_controller(void **state)
{
	(void)state;
	expect(1902, "NOTIFY ALIVE SDDP/1.0\r\nHost: \"a\"\r\nPrimary-Proxy: \"projector\"\r\n\r\n",
	       "7:SDDP projector:0:0|");
	expect(1902, "SDDP/1.0 200 OK\r\nPrimary-Proxy: tv\r\n", "7:SDDP tv:0:0|");
	expect(1902, "SEARCH * SDDP/1.0\r\nPrimary-Proxy: tv\r\n", "");
}

static void ws_discovery_matches_tell_and_probes_do_not(void **state)
{
	(void)state;
	expect(3702,
	       "<x:ProbeMatch><d:Types>dn:NVT tds:D</d:Types><d:Scopes "
	       "m=\"1\">onvif://a</d:Scopes>",
	       "7:dn:NVT:0:0|7:tds:D:0:0|7:onvif://a:0:0|");
	expect(3702, "<d:Probe><d:Types>dn:NVT</d:Types></d:Probe>", "");
	expect(3702, "<x:Hello/><d:Types>dn:NVT", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ssdp_announcements_tell_and_searches_do_not),
		cmocka_unit_test(sddp_says_what_a_device_is_to_a_controller),
		cmocka_unit_test(ws_discovery_matches_tell_and_probes_do_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
