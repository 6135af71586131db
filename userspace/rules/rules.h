/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The rules: what is known of vendors, loaded from the YAML files of rules/ (grammar: its
 * README.md) and matched against names, MACs and signatures. Read-only once loaded; every match
 * points to the file and line it rests on.
 */
#ifndef LENSWATCH_RULES_RULES_H
#define LENSWATCH_RULES_RULES_H

#include <stdio.h>

#include "packet/address.h"
#include "packet/signature.h"

enum rule_kind {
	RULE_CAMERA = 1, /* vendor of cameras and doorbells (perhaps of other things too) */
	RULE_PLATFORM,	 /* a cloud that many camera brands share: Tuya, TUTK, PPPP, Meari */
	RULE_HOSTING,	 /* object stores, CDNs, general clouds */
	RULE_RELAY,	 /* TURN and STUN services */
	RULE_ANALYSIS,	 /* image analysis: Rekognition */
	RULE_PERSONAL,	 /* what phones, laptops and TVs use: never footage of a camera */
	RULE_SPEAKER,	 /* voice assistants; off unless enabled */
};

enum rule_role {
	ROLE_NONE = 0,
	ROLE_MEDIA,	 /* recorded footage: clips, snapshots, recordings */
	ROLE_LIVE,	 /* live view passes through it */
	ROLE_SIGNALLING, /* rendezvous, STUN, call set-up */
	ROLE_CONTROL,
	ROLE_TELEMETRY,
	ROLE_FIRMWARE,
	ROLE_TIME,
	ROLE_PERSONAL,
};

enum rule_side {
	SIDE_DEVICE = 1, /* the camera itself talks to it */
	SIDE_APP,	 /* phones and browsers do */
	SIDE_BOTH,
};

enum rule_confidence { /* where a fact comes from, best first */
		       FACT_MEASURED = 1,
		       FACT_CAPTURE,
		       FACT_CODE,
		       FACT_VENDOR_DOC,
		       FACT_FIRMWARE,
		       FACT_LIST,
};

/* What a MAC prefix's owner makes, or what a name stands for. */
enum rule_means {
	MEANS_CAMERA = 1, /* cameras and doorbells only */
	MEANS_MAKER,	  /* cameras, and chimes, alarms or lights that serve them: none alone */
	MEANS_HUB,	  /* a base station, hub or recorder that sends for cameras */
	MEANS_MIXED,	  /* cameras among other things: proves little alone */
	MEANS_OTHER,	  /* phone, laptop, TV, printer, plug, speaker */
	MEANS_SPEAKER,
};

enum rule_where {		       /* where a name pattern looks; bits */
		  WHERE_DHCP = 1 << 0, /* host name */
		  WHERE_DHCP_CLASS = 1 << 1,
		  WHERE_MDNS = 1 << 2,	  /* host or instance name */
		  WHERE_SERVICE = 1 << 3, /* mDNS service type */
		  WHERE_TEXT = 1 << 4,	  /* mDNS TXT string */
		  WHERE_MODEL = 1 << 5,	  /* SSDP, WS-Discovery */
		  WHERE_AGENT = 1 << 6,	  /* HTTP or QUIC user agent */
};

struct rule_thresholds {	 /* 0 in a field: the default holds */
	uint64_t footage_bytes;	 /* 100000 */
	double footage_ratio;	 /* 3 */
	double behaviour_ratio;	 /* 8 */
	uint32_t mean_packet;	 /* 300 */
	uint64_t snapshot_bytes; /* 8000 */
};

struct rule_amount {	/* that somebody measured */
	uint64_t bytes; /* 0: the default of engine/unexplained.c holds */
	const char *source;
};

enum rule_asked {
	ASKED_VENDOR = 1, /* the owner is not needed, and may never hear of it */
	ASKED_OWNER,	  /* who may answer or not */
};

struct rule_advice {	   /* what the vendor keeps and what the owner can do */
	const char *topic; /* "keeps", "see", "delete", "encrypt", "local", "request" */
	const char *text;
	const char *source;
	const char *date;      /* YYYY-MM-DD or YYYY-MM */
	double days;	       /* with "keeps": for how long; 0 none stated */
	const char *country;   /* with "request": where that holds (ISO 3166-1 alpha-2) */
	enum rule_asked asked; /* with "request": whom somebody asks for footage */
};

/* One vendor, platform or service: one file. */
struct rule {
	const char *vendor;
	const char *company; /* NULL where it is its own */
	const char *file;    /* "blink.yaml" */
	unsigned line;	     /* of `vendor` in it */
	enum rule_kind kind;
	bool enabled;	   /* speakers are not unless asked */
	bool cameras_only; /* every device that uses its device-side hosts is a camera, doorbell or
			      their hub */
	struct rule_thresholds thresholds;
	struct rule_amount shortest_clip; /* or still picture */
	struct rule_amount logs;	  /* an hour at most, to hosts that take no footage */
	uint32_t bitrate_low_kbit, bitrate_high_kbit; /* of its video; 0 unknown */
	size_t host_count, mac_count, name_count, signature_count;
	size_t advice_count;
	const struct rule_advice *advice;
};

struct rule_host {
	const struct rule *rule;
	const char *pattern;
	enum rule_role role;
	enum rule_side side;
	enum rule_confidence confidence;
	enum rule_means callers; /* which devices: MEANS_CAMERA, MEANS_MAKER; 0 any of the vendor */
	const char *bucket; /* for hosting: whose bucket it is, where the name tells; else NULL */
	const struct rule *bucket_rule; /* the rule of that vendor, NULL where there is none */
	const char *source;
	const char *example; /* a name that it is meant for, or NULL */
	unsigned line;
};

struct rule_mac {
	const struct rule *rule;
	uint8_t prefix[6];
	uint8_t bits; /* 24, 28 or 36 */
	enum rule_means means;
	const char *registrant;
	const char *source;
	unsigned line;
};

struct rule_name {
	const struct rule *rule;
	const char *pattern; /* glob, case ignored */
	unsigned where;	     /* enum rule_where */
	enum rule_means means;
	double certainty; /* how sure this alone makes it, 0..1 */
	const char *source;
	const char *example; /* a text that it is meant for, or NULL */
	unsigned line;
};

struct rule_signature {
	const struct rule *rule;
	enum signature signature;
	double certainty; /* that a device which speaks it is a camera, 0..1 */
	enum rule_role role;
	const char *source;
	unsigned line;
};

struct rules_text {	  /* one file's bytes, wherever they came from */
	const char *name; /* "blink.yaml" */
	const char *bytes;
	size_t length;
};

struct rules;

/* Called for each error; `line` 0 where none applies. `cure` may be NULL. */
typedef void rules_error_fn(void *context, const char *file, unsigned line, const char *what,
			    const char *cure);

/*
 * Loads every *.yaml of `directory` in bytewise order. All errors are told before it fails.
 * 0, -ENOENT no directory or no rules in it, -EACCES it may not be looked into, -EINVAL errors were
 * told, -ENOMEM.
 */
int rules_load(const char *directory, rules_error_fn *error, void *context, struct rules **out);
/* The same of bytes in memory, in the order given; -EINVAL too where there are none. */
int rules_load_texts(const struct rules_text *texts, size_t count, rules_error_fn *error,
		     void *context, struct rules **out);
void rules_destroy(struct rules *rules);
/* Turns on what is off unless asked for: voice assistants. 0 or -ENOMEM, with nothing changed. */
int rules_enable_speakers(struct rules *rules);
/* Hex of a BLAKE2b-128 over all files' names and bytes. */
const char *rules_hash(const struct rules *rules);

/* The most specific host pattern that matches, among enabled rules; NULL where none does. */
const struct rule_host *rules_host(const struct rules *rules, const char *name);
/*
 * The same of voice assistants alone, enabled or not: who calls them is one, whether or not it is
 * told what they take.
 */
const struct rule_host *rules_assistant(const struct rules *rules, const char *name);
/* All matching hosts, most specific first, at most `most`. Returns how many. */
size_t rules_hosts(const struct rules *rules, const char *name, const struct rule_host **out,
		   size_t most);
/* The longest MAC prefix that matches, or NULL. */
const struct rule_mac *rules_mac(const struct rules *rules, const uint8_t mac[6]);
/* The matching name pattern with the highest certainty, or NULL. `where` is one bit. */
const struct rule_name *rules_name(const struct rules *rules, enum rule_where where,
				   const char *text);
/* The signature rule of the shared or vendor files, or NULL; the most certain where several. */
const struct rule_signature *rules_signature(const struct rules *rules, enum signature signature);
/* Writes the protocols file for nDPI (host:"suffix"@Vendor lines). 0 or -errno. */
int rules_write_protocols(const struct rules *rules, FILE *file);

/* All rules, in the order in which they were loaded; NULL behind the last. */
size_t rules_count(const struct rules *rules);
const struct rule *rules_at(const struct rules *rules, size_t index);

/* The words rules and records use. */
const char *rule_role_name(enum rule_role role);
const char *rule_kind_name(enum rule_kind kind);
const char *rule_confidence_name(enum rule_confidence confidence);
const char *rule_means_name(enum rule_means means);

#endif
