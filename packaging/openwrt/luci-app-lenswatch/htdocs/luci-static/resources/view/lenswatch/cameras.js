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
		return lenswatch.cameras().catch(error => error);
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
		const input = E('input', { 'type': 'text', 'id': 'lenswatch-name', 'class': 'cbi-input-text', 'maxlength': 64, 'value': camera.name || '',
			'placeholder': _('Front door') });
		const save = ui.createHandlerFn(this, () =>
			input.value.trim() ? this.tell(lenswatch.name(address_of(camera), input.value.trim())) : input.focus());

		lenswatch.dialog(_('Name a camera'), [
			E('p', {}, [ _('What do you call the camera %s? By this name it is told from now on.').format(address_of(camera)) ]),
			input
		], [ E('button', { 'class': 'btn cbi-button-positive important', 'id': 'lenswatch-save', 'click': save }, [ _('Save') ]) ]);
		input.focus();
	},

	handleDismiss(camera) {
		const sure = ui.createHandlerFn(this, () => this.tell(lenswatch.dismiss(address_of(camera))));

		lenswatch.dialog(_('Not a camera?'), [
			E('p', {}, [ _('Nothing is told of %s any more, and what it sends is not looked at. You can take this back here.')
				.format(lenswatch.label(camera.name, camera.vendor, address_of(camera))) ])
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
			E('p', {}, [ _('Most cameras are found by themselves. One that is not can be told by its address.') ]),
			E('p', {}, [ E('label', { 'for': 'lenswatch-address' }, [ _('MAC or IP address') ]), ' ', address ]),
			E('p', {}, [ E('label', { 'for': 'lenswatch-name' }, [ _('What you call it') ]), ' ', name ]),
			wrong
		], [ E('button', { 'class': 'btn cbi-button-positive important', 'id': 'lenswatch-save', 'click': save }, [ _('Save') ]) ]);
		address.focus();
	},

	actions(camera) {
		const button = (action, title, handler) => E('button', { 'class': 'btn cbi-button', 'style': 'margin:.1em', 'data-action': action,
			'disabled': L.hasViewPermission() ? null : '', 'click': ui.createHandlerFn(this, handler, camera) }, [ title ]);

		return E('div', { 'data-device': address_of(camera) }, [
			camera.dismissed ? '' : button('name', _('Name…'), 'handleName'),
			camera.confirmed ? '' : button('confirm', _('It is a camera'), 'handleConfirm'),
			camera.dismissed ? '' : button('dismiss', _('Not a camera…'), 'handleDismiss')
		]);
	},

	row(camera) {
		const label = lenswatch.label(camera.name, camera.vendor, address_of(camera));

		return [
			[ label, lenswatch.text(label, camera.name ? camera.mac : null, camera.ip, camera.name ? camera.vendor : null) ],
			[ -camera.certainty, state(camera) ],
			[ camera.upload_bytes, sent(camera) ],
			[ camera.sent || '', camera.sent ? lenswatch.moment(camera.sent) : '–' ],
			[ '', this.actions(camera) ]
		];
	},

	contents(answer) {
		if (answer instanceof Error)
			return [ lenswatch.notice(_('Lenswatch is not running: it cannot tell which cameras there are.'), answer.message, 'settings',
				_('Switch it on')) ];
		return [
			lenswatch.table('cameras', [ _('Camera'), _('What it is'), _('Sent since the start'), _('Last sent'), '' ],
				answer.cameras.map(camera => this.row(camera)),
				_('No camera is known yet. Most show themselves when they are restarted.')),
			E('p', {}, [ E('button', { 'class': 'btn cbi-button-add', 'id': 'lenswatch-add',
				'disabled': L.hasViewPermission() ? null : '', 'click': ui.createHandlerFn(this, 'handleAdd') }, [ _('Add a camera…') ]) ])
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
