// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "system/sandbox_landlock.h"

/* What the headers of a kernel older than the running one lack (linux/landlock.h of 6.18). */
#ifndef LANDLOCK_ACCESS_FS_REFER
#define LANDLOCK_ACCESS_FS_REFER (1ULL << 13)
#endif
#ifndef LANDLOCK_ACCESS_FS_TRUNCATE
#define LANDLOCK_ACCESS_FS_TRUNCATE (1ULL << 14)
#endif
#ifndef LANDLOCK_ACCESS_FS_IOCTL_DEV
#define LANDLOCK_ACCESS_FS_IOCTL_DEV (1ULL << 15)
#endif
#define NET_TCP 3ULL	 /* LANDLOCK_ACCESS_NET_BIND_TCP and _CONNECT_TCP */
#define NET_CONNECT 2ULL /* the second of them */
#define RULE_NET_PORT 2	 /* LANDLOCK_RULE_NET_PORT */
/* To other processes: connecting to abstract UNIX sockets, signals (LANDLOCK_SCOPE_*). */
#define SCOPES 3ULL

/* struct landlock_ruleset_attr as of ABI 6; older kernels take its beginning. */
struct ruleset {
	uint64_t files, net, scopes;
};

/* What is also read by a C library (OpenWrt's musl reads /etc/TZ anew for each local time), and by
 * libbpf for the number of processors. */
static const char *const always_read[] = {"/etc/localtime", "/etc/TZ", "/usr/share/zoneinfo",
					  "/sys/devices/system/cpu"};

#define FILE_READ LANDLOCK_ACCESS_FS_READ_FILE
#define FOLDER_READ (FILE_READ | LANDLOCK_ACCESS_FS_READ_DIR)
#define FILE_WRITE (FILE_READ | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_TRUNCATE)
#define FOLDER_WRITE                                                                               \
	(FOLDER_READ | FILE_WRITE | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK |   \
	 LANDLOCK_ACCESS_FS_REMOVE_FILE)

static uint64_t known_rights(int version)
{
	uint64_t rights = LANDLOCK_ACCESS_FS_REFER - 1; /* all of ABI 1 */

	if (version >= 2)
		rights |= LANDLOCK_ACCESS_FS_REFER;
	if (version >= 3)
		rights |= LANDLOCK_ACCESS_FS_TRUNCATE;
	if (version >= 5)
		rights |= LANDLOCK_ACCESS_FS_IOCTL_DEV;
	return rights;
}

int sandbox_landlock_version(void)
{
	long version =
		syscall(SYS_landlock_create_ruleset, NULL, 0, 1 /* _CREATE_RULESET_VERSION */);

	return version > 0 ? (int)version : 0;
}

/* What is not there cannot be allowed, and need not be. */
static int sandbox_landlock_allow(int rules, const char *path, uint64_t of_folder, uint64_t of_file,
				  uint64_t known)
{
	struct landlock_path_beneath_attr beneath = {0};
	struct stat status;
	int err = 0;

	beneath.parent_fd = open(path, O_PATH | O_CLOEXEC);
	if (beneath.parent_fd < 0)
		return errno == ENOENT || errno == ENOTDIR || errno == EACCES ? 0 : -errno;
	if (fstat(beneath.parent_fd, &status) != 0)
		err = -errno;
	/* A right that only folders have is refused on a file (EINVAL). */
	beneath.allowed_access = known & (S_ISDIR(status.st_mode) ? of_folder : of_file);
	if (!err && syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0))
		err = -errno;
	close(beneath.parent_fd);
	return err;
}

static int allow_all(int rules, const struct sandbox_config *config, uint64_t known)
{
	int err = 0;

	for (size_t i = 0; !err && i < sizeof(always_read) / sizeof(always_read[0]); i++)
		err = sandbox_landlock_allow(rules, always_read[i], FOLDER_READ, FILE_READ, known);
	for (size_t i = 0; !err && i < config->read_count; i++)
		err = sandbox_landlock_allow(rules, config->read[i], FOLDER_READ, FILE_READ, known);
	for (size_t i = 0; !err && i < config->write_count; i++)
		err = sandbox_landlock_allow(rules, config->write[i], FOLDER_WRITE, FILE_WRITE,
					     known);
	return err;
}

/* struct landlock_net_port_attr */
struct landlock_port {
	uint64_t allowed, port;
};

static int sandbox_landlock_ports(int rules, const struct sandbox_config *config)
{
	for (size_t i = 0; i < config->port_count; i++) {
		const struct landlock_port port = {NET_CONNECT, config->ports[i]};

		if (syscall(SYS_landlock_add_rule, rules, RULE_NET_PORT, &port, 0))
			return -errno;
	}
	return 0;
}

int sandbox_landlock_make(const struct sandbox_config *config, int version)
{
	struct ruleset ruleset = {.files = known_rights(version), .net = NET_TCP, .scopes = SCOPES};
	size_t fields = version >= 6 ? 3 : version >= 4 ? 2 : 1;
	int rules =
		(int)syscall(SYS_landlock_create_ruleset, &ruleset, fields * sizeof(uint64_t), 0);
	int err;

	if (rules < 0)
		return -errno;
	err = allow_all(rules, config, ruleset.files);
	if (!err && version >= 4)
		err = sandbox_landlock_ports(rules, config);
	if (err) {
		close(rules);
		return err;
	}
	return rules;
}

int sandbox_landlock_enter(int rules)
{
	int err = syscall(SYS_landlock_restrict_self, rules, 0) ? -errno : 0;

	close(rules);
	return err;
}
