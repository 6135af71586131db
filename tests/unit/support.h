/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Frames, observers and whole houses for tests: a scene is rules, home, meter and engine as a
 * replay joins them, fed with packets by script. What it tells is kept.
 */
#ifndef LENSWATCH_TESTS_SUPPORT_H
#define LENSWATCH_TESTS_SUPPORT_H

#include "engine/engine.h"
#include "capture/meter/meter.h"

#define SECOND UINT64_C(1000000000)
#define MILLISECOND UINT64_C(1000000)
#define START (UINT64_C(1600000000) * SECOND)

struct wire_spec {
	const char *from_mac, *to_mac; /* NULL: raw IP */
	const char *from, *to;	       /* addresses, both of IPv4 or of IPv6 */
	uint16_t from_port, to_port;
	uint8_t protocol;  /* IPPROTO_TCP or IPPROTO_UDP */
	uint16_t identity; /* IPv4 identification */
	uint32_t sequence; /* TCP sequence, or the UDP checksum: what tells two packets apart */
	const void *payload;
	size_t payload_size;
	uint32_t length;    /* IP bytes; 0: as many as there are */
	uint32_t interface; /* not 0: Linux cooked v2 of that interface */
	bool sent_here;	    /* cooked: this machine sent it */
};

struct wire {
	int link_type;
	uint32_t captured, length;
	uint8_t data[2048];
};

void wire_build(const struct wire_spec *spec, struct wire *out);
/* A TLS client hello for `name` in one segment, as OpenSSL writes it. Returns its size. */
size_t wire_hello(const char *name, uint8_t *out, size_t room);
/* A DNS question for `name`, or its answer where `address` is not NULL. Returns its size. */
size_t wire_dns(const char *name, const char *address, uint8_t *out, size_t room);

/* How often `what` stands in `text`. */
size_t count_of(const char *text, const char *what);
struct address an_address(const char *text);
struct device_key a_device(const char *mac);

/* What a source told. Activities and losses are copies. */
struct heard {
	size_t activity_count, sample_count, tick_count, loss_count, state_count;
	struct activity activities[256];
	struct loss losses[16];
	struct sample samples[256]; /* `packet` is dangling */
	enum device_state answer;   /* for every device asked for */
};
struct observer heard_observer(struct heard *heard);

#define SCENE_EVENTS 512

struct scene {
	struct rules *rules;
	struct home *home;
	struct protocol *protocol;
	struct geography *geography;
	struct engine *engine;
	struct meter *meter;
	uint32_t sequence;
	size_t decided_count;
	enum device_state decided; /* the last */
	size_t count;
	struct event events[SCENE_EVENTS]; /* strings are kept, the summary's home is not */
	size_t kept;
	size_t gap_count;
	struct event_camera gap_cameras[16]; /* what gaps point to */
	char text[262144];
};

/* Two ends: whose MAC and address, and the other end's address. */
struct talk {
	const char *mac, *ip, *remote;
	uint16_t local_port, remote_port;
	uint8_t protocol;
};

/* `told` may be NULL: a MAC or IP address for --camera. Free with scene_close. */
struct scene *scene_open(const char *rules, const char *told);
/* The same of an engine that runs live. */
struct scene *scene_open_live(const char *rules, const char *told);
/* As `replay --all`, with these thresholds in place of the defaults, or NULL. */
struct scene *scene_open_all(const char *told, const struct rule_thresholds *usual);
void scene_close(struct scene *scene);
void scene_wire(struct scene *scene, uint64_t time_ns, const struct wire_spec *spec);
/* One packet of `length` IP bytes, up or down. */
void scene_packet(struct scene *scene, const struct talk *talk, uint64_t time_ns, bool up,
		  uint32_t length);
/* The device asks by ARP who has an address: it is heard, and no more. */
void scene_arp(struct scene *scene, const char *mac, const char *ip, uint64_t time_ns);
/* `count` upstream packets of `length` bytes, 10 ms apart. */
void scene_burst(struct scene *scene, const struct talk *talk, uint64_t time_ns, unsigned count,
		 uint32_t length);
/* The first bytes of a TLS connection that names `host`. */
void scene_hello(struct scene *scene, const struct talk *talk, uint64_t time_ns, const char *host);
/* The client asks the router for `host`; and is answered where `address` is not NULL. */
void scene_dns(struct scene *scene, const char *mac, const char *ip, uint64_t time_ns,
	       const char *host, const char *address);
void scene_finish(struct scene *scene);
size_t scene_count(const struct scene *scene, enum event_kind kind);
/* The event of that kind, counted from 0; fails the test where there is none. */
const struct event *scene_event(const struct scene *scene, enum event_kind kind, size_t index);

#define ROUTER_MAC "02:00:00:00:00:fe"
#define ROUTER_IP "192.168.1.1"
#define CAMERA_MAC "02:00:00:00:00:01"
#define CAMERA_IP "192.168.1.20"
#define PHONE_MAC "02:00:00:00:00:02"
#define PHONE_IP "192.168.1.30"

/* One vendor: media.testcam.example and control.testcam.example, MACs of 70:ad:43, "testcam*" by
 * DHCP. */
extern const char scene_rules[];
/* The same and phones: one.example to four.example are personal. */
extern const char scene_personal[];

#endif
