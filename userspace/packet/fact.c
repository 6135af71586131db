/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "packet/fact.h"

#include <string.h>

#include "base/utf8.h"

/* The bytes of the character at `text`, or 0 where none begins, or it is a control. */
static size_t character_size(const uint8_t *text, size_t size)
{
	uint32_t code;
	size_t length = utf8_decode(text, size, &code);

	return length && code >= ' ' && (code < 0x7f || code > 0x9f) ? length : 0;
}

size_t fact_clean(const uint8_t *text, size_t size, char out[FACT_TEXT])
{
	size_t used = 0;

	for (size_t at = 0; at < size && text[at];) {
		size_t good = character_size(text + at, size - at);

		if (used + (good ? good : 1) >= FACT_TEXT)
			break;
		if (good)
			memcpy(out + used, text + at, good);
		else
			out[used] = '?';
		used += good ? good : 1;
		at += good ? good : 1;
	}
	out[used] = '\0';
	return used;
}

static void fact_about(struct discovery *d, const struct teller *t, const uint8_t *mac)
{
	static const uint8_t none[6];

	if (!mac || memcmp(mac, none, 6) == 0)
		return;
	if (t->packet->flags & PACKET_HAS_SOURCE_MAC && memcmp(mac, t->packet->source_mac, 6) == 0)
		return;
	memcpy(d->mac, mac, 6);
	d->about_other = true;
}

void fact_text_of(const struct teller *t, const uint8_t *mac, enum discovery_kind kind,
		  const uint8_t *text, size_t size)
{
	char clean[FACT_TEXT];
	struct discovery d = {.kind = kind, .text = clean};

	if (!fact_clean(text, size, clean))
		return;
	fact_about(&d, t, mac);
	t->fact(t->context, &d);
}

void fact_text(const struct teller *t, enum discovery_kind kind, const uint8_t *text, size_t size)
{
	fact_text_of(t, NULL, kind, text, size);
}

void fact_address_of(const struct teller *t, const uint8_t *mac, const struct address *address)
{
	struct discovery d = {.kind = DISCOVERED_ADDRESS};

	if (address_is_zero(address) || address_is_multicast(address))
		return;
	d.prefix = prefix_of(address, 128);
	fact_about(&d, t, mac);
	t->fact(t->context, &d);
}

void fact_prefix(const struct teller *t, const struct address *address, uint8_t length)
{
	struct discovery d = {.kind = DISCOVERED_PREFIX, .prefix = prefix_of(address, length)};

	t->fact(t->context, &d);
}

void fact_router(const struct teller *t)
{
	struct discovery d = {.kind = DISCOVERED_ROUTER};

	t->fact(t->context, &d);
}
