// SPDX-License-Identifier: GPL-2.0-or-later
#include "system/refusal.h"

#include <bpf/libbpf.h>
#include <cap-ng.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "system/release.h"

/* Of a line of a log: an instruction's can be as long as the stack is deep. */
#define LOG_LINE 200

#ifndef CAP_BPF
#define CAP_BPF 39 /* linux/capability.h, since kernel 5.8 */
#endif
#ifndef CAP_PERFMON
#define CAP_PERFMON 38
#endif

/* What libbpf puts around a log (bpf_object_load_prog). */
#define LOG_BEGINS "-- BEGIN PROG LOAD LOG --\n"
#define LOG_ENDS "-- END PROG LOAD LOG --"

/* What the program needs and is younger than the oldest kernel that has BPF at all. */
static const struct {
	enum bpf_prog_type program;
	enum bpf_func_id helper;
	const char *name, *since;
} helpers[] = {
	{BPF_PROG_TYPE_SCHED_CLS, BPF_FUNC_spin_lock, "bpf_spin_lock", "5.1"},
	{BPF_PROG_TYPE_XDP, BPF_FUNC_ringbuf_reserve, "bpf_ringbuf_reserve", "5.8"},
	{BPF_PROG_TYPE_XDP, BPF_FUNC_ktime_get_coarse_ns, "bpf_ktime_get_coarse_ns", "5.11"},
	{BPF_PROG_TYPE_XDP, BPF_FUNC_xdp_load_bytes, "bpf_xdp_load_bytes", "5.18"},
};
static const struct {
	enum refusal_right right;
	unsigned capability;
	const char *name;
} rights[] = {
	{REFUSAL_BPF, CAP_BPF, "CAP_BPF"},
	{REFUSAL_PERFMON, CAP_PERFMON, "CAP_PERFMON"},
	{REFUSAL_NET_ADMIN, CAP_NET_ADMIN, "CAP_NET_ADMIN"},
};
static const char *const causes[REFUSAL_CAUSES] = {
	[REFUSAL_RIGHTS] = "rights",   [REFUSAL_DENIED] = "denied",
	[REFUSAL_MEMLOCK] = "memlock", [REFUSAL_LACKS] = "lacks",
	[REFUSAL_NO_BPF] = "no-bpf",   [REFUSAL_VERIFIER] = "verifier",
	[REFUSAL_MEMORY] = "memory",   [REFUSAL_INTERFACE] = "interface",
	[REFUSAL_OTHER] = "other",
};

const char *refusal_cause_name(enum refusal_cause cause)
{
	return causes[cause];
}

enum refusal_cause refusal_cause_parse(const char *name)
{
	for (int i = REFUSAL_NONE + 1; i < REFUSAL_CAUSES; i++)
		if (strcmp(causes[i], name) == 0)
			return (enum refusal_cause)i;
	return REFUSAL_NONE;
}

const char *refusal_right_name(enum refusal_right right)
{
	size_t i = 0;

	while (rights[i].right != right)
		i++;
	return rights[i].name;
}

/* The last lines stay. */
static void refusal_keep(struct refusal *refusal, const char *line, size_t length)
{
	if (refusal->said_count == REFUSAL_LINES) {
		memmove(refusal->said[0], refusal->said[1],
			sizeof(refusal->said) - sizeof(refusal->said[0]));
		refusal->said_count--;
	}
	snprintf(refusal->said[refusal->said_count++], REFUSAL_LINE, "%.*s", (int)length, line);
}

/* The verifier's figures stand behind its verdict (print_verification_stats). */
static bool says_something(const char *line, size_t length)
{
	static const char *const figures[] = {"processed ", "verification time ", "stack depth "};

	for (size_t i = 0; i < sizeof(figures) / sizeof(figures[0]); i++)
		if (strncmp(line, figures[i], strlen(figures[i])) == 0)
			return false;
	return length > 0;
}

static void hear_log(struct refusal *refusal, const char *log)
{
	const char *end = strstr(log, LOG_ENDS);

	refusal->said_count = 0;
	end = end ? end : log + strlen(log);
	while (log < end) {
		size_t length = strcspn(log, "\n");

		if (says_something(log, length))
			refusal_keep(refusal, log, length > LOG_LINE ? LOG_LINE : length);
		log += length + (log[length] == '\n');
	}
}

static bool heard_verifier(const struct refusal *refusal)
{
	return refusal->cause == REFUSAL_VERIFIER;
}

void refusal_hear(struct refusal *refusal, const char *message)
{
	const char *log = strstr(message, LOG_BEGINS);
	size_t length;

	if (heard_verifier(refusal)) /* what follows is libbpf's own */
		return;
	if (strncmp(message, "libbpf: ", 8) == 0)
		message += 8;
	if (!log) {
		length = strcspn(message, "\n");
		refusal_keep(refusal, message, length > LOG_LINE ? LOG_LINE : length);
		return;
	}
	refusal->cause = REFUSAL_VERIFIER;
	if (sscanf(message, "prog '%39[^']'", refusal->program) != 1)
		refusal->program[0] = '\0';
	hear_log(refusal, log + strlen(LOG_BEGINS));
}

/* CAP_SYS_ADMIN stands for each of them in the kernel (bpf_capable, perfmon_capable). */
static unsigned find_missing(void)
{
	unsigned missing = 0;

	if (capng_get_caps_process() != 0 || capng_have_capability(CAPNG_EFFECTIVE, CAP_SYS_ADMIN))
		return 0;
	for (size_t i = 0; i < sizeof(rights) / sizeof(rights[0]); i++)
		if (!capng_have_capability(CAPNG_EFFECTIVE, rights[i].capability))
			missing |= rights[i].right;
	return missing;
}

static void refusal_lacks(struct refusal *refusal, const char *what, const char *since)
{
	snprintf(refusal->lacks, sizeof(refusal->lacks), "%s", what);
	snprintf(refusal->since, sizeof(refusal->since), "%s", since);
}

/* A probe that is itself refused says "there" (libbpf_probe_bpf_helper), so it accuses nobody
 * wrongly. */
static bool find_lack(struct refusal *refusal)
{
	for (size_t i = 0; i < sizeof(helpers) / sizeof(helpers[0]); i++) {
		if (libbpf_probe_bpf_helper(helpers[i].program, helpers[i].helper, NULL) != 0)
			continue;
		refusal_lacks(refusal, helpers[i].name, helpers[i].since);
		return true;
	}
	return false;
}

/* The first line of a file; "" where it cannot be read. */
static const char *first_line(const char *path, char *line, size_t room)
{
	FILE *file = fopen(path, "re");

	if (!file || !fgets(line, (int)room, file))
		line[0] = '\0';
	if (file)
		fclose(file);
	return line;
}

/* "none [integrity] confidentiality": the one that is in force stands in brackets. */
static void find_lockdown(struct refusal *refusal)
{
	char line[128];
	const char *mode =
		strchr(first_line("/sys/kernel/security/lockdown", line, sizeof(line)), '[');

	if (!mode || strncmp(mode, "[none]", 6) == 0)
		return;
	if (sscanf(mode, "[%39[a-z]]", refusal->locked_down) != 1)
		refusal->locked_down[0] = '\0';
}

/* The first name space maps every number to itself: "0 0 4294967295". */
static bool is_contained(void)
{
	char line[128], *at = line;
	unsigned long inside, outside, count;

	if (!*first_line("/proc/self/uid_map", line, sizeof(line)))
		return false;
	inside = strtoul(at, &at, 10);
	outside = strtoul(at, &at, 10);
	count = strtoul(at, &at, 10);
	return inside || outside || count != 4294967295UL;
}

static bool is_filtered(void)
{
	char line[128];
	bool filtered = false;
	FILE *file = fopen("/proc/self/status", "re");

	while (file && fgets(line, sizeof(line), file))
		filtered = filtered || strcmp(line, "Seccomp:\t2\n") == 0;
	if (file)
		fclose(file);
	return filtered;
}

static bool is_limited(void)
{
	struct rlimit limit;

	return release_before(5, 11) && getrlimit(RLIMIT_MEMLOCK, &limit) == 0 &&
	       limit.rlim_cur != RLIM_INFINITY;
}

static enum refusal_cause find_cause(struct refusal *refusal)
{
	bool denied = refusal->error == EPERM || refusal->error == EACCES;

	if (refusal->error == ENOMEM)
		return REFUSAL_MEMORY;
	if (refusal->error == ENOSYS)
		return REFUSAL_NO_BPF;
	if (denied && !heard_verifier(refusal) && (refusal->missing & REFUSAL_BPF) &&
	    release_before(5, 8)) {
		/* There CAP_SYS_ADMIN stood for it, which cannot be the cure. */
		refusal_lacks(refusal, "CAP_BPF", "5.8");
		return REFUSAL_LACKS;
	}
	if (denied && !heard_verifier(refusal) &&
	    (refusal->missing & (REFUSAL_BPF | REFUSAL_NET_ADMIN)))
		return REFUSAL_RIGHTS;
	if (find_lack(refusal))
		return REFUSAL_LACKS;
	if (heard_verifier(refusal))
		return REFUSAL_VERIFIER;
	if (refusal->error == EPERM && is_limited())
		return REFUSAL_MEMLOCK;
	return denied ? REFUSAL_DENIED : REFUSAL_OTHER;
}

void refusal_judge(struct refusal *refusal, int error)
{
	refusal->error = -error;
	refusal->missing = find_missing();
	refusal->cause = find_cause(refusal);
	if (refusal->cause == REFUSAL_DENIED) {
		find_lockdown(refusal);
		refusal->contained = is_contained();
		refusal->filtered = is_filtered();
	}
	/* libbpf's guesses are not the kernel's words. */
	if (refusal->cause != REFUSAL_VERIFIER && refusal->cause != REFUSAL_OTHER)
		refusal->said_count = 0;
}
