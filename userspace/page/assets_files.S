/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The files of the page, as bytes. Read by assets.c. */
	.macro asset name, file
	.globl asset_\name
	.globl asset_\name\()_end
asset_\name:
	.incbin "\file"
asset_\name\()_end:
	.byte 0
	.endm

	.section .rodata
	asset page, "userspace/page/page.html"
	asset script, "userspace/page/page.js"
	asset style, "userspace/page/page.css"
	asset icon, "userspace/page/icon.svg"
	asset openapi, "docs/page-api.json"
	.section .note.GNU-stack, "", %progbits
