/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Over TLS: clips, snapshots, backups, browsing, firmware, telemetry, keep-alives. Figures:
 * README.md, "Sources". */
#include "verbs.h"

#include <stdio.h>

#include "lookup.h"
#include "tls.h"

#define WEB_CHUNK_GAP 0.4 /* seconds between what an encoder hands over */

/* Where the action goes: a name in `to`, or only an address in `ip`. */
static const char *web_host(const struct action *action)
{
	return action_text(action, "to", action_text(action, "ip", "host.example.net"));
}

static int web_open(struct tcp *tcp, struct stage *stage, const struct action *action,
		    const char *host, uint64_t now_ns)
{
	bool named = action_has(action, "to");
	struct address address =
		lookup_address(stage, action->device, host, action_text(action, "ip", NULL));
	struct path path;

	if (named && action_yes(action, "dns", true))
		now_ns = lookup_ask(stage, action->device, now_ns, host,
				    action_text(action, "cname", NULL), &address);
	path = stage_path(stage, action->device, &address,
			  (uint16_t)action_number(action, "from-port", 0),
			  (uint16_t)action_number(action, "port", 443));
	tcp_begin(tcp, stage, &path, now_ns, (uint32_t)action_number(action, "segment", 1500));
	tcp->loss = action_number(action, "loss", 0);
	tcp->round_trip_ns = (uint64_t)(action_number(action, "rtt", 0.035) * 1e9);
	tcp->segment_gap_ns = (uint64_t)(tcp->segment * 8e9 / action_number(action, "line", 10e6));
	tcp_open(tcp);
	return tls_handshake(tcp, host, named && action_yes(action, "sni", true),
			     action_text(action, "tls", "1.3"));
}

/* Spreads `bytes` over the time left until `end_ns`, in chunks that vary as encoded video does. */
static void web_spread(struct tcp *tcp, bool up, double bytes, uint64_t end_ns)
{
	double chunks =
		end_ns > tcp->now_ns ? (double)(end_ns - tcp->now_ns) / 1e9 / WEB_CHUNK_GAP : 0;
	double each = chunks > 1 ? bytes / chunks : bytes;
	uint64_t next = tcp->now_ns;

	while (bytes >= 1) {
		double part = each * random_between(&tcp->stage->random, 0.5, 1.5);

		if (part > bytes || bytes - part < 200)
			part = bytes;
		tls_data(tcp, up, (size_t)part);
		bytes -= part;
		next += (uint64_t)(WEB_CHUNK_GAP * 1e9);
		if (tcp->now_ns < next)
			tcp->now_ns = next;
	}
}

static int web_exchange(struct stage *stage, const struct action *action, uint64_t now_ns,
			double up, double down, double seconds)
{
	struct tcp tcp;
	int rc = web_open(&tcp, stage, action, web_host(action), now_ns);

	if (rc)
		return rc;
	web_spread(&tcp, true, up, now_ns + (uint64_t)(seconds * 1e9));
	tcp_turn(&tcp);
	if (down >= 1)
		tls_data(&tcp, false, (size_t)down);
	tls_close(&tcp);
	tcp_close(&tcp);
	return 0;
}

int verb_upload(struct stage *stage, const struct action *action, uint64_t now_ns)
{
	/* Blink: 366-578 kB in 2.3-22 s. */
	double bytes = action_number(action, "bytes", random_between(&stage->random, 366e3, 578e3));

	return web_exchange(stage, action, now_ns, bytes, action_number(action, "down", 700),
			    action_number(action, "seconds", 5));
}

int verb_snapshot(struct stage *stage, const struct action *action, uint64_t now_ns)
{
	return web_exchange(stage, action, now_ns, action_number(action, "bytes", 40e3),
			    action_number(action, "down", 400), 0);
}

/* A long connection that carries `rate` for `seconds`: relayed live view, 24/7 recording. */
int verb_stream(struct stage *stage, const struct action *action, uint64_t now_ns)
{
	double seconds = action_number(action, "seconds", 30);

	return web_exchange(stage, action, now_ns,
			    action_number(action, "rate", 800e3) / 8 * seconds,
			    action_number(action, "down", 700), seconds);
}

int verb_telemetry(struct stage *stage, const struct action *action, uint64_t now_ns)
{
	return web_exchange(stage, action, now_ns, action_number(action, "bytes", 4000),
			    action_number(action, "down", 600), 0);
}

/* A page: `count` hosts, each sends much and gets little. */
int verb_browse(struct stage *stage, const struct action *action, uint64_t now_ns)
{
	int count = (int)action_number(action, "count", 6);

	for (int i = 0; i < count; i++) {
		struct tcp tcp;
		char host[300];
		int rc;

		snprintf(host, sizeof(host), "cdn%d.%s", i, web_host(action));
		rc = web_open(&tcp, stage, action, i ? host : web_host(action), now_ns);
		if (rc)
			return rc;
		for (int request = 0; request < 3; request++) {
			tls_data(&tcp, true, (size_t)random_between(&stage->random, 300, 1200));
			tcp_turn(&tcp);
			tls_data(&tcp, false,
				 (size_t)random_exponential(&stage->random, 60e3) + 500);
			tcp.now_ns += (uint64_t)(random_exponential(&stage->random, 0.8) * 1e9);
		}
		tls_close(&tcp);
		tcp_close(&tcp);
		now_ns += (uint64_t)(random_exponential(&stage->random, 0.3) * 1e9);
	}
	return 0;
}

int verb_download(struct stage *stage, const struct action *action, uint64_t now_ns)
{
	struct tcp tcp;
	int rc = web_open(&tcp, stage, action, web_host(action), now_ns);

	if (rc)
		return rc;
	tls_data(&tcp, true, 400);
	tcp_turn(&tcp);
	tls_data(&tcp, false, (size_t)action_number(action, "bytes", 8e6));
	tls_close(&tcp);
	tcp_close(&tcp);
	return 0;
}

/* One connection that stays: every `gap` a small record each way. */
int verb_keepalive(struct stage *stage, const struct action *action, uint64_t now_ns)
{
	uint64_t gap = (uint64_t)(action_number(action, "gap", 30) * 1e9);
	uint64_t end = now_ns + (uint64_t)(action_number(action, "seconds", 3600) * 1e9);
	struct tcp tcp;
	int rc = web_open(&tcp, stage, action, web_host(action), now_ns);

	if (rc)
		return rc;
	for (now_ns += gap; now_ns < end; now_ns += gap) {
		tcp.now_ns = now_ns;
		tls_data(&tcp, true, (size_t)action_number(action, "bytes", 80));
		tcp_turn(&tcp);
		tls_data(&tcp, false, (size_t)action_number(action, "down", 60));
	}
	return 0;
}
