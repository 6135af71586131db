/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "anonymise/support_alias.h"

/* Each letter changes but those that `kept` shows: * is one that may be anything else. */
static void becomes(const char *text, const char *before, const char *kept)
{
	assert_int_equal(strlen(text), strlen(kept));
	for (size_t i = 0; kept[i]; i++)
		if (kept[i] == '*')
			assert_int_not_equal(text[i], before[i]);
		else
			assert_int_equal(text[i], kept[i]);
}

static void name(void **state, enum rule_where where, const char *before, const char *kept)
{
	struct support_alias *f = *state;
	char text[ALIAS_NAME];

	strcpy(text, before);
	alias_name(f->aliases, where, text, strlen(text));
	becomes(text, before, kept);
}

static void host(void **state, const char *before, const char *kept)
{
	struct support_alias *f = *state;
	char text[ALIAS_NAME];

	strcpy(text, before);
	alias_host(f->aliases, text, strlen(text));
	becomes(text, before, kept);
}

static void of_a_name_the_letters_stay_that_a_rule_needs(void **state)
{
	name(state, WHERE_DHCP, "Acme-Nursery 2", "Acme-******* *");
	name(state, WHERE_DHCP, "Nursery", "*******");
	name(state, WHERE_MDNS, "Acme-Nursery", "****-*******");
}

static void of_what_is_said_of_a_thing_its_key_stays(void **state)
{
	name(state, WHERE_TEXT, "fn=Nursery", "fn=*******");
	name(state, WHERE_TEXT, "ci=17", "ci=17");
}

static void a_host_that_a_rule_knows_stays_but_for_numbers_of_one_device(void **state)
{
	host(state, "eu1.cloud.example.com", "eu1.cloud.example.com");
	host(state, "a1b2c3d4e5.cloud.example.com", "**********.cloud.example.com");
	host(state, "at-192-168-1-30.cloud.example.com", "at-***-***-*-**.cloud.example.com");
}

static void of_other_hosts_the_public_part_stays(void **state)
{
	host(state, "cloud.smith.org", "*****.*****.org");
	host(state, "www.smith.co.uk", "***.*****.co.uk");
	host(state, "fileserver", "**********");
	host(state, "webcam.smith.org", "webcam.*****.org");
}

static void a_label_becomes_the_same_wherever_it_stands(void **state)
{
	struct support_alias *f = *state;
	char one[] = "nas.smith.org", other[] = "mail.smith.org";

	alias_host(f->aliases, one, strlen(one));
	alias_host(f->aliases, other, strlen(other));
	assert_string_equal(one + 3, other + 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(of_a_name_the_letters_stay_that_a_rule_needs),
		cmocka_unit_test(of_what_is_said_of_a_thing_its_key_stays),
		cmocka_unit_test(a_host_that_a_rule_knows_stays_but_for_numbers_of_one_device),
		cmocka_unit_test(of_other_hosts_the_public_part_stays),
		cmocka_unit_test(a_label_becomes_the_same_wherever_it_stands),
	};

	return cmocka_run_group_tests_name("anonymise/name_alias", tests, support_alias_make,
					   support_alias_free);
}
