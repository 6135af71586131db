/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The daemon's ear: a UNIX socket (stream, mode 0600) over which `lenswatch status` and `lenswatch
 * cameras` ask it. One JSON object a line each way, one question a connection. The server side
 * never blocks: it is driven by descriptors that watch.c hands to its loop.
 */
#ifndef LENSWATCH_CONTROL_H
#define LENSWATCH_CONTROL_H

#include <json-c/json.h>
#include <stddef.h>

#define CONTROL_PATH LENSWATCH_RUN "/control" /* LENSWATCH_RUN: Makefile */
#define CONTROL_TEXT 512
#define CONTROL_PATIENCE_S 5 /* for an answer that is at hand */
#define CONTROL_REQUEST 4096 /* longer questions are refused */

struct ev_loop;
struct control;

/*
 * Answers one question: {"ask":"status"}, {"ask":"cameras"}, {"ask":"name","camera":"MAC or
 * IP","name":"..."}, {"ask":"confirm","camera":...}, {"ask":"not","camera":...},
 * {"ask":"forget","camera":...,"ledger":"its path, without links"}, {"ask":"commit"}. Returns a new
 * object, which the caller puts; {"error":"a sentence with the cure"} where it could not.
 */
typedef struct json_object *control_fn(void *context, struct json_object *question);

/*
 * Listens on `path`, whose folder must exist; takes over a socket that nobody listens on. 0;
 * -EADDRINUSE where a daemon answers there; -errno; with `text` a sentence. The connections are
 * served by `loop` (libev).
 */
int control_listen(const char *path, struct ev_loop *loop, control_fn *answer, void *context,
		   struct control **out, char text[CONTROL_TEXT]);
/* Stops listening and removes the socket. */
void control_close(struct control *control);
/*
 * The other side: asks the daemon at `path` and waits up to `patience_s`. 0 with `*answer` to put;
 * -ECONNREFUSED or -ENOENT where none runs; -errno; with `text` a sentence with the cure.
 */
int control_ask(const char *path, struct json_object *question, int patience_s,
		struct json_object **answer, char text[CONTROL_TEXT]);

#endif
