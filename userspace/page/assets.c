// SPDX-License-Identifier: GPL-2.0-or-later
#include "page/assets.h"

extern const char asset_page[], asset_page_end[], asset_script[], asset_script_end[], asset_style[],
	asset_style_end[], asset_icon[], asset_icon_end[], asset_openapi[], asset_openapi_end[];

static const struct asset assets[] = {
	[ASSETS_PAGE] = {"text/html; charset=utf-8", asset_page, asset_page_end},
	[ASSETS_SCRIPT] = {"text/javascript; charset=utf-8", asset_script, asset_script_end},
	[ASSETS_STYLE] = {"text/css; charset=utf-8", asset_style, asset_style_end},
	[ASSETS_ICON] = {"image/svg+xml", asset_icon, asset_icon_end},
	[ASSETS_OPENAPI] = {"application/json", asset_openapi, asset_openapi_end},
};

const struct asset *assets_find(unsigned number)
{
	return number < sizeof(assets) / sizeof(assets[0]) ? &assets[number] : NULL;
}
