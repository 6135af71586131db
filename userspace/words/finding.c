// SPDX-License-Identifier: GPL-2.0-or-later
#include "words/finding.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Those that name nothing. */
static const char *finding_plain(enum finding_what what)
{
	switch (what) {
	case FINDING_HEAD_NONE:
		return "A signed head is not one: it was changed or put in.";
	case FINDING_ROOTS_OVER:
		return "Roots are kept over records that are not there.";
	case FINDING_KEY_GONE:
		return "The public key in the ledger was removed.";
	case FINDING_KEY_ANOTHER:
		return "The public key in the ledger is not the one that it should be signed "
		       "with.";
	default:
		return NULL;
	}
}

/* Those that name a record or the size of a head: behind the words before it. */
static bool finding_of_one(const struct finding *finding, char text[FINDING_WORDS])
{
	static const struct {
		enum finding_what what;
		const char *before, *behind;
	} rows[] = {
		{FINDING_CHANGED, "Record", " was changed, or put in another's place."},
		{FINDING_COLUMNS, "Record", " was erased, but columns of it were put in again."},
		{FINDING_MUTE, "Record", " should say what was erased, and does not."},
		{FINDING_DROPS_MUTE, "Record", " should say what was dropped, and does not."},
		{FINDING_HEAD_SIGNATURE, "The signature of the head over",
		 " records does not hold: the head was changed, or signed with another key."},
		{FINDING_HEAD_ORDER, "The head over",
		 " records does not follow the one before it: one was changed or removed."},
		{FINDING_HEAD_OUTSIDE, "The first",
		 " records are not those of the head that was kept outside."},
		{FINDING_DROPPED_ROOTS, "The kept roots over records 1 to",
		 ", which were dropped, were changed or removed."},
		{FINDING_DROPPED_HEADS, "The kept heads over records 1 to",
		 ", which were dropped, were changed or removed, or others put in."},
		{FINDING_DROPPED_OUTSIDE, "The first",
		 " records, which were dropped, were not those of the head that was kept outside."},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].what != finding->what)
			continue;
		snprintf(text, FINDING_WORDS, "%s %" PRIu64 "%s", rows[i].before, finding->last,
			 rows[i].behind);
		return true;
	}
	return false;
}

/* Those that name the first and the last of several records. */
static bool finding_of_several(const struct finding *finding, char text[FINDING_WORDS])
{
	static const struct {
		enum finding_what what;
		const char *before, *behind;
	} rows[] = {
		{FINDING_REMOVED, "Records", " were removed."},
		{FINDING_GONE, "The contents of records",
		 " are gone, and no record says that the owner erased them."},
		{FINDING_NOT_ERASED, "Records",
		 " are marked as erased, and are not. That is under way, or was interrupted "
		 "(the next start of `lenswatch watch` finishes it), or they were put in again."},
		{FINDING_UNSIGNED, "Records",
		 " come after the last signed head: they were put in, or the head removed."},
		{FINDING_HEAD_OTHERS, "Among records",
		 " are others than those that the head was signed for."},
		{FINDING_ROOT, "The kept root over records", " was changed or removed."},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].what != finding->what)
			continue;
		snprintf(text, FINDING_WORDS, "%s %" PRIu64 " to %" PRIu64 "%s", rows[i].before,
			 finding->first, finding->last, rows[i].behind);
		return true;
	}
	return false;
}

static void finding_of_text(const struct finding *finding, char text[FINDING_WORDS])
{
	switch (finding->what) {
	case FINDING_COLUMN:
		snprintf(text, FINDING_WORDS,
			 "Record %" PRIu64 ": its column \"%.64s\" was changed; its contents are "
			 "as they were.",
			 finding->last, finding->text);
		break;
	case FINDING_TABLE_GONE:
		snprintf(text, FINDING_WORDS, "The table or index \"%s\" was changed or removed.",
			 finding->text);
		break;
	case FINDING_TABLE_ADDED:
		snprintf(text, FINDING_WORDS,
			 "\"%s\" is nothing that Lenswatch made: it was put in, or changed.",
			 finding->text);
		break;
	case FINDING_DAMAGED:
		snprintf(text, FINDING_WORDS, "The file is damaged: %.180s.", finding->text);
		break;
	case FINDING_UNREADABLE:
		snprintf(text, FINDING_WORDS,
			 "The file cannot be read after record %" PRIu64 ": %.400s.",
			 finding->other, finding->text);
		break;
	case FINDING_KEY_UNREAD:
		snprintf(text, FINDING_WORDS, "%.180s.pub could not be read as a key: %s.",
			 finding->text, strerror((int)finding->other));
		break;
	default:
		snprintf(text, FINDING_WORDS,
			 "The public key in %.180s.pub is not the one that you gave.",
			 finding->text);
		break;
	}
}

const char *finding_words(const struct finding *finding, char text[FINDING_WORDS])
{
	const char *plain = finding_plain(finding->what);

	if (plain)
		return plain;
	switch (finding->what) {
	case FINDING_ORDER:
		snprintf(text, FINDING_WORDS,
			 "Record %" PRIu64 " does not follow record %" PRIu64
			 ": one of them or its link was changed, or another stood between them.",
			 finding->last, finding->last - 1);
		break;
	case FINDING_IMPOSSIBLE:
		snprintf(text, FINDING_WORDS,
			 "A record has the number %" PRId64 ", which none can have: it was put in.",
			 (int64_t)finding->other);
		break;
	case FINDING_BACK:
		snprintf(text, FINDING_WORDS,
			 "Record %" PRIu64 " was dropped, as record %" PRIu64
			 " says, and is there again.",
			 finding->last, finding->other);
		break;
	case FINDING_CUT:
	case FINDING_CUT_OUTSIDE:
		snprintf(text, FINDING_WORDS,
			 "Records %" PRIu64 " to %" PRIu64
			 " were cut off: the %s says that there were %" PRIu64 ".",
			 finding->first, finding->last,
			 finding->what == FINDING_CUT ? "signed head"
						      : "head that was kept outside",
			 finding->last);
		break;
	case FINDING_DROPPED_UNSIGNED:
		snprintf(text, FINDING_WORDS,
			 "Records 1 to %" PRIu64 " were removed: record %" PRIu64
			 ", which says that they were dropped, is not one that was signed.",
			 finding->last, finding->other);
		break;
	default:
		if (finding->what == FINDING_REMOVED && finding->first == finding->last)
			snprintf(text, FINDING_WORDS, "Record %" PRIu64 " was removed.",
				 finding->last);
		else if (!finding_of_one(finding, text) && !finding_of_several(finding, text))
			finding_of_text(finding, text);
		break;
	}
	return text;
}

const char *finding_limit_words(enum finding_limit limit)
{
	static const char *const words[] = {
		[LIMIT_END] = "Whether records were cut off at the end: that shows only beside a "
			      "head that was kept elsewhere.",
		[LIMIT_END_SINCE] = "Whether records were cut off at the end since the last head "
				    "that you gave was kept.",
		[LIMIT_KEY] = "Whether this is the key of your Lenswatch: compare it with one that "
			      "was kept elsewhere.",
		[LIMIT_ANEW] = "Whether who holds the secret key wrote all of it anew.",
		[LIMIT_ANEW_SINCE] = "Whether who holds the secret key wrote anew what came after "
				     "the last head that you gave.",
		[LIMIT_UNSEEN] = "What Lenswatch never saw, and whether what it wrote down was so.",
		[LIMIT_ERASED] = "What the erased records said.",
		[LIMIT_DROPPED] =
			"What the dropped records said, and whether a head fits that was kept of "
			"them, unless it was the last one of a day (UTC).",
		[LIMIT_BEYOND] = "Whether your head is of this history: the records it stood for "
				 "are dropped, and it was not the last one of its day.",
	};

	return words[limit];
}
