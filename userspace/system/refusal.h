/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Why the kernel did not take the program: what is known of it, as numbers and in the kernel's own
 * words. Made by kernel_load.c; output/fallback.c finds words for people.
 */
#ifndef LENSWATCH_CAPTURE_REFUSAL_H
#define LENSWATCH_CAPTURE_REFUSAL_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#define REFUSAL_LINES 4
#define REFUSAL_LINE 512
#define REFUSAL_NAME 40

enum refusal_cause {
	REFUSAL_NONE = 0,
	REFUSAL_RIGHTS,	   /* this process lacks capabilities: `missing` */
	REFUSAL_DENIED,	   /* it has them, and was denied before the verifier looked */
	REFUSAL_MEMLOCK,   /* the limit on locked memory, which counted for BPF before 5.11 */
	REFUSAL_LACKS,	   /* the kernel lacks what the program needs: `lacks` */
	REFUSAL_NO_BPF,	   /* the kernel was built without bpf(2) */
	REFUSAL_VERIFIER,  /* `said`: its last words */
	REFUSAL_MEMORY,	   /* there is too little */
	REFUSAL_INTERFACE, /* the kernel took it, but it cannot be put on an interface: `said` */
	REFUSAL_OTHER,	   /* `error`, and what libbpf says of it in `said` */
	REFUSAL_CAUSES,
};

enum refusal_right { REFUSAL_BPF = 1, REFUSAL_PERFMON = 2, REFUSAL_NET_ADMIN = 4 };

struct refusal {
	enum refusal_cause cause;
	int error;			/* as errno has it */
	unsigned missing;		/* of enum refusal_right */
	char lacks[REFUSAL_NAME];	/* a helper or kind of map */
	char since[8];			/* the kernel that has it first, "5.18" */
	char locked_down[REFUSAL_NAME]; /* how, where the kernel is; "" where not */
	bool contained;			/* in a user namespace, whose root has no say here */
	bool filtered;			/* a seccomp filter is on this process */
	char program[REFUSAL_NAME];	/* of the verifier: which of ours; "" unknown */
	size_t said_count;		/* lines, in their order; not made safe to print */
	char said[REFUSAL_LINES][REFUSAL_LINE];
};

/* Takes one message of libbpf's, formatted. Of a verifier's log it keeps the last lines that say
 * something, and nothing after that. */
void refusal_hear(struct refusal *refusal, const char *message);
/* Finds the cause of `error` (-errno) from what was heard and what this process and kernel are. */
void refusal_judge(struct refusal *refusal, int error);

/* "verifier", ...; NULL for REFUSAL_NONE. */
const char *refusal_cause_name(enum refusal_cause cause);
/* REFUSAL_NONE for a name that is not known. */
enum refusal_cause refusal_cause_parse(const char *name);
/* "CAP_BPF", ... */
const char *refusal_right_name(enum refusal_right right);

#endif
