// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The package `lenswatch` of UCI, as whoever may change it in LuCI could write it, made the
 * daemon's configuration by the init script's own functions: that is YAML as a whole, and names no
 * program, user or file but those in the package's own folder. Runs in the root of the sources.
 */
#include <errno.h>
#include <unistd.h>

#include "config/config.h"
#include "fuzz_file.h"

#define FILES "packaging/openwrt/lenswatch/files/"
#define OWN_FOLDER "/etc/lenswatch/"

/* Of sections main, camera and promise. The first are those that must not be taken. */
static const char *const options[] = {
	"anchor_command", "heads",	  "ledger", "rules",   "geo",	 "user",     "socket",
	"state",	  "interface",	  "home",   "attach",  "mirror", "speakers", "commit",
	"history",	  "history_days", "jail",   "enabled", "device", "name",     "camera",
	"text",		  "keep_headers", "keep",   "format",  "zone",	 "promises", "history_mb"};

#define OPTIONS (sizeof(options) / sizeof(options[0]))

/* One shell for all: a line of a path in, a line back. Each reads its settings in one of its own.
 */
static const char script[] =
	". tests/openwrt/root/lib/functions.sh\n"
	". " FILES "uci.sh\n. " FILES "refuse.sh\n. " FILES "files.sh\n"
	"uci() { return 1; }\n"
	"network_flush_cache() { :; }\nprocd_get_mountpoints() { :; }\n"
	"network_get_device() { [ \"$2\" = lan ] && eval \"$1=br-lan\"; }\n"
	"while read -r path; do\n"
	"  ( . \"$path\"; lenswatch_look; lenswatch_files_look; lenswatch_yaml;"
	" lenswatch_refused_key ) >\"$path.yaml\" 2>\"$path.said\"\n"
	"  echo done\n"
	"done\n";

struct shell {
	FILE *to, *from;
};

static void start(struct shell *shell)
{
	int in[2], out[2];

	if (shell->to)
		return;
	if (pipe(in) != 0 || pipe(out) != 0)
		abort();
	if (fork() == 0) {
		dup2(in[0], 0);
		dup2(out[1], 1);
		close(in[1]);
		close(out[0]);
		execlp("dash", "dash", "-c", script, (char *)NULL);
		_exit(127);
	}
	close(in[0]);
	close(out[1]);
	shell->to = fdopen(in[1], "w");
	shell->from = fdopen(out[0], "r");
	if (!shell->to || !shell->from)
		abort();
}

/* As `uci export` quotes it. */
static void write_value(FILE *file, const uint8_t *data, size_t size)
{
	putc('\'', file);
	for (size_t i = 0; i < size; i++) {
		if (data[i] == '\'')
			fputs("'\\''", file);
		else if (data[i])
			putc(data[i], file);
	}
	fputs("'\n", file);
}

/* Each: what it is of, its name, and its value up to a byte of that length. */
static void write_settings(const char *path, const uint8_t *data, size_t size)
{
	static const char *const sections[] = {"config lenswatch main", "config camera",
					       "config promise"};
	FILE *file = fopen(path, "w");

	if (!file)
		abort();
	fprintf(file, "%s\n", sections[0]);
	while (size > 2) {
		size_t length = data[2] % 64;

		if (data[0] & 0x80)
			fprintf(file, "%s\n", sections[1 + data[0] % 2]);
		fprintf(file, "%s %s ", data[0] & 0x40 ? "list" : "option",
			options[data[1] % OPTIONS]);
		data += 3;
		size -= 3;
		length = length < size ? length : size;
		write_value(file, data, length);
		data += length;
		size -= length;
	}
	fclose(file);
}

static void count(void *context, const char *file, unsigned line, const char *what,
		  const char *cure)
{
	*(size_t *)context += strlen(file) + line + strlen(what) + (cure ? strlen(cure) : 0);
}

static bool is_own(const char *path)
{
	return !path || (strncmp(path, OWN_FOLDER, sizeof(OWN_FOLDER) - 1) == 0 &&
			 !strchr(&path[sizeof(OWN_FOLDER) - 1], '/'));
}

static void check_settings(const char *path)
{
	struct config config;
	size_t told = 0;

	if (config_create(&config) != 0 || config_load(&config, path, count, &told) != 0)
		abort();
	if (config.anchor_command || config.heads || config.user || config.common.rules ||
	    !is_own(config.ledger) || !is_own(config.state) || !is_own(config.socket))
		abort();
	for (size_t i = 0; i < config.common.geo_count; i++)
		if (!is_own(config.common.geo[i]))
			abort();
	config_destroy(&config);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct shell shell;
	char path[64], yaml[80], line[16];

	start(&shell);
	write_settings(fuzz_file_path("lenswatch", path), data, size);
	fprintf(shell.to, "%s\n", path);
	if (fflush(shell.to) != 0)
		abort();
	while (!fgets(line, sizeof(line), shell.from)) {
		if (errno != EINTR) /* libFuzzer's own alarm */
			abort();
		clearerr(shell.from);
	}
	snprintf(yaml, sizeof(yaml), "%s.yaml", path);
	check_settings(yaml);
	return 0;
}
