/*
 * Readers on the event loop. Jobs wait in one queue; each reader is a small
 * machine:
 *
 *	STARTING ─ready─▶ IDLE ◀─ended── BUSY
 *	    │              │ └───job─────▶│
 *	    │              │ idle, old    │ lost, broken, too late
 *	    │              ▼              │
 *	    │           ENDING            │
 *	    └──lost, late──┴──────────────┴──▶ buried
 *
 * reader_step is the one place where a reader changes its state. Starting one
 * and handing out jobs happens only in the pool's turn, which the loop calls:
 * so nothing happens inside reader_start, and a callback may start and cancel
 * jobs as it likes. Whether anything is handed out at all, mood.c decides.
 */
#include "reader.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/queue.h>

#include <event2/event.h>

#include "clock.h"
#include "limits.h"
#include "memory.h"
#include "reader/child.h"
#include "reader/mood.h"
#include "reader/sandbox.h"

enum reader_state {
	STATE_STARTING,
	STATE_IDLE,
	STATE_BUSY,
	STATE_ENDING
};

struct reader {
	struct reader_pool *pool;
	enum reader_state state;
	struct child child;
	struct exchange exchange;
	struct event *readable, *writable, *timer; /* owned */
	struct reader_job *job;                    /* of STATE_BUSY */
	int jobs;                                  /* begun */
	TAILQ_ENTRY(reader) in_pool;
};

struct reader_job {
	struct reader_pool *pool;
	struct reader_request request;
	reader_done done;
	void *arg;
	struct reader *reader; /* that works on it, or NULL */
	int64_t begun_mono_ms;
	TAILQ_ENTRY(reader_job) in_queue;
};

struct reader_pool {
	struct event_base *base; /* borrowed */
	int max;
	enum sandbox_mode mode;
	struct event *turn;            /* owned */
	TAILQ_HEAD(, reader) readers;  /* owned; all that live */
	TAILQ_HEAD(, reader_job) jobs; /* owned; those that wait */
	struct mood mood;
};

static void reader_step(struct reader *reader, enum exchange_news news,
    const struct error *err);

/* ---- callbacks ------------------------------------------------------------- */

static void
on_readable(evutil_socket_t socket, short what, void *arg)
{
	struct reader *reader = arg;
	struct error err;
	enum exchange_news news = exchange_receive(&reader->exchange, &err);

	(void)socket;
	(void)what;
	if (news != EXCHANGE_WAITS)
		reader_step(reader, news, &err);
}

/* Sends what can be sent and sees to it that the rest will be. A loss shows
 * itself to on_readable as well, after the reader's last words. */
static void
send_some(struct reader *reader)
{
	if (exchange_send(&reader->exchange) != EXCHANGE_LOST &&
	    exchange_has_to_send(&reader->exchange))
		event_add(reader->writable, NULL);
}

static void
on_writable(evutil_socket_t socket, short what, void *arg)
{
	(void)socket;
	(void)what;
	send_some(arg);
}

static void
on_timer(evutil_socket_t socket, short what, void *arg)
{
	static const struct error none = { .kind = ERROR_NONE };

	(void)socket;
	(void)what;
	reader_step(arg, EXCHANGE_LATE, &none);
}

static void
set_timer(struct reader *reader, int64_t ms)
{
	struct timeval wait = { ms / 1000, ms % 1000 * 1000 };

	event_add(reader->timer, &wait);
}

/* ---- jobs ------------------------------------------------------------------ */

/* The loop will look at the queue. */
static void
wake(struct reader_pool *pool)
{
	event_active(pool->turn, EV_TIMEOUT, 0);
}

/* Ends a job that is in no list. Its callback may do anything to the pool:
 * nothing of ours may follow. */
static void
complete(struct reader_job *job, struct reader_result *result)
{
	reader_done done = job->done;
	void *arg = job->arg;

	if (job->begun_mono_ms != 0)
		result->duration_ms = clock_mono_ms(clock_real()) -
		    job->begun_mono_ms;
	mood_note(&job->pool->mood, job->request.source, result);
	wake(job->pool);
	free(job);
	done(result, arg);
}

static struct reader_job *
take_oldest(struct reader_pool *pool)
{
	struct reader_job *job = TAILQ_FIRST(&pool->jobs);

	TAILQ_REMOVE(&pool->jobs, job, in_queue);
	return job;
}

static void
begin_job(struct reader *reader, struct reader_job *job)
{
	job->reader = reader;
	job->begun_mono_ms = clock_mono_ms(clock_real());
	reader->job = job;
	reader->jobs++;
	reader->state = STATE_BUSY;
	child_give_job(&reader->child, &reader->exchange, &job->request);
	set_timer(reader, child_wall_ms(&job->request));
	send_some(reader);
}

/* ---- readers --------------------------------------------------------------- */

/* Before its socket is closed. */
static void
unwatch(struct reader *reader)
{
	struct event **events[] = { &reader->readable, &reader->writable,
		&reader->timer };

	for (size_t i = 0; i < ARRAY_LEN(events); i++) {
		if (*events[i] != NULL)
			event_free(*events[i]);
		*events[i] = NULL;
	}
}

/* Once it is in no list. */
static void
end_reader(struct reader *reader)
{
	char sentence[sizeof(((struct reader_result *)NULL)->reason)];

	unwatch(reader);
	if (reader->child.pid != 0)
		child_bury(&reader->child, sentence, sizeof(sentence));
	exchange_finish(&reader->exchange);
	free(reader);
}

static void
remove_reader(struct reader *reader)
{
	TAILQ_REMOVE(&reader->pool->readers, reader, in_pool);
	end_reader(reader);
}

static bool
watch(struct reader *reader, struct error *err)
{
	struct event_base *base = reader->pool->base;
	int socket = reader->child.socket;

	reader->readable = event_new(base, socket, EV_READ | EV_PERSIST,
	    on_readable, reader);
	reader->writable = event_new(base, socket, EV_WRITE, on_writable,
	    reader);
	reader->timer = event_new(base, -1, 0, on_timer, reader);
	if (reader->readable == NULL || reader->writable == NULL ||
	    reader->timer == NULL || event_add(reader->readable, NULL) != 0)
		return error_set(err, ERROR_UNAVAILABLE,
		    "no events for a reader");
	return true;
}

static bool
start_reader(struct reader_pool *pool, struct error *err)
{
	struct reader *reader;
	struct child child;

	if (!child_spawn(&child, err))
		return false;
	reader = xcalloc(1, sizeof(*reader));
	reader->pool = pool;
	reader->child = child;
	reader->state = STATE_STARTING;
	exchange_init(&reader->exchange, child.socket);
	TAILQ_INSERT_TAIL(&pool->readers, reader, in_pool);
	if (!watch(reader, err)) {
		remove_reader(reader);
		return false;
	}
	set_timer(reader, LIMIT_READER_START_MS);
	exchange_greet(&reader->exchange, pool->mode);
	send_some(reader);
	return true;
}

static int
count_readers(const struct reader_pool *pool, enum reader_state state)
{
	const struct reader *reader;
	int count = 0;

	TAILQ_FOREACH(reader, &pool->readers, in_pool)
		count += reader->state == state;
	return count;
}

static int
count_living(const struct reader_pool *pool)
{
	return count_readers(pool, STATE_STARTING) +
	    count_readers(pool, STATE_IDLE) + count_readers(pool, STATE_BUSY);
}

/* Tells it to end, and waits for that a moment. */
static void
dismiss(struct reader *reader)
{
	reader->state = STATE_ENDING;
	child_dismiss(&reader->child);
	set_timer(reader, LIMIT_READER_END_MS);
}

static void
rest(struct reader *reader)
{
	reader->state = STATE_IDLE;
	set_timer(reader, LIMIT_READER_IDLE_MS);
	wake(reader->pool);
}

/* Without a reader that lives the oldest job cannot be done; with one it can,
 * if later, and the next attempt to start another comes with the next turn. In
 * a pause it waits like the others. */
static void
refuse_oldest(struct reader_pool *pool, const struct error *err)
{
	struct reader_result result = { .status = READER_UNAVAILABLE };

	if (TAILQ_EMPTY(&pool->jobs) || count_living(pool) > 0 ||
	    pool->mood.pause.mood == READERS_PAUSE)
		return;
	snprintf(result.reason, sizeof(result.reason), "%.*s",
	    (int)sizeof(result.reason) - 1, err->text);
	complete(take_oldest(pool), &result);
}

static void
fail_start(struct reader *reader, enum exchange_news news,
    const struct error *broken)
{
	struct reader_pool *pool = reader->pool;
	struct error err = *broken;

	unwatch(reader);
	child_fail_start(&reader->child, news, &reader->exchange, &err);
	remove_reader(reader);
	refuse_oldest(pool, &err);
}

/* A reader is renewed after many jobs, and after one for which its memory was
 * not enough, for nobody knows what is left of it. */
static void
finish_job(struct reader *reader)
{
	struct reader_job *job = reader->job;
	struct reader_result result = { .status = READER_OK };

	exchange_result(&reader->exchange, &result);
	reader->job = NULL;
	if (reader->jobs >= LIMIT_READER_JOBS || result.status == READER_FAILED)
		dismiss(reader);
	else
		rest(reader);
	complete(job, &result);
}

static void
fail_job(struct reader *reader, enum exchange_news news,
    const struct error *err)
{
	struct reader_job *job = reader->job;
	struct reader_result result = { .status = READER_KILLED };

	unwatch(reader);
	child_fail_job(&reader->child, news, err, &result);
	remove_reader(reader);
	complete(job, &result);
}

static void
reader_step(struct reader *reader, enum exchange_news news,
    const struct error *err)
{
	switch (reader->state) {
	case STATE_STARTING:
		if (news == EXCHANGE_READY &&
		    reader->exchange.ready.problem[0] == '\0')
			rest(reader);
		else
			fail_start(reader, news, err);
		break;
	case STATE_IDLE:
		if (news == EXCHANGE_LATE)
			dismiss(reader);
		else
			remove_reader(reader);
		break;
	case STATE_BUSY:
		if (news == EXCHANGE_ENDED)
			finish_job(reader);
		else
			fail_job(reader, news, err);
		break;
	case STATE_ENDING:
		remove_reader(reader);
		break;
	}
}

/* ---- the turn -------------------------------------------------------------- */

static struct reader *
find_idle(const struct reader_pool *pool)
{
	struct reader *reader;

	TAILQ_FOREACH(reader, &pool->readers, in_pool)
		if (reader->state == STATE_IDLE)
			return reader;
	return NULL;
}

/* How many readers may live. */
static int
most_readers(const struct reader_pool *pool)
{
	return pool->mood.pause.mood == READERS_PROBE ? 1 : pool->max;
}

/* One for each job that no reader which is starting will take. */
static bool
start_readers(struct reader_pool *pool, struct error *err)
{
	int room = most_readers(pool) - count_living(pool);
	int wanted = -count_readers(pool, STATE_STARTING);
	const struct reader_job *job;

	TAILQ_FOREACH(job, &pool->jobs, in_queue)
		wanted++;
	for (; wanted > 0 && room > 0; wanted--, room--)
		if (!start_reader(pool, err))
			return false;
	return true;
}

/* Whether another job may be begun now. */
static bool
may_begin(const struct reader_pool *pool)
{
	switch (pool->mood.pause.mood) {
	case READERS_WORK:
		return true;
	case READERS_PROBE:
		return count_readers(pool, STATE_BUSY) == 0;
	case READERS_PAUSE:
		break;
	}
	return false;
}

static void
on_turn(evutil_socket_t socket, short what, void *arg)
{
	struct reader_pool *pool = arg;
	struct reader_result result;
	struct reader *idle;
	struct error err;

	(void)socket;
	(void)what;
	mood_tell(&pool->mood);
	while (!TAILQ_EMPTY(&pool->jobs) && may_begin(pool) &&
	    (idle = find_idle(pool)) != NULL) {
		struct reader_job *job = take_oldest(pool);

		result = (struct reader_result){ .status = READER_FAILED };
		if (!child_accepts(&job->request, &result)) {
			complete(job, &result);
			return; /* the rest in the next turn */
		}
		begin_job(idle, job);
	}
	if (may_begin(pool) && !start_readers(pool, &err))
		refuse_oldest(pool, &err);
}

/* ---- the face -------------------------------------------------------------- */

struct reader_pool *
reader_pool_new(struct event_base *base, int count, enum sandbox_mode mode,
    struct error *err)
{
	struct reader_pool *pool;

	assert(count > 0);
	if (!sandbox_check(mode, err))
		return NULL;
	pool = xcalloc(1, sizeof(*pool));
	pool->base = base;
	pool->max = count;
	pool->mode = mode;
	TAILQ_INIT(&pool->readers);
	TAILQ_INIT(&pool->jobs);
	pool->turn = event_new(base, -1, 0, on_turn, pool);
	if (pool->turn == NULL)
		error_set(err, ERROR_MEMORY, "no memory for readers");
	else if (mood_init(&pool->mood, base, pool->turn, err))
		return pool;
	reader_pool_free(pool);
	return NULL;
}

struct readers_health
reader_pool_health(const struct reader_pool *pool)
{
	return mood_health(&pool->mood);
}

void
reader_pool_watch(struct reader_pool *pool, void (*changed)(void *arg),
    void *arg)
{
	pool->mood.changed = changed;
	pool->mood.arg = arg;
}

void
reader_pool_free(struct reader_pool *pool)
{
	struct reader_job *job, *next_job;
	struct reader *reader, *next;

	if (pool == NULL)
		return;
	for (reader = TAILQ_FIRST(&pool->readers); reader != NULL;
	     reader = next) {
		next = TAILQ_NEXT(reader, in_pool);
		free(reader->job);
		end_reader(reader);
	}
	for (job = TAILQ_FIRST(&pool->jobs); job != NULL; job = next_job) {
		next_job = TAILQ_NEXT(job, in_queue);
		free(job);
	}
	if (pool->turn != NULL)
		event_free(pool->turn);
	mood_finish(&pool->mood);
	free(pool);
}

struct reader_job *
reader_start(struct reader_pool *pool, const struct reader_request *request,
    reader_done done, void *arg)
{
	struct reader_job *job = xcalloc(1, sizeof(*job));

	job->pool = pool;
	job->request = *request;
	job->done = done;
	job->arg = arg;
	TAILQ_INSERT_TAIL(&pool->jobs, job, in_queue);
	wake(pool);
	return job;
}

void
reader_cancel(struct reader_job *job)
{
	struct reader_pool *pool = job->pool;

	/* It holds bytes that are no longer ours to lend. */
	if (job->reader != NULL)
		remove_reader(job->reader);
	else
		TAILQ_REMOVE(&pool->jobs, job, in_queue);
	free(job);
	wake(pool);
}

size_t
reader_pool_pids(const struct reader_pool *pool, int *pids, size_t max)
{
	const struct reader *reader;
	size_t count = 0;

	TAILQ_FOREACH(reader, &pool->readers, in_pool)
		if (count < max)
			pids[count++] = reader->child.pid;
	return count;
}
