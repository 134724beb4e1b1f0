/*
 * The resolver: a c-ares channel whose sockets and timeouts are events of the
 * loop, and a cache of names. A name is one entry however many ask for it;
 * whoever asks is a question in that entry's list until the answer is there,
 * then in the list of those to be told, which a timer of zero empties: nobody
 * is ever called from inside resolver_ask or from inside c-ares. c-ares reads
 * /etc/hosts itself. Whether an address may be used is not judged here.
 */
#include "net/resolve.h"

#include <assert.h>
#include <netdb.h>
#include <stdlib.h>
#include <sys/queue.h>
#include <sys/stat.h>

#include <ares.h>
#include <event2/event.h>
#include <uthash.h>

#include "buffer.h"
#include "compiler.h"
#include "limits.h"
#include "memory.h"

#define SYSTEM_FILE "/etc/resolv.conf"

TAILQ_HEAD(question_list, resolve_question);

struct resolve_question {
	TAILQ_ENTRY(resolve_question) link;
	struct question_list *list; /* the one it is in */
	struct name *name;
	resolve_done done;
	void *arg;
};

/*
 *  UNKNOWN ─ask─▶ LOOKING ─answer, deadline─▶ KNOWN ─ask after its time─▶ LOOKING
 */
enum name_state {
	NAME_UNKNOWN,
	NAME_LOOKING,
	NAME_KNOWN
};

struct name {
	UT_hash_handle hh;
	struct resolver *resolver;
	char *text; /* owned */
	enum name_state state;
	bool asked;  /* c-ares has a query for it, perhaps a late one */
	size_t told; /* questions in the resolver's list that point here */
	struct question_list waiting;
	struct event *deadline; /* owned */
	enum failure_class failure_class;
	const char *reason;
	int64_t expires_mono_ms;
	union address *addresses; /* owned */
	size_t count;
};

struct resolver_socket {
	LIST_ENTRY(resolver_socket) link;
	ares_socket_t fd;
	struct event *event; /* owned */
};

struct resolver {
	struct event_base *base;
	const struct clock *clock;
	char *servers; /* for ares_set_servers_ports_csv, or NULL; owned */
	ares_channel channel;
	struct timespec system_file; /* when it was written last */
	struct event *timer;         /* c-ares' next timeout */
	struct event *turn;          /* tells the questions in answered */
	struct question_list answered;
	LIST_HEAD(, resolver_socket) sockets;
	struct name *names;
};

static void look_up(struct name *name);

/* ---- c-ares on the loop ---------------------------------------------------- */

static void
arm_timer(struct resolver *resolver)
{
	struct timeval room, *next;

	next = ares_timeout(resolver->channel, NULL, &room);
	if (next == NULL)
		event_del(resolver->timer);
	else
		event_add(resolver->timer, next);
}

static void
on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct resolver *resolver = arg;

	(void)fd;
	(void)what;
	ares_process_fd(resolver->channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
	arm_timer(resolver);
}

static void
on_socket(evutil_socket_t fd, short what, void *arg)
{
	struct resolver *resolver = arg;

	ares_process_fd(resolver->channel,
	    (what & EV_READ) != 0 ? fd : ARES_SOCKET_BAD,
	    (what & EV_WRITE) != 0 ? fd : ARES_SOCKET_BAD);
	arm_timer(resolver);
}

static struct resolver_socket *
find_socket(struct resolver *resolver, ares_socket_t fd)
{
	struct resolver_socket *socket;

	LIST_FOREACH(socket, &resolver->sockets, link)
	{
		if (socket->fd == fd)
			return socket;
	}
	return NULL;
}

static void
forget_socket(struct resolver_socket *socket)
{
	LIST_REMOVE(socket, link);
	event_free(socket->event);
	free(socket);
}

static void
on_socket_state(void *arg, ares_socket_t fd, int readable, int writable)
{
	struct resolver *resolver = arg;
	struct resolver_socket *socket = find_socket(resolver, fd);
	short what = EV_PERSIST;

	if (socket != NULL)
		forget_socket(socket);
	if (readable == 0 && writable == 0)
		return;
	what |= readable != 0 ? EV_READ : 0;
	what |= writable != 0 ? EV_WRITE : 0;
	socket = xcalloc(1, sizeof(*socket));
	socket->fd = fd;
	socket->event = event_new(resolver->base, fd, what, on_socket,
	    resolver);
	LIST_INSERT_HEAD(&resolver->sockets, socket, link);
	/* Where the loop cannot watch it, the name's deadline ends the wait. */
	event_add(socket->event, NULL);
}

static bool
open_channel(struct resolver *resolver, struct error *err)
{
	struct ares_options options = {
		.timeout = TIMEOUT_RESOLVE_TRY_MS,
		.tries = 2,
		.sock_state_cb = on_socket_state,
		.sock_state_cb_data = resolver,
	};
	int status = ares_init_options(&resolver->channel, &options,
	    ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB);

	if (status != ARES_SUCCESS) {
		resolver->channel = NULL;
		return error_set(err, ERROR_IO, "resolver: %s",
		    ares_strerror(status));
	}
	if (resolver->servers == NULL)
		return true;
	status = ares_set_servers_ports_csv(resolver->channel,
	    resolver->servers);
	if (status != ARES_SUCCESS)
		return error_set(err, ERROR_CONFIG,
		    "resolver \"%s\": expected address or address:port",
		    resolver->servers);
	return true;
}

/* True where the file was written since it was asked last. */
static bool
system_file_changed(struct resolver *resolver)
{
	struct stat status;
	struct timespec last = resolver->system_file;

	if (stat(SYSTEM_FILE, &status) != 0)
		return false;
	resolver->system_file = status.st_mtim;
	return last.tv_sec != status.st_mtim.tv_sec ||
	    last.tv_nsec != status.st_mtim.tv_nsec;
}

/* A new channel where the servers of the system have changed: a laptop's do,
 * several times a day. The lookups of the old one begin again. */
static void
follow_system(struct resolver *resolver)
{
	ares_channel old = resolver->channel;
	struct name *name, *next;
	struct error ignored; /* the old servers serve on */

	if (resolver->servers != NULL || !system_file_changed(resolver))
		return;
	if (!open_channel(resolver, &ignored)) {
		resolver->channel = old;
		return;
	}
	ares_destroy(old);
	HASH_ITER(hh, resolver->names, name, next) {
		if (name->state == NAME_LOOKING && !name->asked)
			look_up(name);
	}
}

/* ---- names ----------------------------------------------------------------- */

static void
tell_all(struct name *name)
{
	struct resolver *resolver = name->resolver;
	struct resolve_question *question;

	while ((question = TAILQ_FIRST(&name->waiting)) != NULL) {
		TAILQ_REMOVE(&name->waiting, question, link);
		TAILQ_INSERT_TAIL(&resolver->answered, question, link);
		question->list = &resolver->answered;
		name->told++;
	}
	if (!TAILQ_EMPTY(&resolver->answered))
		event_add(resolver->turn, &(struct timeval){ 0 });
}

static void
settle(struct name *name, enum failure_class failure_class, const char *reason)
{
	int64_t keep_ms = failure_class == CLASS_NONE ? CACHE_NAME_MS
						      : CACHE_NO_NAME_MS;

	event_del(name->deadline);
	name->state = NAME_KNOWN;
	name->failure_class = failure_class;
	name->reason = reason;
	name->expires_mono_ms = clock_mono_ms(name->resolver->clock) + keep_ms;
	tell_all(name);
}

static void
take_addresses(struct name *name, const struct ares_addrinfo *result)
{
	free(name->addresses);
	name->addresses = xcalloc(LIMIT_ADDRESSES, sizeof(*name->addresses));
	name->count = 0;
	for (const struct ares_addrinfo_node *node = result->nodes;
	     node != NULL && name->count < LIMIT_ADDRESSES;
	     node = node->ai_next) {
		union address *address = &name->addresses[name->count];

		if (node->ai_family != AF_INET && node->ai_family != AF_INET6)
			continue;
		memcpy(address, node->ai_addr,
		    node->ai_family == AF_INET ? sizeof(address->v4)
					       : sizeof(address->v6));
		name->count++;
	}
}

/* What c-ares says of a name that it could not find (R51, R52). */
static const struct {
	int status;
	enum failure_class failure_class;
	const char *reason;
} failures[] = {
	{ ARES_ENOTFOUND, CLASS_DNS_NAME, "the name does not exist" },
	{ ARES_ENODATA, CLASS_DNS_NAME, "the name has no address" },
	{ ARES_EBADNAME, CLASS_DNS_NAME, "not a name" },
	{ ARES_ESERVFAIL, CLASS_DNS_SERVER, "the name server failed" },
	{ ARES_EREFUSED, CLASS_DNS_SERVER, "the name server refused" },
	{ ARES_ETIMEOUT, CLASS_DNS_SERVER, "the name server is silent" },
	{ ARES_ECONNREFUSED, CLASS_DNS_SERVER, "no name server answers" },
	{ ARES_ENOMEM, CLASS_LOCAL, "out of memory while resolving" },
};

static void
settle_failure(struct name *name, int status)
{
	name->count = 0;
	for (size_t i = 0; i < ARRAY_LEN(failures); i++) {
		if (failures[i].status == status) {
			settle(name, failures[i].failure_class,
			    failures[i].reason);
			return;
		}
	}
	settle(name, CLASS_DNS_SERVER, ares_strerror(status));
}

static void
on_result(void *arg, int status, int timeouts, struct ares_addrinfo *result)
{
	struct name *name = arg;

	(void)timeouts;
	name->asked = false;
	/* The channel goes: follow_system asks again, or all is over. */
	if (status == ARES_EDESTRUCTION)
		return;
	if (status != ARES_SUCCESS) {
		/* Not where the deadline has already said it. */
		if (name->state == NAME_LOOKING)
			settle_failure(name, status);
		return;
	}
	take_addresses(name, result);
	ares_freeaddrinfo(result);
	if (name->count > 0)
		settle(name, CLASS_NONE, NULL);
	else
		settle_failure(name, ARES_ENODATA);
}

static void
on_deadline(evutil_socket_t fd, short what, void *arg)
{
	struct name *name = arg;

	(void)fd;
	(void)what;
	settle_failure(name, ARES_ETIMEOUT);
}

static void
look_up(struct name *name)
{
	struct resolver *resolver = name->resolver;
	struct ares_addrinfo_hints hints = { .ai_family = AF_UNSPEC,
		/* one node an address, not one a socket type */
		.ai_socktype = SOCK_STREAM };

	name->state = NAME_LOOKING;
	event_add(name->deadline,
	    &(struct timeval){ .tv_sec = TIMEOUT_RESOLVE_MS / 1000 });
	if (name->asked)
		return; /* the answer to the last time may still come */
	name->asked = true;
	ares_getaddrinfo(resolver->channel, name->text, NULL, &hints, on_result,
	    name);
	arm_timer(resolver);
}

static void
free_name(struct name *name)
{
	HASH_DEL(name->resolver->names, name);
	event_free(name->deadline);
	free(name->addresses);
	free(name->text);
	free(name);
}

/* A full cache forgets all that nobody waits for. */
static void
make_room(struct resolver *resolver)
{
	struct name *name, *next;

	if (HASH_COUNT(resolver->names) < LIMIT_NAMES)
		return;
	HASH_ITER(hh, resolver->names, name, next) {
		if (name->state == NAME_KNOWN && !name->asked &&
		    name->told == 0)
			free_name(name);
	}
}

static struct name *
find_or_add(struct resolver *resolver, const char *text)
{
	struct name *name;

	HASH_FIND_STR(resolver->names, text, name);
	if (name != NULL)
		return name;
	make_room(resolver);
	name = xcalloc(1, sizeof(*name));
	name->resolver = resolver;
	name->text = xstrdup(text);
	name->deadline = evtimer_new(resolver->base, on_deadline, name);
	TAILQ_INIT(&name->waiting);
	HASH_ADD_KEYPTR(hh, resolver->names, name->text, strlen(text), name);
	return name;
}

/* ---- questions ------------------------------------------------------------- */

static void
answer(struct resolve_question *question)
{
	struct name *name = question->name;

	question->done(
	    &(struct resolve_answer){
		.failure_class = name->failure_class,
		.reason = name->reason,
		.addresses = name->addresses,
		.count = name->count,
	    },
	    question->arg);
	free(question);
	/* Only now: until here the addresses must not be dropped. */
	name->told--;
}

static void
on_turn(evutil_socket_t fd, short what, void *arg)
{
	struct resolver *resolver = arg;
	struct resolve_question *question;

	(void)fd;
	(void)what;
	while ((question = TAILQ_FIRST(&resolver->answered)) != NULL) {
		TAILQ_REMOVE(&resolver->answered, question, link);
		answer(question);
	}
}

struct resolve_question *
resolver_ask(struct resolver *resolver, const char *name, resolve_done done,
    void *arg)
{
	struct resolve_question *question = xcalloc(1, sizeof(*question));

	follow_system(resolver);
	question->name = find_or_add(resolver, name);
	question->done = done;
	question->arg = arg;
	question->list = &question->name->waiting;
	TAILQ_INSERT_TAIL(question->list, question, link);
	if (question->name->state == NAME_LOOKING)
		return question;
	if (question->name->state == NAME_KNOWN &&
	    clock_mono_ms(resolver->clock) < question->name->expires_mono_ms)
		tell_all(question->name);
	else
		look_up(question->name);
	return question;
}

void
resolve_cancel(struct resolve_question *question)
{
	if (question->list != &question->name->waiting)
		question->name->told--;
	TAILQ_REMOVE(question->list, question, link);
	free(question);
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

struct resolver *
resolver_new(struct event_base *base, const char **servers, size_t server_count,
    const struct clock *clock, struct error *err)
{
	struct resolver *resolver = xcalloc(1, sizeof(*resolver));

	resolver->base = base;
	resolver->clock = clock;
	resolver->servers = join_servers(servers, server_count);
	resolver->timer = evtimer_new(base, on_timer, resolver);
	resolver->turn = evtimer_new(base, on_turn, resolver);
	TAILQ_INIT(&resolver->answered);
	LIST_INIT(&resolver->sockets);
	(void)system_file_changed(resolver); /* from now on */
	if (!open_channel(resolver, err)) {
		resolver_free(resolver);
		return NULL;
	}
	return resolver;
}

static void
drop_questions(struct question_list *list)
{
	while (!TAILQ_EMPTY(list))
		resolve_cancel(TAILQ_FIRST(list));
}

void
resolver_free(struct resolver *resolver)
{
	struct name *name, *next;

	if (resolver == NULL)
		return;
	drop_questions(&resolver->answered);
	if (resolver->channel != NULL)
		ares_destroy(resolver->channel);
	HASH_ITER(hh, resolver->names, name, next) {
		drop_questions(&name->waiting);
		free_name(name);
	}
	while (!LIST_EMPTY(&resolver->sockets))
		forget_socket(LIST_FIRST(&resolver->sockets));
	event_free(resolver->timer);
	event_free(resolver->turn);
	free(resolver->servers);
	free(resolver);
}
