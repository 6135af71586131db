/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the daemon tells those who listen (docs/status.md), handed on to browsers as server-sent
 * events (HTML, section 9.2). One process of its own listens to the daemon for all of them, from
 * the first listener on. The last events are kept for all together; who falls behind is let go, and
 * finds the rest in the history. Called by server.c.
 */
#ifndef LENSWATCH_PAGE_HUB_H
#define LENSWATCH_PAGE_HUB_H

#include <errno.h>
#include <ev.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define HUB_LISTENERS 16
#define HUB_LINES 256	     /* that are kept, at most */
#define HUB_BYTES 131072     /* of all of them */
#define HUB_LINE 65536	     /* a longer one is left out */
#define HUB_BEAT_S 15	     /* something is said at least so often */
#define HUB_AGAIN_S 2	     /* after so long the daemon is asked again */
#define HUB_BEHIND (-ESTALE) /* the next event is no longer kept */

struct hub_line {
	uint64_t id; /* the daemon's; 0: it has none */
	char *text;
	size_t length;
};

struct hub {
	/* Borrowed: */
	struct ev_loop *loop;
	const char *socket;	     /* the daemon's */
	void (*wake)(void *context); /* there is more */
	void *context;
	/* Its own, zeroed: */
	pid_t child; /* 0: none yet */
	int fd;
	ev_io io;
	ev_timer beat;
	uint64_t next; /* the number that the next line gets; from 0 */
	size_t count, bytes;
	struct hub_line lines[HUB_LINES]; /* line n at n % HUB_LINES */
	char *partial;			  /* of a line whose end has not come */
	size_t used;
	bool skip; /* it was too long: up to its end nothing is kept */
};

/* Where one listens. */
struct hub_place {
	uint64_t line;
	size_t offset;
	bool missed; /* what followed what it heard is no longer kept: that is said first */
};

/* From now on there are listeners. 0 or -errno. */
int hub_begin(struct hub *hub);
void hub_end(struct hub *hub);
/* Where one begins who heard the event with that id last; 0: what comes from now on. */
struct hub_place hub_join(const struct hub *hub, uint64_t heard);
/* Copies what comes next: how many bytes, 0: none now, or HUB_BEHIND. */
ssize_t hub_read(const struct hub *hub, struct hub_place *place, char *out, size_t room);
/* Takes what came from the daemon. */
void hub_take(struct hub *hub, const char *bytes, size_t length);

#endif
