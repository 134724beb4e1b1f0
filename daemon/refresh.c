/*
 * "refresh": feeds that a person wants polled now, and what comes of them.
 *
 * Which feed may be asked is the daemon's to say; a server's explicit wish is
 * not overruled by anybody. Whoever waits is told of each poll that ends and at
 * last of all together. The wish goes through the queue of the store's thread
 * first: so a feed that was added a moment ago is known when it is looked for.
 */
#include <stdlib.h>
#include <string.h>

#include "daemon/peer.h"
#include "daemon/task.h"
#include "limits.h"
#include "memory.h"

struct refresh {
	struct task task;     /* first: what the server's list holds */
	struct store_job job; /* that has nothing to do but to queue */
	bool queued;          /* the job has not come back */
	json_t *request;      /* owned */
	bool waits;
	char *
	    *feeds; /* owned, sorted once all are there; those not polled yet */
	size_t feed_count, feed_room;
	size_t answers[REFRESH_ANSWERS], outcomes[OUTCOME_COUNT];
	size_t fresh, matched;
	int64_t possible_at; /* the first of those that are too soon; 0: none */
};

static void
refresh_free(struct refresh *refresh)
{
	TAILQ_REMOVE(&refresh->task.server->refreshes, &refresh->task, next);
	for (size_t i = 0; i < refresh->feed_count; i++)
		free(refresh->feeds[i]);
	free(refresh->feeds);
	json_decref(refresh->request);
	free(refresh);
}

static void
refresh_abandon(struct task *task)
{
	struct refresh *refresh = (struct refresh *)task;

	if (refresh->queued)
		return; /* refresh_go frees it */
	task_left(task);
	refresh_free(refresh);
}

/* ---- the end -------------------------------------------------------------------------- */

static size_t
ended_well(const struct refresh *refresh)
{
	return refresh->outcomes[OUTCOME_MODIFIED] +
	    refresh->outcomes[OUTCOME_UNCHANGED] +
	    refresh->outcomes[OUTCOME_NOT_MODIFIED];
}

static json_t *
count_of(size_t count)
{
	return json_integer((json_int_t)count);
}

static void
refresh_end(struct refresh *refresh)
{
	const size_t *answers = refresh->answers;
	const size_t *outcomes = refresh->outcomes;
	json_t *result = json_pack("{s:o, s:o, s:o}", "polled",
	    count_of(answers[REFRESH_QUEUED] + answers[REFRESH_RUNNING]),
	    "too_soon", count_of(answers[REFRESH_TOO_SOON]), "paused",
	    count_of(answers[REFRESH_PAUSED]));

	if (refresh->possible_at != 0)
		json_object_set_new(result, "possible_at",
		    json_integer(refresh->possible_at));
	if (refresh->waits) {
		json_object_set_new(result, "ok",
		    count_of(ended_well(refresh)));
		json_object_set_new(result, "failed",
		    count_of(
			outcomes[OUTCOME_FAILED] + outcomes[OUTCOME_GONE]));
		json_object_set_new(result, "new", count_of(refresh->fresh));
		json_object_set_new(result, "matched",
		    count_of(refresh->matched));
	}
	task_succeed(&refresh->task, result);
	refresh_free(refresh);
}

/* ---- polls that end ---------------------------------------------------------------------- */

static int
compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Whether the poll was one that is waited for; it is no more. */
static bool
strike_out(struct refresh *refresh, const char *feed)
{
	char **found = refresh->feed_count == 0
	    ? NULL
	    : bsearch(&feed, refresh->feeds, refresh->feed_count,
		  sizeof(*refresh->feeds), compare_names);
	size_t behind;

	if (found == NULL)
		return false;
	free(*found);
	behind = refresh->feed_count - (size_t)(found - refresh->feeds) - 1;
	memmove(found, found + 1, behind * sizeof(*found));
	refresh->feed_count--;
	return true;
}

static void
tell_poll(const struct refresh *refresh, const struct server_poll *poll)
{
	json_t *progress = json_pack("{s:s, s:s, s:o, s:o}", "feed", poll->feed,
	    "outcome", outcome_name(poll->outcome), "new",
	    count_of(poll->fresh), "matched", count_of(poll->matched));

	if (poll->reason != NULL && poll->outcome == OUTCOME_FAILED)
		json_object_set_new(progress, "reason",
		    control_text(poll->reason));
	task_progress(&refresh->task, progress);
}

void
server_poll_ended(struct server *server, const struct server_poll *poll)
{
	struct task *task, *next;

	if (server == NULL)
		return;
	for (task = TAILQ_FIRST(&server->refreshes); task != NULL;
	     task = next) {
		struct refresh *refresh = (struct refresh *)task;

		next = TAILQ_NEXT(task, next);
		if (refresh->queued || !strike_out(refresh, poll->feed))
			continue;
		refresh->outcomes[poll->outcome]++;
		refresh->fresh += poll->fresh;
		refresh->matched += poll->matched;
		tell_poll(refresh, poll);
		if (refresh->feed_count == 0)
			refresh_end(refresh);
	}
}

/* ---- the beginning ------------------------------------------------------------------------ */

static void
wait_for(struct refresh *refresh, const char *feed)
{
	if (refresh->feed_count == refresh->feed_room) {
		refresh->feed_room = 2 * refresh->feed_room + 8;
		refresh->feeds = xreallocarray(refresh->feeds,
		    refresh->feed_room, sizeof(*refresh->feeds));
	}
	refresh->feeds[refresh->feed_count++] = xstrdup(feed);
}

static void
tell_refusal(struct refresh *refresh, const char *feed, const char *why,
    int64_t not_before_at)
{
	size_t told = refresh->answers[REFRESH_TOO_SOON] +
	    refresh->answers[REFRESH_PAUSED];
	json_t *progress;

	if (told > LIMIT_REFRESH_REFUSALS)
		return; /* the counts tell the rest */
	progress = json_pack("{s:s, s:s}", "feed", feed, "refused", why);
	if (not_before_at != 0)
		json_object_set_new(progress, "possible_at",
		    json_integer(not_before_at));
	task_progress(&refresh->task, progress);
}

static void
on_answer(const char *feed, enum refresh_answer taken, int64_t not_before_at,
    void *arg)
{
	struct refresh *refresh = arg;

	refresh->answers[taken]++;
	switch (taken) {
	case REFRESH_QUEUED:
	case REFRESH_RUNNING:
		if (refresh->waits)
			wait_for(refresh, feed);
		break;
	case REFRESH_TOO_SOON:
		if (refresh->possible_at == 0 ||
		    not_before_at < refresh->possible_at)
			refresh->possible_at = not_before_at;
		tell_refusal(refresh, feed, "too-soon", not_before_at);
		break;
	case REFRESH_PAUSED:
		tell_refusal(refresh, feed, "paused", 0);
		break;
	case REFRESH_UNKNOWN:
	case REFRESH_ANSWERS:
		break;
	}
}

/* Of the feeds that a request names the first that is not there ends it; those
 * before it are polled all the same. */
static bool
ask_for_feeds(struct refresh *refresh, struct error *err)
{
	struct server *server = refresh->task.server;
	const json_t *names = json_object_get(refresh->request, "feeds");

	if (names == NULL)
		server->calls->refresh(server->daemon, NULL, on_answer,
		    refresh);
	for (size_t i = 0; i < json_array_size(names); i++) {
		const char *name = json_string_value(json_array_get(names, i));

		server->calls->refresh(server->daemon, name, on_answer,
		    refresh);
		if (refresh->answers[REFRESH_UNKNOWN] > 0)
			return error_set(err, ERROR_INPUT,
			    "there is no feed \"%s\"", name);
	}
	return true;
}

static void
keep_once(struct refresh *refresh)
{
	size_t kept = 0;

	if (refresh->feed_count == 0)
		return;
	qsort(refresh->feeds, refresh->feed_count, sizeof(*refresh->feeds),
	    compare_names);
	for (size_t i = 1; i < refresh->feed_count; i++) {
		if (strcmp(refresh->feeds[i], refresh->feeds[kept]) == 0)
			free(refresh->feeds[i]);
		else
			refresh->feeds[++kept] = refresh->feeds[i];
	}
	refresh->feed_count = kept + 1;
}

static void
refresh_go(struct refresh *refresh)
{
	struct error err;

	refresh->queued = false;
	if (refresh->task.peer == NULL) {
		task_left(&refresh->task);
		refresh_free(refresh);
		return;
	}
	if (refresh->task.server->daemon->phase != PHASE_RUNNING) {
		error_set(&err, ERROR_UNAVAILABLE, "crierd stops");
		goto failed;
	}
	if (!ask_for_feeds(refresh, &err))
		goto failed;
	keep_once(refresh);
	if (refresh->feed_count == 0)
		refresh_end(refresh);
	return;
failed:
	task_fail(&refresh->task, &err);
	refresh_free(refresh);
}

static bool
run_nothing(struct store *store, struct store_job *job, struct error *err)
{
	(void)store;
	(void)job;
	(void)err;
	return true;
}

static void
job_done(struct store_job *job)
{
	struct refresh *refresh = (struct refresh *)((char *)job -
	    offsetof(struct refresh, job));
	struct server *server = refresh->task.server;

	refresh_go(refresh);
	server->calls->job_ended(server->daemon);
}

void
refresh_begin(struct peer *peer, json_t *request)
{
	struct server *server = peer->server;
	struct refresh *refresh = xcalloc(1, sizeof(*refresh));

	task_begin(&refresh->task, peer, "refresh", request);
	refresh->task.abandon = refresh_abandon;
	refresh->request = json_incref(request);
	refresh->waits = json_is_true(json_object_get(request, "wait"));
	refresh->job = (struct store_job){ .run = run_nothing,
		.done = job_done };
	refresh->queued = true;
	TAILQ_INSERT_TAIL(&server->refreshes, &refresh->task, next);
	store_thread_post(server->daemon->store, &refresh->job);
}
