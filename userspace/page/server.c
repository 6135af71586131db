// SPDX-License-Identifier: GPL-2.0-or-later
#include "page/server.h"

#include <errno.h>
#include <inttypes.h>
#include <microhttpd.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "page/assets.h"
#include "page/hub.h"
#include "page/inquiry.h"
#include "page/task.h"
#include "report/write/page_style.h"

#define SERVER_SWEEP_S 1

/* A connection, and since when a request on it is not whole; 0: one is being answered. */
struct server_line {
	bool taken;
	int fd;
	uint64_t since_ms;
};

struct server_listener {
	struct server *server; /* NULL: free */
	struct MHD_Connection *connection;
	struct hub_place place;
	bool suspended;
};

/* One request, from its headers to the end of its answer. */
struct server_call {
	struct server *server;
	struct MHD_Connection *connection;
	struct server_call *next; /* of those that a task works for */
	struct inquiry request;
	bool works, done; /* a task does, or did */
	unsigned status;
	int fd; /* what the task wrote; -1 none */
	size_t used;
	char body[INQUIRY_BODY];
};

struct server {
	struct server_order order;
	struct ev_loop *loop;
	struct MHD_Daemon *daemon;
	ev_io io;
	ev_timer turn, sweep;
	ev_prepare prepare;
	struct tasks tasks;
	struct server_call *working;
	struct hub hub;
	struct bucket known, strangers;
	struct server_listener listeners[HUB_LISTENERS];
	struct server_line lines[SERVER_CONNECTIONS];
	char *style;
	size_t style_length;
};

static uint64_t server_now_ms(const struct server *server)
{
	return (uint64_t)(ev_now(server->loop) * 1000);
}

/* Nothing but this page's own files runs or is shown, and no other page shows it. */
static void server_guard(struct MHD_Response *response)
{
	static const char *const headers[][2] = {
		{"Content-Security-Policy",
		 "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
		 "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"},
		{"X-Content-Type-Options", "nosniff"},
		{"X-Frame-Options", "DENY"},
		{"Referrer-Policy", "no-referrer"},
		{"Cross-Origin-Opener-Policy", "same-origin"},
		{"Cross-Origin-Resource-Policy", "same-origin"},
	};

	for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++)
		MHD_add_response_header(response, headers[i][0], headers[i][1]);
}

/* Takes the response over. */
static enum MHD_Result server_queue(struct MHD_Connection *connection, unsigned status,
				    const char *type, const char *cache,
				    struct MHD_Response *response)
{
	enum MHD_Result queued;

	if (!response)
		return MHD_NO;
	server_guard(response);
	if (type)
		MHD_add_response_header(response, "Content-Type", type);
	MHD_add_response_header(response, "Cache-Control", cache);
	if (status == 401)
		MHD_add_response_header(response, "WWW-Authenticate", "Bearer");
	if (status == 429 || status == 503)
		MHD_add_response_header(response, "Retry-After", "1");
	queued = MHD_queue_response(connection, status, response);
	MHD_destroy_response(response);
	return queued;
}

static enum MHD_Result server_refuse(struct MHD_Connection *connection, unsigned status,
				     const char *why)
{
	char *text = NULL;
	size_t length = 0;
	FILE *file = open_memstream(&text, &length);

	if (!file)
		return MHD_NO;
	answer_error(why, file);
	if (fclose(file) != 0)
		return MHD_NO;
	return server_queue(connection, status, "application/json", "no-store",
			    MHD_create_response_from_buffer(length, text, MHD_RESPMEM_MUST_FREE));
}

static const char *server_header(struct MHD_Connection *connection, const char *name)
{
	return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

static enum MHD_Result server_count_host(void *context, enum MHD_ValueKind kind, const char *key,
					 const char *value)
{
	unsigned *count = context;

	(void)kind;
	(void)value;
	*count += strcasecmp(key, "Host") == 0;
	return MHD_YES;
}

/* By a link elsewhere, to the page itself: that holds nothing of any home, and asks for the rest.
 */
static bool server_is_led(struct MHD_Connection *connection, const char *path)
{
	const char *mode = server_header(connection, "Sec-Fetch-Mode");

	return strcmp(path, "/") == 0 && mode && strcmp(mode, "navigate") == 0;
}

/* NULL: the request may be read on; else why not, with its status. */
static const char *server_foreign(const struct server *server, struct MHD_Connection *connection,
				  const char *path, unsigned *status)
{
	const char *host = server_header(connection, "Host");
	const char *site = server_header(connection, "Sec-Fetch-Site");
	unsigned hosts = 0;

	*status = 400;
	MHD_get_connection_values(connection, MHD_HEADER_KIND, server_count_host, &hosts);
	if (hosts != 1)
		return "a request has one Host";
	*status = 403;
	if (!access_is_host(&server->order.names, host))
		return "this page is not called that: --host names what it is called";
	if (!access_is_own(server_header(connection, "Origin"), host) ||
	    (site && (strcmp(site, "cross-site") == 0 || strcmp(site, "same-site") == 0) &&
	     !server_is_led(connection, path)))
		return "another page's script asks";
	return NULL;
}

/* A body is small, and its length is said before it comes. */
static const char *server_body(struct MHD_Connection *connection, const struct inquiry *request,
			       unsigned *status)
{
	const char *length = server_header(connection, "Content-Length");
	const char *type = server_header(connection, "Content-Type");

	*status = 413;
	if (length && (strlen(length) > 4 || strtoul(length, NULL, 10) > INQUIRY_BODY))
		return "the body is longer than 1024 bytes";
	*status = 411;
	if (server_header(connection, "Transfer-Encoding"))
		return "the length of the body is not said";
	*status = 415;
	if (request->what == INQUIRY_WORD &&
	    (!type || strncasecmp(type, "application/json", 16) != 0))
		return "the body is no application/json";
	return NULL;
}

static bool server_knows(const struct server *server, struct MHD_Connection *connection)
{
	char token[TOKEN_TEXT];

	return !server->order.token ||
	       (access_token(server_header(connection, "Authorization"), token) &&
		token_fits(token, server->order.token));
}

static const char *server_admit(struct server *server, struct MHD_Connection *connection,
				const struct inquiry *request, unsigned *status)
{
	uint64_t now_ms = server_now_ms(server);
	bool knows;

	if (request->what == INQUIRY_ASSET)
		return NULL;
	knows = server_knows(server, connection);
	*status = 429;
	if (knows ? !bucket_take(&server->known, SERVER_KNOWN_MOST, SERVER_KNOWN_A_SECOND, now_ms)
		  : !bucket_take(&server->strangers, SERVER_STRANGERS_MOST,
				 SERVER_STRANGERS_A_SECOND, now_ms))
		return "too many requests: wait a second";
	*status = 401;
	if (!knows)
		return "the token is wanted";
	*status = 403;
	return request->what != INQUIRY_WORD || server->order.source.changes
		       ? NULL
		       : "this page changes nothing: it has no token, or was started with "
			 "--read-only";
}

struct server_parameters {
	struct inquiry *request;
	unsigned status;
};

static enum MHD_Result server_parameter(void *context, enum MHD_ValueKind kind, const char *key,
					const char *value)
{
	struct server_parameters *all = context;

	(void)kind;
	if (all->status == 200)
		all->status = inquiry_add(all->request, key, value);
	return MHD_YES;
}

static const char *server_read(struct server *server, struct server_call *call, const char *method,
			       const char *path, unsigned *status)
{
	struct server_parameters all = {&call->request, 200};
	const char *why = server_foreign(server, call->connection, path, status);

	if (why)
		return why;
	*status = inquiry_route(method, path, &call->request);
	if (*status != 200)
		return *status == 404 ? "there is nothing here" : "not by this method";
	why = server_body(call->connection, &call->request, status);
	if (!why)
		why = server_admit(server, call->connection, &call->request, status);
	if (why)
		return why;
	MHD_get_connection_values(call->connection, MHD_GET_ARGUMENT_KIND, server_parameter, &all);
	if (all.status == 200)
		all.status = inquiry_end(&call->request);
	*status = all.status;
	return all.status == 200 ? NULL : "a parameter is unknown or missing, or has a wrong value";
}

static struct server_line *server_line_of(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	return info ? info->socket_context : NULL;
}

static enum MHD_Result server_begin(struct server *server, struct MHD_Connection *connection,
				    const char *path, const char *method, void **state)
{
	struct server_call *call = calloc(1, sizeof(*call));
	struct server_line *line = server_line_of(connection);
	unsigned status = 200;
	const char *why;

	if (!call)
		return MHD_NO;
	call->server = server;
	call->connection = connection;
	call->fd = -1;
	*state = call;
	why = server_read(server, call, method, path, &status);
	if (line && why) /* else when the body is whole, which any method may have */
		line->since_ms = 0;
	return why ? server_refuse(connection, status, why) : MHD_YES;
}

static enum MHD_Result server_asset(struct server *server, struct MHD_Connection *connection,
				    unsigned number)
{
	const struct asset *asset = assets_find(number);
	const char *bytes = asset->bytes;
	size_t length = (size_t)(asset->end - asset->bytes);
	union {
		const char *from;
		void *to; /* which libmicrohttpd only reads */
	} body;

	if (number == ASSETS_STYLE) {
		bytes = server->style;
		length = server->style_length;
	}
	body.from = bytes;
	return server_queue(
		connection, 200, asset->type, "no-cache",
		MHD_create_response_from_buffer(length, body.to, MHD_RESPMEM_PERSISTENT));
}

static ssize_t server_hear(void *context, uint64_t position, char *out, size_t room)
{
	struct server_listener *listener = context;
	ssize_t count = hub_read(&listener->server->hub, &listener->place, out, room);

	(void)position;
	if (count == HUB_BEHIND)
		return MHD_CONTENT_READER_END_OF_STREAM;
	if (!count) {
		listener->suspended = true;
		MHD_suspend_connection(listener->connection);
	}
	return count;
}

static void server_leave(void *context)
{
	struct server_listener *listener = context;

	listener->server = NULL;
}

static enum MHD_Result server_stream(struct server_call *call)
{
	const char *heard = server_header(call->connection, "Last-Event-ID");
	struct server_listener *listener = NULL;
	struct server *server = call->server;
	struct MHD_Response *response;

	for (size_t i = 0; i < HUB_LISTENERS && !listener; i++)
		if (!server->listeners[i].server)
			listener = &server->listeners[i];
	if (!listener || hub_begin(&server->hub) != 0)
		return server_refuse(call->connection, 503, "as many listen as there is room for");
	*listener = (struct server_listener){
		.server = server,
		.connection = call->connection,
		.place = hub_join(&server->hub, heard ? strtoull(heard, NULL, 10) : 0)};
	response = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 4096, server_hear, listener,
						     server_leave);
	if (!response)
		listener->server = NULL;
	return server_queue(call->connection, 200, "text/event-stream", "no-store", response);
}

/* Its connection may be answered: by the loop's next turn. */
static void server_turn_soon(struct server *server)
{
	ev_feed_event(server->loop, &server->io, EV_READ);
}

static void server_wake(void *context)
{
	struct server *server = context;

	for (size_t i = 0; i < HUB_LISTENERS; i++) {
		struct server_listener *listener = &server->listeners[i];

		if (!listener->server || !listener->suspended)
			continue;
		listener->suspended = false;
		MHD_resume_connection(listener->connection);
	}
	server_turn_soon(server);
}

static unsigned server_work(void *context, FILE *file)
{
	const struct server_call *call = context;

	return answer_write(&call->server->order.source, &call->request, file);
}

static void server_forget(struct server_call *call)
{
	struct server_call **at = &call->server->working;

	while (*at && *at != call)
		at = &(*at)->next;
	if (*at)
		*at = call->next;
	call->works = false;
}

static void server_worked(void *context, unsigned status, int fd)
{
	struct server_call *call = context;
	struct server *server = call->server;

	server_forget(call);
	call->done = true;
	call->status = status;
	call->fd = fd;
	MHD_resume_connection(call->connection);
	server_turn_soon(server);
}

static enum MHD_Result server_ask(struct server_call *call)
{
	struct server *server = call->server;

	if (task_begin(&server->tasks, server->loop, server_work, call, server_worked, call) != 0)
		return server_refuse(call->connection, 503, "it is busy: ask again");
	call->works = true;
	call->next = server->working;
	server->working = call;
	MHD_suspend_connection(call->connection);
	return MHD_YES;
}

static enum MHD_Result server_answer(struct server_call *call)
{
	static const char *const names[] = {"json", "html", "csv", "txt"};
	struct MHD_Response *response;
	struct stat state;
	char name[64];

	if (call->fd < 0 || fstat(call->fd, &state) != 0)
		return server_refuse(call->connection, 503, "it took too long, or broke off");
	response = MHD_create_response_from_fd((uint64_t)state.st_size, call->fd);
	if (response)
		call->fd = -1; /* the response's */
	if (response && call->request.download && call->status == 200) {
		snprintf(name, sizeof(name), "attachment; filename=\"lenswatch-report.%s\"",
			 names[call->request.format]);
		MHD_add_response_header(response, "Content-Disposition", name);
	}
	return server_queue(call->connection, call->status,
			    answer_type(&call->request, call->status), "no-store", response);
}

static enum MHD_Result server_go_on(struct server_call *call)
{
	switch (call->request.what) {
	case INQUIRY_ASSET:
		return server_asset(call->server, call->connection, call->request.asset);
	case INQUIRY_OPENAPI:
		return server_asset(call->server, call->connection, ASSETS_OPENAPI);
	case INQUIRY_STREAM:
		return server_stream(call);
	default:
		break;
	}
	if (call->works)
		return MHD_YES;
	if (call->request.what == INQUIRY_WORD && !call->done &&
	    inquiry_read_word(&call->request, call->body, call->used) != 200)
		return server_refuse(call->connection, 400,
				     "the body is no {\"camera\":\"...\",\"say\":\"...\"}");
	return call->done ? server_answer(call) : server_ask(call);
}

static enum MHD_Result server_handle(void *context, struct MHD_Connection *connection,
				     const char *path, const char *method, const char *version,
				     const char *bytes, size_t *length, void **state)
{
	struct server_call *call = *state;
	struct server_line *line;
	size_t room;

	(void)version;
	if (!call)
		return server_begin(context, connection, path, method, state);
	if (*length) {
		room = sizeof(call->body) - call->used;
		if (*length > room)
			return MHD_NO; /* more than it said, which libmicrohttpd does not hand on */
		memcpy(call->body + call->used, bytes, *length);
		call->used += *length;
		*length = 0;
		return MHD_YES;
	}
	line = server_line_of(connection);
	if (line)
		line->since_ms = 0;
	return server_go_on(call);
}

static void server_completed(void *context, struct MHD_Connection *connection, void **state,
			     enum MHD_RequestTerminationCode code)
{
	struct server *server = context;
	struct server_line *line = server_line_of(connection);
	struct server_call *call = *state;

	(void)code;
	if (line)
		line->since_ms = server_now_ms(server);
	if (!call)
		return;
	if (call->fd >= 0)
		close(call->fd);
	free(call);
	*state = NULL;
}

static void server_connected(void *context, struct MHD_Connection *connection, void **state,
			     enum MHD_ConnectionNotificationCode code)
{
	struct server *server = context;
	struct server_line *line = *state;
	const union MHD_ConnectionInfo *info;

	if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
		if (line)
			line->taken = false;
		return;
	}
	info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	for (size_t i = 0; info && i < SERVER_CONNECTIONS; i++) {
		if (server->lines[i].taken)
			continue;
		server->lines[i] =
			(struct server_line){true, info->connect_fd, server_now_ms(server)};
		*state = &server->lines[i];
		return;
	}
}

/* libmicrohttpd's own patience begins anew with each byte: a request could last for hours. */
static void server_swept(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct server *server = timer->data;
	uint64_t now_ms = server_now_ms(server);

	(void)loop;
	(void)events;
	for (size_t i = 0; i < SERVER_CONNECTIONS; i++) {
		struct server_line *line = &server->lines[i];

		if (line->taken && line->since_ms &&
		    now_ms - line->since_ms > SERVER_PATIENCE_S * 1000)
			shutdown(line->fd, SHUT_RDWR);
	}
}

static void server_ready(struct ev_loop *loop, ev_io *io, int events)
{
	struct server *server = io->data;

	(void)loop;
	(void)events;
	MHD_run(server->daemon);
}

static void server_turned(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct server *server = timer->data;

	(void)loop;
	(void)events;
	MHD_run(server->daemon);
}

/* Before the loop waits: not longer than libmicrohttpd can. */
static void server_prepare(struct ev_loop *loop, ev_prepare *prepare, int events)
{
	struct server *server = prepare->data;
	MHD_UNSIGNED_LONG_LONG wait_ms = 0;

	(void)events;
	ev_timer_stop(loop, &server->turn);
	if (MHD_get_timeout(server->daemon, &wait_ms) != MHD_YES)
		return;
	ev_timer_set(&server->turn, (double)wait_ms / 1000, 0);
	ev_timer_start(loop, &server->turn);
}

/* A report's style without its element, and what this page has beyond it. */
static int server_dress(struct server *server)
{
	const char *style = page_style(), *begin = strchr(style, '>') + 1;
	const struct asset *own = assets_find(ASSETS_STYLE);
	size_t report = (size_t)(strrchr(style, '<') - begin);
	size_t more = (size_t)(own->end - own->bytes);

	server->style = malloc(report + more);
	if (!server->style)
		return -ENOMEM;
	memcpy(server->style, begin, report);
	memcpy(server->style + report, own->bytes, more);
	server->style_length = report + more;
	return 0;
}

static struct MHD_Daemon *server_open(struct server *server)
{
	const struct server_order *order = &server->order;
	const bool tls = order->certificate != NULL;
	/* An array, as TLS has more of them; a UNIX socket has no addresses to count. */
	struct MHD_OptionItem options[] = {
		{MHD_OPTION_LISTEN_SOCKET, order->fd, NULL},
		{MHD_OPTION_CONNECTION_LIMIT, SERVER_CONNECTIONS, NULL},
		{MHD_OPTION_PER_IP_CONNECTION_LIMIT, order->local ? 0 : SERVER_A_CLIENT, NULL},
		{MHD_OPTION_CONNECTION_MEMORY_LIMIT, SERVER_HEADERS, NULL},
		{MHD_OPTION_CONNECTION_TIMEOUT, SERVER_PATIENCE_S, NULL},
		{MHD_OPTION_END, 0, NULL},
	};
	const char *key = order->key, *certificate = order->certificate;
	unsigned flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | (tls ? MHD_USE_TLS : 0);

	return MHD_start_daemon(flags, 0, NULL, NULL, server_handle, server, MHD_OPTION_ARRAY,
				options, MHD_OPTION_NOTIFY_COMPLETED, server_completed, server,
				MHD_OPTION_NOTIFY_CONNECTION, server_connected, server,
				tls ? MHD_OPTION_HTTPS_MEM_KEY : MHD_OPTION_END, key,
				MHD_OPTION_HTTPS_MEM_CERT, certificate, MHD_OPTION_HTTPS_PRIORITIES,
				"SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2", MHD_OPTION_END);
}

static void server_watch(struct server *server)
{
	struct ev_loop *loop = server->loop;
	int fd = MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;

	ev_io_init(&server->io, server_ready, fd, EV_READ);
	ev_timer_init(&server->turn, server_turned, 0, 0);
	ev_timer_init(&server->sweep, server_swept, SERVER_SWEEP_S, SERVER_SWEEP_S);
	ev_prepare_init(&server->prepare, server_prepare);
	server->io.data = server->turn.data = server->sweep.data = server->prepare.data = server;
	ev_io_start(loop, &server->io);
	ev_timer_start(loop, &server->sweep);
	ev_prepare_start(loop, &server->prepare);
}

int server_start(const struct server_order *order, struct ev_loop *loop, struct server **out)
{
	struct server *server = calloc(1, sizeof(*server));
	int err = server ? 0 : -ENOMEM;

	if (!err) {
		server->order = *order;
		server->loop = loop;
		server->hub = (struct hub){.loop = loop,
					   .socket = order->source.socket,
					   .wake = server_wake,
					   .context = server};
		err = server_dress(server);
	}
	if (!err) {
		server->daemon = server_open(server);
		err = server->daemon ? 0 : -EINVAL;
	}
	if (err) {
		fputs(order->certificate
			      ? "lenswatch-page: it could not be started: do certificate "
				"and key fit each other?\n"
			      : "lenswatch-page: it could not be started\n",
		      stderr);
		free(server ? server->style : NULL);
		free(server);
		return err;
	}
	server_watch(server);
	*out = server;
	return 0;
}

/* libmicrohttpd wants all to go on before it ends. */
void server_stop(struct server *server)
{
	struct ev_loop *loop = server->loop;

	task_end(&server->tasks);
	while (server->working)
		server_worked(server->working, 503, -1);
	hub_end(&server->hub);
	server_wake(server);
	ev_clear_pending(loop, &server->io);
	ev_io_stop(loop, &server->io);
	ev_timer_stop(loop, &server->turn);
	ev_timer_stop(loop, &server->sweep);
	ev_prepare_stop(loop, &server->prepare);
	MHD_stop_daemon(server->daemon);
	free(server->style);
	free(server);
}
