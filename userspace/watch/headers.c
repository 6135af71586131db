// SPDX-License-Identifier: GPL-2.0-or-later
#include "watch/headers.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "slice/slices.h"

static int watch_slices_shelf(const struct watch *w, const char *folder)
{
	struct owned_guise guise;
	int err = owned_put_on(&w->owned, folder, &guise);

	if (!err)
		err = shelf_make(folder);
	owned_take_off(&guise);
	if (!err)
		watch_give(w, folder);
	return err;
}

int watch_slices_open(struct watch *w)
{
	char folder[SHELF_PATH], owned[WATCH_FOLDER];
	uint64_t limit = (uint64_t)w->config.keep_headers_mb * 1000000;
	int err;

	if (!limit)
		return 0;
	if (!w->config.ledger) {
		fputs("lenswatch: headers are kept beside a history: tell one with --ledger\n",
		      stderr);
		return -EINVAL;
	}
	watch_own_folder(w, w->config.ledger, owned);
	err = shelf_folder(w->config.ledger, folder);
	if (!err)
		err = watch_slices_shelf(w, folder);
	if (!err)
		err = slices_create(folder, limit, w->home, &w->slices);
	if (err)
		fprintf(stderr, "lenswatch: headers cannot be kept in %s.headers: %s\n",
			w->config.ledger, strerror(-err));
	return err;
}

void watch_slices_close(struct watch *w)
{
	slices_destroy(w->slices);
	w->slices = NULL;
}

static void watch_slices_frame(void *context, int link_type, uint64_t time_ns, const uint8_t *data,
			       uint32_t captured, uint32_t length)
{
	struct watch *w = context;

	slices_frame(w->slices, link_type, time_ns, data, captured, length);
}

static void watch_slices_drain(struct watch_port *p)
{
	/* Where the interface is gone the port's survey ends both. */
	if (p->tap)
		(void)interface_read(p->tap, watch_slices_frame, p->watch);
}

static void watch_slices_readable(struct ev_loop *loop, ev_io *io, int events)
{
	(void)loop;
	(void)events;
	watch_slices_drain(io->data);
}

void watch_slices_begin(struct watch_port *p)
{
	struct watch *w = p->watch;
	char error[INTERFACE_ERROR];
	int err;

	if (!w->slices || p->port.interface) /* libpcap's frames are at hand already */
		return;
	err = interface_open(p->port.name, w->config.mirror, &p->tap, error);
	if (err) {
		fprintf(stderr, "lenswatch: no headers are kept: %s\n", error);
		return;
	}
	ev_io_init(&p->tapped, watch_slices_readable, interface_descriptor(p->tap), EV_READ);
	p->tapped.data = p;
	ev_io_start(w->loop, &p->tapped);
}

void watch_slices_end(struct watch_port *p)
{
	if (!p->tap)
		return;
	ev_io_stop(p->watch->loop, &p->tapped);
	interface_close(p->tap);
	p->tap = NULL;
}

void watch_slices_keep(struct watch *w, const struct event *event)
{
	int err;

	if (!w->slices || !w->ledger)
		return;
	for (size_t i = 0; i < w->port_count; i++)
		watch_slices_drain(&w->ports[i]);
	err = slices_keep(w->slices, event, w->ledger);
	if (err < 0 && !w->ledger_failed)
		fprintf(stderr, "lenswatch: the headers of an upload could not be kept: %s\n",
			strerror(-err));
}
