// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/offload/shortfall.h"

/* After a machine slept: what passed meanwhile is dated within its last minute. */
#define MOST_PIECES 60U

static uint64_t shortfall_add(uint64_t a, uint64_t b)
{
	return a + b;
}

static uint64_t shortfall_subtract(uint64_t a, uint64_t b)
{
	return a - b;
}

/* What falls short, or 0 where more was seen than counted. */
static uint64_t shortfall_positive(uint64_t a, uint64_t b)
{
	(void)b;
	return (int64_t)a > 0 ? a : 0;
}

static uint64_t shortfall_negative(uint64_t a, uint64_t b)
{
	(void)b;
	return (int64_t)a < 0 ? a : 0;
}

static struct shortfall_figures shortfall_combine(const struct shortfall_figures *a,
						  const struct shortfall_figures *b,
						  uint64_t (*how)(uint64_t, uint64_t))
{
	struct shortfall_figures result = {
		.bytes_up = how(a->bytes_up, b->bytes_up),
		.bytes_down = how(a->bytes_down, b->bytes_down),
		.packets_up = how(a->packets_up, b->packets_up),
		.packets_down = how(a->packets_down, b->packets_down),
	};

	return result;
}

static struct shortfall_figures shortfall_missing(const struct shortfall *s)
{
	struct shortfall_figures difference =
		shortfall_combine(&s->counted, &s->seen, shortfall_subtract);

	return shortfall_combine(&difference, &s->settled, shortfall_subtract);
}

void shortfall_see(struct shortfall *shortfall, const struct shortfall_figures *seen)
{
	shortfall->seen = *seen;
}

void shortfall_forget(struct shortfall *shortfall)
{
	static const struct shortfall_figures none;

	shortfall->settled =
		shortfall_combine(&shortfall->settled, &shortfall->seen, shortfall_add);
	shortfall->seen = none;
}

/*
 * Fewer than before: another connection of the same ends, whose counters began anew.
 *
 * Seen and not counted is what was dropped in between, and the headers of packets that came merged
 * and are counted as one. Read in this order it cannot be what is still on its way; so it is
 * settled, lest it hides as much of what hardware forwards later.
 */
void shortfall_count(struct shortfall *shortfall, const struct shortfall_figures *counted,
		     bool earlier)
{
	struct shortfall_figures rest;

	if (counted->bytes_up < shortfall->counted.bytes_up ||
	    counted->bytes_down < shortfall->counted.bytes_down)
		shortfall->settled = shortfall_combine(&shortfall->settled, &shortfall->counted,
						       shortfall_subtract);
	shortfall->counted = *counted;
	rest = shortfall_missing(shortfall);
	if (shortfall->known || !earlier)
		rest = shortfall_combine(&rest, &rest, shortfall_negative);
	shortfall->settled = shortfall_combine(&shortfall->settled, &rest, shortfall_add);
	shortfall->known = true;
}

static bool shortfall_outruns(uint64_t missed, uint64_t counted, uint64_t least)
{
	return missed > least && missed > counted / SHORTFALL_LEAST_PART;
}

bool shortfall_take(struct shortfall *shortfall, uint64_t least, struct shortfall_figures *out)
{
	struct shortfall_figures missed;

	if (!shortfall->known)
		return false;
	missed = shortfall_missing(shortfall);
	missed = shortfall_combine(&missed, &missed, shortfall_positive);
	if (!least || shortfall_outruns(missed.bytes_up, shortfall->counted.bytes_up, least) ||
	    shortfall_outruns(missed.bytes_down, shortfall->counted.bytes_down, least))
		shortfall->supplied = true;
	if (!shortfall->supplied || missed.bytes_up == 0)
		return false;
	shortfall->settled = shortfall_combine(&shortfall->settled, &missed, shortfall_add);
	if (missed.packets_up == 0)
		missed.packets_up = 1;
	*out = missed;
	return true;
}

unsigned int shortfall_pieces(uint64_t first_ns, uint64_t last_ns, uint64_t bytes_up)
{
	uint64_t count = (last_ns - first_ns) / ACCOUNT_STRETCH_NS + 1;

	if (count > MOST_PIECES)
		count = MOST_PIECES;
	return (unsigned int)(count < bytes_up ? count : bytes_up);
}

/* The share of `whole` that lies before piece `index`. */
static uint64_t shortfall_before(uint64_t whole, unsigned int count, unsigned int index)
{
	return whole / count * index + whole % count * index / count;
}

static uint64_t shortfall_share(uint64_t whole, unsigned int count, unsigned int index)
{
	return shortfall_before(whole, count, index + 1) - shortfall_before(whole, count, index);
}

void shortfall_piece(const struct shortfall_figures *figures, uint64_t first_ns, uint64_t last_ns,
		     unsigned int count, unsigned int index, struct account_stretch *out)
{
	uint64_t whole = last_ns - first_ns + 1, mean = figures->bytes_up / figures->packets_up;
	struct account_stretch stretch = {0};

	if (whole > count * ACCOUNT_STRETCH_NS)
		whole = count * ACCOUNT_STRETCH_NS;
	stretch.first_up_ns = last_ns + 1 - whole + shortfall_before(whole, count, index);
	stretch.last_up_ns = last_ns - whole + shortfall_before(whole, count, index + 1);
	stretch.bytes_up = shortfall_share(figures->bytes_up, count, index);
	stretch.packets_up = (uint32_t)shortfall_share(figures->packets_up, count, index);
	stretch.largest_up = mean < UINT16_MAX ? (uint32_t)mean : UINT16_MAX;
	stretch.within.bytes = shortfall_share(figures->bytes_down, count, index);
	stretch.within.packets = (uint32_t)shortfall_share(figures->packets_down, count, index);
	*out = stretch;
}
