// SPDX-License-Identifier: GPL-2.0-or-later
'use strict';
'require view';
'require poll';
'require dom';
'require uci';
'require tools.lenswatch as lenswatch';

const STATUS_SECONDS = 5;
const TODAY_SECONDS = 60; // the history is read anew for it

/* What the state of coverage (docs/status.md) means for the house. */
const COVERAGE = {
	exact: _('Everything that passes the router is seen.'),
	merged: _('Everything is seen; sizes may be reported up to 4 % too small.'),
	hardware: _('The router forwards some traffic by hardware: sizes are right, times are exact to a second.'),
	'lower-bound': _('Some traffic was missed: cameras may have sent more than is reported.'),
	blind: _('Not everything is seen: cameras may send footage that goes unnoticed.')
};

function sending(status) {
	const rows = status.sending.map(upload => [
		[ upload.camera, upload.camera ],
		[ upload.to || '', upload.to || _('an unknown address') ],
		[ upload.since, lenswatch.moment(upload.since) ],
		[ upload.bytes_up, lenswatch.size(upload.bytes_up) ],
		[ upload.confidence, lenswatch.sure(upload.confidence) ]
	]);

	return lenswatch.section(_('Leaving the house now'), null, lenswatch.table('sending',
		[ _('Camera'), _('To'), _('Since'), _('Sent so far'), _('How sure') ], rows, _('No footage is being sent now.')));
}

/* "3 MB, of which some is not certain". */
function sent(camera) {
	return camera.sure ? lenswatch.size(camera.bytes) : lenswatch.text(lenswatch.size(camera.bytes), _('not all of it is certain'));
}

function today([ report, names ]) {
	if (report instanceof Error)
		return lenswatch.section(_('Today'), null, lenswatch.notice(
			_('There is no history to read, so only what is sent now can be shown.'), report.message, 'settings', _('Keep a history')));

	const rows = report.cameras.map(camera => {
		const label = lenswatch.label(names[camera.key] || lenswatch.called(camera.name, camera.named_by), camera.vendor, camera.key);

		return [ [ label, label ], [ camera.uploads, '%d'.format(camera.uploads) ], [ camera.bytes, sent(camera) ] ];
	});

	return lenswatch.section(_('Today'), null,
		lenswatch.table('today', [ _('Camera'), _('Uploads'), _('Sent') ], rows, _('No upload of today is on record.')),
		E('p', {}, [ E('a', { 'href': L.url('admin/services/lenswatch/events') }, [ _('Show each of them') ]) ]));
}

function gap(item) {
	const text = item.camera ? _('%s to %s, of %s: %s').format(lenswatch.moment(item.from), lenswatch.moment(item.to), item.camera, _(item.reason))
		: _('%s to %s: %s').format(lenswatch.moment(item.from), lenswatch.moment(item.to), _(item.reason));

	return E('li', {}, [ text ]);
}

function list(items) {
	return items.length ? E('ul', {}, items) : '';
}

function port(item) {
	if (item.state == 'watching')
		return E('li', {}, [ _('%s is watched.').format(item.name) ]);
	return E('li', {}, [ E('strong', {}, [ _('%s is not watched: it is not there or cannot be read.').format(item.name) ]) ]);
}

function coverage(status) {
	const state = status.coverage.state, line = text => E('li', {}, [ _(text) ]);
	const off_path = status.off_path ? [ E('p', {}, [ N_(status.off_path,
		'What %d camera sends does not pass the router.', 'What %d cameras send does not pass the router.').format(status.off_path) ]) ] : [];

	return lenswatch.section(_('Is everything seen?'), null,
		E('div', { 'class': state == 'blind' || state == 'lower-bound' ? 'alert-message warning' : '', 'data-coverage': state }, [
			E('p', {}, [ COVERAGE[state] || state ]),
			list(status.coverage.reasons.map(line))
		].concat(off_path)),
		status.cures.length ? E('div', {}, [ E('strong', {}, [ _('What you can do') ]), list(status.cures.map(line)) ]) : '',
		list(status.interfaces.map(port)),
		status.gaps.length ? E('details', {}, [
			E('summary', {}, [ _('When something was not seen') ]),
			list(status.gaps.map(gap))
		]) : '');
}

/* What of the settings could not be used, each in the program's own words, and where to change it. */
function problems(status) {
	const found = status.problems || [], page = found.some(problem => problem.setting == 'promises') ? 'promises' : 'settings';

	if (!found.length)
		return '';
	return lenswatch.notice(_('Some settings could not be used. Lenswatch watches without them.'), null, page, _('Change it'), list(found.map(problem =>
		E('li', {}, [ E('strong', {}, [ problem.value ? '%s: %s'.format(problem.setting, problem.value) : problem.setting ]), ' – ', problem.says ]))));
}

/* Whoever is told that everything is seen takes it that it can be looked up later. */
function history(status) {
	const problem = status.history && status.history.problem;

	return problem ? lenswatch.notice(_('Nothing is kept in the history at present: what leaves the house now is not among the events later.'), problem,
		'settings', _('Settings')) : '';
}

/* Why nothing runs, as far as the settings tell it. */
function stopped(error) {
	const interfaces = L.toArray(uci.get('lenswatch', 'main', 'interface'));

	if (!lenswatch.flag(uci.get('lenswatch', 'main', 'enabled')))
		return lenswatch.notice(_('Lenswatch is not running because it is switched off: nothing is watched now.'), null, 'settings', _('Switch it on'));
	if (!interfaces.length)
		return lenswatch.notice(_('Lenswatch is not running because no network is chosen: there is nothing to watch.'), null, 'settings',
			_('Choose a network'));
	return lenswatch.notice(_('Lenswatch is switched on, but it does not answer: nothing is watched now. The system log says why (Status – System Log, "lenswatch").'),
		error.message, 'settings', _('Settings'));
}

function waiting(status) {
	return status.interfaces.some(item => item.state == 'watching') ? '' : lenswatch.notice(
		_('There is nothing to watch: none of the networks chosen is there.'), null, 'settings', _('Choose a network'));
}

function running(status) {
	return E('p', {}, [ _('Lenswatch has been watching since %s; it knows %s.').format(lenswatch.moment(status.since),
		N_(status.cameras, '%d camera', '%d cameras').format(status.cameras)) ]);
}

return view.extend({
	handleSave: null,
	handleSaveApply: null,
	handleReset: null,

	read_today() {
		const [ since, until ] = lenswatch.day(lenswatch.date(Date.now()));

		return Promise.all([ lenswatch.uploads(since, until).catch(error => error), lenswatch.names() ]);
	},

	load() {
		return Promise.all([ lenswatch.status().catch(error => error), this.read_today(), uci.load('lenswatch').catch(() => null) ]);
	},

	show_status(status) {
		const open = this.coverage.querySelector('details[open]') != null;

		if (status instanceof Error) {
			dom.content(this.now, [ stopped(status) ]);
			dom.content(this.coverage, []);
			return;
		}
		dom.content(this.now, [ waiting(status), problems(status), history(status), running(status), sending(status) ]);
		dom.content(this.coverage, coverage(status));
		this.coverage.querySelectorAll('details').forEach(details => { details.open = open; });
	},

	show_today(report) {
		dom.content(this.today, today(report));
	},

	render([ status, report ]) {
		this.now = E('div', { 'id': 'lenswatch-now' });
		this.today = E('div', { 'id': 'lenswatch-today' });
		this.coverage = E('div', { 'id': 'lenswatch-coverage' });
		this.show_status(status);
		this.show_today(report);
		poll.add(() => lenswatch.status().catch(error => error).then(fresh => this.show_status(fresh)), STATUS_SECONDS);
		poll.add(() => this.read_today().then(fresh => this.show_today(fresh)), TODAY_SECONDS);
		return E([], [
			E('h2', {}, [ _('Lenswatch') ]),
			E('div', { 'class': 'cbi-map-descr' }, [
				_('What the cameras of this house send out of it: when, how much and to where. What the footage shows cannot be seen here.') ]),
			this.now, this.today, this.coverage
		]);
	}
});
