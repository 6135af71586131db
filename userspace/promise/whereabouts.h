/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where an upload went, as far as anything proves it, against "EU only". Called by judgement.c. */
#ifndef LENSWATCH_PROMISE_WHEREABOUTS_H
#define LENSWATCH_PROMISE_WHEREABOUTS_H

#include "promise/judgement.h"

/* `out` is kept; it becomes broken or unknown. */
void whereabouts_judge(const struct promise *promise, const struct event_upload *upload,
		       struct judgement *out);

#endif
