/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An interface at the end of a switch's mirror port: takes in frames that are for others, for as
 * long as a socket holds on to that. Whether it may be used so tells attach_mirror_refusal of
 * attach.h, which is here too. Called by attach.c.
 */
#ifndef LENSWATCH_CAPTURE_MIRROR_H
#define LENSWATCH_CAPTURE_MIRROR_H

#include "capture/attach/attach.h"

/* Makes `interface` promiscuous as long as the packet socket `socket` is open. 0 or -errno. */
int mirror_join(int socket, uint32_t interface);
void mirror_leave(int socket, uint32_t interface);

#endif
