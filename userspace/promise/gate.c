// SPDX-License-Identifier: GPL-2.0-or-later
#include "promise/gate.h"

#include "base/zone.h"

int gate_open(struct gate *gate, const struct promise_list *list, event_fn *emit, void *context)
{
	*gate = (struct gate){.emit = emit, .context = context};
	return list->count ? check_create(list, zone_house, &gate->check) : 0;
}

void gate_close(struct gate *gate)
{
	check_destroy(gate->check);
	gate->check = NULL;
}

static void gate_result(void *context, const struct check_result *result)
{
	struct gate *gate = context;
	struct event breach = {.kind = EVENT_BREACH, .capture = result->event->capture};

	if (result->judgement.verdict != VERDICT_BROKEN || !result->first)
		return;
	breach.breach = (struct event_breach){
		.promise = result->promise->text,
		.words = result->promise->text + result->promise->words,
		.rule = result->promise->rule,
		.reason = &result->judgement.reason,
		.confidence = result->judgement.confidence,
		.upload = &result->event->upload,
	};
	gate->breaches++;
	gate->emit(gate->context, &breach);
}

void gate_event(void *gate, const struct event *event)
{
	struct gate *g = gate;

	g->emit(g->context, event);
	if (g->check)
		check_event(g->check, event, gate_result, g);
}
