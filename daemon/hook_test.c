/*
 * "hooks.test": runs a hook once with the payload of a stored article, without
 * a row in the outbox: nothing is counted, nothing is repeated.
 *
 * The key is new for each test, for a hook that remembers keys must not take
 * the second test for a repetition of the first, nor for a real delivery.
 */
#include <stdio.h>
#include <stdlib.h>

#include <event2/util.h>

#include "daemon/peer.h"
#include "daemon/task.h"
#include "hash.h"
#include "limits.h"
#include "memory.h"
#include "notify.h"

struct hook_test {
	struct task task;     /* first: what the server's list holds */
	struct store_job job; /* reads the article */
	struct setup *setup;  /* held: hook is of its configuration */
	const struct hook *hook;
	int64_t id;
	struct arena arena;
	struct article article; /* in arena */
	bool found;
	struct delivery delivery;
	struct notification *notification; /* while it runs */
};

static void
hook_test_free(struct hook_test *test)
{
	struct server *server = test->task.server;

	TAILQ_REMOVE(&server->hook_tests, &test->task, next);
	server->calls->release(test->setup);
	arena_finish(&test->arena);
	free(test);
}

static void
hook_test_fail(struct hook_test *test, const struct error *err)
{
	task_fail(&test->task, err);
	hook_test_free(test);
}

/* ---- the hook -------------------------------------------------------------------------- */

static const char *
verdict_name(enum delivery_verdict verdict)
{
	static const char *const names[] = {
		[DELIVERY_OK] = "ok",
		[DELIVERY_RETRY] = "again-later",
		[DELIVERY_PERMANENT] = "never-again",
	};

	return names[verdict];
}

static void
on_notified(const struct delivery_result *notified, void *arg)
{
	struct hook_test *test = arg;
	json_t *result = json_pack("{s:s, s:i, s:I, s:s}", "verdict",
	    verdict_name(notified->verdict), "status", notified->status,
	    "dur_ms", (json_int_t)notified->duration_ms, "key",
	    test->delivery.key);

	if (notified->verdict != DELIVERY_OK)
		json_object_set_new(result, "reason",
		    control_text(notified->reason));
	test->notification = NULL;
	task_succeed(&test->task, result);
	hook_test_free(test);
}

static void
make_key(char key[DELIVERY_KEY + 1])
{
	unsigned char digest[HASH_SHA256_SIZE];

	evutil_secure_rng_get_bytes(digest, sizeof(digest));
	hash_base32(digest, DELIVERY_KEY, key);
}

static void
start_hook(struct hook_test *test, struct notifier *notifier)
{
	int64_t now_at = clock_now_at(test->task.server->daemon->clock);

	test->delivery = (struct delivery){
		.state = DELIVERY_RUNNING,
		.attempts = 1,
		.created_at = now_at,
		.not_before_at = now_at,
		.last_status = -1,
		.topic = SLICE("test"),
		.topic_query = SLICE(""),
		.hook = slice_of(test->hook->name),
		.event = EVENT_NEW,
		.article = test->article,
	};
	make_key(test->delivery.key);
	test->notification = notify_start(notifier, test->hook, &test->delivery,
	    on_notified, test);
}

/* ---- the article ------------------------------------------------------------------------ */

static struct hook_test *
test_of(struct store_job *job)
{
	return (
	    struct hook_test *)((char *)job - offsetof(struct hook_test, job));
}

static bool
run_read(struct store *store, struct store_job *job, struct error *err)
{
	struct hook_test *test = test_of(job);

	return store_get_article(store, test->id, &test->arena, &test->article,
	    &test->found, err);
}

static void
read_done(struct store_job *job)
{
	struct hook_test *test = test_of(job);
	struct server *server = test->task.server;
	struct notifier *notifier = server->calls->notifier(server->daemon);
	struct error err = job->error;

	if (job->ok && !test->found)
		error_set(&err, ERROR_INPUT, "there is no article %lld",
		    (long long)test->id);
	else if (job->ok &&
	    (notifier == NULL || server->daemon->phase != PHASE_RUNNING))
		error_set(&err, ERROR_UNAVAILABLE, "crierd runs no hooks now");
	else if (job->ok) {
		start_hook(test, notifier);
		return;
	}
	hook_test_fail(test, &err);
	server->calls->job_ended(server->daemon);
}

/* ---- life --------------------------------------------------------------------------------- */

void
hook_test_begin(struct peer *peer, json_t *request)
{
	const char *name = json_string_value(json_object_get(request, "hook"));
	struct server *server = peer->server;
	struct hook_test *test = xcalloc(1, sizeof(*test));
	const struct configuration *configuration;
	struct error err;

	task_begin(&test->task, peer, "hooks.test", request);
	TAILQ_INSERT_TAIL(&server->hook_tests, &test->task, next);
	test->setup = server->calls->hold(server->daemon, &configuration);
	test->hook = configuration_hook(configuration, name);
	test->id = json_integer_value(json_object_get(request, "id"));
	arena_init(&test->arena, LIMIT_STORED_ARTICLE);
	if (test->hook == NULL) {
		error_set(&err, ERROR_INPUT, "no hook \"%s\" is configured",
		    name);
		hook_test_fail(test, &err);
		return;
	}
	test->job = (struct store_job){ .run = run_read, .done = read_done };
	store_thread_post(server->daemon->store, &test->job);
}

void
hook_tests_stop(struct server *server)
{
	struct task *task, *next;

	for (task = TAILQ_FIRST(&server->hook_tests); task != NULL;
	     task = next) {
		struct hook_test *test = (struct hook_test *)task;

		next = TAILQ_NEXT(task, next);
		notify_cancel(test->notification);
		hook_test_free(test);
	}
}
