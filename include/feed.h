/*
 * A feed: what is subscribed and how (struct feed, from the configuration) and
 * how its polling stands (struct feed_state, from the store). The identity of
 * a feed is its name (DESIGN section 5).
 */
#ifndef CRIER_FEED_H
#define CRIER_FEED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "outcome.h"

enum feed_source {
	FEED_FROM_URL,
	FEED_FROM_FILE,
	FEED_FROM_COMMAND
};
enum feed_fulltext {
	FULLTEXT_OFF,
	FULLTEXT_ON,
	FULLTEXT_TEASER
};
enum feed_origin {
	ORIGIN_CONFIGURATION,
	ORIGIN_COMMAND,
	ORIGIN_OPML
};

struct feed_header {
	const char *name, *value;
};

/* Strings and arrays belong to whoever made the feed (a configuration's arena,
 * a row's arena); NULL where nothing was said. */
struct feed {
	const char *name;
	enum feed_source source;
	const char *url;     /* FEED_FROM_URL; or the path of FEED_FROM_FILE */
	const char **argv;   /* FEED_FROM_COMMAND, NULL-terminated */
	const char **filter; /* a command between fetch and parse */
	const char *title;   /* the user's, else NULL */
	const char **tags;
	size_t tag_count;
	int64_t interval_s; /* 0: auto */
	int64_t timeout_s;  /* 0: the default */
	int64_t max_size;   /* bytes, decoded; 0: the default */
	int64_t keep_s;     /* 0: the default */
	enum feed_fulltext fulltext;
	enum feed_origin origin;
	const struct feed_header *headers;
	size_t header_count;
	const char *user_agent, *language, *proxy, *cookies, *client_cert;
	const char *auth_basic, *auth_bearer; /* credential: or file: names */
	bool allow_private, insecure_tls, private_url;
	const char *file; /* where it was configured */
	int line;
};

/* Owned by the row's arena. */
struct feed_state {
	int64_t id; /* of the store; 0: not stored yet */
	/* Validators, opaque bytes, and the URL that they belong to (R5, R6). */
	const char *etag, *last_modified, *validator_url;
	const char *body_hash; /* base32 of the last body, or NULL (R12) */
	const char *moved_url; /* the target of a permanent redirect, or NULL */
	int64_t lifetime_s;    /* freshness of the last 200 (R14) */
	int64_t attempt_at;    /* last request begun (R17) */
	int64_t next_at;       /* next poll */
	int64_t not_before_at; /* a server's explicit wish (R31) */
	int64_t last_ok_at, last_new_at, first_ok_at;
	int64_t gone_at; /* first 410 (R43) */
	int64_t fail_count;
	enum outcome outcome; /* of the last poll */
	enum failure_class failure_class;
	int status;                /* HTTP status of the last poll, or 0 */
	const char *reason;        /* of a failure */
	const char *hostile_build; /* build id that its bytes killed, or NULL */
	bool paused, removed, gone;
	/* Hints of the last document (R28 to R30). */
	int64_t ttl_s, update_s;
};

#endif
