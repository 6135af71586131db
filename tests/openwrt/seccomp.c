// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What procd's libpreload-seccomp.so does before main(): puts the system calls that a file in
 * OpenWrt's form allows in force. Preloaded by tests/openwrt/jail; the file is $SECCOMP_FILE.
 */
#include <errno.h>
#include <json-c/json.h>
#include <seccomp.h>
#include <stdlib.h>
#include <string.h>

static int allow(scmp_filter_ctx filter, struct json_object *names)
{
	int err = 0;

	for (size_t i = 0; !err && i < json_object_array_length(names); i++) {
		const char *name = json_object_get_string(json_object_array_get_idx(names, i));
		int call = seccomp_syscall_resolve_name(name);

		if (call != __NR_SCMP_ERROR)
			err = seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0);
	}
	return err;
}

static int take(struct json_object *file)
{
	struct json_object *rules = json_object_object_get(file, "syscalls");
	const char *rest = json_object_get_string(json_object_object_get(file, "defaultAction"));
	scmp_filter_ctx filter;
	int err = 0;

	if (!rules || !rest || strcmp(rest, "SCMP_ACT_ERRNO") != 0)
		return -EINVAL;
	filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	for (size_t i = 0; !err && i < json_object_array_length(rules); i++)
		err = allow(filter,
			    json_object_object_get(json_object_array_get_idx(rules, i), "names"));
	return err ? err : seccomp_load(filter);
}

__attribute__((constructor)) static void begin(void)
{
	const char *path = getenv("SECCOMP_FILE");

	if (strcmp(program_invocation_short_name, "lenswatch") != 0)
		return;
	if (!path || take(json_object_from_file(path)) != 0)
		_Exit(99);
}
