// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "words/rules_explain.h"

static struct rules *rules;

static int load(void **state)
{
	(void)state;
	return rules_load("tests/rules/good", NULL, NULL, &rules);
}

static int unload(void **state)
{
	(void)state;
	rules_destroy(rules);
	return 0;
}

static void explains(const char *what, const char *const *wanted)
{
	char *text = NULL;
	size_t length = 0;
	FILE *file = open_memstream(&text, &length);

	assert_non_null(file);
	rules_explain(rules, what, file);
	assert_int_equal(fclose(file), 0);
	for (; *wanted; wanted++) {
		if (!strstr(text, *wanted))
			print_message("%s\nlacks: %s\n", text, *wanted);
		assert_non_null(strstr(text, *wanted));
	}
	free(text);
}

static void a_host_is_told_with_its_line_role_and_source(void **state)
{
	(void)state;
	explains("vs-cam.u011.immedia-semi.com",
		 (const char *const[]){
			 "matches vs-cam.*.immedia-semi.com at blink.yaml:13",
			 "Blink, of Amazon",
			 "media: takes recorded footage",
			 "measured",
			 "tj-oconnor/IoT-Dataset",
			 "by a camera: footage leaves the house",
			 "by a phone:  that device is a camera",
			 "not used: immedia-semi.com (control) at blink.yaml:9",
			 NULL,
		 });
}

static void a_bucket_is_told_with_its_owner(void **state)
{
	(void)state;
	explains("ring-transcoded-videos.s3.amazonaws.com",
		 (const char *const[]){"bucket of:  Ring", "hosting that anybody can rent",
				       "somebody uses the app", NULL});
}

static void a_name_is_told_with_where_it_is_heard(void **state)
{
	(void)state;
	explains("Blink-Mini",
		 (const char *const[]){"as host name in DHCP, matches blink* at blink.yaml:29",
				       "camera: a camera or doorbell", "80 %", NULL});
}

static void a_mac_is_told_with_its_registrant(void **state)
{
	(void)state;
	explains("70:ad:43:01:02:03", (const char *const[]){"a prefix of 24 bits at blink.yaml:19",
							    "Blink by Amazon", NULL});
	explains("f4:b8:5e:35:67:b0",
		 (const char *const[]){"mixed", "this alone proves little", NULL});
}

static void an_unknown_or_made_up_mac_says_so(void **state)
{
	(void)state;
	explains("00:00:5e:00:53:01", (const char *const[]){"no rule knows its prefix", NULL});
	explains("02:00:5e:00:53:01", (const char *const[]){"made up by the device", NULL});
}

static void an_address_carries_no_rule(void **state)
{
	static const char *const wanted[] = {"addresses carry no rule", "the name the device asked",
					     "the operator of the address", NULL};

	(void)state;
	explains("192.0.2.1", wanted);
	explains("2001:db8::1", wanted);
}

static void what_nothing_matches_is_told_too(void **state)
{
	(void)state;
	explains("www.example.org", (const char *const[]){"no rule matches it", NULL});
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_host_is_told_with_its_line_role_and_source),
		cmocka_unit_test(a_bucket_is_told_with_its_owner),
		cmocka_unit_test(a_name_is_told_with_where_it_is_heard),
		cmocka_unit_test(a_mac_is_told_with_its_registrant),
		cmocka_unit_test(an_unknown_or_made_up_mac_says_so),
		cmocka_unit_test(an_address_carries_no_rule),
		cmocka_unit_test(what_nothing_matches_is_told_too),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
