// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <netinet/in.h>

#include "upload/support_feed.h"
#include "upload/track.h"

void feed_episode(void *context, struct episode *record)
{
	struct feed *feed = context;

	assert_true(feed->count < 64);
	feed->episodes[feed->count++] = record;
}

void feed_rest(void *context, const struct track *track, const struct episode_sums *sums)
{
	struct feed *feed = context;

	(void)track;
	feed->rest_bytes += sums->bytes_up;
}

static void feed_stretch(void *context, const struct metered_flow *flow,
			 const struct account_stretch *stretch)
{
	struct feed *feed = context;
	struct activity activity = {.flow = flow->key, .stretch = *stretch};
	const struct flow *name = NULL;

	for (size_t i = 0; i < feed->name_count; i++)
		if (feed->names[i].key.local_port == flow->key.local_port)
			name = &feed->names[i];
	tracker_activity(feed->tracker, &activity, name);
}

void feed_open(struct feed *feed)
{
	memset(feed, 0, sizeof(*feed));
	assert_int_equal(stretches_create(256, feed_stretch, feed, &feed->stretches), 0);
	assert_int_equal(tracker_create(256, feed_episode, feed_rest, NULL, feed, &feed->tracker),
			 0);
}

void feed_close(struct feed *feed)
{
	for (size_t i = 0; i < feed->count; i++)
		episode_destroy(feed->episodes[i]);
	tracker_destroy(feed->tracker);
	stretches_destroy(feed->stretches);
}

void feed_name(struct feed *feed, uint16_t local_port, const char *host,
	       const struct rule_host *rule)
{
	struct flow *flow = &feed->names[feed->name_count++];

	assert_true(feed->name_count <= FEED_NAMES);
	flow->key.local_port = local_port;
	flow->host = (char *)host;
	flow->host_source = host ? HOST_SNI : HOST_NONE;
	flow->rule = rule;
	strcpy(flow->protocol, "TLS");
}

/* As a meter does: what is due first, then a tick a second. */
static void feed_advance(struct feed *feed, uint64_t time_ns)
{
	feed->now_ns = START + time_ns;
	stretches_flush(feed->stretches, feed->now_ns);
	if (feed->now_ns - feed->ticked_ns < SECOND)
		return;
	feed->ticked_ns = feed->now_ns;
	tracker_tick(feed->tracker, feed->now_ns);
}

void feed_packet(struct feed *feed, uint64_t time_ns, uint8_t remote, uint16_t local_port, bool up,
		 uint32_t length)
{
	struct flow_key key = {.device = a_device(CAMERA_MAC),
			       .local_port = local_port,
			       .remote_port = 443,
			       .protocol = IPPROTO_TCP};
	struct address local = an_address(CAMERA_IP), other = an_address("198.51.100.0");
	uint32_t index;

	other.bytes[15] = remote;
	memcpy(key.local, local.bytes, 16);
	memcpy(key.remote, other.bytes, 16);
	feed_advance(feed, time_ns);
	index = stretches_find(feed->stretches, &key, (uint32_t)(feed->now_ns / SECOND));
	assert_int_not_equal(index, STRETCHES_NONE);
	if (up)
		stretches_up(feed->stretches, index, feed->now_ns, length);
	else
		stretches_down(feed->stretches, index, feed->now_ns, length);
}

void feed_footage(struct feed *feed, uint64_t time_ns, uint8_t remote, uint16_t local_port)
{
	for (unsigned i = 0; i < 80; i++)
		feed_packet(feed, time_ns + i * 10 * MILLISECOND, remote, local_port, true, 1500);
}

void feed_pass(struct feed *feed, uint64_t time_ns)
{
	uint64_t from_ns = feed->now_ns - START;

	for (uint64_t at = from_ns; at < time_ns; at += SECOND)
		feed_advance(feed, at);
	feed_advance(feed, time_ns);
}

void feed_finish(struct feed *feed)
{
	stretches_finish(feed->stretches);
	tracker_tick(feed->tracker, feed->now_ns);
	tracker_close(feed->tracker);
}
