// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What stands in the place of the history in a program built with WITH_LEDGER=0: it says so, and
 * never seems to keep anything.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "ledger/ledger.h"

#define NONE "this build keeps no history: it was made with WITH_LEDGER=0"

int ledger_open(const char *path, enum ledger_mode mode, struct ledger **out,
		char error[LEDGER_ERROR])
{
	(void)path;
	(void)mode;
	(void)out;
	snprintf(error, LEDGER_ERROR,
		 NONE "; take `ledger` out of the options and the configuration");
	return -ENOTSUP;
}

int ledger_await(const char *path, struct ledger **out)
{
	(void)path;
	(void)out;
	return -ENOTSUP;
}

int ledger_reach(struct ledger *ledger, char error[LEDGER_ERROR])
{
	(void)ledger;
	snprintf(error, LEDGER_ERROR, NONE);
	return -ENOTSUP;
}

int ledger_standing_file(struct ledger *ledger, const char *path, enum ledger_standing *out,
			 uint64_t *size)
{
	(void)ledger;
	(void)path;
	(void)out;
	(void)size;
	return -ENOTSUP;
}

void ledger_waiting(const struct ledger *ledger, struct ledger_waiting *out)
{
	(void)ledger;
	*out = (struct ledger_waiting){0};
}

void ledger_close(struct ledger *ledger)
{
	(void)ledger;
}

const char *ledger_error(const struct ledger *ledger)
{
	(void)ledger;
	return NONE;
}

int ledger_append(struct ledger *ledger, const struct event *event)
{
	(void)ledger;
	(void)event;
	return -ENOTSUP;
}

int ledger_note(struct ledger *ledger, const char *kind, const char *content)
{
	(void)ledger;
	(void)kind;
	(void)content;
	return -ENOTSUP;
}

int ledger_drop(struct ledger *ledger, const struct ledger_limits *limits, size_t *dropped)
{
	(void)ledger;
	(void)limits;
	(void)dropped;
	return -ENOTSUP;
}

int ledger_each(struct ledger *ledger, const struct ledger_query *query, ledger_fn *each,
		void *context)
{
	(void)ledger;
	(void)query;
	(void)each;
	(void)context;
	return -ENOTSUP;
}

bool ledger_knows(struct ledger *ledger, const char *device)
{
	(void)ledger;
	(void)device;
	return false;
}

int ledger_confirm(struct ledger *ledger, const char *device, uint64_t now_ns)
{
	(void)ledger;
	(void)device;
	(void)now_ns;
	return -ENOTSUP;
}

void ledger_dismiss(struct ledger *ledger, const char *device)
{
	(void)ledger;
	(void)device;
}

int ledger_forget(struct ledger *ledger, const char *device, ledger_turn_fn *turn, void *context,
		  size_t *erased)
{
	(void)ledger;
	(void)device;
	(void)turn;
	(void)context;
	(void)erased;
	return -ENOTSUP;
}

void ledger_go_on(struct ledger *ledger, ledger_turn_fn *turn, void *context)
{
	(void)ledger;
	(void)turn;
	(void)context;
}

int ledger_head(struct ledger *ledger, struct ledger_head *out)
{
	(void)ledger;
	(void)out;
	return -ENOTSUP;
}

void ledger_public_key(const struct ledger *ledger, uint8_t out[LEDGER_KEY])
{
	(void)ledger;
	memset(out, 0, LEDGER_KEY);
}

int ledger_commit(struct ledger *ledger)
{
	(void)ledger;
	return -ENOTSUP;
}
