// SPDX-License-Identifier: GPL-2.0-or-later
// Shows what /api/v1 says (docs/page-api.json). Sentences about events and days are the server's, the same that a report has; here
// stand only those about now. What comes from the network becomes text, never markup, but for the report's own, which is made safe
// where it is written, and can run nothing by this page's Content-Security-Policy.
const find = id => document.getElementById(id);
const STATUS = '/api/v1/status', SESSION = '/api/v1/session';
const TOKEN = /^#([\w-]{43})$/;
const KINDS = ['upload', 'local', 'breach', 'gap', 'camera'];
const AGAIN_MS = 1000, SETTLE_MS = 1500, LOST_MS = 5000, LOOK_MS = 15000, PATIENCE_MS = 10000, TRIES = 4;

class Refused extends Error {
	constructor(status, text) {
		super(text);
		this.status = status;
	}
}

const pause = ms => new Promise(done => setTimeout(done, ms));

// Asks once more where the server was busy, or was asked too often.
async function patient(path, options) {
	for (let tries = 1;; tries++) {
		const answer = await fetch(path, options);
		const busy = answer.status == 429 || (answer.status == 503 && path != STATUS);

		if (!busy || tries == TRIES)
			return answer;
		await pause(AGAIN_MS);
	}
}

async function ask(path, options) {
	const answer = await patient(path, options);

	if (answer.ok)
		return answer;
	const said = await answer.json().catch(() => ({}));

	if (answer.status == 401 && path != SESSION)
		logIn();
	throw new Refused(answer.status, said.error || `the answer was ${answer.status}`);
}

function element(name, content, properties = {}) {
	const made = Object.assign(document.createElement(name), properties);

	made.append(...[content].flat());
	return made;
}

const clock = time => new Date(time).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', hour12: false });

// As words/words.c says sizes.
function size(bytes) {
	const scaled = (unit, name) => `${bytes / unit < 9.95 ? (bytes / unit).toFixed(1) : Math.round(bytes / unit)} ${name}`;

	if (bytes < 1000)
		return `${bytes} byte${bytes == 1 ? '' : 's'}`;
	if (Math.round(bytes / 1000) < 100)
		return `${Math.round(bytes / 1000)} kB`;
	return Math.round(bytes / 1e6) < 1000 ? scaled(1e6, 'MB') : scaled(1e9, 'GB');
}

// ---- Now

let status = null; // the daemon's, or null: none answers
let reached = true; // whether the server of this page was

function sendingItem(one) {
	const seconds = Math.max(1, Math.round((Date.now() - new Date(one.since)) / 1000));
	const rate = one.rate_bps ? ` (${Math.round(one.rate_bps / 1000)} kbit/s)` : '';
	const sure = one.confidence >= 0.95 ? '' : one.confidence >= 0.7 ? 'probably ' : 'possibly ';
	const kind = one.class == 'unknown' ? 'footage' : one.class == 'live' ? 'live view' : one.class;

	return element('li', [element('b', `${one.camera} → ${one.to || 'an unknown address'}`),
		`${sure}${kind}, ${size(one.bytes_up)} in ${seconds} s${rate}, since ${clock(one.since)}`]);
}

// Silence reassures only where all is seen.
function nowSays() {
	const coverage = status?.coverage?.state;

	if (!reached)
		return ['doubt', 'Whether footage is being sent now is unknown: this browser cannot reach Lenswatch.'];
	if (!status)
		return ['doubt', 'Whether footage is being sent now is unknown: no Lenswatch is running here.'];
	if (status.sending.length)
		return ['busy', status.sending.length == 1 ? 'Sending now:' : `Sending now, ${status.sending.length} uploads:`];
	// As words/running.c says it.
	if (!coverage || coverage == 'blind')
		return ['doubt', 'Whether footage is being sent now cannot be seen from here.'];
	if (status.off_path)
		return ['doubt', `No footage is being sent now by the cameras that are seen; what ${status.off_path == 1
			? 'one other sends' : 'some others send'} cannot be seen from here.`];
	if (status.doubts?.includes('absent'))
		return ['doubt', 'No footage is being sent now by the cameras that are seen; a camera that you declared was not seen yet.'];
	if (!status.cameras)
		return ['doubt', 'No camera is known yet, so no footage of one can be noticed. Most show themselves when they are restarted.'];
	if (coverage == 'lower-bound' || status.interfaces.some(one => one.state != 'watching'))
		return ['doubt', 'No footage is seen being sent now, but not everything is seen.'];
	return ['fine', 'No footage is being sent now.'];
}

function showNow() {
	const [mood, words] = nowSays();
	const problems = status ? [...status.coverage?.reasons ?? [], ...status.cures ?? [], ...(status.problems ?? []).map(one => one.says),
		...[status.history?.problem].filter(Boolean)] : [];

	find('now').className = `panel ${mood}`;
	if (find('state').textContent != words)
		find('state').textContent = words;
	find('sending').replaceChildren(...(status?.sending ?? []).map(sendingItem));
	find('problems').replaceChildren(...[...new Set(problems)].map(text => element('li', text)));
}

async function refreshNow() {
	try {
		status = await (await ask(STATUS, { signal: AbortSignal.timeout(PATIENCE_MS) })).json();
		reached = true;
	} catch (error) {
		if (error.status == 401)
			return;
		status = null;
		reached = error instanceof Refused;
	}
	showNow();
}

// No event says that less is seen than before, and none that the connection hangs.
function lookAgain() {
	if (!document.hidden && !find('views').hidden)
		refreshNow();
}

// ---- A day

const pad = number => String(number).padStart(2, '0');
const isoDay = date => `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
const chosenDay = () => find('date').value || isoDay(new Date());

function dayQuery(format) {
	const day = chosenDay() == isoDay(new Date()) ? 'today' : chosenDay();

	return `/api/v1/report?since=${day}&until=${day}&format=${format}`;
}

// The report's <main>: its title is one of several here.
function placeLetter(text) {
	// Its head has a style that this page has already, and lets nothing else bring.
	const main = new DOMParser().parseFromString(text.slice(text.indexOf('<main>')), 'text/html').querySelector('main');
	const open = new Set([...find('letter').querySelectorAll('details[open]')].map(fold => fold.querySelector('summary').textContent));
	const title = main.querySelector('h1');

	title.replaceWith(element('h2', [...title.childNodes], { className: 'title' }));
	for (const fold of main.querySelectorAll('details'))
		fold.open ||= open.has(fold.querySelector('summary').textContent);
	find('letter').replaceChildren(...[...main.childNodes].map(node => document.importNode(node, true)));
}

let dayTurn = 0;

async function refreshDay() {
	const turn = ++dayTurn;

	for (const format of ['html', 'csv', 'json'])
		find(`as-${format}`).href = `${dayQuery(format)}&download=1`;
	find('after').disabled = chosenDay() >= isoDay(new Date());
	find('letter').ariaBusy = 'true';
	try {
		const text = await (await ask(dayQuery('html'))).text();

		if (turn != dayTurn)
			return;
		placeLetter(text);
		find('day-problem').textContent = '';
	} catch (error) {
		if (turn == dayTurn && error.status != 401) {
			find('letter').replaceChildren();
			find('day-problem').textContent = error.message;
		}
	}
	find('letter').ariaBusy = 'false';
}

function moveDay(days) {
	const date = new Date(`${chosenDay()}T12:00`);

	date.setDate(date.getDate() + days);
	find('date').value = isoDay(date);
	refreshDay();
}

// ---- Events

let next = null, lastDay = '', list = null, eventsTurn = 0;

function eventSays(event) {
	const { kind, record, says } = event;

	if (!record)
		return ['Erased by its owner.'];
	if (kind == 'breach')
		return [`Promise broken: ${record.promise}`, record.reason];
	if (kind == 'camera' && record.withdrawn)
		return [`No camera after all: ${record.camera.name || record.camera.mac || record.camera.ip}`, record.because];
	return says.lines?.length ? says.lines : [kind];
}

function eventItem(event) {
	const [first, ...more] = eventSays(event);
	const id = event.record?.id ?? event.record?.upload;
	const text = [first, ...more.filter(Boolean).map(line => element('span', line))];
	const told = id ? element('button', text, { type: 'button', onclick: () => showEvidence(id) }) : element('div', text, { className: 'plain' });

	told.classList.toggle('broken', event.kind == 'breach');
	return element('li', [element('time', event.says.clock ?? ''), told]);
}

function addEvent(event) {
	const day = event.says.day ?? lastDay;

	if (day != lastDay || !list) {
		list = element('ol', []);
		find('list').append(element('h3', day || '–'), list);
		lastDay = day;
	}
	list.append(eventItem(event));
}

let eventsShown = ''; // the question and answer that the list begins with

async function loadEvents(fresh) {
	const turn = ++eventsTurn;
	const query = new URLSearchParams({ limit: 50 });
	const kind = find('kind').value;

	for (const one of kind ? [kind] : KINDS)
		query.append('kind', one);
	if (find('camera').value)
		query.append('camera', find('camera').value);
	if (!fresh && next)
		query.append('before', next);
	try {
		const answer = await (await ask(`/api/v1/events?${query}`)).text();

		// What is shown already stays, and with it the focus of who goes through it by keyboard.
		if (turn != eventsTurn || (fresh && eventsShown == query + answer))
			return;
		const page = JSON.parse(answer);

		if (fresh) {
			eventsShown = query + answer;
			find('list').replaceChildren();
			list = null;
			lastDay = '';
		}
		page.events.forEach(addEvent);
		next = page.next;
		find('older').hidden = next === null;
		find('events-problem').textContent = '';
		if (!find('list').children.length)
			find('list').append(element('p', 'Nothing of that is in the history.'));
	} catch (error) {
		if (error.status != 401)
			find('events-problem').textContent = error.message;
	}
}

async function listCameras() {
	const { events } = await (await ask('/api/v1/events?kind=camera&limit=200')).json();
	const names = new Map();

	for (const { record } of events) {
		const key = record?.camera?.mac ?? record?.camera?.ip;

		if (key && !names.has(key))
			names.set(key, record.camera.named_by == 'owner' ? record.camera.name : `${record.camera.vendor ?? 'camera'} ${key}`);
	}
	const chosen = find('camera').value;

	find('camera').replaceChildren(element('option', 'all cameras', { value: '' }),
		...[...names].map(([value, name]) => element('option', name, { value })));
	find('camera').value = chosen;
}

let evidenceTurn = 0;

async function showEvidence(id) {
	const turn = ++evidenceTurn;

	find('why').replaceChildren(element('p', 'Looking it up …'));
	if (!find('evidence').open)
		find('evidence').showModal();
	try {
		const text = await (await ask(`/api/v1/events/${id}?format=html`)).text();
		const body = new DOMParser().parseFromString(text, 'text/html').body;

		if (turn != evidenceTurn)
			return;
		body.querySelectorAll('h1').forEach(title => title.replaceWith(element('p', [...title.childNodes], { className: 'note' })));
		find('why').replaceChildren(...[...body.childNodes].map(node => document.importNode(node, true)));
	} catch (error) {
		if (turn == evidenceTurn)
			find('why').replaceChildren(element('p', error.message));
	}
}

// ---- The stream

let source = null, settle = 0;

function soon() {
	clearTimeout(settle);
	settle = setTimeout(() => {
		refreshNow();
		if (!find('day').hidden && chosenDay() == isoDay(new Date()))
			refreshDay();
		if (!find('events').hidden)
			loadEvents(true);
	}, SETTLE_MS);
}

function listen() {
	source?.close();
	source = new EventSource('/api/v1/stream');
	source.addEventListener('sending', event => {
		if (status) {
			status.sending = JSON.parse(event.data).sending;
			showNow();
		} else {
			refreshNow();
		}
	});
	for (const name of ['record', 'missed'])
		source.addEventListener(name, soon);
	source.addEventListener('away', () => {
		status = null;
		showNow();
	});
	// What came between is in the history.
	source.onopen = soon;
	// Where it is not closed it comes back by itself; what was said before may be old by then.
	source.onerror = () => {
		const closed = source.readyState == EventSource.CLOSED;

		refreshNow().then(() => closed && !find('views').hidden && setTimeout(listen, LOST_MS));
	};
}

// ---- Views and the token

function route() {
	const events = location.hash == '#events';

	if (location.hash && !['#events', '#today'].includes(location.hash))
		return; /* a place in the report */
	find('day').hidden = events;
	find('events').hidden = !events;
	for (const link of document.querySelectorAll('nav a'))
		if ((link.hash == '#events') == events)
			link.ariaCurrent = 'page';
		else
			link.removeAttribute('aria-current');
	document.title = `${events ? 'Events' : 'Day'} – Lenswatch`;
	if (find('views').hidden)
		return;
	if (events) {
		loadEvents(true);
		listCameras().catch(() => {});
	} else {
		refreshDay();
	}
}

function logIn() {
	source?.close();
	find('views').hidden = find('leave').hidden = true;
	find('login').hidden = false;
	find('token').focus();
}

function begin() {
	find('login').hidden = true;
	find('views').hidden = find('leave').hidden = false;
	refreshNow();
	route();
	listen();
}

function tell(token) {
	return ask(SESSION, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ token }) });
}

async function start() {
	const given = TOKEN.exec(location.hash);

	find('date').value = isoDay(new Date());
	// It is in no history of the browser's, nor in what is sent.
	if (given) {
		history.replaceState(null, '', '/');
		await tell(given[1]).catch(() => {});
	}
	const answer = await patient('/api/v1/health');

	if (answer.status == 401)
		logIn();
	else
		begin();
}

find('login').querySelector('form').addEventListener('submit', async event => {
	event.preventDefault();
	try {
		await tell(find('token').value);
		find('token').value = find('login-problem').textContent = '';
		begin();
	} catch (error) {
		find('login-problem').textContent = error.message;
	}
});
find('leave').addEventListener('click', async () => {
	await fetch(SESSION, { method: 'DELETE' });
	logIn();
});
find('before').addEventListener('click', () => moveDay(-1));
find('after').addEventListener('click', () => moveDay(1));
find('date').addEventListener('change', refreshDay);
find('filters').addEventListener('change', () => loadEvents(true));
find('older').addEventListener('click', () => loadEvents(false));
find('letter').addEventListener('click', event => {
	const handle = event.target.closest('a.here');

	if (!handle)
		return;
	event.preventDefault();
	showEvidence(handle.textContent.slice(1));
});
// The address with the token may be opened where the page is open already: then nothing is loaded anew.
addEventListener('hashchange', () => TOKEN.test(location.hash) ? start() : route());
document.addEventListener('visibilitychange', lookAgain);
setInterval(lookAgain, LOOK_MS);
// Seconds of what is being sent go on.
setInterval(() => status?.sending.length && showNow(), 1000);
start();
