/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Why one event was told: its signals, what else it could have been, what identified the camera,
 * what was not seen. Called by command_explain.c.
 */
#ifndef LENSWATCH_REPORT_EVIDENCE_H
#define LENSWATCH_REPORT_EVIDENCE_H

#include "report/history/found.h"
#include "report/write/outline.h"

/* 0, -EINVAL: the record is no JSON of ours; -ENODATA: it was erased; or what the source returned.
 */
int evidence_write(const struct found *found, const struct records *source, struct outline *to);

#endif
