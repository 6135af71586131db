// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "commands/command_rules.h"
#include "config/ask.h"
#include "json/put.h"
#include "words/rules_explain.h"
#include "rules/directory.h"
#include "rules/rules.h"
#include "base/exit.h"
#include "usage/usage.h"

#define RULES_MATCHES 8

struct rules_order {
	const struct rules_action *action;
	const char *named, *argument; /* the folder, or NULL; what is to be explained */
	const char *directory;
	bool json;
	struct put errors; /* for JSON alone */
};

struct rules_action {
	bool checks; /* errors in the rules are its answer, no failure of its own */
	void (*run)(const struct rules *rules, const struct rules_order *order);
	void (*put)(const struct rules *rules, const struct rules_order *order, struct put to);
};

static void rules_run_check(const struct rules *rules, const struct rules_order *order)
{
	rules_explain_right(rules, order->directory, stdout);
}

static void rules_put_check(const struct rules *rules, const struct rules_order *order,
			    struct put to)
{
	put_text(to, "directory", order->directory);
	put_count(to, "files", rules_count(rules));
	put_text(to, "hash", rules_hash(rules));
}

static void rules_run_list(const struct rules *rules, const struct rules_order *order)
{
	(void)order;
	printf("%-28s %-9s %5s %5s %5s %5s  %s\n", "VENDOR", "KIND", "HOSTS", "MACS", "NAMES",
	       "SIGNS", "FILE");
	for (size_t i = 0; i < rules_count(rules); i++) {
		const struct rule *rule = rules_at(rules, i);

		printf("%-28s %-9s %5zu %5zu %5zu %5zu  %s%s\n", rule->vendor,
		       rule_kind_name(rule->kind), rule->host_count, rule->mac_count,
		       rule->name_count, rule->signature_count, rule->file,
		       rule->enabled ? "" : " (off)");
	}
}

static struct put rules_put_rule(struct put to, const struct rule *rule)
{
	struct put one = put_object(to, NULL);

	put_text(one, "vendor", rule->vendor);
	put_text(one, "company", rule->company);
	put_text(one, "kind", rule_kind_name(rule->kind));
	put_text(one, "file", rule->file);
	return one;
}

static void rules_put_list(const struct rules *rules, const struct rules_order *order,
			   struct put to)
{
	struct put list = put_array(to, "vendors");

	(void)order;
	for (size_t i = 0; i < rules_count(rules); i++) {
		const struct rule *rule = rules_at(rules, i);
		struct put one = rules_put_rule(list, rule);

		put_bool(one, "enabled", rule->enabled);
		put_count(one, "hosts", rule->host_count);
		put_count(one, "macs", rule->mac_count);
		put_count(one, "names", rule->name_count);
		put_count(one, "signatures", rule->signature_count);
	}
}

static void rules_run_explain(const struct rules *rules, const struct rules_order *order)
{
	rules_explain(rules, order->argument, stdout);
}

static void rules_put_match(struct put to, const struct rule *rule, unsigned line,
			    const char *matches, const char *means)
{
	struct put one = rules_put_rule(to, rule);

	put_count(one, "line", line);
	put_text(one, "matches", matches);
	put_text(one, "means", means);
}

/* The most special first. */
static void rules_put_explain(const struct rules *rules, const struct rules_order *order,
			      struct put to)
{
	const struct rule_host *hosts[RULES_MATCHES];
	const struct rule_mac *by_mac;
	struct put list;
	uint8_t mac[6];
	size_t count;

	put_text(to, "asked", order->argument);
	list = put_array(to, "rules");
	if (mac_parse(order->argument, mac) == 0) {
		by_mac = rules_mac(rules, mac);
		if (by_mac)
			rules_put_match(list, by_mac->rule, by_mac->line, "mac",
					rule_means_name(by_mac->means));
		return;
	}
	count = rules_hosts(rules, order->argument, hosts, RULES_MATCHES);
	for (size_t i = 0; i < count; i++)
		rules_put_match(list, hosts[i]->rule, hosts[i]->line, hosts[i]->pattern,
				rule_role_name(hosts[i]->role));
	for (unsigned where = WHERE_DHCP; where <= WHERE_AGENT; where <<= 1) {
		const struct rule_name *name =
			rules_name(rules, (enum rule_where)where, order->argument);

		if (name)
			rules_put_match(list, name->rule, name->line, name->pattern,
					rule_means_name(name->means));
	}
}

/* In the order of the rows of usage_rules. */
static const struct rules_action rules_actions[] = {
	{true, rules_run_check, rules_put_check},
	{false, rules_run_list, rules_put_list},
	{false, rules_run_explain, rules_put_explain},
};

/* What `check` finds is what was asked for, so it is data; elsewhere it is a message. */
static void rules_tell_error(void *context, const char *file, unsigned line, const char *what,
			     const char *cure)
{
	struct rules_order *order = context;
	FILE *out = order->action->checks ? stdout : stderr;
	struct put one;

	if (order->action->checks && order->json) {
		one = put_object(order->errors, NULL);
		put_text(one, "file", file);
		put_known(one, "line", line);
		put_text(one, "says", what);
		put_text(one, "cure", cure);
		return;
	}
	fprintf(out, "%s%s:", order->action->checks ? "" : "lenswatch: ", file);
	if (line)
		fprintf(out, "%u:", line);
	fprintf(out, " %s", what);
	fprintf(out, cure ? ": %s\n" : "\n", cure);
}

static int rules_answer(const struct rules_order *order, const struct rules *rules, struct put root)
{
	if (order->json) {
		if (rules)
			order->action->put(rules, order, root);
		return ask_print(root);
	}
	put_drop(root);
	if (rules)
		order->action->run(rules, order);
	return ask_end();
}

static int rules_run(struct rules_order *order)
{
	char room[PATH_MAX];
	struct rules *rules = NULL;
	bool failed;
	struct put root = put_begin(&failed);
	int err, code;

	order->directory = rules_directory(order->named, room, sizeof(room));
	if (order->action->checks)
		order->errors = put_array(root, "errors");
	err = rules_load(order->directory, rules_tell_error, order, &rules);
	if (err == -ENOENT)
		fprintf(stderr, "lenswatch: no rules in %s: name their folder with --rules DIR\n",
			order->directory);
	else if (err && err != -EINVAL)
		fprintf(stderr, "lenswatch: %s: %s\n", order->directory, strerror(-err));
	if (err && (err != -EINVAL || !order->action->checks)) {
		put_drop(root);
		return EXIT_COULD_NOT;
	}
	code = rules_answer(order, rules, root);
	rules_destroy(rules);
	return code == EXIT_DONE && err ? EXIT_NO : code;
}

static int rules_option(void *context, const struct usage_row *row, const char *value)
{
	struct rules_order *order = context;

	if (row->letter == 'f')
		return ask_format(value, &order->json);
	order->named = value;
	return 0;
}

int command_rules(int argc, char **argv)
{
	struct rules_order order = {0};
	size_t action = 0;
	int err = usage_read(&usage_rules, argc, argv, rules_option, &order);

	if (!err)
		err = usage_action(&usage_rules, argc, argv, &action);
	if (!err)
		order.action = &rules_actions[action];
	if (err) {
		(void)usage_hint(&usage_rules);
		return EXIT_USAGE;
	}
	order.argument = argv[optind + 1];
	return rules_run(&order);
}
