/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "packet/signature.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Two bytes choose transport and port; a found signature must have a name that leads back to it. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint16_t ports[] = {443, 3478, 6667, 31007, 34567, 1194, 10001, 1935};
	struct packet p = {.protocol = 17};
	enum signature found;

	if (size < 3 || size > 65536)
		return 0;
	p.protocol = data[0] & 1 ? 6 : 17;
	p.target_port = ports[data[1] % 8];
	p.payload = data + 2;
	p.payload_captured = (uint32_t)size - 2;
	p.payload_length = p.payload_captured + (data[0] >> 1);
	found = signature_detect(&p);
	if (found >= SIGNATURE_COUNT || signature_from_name(signature_name(found)) != found)
		abort();
	return 0;
}
