// SPDX-License-Identifier: GPL-2.0-or-later
#include "notify/journal.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

/* As syslog(3) writes to that socket (RFC 3164, section 4.1, without the host). */
static int journal_line(const char *text, char **line)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	time_t now = time(NULL);
	struct tm local = {0};
	int length;

	localtime_r(&now, &local);
	length = asprintf(line, "<%d>%.3s %2d %02d:%02d:%02d lenswatch-notify[%d]: @cee: %s",
			  LOG_DAEMON | LOG_NOTICE, months + (ptrdiff_t)3 * local.tm_mon,
			  local.tm_mday, local.tm_hour, local.tm_min, local.tm_sec, (int)getpid(),
			  text);
	return length < 0 ? -ENOMEM : length;
}

int journal_write(const char *text)
{
	const struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = JOURNAL_SOCKET};
	char *line = NULL;
	int length = journal_line(text, &line), fd, err = 0;

	if (length < 0)
		return length;
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0 || sendto(fd, line, (size_t)length, MSG_NOSIGNAL,
			     (const struct sockaddr *)&address, sizeof(address)) != length)
		err = -errno;
	if (fd >= 0)
		close(fd);
	free(line);
	return err;
}
