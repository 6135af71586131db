// SPDX-License-Identifier: GPL-2.0-or-later
#include "page/setup.h"

#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>

#include "system/control.h"

static const struct setup_row {
	const char *name, *argument;
	int letter;
	const char *help;
} setup_rows[] = {
	{"listen", "ADDRESS:PORT|PATH", 'l',
	 "where it listens: an address of this machine, or a UNIX socket for a reverse proxy "
	 "(" SETUP_LISTEN ")"},
	{"token", "FILE", 't', "holds the hash of the token (" SETUP_TOKEN ")"},
	{"new-token", NULL, 'n', "make a token, write its hash into that file, print it, and end"},
	{"read-only", NULL, 'y', "show everything and change nothing, whoever asks"},
	{"host", "NAME", 'o', "a name that browsers call it by, beside localhost; may be repeated"},
	{"certificate", "FILE", 'c',
	 "speak TLS with this certificate and those that signed it "
	 "(PEM)"},
	{"key", "FILE", 'k', "the certificate's key (PEM)"},
	{"ledger", "FILE", 'g', "the history (the one that the daemon keeps)"},
	{"socket", "FILE", 's', "where the daemon answers (" CONTROL_PATH ")"},
	{"rules", "DIR", 'r', "the rules, for what a report advises"},
	{"user", "NAME", 'u', "run as this user when started as root (lenswatch, else nobody)"},
	{"help", NULL, 'h', "print this"},
	{"version", NULL, 'V', "print the version"},
};

#define SETUP_ROWS (sizeof(setup_rows) / sizeof(setup_rows[0]))

static int setup_take(struct setup *setup, int letter, const char *value)
{
	const char **places[128] = {
		['l'] = &setup->listen,	       ['t'] = &setup->token,
		['c'] = &setup->certificate,   ['k'] = &setup->key,
		['g'] = &setup->source.ledger, ['s'] = &setup->source.socket,
		['r'] = &setup->source.rules,  ['u'] = &setup->user,
	};

	if (letter == 'o') {
		if (setup->names.count == ACCESS_NAMES)
			return -E2BIG;
		setup->names.names[setup->names.count++] = value;
	} else if (letter == 'y') {
		setup->read_only = true;
	} else if (letter == 'n') {
		setup->new_token = true;
	} else if (letter == 'h') {
		setup->help = true;
	} else if (letter == 'V') {
		setup->version = true;
	} else {
		*places[letter] = value;
	}
	return 0;
}

static int setup_wrong(const char *what, const char *value)
{
	fprintf(stderr, "lenswatch-page: %s%.200s\n", what, value);
	fputs("`lenswatch-page --help` lists the options.\n", stderr);
	return -EINVAL;
}

/* What getopt refused. Of a row's option it left the letter. */
static int setup_refuse(int found, const char *word)
{
	static const char options[] = "`lenswatch-page --help` lists the options.";
	const struct setup_row *row = NULL;
	const char letter[] = {'-', (char)optopt, '\0'};

	for (size_t i = 0; i < SETUP_ROWS && !row; i++)
		if (optopt == setup_rows[i].letter && strncmp(word, "--", 2) == 0)
			row = &setup_rows[i];
	if (!row)
		return setup_wrong("there is no option ", optopt ? letter : word);
	if (found == ':')
		fprintf(stderr, "lenswatch-page: --%s needs a value: --%s %s\n%s\n", row->name,
			row->name, row->argument, options);
	else
		fprintf(stderr, "lenswatch-page: --%s takes no value\n%s\n", row->name, options);
	return -EINVAL;
}

int setup_read(struct setup *setup, int argc, char **argv)
{
	struct option options[SETUP_ROWS + 1] = {0};
	int found, err = 0;

	*setup = (struct setup){
		.listen = SETUP_LISTEN, .token = SETUP_TOKEN, .source = {.socket = CONTROL_PATH}};
	for (size_t i = 0; i < SETUP_ROWS; i++)
		options[i] = (struct option){.name = setup_rows[i].name,
					     .has_arg = setup_rows[i].argument ? required_argument
									       : no_argument,
					     .val = setup_rows[i].letter};
	opterr = 0;
	optind = 0;
	while (!err && (found = getopt_long(argc, argv, ":hV", options, NULL)) != -1) {
		if (found == '?' || found == ':')
			return setup_refuse(found, argv[optind - 1]);
		err = setup_take(setup, found, optarg);
	}
	if (err)
		return setup_wrong("more names than it has room for: --host ", optarg);
	if (optind < argc)
		return setup_wrong("it takes no ", argv[optind]);
	if (!setup->certificate != !setup->key)
		return setup_wrong("--certificate and --key go together", "");
	return 0;
}

void setup_help(FILE *file)
{
	char name[64];

	fputs("Usage: lenswatch-page [OPTIONS]\n\n"
	      "Shows in a browser what the cameras send out of the house: now, today, each event "
	      "with its\nevidence, and the report. It reads the history and asks the daemon. Who "
	      "has the token may name\ncameras, confirm and dismiss them; nothing else is changed. "
	      "Nobody but this machine can\nreach it unless --listen says so.\n\n",
	      file);
	for (size_t i = 0; i < SETUP_ROWS; i++) {
		const struct setup_row *row = &setup_rows[i];

		snprintf(name, sizeof(name), "--%s%s%s", row->name, row->argument ? " " : "",
			 row->argument ? row->argument : "");
		fprintf(file, "  %-28s  %s\n", name, row->help);
	}
}

static bool setup_port(const char *text, uint16_t *out)
{
	size_t length = strlen(text);
	unsigned long port = strtoul(text, NULL, 10);

	if (!length || length > 5 || strspn(text, "0123456789") != length || !port || port > 65535)
		return false;
	*out = htons((uint16_t)port);
	return true;
}

static int setup_path(const char *listen, struct setup_address *out)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};

	if (strlen(listen) >= sizeof(address.sun_path))
		return -EINVAL;
	memcpy(address.sun_path, listen, strlen(listen) + 1);
	*out = (struct setup_address){.local = true, .loopback = true, .length = sizeof(address)};
	memcpy(&out->address, &address, sizeof(address));
	return 0;
}

int setup_address(const char *listen, struct setup_address *out)
{
	struct sockaddr_in four = {.sin_family = AF_INET};
	struct sockaddr_in6 six = {.sin6_family = AF_INET6};
	const char *colon = strrchr(listen, ':');
	char host[sizeof(out->host)];
	uint16_t port = 0;

	if (strchr(listen, '/'))
		return setup_path(listen, out);
	if (!colon || (size_t)(colon - listen) >= sizeof(host) || !setup_port(colon + 1, &port))
		return -EINVAL;
	memcpy(host, listen, (size_t)(colon - listen));
	host[colon - listen] = '\0';
	*out = (struct setup_address){0};
	memcpy(out->host, host, sizeof(host));
	if (inet_pton(AF_INET, host, &four.sin_addr) == 1) {
		four.sin_port = port;
		out->loopback = ntohl(four.sin_addr.s_addr) >> 24 == 127;
		out->length = sizeof(four);
		memcpy(&out->address, &four, sizeof(four));
		return 0;
	}
	if (*host != '[' || host[strlen(host) - 1] != ']')
		return -EINVAL;
	host[strlen(host) - 1] = '\0';
	if (inet_pton(AF_INET6, host + 1, &six.sin6_addr) != 1)
		return -EINVAL;
	six.sin6_port = port;
	out->loopback = IN6_IS_ADDR_LOOPBACK(&six.sin6_addr);
	out->length = sizeof(six);
	memcpy(&out->address, &six, sizeof(six));
	return 0;
}
