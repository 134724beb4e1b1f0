/*
 * c-ares as a guest of the loop. It tells which of its sockets wait for what,
 * and when it wants to be woken; both become events. A channel keeps the
 * servers that it was made with, so another one is made when the system's
 * change. c-ares reads /etc/hosts itself, at each lookup: a small local file.
 */
#include "net/name_channel.h"

#include <stdlib.h>
#include <sys/queue.h>
#include <sys/stat.h>
#include <time.h>

#include <event2/event.h>

#include "buffer.h"
#include "limits.h"
#include "memory.h"

#define SYSTEM_FILE "/etc/resolv.conf"

struct channel_socket {
	LIST_ENTRY(channel_socket) link;
	ares_socket_t fd;
	struct event *event; /* owned */
};

LIST_HEAD(socket_list, channel_socket);

struct name_channel {
	struct event_base *base;
	char *servers; /* for ares_set_servers_ports_csv, or NULL; owned */
	ares_channel ares;
	struct timespec system_file; /* when it was written last */
	struct event *timer;         /* c-ares' next timeout */
	struct socket_list sockets;
};

/* ---- events ---------------------------------------------------------------- */

static void
arm_timer(struct name_channel *channel)
{
	struct timeval room, *next;

	next = ares_timeout(channel->ares, NULL, &room);
	if (next == NULL)
		event_del(channel->timer);
	else
		event_add(channel->timer, next);
}

static void
on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct name_channel *channel = arg;

	(void)fd;
	(void)what;
	ares_process_fd(channel->ares, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
	arm_timer(channel);
}

static void
on_socket(evutil_socket_t fd, short what, void *arg)
{
	struct name_channel *channel = arg;

	ares_process_fd(channel->ares,
	    (what & EV_READ) != 0 ? fd : ARES_SOCKET_BAD,
	    (what & EV_WRITE) != 0 ? fd : ARES_SOCKET_BAD);
	arm_timer(channel);
}

static struct channel_socket *
find_socket(struct name_channel *channel, ares_socket_t fd)
{
	struct channel_socket *socket;

	socket = LIST_FIRST(&channel->sockets);
	while (socket != NULL && socket->fd != fd)
		socket = LIST_NEXT(socket, link);
	return socket;
}

static void
free_socket(struct channel_socket *socket)
{
	event_free(socket->event);
	free(socket);
}

static void
on_socket_state(void *arg, ares_socket_t fd, int readable, int writable)
{
	struct name_channel *channel = arg;
	struct channel_socket *socket = find_socket(channel, fd);
	short what = EV_PERSIST;

	if (socket != NULL) {
		LIST_REMOVE(socket, link);
		free_socket(socket);
	}
	if (readable == 0 && writable == 0)
		return;
	what |= readable != 0 ? EV_READ : 0;
	what |= writable != 0 ? EV_WRITE : 0;
	socket = xcalloc(1, sizeof(*socket));
	socket->fd = fd;
	socket->event = event_new(channel->base, fd, what, on_socket, channel);
	LIST_INSERT_HEAD(&channel->sockets, socket, link);
	/* Where the loop cannot watch it, the name's deadline ends the wait. */
	event_add(socket->event, NULL);
}

static bool
open_ares(struct name_channel *channel, struct error *err)
{
	struct ares_options options = {
		.timeout = TIMEOUT_RESOLVE_TRY_MS,
		.tries = 2,
		.sock_state_cb = on_socket_state,
		.sock_state_cb_data = channel,
	};
	int status = ares_init_options(&channel->ares, &options,
	    ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB);

	if (status != ARES_SUCCESS) {
		channel->ares = NULL;
		return error_set(err, ERROR_IO, "resolver: %s",
		    ares_strerror(status));
	}
	if (channel->servers == NULL)
		return true;
	status = ares_set_servers_ports_csv(channel->ares, channel->servers);
	if (status != ARES_SUCCESS)
		return error_set(err, ERROR_CONFIG,
		    "resolver \"%s\": expected address or address:port",
		    channel->servers);
	return true;
}

/* True where the file was written since it was asked last. */
static bool
system_file_changed(struct name_channel *channel)
{
	struct stat status;
	struct timespec last = channel->system_file;

	if (stat(SYSTEM_FILE, &status) != 0)
		return false;
	channel->system_file = status.st_mtim;
	return last.tv_sec != status.st_mtim.tv_sec ||
	    last.tv_nsec != status.st_mtim.tv_nsec;
}

bool
name_channel_follow_system(struct name_channel *channel)
{
	ares_channel old = channel->ares;
	struct error ignored; /* the old servers serve on */

	if (channel->servers != NULL || !system_file_changed(channel))
		return false;
	if (!open_ares(channel, &ignored)) {
		channel->ares = old;
		return false;
	}
	ares_destroy(old);
	return true;
}

void
name_channel_ask(struct name_channel *channel, const char *name,
    ares_addrinfo_callback done, void *arg)
{
	struct ares_addrinfo_hints hints = { .ai_family = AF_UNSPEC,
		/* one node an address, not one a socket type */
		.ai_socktype = SOCK_STREAM };

	ares_getaddrinfo(channel->ares, name, NULL, &hints, done, arg);
	arm_timer(channel);
}

/* ---- life ------------------------------------------------------------------ */

static char *
join_servers(const char **servers, size_t count)
{
	struct buffer text;

	if (count == 0)
		return NULL;
	buffer_init(&text, LIMIT_URL);
	for (size_t i = 0; i < count; i++)
		buffer_append_format(&text, "%s%s", i > 0 ? "," : "",
		    servers[i]);
	/* A list that is too long is empty, and c-ares refuses that. */
	buffer_append_char(&text, '\0');
	return text.failed || text.ptr == NULL ? xstrdup("") : text.ptr;
}

struct name_channel *
name_channel_new(struct event_base *base, const char **servers,
    size_t server_count, struct error *err)
{
	struct name_channel *channel = xcalloc(1, sizeof(*channel));

	channel->base = base;
	channel->servers = join_servers(servers, server_count);
	channel->timer = evtimer_new(base, on_timer, channel);
	LIST_INIT(&channel->sockets);
	(void)system_file_changed(channel); /* from now on */
	if (!open_ares(channel, err)) {
		name_channel_free(channel);
		return NULL;
	}
	return channel;
}

void
name_channel_free(struct name_channel *channel)
{
	struct channel_socket *socket, *next;

	if (channel == NULL)
		return;
	if (channel->ares != NULL)
		ares_destroy(channel->ares);
	for (socket = LIST_FIRST(&channel->sockets); socket != NULL;
	     socket = next) {
		next = LIST_NEXT(socket, link);
		free_socket(socket);
	}
	event_free(channel->timer);
	free(channel->servers);
	free(channel);
}
