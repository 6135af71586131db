// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <netinet/in.h>
#include <openssl/ssl.h>

#include "capture/source.h"
#include "support.h"
#include "support_rules.h"

#define LINK_RAW 12
#define LINK_ETHERNET 1
#define LINK_COOKED 276

const char scene_rules[] =
	"vendor: Testcam\n"
	"company: Test\n"
	"kind: camera\n"
	"cameras_only: yes\n"
	"hosts:\n"
	"  - {host: media.testcam.example, role: media, confidence: measured, source: test}\n"
	"  - {host: control.testcam.example, role: control, confidence: measured, source: test}\n"
	"macs:\n"
	"  - {prefix: \"70:ad:43\", means: camera, registrant: Testcam, source: test}\n"
	"names:\n"
	"  - {match: \"testcam*\", in: [dhcp], means: camera, certainty: 0.8, source: test}\n";

const char scene_personal[] =
	"vendor: Phones\n"
	"kind: personal\n"
	"hosts:\n"
	"  - {host: one.example, role: personal, confidence: measured, source: test}\n"
	"  - {host: two.example, role: personal, confidence: measured, source: test}\n"
	"  - {host: three.example, role: personal, confidence: measured, source: test}\n"
	"  - {host: four.example, role: personal, confidence: measured, source: test}\n";

size_t count_of(const char *text, const char *what)
{
	size_t count = 0;

	for (; (text = strstr(text, what)); text++)
		count++;
	return count;
}

struct address an_address(const char *text)
{
	struct address address;

	assert_int_equal(address_parse(text, &address), 0);
	return address;
}

struct device_key a_device(const char *mac)
{
	struct device_key key = {.kind = DEVICE_BY_MAC};

	assert_int_equal(mac_parse(mac, key.bytes), 0);
	return key;
}

static uint8_t *wire_put(uint8_t *p, const void *data, size_t size)
{
	memcpy(p, data, size);
	return p + size;
}

static uint8_t *wire_number(uint8_t *p, uint64_t value, unsigned bytes)
{
	while (bytes--)
		*p++ = (uint8_t)(value >> 8 * bytes);
	return p;
}

static uint8_t *wire_mac(uint8_t *p, const char *text)
{
	assert_int_equal(mac_parse(text, p), 0);
	return p + 6;
}

static bool wire_is_v6(const struct wire_spec *spec)
{
	return strchr(spec->from, ':') != NULL;
}

/* draft-ietf-opsawg-pcaplinktype: LINKTYPE_LINUX_SLL2. */
static uint8_t *wire_cooked(uint8_t *p, const struct wire_spec *spec)
{
	p = wire_number(p, 0x0800, 2);
	p = wire_number(p, 0, 2);
	p = wire_number(p, spec->interface, 4);
	p = wire_number(p, 1, 2);
	p = wire_number(p, spec->sent_here ? 4 : 0, 1);
	p = wire_number(p, 6, 1);
	p = wire_mac(p, spec->from_mac);
	return wire_number(p, 0, 2);
}

static uint8_t *wire_link(uint8_t *p, const struct wire_spec *spec, struct wire *out)
{
	if (!spec->from_mac) {
		out->link_type = LINK_RAW;
		return p;
	}
	if (spec->interface) {
		out->link_type = LINK_COOKED;
		return wire_cooked(p, spec);
	}
	out->link_type = LINK_ETHERNET;
	p = wire_mac(p, spec->to_mac);
	p = wire_mac(p, spec->from_mac);
	return wire_number(p, wire_is_v6(spec) ? 0x86dd : 0x0800, 2);
}

/* `length`: with what is behind it. */
static uint8_t *wire_transport(uint8_t *p, const struct wire_spec *spec, uint32_t length)
{
	p = wire_number(p, spec->from_port, 2);
	p = wire_number(p, spec->to_port, 2);
	if (spec->protocol == IPPROTO_UDP) {
		p = wire_number(p, length, 2);
		return wire_number(p, spec->sequence, 2);
	}
	p = wire_number(p, spec->sequence, 4);
	p = wire_number(p, 1, 4);
	p = wire_number(p, 0x5010, 2);
	p = wire_number(p, 65535, 2);
	return wire_number(p, 0, 4);
}

static uint8_t *wire_v4(uint8_t *p, const struct wire_spec *spec, uint32_t length)
{
	struct address from = an_address(spec->from), to = an_address(spec->to);

	p = wire_number(p, 0x4500, 2);
	p = wire_number(p, length, 2);
	p = wire_number(p, spec->identity, 2);
	p = wire_number(p, 0x4000, 2);
	p = wire_number(p, 64, 1);
	p = wire_number(p, spec->protocol, 1);
	p = wire_number(p, 0, 2);
	p = wire_put(p, from.bytes + 12, 4);
	return wire_put(p, to.bytes + 12, 4);
}

static uint8_t *wire_v6(uint8_t *p, const struct wire_spec *spec, uint32_t length)
{
	struct address from = an_address(spec->from), to = an_address(spec->to);

	p = wire_number(p, 0x60000000, 4);
	p = wire_number(p, length - 40, 2);
	p = wire_number(p, spec->protocol, 1);
	p = wire_number(p, 64, 1);
	p = wire_put(p, from.bytes, 16);
	return wire_put(p, to.bytes, 16);
}

void wire_build(const struct wire_spec *spec, struct wire *out)
{
	uint32_t internet = wire_is_v6(spec) ? 40 : 20;
	uint32_t header = internet + (spec->protocol == IPPROTO_UDP ? 8 : 20);
	uint32_t length = spec->length ? spec->length : header + (uint32_t)spec->payload_size;
	uint8_t *p = wire_link(out->data, spec, out), *ip = p;

	assert_true(length >= header && length <= 65535);
	p = wire_is_v6(spec) ? wire_v6(p, spec, length) : wire_v4(p, spec, length);
	p = wire_transport(p, spec, length - internet);
	if (spec->payload)
		p = wire_put(p, spec->payload, spec->payload_size);
	out->captured = (uint32_t)(p - out->data);
	out->length = (uint32_t)(ip - out->data) + length;
}

size_t wire_hello(const char *name, uint8_t *out, size_t room)
{
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());
	SSL *ssl = SSL_new(context);
	BIO *in = BIO_new(BIO_s_mem()), *sent = BIO_new(BIO_s_mem());
	int size;

	assert_non_null(ssl);
	SSL_set_bio(ssl, in, sent);
	/* OpenSSL 3.5 offers a post-quantum key by itself, and is then longer than a segment. */
	assert_int_equal(SSL_set1_groups_list(ssl, "X25519"), 1);
	assert_int_equal(SSL_set_tlsext_host_name(ssl, name), 1);
	SSL_set_connect_state(ssl);
	SSL_do_handshake(ssl);
	size = BIO_read(sent, out, (int)room);
	assert_true(size > 0);
	assert_int_equal(BIO_pending(sent), 0);
	SSL_free(ssl);
	SSL_CTX_free(context);
	return (size_t)size;
}

size_t wire_dns(const char *name, const char *address, uint8_t *out, size_t room)
{
	uint8_t *p = out;
	struct address a;

	assert_true(room >= strlen(name) + 64);
	p = wire_number(p, 0x1234, 2);
	p = wire_number(p, address ? 0x8180 : 0x0100, 2);
	p = wire_number(p, 1, 2);
	p = wire_number(p, address ? 1 : 0, 2);
	p = wire_number(p, 0, 4);
	while (*name) {
		size_t label = strcspn(name, ".");

		p = wire_number(p, label, 1);
		p = wire_put(p, name, label);
		name += label + (name[label] == '.');
	}
	p = wire_number(p, 0, 1);
	p = wire_number(p, 1, 2);
	p = wire_number(p, 1, 2);
	if (address) {
		a = an_address(address);
		p = wire_number(p, 0xc00c, 2);
		p = wire_number(p, 1, 2);
		p = wire_number(p, 1, 2);
		p = wire_number(p, 60, 4);
		p = wire_number(p, 4, 2);
		p = wire_put(p, a.bytes + 12, 4);
	}
	return (size_t)(p - out);
}

static void scene_keep(struct scene *s, const char **text)
{
	size_t size;

	if (!*text)
		return;
	size = strlen(*text) + 1;
	assert_true(s->kept + size <= sizeof(s->text));
	memcpy(s->text + s->kept, *text, size);
	*text = s->text + s->kept;
	s->kept += size;
}

static void scene_keep_camera(struct scene *s, struct event_camera *camera)
{
	scene_keep(s, &camera->mac);
	scene_keep(s, &camera->ip);
	scene_keep(s, &camera->name);
	for (size_t i = 0; i < camera->reason_count; i++)
		scene_keep(s, &camera->identified_by[i].text);
}

static void scene_keep_upload(struct scene *s, struct event_upload *upload)
{
	scene_keep_camera(s, &upload->camera);
	scene_keep(s, &upload->destination.host);
	for (size_t i = 0; i < upload->evidence_count; i++)
		if (upload->evidence[i].by == JUDGED_BY_CAMERA)
			scene_keep(s, &upload->evidence[i].reason.text);
}

static void scene_keep_gap(struct scene *s, struct event_gap *gap)
{
	scene_keep(s, &gap->interface);
	if (!gap->camera)
		return;
	assert_true(s->gap_count < 16);
	s->gap_cameras[s->gap_count] = *gap->camera;
	gap->camera = &s->gap_cameras[s->gap_count];
	scene_keep_camera(s, &s->gap_cameras[s->gap_count++]);
}

static void scene_emit(void *context, const struct event *event)
{
	struct scene *s = context;
	struct event *kept = &s->events[s->count];

	assert_true(s->count < SCENE_EVENTS);
	s->count++;
	*kept = *event;
	if (kept->kind == EVENT_CAMERA)
		scene_keep_camera(s, &kept->camera);
	else if (kept->kind == EVENT_UPLOAD || kept->kind == EVENT_UPLOADING ||
		 kept->kind == EVENT_LOCAL)
		scene_keep_upload(s, &kept->upload);
	else if (kept->kind == EVENT_GAP)
		scene_keep_gap(s, &kept->gap);
	else if (kept->kind == EVENT_TRAFFIC)
		scene_keep_camera(s, &kept->traffic.camera);
}

static void scene_decide(void *context, const struct device_key *device, enum device_state state)
{
	struct scene *s = context;

	s->decided_count++;
	s->decided = state;
	meter_decide(s->meter, device, state);
}

static void scene_tell(struct engine_config *config, const char *told)
{
	struct engine_declared *camera = &config->declared[0];
	struct address address;

	if (!told)
		return;
	config->declared_count = 1;
	camera->name = "Front door";
	if (mac_parse(told, camera->device.bytes) == 0) {
		camera->device.kind = DEVICE_BY_MAC;
		return;
	}
	address = an_address(told);
	camera->device.kind = DEVICE_BY_ADDRESS;
	memcpy(camera->device.bytes, address.bytes, 16);
}

static struct scene *scene_make(const char *rules, const char *told, struct engine_config config)
{
	struct scene *s = calloc(1, sizeof(*s));
	struct meter_config meter = {0};

	assert_non_null(s);
	s->rules = good_rules(rules ? rules : scene_rules, scene_personal);
	assert_int_equal(home_create(&s->home), 0);
	assert_int_equal(protocol_create(NULL, &s->protocol), 0);
	assert_int_equal(geography_open(NULL, 0, START, NULL, NULL, &s->geography), 0);
	config.emit = scene_emit;
	config.decide = scene_decide;
	config.traffic = true;
	config.rules = s->rules;
	config.home = s->home;
	config.protocol = s->protocol;
	config.geography = s->geography;
	config.emit_context = config.decide_context = s;
	scene_tell(&config, told);
	assert_int_equal(engine_create(&config, &s->engine), 0);
	meter.home = s->home;
	meter.observer = engine_observer(s->engine);
	assert_int_equal(meter_create(&meter, &s->meter), 0);
	return s;
}

struct scene *scene_open(const char *rules, const char *told)
{
	return scene_make(rules, told, (struct engine_config){0});
}

struct scene *scene_open_live(const char *rules, const char *told)
{
	return scene_make(rules, told, (struct engine_config){.live = true});
}

struct scene *scene_open_all(const char *told, const struct rule_thresholds *usual)
{
	struct engine_config config = {.all = true};

	if (usual)
		config.usual = *usual;
	return scene_make(NULL, told, config);
}

void scene_close(struct scene *scene)
{
	meter_destroy(scene->meter);
	engine_destroy(scene->engine);
	geography_close(scene->geography);
	protocol_destroy(scene->protocol);
	home_destroy(scene->home);
	rules_destroy(scene->rules);
	free(scene);
}

void scene_wire(struct scene *scene, uint64_t time_ns, const struct wire_spec *spec)
{
	struct wire wire;

	wire_build(spec, &wire);
	meter_frame(scene->meter, wire.link_type, time_ns, wire.data, wire.captured, wire.length);
}

/* RFC 826, for IPv4 over Ethernet. */
void scene_arp(struct scene *scene, const char *mac, const char *ip, uint64_t time_ns)
{
	struct address from = an_address(ip), to = an_address(ROUTER_IP);
	uint8_t frame[42] = {0}, *p = wire_mac(frame, "ff:ff:ff:ff:ff:ff");

	p = wire_mac(p, mac);
	p = wire_number(p, 0x0806, 2);
	p = wire_number(p, 1, 2);
	p = wire_number(p, 0x0800, 2);
	p = wire_number(p, 0x0604, 2);
	p = wire_number(p, 1, 2);
	p = wire_mac(p, mac);
	p = wire_put(p, from.bytes + 12, 4);
	p = wire_number(p, 0, 6);
	wire_put(p, to.bytes + 12, 4);
	meter_frame(scene->meter, LINK_ETHERNET, time_ns, frame, sizeof(frame), sizeof(frame));
}

static struct wire_spec scene_spec(struct scene *s, const struct talk *talk, bool up)
{
	struct wire_spec spec = {
		.from_mac = talk->mac,
		.to_mac = ROUTER_MAC,
		.from = talk->ip,
		.to = talk->remote,
		.from_port = talk->local_port,
		.to_port = talk->remote_port,
		.protocol = talk->protocol,
		.sequence = ++s->sequence,
	};

	if (!up) {
		spec.from_mac = ROUTER_MAC;
		spec.to_mac = talk->mac;
		spec.from = talk->remote;
		spec.to = talk->ip;
		spec.from_port = talk->remote_port;
		spec.to_port = talk->local_port;
	}
	return spec;
}

void scene_packet(struct scene *scene, const struct talk *talk, uint64_t time_ns, bool up,
		  uint32_t length)
{
	struct wire_spec spec = scene_spec(scene, talk, up);

	spec.length = length;
	scene_wire(scene, time_ns, &spec);
}

void scene_burst(struct scene *scene, const struct talk *talk, uint64_t time_ns, unsigned count,
		 uint32_t length)
{
	for (unsigned i = 0; i < count; i++)
		scene_packet(scene, talk, time_ns + i * 10 * MILLISECOND, true, length);
}

void scene_hello(struct scene *scene, const struct talk *talk, uint64_t time_ns, const char *host)
{
	struct wire_spec spec = scene_spec(scene, talk, true);
	uint8_t hello[1024];

	spec.payload = hello;
	spec.payload_size = wire_hello(host, hello, sizeof(hello));
	scene_wire(scene, time_ns, &spec);
}

void scene_dns(struct scene *scene, const char *mac, const char *ip, uint64_t time_ns,
	       const char *host, const char *address)
{
	struct talk talk = {mac, ip, ROUTER_IP, 40000, 53, IPPROTO_UDP};
	struct wire_spec spec = scene_spec(scene, &talk, true);
	uint8_t message[512];

	spec.payload = message;
	spec.payload_size = wire_dns(host, NULL, message, sizeof(message));
	scene_wire(scene, time_ns, &spec);
	if (!address)
		return;
	spec = scene_spec(scene, &talk, false);
	spec.payload = message;
	spec.payload_size = wire_dns(host, address, message, sizeof(message));
	scene_wire(scene, time_ns + MILLISECOND, &spec);
}

void scene_finish(struct scene *scene)
{
	meter_finish(scene->meter);
	engine_finish(scene->engine, meter_counters(scene->meter));
}

size_t scene_count(const struct scene *scene, enum event_kind kind)
{
	size_t count = 0;

	for (size_t i = 0; i < scene->count; i++)
		count += scene->events[i].kind == kind;
	return count;
}

const struct event *scene_event(const struct scene *scene, enum event_kind kind, size_t index)
{
	for (size_t i = 0; i < scene->count; i++)
		if (scene->events[i].kind == kind && !index--)
			return &scene->events[i];
	fail_msg("no such event");
	return NULL;
}
