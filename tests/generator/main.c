/* SPDX-License-Identifier: GPL-2.0-or-later */
/* build/generator: a scenario in, a capture and its truth out. See README.md. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arrival.h"
#include "play.h"
#include "quic.h"
#include "scene.h"
#include "tls.h"
#include "wire.h"

struct options {
	const char *scene, *capture, *truth, *view;
	struct writer_options writer;
	uint32_t merge;
	uint64_t seed;
	unsigned long repeat;
};

static const char usage[] =
	"usage: generator [options] SCENE CAPTURE\n"
	"Plays a scenario and writes a capture and, beside it, its truth as JSON.\n"
	"  --truth FILE           where the truth goes (CAPTURE with .json; none for -)\n"
	"  --view WORDS           " VIEW_WORDS "\n"
	"  --format pcap|pcapng   default: by the name of CAPTURE\n"
	"  --nano                 nanoseconds instead of microseconds\n"
	"  --big-endian           the other byte order\n"
	"  --snaplen N            keep only the first N bytes of a packet\n"
	"  --merge SIZE           super-packets of up to SIZE (64k)\n"
	"  --repeat N             play the scene N times, one after the other\n"
	"  --seed N               another seed, other packets; the same seed, the same bytes (1)\n";

enum option_id {
	OPTION_TRUTH = 1,
	OPTION_VIEW,
	OPTION_FORMAT,
	OPTION_NANO,
	OPTION_BIG,
	OPTION_SNAPLEN,
	OPTION_MERGE,
	OPTION_REPEAT,
	OPTION_SEED,
	OPTION_HELP
};

static int options_number(const char *text, unsigned long most, unsigned long *out)
{
	char *end;
	unsigned long value = strtoul(text, &end, 10);

	if (end != text && !strcmp(end, "k")) {
		value = value * 1024 - 1;
		end++;
	}
	if (end == text || *end || value > most)
		return -EINVAL;
	*out = value;
	return 0;
}

static int options_take(struct options *o, int id, const char *value)
{
	unsigned long number = 0;
	int rc = 0;

	switch (id) {
	case OPTION_TRUTH:
		o->truth = value;
		break;
	case OPTION_VIEW:
		o->view = value;
		break;
	case OPTION_FORMAT:
		if (strcmp(value, "pcap") && strcmp(value, "pcapng"))
			return -EINVAL;
		o->writer.pcapng = !strcmp(value, "pcapng");
		break;
	case OPTION_NANO:
		o->writer.nano = true;
		break;
	case OPTION_BIG:
		o->writer.big_endian = true;
		break;
	case OPTION_SNAPLEN:
		rc = options_number(value, 262144, &number);
		o->writer.snaplen = (uint32_t)number;
		break;
	case OPTION_MERGE:
		rc = options_number(value, 65535, &number);
		o->merge = (uint32_t)number;
		break;
	case OPTION_REPEAT:
		rc = options_number(value, 1000000, &o->repeat);
		break;
	case OPTION_SEED:
		rc = options_number(value, ~0UL, &number);
		o->seed = number;
		break;
	}
	return rc;
}

/* 0 to go on, 1 when help was asked for, -EINVAL. */
static int options_parse(int argc, char **argv, struct options *o)
{
	static const struct option longs[] = {
		{"truth", required_argument, NULL, OPTION_TRUTH},
		{"view", required_argument, NULL, OPTION_VIEW},
		{"format", required_argument, NULL, OPTION_FORMAT},
		{"nano", no_argument, NULL, OPTION_NANO},
		{"big-endian", no_argument, NULL, OPTION_BIG},
		{"snaplen", required_argument, NULL, OPTION_SNAPLEN},
		{"merge", required_argument, NULL, OPTION_MERGE},
		{"repeat", required_argument, NULL, OPTION_REPEAT},
		{"seed", required_argument, NULL, OPTION_SEED},
		{"help", no_argument, NULL, OPTION_HELP},
		{NULL, 0, NULL, 0},
	};
	int id;

	*o = (struct options){.seed = 1, .repeat = 1};
	if (argc > 1)
		o->writer.pcapng = strstr(argv[argc - 1], ".pcapng") != NULL;
	while ((id = getopt_long(argc, argv, "", longs, NULL)) != -1) {
		if (id == OPTION_HELP)
			return 1;
		if (id == '?')
			return -EINVAL;
		if (options_take(o, id, optarg)) {
			fprintf(stderr,
				"generator: \"%s\" is no value for this option; see --help\n",
				optarg);
			return -EINVAL;
		}
	}
	if (argc - optind != 2)
		return -EINVAL;
	o->scene = argv[optind];
	o->capture = argv[optind + 1];
	return 0;
}

static int main_check(const struct options *o, const struct scene *scene, struct view *view)
{
	const char *words = o->view ? o->view : scene->view;

	for (int i = 0; i < scene->action_count; i++) {
		const struct action *a = &scene->actions[i];

		if (!play_verb(a->verb)) {
			fprintf(stderr,
				"%s:%d: nothing is called \"%s\"; README.md lists what devices can "
				"do\n",
				o->scene, a->line, a->verb);
			return -EINVAL;
		}
	}
	if (view_parse(view, words)) {
		fprintf(stderr, "generator: view \"%s\" is not known; use %s\n", words, VIEW_WORDS);
		return -EINVAL;
	}
	return 0;
}

static int main_action(struct stage *stage, const struct action *action, uint64_t start_ns)
{
	uint64_t at = action->at_ns;
	int rc = 0;

	do {
		rc = play_action(stage, action, start_ns + at);
		at += action->every_ns;
	} while (!rc && action->every_ns && at < action->until_ns);
	return rc;
}

static int main_round(struct stage *stage, const struct scene *scene, uint64_t start_ns)
{
	int rc = 0;

	for (int i = 1; i < scene->house.count; i++)
		arrival_play(stage, i,
			     start_ns + (uint64_t)(scene->house.devices[i].joins * 1e9) +
				     7 * STAGE_MS * i);
	for (int i = 0; i < scene->action_count && !rc; i++) {
		stage->action = (uint32_t)i;
		rc = main_action(stage, &scene->actions[i], start_ns);
	}
	return rc;
}

/* A round lasts as the scene says, or longer where its packets do: half a minute after the last
 * one. */
static uint64_t main_length(const struct stage *stage, const struct scene *scene, uint64_t start_ns)
{
	uint64_t last = start_ns;

	for (size_t i = 0; i < stage->packets.count; i++) {
		if (stage->packets.items[i].time_ns > last)
			last = stage->packets.items[i].time_ns;
	}
	if (last - start_ns < scene->length_ns)
		return scene->length_ns;
	return last - start_ns + 30 * STAGE_SECOND;
}

static int main_rounds(const struct options *o, const struct scene *scene, struct view *view,
		       struct truth *truth)
{
	struct stage stage = {.house = &scene->house};
	struct wire *wire = wire_create(view, truth, o->merge, o->seed);
	uint64_t start = scene->start_ns;
	int rc = -ENOMEM;

	random_seed(&stage.random, o->seed);
	stage.tls = tls_create(o->seed);
	stage.quic = quic_create();
	if (!wire || !stage.tls || !stage.quic)
		goto out;
	rc = 0;
	for (unsigned long round = 0; round < o->repeat && !rc; round++) {
		uint64_t length;

		rc = main_round(&stage, scene, start);
		length = main_length(&stage, scene, start);
		if (!rc)
			wire_round(wire, &stage);
		start += length;
	}
out:
	packets_free(&stage.packets);
	quic_free(stage.quic);
	tls_free(stage.tls);
	wire_free(wire);
	return rc;
}

static const char *main_last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static int main_truth(const struct options *o, const struct view *view, struct truth *truth,
		      uint64_t bytes)
{
	struct truth_document document = {
		.capture = main_last_part(o->capture),
		.scene = main_last_part(o->scene),
		.packets = view->packets,
		.bytes_on_disk = bytes,
		.seed = o->seed,
	};
	char path[4096], name[256];
	int stem = (int)(strrchr(o->capture, '.') ? strrchr(o->capture, '.') - o->capture
						  : (ptrdiff_t)strlen(o->capture));

	snprintf(path, sizeof(path), "%.*s.json", stem, o->capture);
	snprintf(name, sizeof(name), "%.*s", (int)(strcspn(document.capture, ".")),
		 document.capture);
	document.name = name;
	if (!o->truth && !strcmp(o->capture, "-"))
		return 0;
	return truth_write(truth, &document, o->truth ? o->truth : path);
}

/* Behind the router's address translation there is one device: what all do, it does. */
static struct house main_seen(const struct view *view, const struct house *house)
{
	struct house seen = *house;
	struct device *router = &seen.devices[HOUSE_ROUTER];

	if (view->place != VIEW_WAN)
		return seen;
	for (int i = seen.count - 1; i > 0; i--) {
		if (!seen.devices[i].camera)
			continue;
		router->camera = true;
		memcpy(router->vendor, seen.devices[i].vendor, sizeof(router->vendor));
	}
	memcpy(router->mac, seen.wan_mac, 6);
	router->v4 = seen.wan;
	seen.count = 1;
	return seen;
}

static int main_make(const struct options *o, const struct scene *scene, struct view *view)
{
	struct writer_options writer_options = o->writer;
	struct truth_action *actions = calloc((size_t)scene->action_count + 1, sizeof(*actions));
	struct house seen = main_seen(view, &scene->house);
	struct truth *truth = NULL;
	uint64_t bytes = 0;
	int rc, closed;

	if (!actions)
		return -ENOMEM;
	for (int i = 0; i < scene->action_count; i++)
		actions[i] = play_truth(&scene->actions[i]);
	view->house = &scene->house;
	view->nano = o->writer.nano;
	view->back_ns = scene->clock_back_ns;
	view->back_from_ns = scene->clock_back_ns ? scene->start_ns + scene->clock_at_ns : 0;
	view_writer_options(view, &writer_options);
	rc = writer_create(o->capture, &writer_options, &view->writer);
	if (rc)
		goto out;
	truth = truth_create(&seen, actions, view->place == VIEW_RAW);
	rc = truth ? main_rounds(o, scene, view, truth) : -ENOMEM;
	closed = writer_close(view->writer, &bytes);
	rc = rc ? rc : closed;
	if (!rc)
		rc = main_truth(o, view, truth, bytes);
out:
	truth_free(truth);
	free(actions);
	return rc;
}

int main(int argc, char **argv)
{
	char error[SCENE_ERROR];
	struct view view = {0};
	struct options options;
	struct scene scene;
	int rc = options_parse(argc, argv, &options);

	if (rc) {
		fputs(usage, rc > 0 ? stdout : stderr);
		return rc > 0 ? 0 : 2;
	}
	if (scene_read(options.scene, &scene, error)) {
		fprintf(stderr, "%s\n", error);
		return 1;
	}
	rc = main_check(&options, &scene, &view);
	if (!rc) {
		rc = main_make(&options, &scene, &view);
		if (rc)
			fprintf(stderr, "generator: %s: %s\n", options.capture, strerror(-rc));
	}
	scene_free(&scene);
	return rc ? 1 : 0;
}
