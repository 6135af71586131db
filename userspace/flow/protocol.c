/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "flow/protocol.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <ndpi_api.h>

#include "flow/greeting.h"

/*
 * What differs between nDPI 4.2 (Debian 12), 4.8 (OpenWrt 24.10) and 5.0 (OpenWrt 25.12) is in this
 * block and nowhere else.
 */
#define NDPI_RELEASE (NDPI_MAJOR * 100 + NDPI_MINOR)

#if NDPI_RELEASE < 406
#define LEAN_PREFERENCES ndpi_dont_load_tor_hosts
#elif NDPI_RELEASE < 410
#if NDPI_RELEASE < 408
#define LATER_LISTS 0
#else
#define LATER_LISTS                                                                                \
	(ndpi_dont_load_cachefly_list | ndpi_dont_load_crawlers_list |                             \
	 ndpi_dont_load_protonvpn_list | ndpi_dont_load_mullvad_list)
#endif
#define LEAN_PREFERENCES                                                                           \
	(ndpi_dont_load_tor_list | ndpi_dont_load_azure_list | ndpi_dont_load_whatsapp_list |      \
	 ndpi_dont_load_amazon_aws_list | ndpi_dont_load_ethereum_list |                           \
	 ndpi_dont_load_zoom_list | ndpi_dont_load_cloudflare_list |                               \
	 ndpi_dont_load_microsoft_list | ndpi_dont_load_google_list |                              \
	 ndpi_dont_load_google_cloud_list | ndpi_dont_load_asn_lists |                             \
	 ndpi_dont_load_icloud_private_relay_list | ndpi_dont_init_risk_ptree | LATER_LISTS)
#endif

/*
 * Address lists name an application after whose address it is; that is the geography's word, not
 * the protocol's, and the lists are most of nDPI's memory. libgcrypt stays: QUIC's first packet is
 * encrypted.
 */
static struct ndpi_detection_module_struct *module_start(void)
{
#if NDPI_RELEASE < 410
	return ndpi_init_detection_module(LEAN_PREFERENCES);
#else
	struct ndpi_detection_module_struct *module = ndpi_init_detection_module(NULL);

	if (module) {
		ndpi_set_config(module, "any", "ip_list.load", "0");
		ndpi_set_config(module, NULL, "flow_risk_lists.load", "0");
		ndpi_set_config(module, NULL, "dpi.guess_on_giveup", "0");
	}
	return module;
#endif
}

static void module_enable_all(struct ndpi_detection_module_struct *module)
{
#if NDPI_RELEASE < 500
	NDPI_PROTOCOL_BITMASK all;

	NDPI_BITMASK_SET_ALL(all);
	ndpi_set_protocol_detection_bitmask2(module, &all);
#else
	(void)module; /* all are on unless configured off */
#endif
}

static void module_inspect(struct ndpi_detection_module_struct *module,
			   struct ndpi_flow_struct *flow, const uint8_t *ip, uint16_t size,
			   uint64_t time_ms)
{
#if NDPI_RELEASE < 406
	ndpi_detection_process_packet(module, flow, ip, size, time_ms);
#else
	ndpi_detection_process_packet(module, flow, ip, size, time_ms, NULL);
#endif
}

static void module_giveup(struct ndpi_detection_module_struct *module,
			  struct ndpi_flow_struct *flow)
{
#if NDPI_RELEASE < 410
	uint8_t guessed;

	ndpi_detection_giveup(module, flow, 0, &guessed);
#elif NDPI_RELEASE < 500
	uint8_t guessed;

	ndpi_detection_giveup(module, flow, &guessed);
#else
	ndpi_detection_giveup(module, flow);
#endif
}

/* Before 4.6 the address lists cannot be left out, and one may have given the application. */
static bool guessed_by_address(const struct ndpi_flow_struct *flow, uint16_t application)
{
#if NDPI_RELEASE < 406
	return flow->host_server_name[0] == '\0' && application == flow->guessed_host_protocol_id;
#else
	(void)flow;
	(void)application;
	return false;
#endif
}

#define PROTOCOL_PACKETS 8 /* a direction: beyond it nDPI learns nothing that we use */
#define PROTOCOL_CUT 2048  /* bytes looked at where a header promises more than is there */
#define PROTOCOL_IPV4_TOTAL 2
#define PROTOCOL_IPV6_PAYLOAD 4
#define PROTOCOL_IPV6_HEADER 40
#define PROTOCOL_GREETINGS 128 /* that wait for more, 9 kB each */
#define PROTOCOL_BEFORE 45     /* bytes of IPv4, TCP and a TLS record's header */

struct protocol {
	struct ndpi_detection_module_struct *module;
	struct greetings *greetings;
	uint8_t cut[PROTOCOL_CUT];
	uint8_t again[PROTOCOL_BEFORE + GREETING_BYTES]; /* a greeting as it is shown once more */
};

struct protocol_flow {
	uint8_t transport;  /* IPPROTO_* of its first packet, 0 before it */
	uint8_t packets[2]; /* down, up */
	struct greeting greeting;
	struct ndpi_flow_struct ndpi;
};

int protocol_create(const char *protocols_file, struct protocol **out)
{
	struct protocol *protocol = calloc(1, sizeof(*protocol));
	int rc = -ENOMEM;

	if (!protocol)
		return rc;
	protocol->module = module_start();
	if (!protocol->module || greetings_create(PROTOCOL_GREETINGS, &protocol->greetings))
		goto fail;
	module_enable_all(protocol->module);
	rc = -EINVAL;
	if (protocols_file && access(protocols_file, R_OK))
		goto fail; /* nDPI would say so on stdout, where our data goes */
	if (protocols_file && ndpi_load_protocols_file(protocol->module, protocols_file) < 0)
		goto fail;
	ndpi_finalize_initialization(protocol->module);
	*out = protocol;
	return 0;
fail:
	protocol_destroy(protocol);
	return rc;
}

void protocol_destroy(struct protocol *protocol)
{
	if (!protocol)
		return;
	if (protocol->module)
		ndpi_exit_detection_module(protocol->module);
	greetings_destroy(protocol->greetings);
	free(protocol);
}

const char *protocol_version(void)
{
	return ndpi_revision();
}

struct protocol_flow *protocol_flow_create(struct protocol *protocol)
{
	(void)protocol;
	return calloc(1, sizeof(struct protocol_flow));
}

void protocol_flow_destroy(struct protocol_flow *flow)
{
	if (!flow)
		return;
	greeting_end(&flow->greeting);
	ndpi_free_flow_data(&flow->ndpi);
	free(flow);
}

static bool is_name_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

/* A name has a letter in its last label (RFC 1123 section 2.1), so "192.0.2.1" is none. */
static bool is_host_name(const char *text, size_t length)
{
	size_t dots = 0;
	bool letter = false;

	for (size_t i = 0; i < length; i++) {
		if (!is_name_byte(text[i]))
			return false;
		if (text[i] == '.') {
			if (i == 0 || text[i - 1] == '.')
				return false;
			dots++;
			letter = false;
		} else if (text[i] >= 'a' && text[i] <= 'z') {
			letter = true;
		}
	}
	return dots > 0 && letter;
}

/*
 * nDPI has room for `room` bytes and keeps the end of a longer name (4.2): a name that fills it may
 * lack its beginning, and a name that was not seen is not told.
 */
static void copy_host(const char *name, size_t room, char out[PROTOCOL_HOST])
{
	char lower[PROTOCOL_HOST];
	size_t length = strnlen(name, room);

	if (length + 1 >= room || length >= sizeof(lower))
		return;
	for (size_t i = 0; i < length; i++)
		lower[i] = name[i] >= 'A' && name[i] <= 'Z' ? (char)(name[i] + 32) : name[i];
	lower[length] = '\0';
	length = strcspn(lower, ":"); /* the port of an HTTP Host (RFC 9110 section 7.2) */
	if (length > 0 && lower[length - 1] == '.')
		length--;
	lower[length] = '\0';
	if (is_host_name(lower, length))
		memcpy(out, lower, length + 1);
}

static void copy_printable(const char *text, char *out, size_t size)
{
	size_t length = 0;

	while (text && text[length] && length + 1 < size) {
		out[length] = text[length] >= ' ' && text[length] <= '~' ? text[length] : '?';
		length++;
	}
	out[length] = '\0';
}

static enum protocol_host_source host_source(uint16_t master)
{
	switch (master) {
	case NDPI_PROTOCOL_TLS:
	case NDPI_PROTOCOL_DTLS:
	case NDPI_PROTOCOL_QUIC:
		return PROTOCOL_HOST_SNI;
	case NDPI_PROTOCOL_HTTP:
		return PROTOCOL_HOST_HTTP;
	default: /* the field also holds DNS questions, NetBIOS names and STUN realms */
		return PROTOCOL_HOST_NONE;
	}
}

static bool protocol_is_settled(const struct protocol_facts *facts, uint16_t master)
{
	if (!facts->master[0])
		return false;
	if (host_source(master) != PROTOCOL_HOST_NONE)
		return facts->host[0] != '\0';
	return master != NDPI_PROTOCOL_STUN ||
	       facts->application[0]; /* a call comes a packet later */
}

static void protocol_tell(struct protocol *protocol, struct protocol_flow *flow,
			  struct protocol_facts *out)
{
	const struct ndpi_flow_struct *ndpi = &flow->ndpi;
	uint16_t master = ndpi->detected_protocol_stack[1];
	uint16_t application = ndpi->detected_protocol_stack[0];

	memset(out, 0, sizeof(*out));
	if (ndpi->confidence != NDPI_CONFIDENCE_DPI &&
	    ndpi->confidence != NDPI_CONFIDENCE_DPI_CACHE)
		application = master = NDPI_PROTOCOL_UNKNOWN;
	if (master == NDPI_PROTOCOL_UNKNOWN) {
		master = application;
		application = NDPI_PROTOCOL_UNKNOWN;
	}
	if (master != NDPI_PROTOCOL_UNKNOWN)
		copy_printable(ndpi_get_proto_name(protocol->module, master), out->master,
			       sizeof(out->master));
	if (application != NDPI_PROTOCOL_UNKNOWN && !guessed_by_address(ndpi, application))
		copy_printable(ndpi_get_proto_name(protocol->module, application), out->application,
			       sizeof(out->application));
	if (host_source(master) != PROTOCOL_HOST_NONE)
		copy_host(ndpi->host_server_name, sizeof(ndpi->host_server_name), out->host);
	if (out->host[0])
		out->host_source = host_source(master);
	copy_printable(ndpi->http.user_agent, out->user_agent, sizeof(out->user_agent));
	out->done = protocol_is_settled(out, master) || flow->packets[0] >= PROTOCOL_PACKETS ||
		    flow->packets[1] >= PROTOCOL_PACKETS;
}

/*
 * nDPI 4.2 keeps TCP's and UDP's memory of a flow in one union and goes by the last packet's
 * protocol: a flow must never mix them. An IPv6 packet with extension headers is passed over,
 * because nDPI walks them otherwise than we do.
 */
static bool is_of_flow(struct protocol_flow *flow, const struct packet *packet)
{
	bool v6 = packet->flags & PACKET_IPV6;

	if (packet->ip[0] >> 4 != (v6 ? 6 : 4) || packet->ip[v6 ? 6 : 9] != packet->protocol)
		return false;
	if (flow->transport == 0)
		flow->transport = packet->protocol;
	return flow->transport == packet->protocol;
}

static uint32_t protocol_promised(const uint8_t *ip, bool v6)
{
	const uint8_t *field = ip + (v6 ? PROTOCOL_IPV6_PAYLOAD : PROTOCOL_IPV4_TOTAL);

	return ((uint32_t)field[0] << 8 | field[1]) + (v6 ? PROTOCOL_IPV6_HEADER : 0);
}

/*
 * nDPI passes over a packet whose header promises more than is there, and a length of 0
 * (segmentation offload) makes it see no payload. So such a packet is shown to it as one that ends
 * where the bytes end.
 */
static const uint8_t *protocol_fit(struct protocol *protocol, const struct packet *packet,
				   uint16_t *size)
{
	bool v6 = packet->flags & PACKET_IPV6;
	uint32_t header = v6 ? PROTOCOL_IPV6_HEADER : 0;
	uint32_t least = v6 ? PROTOCOL_IPV6_HEADER : 20;
	uint32_t length = packet->ip_captured, promised;
	uint8_t *field;

	if (length < least)
		return NULL;
	promised = protocol_promised(packet->ip, v6);
	if (promised <= length && promised >= least && promised <= UINT16_MAX) {
		*size = (uint16_t)promised;
		return packet->ip;
	}
	if (length > PROTOCOL_CUT)
		length = PROTOCOL_CUT;
	memcpy(protocol->cut, packet->ip, length);
	field = protocol->cut + (v6 ? PROTOCOL_IPV6_PAYLOAD : PROTOCOL_IPV4_TOTAL);
	field[0] = (uint8_t)((length - header) >> 8);
	field[1] = (uint8_t)(length - header);
	*size = (uint16_t)length;
	return protocol->cut;
}

/*
 * nDPI is shown a greeting that we put together, as one packet of a connection of its own: it knows
 * by the name whose application that is. Ports and addresses are nobody's (RFC 5737).
 */
static void show_greeting(struct protocol *protocol, const struct greeting_whole *greeting,
			  uint64_t time_ms, struct protocol_facts *out)
{
	static const uint8_t before[PROTOCOL_BEFORE] = {
		0x45, 0,   0,	 0,  0,	   0,	 0, 0, 64,   IPPROTO_TCP, 0,  0, 192, 0, 2,
		1,    192, 0,	 2,  2,	   0xc3, 0, 1, 0xbb, 0,		  0,  0, 1,   0, 0,
		0,    1,   0x50, 24, 0xff, 0xff, 0, 0, 0,    0,		  22, 3, 1,   0, 0};
	struct protocol_flow *flow = protocol_flow_create(protocol);
	size_t size = sizeof(before) + greeting->size;

	if (!flow)
		return;
	memcpy(protocol->again, before, sizeof(before));
	protocol->again[2] = (uint8_t)(size >> 8);
	protocol->again[3] = (uint8_t)size;
	protocol->again[PROTOCOL_BEFORE - 2] = (uint8_t)(greeting->size >> 8);
	protocol->again[PROTOCOL_BEFORE - 1] = (uint8_t)greeting->size;
	memcpy(protocol->again + sizeof(before), greeting->message, greeting->size);
	module_inspect(protocol->module, &flow->ndpi, protocol->again, (uint16_t)size, time_ms);
	protocol_tell(protocol, flow, out);
	protocol_flow_destroy(flow);
}

/* Where nDPI has no name for what may be TLS or QUIC: 4.2 puts little together and no long name. */
static void protocol_greet(struct protocol *protocol, struct protocol_flow *flow,
			   const struct packet *packet, uint64_t time_ms,
			   struct protocol_facts *out)
{
	const char *master = packet->protocol == IPPROTO_TCP ? "TLS" : "QUIC";
	struct greeting_whole greeting;
	char host[PROTOCOL_HOST] = "";

	if (out->host[0] || (out->master[0] && strcmp(out->master, master) != 0) ||
	    greeting_take(protocol->greetings, &flow->greeting, packet, &greeting))
		return;
	copy_host(greeting.name, sizeof(greeting.name), host);
	if (!host[0])
		return;
	show_greeting(protocol, &greeting, time_ms, out);
	memcpy(out->host, host, sizeof(host));
	out->host_source = PROTOCOL_HOST_SNI;
	copy_printable(master, out->master, sizeof(out->master));
	out->done = true;
}

void protocol_inspect(struct protocol *protocol, struct protocol_flow *flow,
		      const struct packet *packet, bool upstream, uint64_t time_ns,
		      struct protocol_facts *out)
{
	const uint8_t *ip = NULL;
	uint16_t size = 0;

	if (packet->ip && !(packet->flags & (PACKET_ARP | PACKET_FRAGMENT)))
		ip = protocol_fit(protocol, packet, &size);
	if (ip && is_of_flow(flow, packet)) {
		module_inspect(protocol->module, &flow->ndpi, ip, size, time_ns / 1000000);
		if (flow->packets[upstream] < PROTOCOL_PACKETS)
			flow->packets[upstream]++;
	}
	protocol_tell(protocol, flow, out);
	if (ip && upstream && is_of_flow(flow, packet))
		protocol_greet(protocol, flow, packet, time_ns / 1000000, out);
}

void protocol_giveup(struct protocol *protocol, struct protocol_flow *flow,
		     struct protocol_facts *out)
{
	module_giveup(protocol->module, &flow->ndpi);
	protocol_tell(protocol, flow, out);
	out->done = true;
}
