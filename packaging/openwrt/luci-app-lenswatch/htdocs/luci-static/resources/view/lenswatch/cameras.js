// SPDX-License-Identifier: GPL-2.0-or-later
'use strict';
'require view';
'require dom';
'require ui';
'require tools.lenswatch as lenswatch';

const ADDRESS = /^([0-9a-f]{2}(:[0-9a-f]{2}){5}|[0-9]{1,3}(\.[0-9]{1,3}){3}|[0-9a-f:]*:[0-9a-f:.]*)$/i;

function address_of(camera) {
	return camera.mac || camera.ip;
}

function verdict(camera) {
	if (camera.dismissed)
		return _('Not a camera, as you said');
	if (camera.confirmed)
		return _('A camera, as you said');
	if (camera.certainty >= 0.95)
		return _('A camera');
	return camera.certainty >= 0.7 ? _('Likely a camera') : _('Possibly a camera');
}

/* What it rests on, in the program's words, for whoever asks. */
function state(camera) {
	return E('div', {}, [
		E('span', {}, [ verdict(camera) ]),
		camera.off_path && !camera.dismissed
			? E('div', {}, [ E('strong', {}, [ _('What it sends does not pass the router and is not seen.') ]) ]) : '',
		camera.why.length ? E('details', {}, [
			E('summary', {}, [ _('Why?') ]),
			E('ul', {}, camera.why.map(reason => E('li', {}, [ reason ])))
		]) : ''
	]);
}

function sent(camera) {
	const bytes = lenswatch.size(camera.upload_bytes);

	if (camera.dismissed)
		return '–';
	return lenswatch.text(bytes, N_(camera.uploads, '%d upload', '%d uploads').format(camera.uploads),
		camera.sending ? _('sending now') : null);
}

return view.extend({
	handleSave: null,
	handleSaveApply: null,
	handleReset: null,

	load() {
		return Promise.all([ lenswatch.cameras(), lenswatch.devices() ]).catch(error => error);
	},

	refresh() {
		return this.load().then(answer => dom.content(this.list, this.contents(answer)));
	},

	/* Tells the daemon, closes the dialog and shows what became of it. */
	tell(promise) {
		return promise.then(answer => {
			ui.hideModal();
			if (!answer.camera)
				ui.addNotification(null, E('p', {}, [ _('Noted. No such device was seen yet; it is listed when it is.') ]), 'info');
			return this.refresh();
		}).catch(lenswatch.complain);
	},

	handleName(camera) {
		const input = E('input', { 'type': 'text', 'id': 'lenswatch-name', 'class': 'cbi-input-text', 'maxlength': 64,
			'value': lenswatch.called(camera.name, camera.named_by) || '', 'placeholder': _('Front door') });
		const save = ui.createHandlerFn(this, () =>
			input.value.trim() ? this.tell(lenswatch.name(address_of(camera), input.value.trim())) : input.focus());
		const buttons = [ E('button', { 'class': 'btn cbi-button-positive important', 'id': 'lenswatch-save', 'click': save }, [ _('Save') ]) ];

		if (camera.named_by == 'owner')
			buttons.unshift(E('button', { 'class': 'btn cbi-button-negative important', 'id': 'lenswatch-unname',
				'click': ui.createHandlerFn(this, () => this.tell(lenswatch.unname(address_of(camera)))) }, [ _('Take the name back') ]));
		lenswatch.dialog(_('Name a camera'), [
			E('p', {}, [ _('What do you call the camera %s? It has this name from now on.').format(address_of(camera)) ]),
			input
		], buttons);
		input.focus();
	},

	handleDismiss(camera) {
		const sure = ui.createHandlerFn(this, () => this.tell(lenswatch.dismiss(address_of(camera))));

		lenswatch.dialog(_('Not a camera?'), [
			E('p', {}, [ _('Nothing is reported of %s any more, and what it sends is not looked at. You can take this back here.')
				.format(lenswatch.label(lenswatch.called(camera.name, camera.named_by), camera.vendor, address_of(camera))) ])
		], [ E('button', { 'class': 'btn cbi-button-negative important', 'id': 'lenswatch-sure', 'click': sure }, [ _('It is not a camera') ]) ]);
	},

	handleConfirm(camera) {
		return this.tell(lenswatch.confirm(address_of(camera)));
	},

	handleAdd() {
		const address = E('input', { 'type': 'text', 'id': 'lenswatch-address', 'class': 'cbi-input-text', 'placeholder': '192.168.1.30' });
		const name = E('input', { 'type': 'text', 'id': 'lenswatch-name', 'class': 'cbi-input-text', 'maxlength': 64, 'placeholder': _('Front door') });
		const wrong = E('p', { 'role': 'alert' }, []);
		const save = ui.createHandlerFn(this, () => {
			if (!ADDRESS.test(address.value.trim()))
				return dom.content(wrong, [ _('An address looks like 192.168.1.30 or f4:b8:5e:12:34:56.') ]);
			return this.tell(name.value.trim() ? lenswatch.name(address.value.trim(), name.value.trim()) : lenswatch.confirm(address.value.trim()));
		});

		lenswatch.dialog(_('Add a camera'), [
			E('p', {}, [ _('Most cameras are found by themselves. Add one that is not by its address.') ]),
			E('p', {}, [ E('label', { 'for': 'lenswatch-address' }, [ _('MAC or IP address') ]), ' ', address ]),
			E('p', {}, [ E('label', { 'for': 'lenswatch-name' }, [ _('What you call it') ]), ' ', name ]),
			wrong
		], [ E('button', { 'class': 'btn cbi-button-positive important', 'id': 'lenswatch-save', 'click': save }, [ _('Save') ]) ]);
		address.focus();
	},

	button(device, action, title, handler) {
		return E('button', { 'class': 'btn cbi-button', 'style': 'margin:.1em', 'data-action': action,
			'disabled': L.hasViewPermission() ? null : '', 'click': ui.createHandlerFn(this, handler, device) }, [ title ]);
	},

	actions(camera) {
		return E('div', { 'data-device': address_of(camera) }, [
			camera.dismissed ? '' : this.button(camera, 'name', _('Name…'), 'handleName'),
			camera.confirmed ? '' : this.button(camera, 'confirm', _('It is a camera'), 'handleConfirm'),
			camera.dismissed ? '' : this.button(camera, 'dismiss', _('Not a camera…'), 'handleDismiss')
		]);
	},

	/* Who is no camera, or of whom it is not decided yet: all that is known of it is its own word. */
	other(device) {
		const address = address_of(device);

		return [
			[ address, lenswatch.text(address, address == device.ip ? null : device.ip, device.vendor, lenswatch.itself(device.name, 'device')) ],
			[ device.standing, lenswatch.text(device.standing == 'ruled-out' ? _('Not a camera') : _('Not decided yet'), device.because) ],
			[ device.heard || '', device.heard ? lenswatch.moment(device.heard) : '–' ],
			[ '', E('div', { 'data-device': address }, [ this.button(device, 'confirm', _('It is a camera'), 'handleConfirm') ]) ]
		];
	},

	row(camera) {
		const name = lenswatch.called(camera.name, camera.named_by);
		const label = lenswatch.label(name, camera.vendor, address_of(camera));

		return [
			[ label, lenswatch.text(label, label == camera.mac ? null : camera.mac, label == camera.ip ? null : camera.ip, name ? camera.vendor : null,
				lenswatch.itself(camera.name, camera.named_by)) ],
			[ -camera.certainty, state(camera) ],
			[ camera.upload_bytes, sent(camera) ],
			[ camera.sent || '', camera.sent ? lenswatch.moment(camera.sent) : '–' ],
			[ '', this.actions(camera) ]
		];
	},

	contents(answer) {
		if (answer instanceof Error)
			return [ lenswatch.notice(_('Lenswatch is not running: which cameras there are is unknown.'), answer.message, 'settings',
				_('Switch it on')) ];
		const [ cameras, others ] = answer;
		/* What the owner said to be none stands above, where it can be taken back. */
		const listed = cameras.cameras.map(address_of);

		return [
			lenswatch.table('cameras', [ _('Camera'), _('What it is'), _('Sent since the start'), _('Last sent'), '' ],
				cameras.cameras.map(camera => this.row(camera)),
				_('No camera is known yet. Most show themselves when they are restarted.')),
			E('p', {}, [ E('button', { 'class': 'btn cbi-button-add', 'id': 'lenswatch-add',
				'disabled': L.hasViewPermission() ? null : '', 'click': ui.createHandlerFn(this, 'handleAdd') }, [ _('Add a camera…') ]) ]),
			E('h3', {}, [ _('Other devices') ]),
			E('p', {}, [ _('Who else is at home, as long as Lenswatch runs: nothing of them is written down.') ]),
			lenswatch.table('devices', [ _('Device'), _('What it is'), _('Last heard'), '' ],
				others.devices.filter(device => !listed.includes(address_of(device))).map(device => this.other(device)),
				_('No other device was heard yet.'))
		];
	},

	render(answer) {
		this.list = E('div', { 'class': 'cbi-section', 'id': 'lenswatch-cameras' }, this.contents(answer));
		return E([], [
			E('h2', {}, [ _('Cameras') ]),
			E('div', { 'class': 'cbi-map-descr' }, [
				_('The cameras of this house. What you say of them here counts more than anything that Lenswatch finds out by itself.') ]),
			this.list
		]);
	}
});
