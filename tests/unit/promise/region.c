// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "promise/region.h"

static void is_in(const char *host, const char *label, const char *country)
{
	struct region region;

	if (!region_find(host, &region))
		fail_msg("%s: no region", host);
	assert_string_equal(region.label, label);
	assert_string_equal(region.country, country);
}

static void says_nothing(const char *host)
{
	struct region region = {"kept", "XX"};

	if (region_find(host, &region))
		fail_msg("%s: %s", host, region.label);
	assert_string_equal(region.label, "kept");
}

static void hosting_companies_put_their_region_into_names(void **state)
{
	(void)state;
	is_in("ty-eu-storage30.s3.eu-central-1.amazonaws.com", "eu-central-1", "DE");
	is_in("s3-eu-west-1.amazonaws.com", "eu-west-1", "IE");
	is_in("s3.dualstack.eu-north-1.amazonaws.com", "eu-north-1", "SE");
	is_in("m-b94e17e0.kinesisvideo.us-east-1.amazonaws.com", "us-east-1", "US");
	is_in("ec2-1-2-3-4.eu-west-2.compute.amazonaws.com", "eu-west-2", "GB");
	is_in("name-1.eu-west-3.elb.amazonaws.com", "eu-west-3", "FR");
	is_in("b.s3.cn-north-1.amazonaws.com.cn", "cn-north-1", "CN");
	is_in("meari-eu.oss-eu-central-1.aliyuncs.com", "eu-central-1", "DE");
	is_in("x.oss-cn-hangzhou.aliyuncs.com", "cn-hangzhou", "CN");
	is_in("name.westeurope.cloudapp.azure.com", "westeurope", "NL");
	is_in("storage.europe-west4.rep.googleapis.com", "europe-west4", "NL");
	is_in("name-1.europe-west1.run.app", "europe-west1", "BE");
	is_in("europe-west1-cameras.cloudfunctions.net", "europe-west1", "BE");
	is_in("europe-west10-cameras.cloudfunctions.net", "europe-west10", "DE");
}

static void the_same_word_means_another_place_with_another_company(void **state)
{
	(void)state;
	is_in("b.s3.eu-west-1.amazonaws.com", "eu-west-1", "IE");
	is_in("b.oss-eu-west-1.aliyuncs.com", "eu-west-1", "GB");
}

static void a_vendor_may_only_say_that_it_is_in_the_union(void **state)
{
	(void)state;
	is_in("a2.tuyaeu.com", "tuyaeu", "EU");
	is_in("m1-weaz.tuyaeu.com", "tuyaeu", "EU");
	is_in("a1.tuyaus.com", "tuyaus", "US");
	is_in("a1.tuyacn.com", "tuyacn", "CN");
	is_in("a1.tuyain.com", "tuyain", "IN");
}

static void case_does_not_matter(void **state)
{
	(void)state;
	is_in("B.S3.EU-WEST-1.AmazonAWS.com", "eu-west-1", "IE");
}

/* A bucket is called as its tenant likes. */
static void what_anybody_may_choose_tells_no_region(void **state)
{
	(void)state;
	says_nothing("eu-west-1.s3.amazonaws.com");
	says_nothing("alarm.eu.s3.amazonaws.com");
	says_nothing("s3-eu-west-1.example.com");
	says_nothing("eu-west-1.amazonaws.com.example.org");
	says_nothing("tuyaeu.com.example.com");
	says_nothing("eu-central-1.oss-accelerate.aliyuncs.com");
	says_nothing("europe-west1.example.run.app");
}

static void names_without_a_region_say_nothing(void **state)
{
	(void)state;
	says_nothing(NULL);
	says_nothing("");
	says_nothing(".");
	says_nothing("s3.amazonaws.com");
	says_nothing(".amazonaws.com");
	says_nothing("s3-1-w.amazonaws.com");
	says_nothing("b.s3.eu-west-99.amazonaws.com");
	says_nothing("b.s3.eu-west-1x.amazonaws.com");
	says_nothing("vs-cam.u011.immedia-semi.com");
	says_nothing("nottuyaeu.com");
}

static void the_union_has_27_member_states(void **state)
{
	char code[3] = "";
	int members = 0;

	(void)state;
	for (code[0] = 'A'; code[0] <= 'Z'; code[0]++)
		for (code[1] = 'A'; code[1] <= 'Z'; code[1]++)
			members += region_in_eu(code);
	assert_int_equal(members, 28); /* and "EU" itself */
	assert_true(region_in_eu("DE"));
	assert_true(region_in_eu("SK"));
	assert_false(region_in_eu("GB"));
	assert_false(region_in_eu("CH"));
	assert_false(region_in_eu("NO"));
	assert_false(region_in_eu(""));
	assert_false(region_in_eu("D"));
	assert_false(region_in_eu("DEU"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hosting_companies_put_their_region_into_names),
		cmocka_unit_test(the_same_word_means_another_place_with_another_company),
		cmocka_unit_test(a_vendor_may_only_say_that_it_is_in_the_union),
		cmocka_unit_test(case_does_not_matter),
		cmocka_unit_test(what_anybody_may_choose_tells_no_region),
		cmocka_unit_test(names_without_a_region_say_nothing),
		cmocka_unit_test(the_union_has_27_member_states),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
