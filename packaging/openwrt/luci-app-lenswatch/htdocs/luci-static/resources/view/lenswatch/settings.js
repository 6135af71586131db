// SPDX-License-Identifier: GPL-2.0-or-later
'use strict';
'require view';
'require form';
'require rpc';

const call_networks = rpc.declare({ object: 'network.interface', method: 'dump', expect: { interface: [] } });

function watching(section, networks) {
	let option;

	option = section.taboption('watch', form.Flag, 'enabled', _('Watch'),
		_('Reports footage that leaves the house. Nothing is sent anywhere: all of it stays on this router.'));
	option.rmempty = false;

	// Not LuCI's choice of networks alone: a device may stand there too, and must not be lost.
	option = section.taboption('watch', form.DynamicList, 'interface', _('Networks'),
		_('Where the cameras are: usually "lan". Add each network that has a camera.'));
	networks.map(network => network.interface).filter(name => name != 'loopback').forEach(name => option.value(name));
	option.rmempty = false;

	option = section.taboption('watch', form.ListValue, 'attach', _('How to watch'),
		_('Leave it at automatic unless you know why not.'));
	option.value('auto', _('automatic'));
	option.value('xdp', _('XDP, driver'));
	option.value('xdp-generic', _('XDP, generic'));
	option.value('tc', _('TC'));
	option.value('pcap', _('packet capture (slow)'));
	option.default = 'auto';

	option = section.taboption('watch', form.Flag, 'speakers', _('Voice assistants too'),
		_('Reports when an Alexa or Siri speaker sends speech. What was said cannot be seen.'));
	option.default = '0';
}

function history(section) {
	let option;

	option = section.taboption('history', form.Flag, 'history', _('Keep a history'),
		_('Needed for events, reports and promises. It holds when which camera sent how much to where; it stays on this router.'));
	option.default = '1';
	option.rmempty = false;

	option = section.taboption('history', form.Value, 'history_days', _('For how many days'));
	option.datatype = 'range(1,3650)';
	option.placeholder = '90';
	option.depends('history', '1');

	option = section.taboption('history', form.Value, 'history_mb', _('At most so many MB'),
		_('The oldest is given up first. An upload takes about 2 kB.'));
	option.datatype = 'range(1,4096)';
	option.placeholder = '4';
	option.depends('history', '1');

	option = section.taboption('history', form.Value, 'commit', _('Write every so many seconds'),
		_('Seldom spares the flash memory; what was reported since then is lost in a power cut.'));
	option.datatype = 'range(1,3600)';
	option.placeholder = '3600';
	option.depends('history', '1');
}

function places(section) {
	let option;

	option = section.taboption('places', form.DynamicList, 'geo', _('Country files'),
		_('GeoLite2 or DB-IP files on this router. With them you see in which country an address is registered, and which company has it.'));
	option.datatype = 'file';
	option.placeholder = '/etc/lenswatch/GeoLite2-Country.mmdb';

	option = section.taboption('places', form.DynamicList, 'home', _('Addresses that are home too'),
		_('Only where your house has addresses that Lenswatch takes for outside.'));
	option.datatype = 'cidr';
	option.placeholder = '2001:db8:1::/48';
}

/* Devices that are told by hand: they count from the first packet, even before Lenswatch has seen anything of them. */
function devices(map) {
	const section = map.section(form.GridSection, 'camera', _('Devices added by hand'),
		_('For cameras that are not found, and devices that are taken for one. What you say on the page Cameras is kept apart and counts too.'));
	let option;

	section.anonymous = true;
	section.addremove = true;
	section.nodescriptions = true;
	section.addbtntitle = _('Add a device');
	section.modaltitle = _('Device');

	option = section.option(form.Value, 'device', _('Address'), _('MAC or IP address'));
	option.datatype = 'or(macaddr,ipaddr("nomask"))';
	option.rmempty = false;
	option.placeholder = 'f4:b8:5e:12:34:56';

	option = section.option(form.Value, 'name', _('Name'));
	option.datatype = 'maxlength(64)';
	option.placeholder = _('Front door');

	option = section.option(form.Flag, 'camera', _('Is a camera'));
	option.default = '1';
	option.rmempty = false;
}

return view.extend({
	load() {
		return call_networks().catch(() => []);
	},

	render(networks) {
		const map = new form.Map('lenswatch', _('Settings'));
		const section = map.section(form.NamedSection, 'main', 'lenswatch');

		section.tab('watch', _('Watching'));
		section.tab('history', _('History'));
		section.tab('places', _('Places'));
		watching(section, networks);
		history(section);
		places(section);
		devices(map);
		return map.render();
	}
});
