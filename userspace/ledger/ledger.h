/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The ledger: what Lenswatch told, kept in one SQLite file so that it can be shown later that
 * nothing was changed. Records are only added; each is hashed together with all before it, and
 * every commit is signed (digest.h). One writer at a time, any number of readers, which never
 * wait.
 *
 * Beside PATH lie PATH.key (the secret key, mode 0600, made at first start; the writer holds a lock
 * on it) and PATH.pub (the public key, 64 hex digits). Called by watch and replay, which write, and
 * by verify, report and the like, which read.
 *
 * All functions return 0 or -errno and leave out-parameters alone when they fail; ledger_error()
 * says what to do about it. Times are microseconds since 1970, of the machine's clock.
 */
#ifndef LENSWATCH_LEDGER_LEDGER_H
#define LENSWATCH_LEDGER_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "event.h"
#include "words/finding.h"
#include "words/verified.h"

#define LEDGER_PATH LENSWATCH_STATE "/ledger.db" /* where the history is, if not told */
#define LEDGER_ERROR 512 /* room for what to tell the user: a sentence and its cure */
#define LEDGER_HASH 32	 /* BLAKE2b-256 (RFC 7693) */
#define LEDGER_KEY 32	 /* an Ed25519 public key (RFC 8032) */
#define LEDGER_SIGNATURE 64
#define LEDGER_KIND 24	 /* room for "upload", "forgotten", ... */
#define LEDGER_DEVICE 64 /* room for a device's key: its MAC, else its address */

struct ledger;

enum ledger_mode {
	LEDGER_READ = 1,
	LEDGER_WRITE, /* what an interrupted erasure left is erased at once */
	LEDGER_WATCH, /* the same, but it waits for ledger_go_on() */
};

/*
 * LEDGER_WRITE and LEDGER_WATCH make the file and its key where there is none. `error` is written
 * when it fails: -EBUSY another Lenswatch writes it, -EAGAIN another program holds it, -ENOENT
 * nothing to read, -EMEDIUMTYPE not a ledger, -EPROTO made by a newer Lenswatch, -EBADMSG damaged
 * or changed, -ENOKEY or -EKEYREJECTED its key is missing or another's, -EACCES (also where others
 * can read the key), -EROFS, -ENOSPC, ...
 */
int ledger_open(const char *path, enum ledger_mode mode, struct ledger **out,
		char error[LEDGER_ERROR]);
/*
 * One that is to be written and cannot be opened yet: takes what is told, and keeps it as below.
 * Only ledger_append, _note, _confirm, _dismiss, _waiting, _reach and _close may be called on it. 0
 * or -ENOMEM.
 */
int ledger_await(const char *path, struct ledger **out);
/* Opens it, as ledger_open(LEDGER_WATCH) does. */
int ledger_reach(struct ledger *ledger, char error[LEDGER_ERROR]);
/* Commits what is open, and frees. NULL is allowed. Who must know whether it was kept commits
 * first. */
void ledger_close(struct ledger *ledger);
/* What was wrong with the last call that failed, and what to do. Valid until the next call. */
const char *ledger_error(const struct ledger *ledger);

/*
 * Adds the event to the open batch. Not kept, which is no error: EVENT_UPLOADING, EVENT_FILE; what
 * is already there, to the letter (the same capture replayed twice). What is of a suspected device
 * waits in memory, at most 64 records of it and a day, and is added in order before the first that
 * is no longer suspected. A record is no earlier than the one before it, unless the clock was set
 * back: that is then a record itself ("clock").
 *
 * What fails is not given up: when this, a note, ledger_confirm or ledger_commit fails (a full
 * disk, another program that holds the file), all that was told since the last commit and what is
 * told from then on waits in memory, up to a megabyte, and each ledger_commit tries to write it
 * all. The one that can also adds a note ("late"), and a gap if there was more than room.
 */
int ledger_append(struct ledger *ledger, const struct event *event);
/*
 * The device (its key, as in `camera`) is known to be a camera by something else than an event, at
 * `now_ns`: adds what waits of it.
 */
int ledger_confirm(struct ledger *ledger, const char *device, uint64_t now_ns);
/* It is known to be none: drops what waits of it. */
void ledger_dismiss(struct ledger *ledger, const char *device);
/*
 * Adds a note: a record that is no event. `kind` is a word of [a-z-], `content` one JSON object
 * without line ends, which begins {"type":"KIND","schema":1 and may have "start" and "end" as
 * events do.
 */
int ledger_note(struct ledger *ledger, const char *kind, const char *content);

/* What is told and not on the disk. */
struct ledger_waiting {
	uint64_t
		failed_us; /* since when it cannot be written; 0: it can, and none of this is odd */
	uint64_t begun_ns; /* when what the earliest is about began; 0: there are none */
	size_t records;
	uint64_t lost; /* there was no room for these */
};

/* Every field of `out` is set. */
void ledger_waiting(const struct ledger *ledger, struct ledger_waiting *out);
/* Signs and keeps the open batch. When it returns 0 it is on the disk and outlives a power cut. */
int ledger_commit(struct ledger *ledger);

/* What is printed, published or handed to others: it stands for all records up to `size`. */
struct ledger_head {
	uint64_t size;		       /* records; 0: none yet, and nothing signed */
	uint64_t written;	       /* when it was signed */
	uint8_t root[LEDGER_HASH];     /* Merkle tree over all leaves (RFC 6962 section 2.1) */
	uint8_t chain[LEDGER_HASH];    /* of the last record */
	uint8_t previous[LEDGER_HASH]; /* hash of the checkpoint before; zeros for the first */
	uint8_t signature[LEDGER_SIGNATURE];
};

/* The last committed. */
int ledger_head(struct ledger *ledger, struct ledger_head *out);
void ledger_public_key(const struct ledger *ledger, uint8_t out[LEDGER_KEY]);

/* What each field asks for must hold; 0 and NULL ask for nothing. */
struct ledger_query {
	uint64_t from, to;  /* what overlaps from <= time < to */
	const char *device; /* MAC or address, as in `camera` */
	const char *kind;
	const char *series;
	uint64_t below;	   /* what has a number less than that */
	bool any_order;	   /* not by number: nothing is sorted, so the first comes at once */
	bool newest_first; /* by number, the highest first */
};

struct ledger_record {
	uint64_t number; /* from 1, without holes */
	uint64_t written;
	const char *kind;
	const char
		*content; /* as json_write() writes the event, without its line end; NULL: erased */
	size_t length;
	const char *device;  /* NULL: of no device, or erased */
	const char *series;  /* the same */
	uint64_t start, end; /* what it is about; `written` where it does not say; 0: erased */
};

/* Strings are borrowed for the call. Not 0 ends the walk and is what ledger_each returns. */
typedef int ledger_fn(void *context, const struct ledger_record *record);

/*
 * By number, unless any order will do; one state of the ledger, whatever is written meanwhile. A
 * NULL query is all.
 */
int ledger_each(struct ledger *ledger, const struct ledger_query *query, ledger_fn *each,
		void *context);

/* Whether records tell of a camera that had that MAC or address. */
bool ledger_knows(struct ledger *ledger, const char *device);

/* Others have their turn. True: it is to end, at once. */
typedef bool ledger_turn_fn(void *context);

/*
 * Erases the contents of all records of a device, told by MAC, address or name, and of those that
 * name it (a local stream to it, a run with --camera), then overwrites what is left of them in the
 * file, so that neither MAC, name nor address is in it, its WAL or its freed pages. Hashes stay,
 * and a record of kind "forgotten" says which numbers went, not whose. Commits what is open first.
 * `erased` 0: there was nothing of it. An address that another camera uses as its own, and a name
 * that another has too, stay there.
 *
 * `turn` (NULL: nobody) is called each 25 ms, with nothing open: it may append and commit, and all
 * else but this, which is then -EALREADY. What is interrupted once the record of kind "forgotten"
 * is committed (a power cut, -EINTR as `turn` returned true, -EBUSY who reads is in the way,
 * -ENOSPC, ...) goes on when the ledger is next opened to be written, or at the next call.
 * -ENOTUNIQ: several devices have that name.
 */
int ledger_forget(struct ledger *ledger, const char *device, ledger_turn_fn *turn, void *context,
		  size_t *erased);
/*
 * Finishes what is unfinished of that, `turn` as above, and says on stderr whether it could; where
 * nothing is, or another camera is just being erased, which begins with it, it does nothing.
 */
void ledger_go_on(struct ledger *ledger, ledger_turn_fn *turn, void *context);
/* How many records that would erase now; nothing is written. 0, -ENOTUNIQ, or another -errno. */
int ledger_count(struct ledger *ledger, const char *device, size_t *count);

/* What may be kept; 0: without end. */
struct ledger_limits {
	unsigned days;	    /* since it was written */
	unsigned megabytes; /* 1,000,000 bytes of the file that are in use */
};

/*
 * Drops the oldest records that are beyond the limits: some at a time, so that neither memory nor
 * time goes up with what there is to drop; call until `dropped` is 0. Rows, their salts and the
 * heads of all but the last of each day go; roots of whole blocks stay, and a record of kind
 * "dropped" says which numbers went, when and why, so that all the rest can still be proved.
 * Commits what is open first. Their space is used again; where much is free the file gets smaller.
 */
int ledger_drop(struct ledger *ledger, const struct ledger_limits *limits, size_t *dropped);

/* What someone outside kept of an earlier state. */
struct ledger_anchor {
	uint64_t size; /* 0: none; then `root` is not looked at */
	uint8_t root[LEDGER_HASH];
	bool key_known; /* `key` is the public key, kept elsewhere */
	uint8_t key[LEDGER_KEY];
	const struct ledger_anchor *next; /* of a later state, or NULL; its key is not looked at */
};

/* 0 or -errno. */
int ledger_standing(struct ledger *ledger, const struct ledger_anchor *anchor,
		    enum ledger_standing *out);
/*
 * The same with the newest head of this history in a file of heads (`watch --heads`), of which
 * `size` records it was. A file that is none, or not there, is STANDING_UNKNOWN.
 */
int ledger_standing_file(struct ledger *ledger, const char *path, enum ledger_standing *out,
			 uint64_t *size);

enum ledger_fault_kind {
	FAULT_RECORD = 1, /* changed, or put in another's place */
	FAULT_MISSING,	  /* not there: cut out, or cut off at the end */
	FAULT_ORDER,	  /* does not follow the one before */
	FAULT_DROPPED,	  /* what is kept of dropped records is not what it was */
	FAULT_ERASED, /* contents are gone, but no "forgotten" says so; or it says so, and they are
			 not */
	FAULT_COLUMN, /* a column says what the contents do not */
	FAULT_UNSIGNED,	  /* comes after the last signature */
	FAULT_CHECKPOINT, /* a signed head is changed, or does not fit the records */
	FAULT_ANCHOR,	  /* does not fit what was kept outside */
	FAULT_KEY,	  /* the public key is another one */
	FAULT_FILE,	  /* the database itself is damaged or altered */
};

struct ledger_fault {
	enum ledger_fault_kind kind;
	struct finding finding; /* finding_words() says it */
};

typedef void ledger_fault_fn(void *context, const struct ledger_fault *fault);

struct ledger_report {
	struct ledger_head head;
	uint8_t key[LEDGER_KEY];
	uint64_t records;     /* that are there */
	uint64_t erased;      /* of these, by the owner, as "forgotten" records say */
	uint64_t forgettings; /* how often */
	uint64_t dropped;     /* records 1 to this, by the limits, as a "dropped" record says */
	uint64_t until;	      /* when the last of these was written */
	uint64_t checkpoints;
	uint64_t first, last; /* written; 0: no records */
	uint64_t faults;
	uint64_t anchors; /* that were given and fit */
	bool anchored;	  /* these are all, and there was one */
	bool beyond;	  /* none fits, and of one records and head were dropped: not checked */
	bool key_given;	  /* an anchor's key was given and fits */
};

/*
 * Checks every record, column, checkpoint and signature with the public key alone. Each fault is
 * told in the order of the file. 0: the check ran, and `faults` is its answer; -errno: it could not
 * run, as ledger_open().
 */
int ledger_verify(const char *path, const struct ledger_anchor *anchor, ledger_fault_fn *fault,
		  void *context, struct ledger_report *out, char error[LEDGER_ERROR]);
/* What the check could not prove: a sentence for each index from 0, then NULL. */
const char *ledger_limit(const struct ledger_report *report, size_t index);

/*
 * Writes one record as JSON that shows nothing of the others: contents, salt, its way up the Merkle
 * tree and the last signed head. -ENOENT no such record, -ENODATA erased or dropped.
 */
int ledger_receipt_write(struct ledger *ledger, uint64_t number, FILE *file);

struct ledger_receipt {
	uint64_t number, written;
	char kind[LEDGER_KIND];
	struct ledger_head head;
	uint8_t key[LEDGER_KEY]; /* that the receipt names and that was used */
	char *content;		 /* ledger_receipt_free */
	size_t length;
};

/*
 * Reads a receipt and checks it with nothing but the public key (64 hex digits; NULL: the one that
 * the receipt itself names, which proves only that it is whole). 0 it holds; -EBADMSG it does not;
 * -EINVAL not a receipt; `error` says why.
 */
int ledger_receipt_check(FILE *file, const char *public_key, struct ledger_receipt *out,
			 char error[LEDGER_ERROR]);
void ledger_receipt_free(struct ledger_receipt *receipt);

#endif
