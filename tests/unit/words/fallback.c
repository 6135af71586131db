// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "words/fallback.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const struct event_fallback refused = {
	.why = {.cause = REFUSAL_VERIFIER,
		.error = EINVAL,
		.program = "lenswatch_in",
		.said_count = 2,
		.said = {"522: (07) r1 += 1", "back-edge from insn 522 to 523"}},
};

/* Until the next call. */
static const char *words(const struct event_fallback *fallback)
{
	static char out[8192];
	FILE *file = fmemopen(out, sizeof(out), "w");

	assert_non_null(file);
	fallback_write(fallback, "> ", file);
	fclose(file);
	return out;
}

static void it_says_why_what_it_costs_and_what_to_do(void **state)
{
	(void)state;
	assert_string_equal(
		words(&refused),
		"libpcap watches in place of the program in the kernel: the kernel's verifier "
		"refused it.\n"
		"> It said:\n"
		">   522: (07) r1 += 1\n"
		">   back-edge from insn 522 to 523\n"
		"> What that costs: byte counts may be up to 4 % low where packets were joined; it "
		"takes more processor time; packets may come faster than they can be read (each "
		"such time is a gap).\n"
		"> What to do: use another kernel, or report these lines with what uname -r says."
		"\n");
}

static void each_cause_has_its_words(void **state)
{
	static const struct {
		struct refusal why;
		const char *text, *cure;
	} cases[] = {
		{{.cause = REFUSAL_RIGHTS, .missing = REFUSAL_BPF | REFUSAL_NET_ADMIN},
		 "it lacks CAP_BPF, CAP_NET_ADMIN.",
		 "run it as root, or give it CAP_BPF"},
		{{.cause = REFUSAL_DENIED, .error = EPERM},
		 "denied it (\"Operation not permitted\"), although this process has the "
		 "capabilities for it.",
		 NULL},
		{{.cause = REFUSAL_DENIED, .error = EPERM, .locked_down = "integrity"},
		 "; the kernel is locked down (integrity).",
		 NULL},
		{{.cause = REFUSAL_DENIED, .error = EPERM, .contained = true},
		 "; this process runs in a user namespace",
		 "run it outside of the container"},
		{{.cause = REFUSAL_DENIED, .error = EPERM, .filtered = true},
		 "; a seccomp filter limits its system calls.",
		 "allow the system call bpf"},
		{{.cause = REFUSAL_MEMLOCK, .error = EPERM}, "locked memory", "raise that limit"},
		{{.cause = REFUSAL_LACKS, .lacks = "bpf_xdp_load_bytes", .since = "5.18"},
		 "lacks bpf_xdp_load_bytes, which Linux 5.18 has.",
		 "use a newer kernel"},
		{{.cause = REFUSAL_NO_BPF}, "this kernel has no BPF.", "CONFIG_BPF_SYSCALL"},
		{{.cause = REFUSAL_VERIFIER, .missing = REFUSAL_PERFMON},
		 "verifier refused it.",
		 "give it CAP_PERFMON, without which the verifier allows less"},
		{{.cause = REFUSAL_MEMORY}, "not enough memory.", "stop other programs"},
		{{.cause = REFUSAL_INTERFACE, .said_count = 1, .said = {"wg0 is no Ethernet."}},
		 "> Why:\n>   wg0 is no Ethernet.\n",
		 NULL},
		{{.cause = REFUSAL_OTHER, .error = E2BIG},
		 "did not take it (\"Argument list too long\").",
		 NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct event_fallback fallback = {.why = cases[i].why};
		const char *text = words(&fallback);

		assert_non_null(strstr(text, cases[i].text));
		if (cases[i].cure)
			assert_non_null(strstr(text, cases[i].cure));
		else
			assert_null(strstr(text, "What to do"));
	}
}

static void what_the_kernel_says_cannot_move_the_cursor(void **state)
{
	struct event_fallback fallback = refused;

	(void)state;
	snprintf(fallback.why.said[0], REFUSAL_LINE, "\033[2J\xff\r");
	assert_null(strchr(words(&fallback), '\033'));
	assert_null(strchr(words(&fallback), '\r'));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_says_why_what_it_costs_and_what_to_do),
		cmocka_unit_test(each_cause_has_its_words),
		cmocka_unit_test(what_the_kernel_says_cannot_move_the_cursor),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
