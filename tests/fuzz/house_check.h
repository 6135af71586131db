/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What must hold of a house's events whatever was fed. check_event keeps what the model compares.
 */
#ifndef LENSWATCH_TESTS_FUZZ_HOUSE_CHECK_H
#define LENSWATCH_TESTS_FUZZ_HOUSE_CHECK_H

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "event.h"
#include "observation.h"

#define CHECK_UPLOADS 4096
#define CHECK_DEVICES 64

struct check_upload {
	bool local, final;
	uint32_t part;
	char id[EVENT_ID], series[EVENT_ID], key[MAC_TEXT + ADDRESS_TEXT];
	uint64_t start_ns, end_ns, bytes_up;
	size_t address_count;
	struct address addresses[EVENT_ADDRESSES];
};

struct check_device {
	uint8_t raw[16]; /* of who was fed */
	char key[MAC_TEXT + ADDRESS_TEXT];
	enum device_state state;
	bool ceased;	    /* to be a camera: it tells no more */
	uint64_t fed, told; /* upstream bytes */
};

struct check {
	uint64_t hash;
	size_t upload_count, device_count;
	uint64_t finals, upload_bytes, local_bytes;
	bool ended;
	struct check_upload uploads[CHECK_UPLOADS];
	struct check_device devices[CHECK_DEVICES];
};

static void check_reset(struct check *c)
{
	c->hash = 0xcbf29ce484222325ULL;
	c->upload_count = c->device_count = 0;
	c->finals = c->upload_bytes = c->local_bytes = 0;
	c->ended = false;
}

static void check_mix(struct check *c, const void *data, size_t size)
{
	for (size_t i = 0; i < size; i++) /* FNV-1a */
		c->hash = (c->hash ^ ((const uint8_t *)data)[i]) * 0x100000001b3ULL;
}

static void check_mix_text(struct check *c, const char *text)
{
	check_mix(c, text ? text : "-", text ? strlen(text) + 1 : 1);
}

/* NULL where more devices came than are kept: they are not checked. */
static struct check_device *check_device(struct check *c, const char *key)
{
	struct check_device *d;

	for (size_t i = 0; i < c->device_count; i++)
		if (strcmp(c->devices[i].key, key) == 0)
			return &c->devices[i];
	if (c->device_count == CHECK_DEVICES)
		return NULL;
	d = &c->devices[c->device_count++];
	memset(d, 0, sizeof(*d));
	strcpy(d->key, key);
	return d;
}

static void check_state(struct check *c, const struct device_key *key, enum device_state state)
{
	char text[ADDRESS_TEXT];
	struct address address;
	struct check_device *d;

	memcpy(address.bytes, key->bytes, 16);
	d = check_device(c, key->kind == DEVICE_BY_MAC ? mac_format(key->bytes, text)
						       : address_format(&address, text));
	if (d) {
		d->state = state;
		d->ceased |= state != DEVICE_CAMERA;
	}
}

/* By its bytes first: writing the name of each packet's sender took a third of all time. */
static void check_fed(struct check *c, const struct packet *packet)
{
	bool mac = packet->flags & PACKET_HAS_SOURCE_MAC;
	char text[ADDRESS_TEXT];
	uint8_t raw[16] = {0};
	struct check_device *d;

	memcpy(raw, mac ? packet->source_mac : packet->source.bytes, mac ? 6 : 16);
	for (size_t i = 0; i < c->device_count; i++)
		if (memcmp(c->devices[i].raw, raw, sizeof(raw)) == 0) {
			c->devices[i].fed += packet->length;
			return;
		}
	d = check_device(c, mac ? mac_format(packet->source_mac, text)
				: address_format(&packet->source, text));
	if (d) {
		memcpy(d->raw, raw, sizeof(raw));
		d->fed += packet->length;
	}
}

static void check_camera(struct check *c, const struct event_camera *camera)
{
	struct check_device *d = check_device(c, camera->key);
	char text[EVENT_REASON_TEXT];

	assert(camera->certainty >= 0 && camera->certainty <= 1);
	assert(!camera->suspected || camera->certainty <= 0.6 + 1e-9);
	assert(camera->reason_count <= EVENT_REASONS);
	assert(!d || d->state != DEVICE_OTHER);
	check_mix_text(c, camera->key);
	check_mix_text(c, camera->ip);
	check_mix_text(c, camera->vendor);
	check_mix_text(c, camera->name);
	check_mix(c, &camera->certainty, sizeof(camera->certainty));
	for (size_t i = 0; i < camera->reason_count; i++)
		check_mix_text(c, event_reason_text(&camera->identified_by[i], text));
}

static void check_id(const char *id)
{
	assert(strlen(id) == 16 && strspn(id, "0123456789abcdef") == 16);
}

static void check_series(const struct check *c, const struct event_upload *u)
{
	uint32_t parts = 0;

	for (size_t i = 0; i < c->upload_count; i++) {
		assert(strcmp(c->uploads[i].id, u->id) != 0);
		if (strcmp(c->uploads[i].series, u->series) != 0)
			continue;
		assert(!c->uploads[i].final);
		assert(c->uploads[i].part == ++parts);
	}
	assert(u->part == parts + 1);
	assert(u->part > 1 || strcmp(u->id, u->series) == 0);
}

static void check_flows(const struct event_upload *u)
{
	uint64_t sum = 0;

	assert(u->flow_count && u->flow_count <= EVENT_FLOWS);
	for (size_t i = 0; i < u->flow_count; i++) {
		sum += u->flows[i].bytes_up;
		assert(!i || u->flows[i].bytes_up <= u->flows[i - 1].bytes_up);
	}
	assert(sum <= u->bytes_up);
	/* Only the frames made of the input's own bytes have ports enough to crowd flows out. */
	if (u->flow_count <= 16 && strcmp(u->camera.key, "02:09:09:09:09:09") != 0)
		assert(sum == u->bytes_up);
}

static void check_numbers(const struct event_upload *u, bool local)
{
	struct prefix home;
	uint64_t none = 0;

	check_id(u->id);
	check_id(u->series);
	assert(u->start_ns && u->start_ns <= u->end_ns);
	assert(u->packets_up && u->packets_up * 20 <= u->bytes_up);
	assert(u->packets_down * 20 <= u->bytes_down);
	assert(u->confidence >= 0 && u->confidence <= 1);
	assert(u->video_low_s <= u->video_high_s);
	assert(u->destination.address_count && u->destination.address_count <= EVENT_ADDRESSES);
	assert(!prefix_parse("198.51.100.0/24", &home));
	for (size_t i = 0; i < u->destination.address_count; i++) {
		const struct address *a = &u->destination.addresses[i];

		none += address_is_private(a) && !local;
		none += prefix_has(&home, a) && local;
	}
	assert(!none);
}

static void check_upload(struct check *c, const struct event_upload *u, bool local)
{
	struct check_device *d = check_device(c, u->camera.key);
	struct check_upload *kept = &c->uploads[c->upload_count];

	check_numbers(u, local);
	check_flows(u);
	check_series(c, u);
	check_camera(c, &u->camera);
	if (d) {
		d->told += u->bytes_up;
		assert(d->told <= d->fed);
	}
	if (local)
		c->local_bytes += u->bytes_up;
	else
		c->upload_bytes += u->bytes_up;
	c->finals += !local && u->final;
	if (c->upload_count == CHECK_UPLOADS)
		abort();
	c->upload_count++;
	memset(kept, 0, sizeof(*kept));
	kept->local = local;
	kept->final = u->final;
	kept->part = u->part;
	strcpy(kept->id, u->id);
	strcpy(kept->series, u->series);
	strcpy(kept->key, u->camera.key);
	kept->start_ns = u->start_ns;
	kept->end_ns = u->end_ns;
	kept->bytes_up = u->bytes_up;
	kept->address_count = u->destination.address_count;
	memcpy(kept->addresses, u->destination.addresses, sizeof(kept->addresses));
	check_mix(c, kept, sizeof(*kept));
	check_mix(c, &u->bytes_down, sizeof(u->bytes_down));
	check_mix(c, &u->class, sizeof(u->class));
	check_mix(c, &u->confidence, sizeof(u->confidence));
	check_mix_text(c, u->destination.host);
	check_mix_text(c, u->destination.protocol);
}

static void check_summary(struct check *c, const struct event_summary *s)
{
	assert(!c->ended);
	c->ended = true;
	assert(s->uploads == c->finals);
	assert(s->upload_bytes == c->upload_bytes);
	assert(s->local_bytes == c->local_bytes);
	assert(s->devices == s->cameras + s->undecided + s->ruled_out);
	assert(s->ip_packets + s->unreadable <= s->packets && s->copies <= s->packets);
	assert(s->first_ns <= s->last_ns);
	check_mix(c, &s->bytes, sizeof(s->bytes));
	check_mix(c, &s->devices, 4 * sizeof(s->devices));
}

/* Who was ruled out may become one by its own word: it is announced, and then the meter is told. */
static void check_announced(struct check *c, const struct event_camera *camera)
{
	struct check_device *d = check_device(c, camera->key);

	if (d && !camera->withdrawn)
		d->state = DEVICE_CAMERA;
	check_camera(c, camera);
}

static void check_event(struct check *c, const struct event *event)
{
	check_mix(c, &event->kind, sizeof(event->kind));
	assert(!c->ended);
	switch (event->kind) {
	case EVENT_CAMERA:
		check_announced(c, &event->camera);
		break;
	case EVENT_UPLOAD:
	case EVENT_LOCAL:
		check_upload(c, &event->upload, event->kind == EVENT_LOCAL);
		break;
	case EVENT_GAP:
		assert(event->gap.cause > CAUSE_UNKNOWN && event->gap.cause < CAUSES);
		check_mix(c, &event->gap.from_ns, 2 * sizeof(uint64_t));
		break;
	default:
		assert(event->kind == EVENT_SUMMARY);
		check_summary(c, &event->summary);
	}
}

/* Every series that began has its final part by the end, and nothing behind it (check_series). A
 * device that was ruled out meanwhile tells no more. */
static void check_end(struct check *c)
{
	assert(c->ended);
	for (size_t i = 0; i < c->upload_count; i++) {
		struct check_device *d = check_device(c, c->uploads[i].key);
		bool final = !d || d->ceased;

		for (size_t j = i; j < c->upload_count && !final; j++)
			final = c->uploads[j].final &&
				strcmp(c->uploads[j].series, c->uploads[i].series) == 0;
		assert(final);
	}
}

#endif
