// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/file/progress.h"

#include <poll.h>
#include <pty.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define MB 1000000u

/* A terminal of the test's own: what is written to `file` can be read from `master`. */
struct terminal {
	int master;
	FILE *file;
	char text[4096];
};

static void terminal_open(struct terminal *terminal, unsigned short columns)
{
	struct winsize window = {.ws_row = 24, .ws_col = columns};
	int slave;

	assert_int_equal(openpty(&terminal->master, &slave, NULL, NULL, &window), 0);
	terminal->file = fdopen(slave, "w");
	assert_non_null(terminal->file);
}

static void terminal_close(struct terminal *terminal)
{
	fclose(terminal->file);
	close(terminal->master);
}

/* All that was written since the last look. A pseudo-terminal hands over a moment later. */
static const char *terminal_read(struct terminal *terminal)
{
	struct pollfd waiting = {.fd = terminal->master, .events = POLLIN};
	size_t at = 0;

	while (at + 1 < sizeof(terminal->text) && poll(&waiting, 1, 50) == 1) {
		ssize_t got = read(terminal->master, terminal->text + at,
				   sizeof(terminal->text) - 1 - at);

		assert_true(got > 0);
		at += (size_t)got;
	}
	terminal->text[at] = '\0';
	return terminal->text;
}

static void pause_ms(long ms)
{
	nanosleep(&(struct timespec){.tv_nsec = ms * 1000000}, NULL);
}

static unsigned int count(const char *text, char letter)
{
	unsigned int found = 0;

	for (; *text; text++)
		found += *text == letter;
	return found;
}

static void elsewhere_it_is_a_line_now_and_then(void **state)
{
	struct progress *progress;
	FILE *file = tmpfile();
	char text[128];

	(void)state;
	assert_non_null(file);
	assert_int_equal(progress_create(file, 1, 4 * MB, &progress), 0);
	progress_name(progress, "folder/a.pcap");
	progress_add(progress, MB / 2);
	pause_ms(999);
	pause_ms(100);
	assert_int_equal(ftell(file), 0);
	progress_add(progress, MB / 2);
	progress_add(progress, MB);
	progress_clear(progress);
	progress_destroy(progress);
	rewind(file);
	assert_non_null(fgets(text, sizeof(text), file));
	assert_string_equal(text, "lenswatch: 25 %, 0:03 left, 1 MB/s  a.pcap\n");
	assert_null(fgets(text, sizeof(text), file));
	fclose(file);
}

static void nobody_is_told_where_there_is_none(void **state)
{
	(void)state;
	progress_name(NULL, "a.pcap");
	progress_add(NULL, MB);
	progress_clear(NULL);
	progress_destroy(NULL);
}

static void processes_that_were_forked_feed_the_same_one(void **state)
{
	struct terminal terminal;
	struct progress *progress;
	pid_t child;

	(void)state;
	terminal_open(&terminal, 100);
	assert_int_equal(progress_create(terminal.file, 60, 4 * MB, &progress), 0);
	child = fork();
	if (!child) {
		progress_add(progress, 2 * MB);
		_exit(0);
	}
	assert_int_equal(waitpid(child, NULL, 0), child);
	pause_ms(250);
	progress_add(progress, MB);
	assert_non_null(strstr(terminal_read(&terminal), " 75 %"));
	progress_destroy(progress);
	terminal_close(&terminal);
}

static void the_line_tells_share_speed_time_left_and_file(void **state)
{
	struct terminal terminal;
	struct progress *progress;
	const char *text;

	(void)state;
	terminal_open(&terminal, 100);
	assert_int_equal(progress_create(terminal.file, 60, 4 * MB, &progress), 0);
	progress_name(progress, "folder/a.pcap");
	pause_ms(250);
	progress_add(progress, MB);
	text = terminal_read(&terminal);
	assert_non_null(strstr(text, "\r[#####...............]  25 %  0:0"));
	assert_non_null(strstr(text, " MB/s  a.pcap\033[K"));
	progress_destroy(progress);
	assert_string_equal(terminal_read(&terminal), "\r\033[K");
	terminal_close(&terminal);
}

static void an_unknown_total_shows_no_share(void **state)
{
	struct terminal terminal;
	struct progress *progress;
	const char *text;

	(void)state;
	terminal_open(&terminal, 100);
	assert_int_equal(progress_create(terminal.file, 60, 0, &progress), 0);
	progress_name(progress, "-");
	pause_ms(250);
	progress_add(progress, MB);
	text = terminal_read(&terminal);
	assert_null(strchr(text, '%'));
	assert_non_null(strstr(text, " MB/s  standard input"));
	progress_destroy(progress);
	terminal_close(&terminal);
}

static void it_is_drawn_at_most_five_times_a_second(void **state)
{
	struct terminal terminal;
	struct progress *progress;

	(void)state;
	terminal_open(&terminal, 100);
	assert_int_equal(progress_create(terminal.file, 60, MB, &progress), 0);
	progress_add(progress, MB / 2);
	assert_string_equal(terminal_read(&terminal), "");
	pause_ms(250);
	progress_add(progress, 1); /* too little to look at the clock */
	assert_string_equal(terminal_read(&terminal), "");
	progress_add(progress, MB / 10);
	progress_add(progress, MB / 10);
	assert_int_equal(count(terminal_read(&terminal), '\r'), 1);
	progress_destroy(progress);
	terminal_close(&terminal);
}

static void it_erases_itself_before_messages_and_only_once(void **state)
{
	struct terminal terminal;
	struct progress *progress;

	(void)state;
	terminal_open(&terminal, 100);
	assert_int_equal(progress_create(terminal.file, 60, MB, &progress), 0);
	progress_clear(progress);
	assert_string_equal(terminal_read(&terminal), "");
	pause_ms(250);
	progress_add(progress, MB / 2);
	terminal_read(&terminal);
	progress_clear(progress);
	assert_string_equal(terminal_read(&terminal), "\r\033[K");
	progress_clear(progress);
	progress_destroy(progress);
	assert_string_equal(terminal_read(&terminal), "");
	terminal_close(&terminal);
}

static void a_line_longer_than_the_terminal_is_cut_and_names_cannot_steer_it(void **state)
{
	struct terminal terminal;
	struct progress *progress;
	const char *text, *end;

	(void)state;
	terminal_open(&terminal, 70);
	assert_int_equal(progress_create(terminal.file, 60, MB, &progress), 0);
	progress_name(progress,
		      "\033]0;x\007 a name far longer than such a narrow terminal is wide");
	pause_ms(250);
	progress_add(progress, 3 * MB); /* more than was known: the file grew */
	text = terminal_read(&terminal);
	end = strstr(text, "\033[K");
	assert_non_null(end);
	assert_int_equal(end - text, 1 + 69);
	assert_non_null(strstr(text, "[####################] 100 %  0:00 left"));
	assert_non_null(strstr(text, "?]0;x? a name"));
	progress_destroy(progress);
	terminal_close(&terminal);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(elsewhere_it_is_a_line_now_and_then),
		cmocka_unit_test(nobody_is_told_where_there_is_none),
		cmocka_unit_test(processes_that_were_forked_feed_the_same_one),
		cmocka_unit_test(the_line_tells_share_speed_time_left_and_file),
		cmocka_unit_test(an_unknown_total_shows_no_share),
		cmocka_unit_test(it_is_drawn_at_most_five_times_a_second),
		cmocka_unit_test(it_erases_itself_before_messages_and_only_once),
		cmocka_unit_test(a_line_longer_than_the_terminal_is_cut_and_names_cannot_steer_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
