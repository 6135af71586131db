// SPDX-License-Identifier: GPL-2.0-or-later
#include "ledger/key.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <linux/fs.h>
#include <sodium.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "ledger/digest.h"

static int key_path(const char *path, const char *ending, char out[KEY_PATH])
{
	return snprintf(out, KEY_PATH, "%s%s", path, ending) < KEY_PATH ? 0 : -ENAMETOOLONG;
}

static int key_sync_folder(const char *path)
{
	char folder[KEY_PATH];
	int fd, err = key_path(path, "", folder);

	if (err)
		return err;
	fd = open(dirname(folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	err = fsync(fd) != 0 ? -errno : 0;
	close(fd);
	return err;
}

static int key_fill(int fd, mode_t mode, const uint8_t bytes[LEDGER_KEY])
{
	char line[DIGEST_HEX];
	ssize_t written;
	int err = 0;

	digest_hex(bytes, LEDGER_KEY, line);
	line[sizeof(line) - 1] = '\n';
	written = write(fd, line, sizeof(line));
	if (written != (ssize_t)sizeof(line))
		err = written < 0 ? -errno : -ENOSPC;
	else if (fchmod(fd, mode) != 0)
		err = errno == EPERM ? -EOPNOTSUPP : -errno; /* its owner always may (POSIX) */
	else if (fsync(fd) != 0)
		err = -errno;
	sodium_memzero(line, sizeof(line));
	return err;
}

/*
 * File systems of sticks and cards that have no owners and modes, so that nothing on them is
 * anybody's own. NTFS's number is in the kernel's fs/ntfs3 alone.
 */
static bool key_ownerless(int fd)
{
	struct statfs where;

	return fstatfs(fd, &where) == 0 &&
	       (where.f_type == MSDOS_SUPER_MAGIC || where.f_type == EXFAT_SUPER_MAGIC ||
		where.f_type == 0x7366746e);
}

/* Never over one that is there: link() refuses (POSIX), and where there are no links, this. */
static int key_place(const char *fresh, const char *name)
{
	if (link(fresh, name) == 0 || errno == EEXIST)
		return 0;
	/* By its number: musl has had the function since 1.2.6 only. */
	if (syscall(SYS_renameat2, AT_FDCWD, fresh, AT_FDCWD, name, RENAME_NOREPLACE) == 0 ||
	    errno == EEXIST)
		return 0;
	return errno == EINVAL ? -EOPNOTSUPP : -errno;
}

/* Whole or not at all. */
static int key_make(const char *name, mode_t mode, const uint8_t bytes[LEDGER_KEY])
{
	char fresh[KEY_PATH];
	int fd, err = key_path(name, ".XXXXXX", fresh);

	if (err)
		return err;
	fd = mkostemp(fresh, O_CLOEXEC); /* mode 0600 (mkstemp(3)) */
	if (fd < 0)
		return -errno;
	err = key_fill(fd, mode, bytes);
	if (close(fd) != 0 && !err)
		err = -errno;
	if (!err)
		err = key_place(fresh, name);
	unlink(fresh);
	if (!err)
		err = key_sync_folder(name);
	return err == -ENOSYS ? -EOPNOTSUPP : err;
}

static int key_read(int fd, uint8_t out[LEDGER_KEY])
{
	char line[DIGEST_HEX + 1];
	ssize_t size = pread(fd, line, sizeof(line), 0);
	int err;

	if (size < 0)
		return -errno;
	if (size != DIGEST_HEX || line[size - 1] != '\n')
		return -EINVAL;
	line[size - 1] = '\0';
	err = digest_unhex(line, LEDGER_KEY, out);
	sodium_memzero(line, sizeof(line));
	return err;
}

static int key_open(const char *name, bool fresh)
{
	uint8_t seed[LEDGER_KEY];
	int fd = open(name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC), err;

	if (fd >= 0 || errno != ENOENT)
		return fd < 0 ? -errno : fd;
	if (!fresh)
		return -ENOKEY;
	randombytes_buf(seed, sizeof(seed));
	err = key_make(name, 0600, seed);
	sodium_memzero(seed, sizeof(seed));
	if (err)
		return err;
	fd = open(name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

static int key_check(int fd)
{
	struct stat status;

	if (fstat(fd, &status) != 0)
		return -errno;
	if (status.st_mode & 077)
		return key_ownerless(fd) ? -EOPNOTSUPP : -EACCES;
	return flock(fd, LOCK_EX | LOCK_NB) == 0 ? 0 : errno == EWOULDBLOCK ? -EBUSY : -errno;
}

static int key_tell(int err, bool opened, const char *path, char error[LEDGER_ERROR])
{
	if (err == -EBUSY)
		snprintf(
			error, LEDGER_ERROR,
			"%s is being written by another lenswatch: stop that one, or give this one "
			"a ledger of its own",
			path);
	else if (err == -ENOKEY)
		snprintf(error, LEDGER_ERROR,
			 "%s.key, the key that signs %s, is missing: put it back, or move the "
			 "ledger "
			 "away and a new one is begun",
			 path, path);
	else if (err == -EACCES && opened)
		snprintf(error, LEDGER_ERROR,
			 "others can read %s.key, which must be secret: chmod 600 it. If a "
			 "stranger may have read it, move it and the ledger away and begin anew",
			 path);
	else if (err == -EOPNOTSUPP)
		snprintf(error, LEDGER_ERROR,
			 "%s: the file system there keeps no owners of files (vfat, exfat, NTFS), "
			 "so its key could not be kept secret. Format the stick as ext4 or f2fs, "
			 "or keep the history elsewhere",
			 path);
	else if (err == -EINVAL)
		snprintf(error, LEDGER_ERROR,
			 "%s.key is not a key of 64 hex digits: put the right one back", path);
	else
		snprintf(error, LEDGER_ERROR, "%s.key could not be %s: %s%s", path,
			 opened ? "read" : "opened or made", strerror(-err),
			 err == -ENOSPC ? ": make room on the disk" : "");
	return err;
}

int key_take(const char *path, bool fresh, struct key *out, char error[LEDGER_ERROR])
{
	struct key key = {.lock = -1};
	char name[KEY_PATH], public[KEY_PATH];
	uint8_t seed[LEDGER_KEY];
	int err = key_path(path, ".key", name);

	if (!err)
		err = key_path(path, ".pub", public);
	if (!err && sodium_init() < 0)
		err = -ENOSYS;
	if (!err) {
		key.lock = key_open(name, fresh);
		err = key.lock < 0 ? key.lock : key_check(key.lock);
	}
	if (!err)
		err = key_read(key.lock, seed);
	if (!err) {
		crypto_sign_seed_keypair(key.public, key.secret, seed);
		sodium_memzero(seed, sizeof(seed));
		if (access(public, F_OK) != 0)
			err = key_make(public, 0644, key.public);
	}
	if (err) {
		key_tell(err, key.lock >= 0, path, error);
		key_drop(&key);
	} else {
		*out = key;
	}
	return err;
}

void key_drop(struct key *key)
{
	sodium_memzero(key->secret, sizeof(key->secret));
	if (key->lock >= 0)
		close(key->lock);
	key->lock = -1;
}

int key_public(const char *path, uint8_t out[LEDGER_KEY])
{
	char name[KEY_PATH];
	int fd, err = key_path(path, ".pub", name);

	if (err)
		return err;
	fd = open(name, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	err = key_read(fd, out);
	close(fd);
	return err;
}
