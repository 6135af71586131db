// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "words/finding.h"

static struct finding finding_of(int what)
{
	return (struct finding){.what = (enum finding_what)what,
				.first = 3,
				.last = 7,
				.other = EACCES,
				.text = "x"};
}

static void says(struct finding finding, const char *words)
{
	char text[FINDING_WORDS];

	assert_string_equal(finding_words(&finding, text), words);
}

static void every_finding_is_a_sentence_of_its_own(void **state)
{
	char one[FINDING_WORDS], other[FINDING_WORDS];

	(void)state;
	for (int i = FINDING_CHANGED; i <= FINDING_KEY_ANOTHER; i++) {
		struct finding a = finding_of(i);
		const char *text = finding_words(&a, one);

		assert_int_equal(text[strlen(text) - 1], '.');
		for (int k = FINDING_CHANGED; k < i; k++) {
			struct finding b = finding_of(k);

			assert_string_not_equal(text, finding_words(&b, other));
		}
	}
}

static void records_are_named(void **state)
{
	(void)state;
	says((struct finding){.what = FINDING_REMOVED, .first = 3, .last = 3},
	     "Record 3 was removed.");
	says(finding_of(FINDING_REMOVED), "Records 3 to 7 were removed.");
	says(finding_of(FINDING_ORDER),
	     "Record 7 does not follow record 6: one of them or its link was changed, or another "
	     "stood between them.");
	says((struct finding){.what = FINDING_IMPOSSIBLE, .other = (uint64_t)-2},
	     "A record has the number -2, which none can have: it was put in.");
	says(finding_of(FINDING_CUT),
	     "Records 3 to 7 were cut off: the signed head says that there were 7.");
}

static void every_limit_is_a_sentence_of_its_own(void **state)
{
	(void)state;
	for (int i = LIMIT_END; i <= LIMIT_BEYOND; i++)
		for (int k = LIMIT_END; k < i; k++)
			assert_string_not_equal(finding_limit_words((enum finding_limit)i),
						finding_limit_words((enum finding_limit)k));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_finding_is_a_sentence_of_its_own),
		cmocka_unit_test(records_are_named),
		cmocka_unit_test(every_limit_is_a_sentence_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
