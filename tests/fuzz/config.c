// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A configuration file of any bytes: whatever is wrong in it is told, kept as a problem, and the
 * rest is taken.
 */
#include "config/config.h"
#include "fuzz_file.h"

static void count(void *context, const char *file, unsigned line, const char *what,
		  const char *cure)
{
	*(size_t *)context += strlen(file) + line + strlen(what) + (cure ? strlen(cure) : 0);
}

static void check_all(const struct config *config)
{
	for (size_t i = 0; i < problems_kept(&config->problems); i++)
		if (!config->problems.items[i].says[0])
			abort();
	for (size_t i = 0; i < config->interface_count; i++)
		if (!config->interfaces[i][0])
			abort();
	if (config->interface_count > CONFIG_INTERFACES || config->other_count > ENGINE_DECLARED ||
	    config->commit_s < 0)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct config config;
	size_t told = 0;
	char path[64];
	int err;

	fuzz_file_write(fuzz_file_path("lenswatch.yaml", path), data, size);
	if (config_create(&config) != 0)
		abort();
	err = config_load(&config, path, count, &told);
	if ((err && !told) || (!err && !told != !config.problems.count && !config.mended))
		abort();
	check_all(&config);
	config_destroy(&config);
	return 0;
}
