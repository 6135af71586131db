// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Preloaded: what a kernel before 6.6 answers where TC is asked for a link (tcx). All that comes
 * after that, filters and who keeps them, is the real thing.
 */
#include <bpf/bpf.h>
#include <dlfcn.h>
#include <errno.h>

/* enum bpf_attach_type of 6.6. */
#define TCX_INGRESS 46
#define TCX_EGRESS 47

static bool is_tcx(enum bpf_attach_type type)
{
	return type == (enum bpf_attach_type)TCX_INGRESS ||
	       type == (enum bpf_attach_type)TCX_EGRESS;
}

int bpf_prog_query(int target, enum bpf_attach_type type, __u32 query, __u32 *flags, __u32 *ids,
		   __u32 *count)
{
	int (*next)(int, enum bpf_attach_type, __u32, __u32 *, __u32 *, __u32 *) =
		(int (*)(int, enum bpf_attach_type, __u32, __u32 *, __u32 *, __u32 *))dlsym(
			RTLD_NEXT, "bpf_prog_query");

	errno = EINVAL;
	return is_tcx(type) ? -EINVAL : next(target, type, query, flags, ids, count);
}

int bpf_link_create(int program, int target, enum bpf_attach_type type,
		    const struct bpf_link_create_opts *options)
{
	int (*next)(int, int, enum bpf_attach_type, const struct bpf_link_create_opts *) =
		(int (*)(int, int, enum bpf_attach_type, const struct bpf_link_create_opts *))dlsym(
			RTLD_NEXT, "bpf_link_create");

	errno = EINVAL;
	return is_tcx(type) ? -EINVAL : next(program, target, type, options);
}
