/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A device of the home as the engine knows it: what speaks for and against its being a camera, how
 * sure that makes it, and the words for it. Called by the engine with facts, never with packets.
 */
#ifndef LENSWATCH_CAMERA_DEVICE_H
#define LENSWATCH_CAMERA_DEVICE_H

#include "event.h"
#include "observation.h"
#include "camera/addresses.h"
#include "camera/onward.h"
#include "rules/rules.h"

#define DEVICE_EVIDENCE 16
#define DEVICE_SERVES 255
#define DEVICE_NAMES 24	    /* distinct foreign domains remembered, to tell a phone from a camera */
#define UNEXPLAINED_PARTS 6 /* of an hour */
#define DEVICE_REACH 16	    /* servers remembered, likewise where no names are seen */
/* In real captures cameras called 5 servers at most within ten minutes, phones up to 25. */
#define DEVICE_REACH_MOST 8
#define DEVICE_REACH_NS 600000000000ULL

/* Bits for the addresses a device speaks to in an hour; so many set are too many for a camera. */
#define DEVICE_PARTIES 512
#define DEVICE_PARTIES_MANY 160

/* Likewise for the names it asks for: cameras ask for a few, again and again. */
#define DEVICE_ASKED 256
#define DEVICE_ASKED_MANY 128

enum evidence_signal {
	SIGNAL_DECLARED = 1,
	SIGNAL_MAC,
	SIGNAL_NAME, /* DHCP, mDNS, SSDP, user agent */
	SIGNAL_HOST, /* asked for, contacted or sent to a host */
	SIGNAL_SIGNATURE,
	SIGNAL_BEHAVIOUR,
};

struct evidence {
	enum evidence_signal signal;
	enum rule_means means; /* what it speaks for; MEANS_MIXED speaks for a camera, weakly */
	double weight;	       /* how sure this alone makes it, 0..1 */
	enum reason reason;    /* what of `signal` it is; as in struct event_reason: */
	uint32_t maker;
	enum signature said;
	char text[81];
	const struct rule *rule;  /* NULL where none */
	const struct rule *brand; /* whose device it speaks for: `rule`, or a bucket's owner */
	unsigned line;
	uint64_t time_ns;
};

/* Whether that says no more than many things of a maker do. */
bool evidence_is_hint(const struct evidence *evidence);

/* As events carry it; its text lives in `evidence`. */
struct event_reason evidence_reason(const struct evidence *evidence);

/* Whether it says that it is a voice assistant, and those are asked for. */
bool evidence_is_speaker(const struct evidence *evidence);

struct device {
	struct device_key key;
	enum device_state state;
	bool declared;	/* by the owner, or an option */
	bool own;	/* this machine */
	bool namesake;	/* it used a camera's address while that was there: engine.c */
	bool dismissed; /* the owner said that it is no camera: it stays so whatever comes */
	bool met;	/* the engine applied what the owner said of it before */
	bool announced; /* the camera event went out */
	char name[64];	/* the owner's or the device's own */
	bool name_declared;
	struct address ip;	    /* the last it used as a source */
	struct addresses addresses; /* all that it uses */
	size_t evidence_count;
	struct evidence evidence[DEVICE_EVIDENCE];
	size_t foreign_count; /* distinct domains that no camera rule knows */
	uint32_t foreign[DEVICE_NAMES];
	size_t personal_count; /* ... and distinct ones that phones and laptops use */
	uint32_t personal[DEVICE_NAMES];
	uint8_t accessory; /* HomeKit's category of what it announces; DEVICE_SERVES: of several */
	bool app;	   /* it calls what only a camera vendor's app does */
	bool watches;	   /* it takes more in cameras' protocols than it sends, so far */
	uint64_t spoken_up, spoken_down;       /* in cameras' protocols, to and from outside */
	uint64_t parties_ns;		       /* since when the addresses below are counted */
	uint64_t parties[DEVICE_PARTIES / 64]; /* a bit an outside address, by its hash */
	bool many_parties; /* it spoke to more of them in an hour than any camera does */
	uint64_t names_ns; /* since when the names below are counted */
	uint64_t names[DEVICE_ASKED / 64]; /* a bit a name it asked for, by its hash */
	size_t reach_count;
	struct device_reach {
		uint32_t hash;
		uint64_t time_ns;
	} reach[DEVICE_REACH];	       /* servers it called, the latest call first */
	bool busy;		       /* it called more servers at a time than cameras do */
	uint64_t bytes_up, bytes_down; /* to and from outside */
	double certainty;	       /* that it is a camera */
	double other;		       /* that it is something else */
	const struct rule *vendor;     /* the best vendor rule, or NULL */
	enum camera_form form;
	uint64_t identified_ns;
	bool resolver;		       /* it answers DNS: what it asks it asks for others */
	uint64_t asked_ns;	       /* when anybody last asked it */
	struct episode *waiting_first; /* the engine's: episodes that wait for a verdict */
	struct episode *waiting_last;
	size_t waiting_count;
	unsigned behaved;    /* how many episodes, one after the other, looked like a camera's */
	uint64_t behaved_ns; /* when the last of them ended */
	uint64_t uploads, upload_bytes;	       /* told of it */
	uint64_t used_ns;		       /* when it was last looked for, by anything */
	uint64_t missed_from_ns, missed_to_ns; /* what passed unseen before it was a camera */
	uint64_t missed_bytes;
	enum cause missed_cause;	     /* of the last */
	bool stills;			     /* it was seen to send still pictures */
	struct device_unexplained {	     /* unexplained.c */
		uint64_t hour, part;	     /* that its last packet was in */
		struct device_small {	     /* bytes that are explained, up to bounds */
			uint64_t hour, part; /* of those */
		} small, asked;		     /* by being little; of the home's resolver */
		uint64_t excused;	     /* by whom they went to; of the hour */
		bool beyond;		     /* the last of the rest went there (struct flow) */
		uint64_t newest;	     /* number of the newest of the parts */
		struct device_unexplained_part {
			uint64_t bytes, from_ns, to_ns;
		} parts[UNEXPLAINED_PARTS]; /* the rest, not said yet */
	} unexplained;
	/* What was not told yet, as it was told of the like shortly before; 0: nothing. */
	uint64_t unseen_from_ns, unseen_to_ns, unseen_bytes;
	enum cause unseen_cause; /* of the last */
	uint64_t unseen_ns;	 /* up to when it was told that some of what it sends is not seen */
	struct device_presence { /* presence.c */
		uint64_t since_ns;    /* heard since then without a long silence */
		uint64_t heard_ns;    /* last */
		uint64_t outside_ns;  /* when anything last went to or came from outside; 0 never */
		uint64_t sent_ns;     /* ... went; 0 never */
		uint64_t home_ns;     /* when it last sent to another at home; 0 never */
		uint64_t reported_ns; /* when it was last told to be off the path; 0 never */
		bool steady;	      /* heard twice, 20 s apart or more */
		bool off_path;
	} presence;
	struct onward onward;
	struct device_traffic {	   /* traffic.c: of the hour under count */
		uint64_t since_ns; /* counted since then; 0: since the hour began */
		uint64_t bytes_up, packets_up;
		uint64_t across, next_across;
		bool merged, hardware;
		bool forgotten; /* by the owner: nothing is told before it sends again */
	} traffic;
	char mac_text[MAC_TEXT], ip_text[ADDRESS_TEXT];
};

struct episode;

/* Makes a zeroed device that of `key`. A MAC's maker is looked up at once. */
void device_begin(struct device *device, const struct device_key *key, const struct rules *rules,
		  uint64_t now_ns);

/*
 * Facts. Each weighs the device anew; the state may change, which the caller sees by comparing.
 */
void device_tell(struct device *device, const char *name);
/* The owner's name is taken back: until it says its own again it has none. */
void device_unname(struct device *device);
/* The owner's word that it is none: it is ruled out for good, until device_tell. */
void device_dismiss(struct device *device);
/* What the rules, read anew, say of its MAC. What was heard of it before stays. */
void device_reload(struct device *device, const struct rules *rules, uint64_t now_ns);
void device_hear_name(struct device *device, const struct rules *rules, enum rule_where where,
		      const char *text, uint64_t now_ns);
void device_contact(struct device *device, const struct rule_host *host, const char *name,
		    enum host_source source, bool sends, uint64_t now_ns);
/* Where that is a voice assistant's host, it is one itself, or uses its app. */
void device_assist(struct device *device, const struct rules *rules, const char *name,
		   uint64_t now_ns);
/* It began to speak to that outside address. */
void device_meet(struct device *device, const struct address *remote, uint64_t now_ns);
/* It asked a resolver for that name. */
void device_ask(struct device *device, const char *name, uint64_t now_ns);
/* Whether it asks for more names in an hour than any camera does: they may say something. */
bool device_asks_many(const struct device *device, uint64_t now_ns);
/* To about how many outside addresses it spoke in this hour. */
unsigned device_parties(const struct device *device);
void device_speak(struct device *device, const struct rules *rules, enum signature signature,
		  bool sends, uint64_t now_ns);
/*
 * So much more went up and came down in cameras' protocols. Who takes most of it watches, as long
 * as that is so: a relay's set-up, a voice prompt and settings come down to a camera too.
 */
void device_exchange(struct device *device, uint64_t bytes_up, uint64_t bytes_down,
		     uint64_t now_ns);
/* It sent what looks like footage: `weight` by how much it looked so. */
void device_behave(struct device *device, double weight, uint64_t now_ns);

/* Counts what it moved to and from outside; much more down than up speaks against a camera. */
void device_move(struct device *device, uint64_t bytes_up, uint64_t bytes_down);

/* It opened a connection to a server outside. */
void device_call(struct device *device, const uint8_t remote[16], uint64_t now_ns);

/* Whether nothing speaks for its being a camera but, perhaps, its behaviour. */
bool device_is_unnamed(const struct device *device);
/* Whether nothing but its behaviour and hints does: a maker of many things, a shared platform. */
bool device_is_vague(const struct device *device);
/* Whether something beside its MAC, which an adapter of a computer has too, speaks for it. */
bool device_is_thing(const struct device *device);
/* Whether it is of who makes cameras and what serves them, and nothing else says which it is. */
bool device_is_of_maker(const struct device *device);
/* Whether its MAC says that: it is a thing, and no phone or computer. */
bool device_is_makers_thing(const struct device *device);
/* Whether its verdict rests on a fact of that kind, too. */
bool device_is_weighed(const struct device *device, enum evidence_signal signal);
/* Whether behaviour, and nothing else, speaks for it. */
bool device_is_suspected(const struct device *device);
/* "f4:b8:5e:35:67:b0", or an address: as the key of its events. Returns `text`. */
const char *device_key_text(const struct device_key *key, char text[ADDRESS_TEXT]);
/* Whether a fact of its own, and not what it did, alone makes it a camera with that certainty. */
bool device_is_known(const struct device *device, double certainty);
/* Why it is no camera after all; of WITHDRAWN_BY_FACT `*fact` is which, its text in `device`. */
enum withdrawal device_doubt(const struct device *device, struct event_reason *fact);
/* Fills what events say of it. Strings live in `device`. */
void device_describe(struct device *device, struct event_camera *out);

#endif
