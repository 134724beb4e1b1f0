/*
 * One exchange with the source of a feed. A URL is asked, hop after hop, until
 * an answer is the last; a file is read. Everything that can happen to a fetch
 * goes through fetch_step. How to ask, what may be followed and what an answer
 * means is read in the files beside this one; when to ask again, schedule/
 * decides from the result.
 */
#include "fetch.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <event2/event.h>

#include "compiler.h"
#include "fetch/freshness.h"
#include "fetch/redirect.h"
#include "fetch/request.h"
#include "fetch/result.h"
#include "fetch/source_file.h"
#include "fetch/status.h"
#include "memory.h"
#include "net.h"

#define DAY_S 86400

struct fetcher {
	struct event_base *base;
	struct net *net; /* borrowed */
	const struct clock *clock;
	struct file_readers *files; /* owned */
};

/*
 *  BEGINNING ─url──▶ ASKING ─last answer, failure, budget spent─▶ ENDED
 *      │               └─redirect─▶ ASKING, one hop further
 *      ├─file──▶ READING ─read, failure, budget spent─────────▶ ENDED
 *      └─cannot begin─────────────────────────────────────────▶ ENDED
 *
 *  BEGINNING  the timer stands at zero: nobody is called from fetch_start
 *  ASKING     transfer is set; the timer is the budget of all hops (D5)
 *  READING    file is set; the same
 *  ENDED      fetch_step tells the owner and frees it
 */
enum fetch_phase {
	FETCH_BEGINNING,
	FETCH_ASKING,
	FETCH_READING,
	FETCH_ENDED
};

enum fetch_event_kind {
	FETCH_EVENT_TIMER,
	FETCH_EVENT_ANSWER,
	FETCH_EVENT_FILE
};

struct fetch_event {
	enum fetch_event_kind kind;
	struct net_response *response;
	struct file_answer *file;
};

struct fetch {
	struct fetcher *fetcher;
	const struct feed *feed;        /* borrowed */
	const struct feed_state *state; /* borrowed */
	fetch_done done;
	void *arg;
	enum fetch_phase phase;
	struct event *timer;
	struct net_transfer *transfer; /* of ASKING */
	struct file_read *file;        /* of READING */
	struct redirect_chain chain;
	bool asked_moved;       /* the chain begins at state->moved_url */
	struct validators sent; /* with the last request */
	int64_t started_mono_ms;
	struct arena arena; /* URLs and header lines */
	struct fetch_result result;
};

static void fetch_step(struct fetch *fetch, struct fetch_event event);

/* ---- asking ---------------------------------------------------------------- */

static void
on_answer(struct net_response *response, void *arg)
{
	fetch_step(arg,
	    (struct fetch_event){ FETCH_EVENT_ANSWER, .response = response });
}

static const char *
current_url(const struct fetch *fetch)
{
	return fetch->chain.urls[fetch->chain.count - 1];
}

static int64_t
timeout_ms(const struct feed *feed)
{
	return feed->timeout_s > 0 ? feed->timeout_s * 1000
				   : TIMEOUT_TRANSFER_MS;
}

static size_t
max_size(const struct feed *feed)
{
	return feed->max_size > 0 ? (size_t)feed->max_size : LIMIT_BODY_DECODED;
}

static void
ask(struct fetch *fetch)
{
	const struct feed *feed = fetch->feed;
	struct request_headers headers;
	const char *url = current_url(fetch);
	struct net_request request = {
		.url = url,
		.headers = headers.lines,
		.timeout_ms = timeout_ms(feed),
		.max_decoded = max_size(feed),
		.accept_encoding = request_accept_encoding(fetch->state),
		.allow_private = feed->allow_private,
		.insecure_tls = feed->insecure_tls,
		.proxy = feed->proxy,
		.client_cert = feed->client_cert,
	};

	/* What was allowed to be larger may come without compression. */
	if (feed->max_size > (int64_t)LIMIT_BODY_WIRE)
		request.max_wire = max_size(feed);
	if (!request_headers_make(&headers, feed, fetch->state, url,
		&fetch->arena)) {
		result_fail(&fetch->result, CLASS_LOCAL,
		    "the headers of the request are too large");
		fetch->phase = FETCH_ENDED;
		return;
	}
	fetch->sent = validators_for(fetch->state, url);
	fetch->phase = FETCH_ASKING;
	fetch->transfer = net_start(fetch->fetcher->net, &request, on_answer,
	    fetch);
}

/* ---- answers --------------------------------------------------------------- */

static char *
copy_header(const struct net_response *response, const char *name)
{
	struct slice value = net_header_first(response, name);

	return value.ptr == NULL ? NULL : slice_to_string(value);
}

/* RFC 9110 5.2: several fields of a name are one list. */
static char *
join_headers(const struct net_response *response, const char *name)
{
	struct buffer joined;
	const char *value;
	char *copy = NULL;
	size_t from = 0;

	buffer_init(&joined, LIMIT_HEADER_VALUE);
	while ((value = net_response_header(response, name, &from)) != NULL) {
		size_t before = joined.len;

		if (before > 0)
			buffer_append_string(&joined, ", ");
		if (!buffer_append_string(&joined, value)) {
			buffer_truncate(&joined, before);
			break;
		}
	}
	if (joined.len > 0)
		copy = slice_to_string(
		    (struct slice){ joined.ptr, joined.len });
	buffer_finish(&joined);
	return copy;
}

static void
read_headers(struct fetch *fetch, const struct net_response *response)
{
	struct fetch_result *result = &fetch->result;
	int64_t now_at = clock_now_at(fetch->fetcher->clock);
	struct freshness freshness = freshness_read(response, now_at);

	result->content_type = copy_header(response, "Content-Type");
	result->content_language = copy_header(response, "Content-Language");
	result->content_location = copy_header(response, "Content-Location");
	result->link = join_headers(response, "Link");
	result->lifetime_stated = freshness.stated;
	result->lifetime_s = freshness.lifetime_s;
	result->retry_after_stated = net_retry_after(response, now_at,
	    &result->retry_after_s);
}

static void
fail_by_status(struct fetch *fetch, const struct status_meaning *meaning)
{
	struct fetch_result *result = &fetch->result;

	result_fail(result, meaning->failure_class, "HTTP %d: %s",
	    result->status, failure_class_text(meaning->failure_class));
	result->outcome = meaning->outcome;
}

/* R15: only an answer to validators can be "not modified". */
static void
take_not_modified(struct fetch *fetch, const struct net_response *response)
{
	struct fetch_result *result = &fetch->result;

	if (fetch->sent.etag == NULL && fetch->sent.last_modified == NULL) {
		result_fail(result, CLASS_SOFT,
		    "HTTP 304 to a request without validators");
		return;
	}
	result->outcome = OUTCOME_NOT_MODIFIED;
	validators_renew(result, response, fetch->sent,
	    clock_now_at(fetch->fetcher->clock));
}

static void
take_document(struct fetch *fetch, struct net_response *response)
{
	struct fetch_result *result = &fetch->result;

	if (response->body->len == 0) { /* R34 */
		result_fail(result, CLASS_SOFT, "HTTP %d with no body",
		    result->status);
		return;
	}
	result_take_body(result, response->body, response->body_digest,
	    fetch->state->body_hash);
	validators_replace(result, response,
	    clock_now_at(fetch->fetcher->clock));
}

static void
take_last_answer(struct fetch *fetch, struct net_response *response,
    const struct status_meaning *meaning)
{
	struct fetch_result *result = &fetch->result;

	read_headers(fetch, response);
	if (meaning->outcome == OUTCOME_NOT_MODIFIED)
		take_not_modified(fetch, response);
	else if (meaning->outcome == OUTCOME_MODIFIED)
		take_document(fetch, response);
	else
		fail_by_status(fetch, meaning);
	/* R36: only what has answered is a new place. */
	if (result->failure_class == CLASS_NONE && fetch->chain.permanent &&
	    (fetch->chain.count > 1 || fetch->asked_moved))
		result->permanent_url = xstrdup(current_url(fetch));
}

static void
follow(struct fetch *fetch, const struct net_response *response)
{
	struct fetch_result *result = &fetch->result;
	struct redirect_refusal refusal;

	if (redirect_follow(&fetch->chain, response->status,
		response->redirect_url, &fetch->arena, &refusal)) {
		result->hops++;
		ask(fetch);
		return;
	}
	result_fail(result, refusal.failure_class, "%s", refusal.reason);
	fetch->phase = FETCH_ENDED;
}

static void
answered(struct fetch *fetch, struct net_response *response)
{
	struct fetch_result *result = &fetch->result;
	const struct status_meaning *meaning = status_meaning(response->status);

	fetch->transfer = NULL;
	result->status = response->status;
	result->wire_bytes += response->wire_bytes;
	if (response->failure_class == CLASS_NONE && meaning->redirects) {
		follow(fetch, response);
		return;
	}
	if (response->failure_class != CLASS_NONE)
		result_fail(result, response->failure_class, "%s",
		    response->reason);
	else
		take_last_answer(fetch, response, meaning);
	fetch->phase = FETCH_ENDED;
}

/* ---- files ----------------------------------------------------------------- */

static void
on_file(struct file_answer *file, void *arg)
{
	fetch_step(arg, (struct fetch_event){ FETCH_EVENT_FILE, .file = file });
}

static void
read_file(struct fetch *fetch)
{
	struct validators known = validators_for(fetch->state,
	    fetch->feed->url);

	fetch->phase = FETCH_READING;
	fetch->file = file_read_start(fetch->fetcher->files,
	    &(struct file_request){
		.path = fetch->feed->url,
		.known = known.last_modified,
		.max_size = max_size(fetch->feed),
	    },
	    on_file, fetch);
}

static void
file_answered(struct fetch *fetch, struct file_answer *file)
{
	struct fetch_result *result = &fetch->result;

	fetch->file = NULL;
	fetch->phase = FETCH_ENDED;
	if (file->failure_class != CLASS_NONE) {
		result_fail(result, file->failure_class, "%s", file->reason);
		return;
	}
	if (file->validator[0] != '\0')
		result->last_modified = xstrdup(file->validator);
	if (file->not_modified)
		result->outcome = OUTCOME_NOT_MODIFIED;
	else if (file->body.len == 0)
		result_fail(result, CLASS_SOURCE, "%.200s: the file is empty",
		    fetch->feed->url);
	else
		result_take_body(result, &file->body, file->digest,
		    fetch->state->body_hash);
}

/* ---- the machine ----------------------------------------------------------- */

/* R36. The original is asked once a day (of UTC), and after any failure: a move
 * can be withdrawn, and its target can die. */
static bool
asks_moved(const struct fetch *fetch)
{
	const struct feed_state *state = fetch->state;

	return state->moved_url != NULL && state->outcome != OUTCOME_FAILED &&
	    state->outcome != OUTCOME_GONE &&
	    fetch->result.started_at / DAY_S == state->last_ok_at / DAY_S;
}

static void
begin_url(struct fetch *fetch)
{
	const char *url;

	fetch->asked_moved = asks_moved(fetch);
	url = redirect_public_url(&fetch->arena,
	    fetch->asked_moved ? fetch->state->moved_url : fetch->feed->url);

	if (url == NULL) {
		result_fail(&fetch->result, CLASS_REDIRECT,
		    "the URL is longer than %zu bytes", LIMIT_URL);
		fetch->phase = FETCH_ENDED;
		return;
	}
	fetch->chain.any_port = fetch->feed->allow_private;
	redirect_begin(&fetch->chain, url);
	ask(fetch);
}

static void
begin(struct fetch *fetch)
{
	int64_t budget_ms = timeout_ms(fetch->feed);

	if (budget_ms < TIMEOUT_POLL_MS)
		budget_ms = TIMEOUT_POLL_MS;
	event_add(fetch->timer,
	    &(struct timeval){ .tv_sec = budget_ms / 1000 });
	switch (fetch->feed->source) {
	case FEED_FROM_URL:
		begin_url(fetch);
		return;
	case FEED_FROM_FILE:
		read_file(fetch);
		return;
	case FEED_FROM_COMMAND:
		break;
	}
	/* Configurations that have one are refused before this. */
	result_fail(&fetch->result, CLASS_SOURCE,
	    "commands are not run as sources");
	fetch->phase = FETCH_ENDED;
}

static void
stop(struct fetch *fetch)
{
	if (fetch->transfer != NULL)
		net_cancel(fetch->transfer);
	if (fetch->file != NULL)
		file_read_cancel(fetch->file);
	fetch->transfer = NULL;
	fetch->file = NULL;
}

static void
spend(struct fetch *fetch)
{
	stop(fetch);
	result_fail(&fetch->result,
	    fetch->phase == FETCH_READING ? CLASS_SOURCE : CLASS_TRANSFER,
	    "not done in time, with %d redirects", fetch->result.hops);
	fetch->phase = FETCH_ENDED;
}

static void
free_fetch(struct fetch *fetch)
{
	event_free(fetch->timer);
	arena_finish(&fetch->arena);
	fetch_result_finish(&fetch->result);
	free(fetch);
}

/* The last step: the URL, the times, the call. */
static void
end(struct fetch *fetch)
{
	struct fetch_result *result = &fetch->result;
	const struct clock *clock = fetch->fetcher->clock;

	result->effective_url = xstrdup(
	    fetch->chain.count > 0 ? current_url(fetch) : fetch->feed->url);
	result->ended_at = clock_now_at(clock);
	result->duration_ms = clock_mono_ms(clock) - fetch->started_mono_ms;
	fetch->done(result, fetch->arg);
	free_fetch(fetch);
}

/* May free the fetch. */
static void
fetch_step(struct fetch *fetch, struct fetch_event event)
{
	switch (event.kind) {
	case FETCH_EVENT_TIMER:
		if (fetch->phase == FETCH_BEGINNING)
			begin(fetch);
		else
			spend(fetch);
		break;
	case FETCH_EVENT_ANSWER:
		assert(fetch->phase == FETCH_ASKING);
		answered(fetch, event.response);
		break;
	case FETCH_EVENT_FILE:
		assert(fetch->phase == FETCH_READING);
		file_answered(fetch, event.file);
		break;
	}
	if (fetch->phase == FETCH_ENDED)
		end(fetch);
}

static void
on_timer(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	fetch_step(arg, (struct fetch_event){ .kind = FETCH_EVENT_TIMER });
}

struct fetch *
fetch_start(struct fetcher *fetcher, const struct feed *feed,
    const struct feed_state *state, fetch_done done, void *arg)
{
	struct fetch *fetch = xcalloc(1, sizeof(*fetch));

	fetch->fetcher = fetcher;
	fetch->feed = feed;
	fetch->state = state;
	fetch->done = done;
	fetch->arg = arg;
	fetch->timer = evtimer_new(fetcher->base, on_timer, fetch);
	fetch->started_mono_ms = clock_mono_ms(fetcher->clock);
	arena_init(&fetch->arena, LIMIT_FETCH_ARENA);
	fetch_result_init(&fetch->result);
	fetch->result.started_at = clock_now_at(fetcher->clock);
	event_add(fetch->timer, &(struct timeval){ 0 });
	return fetch;
}

void
fetch_cancel(struct fetch *fetch)
{
	stop(fetch);
	free_fetch(fetch);
}

/* ---- the fetcher ----------------------------------------------------------- */

struct fetcher *
fetcher_new(struct event_base *base, struct net *net, const struct clock *clock)
{
	struct fetcher *fetcher = xcalloc(1, sizeof(*fetcher));

	fetcher->base = base;
	fetcher->net = net;
	fetcher->clock = clock;
	fetcher->files = file_readers_new(base);
	return fetcher;
}

void
fetcher_free(struct fetcher *fetcher)
{
	if (fetcher == NULL)
		return;
	file_readers_free(fetcher->files);
	free(fetcher);
}
