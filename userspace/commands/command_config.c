// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/exit.h"
#include "commands/commands.h"
#include "config/ask.h"
#include "config/config.h"
#include "json/put.h"
#include "usage/usage.h"
#include "words/catalog.h"

struct config_order {
	const char *file;
	bool json;
};

static int config_option(void *context, const struct usage_row *row, const char *value)
{
	struct config_order *order = context;

	if (row->letter == 'f')
		return ask_format(value, &order->json);
	order->file = value;
	return 0;
}

/* Mistakes are the answer here. */
static void config_answer(void *context, const char *file, unsigned line, const char *what,
			  const char *cure)
{
	const struct config_order *order = context;

	if (order->json)
		return;
	printf("%s:", file);
	if (line)
		printf("%u:", line);
	printf(" %s%s%s\n", what, cure ? "; " : "", cure ? cure : "");
}

static int config_put(const struct config_order *order, const struct config *config)
{
	bool failed;
	struct put root = put_begin(&failed), list, one;

	put_text(root, "file", order->file);
	list = put_array(root, "problems");
	for (size_t i = 0; i < problems_kept(&config->problems); i++) {
		const struct problem *problem = &config->problems.items[i];

		one = put_object(list, NULL);
		put_text(one, "setting", problem->setting);
		put_some(one, "value", problem->value);
		put_text(one, "says", problem->says);
	}
	return ask_print(root);
}

static int config_check(struct config_order *order)
{
	const char *lacks = NULL;
	struct config config;
	int err = config_create(&config), status;
	bool right;

	if (err)
		return EXIT_COULD_NOT;
	err = config_load(&config, order->file, config_answer, order);
	if (err && err != -EINVAL) {
		fprintf(stderr, "lenswatch: %s: %s\n", order->file, strerror(-err));
		config_destroy(&config);
		return EXIT_COULD_NOT;
	}
	if (!err)
		lacks = config_weigh(&config);
	if (lacks)
		config_answer(order, order->file, 0, lacks, NULL);
	right = !err && !config.problems.count;
	if (!order->json && right)
		printf(SAY_CONFIG_USABLE, order->file);
	status = order->json ? config_put(order, &config) : ask_end();
	config_destroy(&config);
	return status == EXIT_DONE && !right ? EXIT_NO : status;
}

int command_config(int argc, char **argv)
{
	struct config_order order = {.file = LENSWATCH_CONFIG};
	size_t action;
	int err = usage_read(&usage_config, argc, argv, config_option, &order);

	if (!err)
		err = usage_action(&usage_config, argc, argv, &action);
	if (err) {
		(void)usage_hint(&usage_config);
		return EXIT_USAGE;
	}
	if (optind + 1 < argc)
		order.file = argv[optind + 1];
	return config_check(&order);
}
