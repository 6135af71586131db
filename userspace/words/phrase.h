/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The parts of a sentence about an upload: who, what, where to. Used by what writes for people.
 */
#ifndef LENSWATCH_OUTPUT_PHRASE_H
#define LENSWATCH_OUTPUT_PHRASE_H

#include <stdio.h>

#include "event.h"

/* Any text that came from outside, safe to print. */
void phrase_text(FILE *file, const char *text);
/* What tells this device from others where it has no name: its MAC, else its address. */
const char *phrase_mark(const struct event_camera *camera);
/* The end of its MAC, "…34:56", which is printed on most; without one its address. */
void phrase_tail(FILE *file, const struct event_camera *camera);
/* A name, a MAC or an address with what is put around it; a name that is longer is cut. */
#define PHRASE_LABEL 160
/* Whether it has a name that is not the device's own word: one of its owner, or of a record of
 * 0.1.0, which does not say whose. */
bool phrase_is_named(const struct event_camera *camera);
/*
 * How the device is called: by its owner's name, else by its make and the end of its MAC, "Blink
 * camera (…34:56)", "Probable camera (…34:56)", or its address where it has no MAC. What it calls
 * itself is its own word, and never a name here. Not made safe to print. Returns `text`.
 */
const char *phrase_label(const struct event_camera *camera, char text[PHRASE_LABEL]);
/* The same, safe to print. */
void phrase_called(FILE *file, const struct event_camera *camera);
/* What it is without a name: "Blink camera", "probable Arlo hub", "possible camera"; "Blink device"
 * where it is no camera or only behaves like one. */
void phrase_make(FILE *file, const struct event_camera *camera);
/* `calls itself "yi-hall"`, of a device whose name is its own word. */
void phrase_self(FILE *file, const struct event_camera *camera);
/* Whether its name is its own word, and none of these reasons, which are said beside it, says it.
 */
bool phrase_has_self(const struct event_camera *camera, const struct event_reason *reasons,
		     size_t count);
/*
 * "Front door", "The hub Attic", "Blink camera (…34:56)", "A device that behaves like a camera
 * (...)".
 */
void phrase_who(FILE *file, const struct event_camera *camera);
/* The same inside a sentence: "the hub Attic", "the Blink camera (…34:56)". */
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
/* A fact that speaks for a camera or against it: "it asked for NAME", `it calls itself "NAME"`. */
void phrase_reason(FILE *file, const struct event_reason *reason);

#endif
