/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "anonymise/payload.h"
#include "packet/discovery.h"
#include "support_rules.h"

static const char acme[] = "vendor: Acme\nkind: camera\n"
			   "names:\n"
			   "  - match: \"*urn:acme-com:device:cam*\"\n"
			   "    in: [model]\n"
			   "    means: camera\n"
			   "    certainty: 0.9\n"
			   "    source: a capture\n";

static void of_an_announcement_the_words_stay_that_a_rule_needs(void **state)
{
	static const char before[] = "NOTIFY * HTTP/1.1\r\n"
				     "LOCATION: http://192.168.1.30:80/smith.xml\r\n"
				     "NT: urn:acme-com:device:cam:1\r\n"
				     "USN: uuid:1234-f4b85e123456\r\n\r\n";
	uint8_t out[sizeof(before)], again[sizeof(before)];
	struct packet packet = {.protocol = 17,
				.source_port = 50000,
				.target_port = 1900,
				.payload = (const uint8_t *)before,
				.payload_captured = sizeof(before) - 1,
				.payload_length = sizeof(before) - 1};
	struct rules *rules = good_rules(acme, NULL);
	struct essences *essences;

	(void)state;
	assert_int_equal(essences_create(&essences), 0);
	memcpy(out, before, sizeof(before));
	memcpy(again, before, sizeof(before));
	essence_keep(essences, rules, &packet, out, sizeof(before) - 1);
	essence_keep(essences, rules, &packet, again, sizeof(before) - 1);
	assert_memory_equal(out, again, sizeof(before));
	assert_non_null(strstr((char *)out, "NT: urn:acme-com:device:cam:"));
	assert_null(strstr((char *)out, "smith"));
	assert_null(strstr((char *)out, "192"));
	assert_null(strstr((char *)out, "f4b85e"));
	essences_destroy(essences);
	rules_destroy(rules);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(of_an_announcement_the_words_stay_that_a_rule_needs),
	};

	return cmocka_run_group_tests_name("anonymise/essence", tests, NULL, NULL);
}
