/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How a message is posted: what ntfy (docs.ntfy.sh/publish, "Publish as JSON"), Gotify
 * (gotify.net/docs/pushmsg) and anybody's own receiver take. Pure. Used by outbound.c.
 */
#ifndef LENSWATCH_NOTIFY_REQUEST_H
#define LENSWATCH_NOTIFY_REQUEST_H

#include <curl/curl.h>

#include "notify/notify_config.h"

/* `text` is a message (alert.h). What is made is the caller's to free. 0; -EINVAL no message;
 * -ENOMEM. */
int request_make(const struct notify_target *target, const char *text, char **address,
		 struct curl_slist **headers, char **body);

#endif
