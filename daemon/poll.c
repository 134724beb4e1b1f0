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

#include "daemon/disk_notice.h"
#include "daemon/server.h"
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
	bool stale;  /* not done: the topics have changed meanwhile */
	bool anyway; /* done all the same */
};

struct poll {
	struct daemon *daemon;
	struct feed_slot *slot;
	const struct feed *feed; /* of setup; the slot's may change */
	struct setup *setup;     /* one use: what it began with */
	struct setup *judging;   /* one use: whose topics judge it */
	char *host;              /* owned: where it began, for the gate */
	bool gated;              /* the gate counts it */
	bool unwanted;           /* dropped while its mark was being stored */
	enum poll_state state;
	struct fetch *fetch;
	struct reader_job *job;
	struct fetch_result result;
	struct reader_result reading;
	bool was_read;
	struct poll_verdict verdict;
	struct mark_job mark;
	struct commit_job commit;
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

static void poll_step(struct poll *poll, struct poll_event event);

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
	int64_t floor_s = schedule_floor_s(poll->feed,
	    poll->setup->configuration->interval_s);

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
	poll->fetch = fetch_start(poll->daemon->fetcher, poll->feed,
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
		.source = poll->slot->state.id,
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

	commit->stale = !commit->anyway &&
	    !setup_is_current(commit->poll->judging, store);
	if (commit->stale)
		return true;
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

/* By the topics of the daemon's setup. */
static void
post_commit(struct poll *poll)
{
	struct store_fetch *fetch = &poll->commit.fetch;
	struct setup *setup = poll->daemon->setup;

	poll->judging = setup;
	setup_use(setup);
	fetch->topics = setup->set;
	fetch->topic_definitions = setup->topics;
	fetch->topic_count = setup->topic_count;
	fetch->fire_on_first = setup->configuration->on_first == ON_FIRST_FIRE;
	fetch->backlog_s = setup->configuration->backlog_s;
	fetch->health_hook = setup->configuration->health_hook;
	store_thread_post(poll->daemon->store, &poll->commit.job);
}

/*
 * The topics changed after it was queued, and what it stored would never be
 * judged by the new ones: so it begins again, behind the job that makes the
 * setup of them. Where none comes the old one holds.
 */
static void
commit_again(struct poll *poll)
{
	struct setup *old = poll->judging;

	poll->commit.anyway = old == poll->daemon->setup &&
	    reloading_is_idle(poll->daemon);
	post_commit(poll);
	setup_release(old);
}

static void
start_storing(struct poll *poll)
{
	struct daemon *daemon = poll->daemon;
	struct document *document = poll->reading.document;
	struct commit_job *commit = &poll->commit;

	/* A feed that is gone was last said by a setup that may be gone too. */
	if (poll->slot->detached)
		poll->slot->feed = poll->feed;
	poll_judge(daemon, poll->slot, &poll->result,
	    poll->was_read ? &poll->reading : NULL, &poll->verdict);
	if (poll->verdict.next.host_throttle_s > 0)
		host_gate_throttle(daemon->gate, poll->host,
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
		.feed = poll->feed,
		.state = &commit->state,
		.result = &poll->result,
		.document = document,
		.now_at = clock_now_at(daemon->clock),
		.next_why = schedule_reason_name(poll->verdict.next.reason),
	};
	post_commit(poll);
}

static void
log_poll(const struct poll *poll)
{
	const struct poll_verdict *verdict = &poll->verdict;
	const struct store_counts *counts = &poll->commit.counts;
	bool failed = verdict->outcome == OUTCOME_FAILED;
	struct log_line line;

	log_begin(&line, failed ? LOG_LEVEL_WARNING : LOG_LEVEL_INFO, "poll");
	log_string(&line, "feed", poll->feed->name);
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
	log_string(&line, "feed", poll->feed->name);
	log_string(&line, "reason", poll->commit.job.error.text);
	log_end(&line);
}

/* Whoever watches is told of what is new; ids of one commit follow each other.
 */
static void
tell_watchers(const struct poll *poll)
{
	const struct store_counts *counts = &poll->commit.counts;
	size_t count;
	int64_t *ids;

	if (counts->first_id == 0)
		return;
	count = (size_t)(counts->last_id - counts->first_id) + 1;
	ids = xcalloc(count, sizeof(*ids));
	for (size_t i = 0; i < count; i++)
		ids[i] = counts->first_id + (int64_t)i;
	server_committed(poll->daemon->server, ids, count);
	free(ids);
}

static void
stored(struct poll *poll)
{
	struct daemon *daemon = poll->daemon;

	disk_note(daemon, &poll->commit.job);
	if (poll->commit.job.ok && poll->commit.stale &&
	    daemon->phase != PHASE_STOPPED) {
		commit_again(poll);
		return;
	}
	poll->state = POLL_DONE;
	if (!poll->commit.job.ok) {
		commit_failed(poll);
		daemon->failed++;
		return;
	}
	if (poll->commit.stale)
		return; /* nothing is stored: the next crierd asks again */
	log_poll(poll);
	feed_slot_set_state(poll->slot, &poll->commit.state);
	if (poll->verdict.outcome == OUTCOME_FAILED)
		daemon->failed++;
	tell_watchers(poll);
	if (poll->commit.counts.deliveries > 0)
		delivering_pump(daemon);
}

/* ---- the machine ---------------------------------------------------------- */

/* Its host may be asked again. */
static void
leave_gate(struct poll *poll, int64_t duration_ms,
    enum failure_class failure_class)
{
	if (!poll->gated)
		return;
	poll->gated = false;
	host_gate_end(poll->daemon->gate, poll->host,
	    clock_mono_ms(poll->daemon->clock), duration_ms, failure_class);
}

static void
marked(struct poll *poll)
{
	disk_note(poll->daemon, &poll->mark.job);
	if (poll->daemon->phase == PHASE_RUNNING && poll->mark.job.ok &&
	    !poll->unwanted) {
		start_fetching(poll);
		return;
	}
	if (!poll->mark.job.ok) {
		log_message(LOG_LEVEL_ERROR, "mark feed=%s reason=\"%s\"",
		    poll->feed->name, poll->mark.job.error.text);
		poll->slot->state.next_at = clock_now_at(poll->daemon->clock) +
		    RETRY_STORE_S;
		poll->daemon->failed++;
	}
	poll->state = POLL_DONE;
}

static void
fetched(struct poll *poll, struct fetch_result *result)
{
	poll->fetch = NULL;
	poll->result = *result;
	fetch_result_init(result);
	leave_gate(poll, poll->result.duration_ms, poll->result.failure_class);
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
	switch (poll->state) {
	case POLL_MARKING:
		poll->unwanted = true;
		return;
	case POLL_FETCHING:
		fetch_cancel(poll->fetch);
		break;
	case POLL_READING:
		reader_cancel(poll->job);
		break;
	case POLL_STORING:
	case POLL_DONE:
		return;
	}
	poll->state = POLL_DONE;
}

/* What was dropped or not stored came to nothing. */
static void
tell_server(const struct poll *poll)
{
	bool ok = poll->commit.job.ok;
	struct server_poll told = {
		.feed = poll->feed->name,
		.outcome = ok ? poll->verdict.outcome : OUTCOME_FAILED,
		.reason = !ok ? "nothing was stored; the log of crierd says why"
		    : poll->verdict.outcome == OUTCOME_FAILED
		    ? poll->verdict.reason
		    : NULL,
		.fresh = poll->commit.counts.fresh,
		.matched = poll->commit.counts.matched,
	};

	server_poll_ended(poll->daemon->server, &told);
}

static void
poll_end(struct poll *poll)
{
	struct daemon *daemon = poll->daemon;
	struct feed_slot *slot = poll->slot;

	slot->poll = NULL;
	leave_gate(poll, 0, CLASS_NONE);
	tell_server(poll);
	fetch_result_finish(&poll->result);
	document_free(poll->reading.document);
	setup_release(poll->setup);
	setup_release(poll->judging);
	free(poll->host);
	free(poll);
	polling_ended(daemon, slot);
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

/* ---- its beginning ---------------------------------------------------------- */

void
poll_begin(struct daemon *daemon, struct feed_slot *slot)
{
	struct poll *poll = xcalloc(1, sizeof(*poll));

	poll->daemon = daemon;
	poll->slot = slot;
	poll->feed = slot->feed;
	poll->host = xstrdup(slot->host);
	poll->gated = slot->host != NULL;
	poll->setup = daemon->setup;
	setup_use(poll->setup);
	slot->poll = poll;
	fetch_result_init(&poll->result);
	start_marking(poll);
}

void
poll_drop(struct poll *poll)
{
	poll_step(poll, (struct poll_event){ .kind = POLL_EVENT_DROPPED });
}
