// SPDX-License-Identifier: GPL-2.0-or-later
#include "system/release.h"

#include <stdlib.h>
#include <sys/utsname.h>

bool release_before(unsigned major, unsigned minor)
{
	struct utsname name;
	unsigned long has_major, has_minor;
	char *end;

	if (uname(&name) != 0)
		return true;
	has_major = strtoul(name.release, &end, 10);
	has_minor = *end == '.' ? strtoul(end + 1, NULL, 10) : 0;
	return has_major < major || (has_major == major && has_minor < minor);
}
