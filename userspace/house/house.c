// SPDX-License-Identifier: GPL-2.0-or-later
#include "house/house.h"

#include <errno.h>
#include <string.h>

static void house_keep_headers(struct house *h, const struct event *event)
{
	const struct house_keeper *keeper = &h->config.keeper;
	struct ledger *ledger = h->slices ? keeper->ledger(keeper->context) : NULL;
	int err = ledger ? slices_keep(h->slices, event, ledger) : 0;

	/* The upload is told all the same. */
	if (err < 0 && !keeper->failing(keeper->context))
		fprintf(stderr, "lenswatch: the headers of upload %s could not be kept in %s: %s\n",
			event->upload.id, h->config.headers, strerror(-err));
}

static void house_write(struct house *h, const struct event *event)
{
	int err = output_event(h->output, event);

	if (!err || h->output_error)
		return;
	h->output_error = err;
	if (h->config.unheard)
		h->config.unheard(h->config.context);
}

/*
 * The history goes first: who reads of an event and then asks for it finds it there, and an output
 * that fails, or ends the process as a closed pipe does, takes nothing out of it. Headers come
 * after it, since their note speaks of an upload that must be in it already; the output is last.
 */
void house_tell(struct house *house, const struct event *event)
{
	if (house->config.notice)
		house->config.notice(house->config.context, event);
	if (house->config.keeper.keep)
		house->config.keeper.keep(house->config.keeper.context, event);
	house_keep_headers(house, event);
	if (house->config.heard)
		house->config.heard(house->config.context, event);
	house_write(house, event);
}

static void house_emit(void *context, const struct event *event)
{
	house_tell(context, event);
}

static void house_decide(void *context, const struct device_key *device, enum device_state state)
{
	struct house *h = context;

	source_decide(&h->source, device, state);
	if (h->slices)
		slices_decide(h->slices, device, state);
	if (state == DEVICE_OTHER && h->config.keeper.dismiss)
		h->config.keeper.dismiss(h->config.keeper.context, device);
}

static int house_open_home(struct house *h)
{
	int err = home_create(&h->home);

	for (size_t i = 0; !err && i < h->config.prefix_count; i++)
		err = home_add(h->home, &h->config.prefixes[i], HOME_DECLARED);
	return err;
}

static int house_open_engine(struct house *h)
{
	struct engine_config config = {
		.rules = h->config.rules,
		.geography = h->config.geography,
		.protocol = h->protocol,
		.home = h->home,
		.capture = h->config.capture,
		.live = !h->config.capture,
		.usual = h->config.usual,
		.all = h->config.all,
		.traffic = h->config.traffic,
		.declared_count = h->config.declared_count,
		.emit = gate_event,
		.emit_context = &h->gate,
		.decide = house_decide,
		.decide_context = h,
	};

	if (config.declared_count)
		memcpy(config.declared, h->config.declared,
		       config.declared_count * sizeof(config.declared[0]));
	return engine_create(&config, &h->engine);
}

static int house_open_headers(struct house *h)
{
	int err = slices_create(h->config.headers, h->config.headers_limit, h->home, &h->slices);

	if (err)
		fprintf(stderr, "lenswatch: headers cannot be kept in %s: %s\n", h->config.headers,
			strerror(-err));
	return err;
}

int house_open(const struct house_config *config, struct house *house)
{
	int err;

	*house = (struct house){.config = *config};
	err = house_open_home(house);
	if (!err)
		err = protocol_create(config->protocols, &house->protocol);
	if (!err)
		err = output_create(&config->output, config->file, &house->output);
	if (!err)
		err = gate_open(&house->gate, config->promises, house_emit, house);
	if (!err)
		err = house_open_engine(house);
	if (!err && config->headers)
		err = house_open_headers(house);
	return err;
}

void house_close(struct house *house)
{
	house_detach(house);
	slices_destroy(house->slices);
	engine_destroy(house->engine);
	gate_close(&house->gate);
	output_destroy(house->output);
	protocol_destroy(house->protocol);
	home_destroy(house->home);
	*house = (struct house){0};
}

void house_attach(struct house *house, struct source source)
{
	house->source = source;
}

void house_detach(struct house *house)
{
	source_destroy(&house->source);
}

void house_run(const struct house *house, struct event *out)
{
	struct event run = {.kind = EVENT_RUN, .capture = house->config.capture};

	run.run.version = LENSWATCH_VERSION;
	run.run.ndpi = protocol_version();
	run.run.rules_hash = rules_hash(house->config.rules);
	run.run.geo_date = geography_date(house->config.geography);
	run.run.options = house->config.options;
	*out = run;
}

void house_frame(struct house *house, int link_type, uint64_t time_ns, const uint8_t *data,
		 uint32_t captured, uint32_t length)
{
	source_frame(&house->source, link_type, time_ns, data, captured, length);
	/* Afterwards: what this frame ends may be older than what its time lets go of. */
	house_headers(house, link_type, time_ns, data, captured, length);
}

void house_headers(struct house *house, int link_type, uint64_t time_ns, const uint8_t *data,
		   uint32_t captured, uint32_t length)
{
	if (house->slices)
		slices_frame(house->slices, link_type, time_ns, data, captured, length);
}

static bool house_knows(void *context, const char *device)
{
	return ledger_knows(context, device);
}

void house_recall(const struct house *house, struct ledger *ledger)
{
	if (ledger)
		engine_recall(house->engine, house_knows, ledger);
}

void house_reload(struct house *house, const struct rules *rules)
{
	engine_reload(house->engine, rules);
	house->config.rules = rules;
}

void house_finish(struct house *house)
{
	source_finish(&house->source);
	engine_finish(house->engine, source_counters(&house->source));
}

int house_end(struct house *house)
{
	int err = output_end(house->output);

	err = house->output_error ? house->output_error : err;
	if (err && err != -ENOMEM) /* of which who runs it tells */
		fprintf(stderr, "lenswatch: the report could not be written: %s\n", strerror(-err));
	return err;
}
