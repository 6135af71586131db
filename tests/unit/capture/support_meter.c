// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include <netinet/in.h>

#include "support_meter.h"

const struct wire_spec meter_up = {.from_mac = CAMERA_MAC,
				   .to_mac = ROUTER_MAC,
				   .from = CAMERA_IP,
				   .to = "198.51.100.7",
				   .from_port = 51000,
				   .to_port = 443,
				   .protocol = IPPROTO_TCP,
				   .length = 1000};
const struct wire_spec meter_down = {.from_mac = ROUTER_MAC,
				     .to_mac = CAMERA_MAC,
				     .from = "198.51.100.7",
				     .to = CAMERA_IP,
				     .from_port = 443,
				     .to_port = 51000,
				     .protocol = IPPROTO_TCP,
				     .length = 100};

struct meter_stand *meter_stand_open_as(struct meter_config config)
{
	struct meter_stand *stand = calloc(1, sizeof(*stand));

	assert_non_null(stand);
	assert_int_equal(home_create(&stand->home), 0);
	config.home = stand->home;
	config.observer = heard_observer(&stand->heard);
	assert_int_equal(meter_create(&config, &stand->meter), 0);
	return stand;
}

struct meter_stand *meter_stand_open(size_t flow_limit)
{
	return meter_stand_open_as((struct meter_config){.flow_limit = flow_limit});
}

void meter_stand_close(struct meter_stand *stand)
{
	meter_destroy(stand->meter);
	home_destroy(stand->home);
	free(stand);
}

void meter_stand_show(struct meter_stand *stand, uint64_t time_ns, const struct wire_spec *spec)
{
	struct wire wire;

	wire_build(spec, &wire);
	meter_frame(stand->meter, wire.link_type, START + time_ns, wire.data, wire.captured,
		    wire.length);
}
