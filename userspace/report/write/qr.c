/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/write/qr.h"

#include <errno.h>
#include <qrencode.h>

#include "report/write/markup.h"

#define QUIET 4 /* modules of white around it: ISO/IEC 18004 section 5.3.8 */

/* Dark modules that follow each other in a row are one bar. */
static void put_row(FILE *file, const QRcode *code, int row)
{
	const unsigned char *modules = code->data + row * code->width;

	for (int from = 0; from < code->width;) {
		int to = from;

		while (to < code->width && modules[to] & 1)
			to++;
		if (to > from)
			fprintf(file, "M%d %dh%dv1h-%dz", from + QUIET, row + QUIET, to - from,
				to - from);
		from = to + 1;
	}
}

int qr_write(FILE *file, const char *text, const char *label)
{
	QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
	int size;

	if (!code)
		return errno == ERANGE ? -E2BIG : -errno;
	size = code->width + 2 * QUIET;
	/* Readers want dark on light, whatever the colours of the page. */
	fprintf(file, "<svg class=\"code\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"", size,
		size);
	markup_text(file, label);
	fprintf(file, "\"><path fill=\"#fff\" d=\"M0 0h%dv%dh-%dz\"/><path fill=\"#000\" d=\"",
		size, size, size);
	for (int row = 0; row < code->width; row++)
		put_row(file, code, row);
	fputs("\"/></svg>\n", file);
	QRcode_free(code);
	return 0;
}
