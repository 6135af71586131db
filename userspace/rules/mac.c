// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "rules/loaded.h"

/* MA-S, MA-M and MA-L assignments (IEEE Registration Authority), longest first. */
static const uint8_t lengths[] = {36, 28, 24};

static void mac_cut(uint8_t prefix[6], uint8_t bits)
{
	for (unsigned byte = 0; byte < 6; byte++) {
		unsigned first = byte * 8;

		if (first >= bits)
			prefix[byte] = 0;
		else if (bits - first < 8)
			prefix[byte] &= (uint8_t)(0xff << (8 - (bits - first)));
	}
}

static int mac_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

int mac_prefix_read(const char *text, uint8_t prefix[6], uint8_t *bits)
{
	uint8_t bytes[6] = {0};
	unsigned digits = 0;

	for (size_t at = 0; text[at]; at++) {
		/* A separator stands before every pair but the first. */
		if (digits && digits % 2 == 0 && (text[at] == ':' || text[at] == '-'))
			at++;
		else if (digits && digits % 2 == 0)
			return -EINVAL;
		if (digits == 9 || mac_digit(text[at]) < 0)
			return -EINVAL;
		bytes[digits / 2] |= (uint8_t)(mac_digit(text[at]) << (digits % 2 ? 0 : 4));
		digits++;
	}
	/* Of the first byte, bit 0 makes it a group, and bit 1 a local address, as randomised ones
	 * are: nobody's (IEEE 802c). */
	if ((digits != 6 && digits != 7 && digits != 9) || bytes[0] & 3)
		return -EINVAL;
	memcpy(prefix, bytes, sizeof(bytes));
	*bits = (uint8_t)(digits * 4);
	return 0;
}

static int mac_compare(const struct rule_mac *a, const struct rule_mac *b)
{
	return a->bits != b->bits ? a->bits - b->bits : memcmp(a->prefix, b->prefix, 6);
}

static int by_prefix(const void *left, const void *right)
{
	const struct rule_mac *a = left, *b = right;
	int order = mac_compare(a, b);

	if (!order)
		order = strcmp(a->rule->file, b->rule->file);
	return order ? order : (a->line > b->line) - (a->line < b->line);
}

void mac_index(struct vector *macs)
{
	if (macs->count)
		qsort(macs->items, macs->count, sizeof(struct rule_mac), by_prefix);
}

/* The first enabled rule of exactly that prefix, or NULL. */
static const struct rule_mac *mac_find_prefix(const struct vector *macs,
					      const struct rule_mac *wanted)
{
	const struct rule_mac *all = macs->items;
	size_t low = 0, high = macs->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (mac_compare(&all[middle], wanted) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < macs->count && !mac_compare(&all[low], wanted); low++)
		if (all[low].rule->enabled)
			return &all[low];
	return NULL;
}

const struct rule_mac *rules_mac(const struct rules *rules, const uint8_t mac[6])
{
	for (size_t i = 0; i < sizeof(lengths); i++) {
		struct rule_mac wanted = {.bits = lengths[i]};
		const struct rule_mac *found;

		memcpy(wanted.prefix, mac, sizeof(wanted.prefix));
		mac_cut(wanted.prefix, wanted.bits);
		found = mac_find_prefix(&rules->macs, &wanted);
		if (found)
			return found;
	}
	return NULL;
}
