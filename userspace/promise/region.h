/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The country that a host's name itself tells: hosting companies and some vendors put the region of
 * their computing centre into it ("s3.eu-west-1.amazonaws.com"). It is their own word for where
 * they serve that name from, which a register of addresses is not. Called by judgement.c.
 */
#ifndef LENSWATCH_PROMISE_REGION_H
#define LENSWATCH_PROMISE_REGION_H

#include <stdbool.h>
#include <stddef.h>

struct region {
	char label[32];	 /* the region as it stands in the name: "eu-west-1" */
	char country[3]; /* ISO 3166-1 alpha-2; "EU": some member state, which one it does not say
			  */
};

/* False: the name tells no region; `out` is then left alone. */
bool region_find(const char *host, struct region *out);
/* Whether the country, in upper case, is a member state of the European Union, or "EU" itself. */
bool region_in_eu(const char *country);

#endif
