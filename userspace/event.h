/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What Lenswatch has to say: the records of the contract (docs/records.schema.json), as plain data.
 * The engine makes them, outputs write them, nothing in between changes them. Strings are borrowed
 * for the call that hands the event over; NULL means unknown and becomes null.
 */
#ifndef LENSWATCH_EVENT_H
#define LENSWATCH_EVENT_H

#include "observation.h"
#include "system/refusal.h"
#include "packet/address.h"
#include "packet/signature.h"

#define EVENT_ID 17 /* 16 hex digits and the zero */
#define EVENT_ADDRESSES 16
#define EVENT_FLOWS 32
#define EVENT_EVIDENCE 24
#define EVENT_REASONS 16

enum event_kind {
	EVENT_RUN = 1,
	EVENT_CAMERA,
	EVENT_UPLOAD,
	EVENT_UPLOADING,
	EVENT_LOCAL,
	EVENT_GAP,
	EVENT_SUMMARY,
	EVENT_BREACH,
	EVENT_TRAFFIC,
	EVENT_FILE,
	EVENT_EPISODE, /* `replay --all`: was sent, and is no event */
	EVENT_DEVICE,  /* likewise: how it was weighed */
};

/*
 * How a capture file could not be read, or not to its end. Those before FILE_WINDOW say that it is
 * no capture at all.
 */
enum file_why {
	FILE_WHOLE = 0,
	FILE_EMPTY,
	FILE_ARCHIVE,	/* packed in a way that is not read */
	FILE_UNKNOWN,	/* it begins as no capture does */
	FILE_SPECIAL,	/* a folder, a socket, a link that leads nowhere */
	FILE_WINDOW,	/* zstd wants more memory than it is given */
	FILE_XZ_MEMORY, /* so does xz */
	FILE_MISSING,
	FILE_DENIED,
	FILE_UNREADABLE, /* the system could not */
	FILE_LINK_TYPE,	 /* captured on a link that is not decoded */
	FILE_MIXED,	 /* its interfaces differ in what libpcap does not read together */
	FILE_SAME,	 /* with --join: the same bytes as another, which is read */
	FILE_HEADER,	 /* cut inside its header */
	FILE_DAMAGED,
	FILE_INSIDE_PACKET,
	FILE_PACKING_CUT,
	FILE_PACKING_DAMAGED,
	FILE_STOPPED, /* whoever ran it wanted no more */
};

enum upload_class {
	CLASS_UNKNOWN = 0,
	CLASS_CLIP,
	CLASS_LIVE,
	CLASS_SNAPSHOT,
	CLASS_CONTINUOUS,
	CLASS_SPEECH, /* of a voice assistant, where that is asked for */
};
#define CLASSES 6

enum destination_kind {
	DESTINATION_UNKNOWN = 0,
	DESTINATION_VENDOR_CLOUD,
	DESTINATION_HOSTING,
	DESTINATION_RELAY,
	DESTINATION_PEER,
	DESTINATION_VPN,
};

/* Whose VPN it went through: the one that the camera made, or one of the router that watched. */
enum vpn_of { VPN_OF_NOBODY = 0, VPN_OF_CAMERA, VPN_OF_ROUTER };

enum coverage { COVERAGE_EXACT = 0, COVERAGE_MERGED, COVERAGE_LOWER_BOUND, COVERAGE_HARDWARE };

/* Of a stream that was sent to another at home: whether that one sent as much out meanwhile. */
/* In part: told as not known, and a gap beside it. */
enum passed_on { PASSED_ON_UNKNOWN = 0, PASSED_ON_NO, PASSED_ON_YES, PASSED_ON_PART };

enum host_source { HOST_NONE = 0, HOST_SNI, HOST_DNS, HOST_HTTP };

/* What kind of thing the camera is: "a hub sent", "a recorder sent". */
enum camera_form { FORM_CAMERA = 0, FORM_HUB, FORM_SPEAKER };

/* Why what was told to be a camera is none. */
enum withdrawal {
	WITHDRAWN_NOT = 0, /* it is one */
	WITHDRAWN_BY_OWNER,
	WITHDRAWN_BY_FACT,
	WITHDRAWN_BY_REACH,    /* it speaks to more addresses than a camera does */
	WITHDRAWN_BY_PERSONAL, /* it uses what phones and computers use */
	WITHDRAWN_BY_APP,      /* it watches cameras, or uses their app */
	WITHDRAWN_BY_THE_REST, /* what speaks for a camera is too little beside it */
};

/* Whose word a name is: anything on the network may call itself as it likes. */
enum named_by { NAMED_BY_UNKNOWN = 0, NAMED_BY_OWNER, NAMED_BY_DEVICE };

/* What speaks for a device's being a camera, or against it. */
enum reason {
	REASON_UNKNOWN = 0, /* in a record that words it as nobody does here: `text` is all of it */
	REASON_DECLARED,    /* by the owner or an option */
	REASON_MAC,	    /* `maker` stands in it, registered to `text` */
	REASON_DHCP_NAME,   /* it said `text` of itself */
	REASON_DHCP_CLASS,
	REASON_MDNS_NAME,
	REASON_MDNS_SERVICE,
	REASON_MDNS_TEXT,
	REASON_AGENT,
	REASON_MODEL,
	REASON_DNS, /* it looked up the host `text` */
	REASON_SNI, /* it called for the host `text` */
	REASON_HTTP,
	REASON_ASSISTANT, /* it uses the voice assistant of `text` */
	REASON_SIGNATURE, /* it speaks `signature` */
	REASON_BEHAVIOUR,
	REASON_SERVES, /* it announces accessories of several kinds, as a home's server does */
	REASON_KINDS,
};

#define EVENT_REASON_TEXT 96

struct event_reason {
	enum reason reason;
	uint32_t maker; /* the first three bytes of a MAC, the first of them highest */
	enum signature signature;
	const char *text; /* NULL where the reason has none */
};

struct event_camera {
	char key[MAC_TEXT + ADDRESS_TEXT]; /* sorts devices: MAC, else address */
	const char *mac;		   /* text, NULL on raw IP */
	const char *ip;
	const char *name; /* the owner's, or what the device calls itself */
	enum named_by named_by;
	const char *vendor;
	const char *company; /* the vendor's owner, for people: "Amazon" */
	enum camera_form form;
	double certainty;
	bool suspected;
	size_t reason_count;
	struct event_reason identified_by[EVENT_REASONS]; /* the weightiest first */
	uint64_t identified_ns;				  /* 0: told by the user */
	/* Of EVENT_CAMERA: why and when it turned out to be none. */
	enum withdrawal withdrawn;
	struct event_reason withdrawn_by; /* of WITHDRAWN_BY_FACT */
	uint64_t withdrawn_ns;
};

struct event_flow {
	uint16_t local_port, remote_port;
	struct address remote;
	uint64_t bytes_up;
};

/* What an upload was judged by. */
enum judged_by {
	JUDGED_BY_ROLE = 1,  /* `role` of the host */
	JUDGED_BY_BYTES,     /* sent; this and the next ones: `number` */
	JUDGED_BY_RATIO,     /* bytes up to bytes down */
	JUDGED_BY_PACKET,    /* mean bytes of a packet sent */
	JUDGED_BY_RATE,	     /* kbit/s */
	JUDGED_BY_BURSTS,    /* so many */
	JUDGED_BY_BORROWED,  /* the host's name is of another connection to that address */
	JUDGED_BY_SIGNATURE, /* of the first bytes: `signature` */
	JUDGED_BY_CAMERA,    /* `reason` */
};

struct event_evidence {
	enum judged_by by;
	union {
		double number;
		const char *role; /* rule_role_name */
		enum signature signature;
		struct event_reason reason;
	};
	double threshold; /* NAN: none */
	const char *rule; /* "blink.yaml:12" or NULL */
};

/* What an upload might have been instead, and the fact that speaks against it: `number` of them. */
enum alternative {
	ALTERNATIVE_FIRMWARE = 1,   /* times more up than down */
	ALTERNATIVE_KEEP_ALIVE,	    /* bytes a packet */
	ALTERNATIVE_PHONE,	    /* other domains contacted */
	ALTERNATIVE_PHONE_BY_FACTS, /* likewise, and what the device says of itself is against it */
};

struct event_rejected {
	enum alternative what;
	double number;
};

struct event_destination {
	size_t address_count;
	struct address addresses[EVENT_ADDRESSES]; /* in the order they were first used */
	uint16_t port;
	const char *transport; /* "tcp", "udp", ... */
	const char *protocol;  /* nDPI's name or a signature's, NULL unknown */
	const char *host;
	enum host_source host_source;
	const char *service; /* "Blink", "Amazon S3" */
	const char *bucket_owner;
	const char *role; /* rule_role_name */
	enum destination_kind kind;
	enum vpn_of vpn_of;
	bool called_in; /* the other end opened the connection, from outside to the camera's port */
	uint32_t asn;	/* 0 unknown */
	const char *as_org;
	const char *country;
	const char *country_basis;
};

struct event_upload { /* also for EVENT_UPLOADING and EVENT_LOCAL */
	char id[EVENT_ID];
	char series[EVENT_ID];
	uint32_t part; /* from 1 */
	bool final;
	struct event_camera camera;
	uint64_t start_ns, end_ns;
	uint64_t bytes_up, bytes_down;
	uint64_t packets_up, packets_down;
	uint32_t video_low_s, video_high_s; /* both 0: cannot be told */
	enum upload_class class;
	double confidence;
	enum coverage coverage;
	enum passed_on passed_on; /* of EVENT_LOCAL */
	struct event_destination destination;
	size_t flow_count; /* most bytes first */
	struct event_flow flows[EVENT_FLOWS];
	size_t evidence_count;
	struct event_evidence evidence[EVENT_EVIDENCE];
	size_t rejected_count;
	struct event_rejected rejected[EVENT_REASONS];
};

struct event_gap {
	uint64_t from_ns, to_ns;
	enum cause cause;
	const char *interface;		   /* by name; NULL: it is about no single one */
	uint32_t count;			   /* devices of CAUSE_NONE_*, records of CAUSE_UNWRITTEN */
	const char *said;		   /* in a record whose cause has no words here; NULL */
	uint64_t packets;		   /* 0 unknown */
	uint64_t bytes;			   /* 0 unknown */
	const struct event_camera *camera; /* of which nothing could be seen; NULL: of all */
};

/*
 * All that a camera sent to outside in an hour or a part of one, whatever it was. Those of a camera
 * join: each begins where the one before it ended, as long as it was counted and time went on.
 */
struct event_traffic {
	struct event_camera camera;
	uint64_t from_ns, to_ns;
	uint64_t bytes_up, packets_up; /* in stretches of up to a second that began in it */
	uint64_t bytes_across; /* of stretches that lasted into it: they count in the one before */
	enum coverage coverage;
	bool on_path;	/* false: it is heard, but nothing it sends to outside passes here */
	bool under_way; /* it was sending when this one ended, and what that is was not told yet */
};

/* What an episode lacked to be told as an upload. The first four are keys of rules, too. */
enum condition {
	CONDITION_MET = 0,
	CONDITION_BYTES,
	CONDITION_RATIO,
	CONDITION_BEHAVIOUR_RATIO,
	CONDITION_PACKET,
	CONDITION_SMALL_TALK, /* an even trickle of small packets behind an episode */
	CONDITION_TRICKLE,    /* kbit/s over minutes */
	CONDITION_ROLE,	      /* the host is for telemetry, firmware or time */
	CONDITION_PERSONAL,   /* it went to what phones and computers use */
	CONDITION_HOUSEHOLD,  /* what a device of which little is known may do for anybody */
	CONDITION_SPEECH,     /* of a voice assistant, and no speech */
	CONDITION_CAMERA,     /* certainty that the device is one */
	CONDITION_OTHER,      /* certainty that the device is something else, which must be less */
	CONDITION_WAITED,     /* for a verdict, longer or with more than there is room for */
	CONDITIONS,
};

struct event_unmet {
	enum condition condition;
	double number, threshold; /* NAN: it has none */
};

/* `verdict` is "camera", "undecided" or "other". */
struct event_episode {
	struct event_camera device;
	const char *verdict;
	bool home; /* it stayed inside */
	uint64_t start_ns, end_ns;
	uint64_t bytes_up, bytes_down, packets_up;
	struct address remote;
	const char *host; /* NULL: not known */
	enum host_source host_source;
	const char *role; /* rule_role_name; NULL: no rule knows the host */
	struct event_unmet unmet;
};

#define EVENT_WEIGHED 16

/* A fact as it was weighed. */
struct event_weighed {
	struct event_reason reason;
	const char *means; /* rule_means_name: what it speaks for */
	double weight;
	const char *rule; /* file of it; NULL none */
	unsigned line;
};

struct event_device {
	struct event_camera camera; /* `certainty` is that it is one */
	const char *verdict;
	double other; /* certainty that it is something else */
	uint64_t heard_ns, bytes_up, bytes_down, uploads;
	size_t personal, foreign; /* domains that phones use; that no rule knows */
	unsigned parties;	  /* outside addresses in the last hour */
	bool app, watches;	  /* it uses a camera's app; it takes streams */
	size_t fact_count;
	struct event_weighed facts[EVENT_WEIGHED];
};

struct event_file {
	const char *path; /* as given on the command line */
	const char *name; /* within the folder that was given, else its base name */
	enum file_why why;
	bool cut;		    /* some of it was read, or nothing but the end is missing */
	const char *sha256;	    /* hex, NULL where it was a stream */
	uint64_t first_ns, last_ns; /* 0: empty */
	uint64_t packets;
	uint64_t lost;	    /* what the capture says of its own losses */
	bool lost_known;    /* it says so of all; a classic pcap has no place for it */
	const char *filter; /* it was recorded with, as it says; NULL none */
	const char *ended;  /* NULL, or how the file was cut or broken */
};

/* Live: libpcap does the work of the program in the kernel, which could not be used. */
struct event_fallback {
	struct refusal why;
};

struct event_run {
	const char *version, *ndpi, *rules_hash, *geo_date, *options;
	const char *way;		       /* "kernel" or "libpcap"; NULL: a replay */
	const struct event_fallback *fallback; /* NULL: the way that was meant */
	size_t file_count;
	const struct event_file *files;
};

/* Whether nothing left: of all cameras and all the time in a summary; docs/records.md. */
enum nothing_left { NOTHING_LEFT_CANNOT_TELL = 0, NOTHING_LEFT_YES, NOTHING_LEFT_NO };

/* Why it cannot be told, as bits by these numbers. */
enum doubt {
	DOUBT_NO_PACKETS = 0,
	DOUBT_NO_CAMERA,
	DOUBT_ABSENT,
	DOUBT_LOSSES_UNKNOWN,
	DOUBT_LOST,
	DOUBT_FILTERED,
	DOUBT_CUT,
	DOUBT_UNREAD,
	DOUBT_UNSEEN,
	DOUBT_ONE_WAY,
	DOUBT_OFF_PATH,
	DOUBT_OUTSIDE_ROUTER,
	DOUBT_HOME_UNKNOWN,
	DOUBT_FORWARDED,
	DOUBT_PASSED_ON,
	DOUBT_INTERRUPTED,
	DOUBT_CLOCK,
	DOUBT_TABLE_FULL,
	DOUBT_UNEXPLAINED,
	/* Of a history alone: */
	DOUBT_CHANGED,
	DOUBT_ERASED,
	DOUBT_DROPPED,
	DOUBT_UNWATCHED,
	DOUBT_UNCOUNTED,
	DOUBT_UNDER_WAY,
	DOUBT_UNWRITTEN,
	DOUBT_GAP,
	DOUBTS,
};

struct event_home_prefix {
	const char *prefix;
	const char *source; /* "told", "advertised", "neighbour", "local" */
};

/* A camera that the owner declared and that was not seen, nor is known from before. */
struct event_absent {
	const char *device; /* its MAC or address, as it was declared */
	const char *name;   /* NULL: none was given */
};

struct event_summary {
	uint64_t packets, ip_packets, bytes;
	uint64_t first_ns, last_ns;
	uint64_t uploads, upload_bytes; /* finals, and all their parts' bytes */
	uint64_t local_bytes;
	uint64_t lost, copies, unreadable;
	uint32_t devices, cameras, undecided, ruled_out;
	bool behind_nat; /* nothing inside the home was seen: no camera can be told */
	enum nothing_left nothing_left;
	uint32_t doubts; /* bits, of enum doubt */
	size_t try_count;
	const char *const *try_home; /* prefixes for --home, which look like this home's */
	size_t absent_count;
	const struct event_absent *absent;
	size_t home_count;
	const struct event_home_prefix *home;
};

/* What a promise is about (docs/promises.md). */
enum promise_rule {
	PROMISE_NOTHING = 1, /* "nothing leaves" */
	PROMISE_CLASSES,     /* "only clips" */
	PROMISE_COUNTRIES,   /* "EU only" */
	PROMISE_RECEIVER,    /* "only to Blink" */
	PROMISE_HOURS,	     /* "no uploads 22:00-07:00" */
	PROMISE_BYTES,	     /* "at most 500 MB a day" */
	PROMISE_UPLOADS,     /* "at most 20 uploads a day" */
};

/* What a promise's verdict rests on; words/breach.h makes a clause of it. */
enum promise_why {
	WHY_KEPT = 0,
	/* What broke it: */
	WHY_LEFT,     /* footage left the home */
	WHY_CLASS,    /* `class` */
	WHY_RECEIVER, /* to `name` */
	WHY_BUCKET,   /* to the storage of `name` */
	WHY_HOUR,     /* `minute` */
	WHY_REGION,   /* `name`, which stands in the host's name, is in `country` */
	WHY_BYTES,    /* `number` of a day */
	WHY_UPLOADS,  /* likewise */
	/* Why it cannot be told: */
	WHY_SUSPECTED, /* the device may be no camera */
	WHY_POSSIBLE,  /* it was only possibly footage */
	WHY_CLASS_UNKNOWN,
	WHY_VPN,
	WHY_RECEIVER_UNKNOWN,
	WHY_RENTED,	 /* of `name`, by whom is not known */
	WHY_RELAYED,	 /* likewise */
	WHY_HOURS_ROUGH, /* its times are, and it was at the edge */
	WHY_REGISTERED,	 /* its address in `country`, by `name`, which may be `old` */
	WHY_PLACE_UNKNOWN,
	WHY_REGION_RELAYED, /* as WHY_REGION, but a relay passes on */
	WHY_REGION_PARTLY,  /* but not in all of that country */
	WHY_BYTES_PERHAPS,  /* and more */
	WHY_UPLOADS_PERHAPS,
	WHY_GAP, /* `cause`, with its `number` and the `name` of its interface */
	WHY_NO_CAMERA,
	WHY_NO_SUCH_CAMERA,
	WHY_ABSENT, /* a camera that the owner declared was not seen */
	WHYS,
};

struct promise_reason {
	enum promise_why why;
	enum upload_class class;
	enum cause cause;
	int minute;	  /* of the local day; -1: not known */
	uint64_t number;  /* bytes, uploads or devices */
	char country[64]; /* ISO 3166-1 alpha-2, or "EU"; cut where it is longer */
	char name[104];	  /* "" none; cut where it is longer */
	bool old;	  /* by more than a year */
};

struct event_breach {	     /* told right after the upload's part that broke it */
	const char *promise; /* as the owner wrote it */
	const char *words;   /* the same without whose it is */
	enum promise_rule rule;
	const struct promise_reason *reason;
	double confidence;
	const struct event_upload *upload;
};

struct event {
	enum event_kind kind;
	const char *capture; /* the file's name (with --join the first one's); NULL live */
	union {
		struct event_run run;
		const struct event_file *file;
		struct event_camera camera;
		struct event_upload upload;
		struct event_gap gap;
		struct event_summary summary;
		struct event_breach breach;
		struct event_episode episode;
		struct event_device device;
		struct event_traffic traffic;
	};
};

typedef void event_fn(void *context, const struct event *event);

/*
 * The words of the contract, which live as long as the program, and the way back: a word that is
 * none, and NULL, is what is unknown, else the first of its kind.
 */
/*
 * "dns vs-cam.u011.immedia-semi.com", "told by the owner". Returns `text`, or the reason's own
 * where that is all that is known of it.
 */
const char *event_reason_text(const struct event_reason *reason, char text[EVENT_REASON_TEXT]);
/* What stands in it beside its kind: a name, a maker, a protocol; "" where that is all. */
const char *event_reason_value(const struct event_reason *reason);
/* The reverse of event_reason_text; `text` is borrowed. */
struct event_reason event_reason_parse(const char *text);
/* "bytes sent"; the way back is 0 for a word that is none. */
const char *judged_by_name(enum judged_by by);
enum judged_by judged_by_parse(const char *name);
/* What it was judged by in a word; NULL: `number` is it. May be written into `text`. */
const char *judged_by_text(const struct event_evidence *evidence, char text[EVENT_REASON_TEXT]);
const char *camera_form_name(enum camera_form form);
enum camera_form camera_form_parse(const char *name);
/* "owner", "device"; NULL where it is unknown, or there is no name. */
const char *camera_named_by(const struct event_camera *camera);
enum named_by camera_named_by_parse(const char *name);
const char *upload_class_name(enum upload_class class);
enum upload_class upload_class_parse(const char *name);
const char *destination_kind_name(enum destination_kind kind);
enum destination_kind destination_kind_parse(const char *name);
const char *coverage_name(enum coverage coverage);
enum coverage coverage_parse(const char *name);
const char *nothing_left_name(enum nothing_left left);
const char *doubt_name(enum doubt doubt);
/* Its bit; 0 for a word that is none. */
uint32_t doubt_bit(const char *name);
const char *cause_name(enum cause cause);
/* CAUSE_UNKNOWN for a word that is none, and for NULL. */
enum cause cause_parse(const char *name);
/* What a gap of that cause makes of "nothing left". */
enum doubt cause_doubt(enum cause cause);
const char *vpn_of_name(enum vpn_of vpn_of); /* NULL for VPN_OF_NOBODY */
enum vpn_of vpn_of_parse(const char *name);
const char *host_source_name(enum host_source source); /* NULL for HOST_NONE */
enum host_source host_source_parse(const char *name);
/* "footage_bytes"; NULL for CONDITION_MET. */
const char *condition_name(enum condition condition);
const char *promise_rule_name(enum promise_rule rule);
/* "read", "cut", "refused", "not-a-capture". */
const char *file_outcome_name(const struct event_file *file);
/* NULL for FILE_WHOLE. */
const char *file_why_name(enum file_why why);
/* How sure something is, of a confidence or a certainty: >= 0.95, >= 0.7, below. */
enum sureness { SURE, LIKELY, POSSIBLE };
enum sureness sureness_of(double confidence);
/* "certain", "likely" or "possible". */
const char *confidence_word(double confidence);

#endif
