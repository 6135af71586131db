// SPDX-License-Identifier: GPL-2.0-or-later
#include "words/verified.h"

#include <inttypes.h>
#include <time.h>

#define VERIFIED_DATE 64

static const char *verified_date(uint64_t us, char text[VERIFIED_DATE])
{
	time_t seconds = (time_t)(us / 1000000);
	struct tm tm;

	if (!us || !localtime_r(&seconds, &tm) ||
	    !strftime(text, VERIFIED_DATE, "%A %-d %B %Y %H:%M %Z", &tm))
		snprintf(text, VERIFIED_DATE, "never");
	return text;
}

void verified_history(const struct verified *verified, FILE *file)
{
	char first[VERIFIED_DATE], last[VERIFIED_DATE];

	if (verified->faults)
		fprintf(file,
			"\nThis history is NOT as it was written: %" PRIu64 " thing%s wrong.\n",
			verified->faults, verified->faults == 1 ? " is" : "s are");
	else
		fprintf(file,
			"This history is as it was written: %" PRIu64 " record%s, from %s to %s.\n",
			verified->records, verified->records == 1 ? "" : "s",
			verified_date(verified->first_us, first),
			verified_date(verified->last_us, last));
	if (verified->anchors > 1)
		fprintf(file,
			"It is also as it was when %" PRIu64 " heads of it were kept elsewhere.\n",
			verified->anchors);
	if (verified->erased)
		fprintf(file,
			"Its owner erased the contents of %" PRIu64 " of them, at %" PRIu64
			" time%s; it says so itself.\n",
			verified->erased, verified->forgettings,
			verified->forgettings == 1 ? "" : "s");
	if (verified->dropped)
		fprintf(file,
			"Its %" PRIu64 " oldest record%s, up to %s, %s dropped to keep it within "
			"its limits; it says so itself.\n",
			verified->dropped, verified->dropped == 1 ? "" : "s",
			verified_date(verified->until_us, last),
			verified->dropped == 1 ? "was" : "were");
}

void verified_limits(FILE *file)
{
	fputs("\nWhat this cannot prove:\n", file);
}

void verified_record(bool known, uint64_t number, uint64_t size, uint64_t written_us, FILE *file)
{
	char date[VERIFIED_DATE];

	fprintf(file, "%s: number %" PRIu64 " of a history of %" PRIu64 ", on %s.\n",
		known ? "This record is as it was written"
		      : "This record is whole, signed by a key that you have not checked",
		number, size, verified_date(written_us, date));
}

void verified_by_nobody(FILE *file)
{
	fputs("It is whole, but anybody could have made it: the key was taken from it itself. "
	      "To check who made it, give --key with a key that you had from them another way.\n",
	      file);
}

void verified_headers(size_t bytes, const char *saved, FILE *file)
{
	fprintf(file, "The headers in it (%zu bytes) are those that were noted%s%s.\n", bytes,
		saved ? ". `lenswatch replay` shows what is in them: they are in "
		      : "; --headers FILE writes them to a capture",
		saved ? saved : "");
}

void verified_other_headers(const char *receipt, FILE *file)
{
	fprintf(file, "%s: the headers in it are not those that were noted\n", receipt);
}

void verified_strange_headers(const char *receipt, const char *series, const char *wanted,
			      FILE *file)
{
	fprintf(file, "%s: the headers in it are of another upload (%s, not %s)\n", receipt, series,
		wanted);
}

const char *verified_standing(enum ledger_standing standing)
{
	switch (standing) {
	case STANDING_SHORTER:
		return "the history has fewer records than a head that was kept there: an older "
		       "copy was put back, or its end was cut off. What is missing is lost";
	case STANDING_OTHERWISE:
		return "the history says otherwise than when a head of it was kept there: it was "
		       "written anew from an earlier state";
	case STANDING_STRANGER:
		return "the heads that were kept there are of another history than the one here";
	default:
		return NULL;
	}
}

const char *verified_standing_cure(void)
{
	return "`lenswatch verify --heads FILE` says more; put the right "
	       "history back, or begin a new file of heads";
}

void verified_here(enum ledger_standing standing, FILE *file)
{
	if (standing == STANDING_SHORTER)
		fputs("The history here has fewer records than when this was written: an older "
		      "copy of it was put back, or its end was cut off. What is missing is lost "
		      "there.\n",
		      file);
	if (standing == STANDING_OTHERWISE)
		fputs("The history here says otherwise: from an earlier state on it was written "
		      "anew.\n",
		      file);
}
