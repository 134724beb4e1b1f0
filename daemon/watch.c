/*
 * "watch": articles as they are committed, to whoever asked, if they meet his
 * query.
 *
 * The ids of new articles wait here, bounded; one job at a time reads them back
 * on the store's thread, judges them by every query and writes the frames, so
 * that the loop only sends. What does not fit is counted and told. A watcher who
 * leaves while the job runs stays until it is back, for the job has his query.
 */
#include <stdlib.h>
#include <string.h>

#include "daemon/peer.h"
#include "daemon/task.h"
#include "limits.h"
#include "log.h"
#include "memory.h"
#include "topic_set.h"

struct watch {
	struct task task;    /* first: what the list of watches holds */
	struct query *query; /* owned */
	enum article_text text;
	bool left;   /* its peer is gone; watch_done frees it */
	bool in_job; /* the thread has it: query, frames and lost are its */
	struct buffer frames;
	size_t lost;
};

struct watch_job {
	struct store_job job; /* first: the thread's handle */
	struct watching *watching;
	struct watch *watches[LIMIT_PEERS]; /* borrowed: see in_job */
	size_t watch_count;
	struct query_moment moment;
	int64_t ids[LIMIT_WATCH_BATCH];
	size_t id_count;
};

struct watching {
	struct server *server;
	struct task_list watches;
	size_t watch_count;
	struct watch_job *job; /* while one runs: there is one at a time */
	int64_t ids[LIMIT_WATCH_IDS];
	size_t id_count;
	size_t lost; /* ids that had no room, since the last job */
};

static void
watch_free(struct watch *watch)
{
	query_free(watch->query);
	buffer_finish(&watch->frames);
	free(watch);
}

static void
watch_abandon(struct task *task)
{
	struct watch *watch = (struct watch *)task;
	struct watching *watching = task->server->watching;

	task_left(task);
	TAILQ_REMOVE(&watching->watches, task, next);
	watching->watch_count--;
	watch->left = true;
	if (!watch->in_job)
		watch_free(watch);
}

/* ---- on the store's thread ---------------------------------------------------------------- */

/* list, count, mark and watch see what is kept, unless a query says more. */
static bool
is_wanted(const struct watch *watch, const struct tokens *tokens,
    const struct article *article, struct query_moment moment)
{
	if (article->backlog && !query_mentions_scope(watch->query))
		return false;
	return query_eval(watch->query, tokens, article, moment) == TRUTH_TRUE;
}

static void
write_frame(struct watch *watch, const struct article *article)
{
	struct json_writer writer;
	struct buffer text;
	struct error err;

	buffer_init(&text, LIMIT_CONTROL_FRAME);
	json_writer_init(&writer, &text);
	json_write_object_begin(&writer);
	json_write_key(&writer, "article");
	article_write_json(&writer, article, watch->text);
	json_write_object_end(&writer);
	if (text.failed ||
	    !control_frame_text(buffer_slice(&text), &watch->frames, &err))
		watch->lost++;
	buffer_finish(&text);
}

static bool
look_at(const struct watch_job *job, struct store *store, int64_t id,
    struct arena *arena, struct error *err)
{
	const struct tokens *tokens;
	struct article article = { 0 };
	bool found;

	arena_reset(arena);
	if (!store_get_article(store, id, arena, &article, &found, err))
		return false;
	if (!found)
		return true;
	tokens = tokens_make(&article, arena);
	if (tokens == NULL)
		return error_set(err, ERROR_MEMORY, "no memory for an article");
	for (size_t i = 0; i < job->watch_count; i++)
		if (is_wanted(job->watches[i], tokens, &article, job->moment))
			write_frame(job->watches[i], &article);
	return true;
}

static bool
run_watch(struct store *store, struct store_job *store_job, struct error *err)
{
	const struct watch_job *job = (const struct watch_job *)store_job;
	struct arena arena;
	bool ok = true;

	arena_init(&arena, LIMIT_EVAL_ARENA);
	for (size_t i = 0; ok && i < job->id_count; i++)
		ok = look_at(job, store, job->ids[i], &arena, err);
	arena_finish(&arena);
	return ok;
}

/* ---- on the loop ---------------------------------------------------------------------------- */

static void
send_frames(struct watch *watch, size_t lost)
{
	lost += watch->lost;
	watch->lost = 0;
	if (watch->frames.len > 0)
		peer_send_frames(watch->task.peer,
		    buffer_slice(&watch->frames));
	if (lost > 0)
		task_progress(&watch->task,
		    json_pack("{s:o}", "lost", json_integer((json_int_t)lost)));
	buffer_finish(&watch->frames);
	buffer_init(&watch->frames, LIMIT_PEER_QUEUE);
}

static void post_job(struct watching *watching);

static void
watch_done(struct store_job *store_job)
{
	struct watch_job *job = (struct watch_job *)store_job;
	struct watching *watching = job->watching;
	struct daemon *daemon = watching->server->daemon;
	size_t lost = watching->lost;

	if (!store_job->ok) {
		log_message(LOG_LEVEL_ERROR, "watch reason=\"%s\"",
		    store_job->error.text);
		lost += job->id_count;
	}
	watching->lost = 0;
	watching->job = NULL;
	for (size_t i = 0; i < job->watch_count; i++) {
		struct watch *watch = job->watches[i];

		watch->in_job = false;
		if (watch->left)
			watch_free(watch);
		else
			send_frames(watch, lost);
	}
	free(job);
	if (daemon->phase != PHASE_STOPPED)
		post_job(watching);
	watching->server->calls->job_ended(daemon);
}

static void
take_ids(struct watching *watching, struct watch_job *job)
{
	size_t count = watching->id_count;

	if (count > LIMIT_WATCH_BATCH)
		count = LIMIT_WATCH_BATCH;
	memcpy(job->ids, watching->ids, count * sizeof(*job->ids));
	job->id_count = count;
	watching->id_count -= count;
	memmove(watching->ids, watching->ids + count,
	    watching->id_count * sizeof(*watching->ids));
}

static void
take_watch(struct watch_job *job, struct task *task)
{
	struct watch *watch = (struct watch *)task;

	watch->in_job = true;
	job->watches[job->watch_count++] = watch;
}

static void
post_job(struct watching *watching)
{
	const struct daemon *daemon = watching->server->daemon;
	struct change_context now;
	struct watch_job *job;
	struct task *task;

	if (watching->watch_count == 0)
		watching->id_count = 0;
	if (watching->job != NULL || watching->id_count == 0)
		return;
	job = xcalloc(1, sizeof(*job));
	job->job = (struct store_job){ .run = run_watch, .done = watch_done };
	job->watching = watching;
	TAILQ_FOREACH(task, &watching->watches, next)
		take_watch(job, task);
	now = control_context(NULL, NULL, clock_now_at(daemon->clock));
	job->moment = (struct query_moment){ now.now_at, now.utc_offset_s };
	take_ids(watching, job);
	watching->job = job;
	store_thread_post(daemon->store, &job->job);
}

void
server_committed(struct server *server, const int64_t *ids, size_t count)
{
	struct watching *watching = server == NULL ? NULL : server->watching;
	size_t room;

	if (watching == NULL || watching->watch_count == 0)
		return;
	room = LIMIT_WATCH_IDS - watching->id_count;
	if (count > room) {
		watching->lost += count - room;
		count = room;
	}
	memcpy(watching->ids + watching->id_count, ids, count * sizeof(*ids));
	watching->id_count += count;
	if (server->daemon->phase != PHASE_STOPPED)
		post_job(watching);
}

/* ---- life ------------------------------------------------------------------------------------- */

static struct query *
read_query(struct server *server, const json_t *request, struct error *err)
{
	const char *text = json_string_value(json_object_get(request, "query"));
	const struct configuration *configuration;
	struct setup *setup = server->calls->hold(server->daemon,
	    &configuration);
	struct query_error wrong;
	struct query *query = query_parse(slice_of(text == NULL ? "" : text),
	    QUERY_FOR_SEARCH, configuration->lists, configuration->list_count,
	    &wrong);

	server->calls->release(setup);
	if (query == NULL) {
		query_error_to_error(&wrong, err);
		error_prefix(err, "query");
	}
	return query;
}

void
watch_begin(struct peer *peer, json_t *request)
{
	struct watching *watching = peer->server->watching;
	struct watch *watch = xcalloc(1, sizeof(*watch));
	struct error err;

	task_begin(&watch->task, peer, "watch", request);
	buffer_init(&watch->frames, LIMIT_PEER_QUEUE);
	watch->query = read_query(peer->server, request, &err);
	if (watch->query == NULL) {
		task_fail(&watch->task, &err);
		watch_free(watch);
		return;
	}
	watch->task.abandon = watch_abandon;
	watch->text = json_is_true(json_object_get(request, "text"))
	    ? ARTICLE_WITH_TEXT
	    : ARTICLE_WITHOUT_TEXT;
	TAILQ_INSERT_TAIL(&watching->watches, &watch->task, next);
	watching->watch_count++;
	task_progress(&watch->task, json_pack("{s:b}", "watching", 1));
}

struct watching *
watching_new(struct server *server)
{
	struct watching *watching = xcalloc(1, sizeof(*watching));

	watching->server = server;
	TAILQ_INIT(&watching->watches);
	return watching;
}

/* Its watches went with their peers, its job with the store's thread. */
void
watching_free(struct watching *watching)
{
	free(watching);
}
