// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * nDPI's protocols file: one host a line, all lines of a vendor naming one protocol. nDPI matches
 * names by suffix and knows no star, so patterns with one stay with us; the role of a host comes
 * from our rules alone.
 */
#include <errno.h>
#include <string.h>

#include "rules/loaded.h"

/*
 * nDPI 4.2 has room for 230 protocols of its user (NDPI_MAX_NUM_CUSTOM_PROTOCOLS: 512 bits less its
 * own 282).
 */
#define MOST_PROTOCOLS 220
#define MOST_PROTOCOL_NAME 48

static bool is_letter_or_digit(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* "TP-Link Tapo" becomes "TPLinkTapo": nDPI takes no blank or sign in a name. */
static bool protocol_name(const char *vendor, char name[MOST_PROTOCOL_NAME])
{
	size_t length = 0;

	for (; *vendor && length < MOST_PROTOCOL_NAME - 1; vendor++)
		if (is_letter_or_digit(*vendor))
			name[length++] = *vendor;
	name[length] = 0;
	return length;
}

static bool protocols_takes(const struct rule_host *host)
{
	return !strchr(host->pattern, '*') && host->rule->enabled &&
	       (host->rule->kind == RULE_CAMERA || host->rule->kind == RULE_PLATFORM);
}

int rules_write_protocols(const struct rules *rules, FILE *file)
{
	const struct rule_host *hosts = rules->hosts.items;
	const struct rule *last = NULL;
	char name[MOST_PROTOCOL_NAME] = "";
	size_t protocols = 0;

	/* Hosts stand in load order, so those of one file follow each other. */
	for (size_t i = 0; i < rules->hosts.count; i++) {
		if (!protocols_takes(&hosts[i]))
			continue;
		if (hosts[i].rule != last && ++protocols > MOST_PROTOCOLS)
			break;
		last = hosts[i].rule;
		if (protocol_name(last->vendor, name) &&
		    fprintf(file, "host:\"%s\"@%s\n", hosts[i].pattern, name) < 0)
			return -EIO;
	}
	return fflush(file) ? -errno : 0;
}
