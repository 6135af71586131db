// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lenswatch-notify: hands on what the daemon tells, to MQTT, webhooks and programs. It opens no
 * connection but those that its configuration names.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "base/exit.h"
#include "notify/assistant.h"
#include "notify/announce.h"
#include "notify/hearing.h"
#include "notify/journal.h"
#include "notify/known.h"
#include "notify/notify_config.h"
#include "notify/outbound.h"
#include "notify/queue.h"
#include "notify/slim.h"
#include "system/owned.h"
#include "system/sandbox.h"
#include "words/notice.h"

#define NOTIFY_CONFIG "/etc/lenswatch/lenswatch-notify.yaml"
#define NOTIFY_USER "lenswatch-notify"
#define NOTIFY_QUEUE "queue" /* in the folder of its state */
#define NOTIFY_TRIAL "trial"
#define NOTIFY_PATH 4096
#define TEST_PATIENCE_S 60
#define REST_TURNS 3
#define WAIT_MS 1000 /* while something is under way, and at most a day's end late */

struct notify {
	struct notify_config config;
	struct known known;
	struct queue queue;
	struct hand hand;
	struct broker *broker;
	struct assistant assistant;
	struct outbound outbound;
	struct hearing hearing;
	int signals, lock;
	bool trial; /* a message to each, and nothing of the one that may be running is touched */
};

static void notify_usage(FILE *file)
{
	fputs("Usage: lenswatch-notify [OPTIONS]\n\n"
	      "Hands on what Lenswatch sees: to MQTT (Home Assistant), ntfy, Gotify, webhooks and\n"
	      "programs of your own. It sends nothing but to those that its configuration "
	      "names.\n\n"
	      "  --config FILE  what to send, and where to (" NOTIFY_CONFIG ")\n"
	      "  --check        say what is wrong with the configuration, else where it sends\n"
	      "  --test         send a message to each of them, and say who took it\n"
	      "  --help         this text\n"
	      "  --version      the version\n",
	      file);
}

static void notify_wrong(void *context, const char *file, unsigned line, const char *what,
			 const char *cure)
{
	(void)context;
	if (line)
		fprintf(stderr, "%s:%u: %s%s%s\n", file, line, what, cure ? ": " : "",
			cure ? cure : "");
	else
		fprintf(stderr, "%s: %s%s%s\n", file, what, cure ? ": " : "", cure ? cure : "");
}

static void notify_destinations(const struct notify_config *config)
{
	const struct notify_broker *b = &config->broker;

	for (size_t i = 0; i < config->count; i++) {
		const struct notify_target *t = &config->targets[i];

		if (t->kind == NOTIFY_MQTT)
			printf("%s: %s://%s:%u\n", t->name, b->plain ? "mqtt" : "mqtts", b->host,
			       b->port);
		else
			printf("%s: %s %s\n", t->name, notify_kind_name(t->kind),
			       t->url	    ? t->url
			       : t->program ? t->program
					    : JOURNAL_SOCKET);
	}
}

static const char *notify_user(void)
{
	return getpwnam(NOTIFY_USER) ? NOTIFY_USER : "nobody";
}

/* What names are looked up with, and whose certificates are believed. */
static void notify_paths(const struct notify *n, struct sandbox_config *out)
{
	static const char *const read[] = {"/etc/resolv.conf",	   "/etc/hosts",
					   "/etc/nsswitch.conf",   "/etc/gai.conf",
					   "/etc/host.conf",	   "/etc/ssl",
					   "/usr/lib/ssl",	   "/usr/share/ca-certificates",
					   "/run/systemd/resolve", "/tmp/resolv.conf.d"};
	const struct notify_broker *b = &n->config.broker;
	const char *files[] = {b->ca, b->certificate, b->key};

	for (size_t i = 0; i < sizeof(read) / sizeof(read[0]); i++)
		out->read[out->read_count++] = read[i];
	for (size_t i = 0; i < 3; i++)
		if (files[i])
			out->read[out->read_count++] = files[i];
	for (size_t i = 0; i < n->config.count; i++)
		if (n->config.targets[i].ca && out->read_count < SANDBOX_PATHS)
			out->read[out->read_count++] = n->config.targets[i].ca;
	out->write[out->write_count++] = n->config.state;
}

static void notify_ports(const struct notify *n, struct sandbox_config *out)
{
	out->internet = true;
	out->ports[out->port_count++] = 53; /* answers that are too long for UDP */
	if (n->broker)
		out->ports[out->port_count++] = n->config.broker.port;
	for (size_t i = 0; i < n->config.count; i++)
		if (n->config.targets[i].url)
			out->ports[out->port_count++] = notify_target_port(&n->config.targets[i]);
}

static int notify_sandbox(struct notify *n)
{
	struct sandbox_config config = {.user = notify_user()};
	struct sandbox_state state;
	char text[SANDBOX_TEXT];
	int err;

	notify_paths(n, &config);
	notify_ports(n, &config);
	err = sandbox_enter(&config, &state, text);
	if (err)
		fprintf(stderr, "lenswatch-notify: %s\n", text);
	return err;
}

/* What root makes is for who it will be, who may write in the folder above it already. */
static int notify_folder(const char *path)
{
	struct owned owned;
	int err;

	owned_find(notify_user(), &owned);
	err = owned_make_folder(&owned, path, 0700);
	if (err)
		fprintf(stderr, "lenswatch-notify: %s could not be made: %s\n", path,
			strerror(-err));
	return err;
}

static void notify_queue_path(const struct notify *n, char path[NOTIFY_PATH])
{
	snprintf(path, NOTIFY_PATH, "%s/%s", n->config.state,
		 n->trial ? NOTIFY_TRIAL : NOTIFY_QUEUE);
}

static int notify_folders(const struct notify *n)
{
	char queue[NOTIFY_PATH];
	int err = notify_folder(n->config.state);

	notify_queue_path(n, queue);
	return err ? err : notify_folder(queue);
}

/* Two that number their messages alike would write over one another's. */
static int notify_lock(struct notify *n, const char *queue)
{
	n->lock = open(queue, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (n->lock < 0)
		return -errno;
	if (flock(n->lock, LOCK_EX | LOCK_NB) == 0)
		return 0;
	fprintf(stderr, "lenswatch-notify: another one is running that keeps its messages in %s\n",
		queue);
	return -EBUSY;
}

static int notify_remember(struct notify *n)
{
	char path[NOTIFY_PATH];
	int err;

	snprintf(path, sizeof(path), "%s/known.json", n->config.state);
	err = known_open(path, &n->known);
	if (err == -EBADMSG) {
		fprintf(stderr,
			"lenswatch-notify: %s was broken, and lies beside it; it begins anew\n",
			path);
		return 0;
	}
	if (err)
		fprintf(stderr, "lenswatch-notify: %s: %s\n", path, strerror(-err));
	return err;
}

static int notify_state(struct notify *n)
{
	char path[NOTIFY_PATH];
	size_t dropped = 0;
	int err;

	notify_queue_path(n, path);
	err = notify_lock(n, path);
	if (!err)
		err = queue_open(path, &n->config, &n->queue, &dropped);
	if (err && err != -EBUSY)
		fprintf(stderr, "lenswatch-notify: %s: %s\n", path, strerror(-err));
	if (dropped)
		fprintf(stderr,
			"lenswatch-notify: %zu messages for receivers that the configuration names "
			"no more were dropped\n",
			dropped);
	return err || n->trial ? err : notify_remember(n);
}

static bool notify_has_programs(const struct notify_config *config)
{
	for (size_t i = 0; i < config->count; i++)
		if (config->targets[i].kind == NOTIFY_COMMAND)
			return true;
	return false;
}

static int notify_broker_create(struct notify *n)
{
	char topic[ANNOUNCE_TOPIC];
	const char *status = NULL; /* what a trial says of itself is not so of the one that runs */

	if (!n->config.broker.host)
		return 0;
	if (!n->trial)
		status = announce_topic(&n->config.broker, ANNOUNCE_STATUS, "", topic);
	return broker_create(&n->config.broker, status, &n->broker);
}

static void notify_join(struct notify *n)
{
	n->assistant = (struct assistant){
		.config = &n->config.broker, .broker = n->broker, .known = &n->known};
	n->outbound.config = &n->config;
	n->outbound.queue = &n->queue;
	n->outbound.broker = n->broker;
	n->outbound.hand = &n->hand;
	n->hearing = (struct hearing){.socket = n->config.socket,
				      .known = &n->known,
				      .outbound = &n->outbound,
				      .assistant = &n->assistant,
				      .fd = -1};
}

/* In this order: nobody has more rights than it needs, and each sees its files while it may. */
static int notify_begin(struct notify *n)
{
	sigset_t ours;
	int err;

	n->hand.line = -1;
	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&ours);
	sigaddset(&ours, SIGTERM);
	sigaddset(&ours, SIGINT);
	sigprocmask(SIG_BLOCK, &ours, NULL);
	n->signals = signalfd(-1, &ours, SFD_CLOEXEC | SFD_NONBLOCK);
	if (n->signals < 0)
		return -errno;
	err = notify_folders(n);
	if (!err && notify_has_programs(&n->config))
		err = hand_start(&n->config, notify_user(), &n->hand);
	if (!err && curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		err = -ENOMEM;
	if (!err)
		err = notify_broker_create(n);
	if (!err)
		err = notify_sandbox(n);
	if (!err)
		err = notify_state(n);
	notify_join(n);
	if (!err)
		err = outbound_begin(&n->outbound);
	if (!err && n->broker)
		err = broker_start(n->broker);
	return err;
}

static void notify_news(struct notify *n)
{
	struct broker_news news;

	while (n->broker && broker_hear(n->broker, &news)) {
		outbound_broker(&n->outbound, &news);
		if (news.word != BROKER_ARRIVED && !n->trial)
			assistant_broker(&n->assistant, news.word == BROKER_UP);
	}
}

/* Whether a signal came. */
static bool notify_wait(struct notify *n, bool hears)
{
	struct curl_waitfd fds[4] = {{.fd = n->signals, .events = CURL_WAIT_POLLIN}};
	unsigned count = 1;
	int ready;

	if (hears && n->hearing.fd >= 0)
		fds[count++] = (struct curl_waitfd){n->hearing.fd, CURL_WAIT_POLLIN, 0};
	if (n->broker)
		fds[count++] = (struct curl_waitfd){broker_fd(n->broker), CURL_WAIT_POLLIN, 0};
	if (n->hand.line >= 0)
		fds[count++] = (struct curl_waitfd){n->hand.line, CURL_WAIT_POLLIN, 0};
	curl_multi_poll(n->outbound.multi, fds, count, WAIT_MS, &ready);
	for (unsigned i = 1; i < count; i++)
		if (hears && fds[i].fd == n->hearing.fd && fds[i].revents)
			hearing_read(&n->hearing, time(NULL));
	return fds[0].revents != 0;
}

static void notify_end(struct notify *n)
{
	if (!n->trial)
		assistant_watching(&n->assistant, false);
	broker_destroy(n->broker);
	hand_end(&n->hand);
	if (n->outbound.multi)
		outbound_end(&n->outbound);
	if (n->queue.folder)
		queue_close(&n->queue);
	if (n->known.root)
		known_close(&n->known);
}

/* Some seconds after something was under way. */
static void notify_rest(struct notify *n, unsigned *idle)
{
	if (!outbound_idle(&n->outbound, time(NULL)) || hearing_waits(&n->hearing))
		*idle = 0;
	else if (++*idle == REST_TURNS)
		slim_down();
}

static void notify_run(struct notify *n)
{
	unsigned idle = 0;
	bool end = false;

	slim_down(); /* what the linker touched of two dozen libraries */
	while (!end) {
		hearing_turn(&n->hearing, time(NULL));
		notify_news(n);
		outbound_turn(&n->outbound, time(NULL));
		notify_rest(n, &idle);
		end = notify_wait(n, true);
	}
	hearing_end(&n->hearing, time(NULL));
}

/* Whether each took it. */
static bool notify_outcome(const struct notify *n)
{
	bool all = true;

	for (size_t i = 0; i < n->config.count; i++) {
		bool took = queue_length(&n->queue, i) == 0;

		printf("%s: %s\n", n->config.targets[i].name,
		       took ? "took the message" : "has not taken the message yet");
		all = all && took;
	}
	return all;
}

static int notify_test(struct notify *n)
{
	const struct alert alert = {.kinds = 1U << NOTICE_TEST,
				    .to_ns = (uint64_t)time(NULL) * 1000000000U};
	time_t end = time(NULL) + TEST_PATIENCE_S;
	int err = 0;

	for (size_t i = 0; i < n->config.count; i++) {
		n->config.targets[i].digest = -1;
		n->config.targets[i].quiet_to = n->config.targets[i].quiet_from;
	}
	err = outbound_add(&n->outbound, &alert, time(NULL));
	while (!err && time(NULL) < end && !outbound_idle(&n->outbound, time(NULL))) {
		notify_news(n);
		outbound_turn(&n->outbound, time(NULL));
		if (notify_wait(n, false))
			break;
	}
	if (!err && !notify_outcome(n))
		err = -EIO;
	while (n->queue.count)
		queue_remove(&n->queue, n->queue.items[0].sequence);
	return err ? EXIT_COULD_NOT : EXIT_DONE;
}

static int notify_read(struct notify *n, const char *path)
{
	int err = notify_config_read(path, notify_wrong, NULL, &n->config);

	if (err == -ENOENT)
		fprintf(stderr,
			"lenswatch-notify: there is no configuration %s: write there who gets "
			"messages (man lenswatch-notify.yaml has an example), or name another file "
			"with --config\n",
			path);
	else if (err && err != -EINVAL)
		fprintf(stderr, "lenswatch-notify: %s: %s\n", path, strerror(-err));
	if (!err && !n->config.count) {
		fprintf(stderr, "%s: nobody is named to send to: add mqtt: or send:\n", path);
		err = -EINVAL;
	}
	return err;
}

static int notify_main(const char *path, bool check, bool test)
{
	struct notify n = {.signals = -1, .lock = -1, .trial = test};
	int status = EXIT_COULD_NOT;

	if (notify_read(&n, path) != 0) {
		status = EXIT_COULD_NOT;
	} else if (check) {
		notify_destinations(&n.config);
		status = EXIT_DONE;
	} else {
		if (notify_begin(&n) == 0) {
			status = EXIT_DONE;
			if (test)
				status = notify_test(&n);
			else
				notify_run(&n);
		}
		notify_end(&n);
	}
	notify_config_destroy(&n.config);
	return status;
}

static int notify_no_option(const char *word)
{
	fprintf(stderr,
		"lenswatch-notify: there is no option %.200s\n"
		"`lenswatch-notify --help` lists the options.\n",
		word);
	return EXIT_USAGE;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{"config", required_argument, NULL, 'c'}, {"check", no_argument, NULL, 'k'},
		{"test", no_argument, NULL, 't'},	  {"help", no_argument, NULL, 'h'},
		{"version", no_argument, NULL, 'v'},	  {NULL, 0, NULL, 0}};
	const char *path = NOTIFY_CONFIG;
	bool check = false, test = false;
	int option;

	tzset();
	opterr = 0;
	while ((option = getopt_long(argc, argv, ":", options, NULL)) != -1) {
		switch (option) {
		case 'c':
			path = optarg;
			break;
		case 'k':
			check = true;
			break;
		case 't':
			test = true;
			break;
		case 'h':
			notify_usage(stdout);
			return EXIT_DONE;
		case 'v':
			puts("lenswatch-notify " LENSWATCH_VERSION);
			return EXIT_DONE;
		case ':':
			fputs("lenswatch-notify: --config needs a value: --config FILE\n", stderr);
			return EXIT_USAGE;
		default:
			return notify_no_option(argv[optind - 1]);
		}
	}
	if (optind < argc)
		return notify_no_option(argv[optind]);
	return notify_main(path, check, test);
}
