/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The part of a host name that someone registered, near enough to count how many parties a device
 * speaks to.
 */
#ifndef LENSWATCH_CAMERA_DOMAIN_H
#define LENSWATCH_CAMERA_DOMAIN_H

#include <stdint.h>

/* "example.co.uk" of "a.b.example.co.uk": points into `name`. */
const char *domain_registered(const char *name);
uint32_t domain_hash(const char *domain);

#endif
