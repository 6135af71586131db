// SPDX-License-Identifier: GPL-2.0-or-later
#include "house/pieces.h"

#include "base/stop.h"

int pieces_worse(int status, int other)
{
	if (status == 1 || other == 1)
		return 1;
	return status > other ? status : other;
}

int pieces_run(const struct jobs_order *order, FILE *out, size_t *written)
{
	int worst = 0, status;

	for (*written = 0; *written < order->count; (*written)++) {
		status = stop_asked() ? JOBS_STOPPED : order->run(order->context, *written, out);
		if (status == JOBS_STOPPED)
			return status;
		worst = pieces_worse(worst, status);
	}
	return worst;
}
