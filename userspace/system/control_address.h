/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What both sides of the daemon's socket need. Called by control.c and control_ask.c alone. */
#ifndef LENSWATCH_CONTROL_ADDRESS_H
#define LENSWATCH_CONTROL_ADDRESS_H

#include <sys/un.h>

#include "system/control.h"

/* Writes what is wrong to `text`. Returns `err`. */
int control_say(char text[CONTROL_TEXT], int err, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* 0, or -ENAMETOOLONG, said. */
int control_address(const char *path, struct sockaddr_un *out, char text[CONTROL_TEXT]);

#endif
