// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include <ndpi/ndpi_api.h>

#include "support_rules.h"

#define HOST(pattern) "  - {host: \"" pattern "\", role: media, confidence: list, source: s}\n"

static const char tapo[] = "vendor: TP-Link Tapo\nkind: camera\nhosts:\n" HOST("tplinkcloud.com")
	HOST("*-relay-dcipc.i.tplinknbu.com") HOST("tplinknbu.com");
static const char s3[] = "vendor: Amazon S3\nkind: hosting\nhosts:\n" HOST("s3.amazonaws.com");

static char *protocols_of(const struct rules *rules)
{
	char *text = NULL;
	size_t length = 0;
	FILE *file = open_memstream(&text, &length);

	assert_non_null(file);
	assert_int_equal(rules_write_protocols(rules, file), 0);
	assert_int_equal(fclose(file), 0);
	return text;
}

static void plain_hosts_of_cameras_and_platforms_are_written(void **state)
{
	struct rules *rules = good_rules(tapo, s3);
	char *text = protocols_of(rules);

	(void)state;
	assert_string_equal(text, "host:\"tplinkcloud.com\"@TPLinkTapo\n"
				  "host:\"tplinknbu.com\"@TPLinkTapo\n");
	free(text);
	rules_destroy(rules);
}

static void a_vendor_that_is_off_is_not_written(void **state)
{
	struct rules *rules = good_rules(
		"vendor: A\nkind: camera\nenabled: no\nhosts:\n" HOST("example.com"), NULL);
	char *text = protocols_of(rules);

	(void)state;
	assert_string_equal(text, "");
	free(text);
	rules_destroy(rules);
}

static void a_vendor_without_a_latin_letter_is_left_out(void **state)
{
	struct rules *rules =
		good_rules("vendor: \"小米\"\nkind: camera\nhosts:\n" HOST("example.com"), NULL);
	char *text = protocols_of(rules);

	(void)state;
	assert_string_equal(text, "");
	free(text);
	rules_destroy(rules);
}

static void a_file_that_takes_nothing_is_an_error(void **state)
{
	struct rules *rules = good_rules(tapo, NULL);
	FILE *full = fopen("/dev/full", "w");

	(void)state;
	assert_non_null(full);
	assert_true(rules_write_protocols(rules, full) < 0);
	fclose(full);
	rules_destroy(rules);
}

/* What nDPI makes of the protocols file when it meets `name`. */
static char *ndpi_name_of(const struct rules *rules, const char *name)
{
	char path[] = "/tmp/lenswatch-protocols-XXXXXX", asked[256];
	struct ndpi_detection_module_struct *module = ndpi_init_detection_module(ndpi_no_prefs);
	struct ndpi_flow_struct *flow = calloc(1, sizeof(*flow));
	ndpi_protocol_match_result match = {0};
	FILE *file = fdopen(mkstemp(path), "w");
	char *found;
	u_int16_t id;

	assert_non_null(module);
	assert_non_null(flow);
	assert_non_null(file);
	assert_int_equal(rules_write_protocols(rules, file), 0);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(ndpi_load_protocols_file(module, path), 0);
	assert_int_equal(unlink(path), 0);
	ndpi_finalize_initialization(module);
	snprintf(asked, sizeof(asked), "%s", name);
	id = ndpi_match_host_subprotocol(module, flow, asked, (u_int)strlen(asked), &match,
					 NDPI_PROTOCOL_TLS);
	found = strdup(ndpi_get_proto_name(module, id));
	ndpi_free_flow(flow);
	ndpi_exit_detection_module(module);
	return found;
}

static void assert_ndpi(const struct rules *rules, const char *name, const char *wanted)
{
	char *found = ndpi_name_of(rules, name);

	assert_string_equal(found, wanted);
	free(found);
}

static void ndpi_takes_the_file_and_names_the_vendor(void **state)
{
	struct rules *rules = good_rules(tapo, s3);

	(void)state;
	assert_ndpi(rules, "wap.tplinkcloud.com", "TPLinkTapo");
	assert_ndpi(rules, "tplinknbu.com", "TPLinkTapo");
	assert_ndpi(rules, "wap.example.com", "Unknown");
	rules_destroy(rules);
}

static struct rules *many_vendors(size_t count)
{
	struct rules_text *texts = calloc(count, sizeof(*texts));
	struct rules *rules = NULL;

	assert_non_null(texts);
	for (size_t i = 0; i < count; i++) {
		char text[256], name[32];

		snprintf(name, sizeof(name), "v%04zu.yaml", i);
		snprintf(text, sizeof(text),
			 "vendor: Vendor %04zu\nkind: camera\nhosts:\n  - {host: v%04zu.example, "
			 "role: "
			 "media, confidence: list, source: s}\n",
			 i, i);
		texts[i] = (struct rules_text){strdup(name), strdup(text), strlen(text)};
	}
	assert_int_equal(rules_load_texts(texts, count, NULL, NULL, &rules), 0);
	for (size_t i = 0; i < count; i++) {
		free((void *)texts[i].name);
		free((void *)texts[i].bytes);
	}
	free(texts);
	return rules;
}

static void there_are_never_more_protocols_than_ndpi_has_room_for(void **state)
{
	struct rules *rules = many_vendors(300);

	(void)state;
	assert_ndpi(rules, "a.v0000.example", "Vendor0000");
	assert_ndpi(rules, "a.v0219.example", "Vendor0219");
	assert_ndpi(rules, "a.v0220.example", "Unknown");
	rules_destroy(rules);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_hosts_of_cameras_and_platforms_are_written),
		cmocka_unit_test(a_vendor_that_is_off_is_not_written),
		cmocka_unit_test(a_vendor_without_a_latin_letter_is_left_out),
		cmocka_unit_test(a_file_that_takes_nothing_is_an_error),
		cmocka_unit_test(ndpi_takes_the_file_and_names_the_vendor),
		cmocka_unit_test(there_are_never_more_protocols_than_ndpi_has_room_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
