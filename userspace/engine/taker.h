/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What who takes a camera's stream at home sends out at the same time: a viewer who comes in
 * through a VPN server of the house, a recorder that passes it on. Called by the engine.
 */
#ifndef LENSWATCH_ENGINE_TAKER_H
#define LENSWATCH_ENGINE_TAKER_H

#include "event.h"

struct devices;
struct record;

/* Whether who took that stream sent as much to outside meanwhile. */
enum passed_on taker_passed_on(const struct record *local, struct devices *devices);

#endif
