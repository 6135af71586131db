/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The whole scale: what each fact weighs, which is how sure it alone would make it that a device is
 * a camera (or something else), where the lines are drawn, and how sure the other end makes it that
 * something sent was footage. Judgements, stated once and here; docs/dev/how-it-decides.md tells
 * them, and tests/limits.bats holds it to these. Used by weigh.c, device.c and the judge of
 * uploads.
 */
#ifndef LENSWATCH_CAMERA_SCALE_H
#define LENSWATCH_CAMERA_SCALE_H

/* The lines. */
#define SCALE_CAMERA_AT 0.55	 /* from here on a device counts as a camera ... */
#define SCALE_CAMERA_UNTIL 0.15	 /* ... and stays one so much below */
#define SCALE_OTHER_AT 0.8	 /* from here on as something else */
#define SCALE_KNOWN_AT 0.9	 /* a fact that alone makes a camera, whatever else it does */
#define SCALE_HINT_BELOW 0.4	 /* what weighs less alone is a hint */
#define SCALE_HINTS_MOST 0.499	 /* all hints together: below what one fact must give */
#define SCALE_BEHAVIOUR_MOST 0.6 /* behaviour, with hints or without: suspected, not known */
#define SCALE_SEEN_MOST 0.99	 /* nothing seen from outside is certain */

/*
 * Hosts of a vendor. A fact that was measured or captured is worth more than one read in a list; a
 * host that only cameras use more than a vendor's catch-all; sending to it more than taking from
 * it, as a viewing phone does.
 */
#define SCALE_SENDS_ONLY 0.97 /* to a media or live host of a vendor of cameras alone */
#define SCALE_SENDS 0.92
#define SCALE_SENDS_READ_ONLY 0.95 /* the same, from code or documents */
#define SCALE_SENDS_READ 0.85
#define SCALE_SENDS_LISTED 0.4
#define SCALE_CALLS_MEDIA_ONLY 0.6
#define SCALE_CALLS_MEDIA 0.3 /* and a live host, which a viewer calls too */
#define SCALE_CALLS_MEDIA_ONLY_LISTED 0.3
#define SCALE_CALLS_MEDIA_LISTED 0.15
#define SCALE_SIGNALLING_ONLY 0.4 /* a viewing phone calls the same rendezvous */
#define SCALE_SIGNALLING 0.35
#define SCALE_SIGNALLING_LISTED 0.15
#define SCALE_HOST_ONLY 0.6 /* any other of the vendor's */
#define SCALE_HOST 0.15
#define SCALE_HOST_ONLY_LISTED 0.3
#define SCALE_HOST_LISTED 0.05
#define SCALE_BUCKET 0.85 /* a vendor's, at a hosting company */
#define SCALE_ANALYSIS 0.3
#define SCALE_WORD 0.3 /* such as "cam", in a host that no rule knows */
/* Of a host that apps use too, and of a protocol while the flow does not send: a half. */
#define SCALE_EITHER 2

/* The maker of its MAC. */
#define SCALE_MAC_CAMERA 0.9
#define SCALE_MAC_HUB 0.8
#define SCALE_MAC_OTHER 0.7 /* against */
#define SCALE_SERVES 0.7    /* against: it serves accessories of several kinds */
#define SCALE_MAC_MIXED 0.3
/* Of a maker whose things are cameras and what serves them: a hint that one upload confirms. */
#define SCALE_MAC_MAKER 0.49
#define SCALE_MAKER_CONFIRMED 0.9
#define SCALE_HUB_AT 0.5 /* a fact that names a hub, from so much on, makes the device one */

/* A host of a voice assistant. A phone uses its app; a camera may share its maker's services. */
#define SCALE_ASSISTANT_VOICE 0.9 /* where speech goes */
#define SCALE_ASSISTANT 0.6
#define SCALE_ASSISTANT_SHARED 0.5

/* Behaviour. */
#define SCALE_ONCE_AS_FILE 0.25
#define SCALE_ONCE 0.4
#define SCALE_OFTEN 0.58	/* three times, or an encoder's pace */
#define SCALE_BEHAVES_UNTIL 0.3 /* surer of something else, nothing is a camera's behaviour */

/* What speaks for something else leaves so much of the odds; of a domain of its own it takes. */
#define SCALE_PERSONAL 0.5
#define SCALE_FOREIGN 0.05
#define SCALE_PARTIES 0.15
#define SCALE_APP 0.5
#define SCALE_TAKES 0.5
#define SCALE_RANDOMISED 0.85

/*
 * How sure the other end, and the way it was sent, make it that it was footage, given a camera: a
 * judgement worth ten uploads, fitted to those of known truth (docs/lab.md says how).
 */
#define SCALE_FLOW_MEDIA 0.99 /* a vendor's media or live host, or its bucket */
#define SCALE_FLOW_PEER 0.98  /* or relay, stream, the router's VPN; at home */
#define SCALE_FLOW_HOSTING 0.95
#define SCALE_FLOW_UNKNOWN 0.97
#define SCALE_FLOW_CLOUD 0.9 /* the vendor's */
#define SCALE_FLOW_VPN 0.85
#define SCALE_FLOW_SPEECH 0.75 /* and not that a lamp was switched: both go the same way */
#define SCALE_FLOW_NARROW 0.98 /* bytes or ratio are not twice the threshold */

#endif
