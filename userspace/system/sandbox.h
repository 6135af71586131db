/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Gives away what the daemon does not need once its sources are open: user, capabilities, the file
 * system (Landlock), system calls (seccomp). Called once by watch.c, and by notify/ and page/.
 */
#ifndef LENSWATCH_SANDBOX_H
#define LENSWATCH_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>

#define SANDBOX_PATHS 32
#define SANDBOX_PORTS 32
#define SANDBOX_TEXT 512

struct sandbox_config {
	const char *user;    /* to become; NULL: "lenswatch" where there is one, else "nobody" */
	bool keep_net_raw;   /* libpcap: an interface that comes back is opened again */
	bool keep_net_admin; /* connection tracking over netlink */
	bool keep_bpf;	     /* kernels before 5.19 want CAP_BPF for each look into a map */
	bool internet;	     /* sockets of IP may be had: for who sends, never for the daemon */
	bool forks; /* processes may be made, each in this sandbox: for who answers in them */
	size_t port_count; /* then TCP goes to these ports alone, where Landlock knows of them */
	unsigned ports[SANDBOX_PORTS];
	size_t read_count;
	const char *read[SANDBOX_PATHS]; /* files and folders that stay readable */
	size_t write_count;
	const char
		*write[SANDBOX_PATHS]; /* folders in which files may be made, written and removed */
};

/* What came of it, for `lenswatch status` and the log. */
struct sandbox_state {
	char user[32];		/* whom the process runs as now */
	char capabilities[128]; /* "none", or names */
	int landlock;		/* ABI version in force; 0 none */
	bool seccomp;
	bool no_new_privileges;
};

/*
 * 0, or -errno with `text` a sentence. What the kernel does not know (Landlock before 5.13) is left
 * out and `out` says so. Without root only Landlock, seccomp and no_new_privs are set.
 */
int sandbox_enter(const struct sandbox_config *config, struct sandbox_state *out,
		  char text[SANDBOX_TEXT]);

/*
 * Only becomes the user, without capabilities and without a way back: for a process that is to run
 * the owner's program. 0, or -errno with `text` a sentence.
 */
int sandbox_become(const char *user, char text[SANDBOX_TEXT]);

#endif
