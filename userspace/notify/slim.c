// SPDX-License-Identifier: GPL-2.0-or-later
#include "notify/slim.h"

#include <link.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

/* Segments that cannot be written are as they are in the file, and nothing of them is lost. */
static int slim_one(struct dl_phdr_info *info, size_t size, void *context)
{
	const uintptr_t page = *(const uintptr_t *)context;

	(void)size;
	for (size_t i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *part = &info->dlpi_phdr[i];
		uintptr_t from = info->dlpi_addr + part->p_vaddr, to = from + part->p_memsz;

		if (part->p_type != PT_LOAD || part->p_flags & PF_W)
			continue;
		from &= ~(page - 1);
		to = (to + page - 1) & ~(page - 1);
		/* The kernel's own part refuses it. */
		// NOLINTNEXTLINE(performance-no-int-to-ptr)
		(void)madvise((void *)from, to - from, MADV_DONTNEED);
	}
	return 0;
}

void slim_down(void)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);

	dl_iterate_phdr(slim_one, &page);
}
