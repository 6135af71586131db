/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Messages go to programs of the owner's by a small process of its own, as the sender itself may
 * start none: it is forked before rights are given away, runs as the same user without any, gives
 * each program one line on standard input, and ends with the sender. Used by outbound.c.
 */
#ifndef LENSWATCH_NOTIFY_HAND_H
#define LENSWATCH_NOTIFY_HAND_H

#include "notify/notify_config.h"

struct hand {
	int line; /* readable once a program has ended; -1: there is none */
	int child;
};

/* `user` as in sandbox.h. 0 or -errno, told. */
int hand_start(const struct notify_config *config, const char *user, struct hand *out);
/* Gives the target's program `text` and a line's end. 0 or -errno. */
int hand_give(const struct hand *hand, size_t target, const char *text);
/*
 * Whose program has ended, and how: "", or what is wrong in `wrong`. False: none has; where the
 * process itself is gone, its line is -1 from then on.
 */
#define HAND_WRONG 96
bool hand_hear(struct hand *hand, size_t *target, char wrong[HAND_WRONG]);
void hand_end(struct hand *hand);

#endif
