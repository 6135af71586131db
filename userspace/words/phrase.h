/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The parts of a sentence about an upload: who, what, where to. Used by text.c and totals.c.
 */
#ifndef LENSWATCH_OUTPUT_PHRASE_H
#define LENSWATCH_OUTPUT_PHRASE_H

#include <stdio.h>

#include "event.h"

/* Any text that came from outside, safe to print. */
void phrase_text(FILE *file, const char *text);
/* What tells this device from others where it has no name: its MAC, else its address. */
const char *phrase_mark(const struct event_camera *camera);
/*
 * "Front door", "The hub Attic", "The Blink camera (192.168.1.130)", "A device that behaves like a
 * camera (...)".
 */
void phrase_who(FILE *file, const struct event_camera *camera);
/* The same inside a sentence: "the hub Attic". */
void phrase_whom(FILE *file, const struct event_camera *camera);
/* "a Blink camera", "an Arlo hub", "a camera". */
void phrase_form(FILE *file, const struct event_camera *camera);
/* "", "likely ", "possibly ". */
const char *phrase_sure(double confidence);
/* "a clip", "footage", ... */
const char *phrase_what(enum upload_class class);
/* "to Blink (Amazon)", "through a relay of TP-Link", ... */
void phrase_where(FILE *file, const struct event_upload *upload);
/* " Address registered in the US (database of 2022-10-29)." or nothing. */
void phrase_country(FILE *file, const struct event_destination *destination);
/* "It had looked up NAME, at ADDRESS (operator ORG)." */
void phrase_seen(FILE *file, const struct event_destination *destination);
/* A fact that speaks for a camera, as the engine words it: "it asked for NAME", "it calls itself
 * NAME". */
void phrase_reason(FILE *file, const char *reason);

#endif
