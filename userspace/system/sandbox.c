// SPDX-License-Identifier: GPL-2.0-or-later
#include <cap-ng.h>
#include <errno.h>
#include <grp.h>
#include <linux/securebits.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "system/sandbox.h"
#include "system/sandbox_landlock.h"
#include "system/sandbox_syscalls.h"

#ifndef CAP_BPF
#define CAP_BPF 39 /* linux/capability.h, since kernel 5.8 */
#endif

struct person {
	char name[32];
	uid_t uid;
	gid_t gid;
};

static int sandbox_wrong(char text[SANDBOX_TEXT], int err, const char *what)
{
	snprintf(text, SANDBOX_TEXT, "%s: %s", what, strerror(-err));
	return err;
}

/* Whom to become; whoever it is already where it is not root. */
static int find_person(const char *named, struct person *out, char text[SANDBOX_TEXT])
{
	const struct passwd *found;

	if (geteuid() != 0)
		found = getpwuid(geteuid());
	else if (named)
		found = getpwnam(named);
	else
		found = (found = getpwnam("lenswatch")) ? found : getpwnam("nobody");
	if (!found && geteuid() == 0) {
		snprintf(
			text, SANDBOX_TEXT,
			"There is no user \"%.64s\" to run as. Make it (useradd --system %.64s) or "
			"name another with --user",
			named ? named : "nobody", named ? named : "lenswatch");
		return -ENOENT;
	}
	if (found)
		snprintf(out->name, sizeof(out->name), "%s", found->pw_name);
	else
		snprintf(out->name, sizeof(out->name), "%u", (unsigned)geteuid());
	out->uid = found ? found->pw_uid : geteuid();
	out->gid = found ? found->pw_gid : getegid();
	return 0;
}

/*
 * A jail may have locked that a change of user takes all capabilities (SECBIT_KEEP_CAPS_LOCKED),
 * which libcap-ng does not take for an answer, even where none is to be kept.
 */
static int change_user(const struct person *person, bool keeps, bool bounding)
{
	if (keeps || !(prctl(PR_GET_SECUREBITS) & SECBIT_KEEP_CAPS_LOCKED))
		return capng_change_id((int)person->uid, (int)person->gid,
				       (capng_flags_t)(CAPNG_DROP_SUPP_GRP |
						       (bounding ? CAPNG_CLEAR_BOUNDING : 0)));
	if (bounding && capng_apply(CAPNG_SELECT_BOUNDS) != 0)
		return -EPERM;
	if (setgroups(0, NULL) != 0 || setresgid(person->gid, person->gid, person->gid) != 0 ||
	    setresuid(person->uid, person->uid, person->uid) != 0)
		return -errno;
	return capng_apply(CAPNG_SELECT_CAPS);
}

/* Of the capabilities to keep those it has: none can be added. */
static int drop_capabilities(const struct sandbox_config *config, const struct person *person)
{
	const struct {
		bool keep;
		unsigned capability;
	} kept[] = {{config->keep_net_raw, CAP_NET_RAW},
		    {config->keep_net_admin, CAP_NET_ADMIN},
		    {config->keep_bpf, CAP_BPF}};
	bool has[3], bounding, keeps = false;
	int err;

	if (capng_get_caps_process() != 0)
		return -EPERM;
	bounding = capng_have_capability(CAPNG_EFFECTIVE, CAP_SETPCAP);
	for (size_t i = 0; i < 3; i++)
		has[i] = capng_have_capability(CAPNG_PERMITTED, kept[i].capability);
	capng_clear(CAPNG_SELECT_BOTH);
	for (size_t i = 0; i < 3; i++) {
		if (!kept[i].keep || !has[i])
			continue;
		keeps = true;
		capng_update(CAPNG_ADD, CAPNG_EFFECTIVE | CAPNG_PERMITTED, kept[i].capability);
	}
	if (geteuid() != 0)
		err = capng_apply(CAPNG_SELECT_CAPS);
	else
		err = change_user(person, keeps, bounding);
	return err ? -EPERM : 0;
}

static void name_capabilities(char *out, size_t size)
{
	static const struct {
		unsigned capability;
		const char *name;
	} names[] = {{CAP_NET_RAW, "net_raw"}, {CAP_NET_ADMIN, "net_admin"}, {CAP_BPF, "bpf"}};
	size_t used = 0;

	snprintf(out, size, "none");
	if (capng_get_caps_process() != 0)
		return;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && used < size; i++)
		if (capng_have_capability(CAPNG_EFFECTIVE, names[i].capability))
			used += (size_t)snprintf(out + used, size - used, "%s%s", used ? ", " : "",
						 names[i].name);
}

/*
 * A change of user takes back that this process ends with its parent (prctl(2), PR_SET_PDEATHSIG):
 * a jail's keeper that was killed would leave a daemon behind that holds the interface.
 */
static void remain_mortal(int deadly, pid_t parent)
{
	if (!deadly || prctl(PR_SET_PDEATHSIG, deadly) != 0)
		return;
	if (getppid() != parent) /* it went meanwhile */
		raise(deadly);
}

/* From here on nothing is given back: where a step fails the process must end. */
static int sandbox_change_user(const struct sandbox_config *config, const struct person *person,
			       char text[SANDBOX_TEXT])
{
	int err, deadly = 0;
	pid_t parent = getppid();

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return sandbox_wrong(text, -errno, "New privileges could not be ruled out");
	(void)prctl(PR_GET_PDEATHSIG, &deadly);
	err = drop_capabilities(config, person);
	if (err)
		return sandbox_wrong(text, err, "User and capabilities could not be given away");
	/* A change of user does so; where it was this user from the start nothing has. Who runs as
	 * the same user, such as the owner's program, could read all of its memory. */
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
		return sandbox_wrong(text, -errno, "Memory could not be shut to others");
	remain_mortal(deadly, parent);
	return 0;
}

int sandbox_become(const char *user, char text[SANDBOX_TEXT])
{
	struct sandbox_config config = {.user = user};
	struct person person;
	int err = find_person(user, &person, text);

	return err ? err : sandbox_change_user(&config, &person, text);
}

static int sandbox_give_away(const struct sandbox_config *config, const struct person *person,
			     int rules, struct sandbox_state *state, char text[SANDBOX_TEXT])
{
	int err = sandbox_change_user(config, person, text);

	if (err)
		return err;
	state->no_new_privileges = true;
	name_capabilities(state->capabilities, sizeof(state->capabilities));
	err = rules < 0 ? 0 : sandbox_landlock_enter(rules);
	if (err)
		return sandbox_wrong(text, err, "Landlock could not be put in force");
	state->seccomp = sandbox_syscalls_known();
	err = state->seccomp ? sandbox_syscalls_enter(config->keep_net_raw, config->internet,
						      config->forks)
			     : 0;
	return err ? sandbox_wrong(text, err, "System calls could not be limited") : 0;
}

int sandbox_enter(const struct sandbox_config *config, struct sandbox_state *out,
		  char text[SANDBOX_TEXT])
{
	struct sandbox_state state = {.landlock = sandbox_landlock_version()};
	struct person person;
	int rules = -1, err = find_person(config->user, &person, text);

	if (err)
		return err;
	if (state.landlock) {
		rules = sandbox_landlock_make(config, state.landlock);
		if (rules < 0)
			return sandbox_wrong(text, rules, "Landlock's rules could not be made");
	}
	memcpy(state.user, person.name, sizeof(state.user));
	err = sandbox_give_away(config, &person, rules, &state, text);
	if (!err)
		*out = state;
	return err;
}
