/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files of one recording in the order of their first packets: names do not tell it, as tcpdump -C
 * counts without leading zeros and rings begin anew. Called by replay with --join.
 */
#ifndef LENSWATCH_COMMANDS_ORDER_H
#define LENSWATCH_COMMANDS_ORDER_H

#include <stddef.h>

#include "capture/file/folder.h"

/*
 * Sorts what `folder` names, and leaves out what is there twice, byte by byte, which is told. With
 * standard input among them the order given stays. 0 or -ENOMEM.
 */
int order_by_time(struct folder *folder);

#endif
