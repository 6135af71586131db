// SPDX-License-Identifier: GPL-2.0-or-later
#include "geo/operator.h"

#include <stddef.h>
#include <string.h>

/*
 * Words in the names of operators: what they call their trade, and the largest by name. The
 * registries of the regions (RIPE, ARIN, APNIC) hold these names; geo databases hand them on. A
 * word too many makes a viewer "cannot be known", one too few a server a person.
 */
static const char *const words[] = {"hosting",
				    "hoster",
				    "cloud",
				    "server",
				    "datacent",
				    "data cent",
				    "colo",
				    "vps",
				    "dedicated",
				    "virtual",
				    "amazon",
				    "aws",
				    "google",
				    "microsoft",
				    "azure",
				    "oracle",
				    "ibm",
				    "softlayer",
				    "alibaba",
				    "alicloud",
				    "tencent",
				    "baidu",
				    "huawei",
				    "ucloud",
				    "kingsoft",
				    "digitalocean",
				    "digital ocean",
				    "ovh",
				    "hetzner",
				    "linode",
				    "akamai",
				    "fastly",
				    "vultr",
				    "choopa",
				    "contabo",
				    "scaleway",
				    "leaseweb",
				    "online sas",
				    "ionos",
				    "1&1",
				    "strato",
				    "godaddy",
				    "rackspace",
				    "m247",
				    "datacamp",
				    "cdn77",
				    "cogent",
				    "equinix",
				    "packet host",
				    "zenlayer",
				    "psychz",
				    "quadranet",
				    "hostwinds",
				    "netcup",
				    "upcloud",
				    "kamatera",
				    "gcore",
				    "g-core",
				    "limelight",
				    "edgecast",
				    "edgio",
				    "incapsula",
				    "imperva",
				    "twilio",
				    "subspace",
				    "stackpath",
				    "facebook",
				    "apple-",
				    "selectel",
				    "timeweb",
				    "aruba s.p.a",
				    "hostinger",
				    "online s.a.s",
				    "bytedance",
				    "hivelocity",
				    "worldstream",
				    "nforce",
				    "liquid web",
				    "unifiedlayer",
				    "singlehop",
				    "i3d",
				    "frantech",
				    "constant company",
				    "internap"};

bool operator_rents(const char *organisation)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcasestr(organisation, words[i]))
			return true;
	return false;
}
