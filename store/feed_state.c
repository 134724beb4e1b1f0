/*
 * How the polling of a feed stands, as a row. One table names every field in
 * the order of the columns, so that writing and reading cannot part. Outcomes
 * and classes are stored by their names: the views show them, and enumerators
 * may be added anywhere.
 */
#include "store/feed_state.h"

#include <stddef.h>

enum kind {
	KIND_TEXT,
	KIND_BYTES, /* opaque: of no encoding (R5) */
	KIND_INT64,
	KIND_INT,
	KIND_BOOL,
	KIND_OUTCOME,
	KIND_CLASS
};

static const struct field {
	size_t at;
	enum kind kind;
} fields[] = {
	{ offsetof(struct feed_state, etag), KIND_BYTES },
	{ offsetof(struct feed_state, last_modified), KIND_BYTES },
	{ offsetof(struct feed_state, validator_url), KIND_TEXT },
	{ offsetof(struct feed_state, body_hash), KIND_TEXT },
	{ offsetof(struct feed_state, moved_url), KIND_TEXT },
	{ offsetof(struct feed_state, lifetime_s), KIND_INT64 },
	{ offsetof(struct feed_state, attempt_at), KIND_INT64 },
	{ offsetof(struct feed_state, next_at), KIND_INT64 },
	{ offsetof(struct feed_state, not_before_at), KIND_INT64 },
	{ offsetof(struct feed_state, last_ok_at), KIND_INT64 },
	{ offsetof(struct feed_state, last_new_at), KIND_INT64 },
	{ offsetof(struct feed_state, first_ok_at), KIND_INT64 },
	{ offsetof(struct feed_state, gone_at), KIND_INT64 },
	{ offsetof(struct feed_state, fail_count), KIND_INT64 },
	{ offsetof(struct feed_state, outcome), KIND_OUTCOME },
	{ offsetof(struct feed_state, failure_class), KIND_CLASS },
	{ offsetof(struct feed_state, status), KIND_INT },
	{ offsetof(struct feed_state, reason), KIND_TEXT },
	{ offsetof(struct feed_state, hostile_build), KIND_TEXT },
	{ offsetof(struct feed_state, gone), KIND_BOOL },
	{ offsetof(struct feed_state, ttl_s), KIND_INT64 },
	{ offsetof(struct feed_state, update_s), KIND_INT64 },
};

static void
put_field(struct statement *s, enum kind kind, const void *at)
{
	switch (kind) {
	case KIND_TEXT:
		put_string(s, *(const char *const *)at);
		return;
	case KIND_BYTES:
		put_bytes(s, *(const char *const *)at);
		return;
	case KIND_INT64:
		put_int(s, *(const int64_t *)at);
		return;
	case KIND_INT:
		put_int(s, *(const int *)at);
		return;
	case KIND_BOOL:
		put_int(s, *(const bool *)at);
		return;
	case KIND_OUTCOME:
		put_string(s, outcome_name(*(const enum outcome *)at));
		return;
	case KIND_CLASS:
		put_string(s,
		    failure_class_name(*(const enum failure_class *)at));
		return;
	}
}

/* Unknown words come from a newer crier that was tried: then it is polled as
 * if it never had been. */
static enum outcome
outcome_of(struct slice word)
{
	for (int i = 0; i < OUTCOME_COUNT; i++)
		if (slice_eq(word, slice_of(outcome_name((enum outcome)i))))
			return (enum outcome)i;
	return OUTCOME_NONE;
}

static enum failure_class
class_of(struct slice word)
{
	for (int i = 0; i < CLASS_COUNT; i++) {
		enum failure_class failure = (enum failure_class)i;

		if (slice_eq(word, slice_of(failure_class_name(failure))))
			return failure;
	}
	return CLASS_NONE;
}

static void
take_field(struct statement *s, enum kind kind, struct arena *arena, void *at)
{
	switch (kind) {
	case KIND_TEXT:
	case KIND_BYTES:
		*(const char **)at = take_string(s, arena);
		return;
	case KIND_INT64:
		*(int64_t *)at = take_int(s);
		return;
	case KIND_INT:
		*(int *)at = (int)take_int(s); /* an HTTP status */
		return;
	case KIND_BOOL:
		*(bool *)at = take_int(s) != 0;
		return;
	case KIND_OUTCOME:
		*(enum outcome *)at = outcome_of(take_text(s));
		return;
	case KIND_CLASS:
		*(enum failure_class *)at = class_of(take_text(s));
		return;
	}
}

void
feed_state_put(struct statement *s, const struct feed_state *state)
{
	for (size_t i = 0; i < ARRAY_LEN(fields); i++)
		put_field(s, fields[i].kind,
		    (const char *)state + fields[i].at);
}

void
feed_state_take(struct statement *s, struct arena *arena,
    struct feed_state *state)
{
	state->id = take_int(s);
	state->removed = take_int(s) != 0;
	state->paused = take_int(s) != 0;
	for (size_t i = 0; i < ARRAY_LEN(fields); i++)
		take_field(s, fields[i].kind, arena,
		    (char *)state + fields[i].at);
}
