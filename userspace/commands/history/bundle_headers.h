/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The slice in a bundle: the headers of an upload's packets as one line of JSON, and back. Called
 * by bundle.c and verify.c.
 */
#ifndef LENSWATCH_COMMANDS_BUNDLE_HEADERS_H
#define LENSWATCH_COMMANDS_BUNDLE_HEADERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "ledger/ledger.h"
#include "slice/shelf.h"

/* The number of the record that notes the slice of `series`; `sha256` is what it notes. -ENOENT. */
int bundle_headers_find(struct ledger *ledger, const char *series, uint64_t *number,
			char sha256[SHELF_HASH]);
/*
 * Writes {"type":"headers",...} of the slice beside the history at `path`. -ENOENT where the file
 * is not there any more, -EBADMSG where it is not what was noted; nothing is written then.
 */
int bundle_headers_write(const char *path, const char *series, const char *sha256, FILE *file);

/* The hash in the content of a "slice" record. False: it is none. */
bool bundle_headers_noted(const char *content, char sha256[SHELF_HASH]);
/* The series that a record is of. False: of none. */
bool bundle_headers_series(const char *content, char series[EVENT_ID]);
/* Whether a line is one of headers. */
bool bundle_headers_is(const char *line);
/*
 * The capture in such a line. 0, -EINVAL it cannot be read, -EBADMSG it is not of that hash.
 * `*pcap` is to free.
 */
int bundle_headers_read(const char *line, const char *sha256, uint8_t **pcap, size_t *size);

#endif
