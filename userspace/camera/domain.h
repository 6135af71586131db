/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The part of a host name that someone registered, near enough to count how many parties a device
 * speaks to. Called by device.c; its hash by the tracker.
 */
#ifndef LENSWATCH_CAMERA_DOMAIN_H
#define LENSWATCH_CAMERA_DOMAIN_H

#include <stdbool.h>
#include <stdint.h>

/* "example.co.uk" of "a.b.example.co.uk": points into `name`. */
const char *domain_registered(const char *name);
uint32_t domain_hash(const char *domain);
/*
 * Whether a label of `name` is, begins or ends with a word that cameras' hosts are called by
 * ("vs-cam", "ipc-eu").
 */
bool domain_names_camera(const char *name);

#endif
