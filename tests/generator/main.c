/* SPDX-License-Identifier: GPL-2.0-or-later */
/* build/generator: a scenario in, a capture and its truth out. See README.md. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arrival.h"
#include "options.h"
#include "play.h"
#include "quic.h"
#include "scene.h"
#include "tls.h"
#include "wire.h"

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
		if (!o->view)
			fprintf(stderr, "%s:%d: ", o->scene, scene->view_line);
		fprintf(stderr, "view \"%s\" is not known; use %s\n", words, VIEW_WORDS);
		return -EINVAL;
	}
	return 0;
}

static int main_action(struct stage *stage, const struct action *action, const char *scene,
		       uint64_t start_ns)
{
	uint64_t at = action->at_ns;
	int rc;

	do {
		rc = play_action(stage, action, start_ns + at);
		at += action->every_ns;
	} while (!rc && action->every_ns && at < action->until_ns);
	if (rc == -EINVAL)
		fprintf(stderr,
			"%s:%d: \"%s\" cannot be played with these values; README.md says what it "
			"needs\n",
			scene, action->line, action->verb);
	return rc;
}

static int main_round(struct stage *stage, const struct scene *scene, const char *path,
		      uint64_t start_ns)
{
	int rc = 0;

	for (int i = 1; i < scene->house.count; i++)
		arrival_play(stage, i,
			     start_ns + (uint64_t)(scene->house.devices[i].joins * 1e9) +
				     7 * STAGE_MS * i);
	for (int i = 0; i < scene->action_count && !rc; i++) {
		stage->action = (uint32_t)i;
		rc = main_action(stage, &scene->actions[i], path, start_ns);
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

		rc = main_round(&stage, scene, o->scene, start);
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

/* With an address of the Internet's own nothing says which side is home, unless the reader is told.
 */
static const char *main_ungraded(const struct view *view)
{
	const uint8_t *wan = view->house->wan.bytes;
	bool private = wan[0] == 10 || (wan[0] == 192 && wan[1] == 168);

	if (view->place != VIEW_WAN || private)
		return NULL;
	return "all devices share the router's address, and only --home can tell that it is home";
}

static int main_truth(const struct options *o, const struct view *view, struct truth *truth,
		      uint64_t bytes)
{
	struct truth_document document = {
		.capture = main_last_part(o->capture),
		.scene = main_last_part(o->scene),
		.ungraded = main_ungraded(view),
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
		fputs(options_usage, rc > 0 ? stdout : stderr);
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
