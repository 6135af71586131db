/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a device sent to outside of late. Called by the engine. */
#ifndef LENSWATCH_CAMERA_ONWARD_H
#define LENSWATCH_CAMERA_ONWARD_H

#include <stdint.h>

#define ONWARD_BINS 64
#define ONWARD_PART_NS 10000000000ULL

/* In parts of ten seconds. Begins zeroed. */
struct onward {
	uint64_t newest; /* the number of the last part */
	uint32_t bytes[ONWARD_BINS];
};

/* So many went out then; what is older than all that is kept is dropped. */
void onward_count(struct onward *onward, uint64_t time_ns, uint64_t bytes);
/* Bytes of all parts that the time touches, as far as they are still known. */
uint64_t onward_sum(const struct onward *onward, uint64_t from_ns, uint64_t to_ns);

#endif
