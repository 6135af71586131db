/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "scene.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COMPLAIN(...) (snprintf(error, 256, __VA_ARGS__), -EINVAL)

static int scene_action(struct scene *scene, const struct words *words, int line, char *error)
{
	struct action *more = realloc(scene->actions, (scene->action_count + 1) * sizeof(*more));
	struct action *action;

	if (!more)
		return -ENOMEM;
	scene->actions = more;
	action = &more[scene->action_count++];
	*action = (struct action){.line = line};
	return action_line(action, &scene->house, words, error);
}

/* clock back DURATION at HH:MM */
static int scene_clock(struct scene *scene, const struct words *words, char *error)
{
	double back;

	if (words->count != 5 || strcmp(words->word[1], "back") ||
	    words_duration(words->word[2], &back) || strcmp(words->word[3], "at") ||
	    words_clock(words->word[4], &scene->clock_at_ns))
		return COMPLAIN("say: clock back DURATION at HH:MM");
	scene->clock_back_ns = (uint64_t)(back * 1e9);
	return 0;
}

static void scene_view(struct scene *scene, const struct words *words, int line)
{
	scene->view_line = line;
	scene->view[0] = '\0';
	for (int i = 1; i < words->count; i++) {
		size_t used = strlen(scene->view);

		snprintf(scene->view + used, sizeof(scene->view) - used, "%s%s", i > 1 ? " " : "",
			 words->word[i]);
	}
}

static int scene_line(struct scene *scene, const struct words *words, int line, char *error)
{
	const char *first = words->word[0];

	if (!strcmp(first, "start")) {
		if (words->count != 2 || words_instant(words->word[1], &scene->start_ns))
			return COMPLAIN("say: start 2026-03-02T08:00:00Z (1970 or later)");
		return 0;
	}
	if (!strcmp(first, "end")) {
		if (words->count != 2 || words_clock(words->word[1], &scene->length_ns))
			return COMPLAIN("say: end HH:MM, or end 7d00:00, after the start");
		return 0;
	}
	if (!strcmp(first, "view")) {
		scene_view(scene, words, line);
		return 0;
	}
	if (!strcmp(first, "house"))
		return house_line(&scene->house, words, error);
	if (!strcmp(first, "device"))
		return house_device_line(&scene->house, words, error);
	if (!strcmp(first, "clock"))
		return scene_clock(scene, words, error);
	if (!strcmp(first, "at"))
		return scene_action(scene, words, line, error);
	return COMPLAIN(
		"\"%.40s\" begins no line; use start, end, house, device, view, clock or at",
		first);
}

static int scene_parse(FILE *file, const char *path, struct scene *scene, char *error)
{
	char *line = NULL, what[256];
	size_t room = 0;
	int number = 0, rc = 0;

	while (!rc && getline(&line, &room, file) > 0) {
		struct words words;

		number++;
		what[0] = '\0';
		rc = words_split(line, &words);
		if (rc)
			snprintf(what, sizeof(what), "%s",
				 rc == -E2BIG ? "too many words; split the line"
					      : "a quote is not closed; add the other \"");
		else if (words.count)
			rc = scene_line(scene, &words, number, what);
	}
	if (rc)
		snprintf(error, SCENE_ERROR, "%s:%d: %s", path, number, what);
	free(line);
	return rc;
}

int scene_read(const char *path, struct scene *scene, char *error)
{
	FILE *file = fopen(path, "r");
	int rc;

	*scene = (struct scene){0};
	if (!file) {
		rc = -errno;
		snprintf(error, SCENE_ERROR, "%s: cannot be read: %s", path, strerror(-rc));
		return rc;
	}
	rc = scene_parse(file, path, scene, error);
	fclose(file);
	if (!rc && !scene->house.count) {
		snprintf(error, SCENE_ERROR, "%s: there is no house; add: house lan 192.168.1.0/24",
			 path);
		rc = -EINVAL;
	}
	if (rc)
		scene_free(scene);
	return rc;
}

void scene_free(struct scene *scene)
{
	for (int i = 0; i < scene->action_count; i++)
		action_free(&scene->actions[i]);
	free(scene->actions);
	scene->actions = NULL;
	scene->action_count = 0;
}
