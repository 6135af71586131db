/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/findings/holding.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "words/catalog.h"
#include "words/countries.h"
#include "words/link.h"
#include "words/phrase.h"
#include "words/words.h"

#define DAY_NS (86400ULL * 1000000000ULL)

/* Whose it is then, as far as the record shows. */
static enum holder_kind holding_kind_of(const struct event_upload *upload, const char **name)
{
	const struct event_destination *to = &upload->destination;

	*name = NULL;
	switch (to->kind) {
	case DESTINATION_VENDOR_CLOUD:
		*name = to->service ? to->service : upload->camera.vendor;
		return *name ? HOLDER_VENDOR : HOLDER_UNKNOWN;
	case DESTINATION_HOSTING:
		*name = to->bucket_owner ? to->bucket_owner : to->service;
		return to->bucket_owner ? HOLDER_VENDOR : *name ? HOLDER_TENANT : HOLDER_UNKNOWN;
	case DESTINATION_RELAY:
		*name = to->service;
		return *name ? HOLDER_VENDOR : HOLDER_UNKNOWN;
	case DESTINATION_PEER:
		return HOLDER_VIEWER;
	case DESTINATION_VPN:
		return HOLDER_VPN;
	case DESTINATION_UNKNOWN:
		break;
	}
	*name = to->service;
	return *name ? HOLDER_VENDOR : HOLDER_UNKNOWN;
}

static int make_holder(struct holder *holder, enum holder_kind kind, const char *name,
		       const struct rules *rules, uint64_t now_ns)
{
	*holder = (struct holder){.kind = kind};
	if (!name)
		return 0;
	holder->name = strdup(name);
	if (!holder->name)
		return -ENOMEM;
	/* Advice on a landlord says nothing of what his tenant keeps. */
	if (kind != HOLDER_VENDOR)
		return 0;
	holder->rule = advice_vendor(rules, name);
	advice_find(holder->rule, "keeps", now_ns, &holder->keeps);
	advice_find(holder->rule, "encrypt", now_ns, &holder->encrypt);
	return 0;
}

static bool holding_is_same(const struct holder *holder, enum holder_kind kind, const char *name)
{
	return holder->kind == kind && !holder->name == !name &&
	       (!name || !strcmp(holder->name, name));
}

static void holding_add(struct holder *holder, const struct event_upload *upload, uint64_t now_ns)
{
	double kept_ns = holder->keeps.rule ? holder->keeps.rule->days * (double)DAY_NS : 0;

	holder->counts[upload->class]++;
	holder->uploads++;
	holder->bytes += upload->bytes_up;
	holder->video_high_s += upload->video_high_s;
	if (!upload->video_high_s && upload->class != CLASS_SNAPSHOT &&
	    upload->class != CLASS_SPEECH)
		holder->unmeasured++;
	holder->lower_bound += upload->coverage == COVERAGE_LOWER_BOUND;
	holder->relayed += upload->destination.kind == DESTINATION_RELAY;
	if (upload->end_ns >= now_ns || (double)(now_ns - upload->end_ns) <= kept_ns)
		holder->young++;
}

int holding_count(struct holding *holding, const struct history *history, const struct rules *rules,
		  uint64_t until_ns, uint64_t now_ns)
{
	int err = 0;

	for (size_t i = 0; !err && i < history->uploads.count; i++) {
		enum holder_kind kind;
		struct event event;
		const char *name;
		size_t at = 0;

		if (history->uploads.items[i].local ||
		    history->uploads.items[i].start_ns >= until_ns)
			continue;
		history_event(history, &history->uploads.items[i], &event);
		kind = holding_kind_of(&event.upload, &name);
		while (at < holding->count && !holding_is_same(&holding->items[at], kind, name))
			at++;
		if (at == HOLDING_MOST) {
			holding->left_out++;
			continue;
		}
		if (at == holding->count) {
			err = make_holder(&holding->items[at], kind, name, rules, now_ns);
			holding->count += !err;
		}
		if (!err)
			holding_add(&holding->items[at], &event.upload, now_ns);
	}
	return err;
}

void holding_clear(struct holding *holding)
{
	for (size_t i = 0; i < holding->count; i++)
		free(holding->items[i].name);
	*holding = (struct holding){0};
}

void holding_name(FILE *file, const struct holder *holder)
{
	switch (holder->kind) {
	case HOLDER_VENDOR:
		phrase_text(file, holder->name);
		return;
	case HOLDER_TENANT:
		fputs(SAY_HOLDER_TENANT, file);
		phrase_text(file, holder->name);
		return;
	case HOLDER_VIEWER:
		fputs(SAY_HOLDER_VIEWERS, file);
		return;
	case HOLDER_VPN:
		fputs(SAY_HOLDER_VPN, file);
		return;
	case HOLDER_UNKNOWN:
		break;
	}
	fputs(SAY_HOLDER_UNKNOWN, file);
}

/* Rounded up: it is a bound. */
static void put_most(FILE *file, uint64_t seconds)
{
	if (seconds < 120)
		fprintf(file, "%" PRIu64 " s", seconds);
	else
		fprintf(file, "%" PRIu64 " min", (seconds + 59) / 60);
}

void holding_amount(FILE *file, const struct holder *holder)
{
	static const char *const nouns[] = {[CLASS_UNKNOWN] = "piece",
					    [CLASS_CLIP] = "clip",
					    [CLASS_LIVE] = "live view",
					    [CLASS_SNAPSHOT] = "snapshot",
					    [CLASS_CONTINUOUS] = "continuous recording",
					    [CLASS_SPEECH] = "piece"};
	static const enum upload_class order[CLASSES] = {CLASS_CLIP,   CLASS_CONTINUOUS,
							 CLASS_LIVE,   CLASS_SNAPSHOT,
							 CLASS_SPEECH, CLASS_UNKNOWN};
	char text[WORDS_MOST];
	size_t kinds = 0, told = 0;

	for (size_t i = 0; i < CLASSES; i++)
		kinds += holder->counts[order[i]] > 0;
	fputs("at most ", file);
	for (size_t i = 0; i < CLASSES; i++) {
		uint64_t count = holder->counts[order[i]];

		if (!count)
			continue;
		if (told)
			fputs(told + 1 == kinds ? " and " : ", ", file);
		told++;
		fputs(words_count(count, nouns[order[i]], text), file);
		if (order[i] == CLASS_UNKNOWN)
			fputs(" of footage", file);
		if (order[i] == CLASS_SPEECH)
			fputs(" of speech", file);
	}
	if (holder->video_high_s) {
		fputs(SAY_HOLDS_VIDEO, file);
		put_most(file, holder->video_high_s);
		fputs(" of video", file);
		if (holder->unmeasured)
			fprintf(file, SAY_HOLDS_UNMEASURED_OF, holder->unmeasured);
	} else if (holder->unmeasured) {
		fputs(SAY_HOLDS_UNMEASURED, file);
	}
}

static void put_keeps(FILE *file, const struct holder *holder)
{
	const struct rule_advice *keeps = holder->keeps.rule;

	if (!keeps) {
		fputs(SAY_KEEPS_UNKNOWN, file);
		phrase_text(file, holder->name);
		fputs(SAY_KEEPS_UNKNOWN_END, file);
	} else if (holder->keeps.stale) {
		fputs(SAY_KEEPS_UNKNOWN, file);
		phrase_text(file, holder->name);
		fprintf(file, SAY_KEEPS_PAST_END, keeps->date);
		link_source(file, keeps->source);
		fputs(").", file);
	} else if (keeps->days > 0) {
		fprintf(file, SAY_KEEPS_DAYS, keeps->days, keeps->date);
		link_source(file, keeps->source);
		fprintf(file, SAY_KEEPS_YOUNG, holder->young, holder->uploads);
	} else {
		fputs(SAY_KEEPS_OTHERWISE, file);
		advice_write(file, &holder->keeps);
	}
}

static void put_encrypt(FILE *file, const struct holder *holder)
{
	fputs("Whether ", file);
	phrase_text(file, holder->name);
	if (holder->encrypt.rule) {
		fputs(SAY_ENCRYPTS_POSSIBLE, file);
		advice_write(file, &holder->encrypt);
	} else {
		fputs(SAY_ENCRYPTS_UNKNOWN, file);
	}
}

/* The youngest that tells of the vendor being asked; false: there is none. */
static bool find_request(const struct holder *holder, uint64_t now_ns, struct advice *out)
{
	struct advice next;
	bool found = false;
	size_t at = 0;

	while (advice_next(holder->rule, "request", now_ns, &at, &next)) {
		if (next.rule->asked != ASKED_VENDOR)
			continue;
		if (!found || strcmp(next.rule->date, out->rule->date) > 0)
			*out = next;
		found = true;
	}
	return found;
}

/* Every rule that tells of it has a source, a date and a country; after two years it is past. */
static void put_request(FILE *file, const struct holder *holder, uint64_t now_ns)
{
	struct advice advice;

	if (!find_request(holder, now_ns, &advice)) {
		fputs(SAY_REQUEST_UNKNOWN, file);
	} else if (advice.stale) {
		fprintf(file, SAY_REQUEST_PAST, country_name(advice.rule->country),
			advice.rule->date);
		link_source(file, advice.rule->source);
		fputs(").", file);
	} else {
		fprintf(file, SAY_REQUEST_IN, country_name(advice.rule->country));
		advice_write(file, &advice);
	}
}

static bool vendor_sentence(FILE *file, const struct holder *holder, uint64_t now_ns, size_t index)
{
	switch (index) {
	case 0:
		put_keeps(file, holder);
		return true;
	case 1:
		put_encrypt(file, holder);
		return true;
	case 2:
		put_request(file, holder, now_ns);
		return true;
	default:
		return false;
	}
}

bool holding_sentence(FILE *file, const struct holder *holder, uint64_t now_ns, size_t index)
{
	bool live = holder->counts[CLASS_LIVE] > 0;

	if (index == 0 && holder->lower_bound) {
		fprintf(file, SAY_HOLDS_LOST, holder->lower_bound);
		return true;
	}
	index -= holder->lower_bound > 0;
	if (index == 0 && holder->kind == HOLDER_VENDOR && (live || holder->relayed)) {
		fputs(SAY_HOLDS_LIVE, file);
		return true;
	}
	if (holder->kind == HOLDER_VENDOR)
		return vendor_sentence(file, holder, now_ns, index - (live || holder->relayed));
	if (index)
		return false;
	if (holder->kind == HOLDER_VIEWER)
		fputs(SAY_HOLDS_VIEWER, file);
	else if (holder->kind == HOLDER_TENANT)
		fputs(SAY_HOLDS_TENANT, file);
	else
		fputs(SAY_HOLDS_UNKNOWN, file);
	return true;
}
