// SPDX-License-Identifier: GPL-2.0-or-later
'use strict';
'require baseclass';
'require rpc';
'require ui';

/*
 * What the pages of Lenswatch share: the questions to the router, and words for what comes back.
 *
 * LuCI makes markup of a bare string given to E() or dom.append(), and text of one inside an array. Names of devices come off the network
 * from whoever likes, so nothing here hands LuCI a bare string that was not written here.
 */

function declare(method, params) {
	const call = rpc.declare({ object: 'luci.lenswatch', method: method, params: params, expect: { '': {} }, reject: true });

	return (...args) => call(...args).then(answer => {
		if (answer.error)
			throw new Error(answer.error);
		return answer;
	});
}

const CLASSES = {
	clip: _('Clip'),
	live: _('Live view'),
	snapshot: _('Snapshot'),
	continuous: _('Continuous recording'),
	speech: _('Speech'),
	unknown: _('Footage')
};

function scaled(bytes, unit) {
	const number = bytes / unit;

	return number < 9.95 ? number.toFixed(1) : number.toFixed(0);
}

return baseclass.extend({
	status: declare('status'),
	cameras: declare('cameras'),
	devices: declare('devices'),
	uploads: declare('uploads', [ 'since', 'until', 'camera' ]),
	explain: declare('explain', [ 'event' ]),
	name: declare('name', [ 'camera', 'name' ]),
	unname: declare('unname', [ 'camera' ]),
	confirm: declare('confirm', [ 'camera' ]),
	dismiss: declare('dismiss', [ 'camera' ]),

	/* Sizes as the reports write them: units of thousand, one decimal below ten. */
	size(bytes) {
		if (bytes < 1000)
			return N_(bytes, '%d byte', '%d bytes').format(bytes);
		if (bytes < 99500)
			return _('%s kB').format((bytes / 1000).toFixed(0));
		if (bytes < 999500000)
			return _('%s MB').format(scaled(bytes, 1e6));
		return _('%s GB').format(scaled(bytes, 1e9));
	},

	/* The owner's name: what a device calls itself never passes for that. */
	called(name, named_by) {
		return named_by == 'device' ? null : name;
	},

	/* What a device calls itself, as its own word. */
	itself(name, named_by) {
		return name && named_by == 'device' ? _('calls itself "%s"').format(name.replaceAll('"', "'")) : null;
	},

	/* What people know a camera by: its name as `called` has it, else its maker and the end of its MAC. */
	label(name, vendor, address) {
		const tail = /^([0-9a-f]{2}:){5}/.test(address) ? '…' + address.slice(-5) : address;

		return name || (vendor ? _('%s camera (%s)').format(vendor, tail) : address);
	},

	/* What each camera is called now, by its address. Where no daemon runs nobody knows. */
	names() {
		return this.cameras().then(answer => Object.fromEntries(answer.cameras.map(camera => [ camera.mac || camera.ip, this.called(camera.name, camera.named_by) ])))
			.catch(() => ({}));
	},

	/* How sure: never a bare number. */
	sure(confidence) {
		if (confidence >= 0.95)
			return _('certain');
		return confidence >= 0.7 ? _('likely') : _('possible');
	},

	kind(name) {
		return CLASSES[name] || CLASSES.unknown;
	},

	/* As words_duration() of the program says it. */
	duration(seconds) {
		if (seconds < 90)
			return _('%d s').format(seconds);
		if (seconds < 600 && seconds % 60)
			return _('%d min %d s').format(Math.floor(seconds / 60), seconds % 60);
		return _('%d min').format(Math.round(seconds / 60));
	},

	/* The length of the footage, where it is known. */
	length(low, high) {
		if (low == null || high == null)
			return null;
		return _('about %s of video').format(low == high ? this.duration(low)
			: _('%s to %s').format(this.duration(low), this.duration(high)));
	},

	clock(time) {
		return new Date(time).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
	},

	/* The clock alone is enough for today. */
	moment(time) {
		const date = new Date(time);

		if (date.toDateString() == new Date().toDateString())
			return this.clock(time);
		return date.toLocaleString([], { year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' });
	},

	/* Begin and end of a local day of the browser, `date` being 2026-03-01, as the report command takes them. */
	day(date) {
		const [ year, month, day ] = date.split('-').map(Number);
		const told = time => time.toISOString().replace(/\.\d+Z$/, 'Z');

		return [ told(new Date(year, month - 1, day)), told(new Date(year, month - 1, day + 1)) ];
	},

	/* A local day as 2026-03-01; `days` later. */
	date(time, days) {
		const date = new Date(time);

		date.setDate(date.getDate() + (days || 0));
		return '%04d-%02d-%02d'.format(date.getFullYear(), date.getMonth() + 1, date.getDate());
	},

	/* Text, and smaller text under it. */
	text(first, ...more) {
		return E('div', {}, [ E('span', {}, [ first ]) ].concat(more.filter(line => line).map(line =>
			E('div', { 'style': 'font-size:90%;opacity:.8;overflow-wrap:anywhere' }, [ line ]))));
	},

	/* One of LuCI's tables. A cell is [ what it is sorted by, text or node ]. */
	table(id, captions, rows, placeholder) {
		const table = new ui.Table(captions, { id: 'lenswatch-' + id }, E('em', {}, [ placeholder ]));

		table.update(rows.map(row => row.map(cell => [
			cell[0], cell[1] instanceof Node ? cell[1] : E('span', {}, [ cell[1] ])
		])), E('em', {}, [ placeholder ]));
		return table.render();
	},

	section(title, description, ...content) {
		return E('div', { 'class': 'cbi-section' }, [
			E('h3', {}, [ title ]),
			description ? E('div', { 'class': 'cbi-section-descr' }, [ description ]) : ''
		].concat(content));
	},

	/* What UCI and LuCI take for yes. */
	flag(value) {
		return [ '1', 'on', 'true', 'yes', 'enabled' ].includes(value);
	},

	/* Something is wrong: what it is, the program's own words for it (in lines), and where it can be put right. */
	notice(text, detail, link, caption, ...content) {
		return E('div', { 'class': 'alert-message warning', 'role': 'status' }, [
			E('p', {}, [ text ]),
			detail ? E('p', {}, [ E('em', { 'style': 'white-space:pre-line' }, [ detail ]) ]) : ''
		].concat(content, [
			link ? E('p', {}, [ E('a', { 'class': 'btn', 'href': L.url('admin/services/lenswatch', link) }, [ caption ]) ]) : ''
		]));
	},

	/* For a button's promise: says what did not work. */
	complain(error) {
		ui.addNotification(null, E('p', {}, [ _('That did not work: %s').format(error.message) ]), 'error');
	},

	dialog(title, content, buttons) {
		ui.showModal(title, content.concat([
			E('div', { 'class': 'right', 'style': 'margin-top:1em' }, [
				E('button', { 'class': 'btn', 'click': ui.hideModal }, [ _('Close') ])
			].concat(buttons.flatMap(button => [ ' ', button ])))
		]));
	}
});
