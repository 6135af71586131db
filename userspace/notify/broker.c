// SPDX-License-Identifier: GPL-2.0-or-later
#include "notify/broker.h"

#include <errno.h>
#include <fcntl.h>
#include <mosquitto.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#define BROKER_KEEPALIVE_S 30
#define BROKER_PAUSE_S 60 /* the longest before it is tried again */
#define BROKER_QOS 1
#define BROKER_PATIENCE_S 2

struct broker {
	const struct notify_broker *config;
	struct mosquitto *client;
	pthread_t thread;
	bool started;
	int news[2];	    /* a pipe */
	int end;	    /* an eventfd: it shall stop */
	atomic_bool ending; /* it hangs up, and what it hears then is no failure */
	/* Of the thread alone: */
	bool up, failed;
	unsigned pause_s;
};

static void broker_say(struct broker *b, enum broker_word word, int message)
{
	const struct broker_news news = {.word = word, .message = message};

	/* A pipe takes so little whole (pipe(7), PIPE_BUF), and the reader is quicker. */
	if (write(b->news[1], &news, sizeof(news)) != (ssize_t)sizeof(news))
		fputs("lenswatch-notify: news of the broker got lost\n", stderr);
}

static void broker_outcome(struct broker *b, const char *wrong)
{
	if (b->ending)
		return;
	if (wrong && !b->failed)
		fprintf(stderr, "lenswatch-notify: the broker %s:%u: %s\n", b->config->host,
			b->config->port, wrong);
	else if (!wrong && b->failed)
		fprintf(stderr, "lenswatch-notify: the broker %s:%u is there again\n",
			b->config->host, b->config->port);
	b->failed = wrong != NULL;
}

static void broker_connected(struct mosquitto *client, void *context, int code)
{
	struct broker *b = context;

	(void)client;
	if (code) {
		broker_outcome(b, mosquitto_connack_string(code));
		return;
	}
	broker_outcome(b, NULL);
	b->up = true;
	b->pause_s = 1;
	broker_say(b, BROKER_UP, 0);
}

static void broker_disconnected(struct mosquitto *client, void *context, int code)
{
	struct broker *b = context;

	(void)client;
	(void)code;
	if (b->up)
		broker_say(b, BROKER_DOWN, 0);
	b->up = false;
}

static void broker_arrived(struct mosquitto *client, void *context, int message)
{
	(void)client;
	broker_say(context, BROKER_ARRIVED, message);
}

/* False: it shall stop. */
static bool broker_wait(struct broker *b, int timeout_ms)
{
	struct pollfd end = {.fd = b->end, .events = POLLIN};

	return poll(&end, 1, timeout_ms) <= 0;
}

static void *broker_run(void *context)
{
	struct broker *b = context;
	int err = mosquitto_connect(b->client, b->config->host, (int)b->config->port,
				    BROKER_KEEPALIVE_S);

	while (broker_wait(b, 0)) {
		if (!err)
			err = mosquitto_loop(b->client, 1000, 1);
		if (!err)
			continue;
		broker_outcome(b,
			       err == MOSQ_ERR_ERRNO ? strerror(errno) : mosquitto_strerror(err));
		if (b->up)
			broker_say(b, BROKER_DOWN, 0);
		b->up = false;
		if (!broker_wait(b, (int)b->pause_s * 1000))
			break;
		b->pause_s = 2 * b->pause_s < BROKER_PAUSE_S ? 2 * b->pause_s : BROKER_PAUSE_S;
		err = mosquitto_reconnect(b->client);
	}
	return NULL;
}

static int broker_secure(struct broker *b)
{
	const struct notify_broker *c = b->config;
	int err = 0;

	if (!c->ca)
		err = mosquitto_int_option(b->client, MOSQ_OPT_TLS_USE_OS_CERTS, 1);
	if (!err && (c->ca || c->key))
		err = mosquitto_tls_set(b->client, c->ca, c->ca ? NULL : "/etc/ssl/certs",
					c->certificate, c->key, NULL);
	return err;
}

static int broker_set_up(struct broker *b, const char *status)
{
	const struct notify_broker *c = b->config;
	int err = mosquitto_threaded_set(b->client, true);

	if (!err && status)
		err = mosquitto_will_set(b->client, status, (int)strlen(BROKER_OFFLINE),
					 BROKER_OFFLINE, BROKER_QOS, true);
	if (!err && c->user)
		err = mosquitto_username_pw_set(b->client, c->user, c->password);
	if (!err && !c->plain)
		err = broker_secure(b);
	mosquitto_connect_callback_set(b->client, broker_connected);
	mosquitto_disconnect_callback_set(b->client, broker_disconnected);
	mosquitto_publish_callback_set(b->client, broker_arrived);
	return err;
}

int broker_create(const struct notify_broker *config, const char *status, struct broker **out)
{
	struct broker *b = calloc(1, sizeof(*b));
	int err;

	if (!b)
		return -ENOMEM;
	*b = (struct broker){.config = config, .news = {-1, -1}, .end = -1, .pause_s = 1};
	mosquitto_lib_init();
	b->client = mosquitto_new(NULL, true, b);
	b->end = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (!b->client || b->end < 0 || pipe2(b->news, O_CLOEXEC) != 0) {
		broker_destroy(b);
		return -ENOMEM;
	}
	fcntl(b->news[0], F_SETFL, O_NONBLOCK);
	err = broker_set_up(b, status);
	if (err) {
		fprintf(stderr, "lenswatch-notify: the broker %s: %s\n", config->host,
			mosquitto_strerror(err));
		broker_destroy(b);
		return -EINVAL;
	}
	*out = b;
	return 0;
}

int broker_start(struct broker *b)
{
	int err = pthread_create(&b->thread, NULL, broker_run, b);

	b->started = !err;
	return -err;
}

int broker_fd(const struct broker *b)
{
	return b->news[0];
}

bool broker_hear(struct broker *b, struct broker_news *out)
{
	return read(b->news[0], out, sizeof(*out)) == (ssize_t)sizeof(*out);
}

int broker_publish(struct broker *b, const char *topic, const char *text, bool retain, int *message)
{
	int err = mosquitto_publish(b->client, message, topic, (int)strlen(text), text, BROKER_QOS,
				    retain);

	return err ? -EIO : 0;
}

static void broker_stop(struct broker *b)
{
	const uint64_t one = 1;
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += BROKER_PATIENCE_S;
	b->ending = true;
	/*
	 * No DISCONNECT: behind one the broker forgets the will (MQTT 3.1.1, section 3.14.4), and
	 * what was said last may still wait, as 20 messages are on their way at once
	 * (mosquitto_max_inflight_messages_set()).
	 */
	if (write(b->end, &one, sizeof(one)) != (ssize_t)sizeof(one))
		return;
	/* One that waits for a name or a connection ends with the process. */
	if (pthread_timedjoin_np(b->thread, NULL, &until) != 0)
		return;
	b->started = false;
}

void broker_destroy(struct broker *b)
{
	if (!b)
		return;
	if (b->started)
		broker_stop(b);
	if (b->started)
		return;
	if (b->client)
		mosquitto_destroy(b->client);
	for (int i = 0; i < 2; i++)
		if (b->news[i] >= 0)
			close(b->news[i]);
	if (b->end >= 0)
		close(b->end);
	mosquitto_lib_cleanup();
	free(b);
}
