/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two dozen libraries come with libcurl and libmosquitto, and touch megabytes of their code as they
 * start and as a connection is made; hardly any of it is needed while nothing is sent. Used by
 * notify.c.
 */
#ifndef LENSWATCH_NOTIFY_SLIM_H
#define LENSWATCH_NOTIFY_SLIM_H

/* Gives back what of programs and libraries was only read: what is needed again comes from the page
 * cache (madvise(2), MADV_DONTNEED). */
void slim_down(void);

#endif
