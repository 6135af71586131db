/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A whole house behind its sources: the input is commands of eight bytes that become frames for the
 * meter; the engine's events are held to what must be true of any input, and those of a declared
 * camera to a second, naive account of bursts and episodes (house_model.h). What is said of a
 * camera that nothing left by (its summary, and attest and promises of the records in memory, or
 * each thousandth time of a real history) is held to a third (house_sent.h).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capture/meter/meter.h"
#include "engine/engine.h"
#include "support/house_judge.h"

/* What judges is no path to look for. */
#pragma clang attribute push(__attribute__((no_sanitize("coverage"))), apply_to = function)
#include "house_check.h"
#include "house_frame.h"
#include "house_model.h"
#include "house_sent.h"
#pragma clang attribute pop

/*
 * What libFuzzer is told of each comparison, so as to try its numbers as input: those of a house
 * are none, as commands choose frames by small numbers, and telling took a third of all time. The
 * linker puts these in its place (Makefile).
 */
#define UNTOLD(name, type)                                                                         \
	void __wrap___sanitizer_cov_trace_##name(type a, type b);                                  \
	__attribute__((no_sanitize("all"))) void __wrap___sanitizer_cov_trace_##name(type a,       \
										     type b)       \
	{                                                                                          \
		(void)a;                                                                           \
		(void)b;                                                                           \
	}
UNTOLD(cmp1, uint8_t)
UNTOLD(cmp2, uint16_t)
UNTOLD(cmp4, uint32_t)
UNTOLD(cmp8, uint64_t)
UNTOLD(const_cmp1, uint8_t)
UNTOLD(const_cmp2, uint16_t)
UNTOLD(const_cmp4, uint32_t)
UNTOLD(const_cmp8, uint64_t)

#define COMMAND 8
#define FRAMES_MOST 400 /* a run: more is only slower */
#define JUDGED 16	/* one run in so many is told as records, too */
#define HISTORY 1000	/* ... and one in so many written to a history */
#define AGAIN 16	/* ... or fed twice, and must say the same */
#define CAPTURE "house.pcap"
#define START_NS (1600000000ULL * 1000000000ULL)
#define DECLARED 0 /* the device that is told to be a camera */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char rules_vendor[] =
	"vendor: Testcam\n"
	"kind: camera\n"
	"cameras_only: yes\n"
	"hosts:\n"
	"  - {host: media.testcam.example, role: media, confidence: measured, source: test}\n"
	"  - {host: live.testcam.example, role: live, confidence: measured, source: test}\n"
	"  - {host: control.testcam.example, role: control, confidence: measured, source: test}\n"
	"macs:\n"
	"  - {prefix: \"70:ad:43\", means: camera, registrant: Testcam, source: test}\n"
	"names:\n"
	"  - {match: \"testcam*\", in: [dhcp], means: camera, certainty: 0.8, source: test}\n"
	"  - {match: \"iphone*\", in: [dhcp], means: other, certainty: 0.9, source: test}\n";
static const char rules_personal[] =
	"vendor: Phones\n"
	"kind: personal\n"
	"hosts:\n"
	"  - {host: chat.example, role: personal, confidence: measured, source: test}\n"
	"  - {host: mail.example, role: personal, confidence: measured, source: test}\n";

/* What every run shares, and what one has. */
struct house_run {
	struct rules *rules;
	struct protocol *protocol;
	struct geography *geography;
	struct home *home;
	struct meter *meter;
	struct check check;
	struct model model;
	struct sent sent;
	struct judge *judge;
	bool judged;
	enum nothing_left nothing_left;
	uint64_t time_ns, now_ns;
	uint32_t generation;
	uint16_t identity;
	unsigned frames;
};

static void rules_broken(void *context, const char *file, unsigned line, const char *what,
			 const char *cure)
{
	(void)context;
	fprintf(stderr, "%s:%u: %s: %s\n", file, line, what, cure ? cure : "");
	abort();
}

static void emit(void *context, const struct event *event)
{
	struct house_run *run = context;

	if (event->kind == EVENT_SUMMARY)
		run->nothing_left = event->summary.nothing_left;
	if (event->kind != EVENT_TRAFFIC)
		check_event(&run->check, event);
	if (run->judged)
		judge_event(run->judge, event);
}

static void decide(void *context, const struct device_key *device, enum device_state state)
{
	struct house_run *run = context;

	check_state(&run->check, device, state);
	meter_decide(run->meter, device, state);
}

/* Both accounts see the frame as the decoder does: what it tells is tested elsewhere. */
static void feed(struct house_run *run, const struct frame *f, bool repeated)
{
	uint8_t *copy = malloc(f->captured ? f->captured : 1); /* exact, so over-reads are seen */
	struct packet packet;
	uint64_t now_ns = run->time_ns;

	memcpy(copy, f->data, f->captured);
	if (now_ns < run->now_ns) {
		run->model.broken |= run->now_ns - now_ns > 1000000000ULL;
		now_ns = run->now_ns - now_ns > 1000000000ULL ? now_ns : run->now_ns;
	}
	run->now_ns = now_ns;
	if (packet_decode(f->link_type, copy, f->captured, f->length, &packet) == 0 &&
	    !(packet.flags & PACKET_ARP)) {
		check_fed(&run->check, &packet);
		if (!repeated) {
			model_packet(&run->model, &packet, run->now_ns);
			sent_packet(&run->sent, &packet, run->now_ns);
		}
	}
	meter_frame(run->meter, f->link_type, run->time_ns, copy, f->captured, f->length);
	run->model.broken |= home_generation(run->home) != run->generation;
	run->sent.broken |= run->model.broken;
	free(copy);
}

/* Steps of time that find the edges: a burst's second, an episode's ten, a part's ten minutes. */
static uint64_t step_ns(uint8_t choice)
{
	static const uint64_t steps[] = {0,
					 1000000ULL,
					 10000000ULL,
					 100000000ULL,
					 500000000ULL,
					 999999999ULL,
					 1000000000ULL,
					 1000000001ULL,
					 2000000000ULL,
					 9000000000ULL,
					 10000000000ULL,
					 10000000001ULL,
					 60000000000ULL,
					 119000000000ULL,
					 600000000000ULL,
					 3000000ULL};

	return steps[choice % 16];
}

static void pass(struct house_run *run, struct frame_spec *spec, bool twice)
{
	struct sent *sent = &run->sent;
	const struct sent_way *way = &sent->ways[frame_way(spec)];
	struct frame frame;

	spec->identity = ++run->identity ? run->identity : ++run->identity;
	spec->sequence = spec->up ? way->up : way->down;
	spec->acknowledgement = spec->up ? way->down : way->up;
	frame_build(spec, &frame);
	sent_frame(sent, spec, run->time_ns);
	sent_number(sent, spec, &frame,
		    spec->device == DECLARED && spec->remote < 5 &&
			    frame.link_type == LINK_ETHERNET);
	if (spec->hidden)
		return;
	feed(run, &frame, false);
	if (twice && frame.has_identity)
		feed(run, &frame, true);
}

static void command(struct house_run *run, const uint8_t c[COMMAND], const uint8_t *rest,
		    size_t left)
{
	struct frame_spec spec = {.device = c[1] & 3,
				  .remote = c[1] >> 2 & 7,
				  .port = c[1] >> 5 & 3,
				  .up = !(c[1] & 0x80),
				  .payload = c[2] & 15,
				  .form = c[2] >> 4 & 7,
				  .hidden = c[2] & 0x80,
				  .bytes = rest,
				  .left = left};
	unsigned count = 1U + (c[5] & 0x3f) * (c[5] & 0x40 ? 4 : 1);

	spec.length = (uint32_t)(c[3] << 8 | c[4]);
	if (c[6] & 0x80 && c[6] & 0x40)
		run->time_ns -= step_ns(c[6] & 15) / 8;
	else
		run->time_ns += step_ns(c[6] & 15);
	for (unsigned i = 0; i < count && run->frames < FRAMES_MOST; i++) {
		run->frames++;
		pass(run, &spec, c[5] & 0x80);
		if (count > 1)
			run->time_ns += step_ns(c[7] & 15) + 1;
	}
}

/*
 * Of the time from two seconds on, as by then something was observed and is counted, to the last
 * full second, as records know no nanoseconds.
 */
static void hold(struct house_run *run)
{
	const struct sent *a = &run->sent;
	bool clip = sent_is_clip(a), hidden = !a->broken && a->hidden_ns;
	bool quiet = sent_is_quiet(a), left;
	uint64_t from_ns = a->first_ns + 2 * MODEL_SECOND,
		 to_ns = a->last_ns / MODEL_SECOND * MODEL_SECOND;
	struct event_file file = {.path = CAPTURE,
				  .first_ns = a->first_ns,
				  .last_ns = a->last_ns,
				  .packets = run->frames,
				  .lost_known = true};
	struct event event = {.kind = EVENT_RUN,
			      .capture = CAPTURE,
			      .run = {.version = "0", .file_count = 1, .files = &file}};
	struct judged judged;
	char camera[MAC_TEXT];

	assert(!(clip || hidden) || run->nothing_left != NOTHING_LEFT_YES);
	assert(!quiet || run->nothing_left == NOTHING_LEFT_YES);
	if (!run->judged || a->broken || to_ns <= from_ns)
		return;
	judge_event(run->judge, &event);
	mac_format(a->mac, camera);
	if (!judge_ask(run->judge, camera, from_ns, to_ns, &judged))
		return;
	assert(!quiet || (judged.nothing_left && judged.kept));
	left = (clip && sent_is_within(a, from_ns, to_ns)) ||
	       (hidden && a->hidden_ns >= from_ns && a->hidden_ns < to_ns);
	assert(!left || (!judged.nothing_left && !judged.kept));
}

static uint64_t once(struct house_run *run, const uint8_t *data, size_t size)
{
	struct engine_config config = {
		.rules = run->rules,
		.geography = run->geography,
		.protocol = run->protocol,
		.capture = CAPTURE,
		.traffic = true,
		.room = {.flows = 256, .tracks = 256, .names = 256, .devices = 64},
		.declared_count = 1,
		.emit = emit,
		.emit_context = run,
		.decide = decide,
		.decide_context = run};
	struct meter_config meter = {.flow_limit = 256};
	struct engine *engine;
	uint64_t hash;

	check_reset(&run->check);
	frame_device(DECLARED, config.declared[0].device.bytes);
	config.declared[0].device.kind = DEVICE_BY_MAC;
	model_reset(&run->model, config.declared[0].device.bytes);
	sent_reset(&run->sent, config.declared[0].device.bytes);
	judge_reset(run->judge);
	run->time_ns = START_NS;
	run->now_ns = 0;
	run->identity = 0;
	run->frames = 0;
	if (home_create(&run->home))
		abort();
	config.home = run->home;
	run->generation = home_generation(run->home);
	if (engine_create(&config, &engine))
		abort();
	meter.home = run->home;
	meter.observer = engine_observer(engine);
	if (meter_create(&meter, &run->meter))
		abort();
	for (size_t i = 0; i + COMMAND <= size; i += COMMAND)
		command(run, data + i, data + i, size - i);
	meter_finish(run->meter);
	engine_finish(engine, meter_counters(run->meter));
	check_end(&run->check);
	model_compare(&run->model, &run->check);
	sent_finish(&run->sent);
	hold(run);
	hash = run->check.hash;
	meter_destroy(run->meter);
	run->meter = NULL;
	engine_destroy(engine);
	home_destroy(run->home);
	return hash;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct house_run run;
	static unsigned long runs;
	uint64_t hash;
	struct rules_text texts[] = {{"testcam.yaml", rules_vendor, sizeof(rules_vendor) - 1},
				     {"phones.yaml", rules_personal, sizeof(rules_personal) - 1}};

	if (!run.judge)
		run.judge = judge_create();
	if (!run.rules && (rules_load_texts(texts, 2, rules_broken, NULL, &run.rules) ||
			   protocol_create(NULL, &run.protocol) ||
			   geography_open(NULL, 0, 0, NULL, NULL, &run.geography)))
		abort();
	/* The first of a process is: what fell over does so again by itself. */
	run.judged = runs % JUDGED == 0 || runs % HISTORY == 0;
	if (runs % HISTORY == 0)
		judge_open(run.judge);
	hash = once(&run, data, size);
	judge_close(run.judge);
	/* nDPI remembers between flows and runs: what is new to it may be known the second time. */
	if (runs++ % AGAIN == 0 && once(&run, data, size) != hash &&
	    once(&run, data, size) != once(&run, data, size))
		abort();
	return 0;
}
