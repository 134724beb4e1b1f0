/*
 * The cache of names. A name is one entry however many ask for it; whoever asks
 * is a question in that entry's list until the answer is there, then in the
 * list of those to be told, which a timer of zero empties: nobody is ever
 * called from inside resolver_ask or from inside c-ares. Whether an address may
 * be used is not judged here.
 */
#include "net/resolve.h"

#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

#include <event2/event.h>
#define HASH_FUNCTION(key, length, value) \
	value = (unsigned)hash_fast((struct slice){ (key), (length) })
#include <uthash.h>

#include "compiler.h"
#include "hash.h"
#include "limits.h"
#include "memory.h"
#include "net/name_channel.h"

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

struct resolver {
	struct event_base *base;
	const struct clock *clock;
	struct name_channel *channel; /* owned */
	struct event *turn;           /* tells the questions in answered */
	struct question_list answered;
	struct name *names;
};

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
	name->state = NAME_LOOKING;
	event_add(name->deadline,
	    &(struct timeval){ .tv_sec = TIMEOUT_RESOLVE_MS / 1000 });
	if (name->asked)
		return; /* the answer to the last time may still come */
	name->asked = true;
	name_channel_ask(name->resolver->channel, name->text, on_result, name);
}

/* The lookups that ended with the old servers begin again with the new: those
 * of a laptop change several times a day. */
static void
follow_system(struct resolver *resolver)
{
	struct name *name, *next;

	if (!name_channel_follow_system(resolver->channel))
		return;
	HASH_ITER(hh, resolver->names, name, next) {
		if (name->state == NAME_LOOKING && !name->asked)
			look_up(name);
	}
}

/* NOLINTBEGIN(readability-function-size): the macros of uthash branch a lot */

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

/* NOLINTEND(readability-function-size) */

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

struct resolver *
resolver_new(struct event_base *base, const char **servers, size_t server_count,
    const struct clock *clock, struct error *err)
{
	struct resolver *resolver = xcalloc(1, sizeof(*resolver));

	resolver->base = base;
	resolver->clock = clock;
	resolver->turn = evtimer_new(base, on_turn, resolver);
	TAILQ_INIT(&resolver->answered);
	resolver->channel = name_channel_new(base, servers, server_count, err);
	if (resolver->channel == NULL) {
		resolver_free(resolver);
		return NULL;
	}
	return resolver;
}

static void
free_questions(struct question_list *list)
{
	struct resolve_question *question, *next;

	for (question = TAILQ_FIRST(list); question != NULL; question = next) {
		next = TAILQ_NEXT(question, link);
		free(question);
	}
}

void
resolver_free(struct resolver *resolver)
{
	struct name *name, *next;

	if (resolver == NULL)
		return;
	free_questions(&resolver->answered);
	name_channel_free(resolver->channel);
	HASH_ITER(hh, resolver->names, name, next) {
		free_questions(&name->waiting);
		free_name(name);
	}
	event_free(resolver->turn);
	free(resolver);
}
