// SPDX-License-Identifier: GPL-2.0-or-later
'use strict';
'require view';
'require dom';
'require ui';
'require tools.lenswatch as lenswatch';

/* Whose the other end is, as far as its name or address told it. */
function whose(upload) {
	const known = upload.service || upload.as_org || upload.host || upload.address || _('an unknown address');

	switch (upload.kind) {
	case 'peer':
		return _('directly to a viewer at %s').format(upload.address);
	case 'relay':
		return _('through a relay of %s').format(known);
	case 'vpn':
		return _('through a VPN to %s').format(upload.address);
	case 'hosting':
		return upload.bucket_owner ? _('%s (storage of %s)').format(known, upload.bucket_owner) : known;
	default:
		return known;
	}
}

function where(upload) {
	const host = upload.host || _('no name was seen, only %s').format(upload.address);
	let country = null;

	if (upload.country && upload.country_basis)
		country = _('address registered in %s (%s)').format(upload.country, upload.country_basis);
	else if (upload.country)
		country = _('address registered in %s').format(upload.country);
	return lenswatch.text(whose(upload), host, country);
}

/*
 * The text of an explanation as paragraphs, lists and tables: a line under dashes is a heading, cells are two blanks apart. What is laid out
 * otherwise is shown as it is.
 */
function prose(text) {
	const nodes = [], lines = text.split('\n');
	let captions = null, list = null;

	lines.forEach((line, i) => {
		const cells = line.trim().split(/ {2,}/);

		if (/^-+$/.test(line))
			return;
		if (/^-+$/.test(lines[i + 1] || '')) {
			captions = list = null;
			nodes.push(E('h5', {}, [ line ]));
		}
		else if (line.startsWith('- ')) {
			if (!list)
				nodes.push(list = E('ul'));
			list.append(E('li', {}, [ line.substring(2) ]));
		}
		else if (captions && cells.length == captions.length) {
			nodes[nodes.length - 1].append(E('tr', { 'class': 'tr' }, cells.map((value, column) =>
				E('td', { 'class': 'td', 'data-title': captions[column] }, [ value ]))));
		}
		else if (cells.length > 2) {
			captions = cells;
			nodes.push(E('table', { 'class': 'table' }, [
				E('tr', { 'class': 'tr table-titles' }, cells.map(caption => E('th', { 'class': 'th' }, [ caption ]))) ]));
		}
		else if (line.trim()) {
			captions = list = null;
			nodes.push(E('p', {}, [ line.trim() ]));
		}
	});
	return nodes;
}

function how_much(upload) {
	const bytes = lenswatch.size(+upload.bytes_up);

	return upload.coverage == 'lower-bound' ? _('at least %s').format(bytes) : bytes;
}

return view.extend({
	handleSave: null,
	handleSaveApply: null,
	handleReset: null,

	load() {
		return lenswatch.cameras().then(answer => answer.cameras).catch(() => []);
	},

	handleExplain(id) {
		return lenswatch.explain(id).then(answer => lenswatch.dialog(_('Why this is reported'), [
			E('div', { 'class': 'lenswatch-why', 'style': 'max-height:65vh;overflow:auto' }, prose(answer.text))
		], [])).catch(lenswatch.complain);
	},

	row(upload) {
		const address = upload.camera_mac || upload.camera_ip;
		/* What it is called now, where the daemon knows it: else what it was called then. */
		const camera = lenswatch.label(this.names[address] || lenswatch.called(upload.camera_name, upload.camera_named_by), upload.vendor, address);

		return [
			[ upload.start, lenswatch.clock(upload.start) ],
			[ camera, camera ],
			[ upload.class, lenswatch.text(lenswatch.kind(upload.class), lenswatch.length(upload.video_low_s, upload.video_high_s)) ],
			[ whose(upload), where(upload) ],
			[ +upload.bytes_up, how_much(upload) ],
			[ +upload.confidence, lenswatch.sure(+upload.confidence) ],
			[ '', E('button', { 'class': 'btn cbi-button', 'data-event': upload.id,
				'click': ui.createHandlerFn(this, 'handleExplain', upload.id) }, [ _('Why?') ]) ]
		];
	},

	contents(report) {
		const captions = [ _('Time'), _('Camera'), _('What'), _('To'), _('Sent'), _('How sure'), '' ];
		const total = report.cameras.reduce((sum, camera) => sum + camera.bytes, 0);
		const count = report.uploads.length + report.left_out;

		return [
			report.note ? lenswatch.notice(_('The history may lack some of this day.'), report.note, 'settings', _('Settings')) : '',
			report.left_out ? lenswatch.notice(N_(report.left_out, 'The first upload of the day is not shown here: there are too many.',
				'The first %d uploads of the day are not shown here: there are too many.').format(report.left_out)) : '',
			lenswatch.table('events', captions, report.uploads.map(upload => this.row(upload)),
				_('No upload of that day is on record.')),
			count ? E('p', {}, [ _('%s, %s in all.').format(N_(count, '%d upload', '%d uploads').format(count), lenswatch.size(total)) ]) : ''
		];
	},

	handleShow() {
		const [ since, until ] = lenswatch.day(this.date.value);

		return lenswatch.uploads(since, until, this.camera.value || undefined)
			.then(report => dom.content(this.events, this.contents(report)))
			.catch(error => dom.content(this.events, [
				lenswatch.notice(_('There is no history to read.'), error.message, 'settings', _('Keep a history')) ]));
	},

	handleStep(days) {
		this.date.value = lenswatch.date(this.date.value + 'T12:00', days);
		return this.handleShow();
	},

	render(cameras) {
		this.names = Object.fromEntries(cameras.map(camera => [ camera.mac || camera.ip, lenswatch.called(camera.name, camera.named_by) ]));
		const show = () => this.handleShow();
		const step = days => ui.createHandlerFn(this, 'handleStep', days);

		this.date = E('input', { 'type': 'date', 'id': 'lenswatch-date', 'value': lenswatch.date(Date.now()), 'required': '', 'change': show });
		this.camera = E('select', { 'id': 'lenswatch-camera', 'class': 'cbi-input-select', 'change': show }, [
			E('option', { 'value': '' }, [ _('All cameras') ])
		].concat(cameras.filter(camera => !camera.dismissed).map(camera =>
			E('option', { 'value': camera.mac || camera.ip }, [ lenswatch.label(lenswatch.called(camera.name, camera.named_by), camera.vendor, camera.mac || camera.ip) ]))));
		this.events = E('div', { 'id': 'lenswatch-events' }, [ E('em', { 'class': 'spinning' }, [ _('Reading the history…') ]) ]);
		this.handleShow();
		return E([], [
			E('h2', {}, [ _('Events') ]),
			E('div', { 'class': 'cbi-map-descr' }, [
				_('Each time footage of a camera left the house. No event means that none was seen, in the time and at the place that were watched.') ]),
			E('div', { 'class': 'cbi-section', 'style': 'display:flex;flex-wrap:wrap;gap:.5em;align-items:center' }, [
				E('button', { 'class': 'btn cbi-button', 'id': 'lenswatch-before', 'click': step(-1) }, [ _('Day before') ]),
				E('label', { 'for': 'lenswatch-date' }, [ _('Day') ]), this.date,
				E('button', { 'class': 'btn cbi-button', 'id': 'lenswatch-after', 'click': step(1) }, [ _('Day after') ]),
				E('label', { 'for': 'lenswatch-camera' }, [ _('Camera') ]), this.camera
			]),
			E('div', { 'class': 'cbi-section' }, [ this.events ])
		]);
	}
});
