/*
 * What crier and crierd say to each other, and one table of changes that either
 * can carry out: crierd when it runs, crier itself under the writer's lock when
 * it does not (DESIGN section 2).
 *
 * A message is a frame: its length as four bytes, big-endian, then one JSON
 * object of at most LIMIT_CONTROL_FRAME bytes. A request is {"do": NAME, ...its
 * arguments}. Answers are {"progress": {...}} any number of times and at last
 * {"ok": true, "result": {...}} or {"ok": false, "kind": K, "error": TEXT}; for
 * "watch" the articles come as {"article": {...}} until one side closes.
 *
 * Of a change the first progress is {"begun": true}, before anything is done:
 * so a client that sees the other side end knows whether it may safely ask
 * again.
 */
#ifndef CRIER_CONTROL_H
#define CRIER_CONTROL_H

#include <jansson.h>

#include "buffer.h"
#include "configuration.h"
#include "error.h"
#include "store_changes.h"
#include "topic_set.h"

struct argument; /* control/arguments.h */

/* ---- the wire -------------------------------------------------------------- */

/* Appends message as a frame. False where it is too large, or NULL because
 * there was no memory for it. */
MUST_CHECK bool
control_frame(const json_t *message, struct buffer *out, struct error *err);
/* The same for an object that is written as JSON already. */
MUST_CHECK bool
control_frame_text(struct slice json, struct buffer *out, struct error *err);
/* Bytes of the whole frame that begins with head, of which there are at least
 * CONTROL_HEAD; 0 where it says a length that cannot be. */
#define CONTROL_HEAD 4
size_t control_frame_size(struct slice head);
/* Takes the next whole frame off *bytes. NULL: with err->kind ERROR_NONE more
 * bytes are needed, else ERROR_PROTOCOL. The caller frees with json_decref.
 * Texts of a message have no NUL inside, keys stand once. */
json_t *control_unframe(struct slice *bytes, struct error *err);

json_t *control_answer_ok(json_t *result); /* takes result over; may be NULL */
json_t *control_answer_error(const struct error *err);
/* Text of any bytes, as errors and programs make it, as one clean line. */
json_t *control_text(const char *text);

/* ---- changes ----------------------------------------------------------------- */

/* What a change may use; borrowed for the call. */
struct change_context {
	struct store *store;
	const struct configuration *configuration;
	int64_t now_at, utc_offset_s;
};
/* The context of a change at now_at, in the process's time zone. */
struct change_context control_context(struct store *store,
    const struct configuration *configuration, int64_t now_at);

/*
 * So that no file in the database's folder ever belongs to somebody else: true
 * for its owner, and for root, who becomes the owner for good; others are told
 * what they can do (ERROR_UNAVAILABLE).
 */
MUST_CHECK bool control_be_owner(const char *database, struct error *err);

struct change {
	const char *name; /* "feed.pause" */
	/* All that a request may carry; everything else is refused by name
	 * (control_change_check). */
	const struct argument *arguments;
	/* Of a checked request, in a transaction. result is an object to fill.
	 * Reads the configuration and writes the store. */
	bool (*apply)(const struct change_context *context,
	    const json_t *request, json_t *result, struct error *err);
	/* What crierd must look at again afterwards. */
	bool feeds, topics, deliveries;
};
/* NULL where there is none of that name. */
const struct change *control_change_find(struct slice name);
/*
 * Whether the request has the arguments that the change takes. Looks at nothing
 * else, so that crierd can refuse before it queues anything. ERROR_REFUSED for
 * an option that may only stand in a configuration file, else ERROR_USAGE.
 */
MUST_CHECK bool control_change_check(const struct change *change,
    const json_t *request, struct error *err);

/* Checks a request and carries it out in a transaction of its own on a
 * writer. */
MUST_CHECK bool control_apply(const struct change_context *context,
    const json_t *request, json_t *result, struct error *err);

/* ---- requests that only a running crierd can carry out ------------------------- */

enum control_request_id {
	CONTROL_STATUS,
	CONTROL_WATCH,
	CONTROL_REFRESH,
	CONTROL_RELOAD,
	CONTROL_HOOK_TEST,
	CONTROL_REQUESTS
};
struct control_request {
	enum control_request_id id;
	const char *name;
	const struct argument *arguments;
	bool changes; /* whoever may only read may not ask for it */
};
/*
 * "status": {}; "watch": {"query"?, "text"?: bool}; "refresh": {"feeds"?:
 * [name, ...], all where it is missing, "wait"?: bool}; "reload": {};
 * "hooks.test": {"hook", "id"}. NULL where there is none of that name.
 */
const struct control_request *control_request_find(struct slice name);
/* As control_change_check. */
MUST_CHECK bool control_request_check(const struct control_request *kind,
    const json_t *request, struct error *err);

/* ---- the socket ---------------------------------------------------------------- */

/*
 * Where the socket is: as configured, /run/crier/crier.sock for the system's
 * configuration, else crier.sock beside the database. Into path[size].
 */
MUST_CHECK bool control_socket_path(const struct configuration *configuration,
    char *path, size_t size, struct error *err);
/*
 * Listens there, for the owner and the group (NULL: the process's own); *fd does
 * not block and is closed on exec. The caller holds the writer's lock: a socket
 * on which nobody listens is a dead daemon's and is removed first. Who ends
 * unlinks path.
 */
MUST_CHECK bool
control_listen(const char *path, const char *group, int *fd, struct error *err);

/* ---- the client ---------------------------------------------------------------- */

/* Called for each {"progress"} and {"article"}; false ends the exchange. */
typedef bool (*control_progress)(const json_t *message, void *arg);
/* A request to a running crierd; all is borrowed. */
struct control_call {
	const char *socket_path;
	const json_t *request;
	int64_t timeout_s;         /* for the whole exchange; 0: none */
	control_progress progress; /* NULL: nobody listens to it */
	void *arg;                 /* of progress */
};
/*
 * Sends the request and waits for the answer. ERROR_UNAVAILABLE where nobody
 * listens or crierd ends before it has answered; what the answer says where it
 * is an error. *result is the caller's (json_decref), maybe NULL; NULL and true
 * where progress ended it.
 */
MUST_CHECK bool control_ask(const struct control_call *call, json_t **result,
    struct error *err);

/*
 * The way of every change from the CLI: over the socket where crierd listens,
 * else under the writer's lock (ERROR_UNAVAILABLE with advice where the caller
 * is not the owner of the database; root becomes it first, and stays so). While
 * crierd starts or stops it is tried again for TIMEOUT_CONTROL_RACE_S. What
 * crierd had begun when it died is never asked for twice: ERROR_UNAVAILABLE
 * says so.
 */
MUST_CHECK bool control_change(const struct configuration *configuration,
    const json_t *request, json_t **result, struct error *err);

#endif
