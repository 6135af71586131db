/* SPDX-License-Identifier: GPL-2.0-or-later */
/* In clear over TCP: a recorder or browser in the house that watches a camera (RTSP, MJPEG), MQTT,
 * HTTP. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lookup.h"
#include "tcp.h"
#include "verbs.h"

static void local_say(struct tcp *tcp, bool up, const char *text)
{
	tcp_bytes(tcp, up, (const uint8_t *)text, strlen(text));
	tcp_turn(tcp);
}

static void local_rtsp_talk(struct tcp *tcp, const char *url)
{
	static const char *const methods[] = {"OPTIONS", "DESCRIBE", "SETUP", "PLAY"};
	static const char sdp[] =
		"v=0\r\no=- 0 0 IN IP4 0.0.0.0\r\ns=Live\r\nt=0 0\r\n"
		"m=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=control:track1\r\n";
	char text[600];

	for (int i = 0; i < 4; i++) {
		snprintf(text, sizeof(text), "%s %s%s RTSP/1.0\r\nCSeq: %d\r\n%s\r\n", methods[i],
			 url, i == 2 ? "/track1" : "", i + 1,
			 i == 2	  ? "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n"
			 : i == 3 ? "Session: 4711\r\n"
				  : "");
		local_say(tcp, true, text);
		snprintf(text, sizeof(text), "RTSP/1.0 200 OK\r\nCSeq: %d\r\n%s", i + 1,
			 i == 2	  ? "Session: 4711\r\nTransport: "
				    "RTP/AVP/TCP;unicast;interleaved=0-1\r\n\r\n"
			 : i == 0 ? "Public: OPTIONS, DESCRIBE, SETUP, PLAY\r\n\r\n"
			 : i == 3 ? "Session: 4711\r\n\r\n"
				  : "");
		if (i == 1)
			snprintf(text + strlen(text), sizeof(text) - strlen(text),
				 "Content-Type: application/sdp\r\nContent-Length: %zu\r\n\r\n%s",
				 strlen(sdp), sdp);
		local_say(tcp, false, text);
	}
}

/* One interleaved packet (RFC 2326 10.12) a segment. */
static void local_rtsp_media(struct tcp *tcp, uint64_t end_ns, double rate)
{
	size_t payload = tcp->segment - 4;
	unsigned sequence = 0;
	uint64_t gap = (uint64_t)(payload * 8 / rate * 1e9);

	while (tcp->now_ns < end_ns) {
		struct bytes head = {0};
		uint64_t next = tcp->now_ns + gap;

		bytes_u16(&head, 0x2400);
		bytes_u16(&head, (unsigned)payload);
		bytes_u16(&head, 0x8060);
		bytes_u16(&head, sequence++ & 0xffff);
		bytes_u32(&head, (uint32_t)(tcp->now_ns / 11111));
		bytes_u32(&head, 0x5eed1234);
		bytes_u8(&head, 0x41); /* a slice of a picture (RFC 6184 5.3) */
		tcp_bulk(tcp, false, head.data, head.length, payload + 4);
		tcp->now_ns = next;
	}
}

/* A connection to the device at home that `to` names; its address goes to `*address`. */
static int local_call(struct tcp *tcp, struct stage *stage, const struct action *action,
		      uint64_t now_ns, uint16_t port, struct address *address)
{
	int camera = house_find(stage->house, action_text(action, "to", ""));
	struct path path;

	if (camera < 0)
		return -EINVAL;
	*address = stage->house->v4 ? stage->house->devices[camera].v4
				    : stage->house->devices[camera].v6;
	path = stage_path(stage, action->device, address, 0, port);
	tcp_begin(tcp, stage, &path, now_ns, 1500);
	tcp->segment_gap_ns = 100 * STAGE_US;
	tcp_open(tcp);
	return 0;
}

/* Pictures that replace each other in one answer, as ffmpeg's mpjpeg words it. */
int verb_mjpeg(struct stage *stage, const struct action *action, uint64_t now_ns)
{
	static const char part[] = "--ffmpeg\r\nContent-type: image/jpeg\r\nContent-length: %5zu"
				   "\r\n\r\n\xff\xd8\xff";
	uint64_t end = now_ns + (uint64_t)(action_number(action, "seconds", 30) * 1e9);
	double frames = action_number(action, "fps", 10);
	size_t size = (size_t)(action_number(action, "rate", 2e6) / 8 / frames);
	struct address address;
	char text[120];
	struct tcp tcp;
	int rc = local_call(&tcp, stage, action, now_ns,
			    (uint16_t)action_number(action, "port", 80), &address);

	if (rc)
		return rc;
	local_say(&tcp, true, "GET /video.mjpg HTTP/1.1\r\nHost: camera\r\n\r\n");
	local_say(&tcp, false,
		  "HTTP/1.1 200 OK\r\n"
		  "Content-Type: multipart/x-mixed-replace;boundary=ffmpeg\r\n\r\n");
	for (now_ns = tcp.now_ns; now_ns < end; now_ns += (uint64_t)(1e9 / frames)) {
		if (now_ns > tcp.now_ns)
			tcp.now_ns = now_ns;
		snprintf(text, sizeof(text), part, size);
		tcp_bulk(&tcp, false, (const uint8_t *)text, strlen(text), strlen(text) + size);
	}
	tcp_close(&tcp);
	return 0;
}

/* The recorder asks, the camera sends: everything stays inside. `to` names the camera's device. */
int verb_rtsp(struct stage *stage, const struct action *action, uint64_t now_ns)
{
	char url[100], text[ADDRESS_TEXT];
	struct address address;
	struct tcp tcp;
	int rc = local_call(&tcp, stage, action, now_ns, 554, &address);

	if (rc)
		return rc;
	snprintf(url, sizeof(url), address.family == 6 ? "rtsp://[%s]/live" : "rtsp://%s/live",
		 address_format(&address, text));
	local_rtsp_talk(&tcp, url);
	local_rtsp_media(&tcp, now_ns + (uint64_t)(action_number(action, "seconds", 30) * 1e9),
			 action_number(action, "rate", 2e6));
	tcp_close(&tcp);
	return 0;
}

static void local_open(struct tcp *tcp, struct stage *stage, const struct action *action,
		       uint64_t now_ns, unsigned port)
{
	const char *host = action_text(action, "to", "host.example.net");
	struct address address =
		lookup_address(stage, action->device, host, action_text(action, "ip", NULL));
	struct path path;

	if (action_yes(action, "dns", true))
		now_ns = lookup_ask(stage, action->device, now_ns, host,
				    action_text(action, "cname", NULL), &address);
	path = stage_path(stage, action->device, &address, 0,
			  (uint16_t)action_number(action, "port", port));
	tcp_begin(tcp, stage, &path, now_ns, 1500);
	tcp_open(tcp);
}

/* MQTT 3.1.1: connect, publish, pings. */
int verb_mqtt(struct stage *stage, const struct action *action, uint64_t now_ns)
{
	static const uint8_t connect[] = "\x10\x14\x00\x04MQTT\x04\x02\x00\x3c\x00\x08"
					 "camera01";
	static const uint8_t accepted[] = {0x20, 2, 0, 0}, ping[] = {0xc0, 0}, pong[] = {0xd0, 0};
	static const uint8_t publish[] = "\x30\x1a\x00\x0c"
					 "dev/1/status"
					 "{\"motion\":1}";
	uint64_t end = now_ns + (uint64_t)(action_number(action, "seconds", 300) * 1e9);
	struct tcp tcp;

	local_open(&tcp, stage, action, now_ns, 1883);
	tcp_bytes(&tcp, true, connect, sizeof(connect) - 1);
	tcp_turn(&tcp);
	tcp_bytes(&tcp, false, accepted, sizeof(accepted));
	tcp_turn(&tcp);
	tcp_bytes(&tcp, true, publish, sizeof(publish) - 1);
	for (now_ns = tcp.now_ns + 60 * STAGE_SECOND; now_ns < end; now_ns += 60 * STAGE_SECOND) {
		tcp.now_ns = now_ns;
		tcp_bytes(&tcp, true, ping, sizeof(ping));
		tcp_turn(&tcp);
		tcp_bytes(&tcp, false, pong, sizeof(pong));
	}
	tcp_close(&tcp);
	return 0;
}

/* A picture or file put over plain HTTP: `bytes` up, or with `down` a page that comes. */
int verb_http(struct stage *stage, const struct action *action, uint64_t now_ns)
{
	size_t up = (size_t)action_number(action, "bytes", 0),
	       down = (size_t)action_number(action, "down", 0);
	char text[400];
	struct tcp tcp;

	local_open(&tcp, stage, action, now_ns, 80);
	snprintf(text, sizeof(text),
		 "%s /a HTTP/1.1\r\nHost: %s\r\nUser-Agent: device/1.0\r\nContent-Type: "
		 "application/octet-stream\r\nContent-Length: %zu\r\n\r\n",
		 up ? "POST" : "GET", action_text(action, "to", "host.example.net"), up);
	tcp_bytes(&tcp, true, (const uint8_t *)text, strlen(text));
	if (up)
		tcp_bulk(&tcp, true, NULL, 0, up);
	tcp_turn(&tcp);
	snprintf(text, sizeof(text),
		 "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: "
		 "%zu\r\n\r\n",
		 down);
	tcp_bytes(&tcp, false, (const uint8_t *)text, strlen(text));
	if (down)
		tcp_bulk(&tcp, false, NULL, 0, down);
	tcp_close(&tcp);
	return 0;
}
