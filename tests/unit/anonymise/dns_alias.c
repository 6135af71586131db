/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "anonymise/messages.h"
#include "anonymise/support_alias.h"
#include "packet/dns.h"
#include "support.h"

static void an_answer_has_other_addresses_and_the_host_that_a_rule_knows(void **state)
{
	struct support_alias *s = *state;
	uint8_t bytes[512], four[4] = {8, 8, 4, 4};
	size_t size = wire_dns("a.cloud.example.com", "8.8.4.4", bytes, sizeof(bytes));
	struct dns_message m;
	struct address wanted;

	dns_alias(s->aliases, bytes, size);
	assert_int_equal(dns_decode(bytes, size, &m), 0);
	assert_string_equal(m.name, "a.cloud.example.com");
	assert_int_equal(m.address_count, 1);
	alias_v4(s->aliases, four);
	wanted = address_from_v4(four);
	assert_memory_equal(&m.addresses[0], &wanted, sizeof(wanted));
}

static void a_name_of_the_house_becomes_another_and_a_pointer_to_it_too(void **state)
{
	/* nas.smith.org, and an answer whose name points there and whose data is a name. */
	static const uint8_t message[] = "\x12\x34\x81\x80\0\1\0\1\0\0\0\0"
					 "\3nas\5smith\3org\0\0\1\0\1"
					 "\xc0\x0c\0\5\0\1\0\0\0\x3c\0\x07"
					 "\4mail\xc0\x10";
	struct support_alias *s = *state;
	uint8_t bytes[sizeof(message) - 1];
	char mail[] = "mail.smith.org";
	struct dns_message m;

	memcpy(bytes, message, sizeof(bytes));
	dns_alias(s->aliases, bytes, sizeof(bytes));
	assert_null(support_alias_find(bytes, sizeof(bytes), "smith", 5));
	assert_int_equal(dns_decode(bytes, sizeof(bytes), &m), 0);
	alias_host(s->aliases, mail, strlen(mail));
	assert_string_equal(m.canonical, mail);
}

static void of_a_service_its_kind_stays_and_who_offers_it_does_not(void **state)
{
	static const uint8_t message[] = "\0\0\x84\0\0\0\0\1\0\0\0\0"
					 "\4_hap\4_tcp\5local\0\0\x0c\0\1\0\0\0\x3c\0\x0d"
					 "\x0aSmith door\xc0\x0c";
	struct support_alias *s = *state;
	uint8_t bytes[sizeof(message) - 1];

	memcpy(bytes, message, sizeof(bytes));
	dns_alias(s->aliases, bytes, sizeof(bytes));
	assert_non_null(support_alias_find(bytes, sizeof(bytes), "\4_hap\4_tcp\5local", 16));
	assert_null(support_alias_find(bytes, sizeof(bytes), "Smith", 5));
	assert_null(support_alias_find(bytes, sizeof(bytes), "door", 4));
}

static void of_an_address_as_a_name_no_number_stays(void **state)
{
	static const uint8_t message[] = "\0\0\1\0\0\1\0\0\0\0\0\0"
					 "\00230\0011\003168\003192\7in-addr\4arpa\0\0\x0c\0\1";
	struct support_alias *s = *state;
	uint8_t bytes[sizeof(message) - 1];

	memcpy(bytes, message, sizeof(bytes));
	dns_alias(s->aliases, bytes, sizeof(bytes));
	assert_null(support_alias_find(bytes, sizeof(bytes), "168", 3));
	assert_null(support_alias_find(bytes, sizeof(bytes), "192", 3));
	assert_non_null(support_alias_find(bytes, sizeof(bytes), "\7in-addr\4arpa", 13));
}

static void a_cut_message_ends_in_zeros_and_names_nobody(void **state)
{
	struct support_alias *s = *state;
	uint8_t whole[512], bytes[512];
	size_t size = wire_dns("nas.smith.org", "8.8.4.4", whole, sizeof(whole));

	for (size_t cut = 0; cut < size; cut++) {
		memcpy(bytes, whole, cut);
		dns_alias(s->aliases, bytes, cut);
		assert_null(support_alias_find(bytes, cut, "smith", 5));
		assert_null(support_alias_find(bytes, cut, "\x08\x08\x04\x04", 4));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_answer_has_other_addresses_and_the_host_that_a_rule_knows),
		cmocka_unit_test(a_name_of_the_house_becomes_another_and_a_pointer_to_it_too),
		cmocka_unit_test(of_a_service_its_kind_stays_and_who_offers_it_does_not),
		cmocka_unit_test(of_an_address_as_a_name_no_number_stays),
		cmocka_unit_test(a_cut_message_ends_in_zeros_and_names_nobody),
	};

	return cmocka_run_group_tests_name("anonymise/dns_alias", tests, support_alias_make,
					   support_alias_free);
}
