/*
 * The life of a poll: due, marked, fetched, read, stored.
 *
 * One transition function, poll_step, through which everything passes that can
 * happen to a poll. Everything asynchronous answers later from the loop, so a
 * step never re-enters itself. What a feed's state becomes stands in
 * poll_state.c, when it is due in schedule/, what is stored in store/.
 */
#include "daemon/poll.h"

#include <assert.h>
#include <stdlib.h>

#include <event2/event.h>

#include "daemon/store_thread.h"
#include "fetch.h"
#include "limits.h"
#include "log.h"
#include "memory.h"

/*
 *  MARKING ─ok─▶ FETCHING ─200─▶ READING ─document, refusal─▶ STORING ─▶ DONE
 *     │             └──304, 200 unchanged, failure─────────────▶┘
 *     └─error, draining─▶ DONE (nothing was sent)
 *
 *  MARKING   the attempt is being stored (R17); nothing has been sent
 *  FETCHING  fetch is set
 *  READING   reading is set; result holds the body
 *  STORING   the verdict is made; the commit is queued
 *  DONE      poll_step frees it and starts what waited for its place
 */
enum poll_state {
	POLL_MARKING,
	POLL_FETCHING,
	POLL_READING,
	POLL_STORING,
	POLL_DONE
};

struct mark_job {
	struct store_job job; /* first: the thread's handle */
	struct poll *poll;
	struct store_attempt attempt;
};

struct commit_job {
	struct store_job job; /* first: the thread's handle */
	struct poll *poll;
	struct store_thread *thread;
	struct store_fetch fetch;
	struct feed_state state; /* strings: see poll_next_state */
	struct store_counts counts;
};

struct poll {
	struct daemon *daemon;
	struct feed_slot *slot;
	enum poll_state state;
	struct fetch *fetch;
	struct reader_job *job;
	struct fetch_result result;
	struct reader_result reading;
	bool was_read;
	struct poll_verdict verdict;
	struct mark_job mark;
	struct commit_job commit;
	struct poll *next_parked;
};

enum poll_event_kind {
	POLL_EVENT_MARKED,
	POLL_EVENT_FETCHED,
	POLL_EVENT_READ,
	POLL_EVENT_STORED,
	POLL_EVENT_DROPPED /* the daemon drains */
};
struct poll_event {
	enum poll_event_kind kind;
	struct fetch_result *result;
	struct reader_result *reading;
};

struct polling {
	struct event *timer;
	struct start_budget budget;
	size_t running;
	/* Feeds whose host was busy; asked again when any poll ends. */
	size_t *parked;
	size_t parked_count;
	size_t due_left; /* of --once */
};

static void poll_step(struct poll *poll, struct poll_event event);

static size_t
slot_index(const struct poll *poll)
{
	return (size_t)(poll->slot - poll->daemon->slots);
}

/* ---- stored before it is sent ------------------------------------------- */

static bool
run_mark(struct store *store, struct store_job *job, struct error *err)
{
	struct mark_job *mark = (struct mark_job *)job;

	return store_mark_attempts(store, &mark->attempt, 1, err);
}

static void
mark_done(struct store_job *job)
{
	struct mark_job *mark = (struct mark_job *)job;

	poll_step(mark->poll, (struct poll_event){ .kind = POLL_EVENT_MARKED });
}

static void
start_marking(struct poll *poll)
{
	const struct daemon *daemon = poll->daemon;
	int64_t now_at = clock_now_at(daemon->clock);
	int64_t floor_s = schedule_floor_s(poll->slot->feed,
	    daemon->configuration->interval_s);

	poll->state = POLL_MARKING;
	poll->mark = (struct mark_job){
		.job = { .run = run_mark, .done = mark_done },
		.poll = poll,
		.attempt = { poll->slot->state.id, now_at, now_at + floor_s },
	};
	poll->slot->state.attempt_at = now_at;
	poll->slot->state.next_at = now_at + floor_s;
	store_thread_post(daemon->store, &poll->mark.job);
}

/* ---- fetched and read ---------------------------------------------------- */

static void
on_fetched(struct fetch_result *result, void *arg)
{
	poll_step(arg,
	    (struct poll_event){ .kind = POLL_EVENT_FETCHED,
		.result = result });
}

static void
on_read(struct reader_result *reading, void *arg)
{
	poll_step(arg,
	    (struct poll_event){ .kind = POLL_EVENT_READ, .reading = reading });
}

static void
start_fetching(struct poll *poll)
{
	poll->state = POLL_FETCHING;
	poll->fetch = fetch_start(poll->daemon->fetcher, poll->slot->feed,
	    &poll->slot->state, on_fetched, poll);
}

static void
start_reading(struct poll *poll)
{
	struct fetch_result *result = &poll->result;
	struct slice body = buffer_slice(&result->body);
	struct reader_request request = {
		.body = { (const unsigned char *)body.ptr, body.len },
		.url = slice_of(result->effective_url),
		.content_type = slice_of(result->content_type),
		.content_language = slice_of(result->content_language),
		.content_location = slice_of(result->content_location),
		.html = READER_FOR_STORE,
		.max_output = poll->slot->feed->max_size,
	};

	poll->state = POLL_READING;
	poll->job = reader_start(poll->daemon->readers, &request, on_read,
	    poll);
}

/* ---- stored --------------------------------------------------------------- */

static bool
run_commit(struct store *store, struct store_job *job, struct error *err)
{
	struct commit_job *commit = (struct commit_job *)job;

	commit->fetch.scratch = store_thread_scratch(commit->thread,
	    commit->fetch.topics);
	return store_commit_fetch(store, &commit->fetch, &commit->counts, err);
}

static void
commit_done(struct store_job *job)
{
	struct commit_job *commit = (struct commit_job *)job;

	poll_step(commit->poll,
	    (struct poll_event){ .kind = POLL_EVENT_STORED });
}

static void
start_storing(struct poll *poll)
{
	struct daemon *daemon = poll->daemon;
	const struct configuration *configuration = daemon->configuration;
	struct document *document = poll->reading.document;
	struct commit_job *commit = &poll->commit;

	poll_judge(daemon, poll->slot, &poll->result,
	    poll->was_read ? &poll->reading : NULL, &poll->verdict);
	if (poll->verdict.next.host_throttle_s > 0)
		host_gate_throttle(daemon->gate, poll->slot->host,
		    clock_now_at(daemon->clock),
		    poll->verdict.next.host_throttle_s);
	poll->state = POLL_STORING;
	*commit = (struct commit_job){
		.job = { .run = run_commit,
		    .done = commit_done,
		    .weight = document == NULL ? 0 : document->size },
		.poll = poll,
		.thread = daemon->store,
		.state = poll_next_state(poll->slot, &poll->result,
		    poll->was_read ? &poll->reading : NULL, &poll->verdict),
	};
	commit->fetch = (struct store_fetch){
		.feed = poll->slot->feed,
		.state = &commit->state,
		.result = &poll->result,
		.document = document,
		.topics = daemon->topics,
		.topic_definitions = configuration->topics,
		.topic_count = configuration->topic_count,
		.fire_on_first = configuration->on_first == ON_FIRST_FIRE,
		.backlog_s = configuration->backlog_s,
		.now_at = clock_now_at(daemon->clock),
		.next_why = schedule_reason_name(poll->verdict.next.reason),
	};
	store_thread_post(daemon->store, &commit->job);
}

static void
log_poll(const struct poll *poll)
{
	const struct poll_verdict *verdict = &poll->verdict;
	const struct store_counts *counts = &poll->commit.counts;
	bool failed = verdict->outcome == OUTCOME_FAILED;
	struct log_line line;

	log_begin(&line, failed ? LOG_LEVEL_WARNING : LOG_LEVEL_INFO, "poll");
	log_string(&line, "feed", poll->slot->feed->name);
	log_string(&line, "outcome", outcome_name(verdict->outcome));
	if (poll->result.status != 0)
		log_int(&line, "status", poll->result.status);
	if (failed) {
		log_string(&line, "class",
		    failure_class_name(verdict->failure_class));
		log_string(&line, "reason", verdict->reason);
	}
	if (poll->reading.document != NULL) {
		log_int(&line, "entries", (int64_t)counts->entries);
		log_int(&line, "new", (int64_t)counts->fresh);
		log_int(&line, "changed", (int64_t)counts->changed);
		log_int(&line, "matched", (int64_t)counts->matched);
		log_int(&line, "deliveries", (int64_t)counts->deliveries);
	}
	log_int(&line, "bytes", poll->result.body_bytes);
	log_int(&line, "dur_ms", poll->result.duration_ms);
	log_int(&line, "next_s",
	    verdict->next.next_at - clock_now_at(poll->daemon->clock));
	log_string(&line, "why", schedule_reason_name(verdict->next.reason));
	log_end(&line);
}

/* The database refused: nothing was stored, so the feed keeps its old state
 * and validators, and is asked again in a minute. */
static void
commit_failed(struct poll *poll)
{
	struct feed_state *state = &poll->slot->state;
	struct log_line line;

	state->next_at = clock_now_at(poll->daemon->clock) + RETRY_STORE_S;
	log_begin(&line, LOG_LEVEL_ERROR, "commit");
	log_string(&line, "feed", poll->slot->feed->name);
	log_string(&line, "reason", poll->commit.job.error.text);
	log_end(&line);
}

static void
stored(struct poll *poll)
{
	struct daemon *daemon = poll->daemon;

	poll->state = POLL_DONE;
	if (!poll->commit.job.ok) {
		commit_failed(poll);
		daemon->failed++;
		return;
	}
	log_poll(poll);
	feed_slot_set_state(poll->slot, &poll->commit.state);
	if (poll->verdict.outcome == OUTCOME_FAILED)
		daemon->failed++;
	if (poll->commit.counts.deliveries > 0)
		delivering_pump(daemon);
}

/* ---- the machine ---------------------------------------------------------- */

static void
marked(struct poll *poll)
{
	if (poll->daemon->phase == PHASE_RUNNING && poll->mark.job.ok) {
		start_fetching(poll);
		return;
	}
	if (!poll->mark.job.ok)
		log_message(LOG_LEVEL_ERROR, "mark feed=%s reason=\"%s\"",
		    poll->slot->feed->name, poll->mark.job.error.text);
	poll->state = POLL_DONE;
}

static void
fetched(struct poll *poll, struct fetch_result *result)
{
	const char *host = poll->slot->host;

	poll->fetch = NULL;
	poll->result = *result;
	fetch_result_init(result);
	if (host != NULL)
		host_gate_end(poll->daemon->gate, host,
		    clock_mono_ms(poll->daemon->clock),
		    poll->result.duration_ms, poll->result.failure_class);
	if (poll->result.outcome == OUTCOME_MODIFIED)
		start_reading(poll);
	else
		start_storing(poll);
}

static void
read_done(struct poll *poll, struct reader_result *reading)
{
	poll->job = NULL;
	poll->was_read = true;
	poll->reading = *reading;
	reading->document = NULL;
	start_storing(poll);
}

static void
dropped(struct poll *poll)
{
	if (poll->state == POLL_FETCHING) {
		if (poll->slot->host != NULL)
			host_gate_end(poll->daemon->gate, poll->slot->host,
			    clock_mono_ms(poll->daemon->clock), 0, CLASS_NONE);
		fetch_cancel(poll->fetch);
		poll->state = POLL_DONE;
	} else if (poll->state == POLL_READING) {
		reader_cancel(poll->job);
		poll->state = POLL_DONE;
	}
}

static void
unpark(struct daemon *daemon)
{
	struct polling *polling = daemon->polling;
	int64_t now_at = clock_now_at(daemon->clock);

	for (size_t i = 0; i < polling->parked_count; i++)
		schedule_put(daemon->schedule, polling->parked[i], now_at);
	polling->parked_count = 0;
}

static void
poll_end(struct poll *poll)
{
	struct daemon *daemon = poll->daemon;
	struct polling *polling = daemon->polling;

	polling->running--;
	poll->slot->poll = NULL;
	if (daemon->mode == DAEMON_ONCE) {
		daemon->polled++;
		polling->due_left--;
	} else if (!poll->slot->state.gone) {
		schedule_put(daemon->schedule, slot_index(poll),
		    poll->slot->state.next_at);
	}
	fetch_result_finish(&poll->result);
	document_free(poll->reading.document);
	free(poll);
	unpark(daemon);
	polling_pump(daemon);
	daemon_check_end(daemon);
}

static void
poll_step(struct poll *poll, struct poll_event event)
{
	switch (event.kind) {
	case POLL_EVENT_MARKED:
		assert(poll->state == POLL_MARKING);
		marked(poll);
		break;
	case POLL_EVENT_FETCHED:
		assert(poll->state == POLL_FETCHING);
		fetched(poll, event.result);
		break;
	case POLL_EVENT_READ:
		assert(poll->state == POLL_READING);
		read_done(poll, event.reading);
		break;
	case POLL_EVENT_STORED:
		assert(poll->state == POLL_STORING);
		stored(poll);
		break;
	case POLL_EVENT_DROPPED:
		dropped(poll);
		break;
	}
	if (poll->state == POLL_DONE)
		poll_end(poll);
}

/* ---- which begin, and when ------------------------------------------------ */

static void
poll_begin(struct daemon *daemon, struct feed_slot *slot)
{
	struct poll *poll = xcalloc(1, sizeof(*poll));

	poll->daemon = daemon;
	poll->slot = slot;
	slot->poll = poll;
	fetch_result_init(&poll->result);
	daemon->polling->running++;
	start_marking(poll);
}

/* Milliseconds until the bucket holds a whole start; 0 and takes it where it
 * does. It never holds more than a second's worth. */
static int64_t
take_start(struct start_budget *budget, int64_t mono_ms)
{
	int64_t full = budget->per_second * 1000;

	budget->tokens_ms += (mono_ms - budget->filled_mono_ms) *
	    budget->per_second;
	budget->filled_mono_ms = mono_ms;
	if (budget->tokens_ms > full)
		budget->tokens_ms = full;
	if (budget->tokens_ms < 1000)
		return (1000 - budget->tokens_ms) / budget->per_second + 1;
	budget->tokens_ms -= 1000;
	return 0;
}

/* Whether the feed may be asked now; else it is put where it will be asked
 * again. *wait_ms is set where the daemon's own budget is spent. */
static bool
may_begin(struct daemon *daemon, size_t index, int64_t *wait_ms)
{
	struct polling *polling = daemon->polling;
	const char *host = daemon->slots[index].host;
	int64_t now_at = clock_now_at(daemon->clock);
	int64_t mono_ms = clock_mono_ms(daemon->clock);
	int64_t held_until, host_wait_ms;

	if (host == NULL)
		return true;
	held_until = host_gate_held_until(daemon->gate, host);
	if (held_until > now_at) {
		schedule_put(daemon->schedule, index, held_until);
		return false;
	}
	*wait_ms = take_start(&polling->budget, mono_ms);
	if (*wait_ms > 0) {
		schedule_put(daemon->schedule, index, now_at);
		return false;
	}
	if (host_gate_begin(daemon->gate, host, mono_ms, &host_wait_ms))
		return true;
	polling->budget.tokens_ms += 1000;
	if (host_wait_ms < 0)
		polling->parked[polling->parked_count++] = index;
	else
		schedule_put(daemon->schedule, index,
		    now_at + host_wait_ms / 1000 + 1);
	return false;
}

static void
set_timer(struct daemon *daemon, int64_t wait_ms)
{
	int64_t first_at = schedule_first_at(daemon->schedule);
	struct timeval delay;

	if (first_at == INT64_MAX)
		return;
	if (wait_ms == 0)
		wait_ms = (first_at - clock_now_at(daemon->clock)) * 1000;
	if (wait_ms > TIMER_LONGEST_MS)
		wait_ms = TIMER_LONGEST_MS;
	if (wait_ms < 0)
		wait_ms = 0;
	delay.tv_sec = wait_ms / 1000;
	delay.tv_usec = wait_ms % 1000 * 1000;
	event_add(daemon->polling->timer, &delay);
}

static bool
has_room(const struct daemon *daemon)
{
	return daemon->phase == PHASE_RUNNING &&
	    daemon->polling->running <
	    (size_t)daemon->configuration->connections &&
	    !store_thread_is_full(daemon->store);
}

void
polling_pump(struct daemon *daemon)
{
	int64_t now_at = clock_now_at(daemon->clock);
	int64_t wait_ms = 0;
	size_t index;

	/* Bounded a turn, so that no callback runs long (D1). */
	for (int looked = 0; looked < LIMIT_STARTS_A_TURN; looked++) {
		if (!has_room(daemon))
			return; /* the next end pumps again */
		if (!schedule_pop_due(daemon->schedule, now_at, &index))
			break;
		if (may_begin(daemon, index, &wait_ms))
			poll_begin(daemon, &daemon->slots[index]);
		if (wait_ms > 0)
			break;
	}
	set_timer(daemon, wait_ms);
}

static void
on_timer(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	polling_pump(arg);
}

bool
polling_start(struct daemon *daemon, struct error *err)
{
	struct polling *polling = xcalloc(1, sizeof(*polling));
	int64_t now_at = clock_now_at(daemon->clock);

	daemon->polling = polling;
	polling->parked = xcalloc(daemon->slot_count, sizeof(size_t));
	polling->budget = (struct start_budget){
		.per_second = daemon->configuration->starts_per_second,
		.filled_mono_ms = clock_mono_ms(daemon->clock),
		.tokens_ms = daemon->configuration->starts_per_second * 1000,
	};
	polling->timer = evtimer_new(daemon->base, on_timer, daemon);
	if (polling->timer == NULL)
		return error_set(err, ERROR_MEMORY, "cannot make a timer");
	for (size_t i = 0; i < daemon->slot_count; i++) {
		const struct feed_state *state = &daemon->slots[i].state;

		if (state->gone || state->paused)
			continue;
		if (daemon->mode == DAEMON_ONCE && state->next_at > now_at)
			continue;
		schedule_put(daemon->schedule, i, state->next_at);
		polling->due_left++;
	}
	polling_pump(daemon);
	return true;
}

void
polling_drain(struct daemon *daemon)
{
	for (size_t i = 0; i < daemon->slot_count; i++)
		if (daemon->slots[i].poll != NULL)
			poll_step(daemon->slots[i].poll,
			    (struct poll_event){ .kind = POLL_EVENT_DROPPED });
}

size_t
polling_running(const struct daemon *daemon)
{
	return daemon->polling->running;
}

bool
polling_is_done(const struct daemon *daemon)
{
	return daemon->polling->running == 0 && daemon->polling->due_left == 0;
}

void
polling_stop(struct daemon *daemon)
{
	struct polling *polling = daemon->polling;

	if (polling == NULL)
		return;
	assert(polling->running == 0);
	if (polling->timer != NULL)
		event_free(polling->timer);
	free(polling->parked);
	free(polling);
	daemon->polling = NULL;
}
