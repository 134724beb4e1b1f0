/*
 * The life of a delivery: taken from the outbox, attempted, its end stored.
 *
 * An attempt is counted in the database before it begins and its result is
 * stored after it has ended; between the two a crash leaves a delivery that is
 * attempted again under the same key. One attempt a hook at a time, a few hooks
 * side by side. What follows a failure, notify/retry.c decides.
 */
#include "daemon/daemon.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

#include <event2/event.h>
#include <event2/util.h>

#include "daemon/store_thread.h"
#include "limits.h"
#include "log.h"
#include "memory.h"
#include "notify.h"

struct attempt;

/* What one visit to the outbox brought; lives until its last attempt is
 * stored. */
struct take_job {
	struct store_job job; /* first: the thread's handle */
	struct daemon *daemon;
	struct setup *setup; /* one use: the hooks are its configuration's */
	struct store_take take;
	struct arena arena; /* of the policies and what was taken */
	struct delivery deliveries[LIMIT_HOOK_PARALLEL];
	size_t count;
	int64_t next_at;
	int64_t policy_at; /* when a hook's policy says otherwise */
	size_t left;       /* attempts that still need this */
};

struct attempt {
	struct store_job job; /* first: the thread's handle, for its end */
	struct take_job *batch;
	struct delivery *delivery;
	const struct hook *hook; /* NULL: not configured any more */
	struct notification *notification;
	struct delivery_result result;
	struct retry_verdict verdict;
	struct hook_state hook_state; /* after it */
	struct event *again;          /* set while its end waits to be stored */
	TAILQ_ENTRY(attempt) ending;
};

struct delivering {
	struct event *timer;
	bool taking; /* a visit to the outbox is under way */
	bool again;  /* something came due during it */
	bool looked; /* at least one visit found nothing more to do now */
	struct attempt *running[LIMIT_HOOK_PARALLEL];
	size_t running_count;
	/* Attempts that have ended and whose end is not stored yet. */
	TAILQ_HEAD(, attempt) ending;
};

/* ---- the end of an attempt ------------------------------------------------ */

/* At most one of a kind, a hook and a day; never of the hook that would have to
 * carry it. */
static bool
tell(struct store *store, const struct attempt *attempt, const char *kind,
    struct error *err)
{
	const char *health_hook =
	    attempt->batch->setup->configuration->health_hook;
	struct store_notice notice = {
		.hook = health_hook,
		.kind = kind,
		.subject = attempt->delivery->hook,
		.about = slice_of(attempt->result.reason),
		.now_at = clock_now_at(attempt->batch->daemon->clock),
	};
	bool added;

	if (health_hook == NULL ||
	    slice_eq(slice_of(health_hook), notice.subject))
		return true;
	return store_notice_add(store, &notice, &added, err);
}

static bool
tell_end(struct store *store, const struct attempt *attempt, struct error *err)
{
	if (attempt->hook_state.disabled &&
	    !tell(store, attempt, "hook-disabled", err))
		return false;
	if (attempt->hook_state.open_until_at > 0 &&
	    !tell(store, attempt, "hook-failing", err))
		return false;
	return attempt->verdict.state != DELIVERY_DEAD ||
	    tell(store, attempt, "hook-dead-letter", err);
}

static bool
run_end(struct store *store, struct store_job *job, struct error *err)
{
	struct attempt *attempt = (struct attempt *)job;
	struct store_delivery_end end = {
		.delivery = attempt->delivery->id,
		.state = attempt->verdict.state,
		.result = &attempt->result,
		.not_before_at = attempt->verdict.not_before_at,
		.now_at = clock_now_at(attempt->batch->daemon->clock),
		.hook = attempt->hook == NULL ? NULL : &attempt->hook_state,
	};

	return store_delivery_end(store, &end, err) &&
	    tell_end(store, attempt, err);
}

static void
batch_release(struct take_job *batch)
{
	assert(batch->left > 0);
	if (--batch->left > 0)
		return;
	arena_finish(&batch->arena);
	setup_release(batch->setup);
	free(batch);
}

static void
attempt_free(struct attempt *attempt)
{
	if (attempt->again != NULL)
		event_free(attempt->again);
	batch_release(attempt->batch);
	free(attempt);
}

static void
on_again(evutil_socket_t fd, short what, void *arg)
{
	struct attempt *attempt = arg;

	(void)fd;
	(void)what;
	store_thread_post(attempt->batch->daemon->store, &attempt->job);
}

/* The database refused: what became of the hook is known only here, so it is
 * asked again and again to keep it. */
static void
end_later(struct attempt *attempt)
{
	struct daemon *daemon = attempt->batch->daemon;
	struct timeval delay = { .tv_sec = RETRY_STORE_S };

	log_message(LOG_LEVEL_ERROR,
	    "delivery key=%s reason=\"cannot store its end: %s\"",
	    attempt->delivery->key, attempt->job.error.text);
	if (attempt->again == NULL)
		attempt->again = evtimer_new(daemon->base, on_again, attempt);
	if (attempt->again != NULL && daemon->phase != PHASE_STOPPED)
		event_add(attempt->again, &delay);
}

static void
end_done(struct store_job *job)
{
	struct attempt *attempt = (struct attempt *)job;
	struct daemon *daemon = attempt->batch->daemon;

	if (!job->ok) {
		end_later(attempt);
		return;
	}
	TAILQ_REMOVE(&daemon->delivering->ending, attempt, ending);
	attempt_free(attempt);
	daemon_check_end(daemon);
}

static void
log_attempt(const struct attempt *attempt)
{
	const struct delivery *delivery = attempt->delivery;
	bool ok = attempt->result.verdict == DELIVERY_OK;
	struct log_line line;

	log_begin(&line, ok ? LOG_LEVEL_INFO : LOG_LEVEL_WARNING, "delivery");
	log_text(&line, "hook", delivery->hook);
	log_text(&line, "topic", delivery->topic);
	log_int(&line, "article", delivery->article.id);
	log_string(&line, "key", delivery->key);
	log_string(&line, "state", delivery_state_name(attempt->verdict.state));
	log_int(&line, "attempt", delivery->attempts);
	log_int(&line, "status", attempt->result.status);
	if (!ok)
		log_string(&line, "reason", attempt->result.reason);
	log_int(&line, "dur_ms", attempt->result.duration_ms);
	log_end(&line);
}

static void
attempt_end(struct attempt *attempt)
{
	struct daemon *daemon = attempt->batch->daemon;

	log_attempt(attempt);
	attempt->job = (struct store_job){ .run = run_end, .done = end_done };
	TAILQ_INSERT_TAIL(&daemon->delivering->ending, attempt, ending);
	store_thread_post(daemon->store, &attempt->job);
	/* In the queue behind the end: one transaction holds both. */
	delivering_pump(daemon);
}

static void
forget_running(struct delivering *delivering, const struct attempt *attempt)
{
	size_t i = 0;

	while (delivering->running[i] != attempt)
		i++;
	delivering->running[i] =
	    delivering->running[--delivering->running_count];
}

static void
on_notified(const struct delivery_result *result, void *arg)
{
	struct attempt *attempt = arg;
	struct daemon *daemon = attempt->batch->daemon;
	struct breaker breaker;
	uint32_t random;

	evutil_secure_rng_get_bytes(&random, sizeof(random));
	forget_running(daemon->delivering, attempt);
	attempt->result = *result;
	breaker = notify_breaker(attempt->delivery->hook_failures, result,
	    clock_now_at(daemon->clock));
	attempt->hook_state = (struct hook_state){ breaker.failures,
		breaker.open_until_at, breaker.disabled };
	attempt->verdict = notify_retry(result, attempt->delivery->attempts,
	    clock_now_at(daemon->clock), random);
	attempt_end(attempt);
}

/* ---- its beginning --------------------------------------------------------- */

/* A hook that the configuration no longer has: a dead letter with that reason,
 * which a person may retry when it is back. */
static void
attempt_refuse(struct attempt *attempt)
{
	attempt->result = (struct delivery_result){
		.verdict = DELIVERY_PERMANENT,
		.status = -1,
		.reason = "no hook of this name is configured",
	};
	attempt->verdict.state = DELIVERY_DEAD;
	attempt_end(attempt);
}

/* Taken while the daemon began to drain: it waits for the next start. */
static void
attempt_put_back(struct attempt *attempt)
{
	attempt->result = (struct delivery_result){
		.verdict = DELIVERY_RETRY,
		.status = -1,
		.reason = "crierd was stopping",
	};
	attempt->hook = NULL; /* it says nothing of the hook */
	attempt->verdict.state = DELIVERY_WAITING;
	attempt->verdict.not_before_at = clock_now_at(
	    attempt->batch->daemon->clock);
	attempt_end(attempt);
}

static void
attempt_begin(struct take_job *batch, struct delivery *delivery)
{
	struct daemon *daemon = batch->daemon;
	struct delivering *delivering = daemon->delivering;
	struct attempt *attempt = xcalloc(1, sizeof(*attempt));
	char *name = slice_to_string(delivery->hook);

	attempt->batch = batch;
	attempt->delivery = delivery;
	attempt->hook = configuration_hook(batch->setup->configuration, name);
	free(name);
	if (daemon->phase != PHASE_RUNNING) {
		attempt_put_back(attempt);
		return;
	}
	if (attempt->hook == NULL) {
		attempt_refuse(attempt);
		return;
	}
	assert(delivering->running_count < LIMIT_HOOK_PARALLEL);
	delivering->running[delivering->running_count++] = attempt;
	attempt->notification = notify_start(daemon->notifier, attempt->hook,
	    delivery, on_notified, attempt);
}

/* ---- visits to the outbox --------------------------------------------------- */

static bool
run_take(struct store *store, struct store_job *job, struct error *err)
{
	struct take_job *batch = (struct take_job *)job;

	return store_deliveries_take(store, &batch->take, &batch->arena,
	    batch->deliveries, &batch->count, &batch->next_at, err);
}

static void
set_timer(struct daemon *daemon, int64_t next_at)
{
	int64_t wait_s = next_at - clock_now_at(daemon->clock);
	struct timeval delay = { 0 };

	if (next_at == INT64_MAX)
		return;
	if (wait_s > TIMER_LONGEST_MS / 1000)
		wait_s = TIMER_LONGEST_MS / 1000;
	delay.tv_sec = wait_s < 0 ? 0 : wait_s;
	event_add(daemon->delivering->timer, &delay);
}

static void
take_done(struct store_job *job)
{
	struct take_job *batch = (struct take_job *)job;
	struct daemon *daemon = batch->daemon;
	struct delivering *delivering = daemon->delivering;
	size_t count = job->ok ? batch->count : 0;
	bool again = delivering->again;

	delivering->taking = false;
	delivering->again = false;
	if (!job->ok) {
		log_message(LOG_LEVEL_ERROR, "outbox reason=\"%s\"",
		    job->error.text);
		batch->next_at = clock_now_at(daemon->clock) + RETRY_STORE_S;
	}
	if (daemon->phase == PHASE_STOPPED)
		count = 0; /* they wait again after the next start */
	delivering->looked = count == 0 && !again;
	batch->left = count + 1;
	for (size_t i = 0; i < count; i++)
		attempt_begin(batch, &batch->deliveries[i]);
	if (again)
		delivering_pump(daemon);
	else
		set_timer(daemon,
		    batch->next_at < batch->policy_at ? batch->next_at
						      : batch->policy_at);
	batch_release(batch);
	daemon_check_end(daemon);
}

static bool
is_busy(const struct delivering *delivering, const struct hook *hook)
{
	for (size_t i = 0; i < delivering->running_count; i++)
		if (strcmp(delivering->running[i]->hook->name, hook->name) == 0)
			return true;
	return false;
}

/* What each hook may have now. Without memory for that none is named, and all
 * may have what waits. */
static void
name_policies(struct take_job *batch)
{
	const struct configuration *configuration = batch->setup->configuration;
	struct store_take_hook *hooks = arena_alloc_array(&batch->arena,
	    configuration->hook_count, sizeof(*hooks));

	batch->policy_at = INT64_MAX;
	batch->take.hooks = hooks;
	for (size_t i = 0; hooks != NULL && i < configuration->hook_count;
	     i++) {
		const struct hook *hook = &configuration->hooks[i];
		struct policy_now policy = notify_policy(&hook->policy,
		    batch->take.now_at);

		hooks[batch->take.hook_count++] = (struct store_take_hook){
			.name = hook->name,
			.skip = policy.skip ||
			    is_busy(batch->daemon->delivering, hook),
			.together = policy.together,
			.created_before_at = policy.created_before_at,
			.per_hour = hook->policy.per_hour,
		};
		if (policy.changes_at < batch->policy_at)
			batch->policy_at = policy.changes_at;
	}
}

void
delivering_pump(struct daemon *daemon)
{
	struct delivering *delivering = daemon->delivering;
	struct take_job *batch;

	if (daemon->phase != PHASE_RUNNING)
		return;
	if (delivering->taking) {
		delivering->again = true;
		return;
	}
	if (delivering->running_count == LIMIT_HOOK_PARALLEL)
		return; /* the next end pumps again */
	delivering->taking = true;
	batch = xcalloc(1, sizeof(*batch));
	batch->job = (struct store_job){ .run = run_take, .done = take_done };
	batch->daemon = daemon;
	batch->setup = daemon->setup;
	setup_use(batch->setup);
	arena_init(&batch->arena, LIMIT_TAKE_BYTES);
	batch->take = (struct store_take){
		.now_at = clock_now_at(daemon->clock),
		.max = LIMIT_HOOK_PARALLEL - delivering->running_count,
	};
	name_policies(batch);
	store_thread_post(daemon->store, &batch->job);
}

static void
on_timer(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	delivering_pump(arg);
}

bool
delivering_start(struct daemon *daemon, struct error *err)
{
	daemon->delivering = xcalloc(1, sizeof(*daemon->delivering));
	TAILQ_INIT(&daemon->delivering->ending);
	daemon->delivering->timer = evtimer_new(daemon->base, on_timer, daemon);
	if (daemon->delivering->timer == NULL)
		return error_set(err, ERROR_MEMORY, "cannot make a timer");
	delivering_pump(daemon);
	return true;
}

bool
delivering_is_idle(const struct daemon *daemon)
{
	const struct delivering *delivering = daemon->delivering;

	return delivering->running_count == 0 &&
	    TAILQ_EMPTY(&delivering->ending) && !delivering->taking &&
	    (delivering->looked || daemon->phase != PHASE_RUNNING);
}

/* What still runs is killed; it stays running in the database and is attempted
 * again after the next start. */
void
delivering_stop(struct daemon *daemon)
{
	struct delivering *delivering = daemon->delivering;
	struct attempt *attempt;

	if (delivering == NULL)
		return;
	while (delivering->running_count > 0) {
		attempt = delivering->running[--delivering->running_count];

		notify_cancel(attempt->notification);
		attempt_free(attempt);
	}
	while ((attempt = TAILQ_FIRST(&delivering->ending)) != NULL) {
		TAILQ_REMOVE(&delivering->ending, attempt, ending);
		attempt_free(attempt);
	}
	if (delivering->timer != NULL)
		event_free(delivering->timer);
	free(delivering);
	daemon->delivering = NULL;
}
