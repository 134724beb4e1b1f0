/*
 * Readers: processes in a sandbox that turn bytes into documents.
 *
 * crierd and crier re-execute themselves with --role=reader, a socket on fd 3,
 * everything else closed, locked by seccomp and limits (DESIGN section 2). A
 * reader that crashes, hangs or is killed costs one job.
 */
#ifndef CRIER_READER_H
#define CRIER_READER_H

#include "configuration.h"
#include "document.h"
#include "error.h"
#include "listing.h"

struct event_base;

enum reader_html {
	READER_FOR_STORE,
	READER_WIDE,
	READER_RAW
};

enum reader_kind {
	READER_FEED, /* to a document */
	READER_OPML, /* to a listing: the outlines that are feeds */
	READER_LINKS /* to a listing: the feeds that a page names (R70) */
};

/* Bytes and texts are borrowed until the job has ended. A text longer than
 * LIMIT_HEADER_VALUE is left out, a body beyond LIMIT_READER_INPUT fails. */
struct reader_request {
	enum reader_kind kind;
	struct bytes body;
	struct slice link; /* READER_LINKS: the Link header, or absent */
	struct slice url, content_type, content_language, content_location;
	enum reader_html html;
	int64_t max_output; /* bytes; 0: LIMIT_READER_OUTPUT */
	int64_t wall_ms;    /* 0: LIMIT_READER_WALL_MS; processor time in
			     * proportion (LIMIT_READER_CPU_S) */
	int64_t source;     /* whose bytes they are, as the caller counts: what
			     * kills readers again and again is one source */
};

enum reader_status {
	READER_OK,
	READER_NOT_A_FEED,
	READER_REFUSED,    /* hostile by its shape */
	READER_FAILED,     /* out of memory or output limit */
	READER_KILLED,     /* the reader died or was killed: poison */
	READER_TIMEOUT,    /* took longer than wall_ms and was killed */
	READER_UNAVAILABLE /* none could be started */
};

struct reader_result {
	enum reader_status status;
	/* READER_OK: one of the two, owned by the receiver. */
	struct document *document;
	struct listing *listing;
	char reason[200]; /* of all others; fit for a terminal */
	int64_t duration_ms;
};

/* ---- the child ------------------------------------------------------------ */

/* True if argv asks for the role; then main returns reader_role_main(), before
 * it has done anything else: readers are started as /proc/self/exe. */
bool reader_role_asked(int argc, char *const argv[]);
int reader_role_main(void);

/* Identity of this build: a reader of another build ends at once. Static. */
const char *reader_build_id(void);
/* "seccomp", or why the sandbox is relaxed ("relaxed: sanitizers"). Static. */
const char *reader_sandbox_state(enum sandbox_mode mode);

/* ---- a pool on an event loop, for crierd ---------------------------------- */

struct reader_pool;
struct reader_job;
typedef void (*reader_done)(struct reader_result *result, void *arg);

/* count readers at most; started as jobs come, ended after
 * LIMIT_READER_IDLE_MS. Fails where the sandbox is required and missing. */
struct reader_pool *reader_pool_new(struct event_base *base, int count,
    enum sandbox_mode mode, struct error *err);
/* Kills what runs; no callback is called any more. Takes NULL. */
void reader_pool_free(struct reader_pool *pool);
/*
 * When LIMIT_READER_DEATHS readers have died in a row, over bytes of as many
 * sources, or could not be started, nothing is parsed for a pause; then one job
 * at a time. Jobs wait meanwhile. Another death makes the next pause twice as
 * long, up to PAUSE_READERS_LONGEST_MS; the first document ends it all.
 */
enum readers_mood {
	READERS_WORK,
	READERS_PAUSE,
	READERS_PROBE /* one job at a time, until one of them decides */
};
struct readers_health {
	enum readers_mood mood;
	int64_t wait_ms;    /* READERS_PAUSE: until the next probe */
	const char *reason; /* the last death's; valid until the next turn */
};
struct readers_health reader_pool_health(const struct reader_pool *pool);
/* changed is called from the loop after the mood has changed; it may start and
 * cancel jobs, but not free the pool. */
void reader_pool_watch(struct reader_pool *pool, void (*changed)(void *arg),
    void *arg);
/* Exactly one call of done, later from the loop, unless cancelled. Jobs queue
 * in order. done may start and cancel jobs, and free the pool. */
struct reader_job *reader_start(struct reader_pool *pool,
    const struct reader_request *request, reader_done done, void *arg);
/* Of a job whose done has not been called. A reader that works on it is
 * killed, so that its bytes are the caller's again. */
void reader_cancel(struct reader_job *job);
/* Process ids of living readers, for the watchdog and tests. */
size_t reader_pool_pids(const struct reader_pool *pool, int *pids, size_t max);

/* ---- one job, blocking, for crier ----------------------------------------- */

/* False only where no reader could be started; else the result says. */
MUST_CHECK bool reader_run_once(const struct reader_request *request,
    enum sandbox_mode mode, struct reader_result *result, struct error *err);

#endif
