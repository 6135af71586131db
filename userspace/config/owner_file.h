/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The owner's words on devices, kept in a small YAML file: `camera:` maps addresses to names (null
 * where none was given), `not:` lists what is no camera. Called by the daemon.
 */
#ifndef LENSWATCH_OWNER_FILE_H
#define LENSWATCH_OWNER_FILE_H

#include "config/config.h"
#include "engine/owner.h"

/*
 * Adds the words in the file at `path` to `owner`. 0 also where there is no such file; -EINVAL with
 * the mistakes told by line (the other words are taken all the same: a line that is damaged takes
 * no other with it); -errno.
 */
int owner_file_load(struct owner *owner, const char *path, config_error_fn *error, void *context);
/*
 * Writes the file whole, mode 0600, reads it back and renames it into place. 0 or -errno: then the
 * old one stays, but for a power cut.
 */
int owner_file_save(const struct owner *owner, const char *path);

#endif
