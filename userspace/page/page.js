// SPDX-License-Identifier: GPL-2.0-or-later
// Shows what /api/v1 says (docs/page-api.json). Sentences about events and days are the server's, the same that a report has; here
// stand only those about now. What comes from the network becomes text, never markup, but for the report's own, which is made safe
// where it is written, and can run nothing by this page's Content-Security-Policy.
const find = id => document.getElementById(id);
const STATUS = '/api/v1/status', HEALTH = '/api/v1/health', CAMERAS = '/api/v1/cameras', STREAM = '/api/v1/stream';
// Names of views are none that a part of a report has, which stands among them.
const VIEWS = { '#today': ['day', 'Day'], '#events': ['events', 'Events'], '#your-cameras': ['your-cameras', 'Cameras'], '#your-questions': ['your-questions', 'Questions'] };
const KEPT = 'lenswatch-token';
const TOKEN = /^#([\w-]{43})$/;
const KINDS = ['upload', 'local', 'breach', 'gap', 'camera'];
const AGAIN_MS = 1000, SETTLE_MS = 1500, LOST_MS = 5000, LOOK_MS = 15000, PATIENCE_MS = 10000, TRIES = 4;
const STALE_MS = 15000; // a daemon that lives says something every five seconds (docs/status.md)

class Refused extends Error {
	constructor(status, text) {
		super(text);
		this.status = status;
	}
}

const pause = ms => new Promise(done => setTimeout(done, ms));

// Kept where only this page can read it, port and all: a cookie would go to everything else that this machine serves at other ports.
// A browser that keeps nothing has it until the page is closed.
const store = {
	get token() {
		try {
			return this.held ?? localStorage.getItem(KEPT);
		} catch {
			return null;
		}
	},
	set token(token) {
		this.held = token;
		try {
			if (token)
				localStorage.setItem(KEPT, token);
			else
				localStorage.removeItem(KEPT);
		} catch { /* it is held */ }
	},
};

// Asks once more where the server was busy, or was asked too often.
async function patient(path, { token = store.token, headers = {}, ...options } = {}) {
	for (let tries = 1;; tries++) {
		const answer = await fetch(path, { ...options, headers: token ? { ...headers, Authorization: `Bearer ${token}` } : headers });
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

	if (answer.status == 401)
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
let why = ''; // none answers
let heard = 0; // when anything of the daemon came last
let changes = false; // whether the owner's words are taken here

function hear() {
	heard = Date.now();
}

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
		return ['doubt', /does not answer/.test(why) ? 'Whether footage is being sent now is unknown: Lenswatch does not answer.'
			: 'Whether footage is being sent now is unknown: no Lenswatch is running here.'];
	if (Date.now() - heard >= STALE_MS)
		return ['doubt', `Whether footage is being sent now is unknown: Lenswatch was last heard at ${clock(heard)}.`];
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
	find('sending').replaceChildren(...(mood == 'busy' ? status.sending : []).map(sendingItem));
	find('problems').replaceChildren(...[...new Set(problems)].map(text => element('li', text)));
}

async function refreshNow() {
	try {
		status = await (await ask(STATUS, { signal: AbortSignal.timeout(PATIENCE_MS) })).json();
		reached = true;
		hear();
	} catch (error) {
		if (error.status == 401)
			return;
		status = null;
		why = error.message;
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

// What a day of the calendar says; less than "nothing left", which a report alone says.
function daySays(date, totals) {
	const found = totals.days.find(day => day.key == isoDay(date)), next = new Date(date);

	next.setDate(next.getDate() + 1);
	const unwatched = totals.unwatched.some(gap => (!gap.from || new Date(gap.from) < next) && (!gap.to || new Date(gap.to) > date));

	if (found?.uploads)
		return [`${found.uploads} upload${found.uploads == 1 ? '' : 's'}, ${size(found.bytes)}${unwatched ? ', and not all was watched' : ''}`, found.uploads];
	return unwatched ? ['no upload seen, and not all was watched', '?'] : ['no upload seen', '–'];
}

function dayButton(date, totals) {
	const day = String(date.getDate()), called = date.toLocaleDateString([], { day: 'numeric', month: 'long' });

	if (isoDay(date) > isoDay(new Date()))
		return element('button', day, { type: 'button', disabled: true });
	const [says, sign] = daySays(date, totals);
	const button = element('button', [day, element('span', String(sign))], { type: 'button', ariaLabel: `${called}: ${says}`, title: says,
		onclick: () => chooseDay(date) });

	button.classList.toggle('sent', typeof sign == 'number');
	if (isoDay(date) == chosenDay())
		button.ariaCurrent = 'date';
	return button;
}

// Weeks begin on Mondays (ISO 8601).
function monthTable(first, totals) {
	const weekdays = [0, 1, 2, 3, 4, 5, 6].map(day => new Date(2024, 0, 1 + day));
	const date = new Date(first), rows = [];

	for (date.setDate(1 - (first.getDay() + 6) % 7); date <= first || date.getMonth() == first.getMonth();)
		rows.push(element('tr', weekdays.map(() => {
			const cell = element('td', date.getMonth() == first.getMonth() ? [dayButton(new Date(date), totals)] : []);

			date.setDate(date.getDate() + 1);
			return cell;
		})));
	return element('table', [element('caption', first.toLocaleDateString([], { month: 'long', year: 'numeric' })),
		element('thead', element('tr', weekdays.map(day => element('th', day.toLocaleDateString([], { weekday: 'short' }), { scope: 'col' })))),
		element('tbody', rows)]);
}

let monthTurn = 0;

async function loadMonth() {
	const turn = ++monthTurn;
	const chosen = new Date(`${chosenDay()}T12:00`);
	const first = new Date(chosen.getFullYear(), chosen.getMonth(), 1), last = new Date(chosen.getFullYear(), chosen.getMonth() + 1, 0);

	if (!find('month').open)
		return;
	try {
		const until = isoDay(last) > isoDay(new Date()) ? 'today' : isoDay(last);
		const totals = await (await ask(`/api/v1/totals?since=${isoDay(first)}&until=${until}`)).json();
		const focused = document.activeElement?.closest('#calendar');

		if (turn != monthTurn)
			return;
		find('calendar').replaceChildren(monthTable(first, totals));
		if (focused)
			find('calendar').querySelector('[aria-current]')?.focus();
	} catch (error) {
		if (turn == monthTurn && error.status != 401)
			find('calendar').replaceChildren(element('p', error.message));
	}
}

// As a file: a link would have no token to show.
async function keep(query, name) {
	const link = element('a', '', { href: URL.createObjectURL(await (await ask(query)).blob()), download: name });

	link.click();
	setTimeout(() => URL.revokeObjectURL(link.href), LOST_MS);
}

function chooseDay(date) {
	find('date').value = isoDay(date);
	refreshDay();
	loadMonth();
}

function moveDay(days) {
	const date = new Date(`${chosenDay()}T12:00`);

	date.setDate(date.getDate() + days);
	chooseDay(date);
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
	for (const id of ['camera', 'asked']) {
		const chosen = find(id).value;

		find(id).replaceChildren(element('option', 'all cameras', { value: '' }),
			...[...names].map(([value, name]) => element('option', name, { value })));
		find(id).value = chosen;
	}
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

let settle = 0;

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

const hearings = {
	sending(data) {
		if (!status) {
			refreshNow();
			return;
		}
		status.sending = data.sending;
		showNow();
	},
	beat: () => status ? showNow() : refreshNow(),
	record: soon,
	missed: soon,
	away() {
		status = null;
		why = '';
		showNow();
	},
};

// One event: lines of "name: value" (HTML, section 9.2).
function told(block) {
	const fields = Object.fromEntries(block.split('\n').map(line => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]));

	if (fields.id)
		listening.id = fields.id;
	if (!hearings[fields.event])
		return;
	if (fields.event != 'away')
		hear();
	hearings[fields.event](JSON.parse(fields.data));
}

async function readStream(answer) {
	const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
	let text = '';

	for (;;) {
		const { value, done } = await reader.read();

		if (done)
			return;
		const blocks = (text + value).split('\n\n');

		text = blocks.pop();
		blocks.forEach(told);
	}
}

const listening = { id: '', end: null };

// Until it is ended; what came between is in the history.
async function listen() {
	const end = new AbortController();

	listening.end?.abort();
	listening.end = end;
	while (!end.signal.aborted) {
		try {
			const answer = await ask(STREAM, { signal: end.signal, headers: listening.id ? { 'Last-Event-ID': listening.id } : {} });

			soon();
			await readStream(answer);
		} catch (error) {
			if (error.status == 401)
				return;
		}
		if (end.signal.aborted)
			return;
		// What was said before may be old by now.
		await refreshNow();
		await pause(LOST_MS);
	}
}

// ---- Cameras

const keyOf = camera => camera.mac ?? camera.ip;

async function say(camera, word, name) {
	try {
		await ask(CAMERAS, { method: 'POST', headers: { 'Content-Type': 'application/json' },
			body: JSON.stringify({ camera: keyOf(camera), say: word, ...name === undefined ? {} : { name } }) });
		find('cameras-problem').textContent = '';
	} catch (error) {
		find('cameras-problem').textContent = error.message;
		return;
	}
	await loadCameras();
	find('cameras-note').textContent = 'Noted.';
}

function cameraStands(camera) {
	if (camera.dismissed)
		return 'You said that it is no camera.';
	if (camera.confirmed)
		return 'You said that it is a camera.';
	return camera.suspected ? `Perhaps a camera: it behaves like one (${Math.round(camera.certainty * 100)} %).`
		: `A camera (${Math.round(camera.certainty * 100)} %).`;
}

function cameraWords(camera, called) {
	const field = element('input', '', { value: camera.named_by == 'owner' ? camera.name : '', maxLength: 63, ariaLabel: `Name of ${called}`, required: true });
	const form = element('form', [field, ' ', element('button', 'Name it', { ariaLabel: `Name ${called}` })], { className: 'bar-of' });
	const button = (text, word, of) => element('button', text, { type: 'button', ariaLabel: `${of} ${called}`, onclick: () => say(camera, word) });

	form.addEventListener('submit', event => {
		event.preventDefault();
		say(camera, 'name', field.value);
	});
	if (camera.named_by == 'owner')
		form.append(button('Take the name back', 'unname', 'Take the name back from'));
	if (!camera.confirmed)
		form.append(button('It is a camera', 'confirm', 'Confirm'));
	if (!camera.dismissed)
		form.append(button('It is none', 'not', 'Dismiss'));
	return form;
}

function cameraItem(camera) {
	const called = camera.name || [camera.vendor, 'camera', keyOf(camera)].filter(Boolean).join(' ');
	const parts = [element('b', called), element('span', [camera.vendor, camera.mac, camera.ip].filter(Boolean).join(' · ')),
		element('span', cameraStands(camera))];

	return element('li', changes ? [...parts, cameraWords(camera, called)] : parts);
}

async function loadCameras() {
	try {
		const { cameras } = await (await ask(CAMERAS)).json();

		find('cameras-problem').textContent = '';
		find('cameras-note').textContent = changes ? '' : 'Names are given with lenswatch cameras: this page changes nothing.';
		find('known').replaceChildren(...cameras.map(cameraItem));
		if (!cameras.length)
			find('known').append(element('li', 'No camera is known yet. Most show themselves when they are restarted.'));
	} catch (error) {
		if (error.status != 401)
			find('cameras-problem').textContent = error.message;
	}
}

// ---- Questions

let asked = null; // what is shown, as a file: its address and name

function questionQuery(what) {
	const moment = id => `${new Date(find(id).value).toISOString().slice(0, 16)}Z`;
	const query = new URLSearchParams();

	if (find('asked').value)
		query.set('camera', find('asked').value);
	if (what == 'request') {
		query.set('request', `${moment('from')}..${moment('to')}`);
		return `/api/v1/report?${query}`;
	}
	query.set('since', moment('from'));
	query.set('until', moment('to'));
	return `/api/v1/attest?${query}`;
}

// The part of a page that an answer is.
function placeAnswer(text) {
	const body = new DOMParser().parseFromString(text.includes('<main>') ? text.slice(text.indexOf('<main>')) : text, 'text/html').body;

	body.querySelectorAll('h1').forEach(title => title.replaceWith(element('h3', [...title.childNodes], { className: 'title' })));
	const from = body.querySelector('main') ?? body;

	find('answer').replaceChildren(...[...from.childNodes].map(node => document.importNode(node, true)));
}

async function askQuestion(event) {
	const what = event.submitter?.value ?? 'attest';

	event.preventDefault();
	asked = null;
	find('keep').hidden = true;
	find('question-problem').textContent = '';
	find('answer').replaceChildren(element('p', 'Looking it up …'));
	try {
		if (what == 'attest' && !find('asked').value)
			throw new Error('Choose a camera: whether nothing left is told of one.');
		const query = questionQuery(what);

		placeAnswer(await (await ask(`${query}&format=html`)).text());
		asked = what == 'attest' ? [`${query}&format=text`, 'lenswatch-attest.txt'] : [`${query}&format=html`, 'lenswatch-answer.html'];
		find('keep').hidden = false;
	} catch (error) {
		find('answer').replaceChildren();
		if (error.status != 401)
			find('question-problem').textContent = error.message;
	}
}

function questionTimes() {
	const local = date => `${isoDay(date)}T${pad(date.getHours())}:${pad(date.getMinutes())}`;
	const now = new Date();

	if (find('to').value)
		return;
	now.setMinutes(0);
	find('to').value = local(now);
	now.setHours(now.getHours() - 1);
	find('from').value = local(now);
}

// ---- Views and the token

function route() {
	const chosen = VIEWS[location.hash || '#today'];
	const begins = { day: refreshDay, events: () => loadEvents(true), 'your-cameras': loadCameras, 'your-questions': questionTimes };

	if (!chosen)
		return; /* a place in the report */
	const [shown, title] = chosen;

	for (const [view] of Object.values(VIEWS))
		find(view).hidden = view != shown;
	for (const link of document.querySelectorAll('nav a'))
		if (VIEWS[link.hash] == chosen)
			link.ariaCurrent = 'page';
		else
			link.removeAttribute('aria-current');
	document.title = `${title} – Lenswatch`;
	if (find('views').hidden)
		return;
	begins[shown]();
	if (shown == 'events' || shown == 'your-questions')
		listCameras().catch(() => {});
}

function logIn() {
	listening.end?.abort();
	find('views').hidden = find('leave').hidden = true;
	find('login').hidden = false;
	find('token').focus();
}

async function begin(answer) {
	({ changes } = await answer.json());
	find('login').hidden = true;
	find('views').hidden = false;
	find('leave').hidden = !store.token;
	refreshNow();
	route();
	listen();
}

// Where it is not the token, nothing is kept.
async function enter(token) {
	const answer = await patient(HEALTH, { token });

	if (answer.status == 401)
		throw new Refused(401, 'that is not the token');
	store.token = token;
	await begin(answer);
}

async function start() {
	const given = TOKEN.exec(location.hash);

	find('date').value = isoDay(new Date());
	// It is in no history of the browser's, nor in what is sent.
	if (given) {
		history.replaceState(null, '', '/');
		if (await enter(given[1]).then(() => true, () => false))
			return;
	}
	const answer = await patient(HEALTH);

	if (answer.status == 401)
		logIn();
	else
		begin(answer);
}

find('login').querySelector('form').addEventListener('submit', async event => {
	event.preventDefault();
	try {
		await enter(find('token').value);
		find('token').value = find('login-problem').textContent = '';
	} catch (error) {
		find('login-problem').textContent = error.message;
	}
});
find('leave').addEventListener('click', () => {
	store.token = null;
	logIn();
});
for (const button of document.querySelectorAll('[data-format]'))
	button.addEventListener('click', () => keep(dayQuery(button.dataset.format), `lenswatch-report.${button.dataset.format}`)
		.catch(error => find('day-problem').textContent = error.message));
find('question').addEventListener('submit', askQuestion);
find('keep').addEventListener('click', () => keep(...asked).catch(error => find('question-problem').textContent = error.message));
find('before').addEventListener('click', () => moveDay(-1));
find('after').addEventListener('click', () => moveDay(1));
find('date').addEventListener('change', () => chooseDay(new Date(`${chosenDay()}T12:00`)));
find('month').addEventListener('toggle', loadMonth);
find('filters').addEventListener('change', () => loadEvents(true));
find('older').addEventListener('click', () => loadEvents(false));
for (const id of ['letter', 'answer'])
	find(id).addEventListener('click', event => {
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
// Seconds of what is being sent go on, and what was said grows old.
setInterval(() => !find('views').hidden && status && showNow(), 1000);
start();
