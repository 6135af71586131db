// SPDX-License-Identifier: GPL-2.0-or-later
#include "notify/notify_config.h"

#include <ctype.h>
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "notify/template.h"
#include "system/control.h"
#include "words/notice.h"

#define NOTIFY_STATE "/var/lib/lenswatch-notify"
#define SECRET_MOST 1024
/* What deserves a message where nothing else is said: all but each upload. */
#define ALERTS_USUAL ((1U << NOTICE_UPLOAD) - 1)

struct conf {
	struct notify_config *config;
	const char *file;
	config_error_fn *error;
	void *context;
	bool wrong;
};

/* How a value is read, and into what. */
enum shape {
	SHAPE_TEXT = 0, /* const char * */
	SHAPE_FILE,	/* likewise: a path that can be read */
	SHAPE_SECRET,	/* const char *, from the first line of the file that is named */
	SHAPE_YES,	/* bool */
	SHAPE_NO,	/* bool: the reverse of it */
	SHAPE_PORT,	/* unsigned */
	SHAPE_MINUTE,	/* int */
	SHAPE_SPAN,	/* two int */
	SHAPE_ALERTS,	/* unsigned */
	SHAPE_TEMPLATE, /* const char * */
	SHAPE_KIND,	/* enum notify_kind */
	SHAPE_PREFIX,	/* const char *, "" for no */
};

struct conf_key {
	const char *key;
	enum shape shape;
	size_t at;
};

static const char *const kind_names[] = {"mqtt", "ntfy", "gotify", "json", "command", "syslog"};

const char *notify_kind_name(enum notify_kind kind)
{
	return kind_names[kind];
}

static void conf_wrong(struct conf *r, const struct node *node, const char *cure,
		       const char *format, ...) __attribute__((format(printf, 4, 5)));

static void conf_wrong(struct conf *r, const struct node *node, const char *cure,
		       const char *format, ...)
{
	va_list arguments;
	char what[256];

	va_start(arguments, format);
	vsnprintf(what, sizeof(what), format, arguments);
	va_end(arguments);
	r->error(r->context, r->file, node ? node->line : 0, what, cure);
	r->wrong = true;
}

/* The first line of a file that nobody but its owner and group may read. */
static const char *conf_secret(struct conf *r, const struct node *node)
{
	FILE *file = fopen(node->text, "re");
	char line[SECRET_MOST] = "";
	struct stat status;
	bool got;

	if (!file) {
		conf_wrong(r, node, "name a file that the program's user may read",
			   "%s cannot be read: %s", node->text, strerror(errno));
		return NULL;
	}
	if (fstat(fileno(file), &status) == 0 && status.st_mode & S_IROTH) {
		conf_wrong(r, node, "chmod o= it, and give it to the program's group",
			   "everybody may read the secret in %s", node->text);
		fclose(file);
		return NULL;
	}
	got = fgets(line, sizeof(line), file);
	fclose(file);
	line[strcspn(line, "\r\n")] = '\0';
	if (!got || !line[0]) {
		conf_wrong(r, node, "write the secret into its first line", "%s is empty",
			   node->text);
		return NULL;
	}
	return arena_text(&r->config->arena, line, strlen(line));
}

/* A number of one or two digits below `limit`; where it ends, or NULL. */
static const char *conf_digits(const char *text, unsigned limit, unsigned *out)
{
	unsigned value = 0, count = 0;

	for (; isdigit((unsigned char)*text) && count < 3; text++, count++)
		value = 10 * value + (unsigned)(*text - '0');
	*out = value;
	return count && count < 3 && value < limit ? text : NULL;
}

/* "22:00"; where it ends, or NULL. */
static const char *conf_minute(const char *text, int *out)
{
	unsigned hour, minute;
	const char *end = conf_digits(text, 24, &hour);

	end = end && *end == ':' ? conf_digits(end + 1, 60, &minute) : NULL;
	if (end)
		*out = (int)(hour * 60 + minute);
	return end;
}

static void conf_span(struct conf *r, const struct node *node, int out[2])
{
	const char *end = conf_minute(node->text, &out[0]);

	end = end && *end == '-' ? conf_minute(end + 1, &out[1]) : NULL;
	if (!end || *end || out[0] == out[1])
		conf_wrong(r, node, "write it as 22:00-07:00",
			   "\"%.40s\" is no span of hours of the day", node->text);
}

static void conf_time(struct conf *r, const struct node *node, int *out)
{
	const char *end = conf_minute(node->text, out);

	if (!end || *end)
		conf_wrong(r, node, "write it as 08:00", "\"%.40s\" is no time of the day",
			   node->text);
}

static void conf_alerts(struct conf *r, const struct node *node, unsigned *out)
{
	*out = 0;
	for (const struct node *one = node->first; one; one = one->next) {
		enum notice_kind kind =
			one->kind == NODE_TEXT ? notice_kind_parse(one->text) : NOTICE_KINDS;

		if (kind > NOTICE_UPLOAD)
			conf_wrong(r, one,
				   "promise-broken, direct-viewer, vpn, first-upload, "
				   "new-company, new-country, new-protocol, coverage-lost, "
				   "missed and upload are",
				   "\"%.40s\" is no kind of message",
				   one->kind == NODE_TEXT ? one->text : "");
		else
			*out |= 1U << kind;
	}
}

static void conf_flag_of(struct conf *r, const struct node *node, bool turned, bool *out)
{
	bool yes = strcmp(node->text, "yes") == 0 || strcmp(node->text, "true") == 0;

	if (!yes && strcmp(node->text, "no") != 0 && strcmp(node->text, "false") != 0)
		conf_wrong(r, node, "write yes or no", "\"%.40s\" is neither yes nor no",
			   node->text);
	else
		*out = yes != turned;
}

static void conf_port(struct conf *r, const struct node *node, unsigned *out)
{
	char *end;
	unsigned long port = strtoul(node->text, &end, 10);

	if (!isdigit((unsigned char)*node->text) || *end || port < 1 || port > 65535)
		conf_wrong(r, node, "it is a number from 1 to 65535", "\"%.40s\" is no port",
			   node->text);
	else
		*out = (unsigned)port;
}

static void conf_kind(struct conf *r, const struct node *node, enum notify_kind *out)
{
	for (size_t i = NOTIFY_NTFY; i <= NOTIFY_SYSLOG; i++) {
		if (strcmp(node->text, kind_names[i]) != 0)
			continue;
		*out = (enum notify_kind)i;
		return;
	}
	conf_wrong(r, node, "ntfy, gotify, json, command and syslog are",
		   "\"%.40s\" is no kind of receiver", node->text);
}

static void conf_template(struct conf *r, const struct node *node, const char **out)
{
	char wrong[TEMPLATE_WRONG];

	if (template_check(node->text, wrong) != 0)
		conf_wrong(r, node, "see lenswatch-notify.yaml(5) for what there is", "%s", wrong);
	*out = node->text;
}

static void conf_path(struct conf *r, const struct node *node, const char **out)
{
	FILE *file = fopen(node->text, "re");

	if (!file)
		conf_wrong(r, node, "name a file that the program's user may read",
			   "%s cannot be read: %s", node->text, strerror(errno));
	else
		fclose(file);
	*out = node->text;
}

static void conf_value(struct conf *r, const struct node *node, enum shape shape, void *to)
{
	if (node->kind != (shape == SHAPE_ALERTS ? NODE_LIST : NODE_TEXT)) {
		conf_wrong(r, node, NULL, "%s is %s here, and must be %s", node->key,
			   node_kind_name(node->kind),
			   node_kind_name(shape == SHAPE_ALERTS ? NODE_LIST : NODE_TEXT));
		return;
	}
	switch (shape) {
	case SHAPE_TEXT:
		*(const char **)to = node->text;
		break;
	case SHAPE_PREFIX:
		*(const char **)to = strcmp(node->text, "no") == 0 ? "" : node->text;
		break;
	case SHAPE_FILE:
		conf_path(r, node, to);
		break;
	case SHAPE_SECRET:
		*(const char **)to = conf_secret(r, node);
		break;
	case SHAPE_YES:
	case SHAPE_NO:
		conf_flag_of(r, node, shape == SHAPE_NO, to);
		break;
	case SHAPE_PORT:
		conf_port(r, node, to);
		break;
	case SHAPE_MINUTE:
		conf_time(r, node, to);
		break;
	case SHAPE_SPAN:
		conf_span(r, node, to);
		break;
	case SHAPE_ALERTS:
		conf_alerts(r, node, to);
		break;
	case SHAPE_TEMPLATE:
		conf_template(r, node, to);
		break;
	case SHAPE_KIND:
		conf_kind(r, node, to);
		break;
	}
}

/* Each member of `map` into what `base` points at, by the table, which ends with a NULL key. */
static void conf_map(struct conf *r, const struct node *map, const struct conf_key *table,
		     void *base)
{
	for (const struct node *node = map->first; node; node = node->next) {
		const struct conf_key *s = table;

		while (s->key && strcmp(s->key, node->key) != 0)
			s++;
		if (s->key)
			conf_value(r, node, s->shape, (char *)base + s->at);
		else
			conf_wrong(r, node, "lenswatch-notify.yaml(5) lists all keys",
				   "\"%.40s\" is unknown here", node->key);
	}
}

#define AT(type, member) offsetof(struct type, member)

static const struct conf_key broker_settings[] = {
	{"host", SHAPE_TEXT, AT(notify_broker, host)},
	{"port", SHAPE_PORT, AT(notify_broker, port)},
	{"tls", SHAPE_NO, AT(notify_broker, plain)},
	{"ca", SHAPE_FILE, AT(notify_broker, ca)},
	{"certificate", SHAPE_FILE, AT(notify_broker, certificate)},
	{"key", SHAPE_FILE, AT(notify_broker, key)},
	{"user", SHAPE_TEXT, AT(notify_broker, user)},
	{"password-file", SHAPE_SECRET, AT(notify_broker, password)},
	{"topic", SHAPE_TEXT, AT(notify_broker, topic)},
	{"discovery", SHAPE_PREFIX, AT(notify_broker, discovery)},
	{NULL, SHAPE_TEXT, 0},
};

static const struct conf_key target_settings[] = {
	{"kind", SHAPE_KIND, AT(notify_target, kind)},
	{"url", SHAPE_TEXT, AT(notify_target, url)},
	{"token-file", SHAPE_SECRET, AT(notify_target, token)},
	{"ca", SHAPE_FILE, AT(notify_target, ca)},
	{"template", SHAPE_TEMPLATE, AT(notify_target, template)},
	{"program", SHAPE_TEXT, AT(notify_target, program)},
	{"alerts", SHAPE_ALERTS, AT(notify_target, alerts)},
	{"quiet", SHAPE_SPAN, AT(notify_target, quiet_from)},
	{"quiet-except", SHAPE_ALERTS, AT(notify_target, loud)},
	{"digest", SHAPE_MINUTE, AT(notify_target, digest)},
	{NULL, SHAPE_TEXT, 0},
};

_Static_assert(AT(notify_target, quiet_to) == AT(notify_target, quiet_from) + sizeof(int),
	       "SHAPE_SPAN writes both");

/* Topics are levels with / between; + and # are for who subscribes (MQTT 3.1.1, section 4.7). */
static bool broker_topic_fits(const char *topic)
{
	return *topic && !strpbrk(topic, "+# \t") && *topic != '/' && *topic != '$' &&
	       topic[strlen(topic) - 1] != '/';
}

static void conf_broker(struct conf *r, const struct node *map)
{
	struct notify_broker *b = &r->config->broker;

	b->topic = "lenswatch";
	b->discovery = "homeassistant";
	conf_map(r, map, broker_settings, b);
	if (!b->host)
		conf_wrong(r, map, "add host: with the broker's name or address",
			   "mqtt names no host");
	if (!b->port)
		b->port = b->plain ? 1883 : 8883;
	if (!broker_topic_fits(b->topic) || (*b->discovery && !broker_topic_fits(b->discovery)))
		conf_wrong(r, map, "write it as lenswatch, without + # and blanks",
			   "the topic or the prefix of discovery cannot be used");
	if (!b->certificate != !b->key)
		conf_wrong(r, map, "give both, or none of them",
			   "of certificate and key one is missing");
	if (b->plain && (b->ca || b->key))
		conf_wrong(r, map, "leave out tls: no", "ca, certificate and key are for TLS");
	r->config->targets[r->config->count++] = (struct notify_target){
		.name = "mqtt",
		.kind = NOTIFY_MQTT,
		.alerts = ALERTS_USUAL | 1U << NOTICE_UPLOAD,
		.digest = -1,
	};
}

static const char *target_host(const struct notify_target *t)
{
	if (t->url && strncmp(t->url, "https://", 8) == 0)
		return t->url + 8;
	return t->url && strncmp(t->url, "http://", 7) == 0 ? t->url + 7 : NULL;
}

unsigned notify_target_port(const struct notify_target *t)
{
	const char *host = target_host(t), *colon = NULL;
	size_t length = host ? strcspn(host, "/?#") : 0;

	/* The last colon, behind the brackets of an IPv6 address (RFC 3986, section 3.2.2). */
	for (size_t i = 0; i < length; i++)
		colon = host[i] == ':' ? host + i : host[i] == ']' ? NULL : colon;
	if (colon && strtoul(colon + 1, NULL, 10) - 1 < 65535)
		return (unsigned)strtoul(colon + 1, NULL, 10);
	return host && t->url[4] == 's' ? 443 : 80;
}

/* ntfy's topic is the end of its address. */
static bool target_has_topic(const struct notify_target *t)
{
	const char *slash = strchr(target_host(t), '/');

	return slash && strrchr(slash, '/')[1];
}

/* Of those that are sent to over HTTP. */
static void conf_address_fits(struct conf *r, const struct node *node,
			      const struct notify_target *t)
{
	const char *host = target_host(t);

	if (!host || !isgraph((unsigned char)*host) || strpbrk(t->url, " \t@") || *host == '/')
		conf_wrong(r, node, "add url: https://…; secrets go into token-file",
			   "%s has no address to send to", node->key);
	else if (t->kind == NOTIFY_NTFY && !target_has_topic(t))
		conf_wrong(r, node, "write it as https://ntfy.sh/YOUR-TOPIC",
			   "the address of %s names no topic", node->key);
	else if (t->kind == NOTIFY_GOTIFY && !t->token)
		conf_wrong(r, node, "add token-file: with the application's token",
			   "%s needs a token", node->key);
}

static void conf_target_fits(struct conf *r, const struct node *node, const struct notify_target *t)
{
	if (!t->kind)
		conf_wrong(r, node, "add kind: ntfy, gotify, json, command or syslog",
			   "%s does not say what kind of receiver it is", node->key);
	else if (t->template && t->kind != NOTIFY_JSON)
		conf_wrong(r, node, "leave it out, or take kind: json",
			   "a template is for kind: json alone");
	else if (t->kind == NOTIFY_COMMAND && (!t->program || *t->program != '/'))
		conf_wrong(r, node, "add program: with its whole path",
			   "%s names no program from / on", node->key);
	else if (t->kind < NOTIFY_COMMAND)
		conf_address_fits(r, node, t);
}

static void conf_target(struct conf *r, const struct node *node)
{
	struct notify_target t = {.name = node->key, .alerts = ALERTS_USUAL, .digest = -1};

	if (node->kind != NODE_MAP) {
		conf_wrong(r, node, "write kind: and url: below it, further in",
			   "%s says nothing of how to send", node->key);
		return;
	}
	if (strspn(node->key, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") !=
		    strlen(node->key) ||
	    strlen(node->key) >= NOTIFY_NAME || strcmp(node->key, "mqtt") == 0)
		conf_wrong(r, node, "take up to 31 letters, digits and _, and not mqtt",
			   "\"%.40s\" cannot be a name", node->key);
	if (r->config->count == NOTIFY_TARGETS) {
		conf_wrong(r, node, "leave some out", "there are more than %d receivers",
			   NOTIFY_TARGETS);
		return;
	}
	conf_map(r, node, target_settings, &t);
	if (!r->wrong)
		conf_target_fits(r, node, &t);
	r->config->targets[r->config->count++] = t;
}

/* Of two the later would count, and nobody would know which was meant. */
static void conf_once(struct conf *r, const struct node *map)
{
	for (const struct node *node = map->first; node; node = node->next) {
		const struct node *first = map->first;

		while (strcmp(first->key, node->key) != 0)
			first = first->next;
		if (first != node)
			conf_wrong(r, node, "leave one of them",
				   "\"%.40s\" stands there twice, first in line %u", node->key,
				   first->line);
		if (node->kind == NODE_MAP)
			conf_once(r, node);
	}
}

static void conf_top(struct conf *r, const struct node *node)
{
	if (strcmp(node->key, "socket") == 0) {
		conf_value(r, node, SHAPE_TEXT, &r->config->socket);
	} else if (strcmp(node->key, "state") == 0) {
		conf_value(r, node, SHAPE_TEXT, &r->config->state);
	} else if (strcmp(node->key, "mqtt") == 0 && node->kind == NODE_MAP) {
		return; /* read before all others */
	} else if (strcmp(node->key, "send") == 0 && node->kind == NODE_MAP) {
		for (const struct node *one = node->first; one; one = one->next)
			conf_target(r, one);
	} else {
		conf_wrong(r, node, "socket, state, mqtt and send are; see the manual page",
			   "\"%.40s\" is unknown, or says nothing", node->key);
	}
}

int notify_config_read(const char *path, config_error_fn *error, void *context,
		       struct notify_config *out)
{
	struct conf r = {.config = out, .file = path, .error = error, .context = context};
	struct node *root = NULL;
	int err;

	*out = (struct notify_config){.socket = CONTROL_PATH, .state = NOTIFY_STATE};
	err = document_read(path, &out->arena, error, context, &root);
	if (err)
		return err;
	if (root)
		conf_once(&r, root);
	for (const struct node *node = root ? root->first : NULL; node; node = node->next)
		if (strcmp(node->key, "mqtt") == 0 && node->kind == NODE_MAP)
			conf_broker(&r, node);
	for (const struct node *node = root ? root->first : NULL; node; node = node->next)
		conf_top(&r, node);
	return r.wrong ? -EINVAL : 0;
}

void notify_config_destroy(struct notify_config *config)
{
	arena_destroy(&config->arena);
}
