// SPDX-License-Identifier: GPL-2.0-or-later
#include "system/control_address.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

int control_say(char text[CONTROL_TEXT], int err, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, CONTROL_TEXT, format, arguments);
	va_end(arguments);
	return err;
}

int control_address(const char *path, struct sockaddr_un *out, char text[CONTROL_TEXT])
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};

	if (strlen(path) >= sizeof(address.sun_path))
		return control_say(text, -ENAMETOOLONG,
				   "%s: too long for a socket's name; choose a path of less than "
				   "%zu bytes",
				   path, sizeof(address.sun_path));
	memcpy(address.sun_path, path, strlen(path));
	*out = address;
	return 0;
}
