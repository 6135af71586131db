/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "words/phrase.h"
#include "output/support_events.h"

typedef void camera_phrase(FILE *file, const struct event_camera *camera);

static void check_camera(camera_phrase *phrase, const struct event_camera *camera,
			 const char *expected)
{
	char *text = NULL;
	size_t length;
	FILE *file = open_memstream(&text, &length);

	phrase(file, camera);
	fclose(file);
	assert_string_equal(text, expected);
	free(text);
}

static void check_where(const struct event *event, const char *expected)
{
	char *text = NULL;
	size_t length;
	FILE *file = open_memstream(&text, &length);

	phrase_where(file, &event->upload);
	fclose(file);
	assert_string_equal(text, expected);
	free(text);
}

static void a_name_that_a_device_gives_itself_never_passes_for_the_owners(void **state)
{
	struct event_camera camera = {.key = "f4:b8:5e:12:34:56",
				      .mac = "f4:b8:5e:12:34:56",
				      .ip = "192.168.1.130",
				      .name = "Front door",
				      .vendor = "Blink",
				      .certainty = 0.99};
	char text[PHRASE_LABEL], name[300], cut[300];

	(void)state;
	check_camera(phrase_who, &camera, "Front door");
	assert_true(phrase_is_named(&camera));
	camera.named_by = NAMED_BY_DEVICE;
	assert_false(phrase_is_named(&camera));
	check_camera(phrase_who, &camera, "Blink camera (…34:56)");
	check_camera(phrase_called, &camera, "Blink camera (…34:56)");
	assert_string_equal(phrase_label(&camera, text), "Blink camera (…34:56)");
	check_camera(phrase_self, &camera, "calls itself \"Front door\"");
	/* Nor by ending the quotes, or by its length. */
	camera.name = "Front door\", named by you: \"";
	check_camera(phrase_self, &camera, "calls itself \"Front door', named by you: '\"");
	memset(name, 'a', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	camera.name = name;
	snprintf(cut, sizeof(cut), "calls itself \"%.*s\"", PHRASE_LABEL - 1, name);
	check_camera(phrase_self, &camera, cut);
}

static void a_nameless_camera_is_called_by_its_make_and_the_end_of_its_mac(void **state)
{
	struct event_camera camera = {.key = "192.168.1.130",
				      .ip = "192.168.1.130",
				      .vendor = "Blink",
				      .certainty = 0.99};
	char text[PHRASE_LABEL], vendor[300];

	(void)state;
	check_camera(phrase_who, &camera, "Blink camera (192.168.1.130)");
	camera.mac = "f4:b8:5e:35:67:b0";
	check_camera(phrase_who, &camera, "Blink camera (…67:b0)");
	/* What is inferred is not said as if it were known. */
	camera.certainty = 0.8;
	check_camera(phrase_who, &camera, "Probable Blink camera (…67:b0)");
	camera.vendor = "d-Link";
	check_camera(phrase_who, &camera, "Probable d-Link camera (…67:b0)");
	camera.certainty = 0.99;
	check_camera(phrase_who, &camera, "d-Link camera (…67:b0)");
	camera.vendor = NULL;
	check_camera(phrase_who, &camera, "Camera (…67:b0)");
	camera.certainty = 0.5;
	check_camera(phrase_who, &camera, "Possible camera (…67:b0)");
	/* A name does not make a suspected device more than that. */
	camera.name = "cam";
	camera.suspected = true;
	check_camera(phrase_who, &camera,
		     "A device that behaves like a camera (f4:b8:5e:35:67:b0)");
	camera.named_by = NAMED_BY_DEVICE;
	assert_string_equal(phrase_label(&camera, text), "Device (…67:b0)");
	/* What turned out to be none is not called one. */
	camera.suspected = false;
	camera.withdrawn = WITHDRAWN_BY_APP;
	camera.vendor = "Blink";
	assert_string_equal(phrase_label(&camera, text), "Blink device (…67:b0)");
	memset(vendor, 'a', sizeof(vendor));
	vendor[sizeof(vendor) - 1] = '\0';
	camera.vendor = vendor;
	assert_in_range(strlen(phrase_label(&camera, text)), 1, PHRASE_LABEL - 1);
}

static void inside_a_sentence_it_has_its_article(void **state)
{
	struct event_camera camera = {.key = "192.168.1.130",
				      .ip = "192.168.1.130",
				      .vendor = "Blink",
				      .certainty = 0.99};

	(void)state;
	check_camera(phrase_whom, &camera, "the Blink camera (192.168.1.130)");
	camera.certainty = 0.8;
	check_camera(phrase_whom, &camera, "the probable Blink camera (192.168.1.130)");
	camera.name = "Attic";
	check_camera(phrase_whom, &camera, "Attic");
	camera.form = FORM_HUB;
	check_camera(phrase_whom, &camera, "the hub Attic");
	camera.suspected = true;
	check_camera(phrase_whom, &camera, "a device that behaves like a camera (192.168.1.130)");
}

static void vendors_have_their_article(void **state)
{
	struct event_camera camera = {.vendor = "Arlo", .form = FORM_HUB};

	(void)state;
	check_camera(phrase_form, &camera, "an Arlo hub");
	camera.form = FORM_CAMERA;
	camera.vendor = "Eufy";
	check_camera(phrase_form, &camera, "a Eufy camera");
	camera.vendor = "Uniview";
	check_camera(phrase_form, &camera, "a Uniview camera");
	camera.vendor = NULL;
	check_camera(phrase_form, &camera, "a camera");
}

static void anothers_cloud_is_not_given_the_makers_company(void **state)
{
	struct event event;

	(void)state;
	events_clip(&event);
	check_where(&event, "to Blink (Amazon)");
	event.upload.destination.service = "Tuya";
	check_where(&event, "to Tuya");
	event.upload.destination.service = NULL;
	check_where(&event, "to its maker's cloud");
}

static void without_a_service_the_operator_is_told(void **state)
{
	struct event event;

	(void)state;
	events_clip(&event);
	event.upload.destination.service = NULL;
	event.upload.destination.kind = DESTINATION_RELAY;
	check_where(&event, "through a relay at AMAZON-AES (52.70.158.224)");
	event.upload.destination.kind = DESTINATION_HOSTING;
	check_where(&event, "to rented storage");
	event.upload.destination.kind = DESTINATION_VPN;
	event.upload.destination.as_org = NULL;
	check_where(&event, "through a VPN to 52.70.158.224, destination unknown");
	event.upload.destination.service = "Example VPN";
	check_where(&event, "through a VPN to Example VPN, destination unknown");
	event.upload.destination.vpn_of = VPN_OF_ROUTER;
	check_where(&event, "to 52.70.158.224 via a VPN of this router");
}

static void only_what_no_rule_knows_is_called_so(void **state)
{
	struct event event;

	(void)state;
	events_clip(&event);
	event.upload.destination.kind = DESTINATION_UNKNOWN;
	check_where(&event, "to Blink");
	event.upload.destination.service = NULL;
	check_where(&event, "to vs-cam.u011.immedia-semi.com, which no rule knows");
	event.upload.destination.host = NULL;
	check_where(&event,
		    "to a server of AMAZON-AES (52.70.158.224); whether a viewer or a relay is "
		    "there cannot be known");
	event.upload.destination.as_org = NULL;
	event.upload.destination.address_count = 3;
	check_where(&event, "to 52.70.158.224 and 2 more addresses, which no rule knows");
	event.upload.destination.address_count = 2;
	check_where(&event, "to 52.70.158.224 and 1 more address, which no rule knows");
	event.upload.destination.address_count = 0;
	check_where(&event, "to an unknown address, which no rule knows");
}

static void check_reason(const char *reason, const char *expected)
{
	char *text = NULL;
	size_t length;
	FILE *file = open_memstream(&text, &length);
	struct event_reason parsed = event_reason_parse(reason);

	phrase_reason(file, &parsed);
	fclose(file);
	assert_string_equal(text, expected);
	free(text);
}

static void a_fact_is_told_as_a_sentence(void **state)
{
	(void)state;
	check_reason("dns cam.example", "it asked for cam.example");
	check_reason("mac 74:ab:93 of Blink by Amazon",
		     "its network hardware is by Blink by Amazon");
	check_reason("dhcp class udhcp 1.35.0", "dhcp class udhcp 1.35.0");
	check_reason("behaves like a camera", "it sends as cameras do");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_fact_is_told_as_a_sentence),
		cmocka_unit_test(a_name_that_a_device_gives_itself_never_passes_for_the_owners),
		cmocka_unit_test(a_nameless_camera_is_called_by_its_make_and_the_end_of_its_mac),
		cmocka_unit_test(inside_a_sentence_it_has_its_article),
		cmocka_unit_test(vendors_have_their_article),
		cmocka_unit_test(anothers_cloud_is_not_given_the_makers_company),
		cmocka_unit_test(without_a_service_the_operator_is_told),
		cmocka_unit_test(only_what_no_rule_knows_is_called_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
