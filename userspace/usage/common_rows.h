/* SPDX-License-Identifier: GPL-2.0-or-later */
/* No guard: the rows that `replay` and `watch` share, as SETTING() makes them where it is read. */
SETTING("camera", NULL, "ADDR[=NAME]", SETTING_LIST, "=", 0, setting_common, 0,
	"write a MAC or IP address, as in \"f4:b8:5e:35:67:b0=Front door\"",
	"this MAC or IP address is a camera (may be repeated)",
	"The device with this MAC or IP address is a camera, and what to call it. It may be "
	"repeated, 64 times at most.")
SETTING("home", NULL, "CIDR", SETTING_LIST, NULL, 0, setting_common, 0,
	"write a prefix, as in 2001:db8:1::/48",
	"these addresses are inside the home too (may be repeated)",
	"These addresses are inside the house, as private ones are. It may be repeated, 16 times "
	"at "
	"most. A house with public IPv4 addresses needs it.")
SETTING("speakers", NULL, NULL, SETTING_ALONE, NULL, 0, setting_common, 0, "write yes or no",
	"report the speech of voice assistants too",
	"Report the speech of voice assistants (Alexa, Siri) too, as uploads of the class "
	"`speech`. What was said cannot be seen, nor whether it was meant for the assistant; "
	"promises and `attest` are about cameras alone.")
SETTING("rules", NULL, "DIR", SETTING_PATH, NULL, CONFIG_RULES, setting_common, 0,
	"name the folder the rules are in", "use these rules",
	"What is known of vendors, instead of the rules beside the program (in a source tree) or "
	"those that were installed: lenswatch-rules(5).")
SETTING("geo", NULL, "FILE.mmdb", SETTING_LIST | SETTING_PATH, NULL, 0, setting_common, 0,
	"name a file, as in GeoLite2-Country.mmdb",
	"where addresses are registered: GeoLite2 or DB-IP (may be repeated)",
	"Operator and country of addresses: a file that `scripts/setup` built, GeoLite2 or DB-IP. "
	"It may be repeated, 4 times at most, where they come in files of their own. Without it "
	"both are unknown.")
SETTING("format", NULL, "FORMAT", 0, NULL, 0, setting_common, 0, "one of text, json, csv",
	"text (default), json or csv",
	"For people (`text`, the default), one JSON object a line (`json`, also called `jsonl`), "
	"or "
	"a table of uploads and local "
	"streams.")
