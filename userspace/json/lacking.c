// SPDX-License-Identifier: GPL-2.0-or-later
#include "json/lacking.h"

#include <math.h>

static void lacking_number(struct put to, const char *key, double value)
{
	if (isnan(value))
		put_null(to, key);
	else
		put_number(to, key, value);
}

static void lacking_episode(struct put to, const struct event_episode *episode)
{
	char text[ADDRESS_TEXT];

	put_text(to, "verdict", episode->verdict);
	put_text(to, "scope", episode->home ? "home" : "outside");
	put_time(to, "start", episode->start_ns);
	put_time(to, "end", episode->end_ns);
	put_count(to, "bytes_up", episode->bytes_up);
	put_count(to, "bytes_down", episode->bytes_down);
	put_count(to, "packets_up", episode->packets_up);
	put_text(to, "address", address_format(&episode->remote, text));
	put_text(to, "host", episode->host);
	put_text(to, "host_source", host_source_name(episode->host_source));
	put_text(to, "role", episode->role);
	put_text(to, "failed", condition_name(episode->unmet.condition));
	lacking_number(to, "value", episode->unmet.number);
	lacking_number(to, "threshold", episode->unmet.threshold);
}

static void lacking_facts(struct put to, const struct event_device *device)
{
	struct put facts = put_array(to, "facts");
	char text[EVENT_REASON_TEXT];

	for (size_t i = 0; i < device->fact_count; i++) {
		const struct event_weighed *fact = &device->facts[i];
		struct put node = put_object(facts, NULL);

		put_text(node, "fact", event_reason_text(&fact->reason, text));
		put_text(node, "means", fact->means);
		put_fraction(node, "weight", fact->weight);
		put_text(node, "rule", fact->rule);
		put_known(node, "line", fact->line);
	}
}

static void lacking_device(struct put to, const struct event_device *device)
{
	put_text(to, "verdict", device->verdict);
	put_fraction(to, "other", device->other);
	put_time(to, "heard", device->heard_ns);
	put_count(to, "bytes_up", device->bytes_up);
	put_count(to, "bytes_down", device->bytes_down);
	put_count(to, "uploads", device->uploads);
	put_count(to, "personal_domains", device->personal);
	put_count(to, "foreign_domains", device->foreign);
	put_count(to, "addresses", device->parties);
	put_bool(to, "app", device->app);
	put_bool(to, "watches", device->watches);
	lacking_facts(to, device);
}

void lacking_put(struct put to, const struct event *event)
{
	if (event->kind == EVENT_EPISODE)
		lacking_episode(to, &event->episode);
	else
		lacking_device(to, &event->device);
}
