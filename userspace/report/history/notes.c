// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/history/notes.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "json/reading.h"

void notes_add(struct notes *notes, const struct ledger_record *record)
{
	static const char *const kinds[] = {"restart", "clock", "change", "owner", "late"};
	struct notes_item *item = &notes->items[notes->count];
	bool known = false;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		known = known || strcmp(record->kind, kinds[i]) == 0;
	if (!known || !record->content)
		return;
	if (notes->count == NOTES_MOST) {
		notes->left_out++;
		return;
	}
	item->record = reading_parse(record->content, record->length);
	if (!item->record)
		return;
	item->written_ns = record->written * CLOCK_US_NS;
	snprintf(item->kind, sizeof(item->kind), "%s", record->kind);
	notes->count++;
	return;
}

void notes_clear(struct notes *notes)
{
	while (notes->count)
		json_object_put(notes->items[--notes->count].record);
	notes->left_out = 0;
}
