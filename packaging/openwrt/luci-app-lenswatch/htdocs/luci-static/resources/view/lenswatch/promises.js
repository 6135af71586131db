// SPDX-License-Identifier: GPL-2.0-or-later
'use strict';
'require view';
'require form';

/* The forms of promise.c; the program reads them exactly, and tells in the log what it does not understand. */
const RULE = /(^|:\s*)(nothing leaves|only .+|.+ only|no .+|at most [0-9].*)$/i;

return view.extend({
	render() {
		const map = new form.Map('lenswatch', _('Promises'),
			_('What your cameras are meant to do. Each upload is held against it, and a broken promise is reported.'));
		const section = map.section(form.GridSection, 'promise');
		let option;

		section.anonymous = true;
		section.addremove = true;
		section.sortable = true;
		section.nodescriptions = true;
		section.addbtntitle = _('Add a promise');
		section.modaltitle = _('Promise');

		option = section.option(form.Value, 'text', _('Promise'),
			_('A camera\'s name, a colon, and what holds for it; without a name it holds for all. For example: "front door: only clips", "nursery: nothing leaves", "EU only", "no uploads 22:00-07:00", "garden: at most 500 MB a day", "porch: only to Blink".'));
		option.rmempty = false;
		option.placeholder = _('nursery: nothing leaves');
		option.datatype = 'maxlength(200)';
		option.validate = (section_id, value) => RULE.test(value.trim()) ? true
			: _('Write "nothing leaves", "only clips", "EU only", "no uploads 22:00-07:00" or "at most 500 MB a day", with a camera\'s name and a colon before it.');

		option = section.option(form.Flag, 'enabled', _('Checked'));
		option.default = '1';
		option.rmempty = false;
		option.editable = true;
		return map.render();
	}
});
