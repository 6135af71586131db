/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A period camera by camera: what each sent, to whom, and what was not seen of it. Called by
 * report.c; letter_cards.c and data.c write it.
 */
#ifndef LENSWATCH_REPORT_CARDS_H
#define LENSWATCH_REPORT_CARDS_H

#include "report/findings/figures.h"
#include "report/history/records.h"

struct card {
	uint32_t device; /* of the history */
	struct figure all;
	struct tally destinations; /* most bytes first */
	uint64_t gaps;		   /* of this camera alone */
	uint64_t before_bytes;	   /* that it sent in the time before, as long as the period */
};

struct cards { /* begins zeroed; most bytes first */
	size_t count;
	struct card *items;
};

/* 0 or -ENOMEM. */
int cards_make(struct cards *cards, const struct history *history);
/* Fills before_bytes. 0, -ENOMEM, or what the source returned. */
int cards_compare(struct cards *cards, const struct history *history, const struct records *source);
void cards_clear(struct cards *cards);

#endif
