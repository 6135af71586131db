/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Over QUIC: uploads and pages. */
#include "lookup.h"
#include "quic.h"
#include "verbs.h"

int verb_quic(struct stage *stage, const struct action *action, uint64_t now_ns)
{
	const char *host = action_text(action, "to", "quic.example.net");
	struct address address =
		lookup_address(stage, action->device, host, action_text(action, "ip", NULL));
	double up = action_number(action, "bytes", 400e3),
	       down = action_number(action, "down", 900);
	double seconds = action_number(action, "seconds", 5);
	struct quic_connection connection;
	struct path path;
	int rc;

	if (action_yes(action, "dns", true))
		now_ns = lookup_ask(stage, action->device, now_ns, host,
				    action_text(action, "cname", NULL), &address);
	path = stage_path(stage, action->device, &address, 0,
			  (uint16_t)action_number(action, "port", 443));
	rc = quic_open(&connection, stage, &path, now_ns, host,
		       action_number(action, "initials", 1) > 1);
	if (rc)
		return rc;
	if (up >= 1) {
		connection.gap_ns = (uint64_t)(seconds * 1e9 * 1313 / up);
		quic_data(&connection, true, (size_t)up);
	}
	connection.gap_ns = 1200 * STAGE_US;
	connection.now_ns += connection.round_trip_ns;
	if (down >= 1)
		quic_data(&connection, false, (size_t)down);
	return 0;
}
