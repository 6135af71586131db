/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The daemon's ear: a UNIX socket (stream, mode 0600, or 0660 where a group may ask too) over which
 * `lenswatch status` and `lenswatch cameras` ask it. One JSON object a line each way, one question
 * a connection; behind the answer to who listens come more lines, until either hangs up. The server
 * side never blocks: the loop that it is given serves it.
 */
#ifndef LENSWATCH_CONTROL_H
#define LENSWATCH_CONTROL_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CONTROL_PATH LENSWATCH_RUN "/control" /* LENSWATCH_RUN: Makefile */
#define CONTROL_TEXT 512
#define CONTROL_PATIENCE_S 5 /* for an answer that is at hand */
#define CONTROL_REQUEST 4096 /* longer questions are refused */
#define CONTROL_LISTENERS 8  /* at once; whoever asks finds a line beside them */

struct ev_loop;
struct control;

/* Who asks, as who answers sees it. */
struct control_caller {
	bool owner; /* root, or whom the socket belongs to: the rest may read alone */
	/* Set by who answers: this one listens, and has heard so much (control_next_fn's own). */
	bool listens;
	uint64_t heard, state, beat;
};

/*
 * Answers one question (docs/status.md has them all), and may let who asks listen. Returns a new
 * object, which the caller puts; {"error":"a sentence with the cure"} where it could not.
 */
typedef struct json_object *control_fn(void *context, struct json_object *question,
				       struct control_caller *caller);
/*
 * What one who listens hears next: 0 with a line and its end in `*line`, which is then freed, or
 * with NULL, as there is none now; -errno: what comes next is lost, and this one is let go.
 */
typedef int control_next_fn(void *context, struct control_caller *caller, char **line);

struct control_service {
	control_fn *answer;
	control_next_fn *next; /* NULL where nobody is let listen */
	void *context;	       /* of both */
};

/*
 * Listens on `path`, whose folder must exist; takes over a socket that nobody listens on. 0;
 * -EADDRINUSE where a daemon answers there; -errno; with `text` a sentence. The connections are
 * served by `loop` (libev).
 */
int control_listen(const char *path, struct ev_loop *loop, const struct control_service *service,
		   struct control **out, char text[CONTROL_TEXT]);
/* From now on this group may ask too. 0 or -errno with `text` a clause: only the owner may. */
int control_share(struct control *control, const char *group, char text[CONTROL_TEXT]);
/* There is more to hear: at the loop's next turn those who listen get it. */
void control_wake(struct control *control);
size_t control_listeners(const struct control *control);
/* Stops listening and removes the socket. */
void control_close(struct control *control);
/*
 * The other side: asks the daemon at `path` and waits up to `patience_s`. 0 with `*answer` to put;
 * -ECONNREFUSED or -ENOENT where none runs; -errno; with `text` a sentence with the cure.
 */
int control_ask(const char *path, struct json_object *question, int patience_s,
		struct json_object **answer, char text[CONTROL_TEXT]);
/*
 * Asks likewise, and hands on whatever comes, as it comes, until the daemon hangs up (0), or `hear`
 * returns what is not 0, which is then returned.
 */
int control_follow(const char *path, struct json_object *question,
		   int (*hear)(void *context, const char *bytes, size_t length), void *context,
		   char text[CONTROL_TEXT]);
/* Asks likewise, and leaves it to the caller to read from `*out`, a descriptor, and to close it. */
int control_call(const char *path, struct json_object *question, int *out, char text[CONTROL_TEXT]);

#endif
