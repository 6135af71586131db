/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "output/support_events.h"

static struct event_camera front_door(void)
{
	return (struct event_camera){
		.key = "f4:b8:5e:35:67:b0",
		.mac = "f4:b8:5e:35:67:b0",
		.ip = "192.168.1.130",
		.name = "Front door",
		.named_by = NAMED_BY_OWNER,
		.vendor = "Blink",
		.company = "Amazon",
		.certainty = 0.98,
		.reason_count = 1,
		.identified_by = {{.reason = REASON_DNS, .text = "vs-cam.u011.immedia-semi.com"}},
		.identified_ns = EVENTS_START - EVENTS_SECOND / 7,
	};
}

void events_address(struct event *event, const char *address)
{
	event->upload.destination.address_count = 1;
	assert_int_equal(address_parse(address, &event->upload.destination.addresses[0]), 0);
}

static void fill_destination(struct event *event)
{
	event->upload.destination = (struct event_destination){
		.port = 443,
		.transport = "tcp",
		.protocol = "TLS",
		.host = "vs-cam.u011.immedia-semi.com",
		.host_source = HOST_DNS,
		.service = "Blink",
		.role = "media",
		.kind = DESTINATION_VENDOR_CLOUD,
		.asn = 14618,
		.as_org = "AMAZON-AES",
		.country = "US",
		.country_basis = "geo database 2022-10-29",
	};
	events_address(event, "52.70.158.224");
}

void events_clip(struct event *event)
{
	struct event_upload *upload = &event->upload;

	*event = (struct event){.kind = EVENT_UPLOAD, .capture = "a.pcap"};
	*upload = (struct event_upload){
		.id = "9f2c000000000001",
		.series = "9f2c000000000001",
		.part = 1,
		.final = true,
		.camera = front_door(),
		.start_ns = EVENTS_START,
		.end_ns = EVENTS_START + 11933000000ULL,
		.bytes_up = 581208,
		.bytes_down = 9698,
		.packets_up = 412,
		.packets_down = 180,
		.video_low_s = 4,
		.video_high_s = 9,
		.class = CLASS_CLIP,
		.confidence = 0.97,
		.flow_count = 1,
		.flows = {{.local_port = 51221, .remote_port = 443, .bytes_up = 581208}},
		.evidence_count = 2,
		.evidence = {{.by = JUDGED_BY_ROLE,
			      .role = "media",
			      .threshold = NAN,
			      .rule = "blink.yaml:12"},
			     {.by = JUDGED_BY_RATIO, .number = 59.9, .threshold = 3}},
		.rejected_count = 1,
		.rejected = {{ALTERNATIVE_FIRMWARE, 60}},
	};
	fill_destination(event);
	upload->flows[0].remote = upload->destination.addresses[0];
}

void events_breach(struct event *event, struct event *upload)
{
	static const struct promise_reason live = {.why = WHY_CLASS, .class = CLASS_LIVE};

	events_clip(upload);
	upload->upload.class = CLASS_LIVE;
	upload->upload.bytes_up = 2100000;
	*event = (struct event){.kind = EVENT_BREACH, .capture = "a.pcap"};
	event->breach = (struct event_breach){
		.promise = "front door: only clips",
		.words = "only clips",
		.rule = PROMISE_CLASSES,
		.reason = &live,
		.confidence = 0.97,
		.upload = &upload->upload,
	};
}

void events_bare(struct event *event)
{
	*event = (struct event){.kind = EVENT_UPLOAD};
	event->upload = (struct event_upload){
		.id = "00000000000000ff",
		.series = "00000000000000ff",
		.part = 1,
		.final = true,
		.camera = {.key = "192.168.1.9", .certainty = 0.6, .suspected = true},
		.start_ns = EVENTS_START,
		.end_ns = EVENTS_START + EVENTS_SECOND,
		.bytes_up = 120000,
		.packets_up = 100,
		.confidence = 0.5,
	};
	events_address(event, "2001:db8::1");
}

void events_local(struct event *event)
{
	events_clip(event);
	event->kind = EVENT_LOCAL;
	event->upload.camera.name = "Nursery";
	event->upload.bytes_up = 1216000;
	event->upload.passed_on = PASSED_ON_NO;
	event->upload.destination = (struct event_destination){.port = 554, .transport = "udp"};
	events_address(event, "192.168.1.222");
}

void events_run(struct event *event)
{
	static const struct event_file files[] = {
		{.path = "in/a.pcap",
		 .name = "a.pcap",
		 .why = FILE_INSIDE_PACKET,
		 .cut = true,
		 .sha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		 .first_ns = EVENTS_START,
		 .last_ns = EVENTS_START + 3600 * EVENTS_SECOND,
		 .packets = 23000,
		 .lost = 12,
		 .lost_known = true,
		 .filter = "not port 22",
		 .ended = "it is cut inside a packet after 23000 packets"},
		{.path = "-", .name = "-"},
	};

	*event = (struct event){.kind = EVENT_RUN};
	event->run = (struct event_run){
		.version = "0.1.0",
		.ndpi = "4.2.0",
		.rules_hash = "00112233445566778899aabbccddeeff",
		.geo_date = "2022-10-29",
		.options = "--join",
		.file_count = 2,
		.files = files,
	};
}

void events_run_live(struct event *event)
{
	static const struct event_fallback fallback = {
		.why = {.cause = REFUSAL_VERIFIER,
			.error = 22,
			.missing = REFUSAL_PERFMON,
			.program = "lenswatch_in",
			.said_count = 1,
			.said = {"back-edge from insn 522 to 523"}},
	};

	*event = (struct event){.kind = EVENT_RUN};
	event->run = (struct event_run){
		.version = "0.1.0",
		.ndpi = "4.2.0",
		.rules_hash = "00112233445566778899aabbccddeeff",
		.way = "libpcap",
		.fallback = &fallback,
	};
}

void events_camera(struct event *event)
{
	*event = (struct event){.kind = EVENT_CAMERA, .capture = "a.pcap"};
	event->camera = front_door();
}

void events_gap(struct event *event)
{
	*event = (struct event){.kind = EVENT_GAP, .capture = "a.pcap"};
	event->gap = (struct event_gap){
		.from_ns = 1615194000ULL * EVENTS_SECOND, /* 10:00 in Berlin */
		.to_ns = 1615194300ULL * EVENTS_SECOND,
		.cause = CAUSE_CLOCK_BACK,
	};
}

void events_summary(struct event *event)
{
	static const struct event_home_prefix home[] = {{"192.168.1.0/24", "advertised"},
							{"2001:db8:1::/64", "neighbour"}};

	*event = (struct event){.kind = EVENT_SUMMARY, .capture = "a.pcap"};
	event->summary = (struct event_summary){
		.packets = 23000,
		.ip_packets = 22990,
		.bytes = 18547000,
		.first_ns = EVENTS_START - 3600 * EVENTS_SECOND,
		.last_ns = EVENTS_START + 3600 * EVENTS_SECOND,
		.uploads = 1,
		.upload_bytes = 581208,
		.local_bytes = 1216000,
		.lost = 12,
		.copies = 3,
		.unreadable = 1,
		.devices = 4,
		.cameras = 2,
		.undecided = 1,
		.ruled_out = 1,
		.home_count = 2,
		.home = home,
	};
}

void events_traffic(struct event *event)
{
	struct event clip;

	events_clip(&clip);
	*event = (struct event){.kind = EVENT_TRAFFIC, .capture = "a.pcap"};
	event->traffic = (struct event_traffic){
		.camera = clip.upload.camera,
		.from_ns = 1615194000ULL * EVENTS_SECOND,
		.to_ns = 1615197600ULL * EVENTS_SECOND,
		.bytes_up = 590000,
		.packets_up = 512,
		.bytes_across = 60,
		.on_path = true,
	};
}

char *events_write(const struct output_options *options, const struct event *events, size_t count)
{
	struct output *output;
	char *text = NULL;
	size_t length;
	FILE *file = open_memstream(&text, &length);

	assert_non_null(file);
	assert_int_equal(output_create(options, file, &output), 0);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(output_event(output, &events[i]), 0);
	assert_int_equal(output_end(output), 0);
	output_destroy(output);
	assert_int_equal(fclose(file), 0);
	return text;
}
