/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The program in the kernel, run on frames of a test's choice (BPF_PROG_TEST_RUN), alone or beside
 * a meter that must say the same.
 */
#ifndef LENSWATCH_TESTS_SUPPORT_KERNEL_H
#define LENSWATCH_TESTS_SUPPORT_KERNEL_H

#include "capture/kernel/kernel.h"
#include "support.h"

#define KERNEL_FRAME_MOST 3000U /* what a test run takes on every kernel */

/*
 * A kernel, or NULL where it cannot be had here: then the reason was printed, and the test is to
 * skip.
 */
struct kernel *kernel_or_skip(const struct kernel_config *config);
/* A kernel whose clock stands at START until it is set, and all that it says. */
struct kernel_stand {
	struct heard heard;
	struct home *home;
	struct kernel *kernel;
	uint64_t now_ns;
	uint32_t sequence; /* for who makes frames */
};

/* `asked` without home, observer and clock. NULL as kernel_or_skip. */
struct kernel_stand *kernel_stand_open(const struct kernel_config *asked);
void kernel_stand_close(struct kernel_stand *stand);
/* Runs one program once. 0 or -errno; `verdict` may be NULL. */
int kernel_run(struct kernel *kernel, enum kernel_hook hook, const void *frame, uint32_t length,
	       int *verdict);
/* The same at TC ingress with a super-packet of `segments` packets of `size` bytes of payload. */
int kernel_run_merged(struct kernel *kernel, const void *frame, uint32_t length, uint32_t segments,
		      uint32_t size);

struct twins;

/* NULL as kernel_or_skip. */
struct twins *twins_open(enum kernel_hook hook, const char *home);
/* One frame through both. */
void twins_frame(struct twins *twins, uint64_t time_ns, const uint8_t *data, uint32_t length);
/*
 * Ends both and compares all that they told. Returns how many differences there are, and tells the
 * first of them on standard error, with `name`. Frees.
 */
size_t twins_close(struct twins *twins, const char *name);

#endif
