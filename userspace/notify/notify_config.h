/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What lenswatch-notify was told: a YAML file (lenswatch-notify.yaml(5)). Without one it sends
 * nothing. Read by notify.c.
 */
#ifndef LENSWATCH_NOTIFY_CONFIG_H
#define LENSWATCH_NOTIFY_CONFIG_H

#include "config/document.h"
#include "rules/arena.h"

#define NOTIFY_TARGETS 16
#define NOTIFY_NAME 32

enum notify_kind {
	NOTIFY_MQTT = 0,
	NOTIFY_NTFY,
	NOTIFY_GOTIFY,
	NOTIFY_JSON,
	NOTIFY_COMMAND,
	NOTIFY_SYSLOG,
};

/* Whom messages go to. All strings are of the configuration's arena; NULL: not said. */
struct notify_target {
	const char *name; /* letters, digits and _ alone: it becomes part of file names */
	enum notify_kind kind;
	const char *url;
	const char *token;
	const char *ca; /* a file of certificates in place of the system's */
	const char *template;
	const char *program;
	unsigned alerts; /* of these kinds of notice (words/notice.h) */
	unsigned loud;	 /* and these also while it is quiet */
	/* Minutes of the local day. Both are one where there are no quiet hours; digest -1: none.
	 */
	int quiet_from, quiet_to, digest;
};

struct notify_broker {
	const char *host; /* NULL: there is none */
	unsigned port;
	bool plain; /* without TLS */
	const char *ca, *certificate, *key;
	const char *user, *password;
	const char *topic;     /* what all topics begin with */
	const char *discovery; /* Home Assistant's prefix; "" where it shall not be told */
};

struct notify_config {
	struct arena arena;
	const char *socket, *state;
	struct notify_broker broker;
	/* Where there is a broker it is the first of them, called "mqtt". */
	size_t count;
	struct notify_target targets[NOTIFY_TARGETS];
};

/*
 * 0; -EINVAL where something is wrong, which was told by file, line and cure; -errno where the file
 * cannot be read. `out` is to be destroyed in any case.
 */
int notify_config_read(const char *path, config_error_fn *error, void *context,
		       struct notify_config *out);
void notify_config_destroy(struct notify_config *config);
/* "mqtt", "ntfy", ... */
const char *notify_kind_name(enum notify_kind kind);
/* The port that is connected to: of the URL, or what its scheme has. */
unsigned notify_target_port(const struct notify_target *target);

#endif
