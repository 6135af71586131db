/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The program for the kernel, of this machine's byte order, as bytes. Read by kernel_load.c. */
	.section .rodata
	.balign 16
	.globl kernel_object
	.globl kernel_object_end
kernel_object:
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	.incbin "lenswatch.bpfeb.o"
#else
	.incbin "lenswatch.bpfel.o"
#endif
kernel_object_end:
	.section .note.GNU-stack, "", %progbits
