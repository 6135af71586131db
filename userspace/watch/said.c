// SPDX-License-Identifier: GPL-2.0-or-later
#include "watch/said.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "config/prepare.h"
#include "engine/engine.h"
#include "watch/folders.h"

const char *watch_said_path(const struct watch_said *said)
{
	return said->config->state ? said->config->state : CONFIG_STATE;
}

/* What could be read of a damaged file is written anew, and the file itself kept beside it. */
static void watch_said_mend(const struct watch_said *said, struct problems *problems,
			    const char *path)
{
	char aside[512];
	int err;

	snprintf(aside, sizeof(aside), "%s.damaged", path);
	unlink(aside);
	err = link(path, aside) != 0 ? -errno : owner_file_save(&said->owner, path);
	if (err) {
		fprintf(stderr, "lenswatch: %s could not be mended: %s\n", path, strerror(-err));
		return;
	}
	fprintf(stderr, "lenswatch: %s is kept as %s\n", path, aside);
	problems_add(
		problems, "state", path,
		"it was damaged, and what could not be read of it is not in force: the log says "
		"which lines",
		"it is kept beside it, with .damaged behind its name");
}

void watch_said_recall(struct watch_said *said, struct problems *problems)
{
	const char *path = watch_said_path(said);
	char folder[FOLDERS_PATH];
	struct owned_guise guise;
	int err;

	folders_own(said->owned, path, folder); /* which systemd makes root's at each start */
	folders_give(said->owned, path);
	err = owned_put_on(said->owned, path, &guise);
	if (err == -ENOENT) /* nothing was kept yet */
		return;
	if (!err)
		err = owner_file_load(&said->owner, path, prepare_tell_mistake, NULL);
	if (err == -EINVAL)
		watch_said_mend(said, problems, path);
	owned_take_off(&guise);
	if (err == -EINVAL) {
		folders_give(said->owned, path);
	} else if (err) {
		fprintf(stderr, "lenswatch: %s could not be read: %s\n", path, strerror(-err));
		problems_add(problems, "state", path,
			     "what you said of cameras could not be read, and nothing is written "
			     "over it",
			     "see that it is a file which lenswatch may read, and restart");
		said->unread = true;
	}
}

void watch_said_declare(const struct watch_said *said, const struct config *config,
			struct engine *engine)
{
	const struct options *options = &config->common;

	for (size_t i = 0; i < options->declared_count; i++)
		engine_declare(engine, &options->declared[i].device, true,
			       options->declared[i].name);
	for (size_t i = 0; i < config->other_count; i++)
		engine_declare(engine, &config->others[i], false, NULL);
	for (size_t i = 0; i < said->owner.count; i++) {
		const struct owner_word *word = &said->owner.words[i];

		engine_declare(engine, &word->device, word->camera,
			       word->named ? word->name : NULL);
	}
}

/* An address is lent, a MAC stays. */
static void watch_said_settle(struct watch_said *said, struct engine *engine)
{
	for (size_t i = 0; i < said->owner.count; i++) {
		struct device_key word = said->owner.words[i].device, own;

		if (word.kind == DEVICE_BY_ADDRESS && engine_key(engine, &word, &own))
			owner_move(&said->owner, &word, &own);
	}
}

const char *watch_said_save(struct watch_said *said, struct engine *engine)
{
	watch_said_settle(said, engine);
	if (said->unread || owner_file_save(&said->owner, watch_said_path(said)) != 0)
		return "it holds until lenswatch is restarted, but could not be written down: see "
		       "that the folder of the state file can be written to";
	return NULL;
}

const char *watch_said_remember(struct watch_said *said, struct engine *engine,
				const struct device_key *device, bool camera, const char *name)
{
	int err = camera ? owner_confirm(&said->owner, device, name)
			 : owner_dismiss(&said->owner, device);

	if (err)
		return "it holds until lenswatch is restarted, but there is no room to remember "
		       "more devices. Stop lenswatch and take those that are gone out of the state "
		       "file";
	return watch_said_save(said, engine);
}
