/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "packet/dns.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect_clean(const char name[DNS_NAME])
{
	size_t length = strnlen(name, DNS_NAME);

	if (length == DNS_NAME)
		abort();
	for (size_t i = 0; i < length; i++)
		if (name[i] <= ' ' || name[i] > '~' || (name[i] >= 'A' && name[i] <= 'Z'))
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dns_message m;

	if (dns_decode(data, size, &m))
		return 0;
	expect_clean(m.name);
	expect_clean(m.canonical);
	if (m.address_count > DNS_ADDRESSES || (m.kind == DNS_QUERY && m.address_count))
		abort();
	return 0;
}
