// SPDX-License-Identifier: GPL-2.0-or-later
#include "words/fallback.h"

#include <string.h>

#include "words/phrase.h"

/* What libpcap costs (docs/watching.md). */
static const struct {
	const char *name, *words;
} costs[] = {
	{"merged", "byte counts may be up to 4 % low where packets were joined"},
	{"processor", "it takes more processor time"},
	{"losses", "packets may come faster than they can be read (each such time is a gap)"},
};

#define COSTS (sizeof(costs) / sizeof(costs[0]))

const char *fallback_cost_name(size_t index)
{
	return index < COSTS ? costs[index].name : NULL;
}

static void write_missing(const struct refusal *why, FILE *file)
{
	const char *before = "";

	fputs("this process may not load a BPF program: it lacks ", file);
	for (unsigned right = REFUSAL_BPF; right <= REFUSAL_NET_ADMIN; right <<= 1) {
		if (!(why->missing & right))
			continue;
		fprintf(file, "%s%s", before, refusal_right_name((enum refusal_right)right));
		before = ", ";
	}
}

static void write_denied(const struct refusal *why, FILE *file)
{
	fprintf(file,
		"the kernel denied it (\"%s\"), although this process has the capabilities for it",
		strerror(why->error));
	if (why->locked_down[0]) {
		fputs("; the kernel is locked down (", file);
		phrase_text(file, why->locked_down);
		fputs(")", file);
	}
	if (why->contained)
		fputs("; this process runs in a user namespace, such as a container's", file);
	if (why->filtered)
		fputs("; a seccomp filter limits its system calls", file);
}

static void write_cause(const struct refusal *why, FILE *file)
{
	switch (why->cause) {
	case REFUSAL_RIGHTS:
		write_missing(why, file);
		break;
	case REFUSAL_DENIED:
		write_denied(why, file);
		break;
	case REFUSAL_MEMLOCK:
		fputs("the limit on locked memory, which this kernel counts BPF against, is too "
		      "low",
		      file);
		break;
	case REFUSAL_LACKS:
		fputs("this kernel lacks ", file);
		phrase_text(file, why->lacks);
		fputs(", which Linux ", file);
		phrase_text(file, why->since);
		fputs(" has", file);
		break;
	case REFUSAL_NO_BPF:
		fputs("this kernel has no BPF", file);
		break;
	case REFUSAL_VERIFIER:
		fputs("the kernel's verifier refused it", file);
		break;
	case REFUSAL_MEMORY:
		fputs("there is not enough memory", file);
		break;
	case REFUSAL_INTERFACE:
		fputs("it cannot be put on an interface", file);
		break;
	default:
		fprintf(file, "the kernel did not take it (\"%s\")", strerror(why->error));
		break;
	}
}

/* Whose words stand in `said`. */
static const char *fallback_speaker(const struct refusal *why)
{
	switch (why->cause) {
	case REFUSAL_VERIFIER:
		return "It said:";
	case REFUSAL_OTHER:
		return "libbpf says:";
	default:
		return "Why:";
	}
}

void fallback_write_why(const struct refusal *why, const char *before, FILE *file)
{
	write_cause(why, file);
	fputs(".\n", file);
	if (why->said_count)
		fprintf(file, "%s%s\n", before, fallback_speaker(why));
	for (size_t i = 0; i < why->said_count; i++) {
		fprintf(file, "%s  ", before);
		phrase_text(file, why->said[i]);
		fputs("\n", file);
	}
}

void fallback_write(const struct event_fallback *fallback, const char *before, FILE *file)
{
	const char *cure = fallback_cure(&fallback->why);

	fputs("libpcap watches in place of the program in the kernel: ", file);
	fallback_write_why(&fallback->why, before, file);
	fprintf(file, "%sWhat that costs: ", before);
	for (size_t i = 0; i < COSTS; i++)
		fprintf(file, "%s%s", i ? "; " : "", costs[i].words);
	fputs(".\n", file);
	if (cure)
		fprintf(file, "%sWhat to do: %s.\n", before, cure);
}

const char *fallback_cure(const struct refusal *why)
{
	switch (why->cause) {
	case REFUSAL_RIGHTS:
		return "run it as root, or give it CAP_BPF, CAP_PERFMON and CAP_NET_ADMIN";
	case REFUSAL_DENIED:
		return why->contained ? "run it outside of the container"
		       : why->filtered
			       ? "allow the system call bpf in the filter of the service or "
				 "container"
			       : NULL;
	case REFUSAL_MEMLOCK:
		return "raise that limit (ulimit -l unlimited; LimitMEMLOCK=infinity in systemd)";
	case REFUSAL_LACKS:
		return "use a newer kernel";
	case REFUSAL_NO_BPF:
		return "use a kernel that was built with CONFIG_BPF_SYSCALL";
	case REFUSAL_VERIFIER:
		/* Without it the verifier allows less (bpf_allow_ptr_leaks and others). */
		return why->missing & REFUSAL_PERFMON
			       ? "give it CAP_PERFMON, without which the verifier allows less"
			       : "use another kernel, or report these lines with what uname -r "
				 "says";
	case REFUSAL_MEMORY:
		return "stop other programs";
	default:
		return NULL;
	}
}
