// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Two rules files from one input, parted by the first zero byte, then every look-up on what was
 * loaded. The names looked up are the input's own tail, so that patterns meet names like them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rules/rules.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ignore(void *context, const char *file, unsigned line, const char *what,
		   const char *cure)
{
	/* Every message is a string to its end. */
	*(size_t *)context += strlen(file) + line + strlen(what) + (cure ? strlen(cure) : 0);
}

static void look_up_host(const struct rules *rules, const char *name)
{
	const struct rule_host *hosts[4] = {NULL};
	size_t count = rules_hosts(rules, name, hosts, 4);

	if (rules_host(rules, name) != hosts[0] || (count > 0) != (hosts[0] != NULL))
		abort();
}

static void look_up(const struct rules *rules, const uint8_t *data, size_t size)
{
	uint8_t mac[6] = {0};
	char name[300] = "";
	size_t length = size < sizeof(name) - 1 ? size : sizeof(name) - 1;

	memcpy(name, &data[size - length], length);
	memcpy(mac, &data[size - (size < 6 ? size : 6)], size < 6 ? size : 6);
	look_up_host(rules, name);
	rules_mac(rules, mac);
	for (unsigned where = WHERE_DHCP; where <= WHERE_AGENT; where *= 2)
		rules_name(rules, (enum rule_where)where, name);
	for (int signature = SIGNATURE_NONE; signature < SIGNATURE_COUNT; signature++)
		rules_signature(rules, (enum signature)signature);
}

static void write_out(const struct rules *rules)
{
	char *text = NULL;
	size_t length = 0;
	FILE *file = open_memstream(&text, &length);

	if (!file || rules_write_protocols(rules, file))
		abort();
	fclose(file);
	free(text);
}

/* What the header promises of all that was loaded. */
static void check_all(const struct rules *rules)
{
	for (size_t i = 0; i < rules_count(rules); i++)
		if (!rules_at(rules, i)->vendor || !rules_at(rules, i)->kind)
			abort();
	if (rules_at(rules, rules_count(rules)) || strlen(rules_hash(rules)) != 32)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *zero = size ? memchr(data, 0, size) : NULL;
	size_t first = zero ? (size_t)(zero - data) : size, told = 0;
	const char *bytes = size ? (const char *)data : "";
	struct rules_text texts[2] = {
		{"a.yaml", bytes, first},
		{"b.yaml", zero ? &bytes[first + 1] : "", zero ? size - first - 1 : 0}};
	struct rules *rules = NULL;

	if (rules_load_texts(texts, zero ? 2 : 1, ignore, &told, &rules)) {
		if (rules || !told)
			abort();
		return 0;
	}
	look_up(rules, data, size);
	write_out(rules);
	check_all(rules);
	rules_destroy(rules);
	return 0;
}
