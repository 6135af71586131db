/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * First-payload signatures of camera and media protocols that nDPI does not know or names too
 * widely: one look at one payload. Sources beside each detector. Called for the sampled first
 * packets of a flow.
 */
#ifndef LENSWATCH_PACKET_SIGNATURE_H
#define LENSWATCH_PACKET_SIGNATURE_H

#include "packet/packet.h"

enum signature {
	SIGNATURE_NONE = 0,
	SIGNATURE_PPPP_RENDEZVOUS, /* CS2/PPPP hello, login, report, punch, relay set-up */
	SIGNATURE_PPPP_DATA,	   /* CS2/PPPP D0 data on channel frames */
	SIGNATURE_TUTK,		   /* ThroughTek IOTC */
	SIGNATURE_DAHUA_P2P,	   /* DHGET / DHPOST */
	SIGNATURE_DAHUA_PTCP,	   /* PTCP media */
	SIGNATURE_REOLINK,	   /* Baichuan, UDP or TCP */
	SIGNATURE_HIK,		   /* XML over UDP of Hik-Connect */
	SIGNATURE_TUYA_LAN,
	SIGNATURE_DVRIP, /* Xiongmai */
	SIGNATURE_STUN,	 /* RFC 8489 binding, not TURN */
	SIGNATURE_TURN,	 /* RFC 8656 allocate, permission, channel, ChannelData, Send/Data */
	SIGNATURE_DTLS,
	SIGNATURE_RTP, /* RTP or SRTP by header shape: one packet proves nothing (rtp_follows) */
	SIGNATURE_RTSP,
	SIGNATURE_RTMP,
	SIGNATURE_WIREGUARD,
	SIGNATURE_OPENVPN,
	SIGNATURE_BITTORRENT,
	SIGNATURE_SRT,
	SIGNATURE_MYDLINK, /* D-Link: frames of RTSP over TCP, each in a datagram */
	SIGNATURE_MJPEG,   /* pictures that replace each other, in one answer of HTTP */
	SIGNATURE_TAPO,	   /* TP-Link's stream in parts of HTTP */
	SIGNATURE_COUNT,
};

/* What a protocol carries. */
enum signature_media {
	MEDIA_NONE = 0, /* none, or that is not known */
	MEDIA_EITHER,	/* a picture as it is filmed, or a recording as fast as it goes */
	MEDIA_FILMED,	/* as it is filmed */
};

/* What it says of the way to the other end. */
enum signature_way {
	WAY_UNKNOWN = 0,
	WAY_PUNCHED, /* direct once both ends punched through (PPPP) */
	WAY_ICE,     /* direct where both ends checked it (RFC 8445) */
	WAY_RELAY,
	WAY_TUNNEL,
};

/* All that is known of a signature: one row of signature.c. */
struct signature_traits {
	const char *name;  /* as rules write it */
	const char *shown; /* a better name than nDPI's; or NULL */
	unsigned int rank; /* how much it says of a flow: media above set-up, that above nothing */
	enum signature_media media;
	enum signature_way way;
	bool call; /* calls and shared screens speak it as well */
};

/* Of what is no signature, that of SIGNATURE_NONE. */
const struct signature_traits *signature_traits(enum signature signature);
/* Lower-case name as rules write it: "pppp", "pppp-data", "tutk", "turn", ... */
const char *signature_name(enum signature signature);
/* The reverse. SIGNATURE_NONE where there is none of that name. */
enum signature signature_from_name(const char *name);

/* Reads the payload of `packet` (its ports and protocol may count too). */
enum signature signature_detect(const struct packet *packet);

/* What one packet leaves behind for the next of its direction to be held against. */
struct signature_rtp {
	uint32_t source;
	uint16_t sequence;
	bool seen;
};
/*
 * Whether a packet that has RTP's shape goes on with what `last` came from: the same source, a near
 * sequence number. `last` becomes this packet.
 */
bool signature_rtp_follows(struct signature_rtp *last, const struct packet *packet);
/*
 * Whether a TCP connection's first payload one way may begin RTMP's handshake: 2 with C0 and C1 (or
 * S0 and S1), 1 with the first of them alone, else 0. Both ways it is one where they come to 3.
 */
unsigned int signature_rtmp_begins(const struct packet *packet);

#endif
