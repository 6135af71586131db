// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lenswatch-page: the history and what the daemon tells, in a browser. A program of its own, as
 * what it needs is no part of watching. Off unless it is started, and on loopback unless told
 * otherwise.
 */
#include <errno.h>
#include <ev.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/exit.h"
#include "config/ask.h"
#include "page/server.h"
#include "page/setup.h"
#include "page/token.h"
#include "rules/directory.h"
#include "system/sandbox.h"

#define MAIN_BACKLOG 64
#define MAIN_PEM 65536 /* bytes of a certificate with those that signed it */

static int main_tell(const char *what, int err, const char *cure)
{
	fprintf(stderr, "lenswatch-page: %s: %s%s\n", what, strerror(-err), cure);
	return err;
}

/* Made, kept as a hash, and printed this once, also as what a browser may be opened with. */
static int main_new_token(const struct setup *setup)
{
	char token[TOKEN_TEXT];
	uint8_t hash[TOKEN_HASH];
	int err = token_make(token);

	if (!err) {
		token_hash(token, hash);
		err = token_keep(setup->token, hash);
	}
	if (err) {
		main_tell(setup->token, err, "; --token names another file");
		return EXIT_COULD_NOT;
	}
	if (printf("%s\n", token) < 0 || fflush(stdout) != 0) {
		main_tell("the token could not be printed", -errno, "; make another");
		return EXIT_COULD_NOT;
	}
	if (!strchr(setup->listen, '/'))
		fprintf(stderr,
			"It is not shown again. Where the page runs on this machine, open\n"
			"%s://%s/#%s\n",
			setup->certificate ? "https" : "http", setup->listen, token);
	return EXIT_DONE;
}

/* What one that was killed left behind goes, and nothing else. */
static int main_make_room(int fd, const char *path, const struct setup_address *at)
{
	struct stat state;

	if (lstat(path, &state) != 0)
		return errno == ENOENT ? 0 : -errno;
	if (!S_ISSOCK(state.st_mode))
		return -EEXIST;
	if (connect(fd, (const struct sockaddr *)&at->address, at->length) == 0 ||
	    errno != ECONNREFUSED)
		return -EADDRINUSE;
	return unlink(path) == 0 ? 0 : -errno;
}

static int main_listen(const char *listen_at, const struct setup_address *at, int *out)
{
	const struct sockaddr *address = (const struct sockaddr *)&at->address;
	int fd = socket(at->address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	mode_t mask = umask(0117); /* who is of its group may ask */
	const int yes = 1;
	int err = fd < 0 ? -errno : 0;

	if (!err && at->local)
		err = main_make_room(fd, listen_at, at);
	else if (!err)
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	if (!err && (bind(fd, address, at->length) != 0 || listen(fd, MAIN_BACKLOG) != 0))
		err = -errno;
	umask(mask);
	if (err && fd >= 0)
		close(fd);
	if (err)
		return main_tell(listen_at, err, "; --listen names another place");
	*out = fd;
	return 0;
}

/* The whole file as a text, which the caller frees. */
static int main_read(const char *path, char **out)
{
	char *text = calloc(1, MAIN_PEM);
	FILE *file = fopen(path, "re");
	int err = !text ? -ENOMEM : !file ? -errno : 0;

	if (!err && (fread(text, 1, MAIN_PEM - 1, file) == 0 || !feof(file)))
		err = -EINVAL;
	if (file)
		fclose(file);
	if (err) {
		free(text);
		return main_tell(path, err, "");
	}
	*out = text;
	return 0;
}

/* Without one only the UNIX socket is served: who may open that is for its folder to say. */
static int main_token(const struct setup *setup, bool local, uint8_t hash[TOKEN_HASH],
		      const uint8_t **out)
{
	int err = token_read(setup->token, hash);

	*out = err ? NULL : hash;
	if (!err || (local && err == -ENOENT))
		return 0;
	return main_tell(setup->token, err,
			 err == -ENOENT ? "; `lenswatch-page --new-token` makes one" : "");
}

/* Those that were told, and its own. */
static void main_names(struct access_names *names, const struct setup_address *at)
{
	static const char *const own[] = {"localhost", "127.0.0.1", "[::1]"};

	names->any = at->local && !names->count;
	for (size_t i = 0; !at->local && i < 3 && names->count < ACCESS_NAMES; i++)
		names->names[names->count++] = own[i];
	if (!at->local && names->count < ACCESS_NAMES)
		names->names[names->count++] = at->host;
}

static void main_stop(struct ev_loop *loop, ev_signal *stop, int events)
{
	(void)stop;
	(void)events;
	ev_break(loop, EVBREAK_ALL);
}

/* The folder of a file, in `room`. */
static const char *main_folder(const char *path, char room[PATH_MAX])
{
	char *end;

	snprintf(room, PATH_MAX, "%s", path);
	end = strrchr(room, '/');
	if (!end)
		return ".";
	end[end == room] = '\0';
	return room;
}

/*
 * Last, as libmicrohttpd and its TLS open what they need as they begin; nobody was answered yet.
 * SQLite makes its index beside a history that it reads; the socket's name goes when this ends.
 */
static int main_sandbox(const struct setup *setup, bool local)
{
	struct sandbox_config config = {.user = setup->user, .forks = true};
	const char *ledger =
		ask_history(setup->source.ledger, setup->source.socket, LENSWATCH_CONFIG, NULL);
	char rules[PATH_MAX], kept[PATH_MAX], there[PATH_MAX], text[SANDBOX_TEXT];
	struct sandbox_state state;

	config.read[config.read_count++] =
		rules_directory(setup->source.rules, rules, sizeof(rules));
	config.write[config.write_count++] = main_folder(ledger, kept);
	if (local)
		config.write[config.write_count++] = main_folder(setup->listen, there);
	if (sandbox_enter(&config, &state, text) == 0)
		return 0;
	fprintf(stderr, "lenswatch-page: %s\n", text);
	return -EPERM;
}

static int main_serve(const struct setup *setup, const struct server_order *order)
{
	struct ev_loop *loop = ev_default_loop(EVFLAG_AUTO);
	struct server *server = NULL;
	int status = EXIT_COULD_NOT;
	ev_signal end, cut;

	if (!loop || server_start(order, loop, &server) != 0)
		return EXIT_COULD_NOT;
	ev_signal_init(&end, main_stop, SIGTERM);
	ev_signal_init(&cut, main_stop, SIGINT);
	ev_signal_start(loop, &end);
	ev_signal_start(loop, &cut);
	signal(SIGPIPE, SIG_IGN);
	if (main_sandbox(setup, order->local) == 0) {
		ev_run(loop, 0);
		status = EXIT_DONE;
	}
	server_stop(server);
	ev_signal_stop(loop, &end);
	ev_signal_stop(loop, &cut);
	ev_loop_destroy(loop);
	return status;
}

/* All that only who started it may read. */
static int main_order(const struct setup *setup, const struct setup_address *at, uint8_t *hash,
		      struct server_order *order, char *pem[2])
{
	int err = main_token(setup, at->local, hash, &order->token);

	if (!err && setup->certificate)
		err = main_read(setup->certificate, &pem[0]);
	if (!err && setup->key)
		err = main_read(setup->key, &pem[1]);
	if (!err)
		err = main_listen(setup->listen, at, &order->fd);
	order->certificate = pem[0];
	order->key = pem[1];
	return err;
}

static int main_run(const struct setup *setup)
{
	struct setup_address at;
	uint8_t hash[TOKEN_HASH];
	struct server_order order = {.fd = -1};
	char *pem[2] = {NULL, NULL};
	int status = EXIT_COULD_NOT, err;

	if (setup_address(setup->listen, &at) != 0) {
		fprintf(stderr,
			"lenswatch-page: --listen wants ADDRESS:PORT, as in " SETUP_LISTEN
			" or [::1]:8407, or a path, not \"%.200s\"\n",
			setup->listen);
		return EXIT_USAGE;
	}
	order.local = at.local;
	order.names = setup->names;
	main_names(&order.names, &at);
	order.source = setup->source;
	if (!at.loopback && !setup->certificate)
		fputs("lenswatch-page: without --certificate everybody on the way can read what is "
		      "shown, and the token\n",
		      stderr);
	err = main_order(setup, &at, hash, &order, pem);
	/* Whoever may open a socket may look, and is not asked who it is. */
	order.source.changes = !setup->read_only && order.token;
	if (!err)
		status = main_serve(setup, &order);
	if (at.local && order.fd >= 0) /* else it is another's */
		unlink(setup->listen);
	free(pem[0]);
	free(pem[1]);
	return status;
}

int main(int argc, char **argv)
{
	struct setup setup;

	if (setup_read(&setup, argc, argv) != 0)
		return EXIT_USAGE;
	if (setup.help) {
		setup_help(stdout);
		return EXIT_DONE;
	}
	if (setup.version) {
		puts("lenswatch-page " LENSWATCH_VERSION);
		return EXIT_DONE;
	}
	if (sodium_init() < 0)
		return EXIT_COULD_NOT;
	return setup.new_token ? main_new_token(&setup) : main_run(&setup);
}
