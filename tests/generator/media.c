/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "media.h"

#include "udp.h"

#define MEDIA_GROUP_SECONDS 2
#define MEDIA_KEY_FRAME                                                                            \
	4 /* times as large as the others; the Yi's: 0.8-4 kB against up to 17.8 kB */
#define MEDIA_PACKET_GAP (300 * STAGE_US)

void media_rtp(struct media *media, bool up, uint32_t payload, struct bytes *out)
{
	(void)up;
	(void)payload;
	if (!media->source)
		media->source = (uint32_t)random_next(&media->stage->random) | 1;
	bytes_u8(out, 0x80);
	bytes_u8(out, 96);
	bytes_u16(out, media->sequence);
	bytes_u32(out, media->stamp);
	bytes_u32(out, media->source);
}

static void media_datagram(struct media *media, bool up, uint64_t now_ns, uint32_t payload)
{
	struct bytes head = {0};

	media->head(media, up, payload, &head);
	udp_send(media->stage, media->path, up, now_ns, head.data, head.length, payload);
	if (media->answer_every && ++media->sequence % media->answer_every == 0) {
		head.length = 0;
		media->answer(media, !up, 0, &head);
		udp_send(media->stage, media->path, !up, now_ns + 30 * STAGE_MS, head.data,
			 head.length, 0);
	} else if (!media->answer_every) {
		media->sequence++;
	}
}

static void media_frame(struct media *media, bool up, uint64_t now_ns, double bytes)
{
	while (bytes >= 1) {
		double part = bytes < media->packet ? bytes : media->packet;

		media_datagram(media, up, now_ns, (uint32_t)part);
		bytes -= part;
		now_ns += MEDIA_PACKET_GAP;
	}
	media->stamp += (uint32_t)(90000 / media->frames);
}

void media_run(struct media *media, bool up, uint64_t now_ns, uint64_t end_ns)
{
	unsigned group = (unsigned)(media->frames * MEDIA_GROUP_SECONDS), number = 0;
	double mean = media->rate / 8 / media->frames * group / (group + MEDIA_KEY_FRAME - 1);

	for (; now_ns < end_ns; now_ns += (uint64_t)(1e9 / media->frames)) {
		double size = mean * random_between(&media->stage->random, 0.6, 1.4);

		if (group && number++ % group == 0)
			size *= MEDIA_KEY_FRAME;
		media_frame(media, up, now_ns + random_below(&media->stage->random, 2 * STAGE_MS),
			    size < 40 ? 40 : size);
	}
}
