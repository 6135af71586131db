// SPDX-License-Identifier: GPL-2.0-or-later
'use strict';
'require view';
'require form';

return view.extend({
	render() {
		const map = new form.Map('lenswatch', _('Promises'),
			_('What your cameras are meant to do. Each upload is held against it, and you are told when a promise is broken.'));
		const section = map.section(form.GridSection, 'promise');
		let option;

		section.anonymous = true;
		section.addremove = true;
		section.sortable = true;
		section.nodescriptions = true;
		section.addbtntitle = _('Add a promise');
		section.modaltitle = _('Promise');

		option = section.option(form.Value, 'text', _('Promise'),
			_('A camera or "all", a colon, and what holds for it. For example: "front door: only clips", "nursery: nothing leaves", "all: EU only", "all: no uploads 22:00-07:00", "garden: at most 500 MB a day".'));
		option.rmempty = false;
		option.placeholder = _('nursery: nothing leaves');
		option.validate = (section_id, value) =>
			/^[^:]+:\s*\S/.test(value) ? true : _('A promise begins with a camera\'s name or "all", and a colon.');

		option = section.option(form.Flag, 'enabled', _('Checked'));
		option.default = '1';
		option.rmempty = false;
		option.editable = true;
		return map.render();
	}
});
