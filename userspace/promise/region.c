// SPDX-License-Identifier: GPL-2.0-or-later
#include "promise/region.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

struct place {
	const char *name, *country;
};

/* Amazon's list of regions;
 * docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html */
static const struct place amazon[] = {
	{"eu-west-1", "IE"},	  {"eu-west-2", "GB"},
	{"eu-west-3", "FR"},	  {"eu-central-1", "DE"},
	{"eu-central-2", "CH"},	  {"eu-north-1", "SE"},
	{"eu-south-1", "IT"},	  {"eu-south-2", "ES"},
	{"us-east-1", "US"},	  {"us-east-2", "US"},
	{"us-west-1", "US"},	  {"us-west-2", "US"},
	{"us-gov-east-1", "US"},  {"us-gov-west-1", "US"},
	{"ca-central-1", "CA"},	  {"ca-west-1", "CA"},
	{"sa-east-1", "BR"},	  {"ap-northeast-1", "JP"},
	{"ap-northeast-2", "KR"}, {"ap-northeast-3", "JP"},
	{"ap-southeast-1", "SG"}, {"ap-southeast-2", "AU"},
	{"ap-southeast-3", "ID"}, {"ap-southeast-4", "AU"},
	{"ap-south-1", "IN"},	  {"ap-south-2", "IN"},
	{"ap-east-1", "HK"},	  {"me-south-1", "BH"},
	{"me-central-1", "AE"},	  {"af-south-1", "ZA"},
	{"il-central-1", "IL"},	  {"cn-north-1", "CN"},
	{"cn-northwest-1", "CN"}, {NULL, NULL},
};

/* Alibaba's regions of OSS, www.alibabacloud.com/help/en/oss/user-guide/regions-and-endpoints */
static const struct place alibaba[] = {
	{"eu-central-1", "DE"},
	{"eu-west-1", "GB"},
	{"us-west-1", "US"},
	{"us-east-1", "US"},
	{"ap-southeast-1", "SG"},
	{"ap-southeast-3", "MY"},
	{"ap-southeast-5", "ID"},
	{"ap-southeast-6", "PH"},
	{"ap-southeast-7", "TH"},
	{"ap-northeast-1", "JP"},
	{"ap-northeast-2", "KR"},
	{"me-east-1", "AE"},
	{"cn-hongkong", "HK"},
	{"cn-hangzhou", "CN"},
	{"cn-shanghai", "CN"},
	{"cn-beijing", "CN"},
	{"cn-shenzhen", "CN"},
	{"cn-qingdao", "CN"},
	{"cn-zhangjiakou", "CN"},
	{"cn-huhehaote", "CN"},
	{"cn-wulanchabu", "CN"},
	{"cn-heyuan", "CN"},
	{"cn-guangzhou", "CN"},
	{"cn-chengdu", "CN"},
	{NULL, NULL},
};

/* Microsoft's list, learn.microsoft.com/azure/reliability/regions-list */
static const struct place microsoft[] = {
	{"westeurope", "NL"},
	{"northeurope", "IE"},
	{"germanywestcentral", "DE"},
	{"francecentral", "FR"},
	{"swedencentral", "SE"},
	{"italynorth", "IT"},
	{"polandcentral", "PL"},
	{"spaincentral", "ES"},
	{"uksouth", "GB"},
	{"ukwest", "GB"},
	{"switzerlandnorth", "CH"},
	{"norwayeast", "NO"},
	{"eastus", "US"},
	{"eastus2", "US"},
	{"centralus", "US"},
	{"westus", "US"},
	{"westus2", "US"},
	{"westus3", "US"},
	{"northcentralus", "US"},
	{"southcentralus", "US"},
	{"westcentralus", "US"},
	{"canadacentral", "CA"},
	{"canadaeast", "CA"},
	{"brazilsouth", "BR"},
	{"eastasia", "HK"},
	{"southeastasia", "SG"},
	{"japaneast", "JP"},
	{"japanwest", "JP"},
	{"koreacentral", "KR"},
	{"australiaeast", "AU"},
	{"australiasoutheast", "AU"},
	{"centralindia", "IN"},
	{"uaenorth", "AE"},
	{NULL, NULL},
};

/* Google's list, cloud.google.com/compute/docs/regions-zones */
static const struct place google[] = {
	{"europe-west1", "BE"},
	{"europe-west2", "GB"},
	{"europe-west3", "DE"},
	{"europe-west4", "NL"},
	{"europe-west6", "CH"},
	{"europe-west8", "IT"},
	{"europe-west9", "FR"},
	{"europe-west10", "DE"},
	{"europe-west12", "IT"},
	{"europe-north1", "FI"},
	{"europe-central2", "PL"},
	{"europe-southwest1", "ES"},
	{"us-central1", "US"},
	{"us-east1", "US"},
	{"us-east4", "US"},
	{"us-east5", "US"},
	{"us-south1", "US"},
	{"us-west1", "US"},
	{"us-west2", "US"},
	{"us-west3", "US"},
	{"us-west4", "US"},
	{"northamerica-northeast1", "CA"},
	{"southamerica-east1", "BR"},
	{"asia-east1", "TW"},
	{"asia-east2", "HK"},
	{"asia-northeast1", "JP"},
	{"asia-northeast2", "JP"},
	{"asia-northeast3", "KR"},
	{"asia-south1", "IN"},
	{"asia-southeast1", "SG"},
	{"asia-southeast2", "ID"},
	{"australia-southeast1", "AU"},
	{NULL, NULL},
};

/*
 * Tuya names its centres "Central Europe" and "Western Europe" alike tuyaeu.com;
 * developer.tuya.com/en/docs/iot/api-request, of 2023-07-05.
 */
static const struct place tuya_europe[] = {{"tuyaeu", "EU"}, {NULL, NULL}};
static const struct place tuya_america[] = {{"tuyaus", "US"}, {NULL, NULL}};
static const struct place tuya_china[] = {{"tuyacn", "CN"}, {NULL, NULL}};
static const struct place tuya_india[] = {{"tuyain", "IN"}, {NULL, NULL}};

/*
 * Where a company's names have the region: in the label right before its domain (`skip` may stand
 * between), and there behind `before` or in front of a dash and more (`opens`). A bucket's own
 * name, which anybody may choose, stands further left and is never looked at.
 */
static const struct company {
	const char *domain;
	const struct place *places;
	const char *before;
	const char *skip;
	bool opens;
} companies[] = {
	{".amazonaws.com", amazon, "s3-", "elb", false},
	{".amazonaws.com", amazon, NULL, "compute", false},
	{".amazonaws.com.cn", amazon, NULL, "compute", false},
	{".aliyuncs.com", alibaba, "oss-", NULL, false},
	{".cloudapp.azure.com", microsoft, NULL, NULL, false},
	{".rep.googleapis.com", google, NULL, NULL, false},
	{".run.app", google, NULL, NULL, false},
	{".cloudfunctions.net", google, NULL, NULL, true},
	{".com", tuya_europe, NULL, NULL, false},
	{".com", tuya_america, NULL, NULL, false},
	{".com", tuya_china, NULL, NULL, false},
	{".com", tuya_india, NULL, NULL, false},
};

/* The label that ends at `*end`, which goes to the dot before it. */
static size_t last_label(const char *host, size_t *end, const char **label)
{
	size_t at = *end, length;

	while (at && host[at - 1] != '.')
		at--;
	*label = host + at;
	length = *end - at;
	*end = at ? at - 1 : 0;
	return length;
}

static const struct place *find_place(const struct company *company, const char *label,
				      size_t length)
{
	size_t before = company->before ? strlen(company->before) : 0;

	if (before && length > before && strncasecmp(label, company->before, before) == 0) {
		label += before;
		length -= before;
	}
	for (const struct place *place = company->places; place->name; place++) {
		size_t size = strlen(place->name);

		if (size > length || strncasecmp(label, place->name, size) != 0)
			continue;
		if (size == length || (company->opens && label[size] == '-'))
			return place;
	}
	return NULL;
}

static const struct place *region_look_up(const struct company *company, const char *host,
					  size_t length)
{
	size_t domain = strlen(company->domain), end, size;
	const char *label;

	if (length <= domain || strcasecmp(host + length - domain, company->domain) != 0)
		return NULL;
	end = length - domain;
	size = last_label(host, &end, &label);
	if (company->skip && size == strlen(company->skip) &&
	    strncasecmp(label, company->skip, size) == 0)
		size = last_label(host, &end, &label);
	return find_place(company, label, size);
}

bool region_find(const char *host, struct region *out)
{
	size_t length = host ? strlen(host) : 0;

	for (size_t i = 0; i < sizeof(companies) / sizeof(companies[0]); i++) {
		const struct place *place = region_look_up(&companies[i], host, length);

		if (!place)
			continue;
		snprintf(out->label, sizeof(out->label), "%s", place->name);
		snprintf(out->country, sizeof(out->country), "%s", place->country);
		return true;
	}
	return false;
}

bool region_in_eu(const char *country)
{
	/* european-union.europa.eu/principles-countries-history/eu-countries_en: 27 since 2020. */
	static const char members[] = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT "
				      "NL PL PT RO SE SI SK EU";

	for (const char *at = members;; at += 3) {
		if (strlen(country) == 2 && strncmp(at, country, 2) == 0)
			return true;
		if (!at[2])
			return false;
	}
}
