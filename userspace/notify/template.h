/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The owner's own JSON with {{name}} where a field of the message belongs: {"text":"{{title}}"}. A
 * text is put in as JSON writes it between quotes (RFC 8259, section 7), a number as it is, so what
 * comes out is JSON where the template is. Used by notify_config.c and outbound.c.
 */
#ifndef LENSWATCH_NOTIFY_TEMPLATE_H
#define LENSWATCH_NOTIFY_TEMPLATE_H

#include <json-c/json.h>

#define TEMPLATE_WRONG 160

/* 0, or -EINVAL with `wrong` a clause: a field that there is not, braces left open, or no JSON. */
int template_check(const char *template, char wrong[TEMPLATE_WRONG]);
/* The text, which the caller frees; NULL where memory is short. A field that is null is "". */
char *template_fill(const char *template, struct json_object *message);

#endif
