/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where an upload went: the service behind its name, the kind of the other end, who runs the
 * network and where the address is registered. Says nothing that the record does not know. Called
 * by the judge.
 */
#ifndef LENSWATCH_DESTINATION_DESTINATION_H
#define LENSWATCH_DESTINATION_DESTINATION_H

#include "geo/geography.h"
#include "upload/record.h"

/* Whether a VPN of the camera's own hides all but its pace. */
bool destination_is_hidden(const struct record *record);
/* Fills `out`; its strings live in `record`, the rules and `place`. */
void destination_describe(const struct record *record, struct geography *geography,
			  struct geography_place *place, struct event_destination *out);
/* The protocol by name: that of a signature which was seen, else nDPI's, else NULL. */
const char *destination_protocol(const struct record *record);

#endif
