// SPDX-License-Identifier: GPL-2.0-or-later
#include "watch/headers.h"

#include <stdio.h>
#include <string.h>

#include "slice/shelf.h"
#include "watch/folders.h"

static int watch_headers_shelf(const struct owned *owned, const char *folder)
{
	struct owned_guise guise;
	int err = owned_put_on(owned, folder, &guise);

	if (!err)
		err = shelf_make(folder);
	owned_take_off(&guise);
	if (!err)
		folders_give(owned, folder);
	return err;
}

int watch_headers_prepare(const struct config *config, const struct owned *owned,
			  char folder[SHELF_PATH])
{
	char above[FOLDERS_PATH];
	int err;

	folder[0] = '\0';
	if (!config->keep_headers_mb)
		return 0;
	folders_own(owned, config->ledger, above);
	err = shelf_folder(config->ledger, folder);
	if (!err)
		err = watch_headers_shelf(owned, folder);
	if (err)
		fprintf(stderr, "lenswatch: headers cannot be kept in %s.headers: %s\n",
			config->ledger, strerror(-err));
	return err;
}

static void watch_headers_frame(void *context, int link_type, uint64_t time_ns, const uint8_t *data,
				uint32_t captured, uint32_t length)
{
	house_headers(context, link_type, time_ns, data, captured, length);
}

void watch_headers_take(struct watch_tap *tap)
{
	/* Where the interface is gone the port's survey ends both. */
	if (tap->interface)
		(void)interface_read(tap->interface, watch_headers_frame, tap->house);
}

static void watch_headers_readable(struct ev_loop *loop, ev_io *io, int events)
{
	(void)loop;
	(void)events;
	watch_headers_take(io->data);
}

static void watch_headers_listen(struct watch_tap *tap)
{
	ev_io_init(&tap->readable, watch_headers_readable, interface_descriptor(tap->interface),
		   EV_READ);
	tap->readable.data = tap;
	ev_io_start(tap->loop, &tap->readable);
}

void watch_headers_open(struct watch_tap *tap, struct house *house, struct ev_loop *loop,
			const char *name, bool mirror)
{
	char error[INTERFACE_ERROR];

	if (!house->slices)
		return;
	tap->house = house;
	tap->loop = loop;
	if (interface_open(name, mirror, &tap->interface, error) == 0)
		watch_headers_listen(tap);
	else
		fprintf(stderr, "lenswatch: no headers are kept: %s\n", error);
}

void watch_headers_close(struct watch_tap *tap)
{
	if (!tap->interface)
		return;
	ev_io_stop(tap->loop, &tap->readable);
	interface_close(tap->interface);
	*tap = (struct watch_tap){0};
}

void watch_headers_move(struct watch_tap *from, struct watch_tap *to)
{
	struct watch_tap tap = *from;

	if (!tap.interface)
		return;
	ev_io_stop(from->loop, &from->readable);
	*from = (struct watch_tap){0};
	*to = tap;
	watch_headers_listen(to);
}
