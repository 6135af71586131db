/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The system's log: a line of JSON behind "@cee:", by which rsyslog and syslog-ng know fields. Not
 * by syslog(3), which does not say whether the line was taken. Used by outbound.c.
 */
#ifndef LENSWATCH_NOTIFY_JOURNAL_H
#define LENSWATCH_NOTIFY_JOURNAL_H

#define JOURNAL_SOCKET "/dev/log"

/* `text` is a message (alert.h). 0 or -errno. */
int journal_write(const char *text);

#endif
