// SPDX-License-Identifier: GPL-2.0-or-later
#include "camera/addresses.h"

#include <string.h>

void addresses_use(struct addresses *addresses, const struct address *address, uint64_t now_ns)
{
	struct addresses_one *one = addresses->one;
	size_t at = 0;

	while (at < addresses->count && !address_equal(&one[at].address, address))
		at++;
	if (at == ADDRESSES_MOST)
		at--;
	else if (at == addresses->count)
		addresses->count++;
	if (at)
		memmove(one + 1, one, at * sizeof(*one));
	one[0].address = *address;
	one[0].used_ns = now_ns;
}

const struct addresses_one *addresses_find(const struct addresses *addresses,
					   const struct address *address)
{
	for (size_t i = 0; i < addresses->count; i++)
		if (address_equal(&addresses->one[i].address, address))
			return &addresses->one[i];
	return NULL;
}

static bool addresses_is_left(const struct addresses *addresses, const struct addresses_one *one,
			      uint64_t now_ns, uint64_t lease_ns)
{
	if (!address_is_v4(&one->address) || now_ns - one->used_ns < lease_ns)
		return false;
	for (const struct addresses_one *later = addresses->one; later < one; later++)
		if (address_is_v4(&later->address))
			return true;
	return false;
}

bool addresses_meet(const struct addresses *a, const struct addresses *b, uint64_t now_ns,
		    uint64_t lease_ns)
{
	for (size_t i = 0; i < a->count; i++) {
		const struct addresses_one *one = &a->one[i];
		const struct addresses_one *other = addresses_find(b, &one->address);

		if (other && !addresses_is_left(a, one, now_ns, lease_ns) &&
		    !addresses_is_left(b, other, now_ns, lease_ns))
			return true;
	}
	return false;
}
