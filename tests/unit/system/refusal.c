// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "system/refusal.h"

#include <cap-ng.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/wait.h>
#include <unistd.h>

/* As libbpf 1.1 hands it over, of Linux 6.1. */
#define BACK_EDGE                                                                                  \
	"libbpf: prog 'lenswatch_in': -- BEGIN PROG LOAD LOG --\n"                                 \
	"; for (int i = 0; i < PARSE_EXTENSIONS; i++)\n"                                           \
	"522: for (int i = 0; i < PARSE_EXTENSIONS; i++)\n"                                        \
	"back-edge from insn 522 to 523\n"                                                         \
	"processed 0 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 "    \
	"mark_read 0\n"                                                                            \
	"-- END PROG LOAD LOG --\n"

static void of_a_verifiers_log_its_last_words_are_kept(void **state)
{
	struct refusal why = {0};

	(void)state;
	refusal_hear(&why,
		     "libbpf: prog 'lenswatch_in': BPF program load failed: Invalid argument\n");
	refusal_hear(&why, BACK_EDGE);
	refusal_hear(&why, "libbpf: prog 'lenswatch_in': failed to load: -22\n");
	refusal_hear(&why, "libbpf: failed to load object 'lenswatch'\n");
	refusal_judge(&why, -EINVAL);
	assert_int_equal(why.cause, REFUSAL_VERIFIER);
	assert_int_equal(why.error, EINVAL);
	assert_string_equal(why.program, "lenswatch_in");
	assert_int_equal(why.said_count, 3);
	assert_string_equal(why.said[0], "; for (int i = 0; i < PARSE_EXTENSIONS; i++)");
	assert_string_equal(why.said[2], "back-edge from insn 522 to 523");
}

static void a_long_log_is_cut_to_its_last_lines_and_each_line_to_its_beginning(void **state)
{
	static char log[200000];
	struct refusal why = {0};
	size_t used =
		(size_t)snprintf(log, sizeof(log), "prog '%060d': -- BEGIN PROG LOAD LOG --\n", 7);

	(void)state;
	for (int i = 0; used < sizeof(log) - 2000; i++)
		used += (size_t)snprintf(log + used, sizeof(log) - used, "%d: %0900d\n\n", i, i);
	snprintf(log + used, sizeof(log) - used,
		 "the end"); /* without a line's end, or the log's */
	refusal_hear(&why, log);
	assert_int_equal(why.cause, REFUSAL_VERIFIER);
	assert_int_equal(strlen(why.program), REFUSAL_NAME - 1);
	assert_int_equal(why.said_count, REFUSAL_LINES);
	assert_int_equal(strlen(why.said[0]), 200);
	assert_string_equal(why.said[REFUSAL_LINES - 1], "the end");
}

static void an_empty_log_says_nothing(void **state)
{
	struct refusal why = {0};

	(void)state;
	refusal_hear(&why, "prog 'a': -- BEGIN PROG LOAD LOG --\n");
	assert_int_equal(why.said_count, 0);
}

static void what_libbpf_guesses_is_not_told_as_the_kernels_words(void **state)
{
	struct refusal why = {0};

	(void)state;
	refusal_hear(&why,
		     "libbpf: Error in bpf_object__probe_loading(): Cannot allocate memory(12). "
		     "Couldn't load trivial BPF program.\n");
	refusal_judge(&why, -ENOMEM);
	assert_int_equal(why.cause, REFUSAL_MEMORY);
	assert_int_equal(why.said_count, 0);
}

static void what_has_no_known_cause_is_told_in_libbpfs_words(void **state)
{
	struct refusal why = {0};

	(void)state;
	refusal_hear(&why, "libbpf: map 'ring': failed to create: Invalid argument(-22)\n");
	refusal_judge(&why, -EBADF);
	assert_int_equal(why.cause, REFUSAL_OTHER);
	assert_int_equal(why.error, EBADF);
	assert_string_equal(why.said[0], "map 'ring': failed to create: Invalid argument(-22)");
}

/* Without a right to BPF; UNAME26: uname(2) then says that this is Linux 2.6. */
static enum refusal_cause judge_denied(bool old, struct refusal *why)
{
	*why = (struct refusal){0};
	if (old && personality(0x0020000) < 0)
		return REFUSAL_NONE;
	capng_clear(CAPNG_SELECT_CAPS);
	if (capng_apply(CAPNG_SELECT_CAPS))
		return REFUSAL_NONE;
	refusal_judge(why, -EPERM);
	return why->cause;
}

static int status_of(bool old)
{
	int status = -1;
	pid_t child = fork();
	struct refusal why;

	if (child == 0)
		_exit((int)judge_denied(old, &why) | (strcmp(why.lacks, "CAP_BPF") ? 0 : 64));
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void a_right_that_the_kernel_does_not_know_is_not_asked_for(void **state)
{
	(void)state;
	assert_int_equal(status_of(false), REFUSAL_RIGHTS);
	assert_int_equal(status_of(true), REFUSAL_LACKS | 64);
}

static void causes_have_names_that_are_read_back(void **state)
{
	(void)state;
	for (int i = REFUSAL_NONE + 1; i < REFUSAL_CAUSES; i++) {
		assert_non_null(refusal_cause_name((enum refusal_cause)i));
		assert_int_equal(refusal_cause_parse(refusal_cause_name((enum refusal_cause)i)), i);
	}
	assert_null(refusal_cause_name(REFUSAL_NONE));
	assert_int_equal(refusal_cause_parse("bad luck"), REFUSAL_NONE);
	assert_string_equal(refusal_right_name(REFUSAL_PERFMON), "CAP_PERFMON");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(of_a_verifiers_log_its_last_words_are_kept),
		cmocka_unit_test(
			a_long_log_is_cut_to_its_last_lines_and_each_line_to_its_beginning),
		cmocka_unit_test(an_empty_log_says_nothing),
		cmocka_unit_test(what_libbpf_guesses_is_not_told_as_the_kernels_words),
		cmocka_unit_test(what_has_no_known_cause_is_told_in_libbpfs_words),
		cmocka_unit_test(a_right_that_the_kernel_does_not_know_is_not_asked_for),
		cmocka_unit_test(causes_have_names_that_are_read_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
