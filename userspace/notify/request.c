// SPDX-License-Identifier: GPL-2.0-or-later
#include "notify/request.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json/put.h"
#include "json/reading.h"
#include "notify/template.h"

static char *request_ntfy(const struct notify_target *target, struct json_object *message)
{
	bool failed;
	struct put root = put_begin(&failed);

	put_text(root, "topic", strrchr(target->url, '/') + 1);
	put_text(root, "title", reading_text(message, "title"));
	put_text(root, "message", reading_text(message, "text"));
	put_count(root, "priority", reading_count(message, "priority"));
	put_text(put_array(root, "tags"), NULL, reading_text(message, "kind"));
	return put_end(root, NULL);
}

static char *request_gotify(struct json_object *message)
{
	/* Of its ten, from 4 on a phone makes a sound, from 8 on it stays on the screen. */
	static const unsigned priorities[] = {5, 1, 2, 5, 8, 10};
	uint64_t priority = reading_count(message, "priority");
	bool failed;
	struct put root = put_begin(&failed), extras;

	put_text(root, "title", reading_text(message, "title"));
	put_text(root, "message", reading_text(message, "text"));
	put_count(root, "priority", priorities[priority <= 5 ? priority : 0]);
	extras = put_object(put_object(root, "extras"), "lenswatch::message");
	put_text(extras, "id", reading_text(message, "id"));
	put_text(extras, "kind", reading_text(message, "kind"));
	return put_end(root, NULL);
}

static char *request_body(const struct notify_target *target, struct json_object *message,
			  const char *text)
{
	switch (target->kind) {
	case NOTIFY_NTFY:
		return request_ntfy(target, message);
	case NOTIFY_GOTIFY:
		return request_gotify(message);
	default:
		return target->template ? template_fill(target->template, message) : strdup(text);
	}
}

static char *request_address(const struct notify_target *target)
{
	const char *url = target->url;
	char *address = NULL;
	int length;

	if (target->kind == NOTIFY_NTFY)
		length = asprintf(&address, "%.*s", (int)(strrchr(url, '/') + 1 - url), url);
	else if (target->kind == NOTIFY_GOTIFY)
		length = asprintf(&address, "%s%smessage", url,
				  url[strlen(url) - 1] == '/' ? "" : "/");
	else
		length = asprintf(&address, "%s", url);
	return length < 0 ? NULL : address;
}

static int request_header(struct curl_slist **headers, const char *name, const char *value)
{
	struct curl_slist *longer;
	char *line = NULL;

	if (asprintf(&line, "%s: %s", name, value) < 0)
		return -ENOMEM;
	longer = curl_slist_append(*headers, line);
	free(line);
	if (!longer)
		return -ENOMEM;
	*headers = longer;
	return 0;
}

static int request_headers(const struct notify_target *target, struct json_object *message,
			   struct curl_slist **headers)
{
	const char *id = reading_text(message, "id");
	char bearer[1100];
	int err = request_header(headers, "Content-Type", "application/json");

	/* By it a receiver knows a repeat. */
	if (!err && id)
		err = request_header(headers, "Idempotency-Key", id);
	if (err || !target->token)
		return err;
	if (target->kind == NOTIFY_GOTIFY)
		return request_header(headers, "X-Gotify-Key", target->token);
	snprintf(bearer, sizeof(bearer), "Bearer %s", target->token);
	return request_header(headers, "Authorization", bearer);
}

int request_make(const struct notify_target *target, const char *text, char **address,
		 struct curl_slist **headers, char **body)
{
	struct json_object *message = reading_parse(text, strlen(text));
	struct curl_slist *list = NULL;
	char *to = NULL, *content = NULL;
	int err = message ? request_headers(target, message, &list) : -EINVAL;

	if (!err) {
		to = request_address(target);
		content = request_body(target, message, text);
		err = to && content ? 0 : -ENOMEM;
	}
	json_object_put(message);
	if (err) {
		curl_slist_free_all(list);
		free(to);
		free(content);
		return err;
	}
	*address = to;
	*headers = list;
	*body = content;
	return 0;
}
