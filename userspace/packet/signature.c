/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "packet/signature.h"

#include <netinet/in.h>
#include <string.h>

#include "packet/bytes.h"

/* Columns: name, shown, rank, media, way, call. */
static const struct signature_traits traits[SIGNATURE_COUNT] = {
	[SIGNATURE_NONE] = {"none", NULL, 0, MEDIA_NONE, WAY_UNKNOWN, false},
	[SIGNATURE_PPPP_RENDEZVOUS] = {"pppp", NULL, 4, MEDIA_EITHER, WAY_PUNCHED, false},
	[SIGNATURE_PPPP_DATA] = {"pppp-data", NULL, 5, MEDIA_EITHER, WAY_PUNCHED, false},
	[SIGNATURE_TUTK] = {"tutk", NULL, 4, MEDIA_EITHER, WAY_UNKNOWN, false},
	[SIGNATURE_DAHUA_P2P] = {"dahua-p2p", NULL, 4, MEDIA_NONE, WAY_UNKNOWN, false},
	[SIGNATURE_DAHUA_PTCP] = {"dahua-ptcp", NULL, 5, MEDIA_EITHER, WAY_UNKNOWN, false},
	[SIGNATURE_REOLINK] = {"reolink", NULL, 4, MEDIA_EITHER, WAY_UNKNOWN, false},
	[SIGNATURE_HIK] = {"hik", NULL, 4, MEDIA_NONE, WAY_UNKNOWN, false},
	[SIGNATURE_TUYA_LAN] = {"tuya-lan", NULL, 4, MEDIA_NONE, WAY_UNKNOWN, false},
	[SIGNATURE_DVRIP] = {"dvrip", NULL, 4, MEDIA_NONE, WAY_UNKNOWN, false},
	/* What ICE and DTLS set up says less of the way it goes than they do. */
	[SIGNATURE_STUN] = {"stun", NULL, 2, MEDIA_EITHER, WAY_ICE, true},
	[SIGNATURE_TURN] = {"turn", NULL, 5, MEDIA_EITHER, WAY_RELAY, true},
	[SIGNATURE_DTLS] = {"dtls", NULL, 3, MEDIA_EITHER, WAY_ICE, true},
	[SIGNATURE_RTP] = {"rtp", "RTP", 1, MEDIA_FILMED, WAY_ICE, true},
	[SIGNATURE_RTSP] = {"rtsp", "RTSP", 4, MEDIA_FILMED, WAY_UNKNOWN, false},
	[SIGNATURE_RTMP] = {"rtmp", "RTMP", 4, MEDIA_FILMED, WAY_UNKNOWN, false},
	[SIGNATURE_WIREGUARD] = {"wireguard", NULL, 4, MEDIA_NONE, WAY_TUNNEL, false},
	[SIGNATURE_OPENVPN] = {"openvpn", NULL, 4, MEDIA_NONE, WAY_TUNNEL, false},
	[SIGNATURE_BITTORRENT] = {"bittorrent", NULL, 4, MEDIA_NONE, WAY_UNKNOWN, false},
	[SIGNATURE_SRT] = {"srt", "SRT", 4, MEDIA_FILMED, WAY_UNKNOWN, false},
	[SIGNATURE_MYDLINK] = {"mydlink", NULL, 4, MEDIA_FILMED, WAY_UNKNOWN, false},
	[SIGNATURE_MJPEG] = {"mjpeg", "MJPEG", 4, MEDIA_FILMED, WAY_UNKNOWN, false},
	[SIGNATURE_TAPO] = {"tapo", NULL, 4, MEDIA_EITHER, WAY_UNKNOWN, false},
};

/* One payload: `size` bytes of `length` are here. */
struct signature_look {
	const struct packet *packet;
	const uint8_t *data;
	uint32_t size;
	uint32_t length;
};

static bool signature_starts(const struct signature_look *l, const char *bytes, uint32_t count)
{
	return l->size >= count && memcmp(l->data, bytes, count) == 0;
}

static bool has_port(const struct signature_look *l, uint16_t port)
{
	return l->packet->source_port == port || l->packet->target_port == port;
}

/* The types seen of CS2/PPPP; any other after F1 is taken for chance. */
static bool pppp_type_known(uint8_t type)
{
	static const uint8_t types[] = {0x00, 0x01, 0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x20,
					0x21, 0x26, 0x30, 0x31, 0x40, 0x41, 0x42, 0x43, 0x69,
					0x6a, 0x70, 0x71, 0x72, 0x73, 0x80, 0x81, 0x82, 0x83,
					0x84, 0xd0, 0xd1, 0xe0, 0xe1, 0xf0, 0xf1};

	return memchr(types, type, sizeof(types)) != NULL;
}

/* The length must be exact: F1 alone begins one random payload in 256. Measured on a Yi camera. */
static enum signature pppp_frame(const uint8_t *data, uint32_t size, uint32_t length)
{
	if (size < 4 || data[0] != 0xf1 || !pppp_type_known(data[1]) ||
	    bytes_get16(data + 2) + 4U != length)
		return SIGNATURE_NONE;
	return data[1] == 0xd0 ? SIGNATURE_PPPP_DATA : SIGNATURE_PPPP_RENDEZVOUS;
}

static enum signature pppp_udp(const struct signature_look *l)
{
	return pppp_frame(l->data, l->size, l->length);
}

/* Over TCP the frame stands behind eight bytes, the third of them 0x68. */
static enum signature pppp_tcp(const struct signature_look *l)
{
	if (l->size < 12 || l->data[2] != 0x68)
		return SIGNATURE_NONE;
	return pppp_frame(l->data + 8, l->size - 8, l->length - 8);
}

/*
 * ThroughTek IOTC: 04 02 19|1A of the plain header, 51 CC of the newer one. Two bytes prove nothing
 * alone, so these also need the discovery command 0x1002 or a port of its masters.
 */
static enum signature signature_of_tutk(const struct signature_look *l)
{
	bool port = has_port(l, 10001) || has_port(l, 10240) || has_port(l, 32761);

	if (l->size < 16)
		return SIGNATURE_NONE;
	if (l->data[0] == 0x04 && l->data[1] == 0x02 && (l->data[2] == 0x19 || l->data[2] == 0x1a))
		return SIGNATURE_TUTK;
	if (signature_starts(l, "\x51\xcc", 2) && (port || memcmp(l->data + 4, "\x02\x10", 2) == 0))
		return SIGNATURE_TUTK;
	return SIGNATURE_NONE;
}

static enum signature signature_of_dahua(const struct signature_look *l)
{
	if (signature_starts(l, "DHGET ", 6) || signature_starts(l, "DHPOST ", 7))
		return SIGNATURE_DAHUA_P2P;
	return signature_starts(l, "PTCP", 4) ? SIGNATURE_DAHUA_PTCP : SIGNATURE_NONE;
}

static enum signature reolink_udp(const struct signature_look *l)
{
	if (signature_starts(l, "\x3a\xcf\x87\x2a", 4) ||
	    signature_starts(l, "\x20\xcf\x87\x2a", 4) ||
	    signature_starts(l, "\x10\xcf\x87\x2a", 4))
		return SIGNATURE_REOLINK;
	return SIGNATURE_NONE;
}

static enum signature reolink_tcp(const struct signature_look *l)
{
	if (signature_starts(l, "\xf0\xde\xbc\x0a", 4) ||
	    signature_starts(l, "\xa0\xcb\xed\x0f", 4))
		return SIGNATURE_REOLINK;
	return SIGNATURE_NONE;
}

/* WS-Discovery (3702) and UPnP (1900) are XML on UDP of everyone. */
static enum signature signature_of_hik(const struct signature_look *l)
{
	bool port = has_port(l, 31007) || has_port(l, 6002) || has_port(l, 6003);

	return port && signature_starts(l, "<?xml", 5) ? SIGNATURE_HIK : SIGNATURE_NONE;
}

static enum signature signature_of_tuya(const struct signature_look *l)
{
	bool port = has_port(l, 6666) || has_port(l, 6667) || has_port(l, 6668);

	if (port &&
	    (signature_starts(l, "\0\0\x55\xaa", 4) || signature_starts(l, "\0\0\x66\x99", 4)))
		return SIGNATURE_TUYA_LAN;
	return SIGNATURE_NONE;
}

/* Xiongmai: FF, version 0 or 1, two zeros; a header is 20 bytes and ends with its body's length. */
static enum signature signature_of_dvrip(const struct signature_look *l)
{
	if (l->size < 20 || l->data[0] != 0xff || l->data[1] > 1 || l->data[2] || l->data[3])
		return SIGNATURE_NONE;
	return has_port(l, 34567) ? SIGNATURE_DVRIP : SIGNATURE_NONE;
}

/* RFC 8489 section 5: the method is spread around the two class bits. */
static enum signature signature_of_stun(const struct signature_look *l)
{
	uint16_t type, method;

	if (l->size < 20 || memcmp(l->data + 4, "\x21\x12\xa4\x42", 4) != 0)
		return SIGNATURE_NONE;
	type = bytes_get16(l->data);
	if (type & 0xc000 || l->data[3] & 3 || bytes_get16(l->data + 2) + 20U > l->length)
		return SIGNATURE_NONE;
	method = (uint16_t)((type & 0xf) | (type & 0xe0) >> 1 | (type & 0x3e00) >> 2);
	/* Allocate 3, Refresh 4, Send 6, Data 7, CreatePermission 8, ChannelBind 9; TCP 10..12. */
	if (method == 3 || method == 4 || (method >= 6 && method <= 12))
		return SIGNATURE_TURN;
	return SIGNATURE_STUN;
}

/* RFC 8656 section 12.4. One first byte in 16 fits, so the length and a port of TURN must too. */
static enum signature channel_data(const struct signature_look *l)
{
	bool port = has_port(l, 3478) || has_port(l, 5349) || has_port(l, 443);
	uint32_t body;

	if (!port || l->size < 4 || l->data[0] < 0x40 || l->data[0] > 0x4f)
		return SIGNATURE_NONE;
	body = bytes_get16(l->data + 2);
	/* Padding to four bytes is allowed on UDP and due on TCP. */
	if (!body || body + 4 > l->length || l->length - body - 4 > 3)
		return SIGNATURE_NONE;
	return SIGNATURE_TURN;
}

/* RFC 6347 section 4.1: content 20..23, version FE FF or FE FD, the record within the datagram. */
static enum signature dtls_12(const struct signature_look *l)
{
	if (l->size < 13 || l->data[0] < 20 || l->data[0] > 23 || l->data[1] != 0xfe)
		return SIGNATURE_NONE;
	if (l->data[2] != 0xff && l->data[2] != 0xfd)
		return SIGNATURE_NONE;
	return bytes_get16(l->data + 11) + 13U <= l->length ? SIGNATURE_DTLS : SIGNATURE_NONE;
}

/*
 * RFC 9147 section 4, as it is sent (Chromium): 001 without connection id, a sequence number of 16
 * bits and a length, which is exact, of at least the tag of 16 bytes and one more.
 */
static enum signature dtls_13(const struct signature_look *l)
{
	if (l->size < 5 || (l->data[0] & 0xfc) != 0x2c)
		return SIGNATURE_NONE;
	return l->length >= 22 && bytes_get16(l->data + 3) + 5U == l->length ? SIGNATURE_DTLS
									     : SIGNATURE_NONE;
}

static enum signature signature_of_dtls(const struct signature_look *l)
{
	return dtls_12(l) ? SIGNATURE_DTLS : dtls_13(l);
}

/* ICE over TCP (RFC 6544 section 3, RFC 4571 section 2): a length before each STUN and DTLS packet.
 */
static enum signature signature_of_framed(const struct signature_look *l)
{
	struct signature_look inner = {.packet = l->packet};
	enum signature found;

	if (l->size < 2 || bytes_get16(l->data) + 2U > l->length)
		return SIGNATURE_NONE;
	inner.data = l->data + 2;
	inner.length = bytes_get16(l->data);
	inner.size = l->size - 2 < inner.length ? l->size - 2 : inner.length;
	found = signature_of_stun(&inner);
	return found ? found : dtls_12(&inner);
}

/*
 * SRT (draft-sharabayko-srt section 3.2.1): a control packet of type 0, with version 4 or 5 and the
 * type of a handshake: induction, conclusion, wave-a-hand, agreement or done.
 */
static enum signature signature_of_srt(const struct signature_look *l)
{
	static const uint8_t types[][4] = {{0, 0, 0, 1},
					   {0, 0, 0, 0},
					   {0xff, 0xff, 0xff, 0xff},
					   {0xff, 0xff, 0xff, 0xfe},
					   {0xff, 0xff, 0xff, 0xfd}};

	if (l->length < 64 || l->size < 40 || memcmp(l->data, "\x80\0\0\0", 4) != 0 ||
	    memcmp(l->data + 16, "\0\0\0", 3) != 0 || (l->data[19] != 4 && l->data[19] != 5))
		return SIGNATURE_NONE;
	for (unsigned int i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (memcmp(l->data + 36, types[i], 4) == 0)
			return SIGNATURE_SRT;
	return SIGNATURE_NONE;
}

/*
 * D-Link's cameras send a viewer what RTSP interleaves in its connection (RFC 2326 section 10.12:
 * $, channel, length) by UDP, a frame a datagram. The length is exact. What opens the way has
 * channel 255 and 21 bytes; RTP and RTCP begin with version 2. Seen of two DCS-8000LH
 * (d-link.yaml).
 */
static enum signature signature_of_mydlink(const struct signature_look *l)
{
	if (l->size < 6 || l->data[0] != '$' || bytes_get16(l->data + 2) + 4U != l->length)
		return SIGNATURE_NONE;
	if (l->data[1] == 0xff)
		return l->length == 25 ? SIGNATURE_MYDLINK : SIGNATURE_NONE;
	return l->length >= 16 && l->data[4] >> 6 == 2 ? SIGNATURE_MYDLINK : SIGNATURE_NONE;
}

/* RFC 3550 section 5.1; 0..34 are static types, 72..76 would be RTCP, 96..127 dynamic ones. */
static enum signature signature_of_rtp(const struct signature_look *l)
{
	uint8_t type;

	if (l->size < 12 || l->data[0] >> 6 != 2 || l->length < 12U + (l->data[0] & 15) * 4U)
		return SIGNATURE_NONE;
	type = l->data[1] & 0x7f;
	return type <= 34 || type >= 96 ? SIGNATURE_RTP : SIGNATURE_NONE;
}

static enum signature signature_of_rtsp(const struct signature_look *l)
{
	static const char *const words[] = {"OPTIONS rtsp",  "DESCRIBE rtsp",	   "SETUP rtsp",
					    "PLAY rtsp",     "ANNOUNCE rtsp",	   "RECORD rtsp",
					    "TEARDOWN rtsp", "GET_PARAMETER rtsp", "PAUSE rtsp",
					    "RTSP/1.0 ",     "RTSP/2.0 "};

	for (unsigned int i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (signature_starts(l, words[i], (uint32_t)strlen(words[i])))
			return SIGNATURE_RTSP;
	return SIGNATURE_NONE;
}

static bool signature_holds(const struct signature_look *l, const char *text)
{
	return memmem(l->data, l->size, text, strlen(text)) != NULL;
}

/*
 * TP-Link's cameras, recorders and hubs send video as parts of HTTP that both ends name so (pytapo,
 * media_stream/session.py; AlexxIT/go2rtc, pkg/tapo). An answer whose parts replace each other
 * (Netscape's "An Exploration of Dynamic Documents", 1995) is how cameras show MJPEG.
 */
static enum signature signature_of_http(const struct signature_look *l)
{
	bool answers = signature_starts(l, "HTTP/1.", 7);

	if (!answers && !signature_starts(l, "POST /stream ", 13))
		return SIGNATURE_NONE;
	if (signature_holds(l, answers ? "--device-stream-" : "--client-stream-"))
		return SIGNATURE_TAPO;
	return answers && signature_holds(l, "multipart/x-mixed-replace") ? SIGNATURE_MJPEG
									  : SIGNATURE_NONE;
}

/*
 * RTMP 1.0 section 5.2: C0 is 3, C1 is a time, four zeros and 1528 random bytes. Where there is a
 * version instead (ffmpeg), the other end's answer must confirm it.
 */
static enum signature signature_of_rtmp(const struct signature_look *l)
{
	if (l->size < 9 || l->length < 1000 || l->data[0] != 3)
		return SIGNATURE_NONE;
	if (memcmp(l->data + 5, "\0\0\0\0", 4) != 0 && !has_port(l, 1935))
		return SIGNATURE_NONE;
	return SIGNATURE_RTMP;
}

/* WireGuard paper section 5.4: type, three zeros, and fixed sizes but for data. */
static enum signature signature_of_wireguard(const struct signature_look *l)
{
	if (l->size < 4 || l->data[1] || l->data[2] || l->data[3])
		return SIGNATURE_NONE;
	switch (l->data[0]) {
	case 1:
		return l->length == 148 ? SIGNATURE_WIREGUARD : SIGNATURE_NONE;
	case 2:
		return l->length == 92 ? SIGNATURE_WIREGUARD : SIGNATURE_NONE;
	case 3:
		return l->length == 64 ? SIGNATURE_WIREGUARD : SIGNATURE_NONE;
	default:
		return SIGNATURE_NONE;
	}
}

/* OpenVPN's hard resets of client (7, 10) and server (8) with key 0; 14 bytes without tls-auth. */
static enum signature openvpn_head(const struct signature_look *l, uint32_t at)
{
	if (!has_port(l, 1194) || l->size < at + 14)
		return SIGNATURE_NONE;
	switch (l->data[at]) {
	case 7 << 3:
	case 8 << 3:
	case 10 << 3:
		return SIGNATURE_OPENVPN;
	default:
		return SIGNATURE_NONE;
	}
}

static enum signature openvpn_udp(const struct signature_look *l)
{
	return openvpn_head(l, 0);
}

static enum signature openvpn_tcp(const struct signature_look *l)
{
	if (l->size < 2 || bytes_get16(l->data) + 2U != l->length)
		return SIGNATURE_NONE;
	return openvpn_head(l, 2);
}

static enum signature bittorrent_tcp(const struct signature_look *l)
{
	return signature_starts(l,
				"\x13"
				"BitTorrent protocol",
				20)
		       ? SIGNATURE_BITTORRENT
		       : SIGNATURE_NONE;
}

/* DHT messages (BEP 5) are bencoded dictionaries; a uTP SYN (BEP 29) is 20 bytes of version 1. */
static enum signature bittorrent_udp(const struct signature_look *l)
{
	if (signature_starts(l, "d1:ad2:id20:", 12) || signature_starts(l, "d1:rd2:id20:", 12))
		return SIGNATURE_BITTORRENT;
	if (l->length == 20 && l->size == 20 && l->data[0] == 0x41 && !l->data[1] &&
	    !memcmp(l->data + 8, "\0\0\0\0", 4) && !memcmp(l->data + 16, "\0\1\0\0", 4))
		return SIGNATURE_BITTORRENT;
	return SIGNATURE_NONE;
}

typedef enum signature detector(const struct signature_look *l);

/* The surer come first; RTP, by shape alone, last. */
static detector *const udp_detectors[] = {pppp_udp,
					  signature_of_tutk,
					  signature_of_dahua,
					  reolink_udp,
					  signature_of_hik,
					  signature_of_tuya,
					  signature_of_stun,
					  signature_of_srt,
					  signature_of_mydlink,
					  signature_of_dtls,
					  signature_of_wireguard,
					  openvpn_udp,
					  bittorrent_udp,
					  channel_data,
					  signature_of_rtp,
					  NULL};
static detector *const tcp_detectors[] = {pppp_tcp,
					  signature_of_dahua,
					  reolink_tcp,
					  signature_of_tuya,
					  signature_of_dvrip,
					  signature_of_stun,
					  signature_of_rtsp,
					  signature_of_http,
					  signature_of_rtmp,
					  bittorrent_tcp,
					  openvpn_tcp,
					  channel_data,
					  signature_of_framed,
					  NULL};

const struct signature_traits *signature_traits(enum signature signature)
{
	return &traits[(unsigned int)signature < SIGNATURE_COUNT ? signature : SIGNATURE_NONE];
}

const char *signature_name(enum signature signature)
{
	return signature_traits(signature)->name;
}

enum signature signature_from_name(const char *name)
{
	for (unsigned int i = 1; i < SIGNATURE_COUNT; i++)
		if (strcmp(traits[i].name, name) == 0)
			return (enum signature)i;
	return SIGNATURE_NONE;
}

enum signature signature_detect(const struct packet *packet)
{
	struct signature_look look = {.packet = packet,
				      .data = packet->payload,
				      .size = packet->payload_captured,
				      .length = packet->payload_length};
	detector *const *each = packet->protocol == IPPROTO_UDP ? udp_detectors : tcp_detectors;
	enum signature found;

	if (!packet->payload || packet->flags & PACKET_LATER ||
	    (packet->protocol != IPPROTO_UDP && packet->protocol != IPPROTO_TCP))
		return SIGNATURE_NONE;
	for (; *each; each++) {
		found = (*each)(&look);
		if (found)
			return found;
	}
	return SIGNATURE_NONE;
}

/* RFC 3550 appendix A.1 takes 100 out of order and 3,000 lost; of first packets fewer are. */
#define RTP_NEAR 100

bool signature_rtp_follows(struct signature_rtp *last, const struct packet *packet)
{
	const uint8_t *data = packet->payload;
	struct signature_rtp now = {.seen = true};
	int16_t step;
	bool follows;

	if (!data || packet->payload_captured < 12)
		return false;
	now.sequence = bytes_get16(data + 2);
	now.source = bytes_get32(data + 8);
	step = (int16_t)(uint16_t)(now.sequence - last->sequence);
	/* What stands still there is no number: a connection id of QUIC, a zero. */
	follows = last->seen && now.source == last->source && step != 0 && step >= -RTP_NEAR &&
		  step <= RTP_NEAR;
	*last = now;
	return follows;
}

unsigned int signature_rtmp_begins(const struct packet *packet)
{
	const uint8_t *data = packet->payload;

	if (packet->protocol != IPPROTO_TCP || !data || !packet->payload_captured || data[0] != 3)
		return 0;
	if (packet->payload_length == 1)
		return 1;
	if (packet->payload_length < 1000 || packet->payload_captured < 4)
		return 0;
	/* TPKT (RFC 1006 section 6), below RDP and others, begins with 3 too. */
	return data[1] || bytes_get16(data + 2) != packet->payload_length ? 2 : 0;
}
