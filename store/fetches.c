/*
 * The log of polls, as commit (feeds.c) writes it: a ring for each feed, whose
 * newest line is in the slot that the feed's count of fetches names.
 */
#include "store_changes.h"

#include "limits.h"
#include "store/connection.h"

static bool
find_feed(struct store *store, struct slice name, int64_t *id,
    struct error *err)
{
	static const char sql[] = "SELECT id FROM feed WHERE name = ?";
	struct statement s = statement_of(store, sql);

	*id = 0;
	put_text(&s, name);
	if (!statement_int(&s, id, err))
		return false;
	return *id != 0 ||
	    error_set(err, ERROR_INPUT, "there is no feed \"%.*s\"",
		SLICE_FMT(slice_sub(name, 0, FEED_NAME)));
}

static void
take_fetch(struct statement *s, struct fetch_row *row)
{
	row->at = take_int(s);
	row->duration_ms = take_int(s);
	row->wire_bytes = take_int(s);
	row->next_at = take_int(s);
	row->outcome = take_text(s);
	row->failure_class = take_text(s);
	row->reason = take_text(s);
	row->why = take_text(s);
	row->status = (int)take_int(s); /* of HTTP */
	row->entries = take_int(s);
	row->fresh = take_int(s);
	row->changed = take_int(s);
	row->matched = take_int(s);
}

bool
store_list_fetches(struct store *store, struct slice feed, size_t max,
    fetch_visitor visit, void *arg, struct error *err)
{
	static const char sql[] =
	    "SELECT l.at, l.duration_ms, l.wire_bytes, l.next_at, l.outcome, "
	    "l.failure_class, l.reason, l.why, l.status, l.entries, l.fresh, "
	    "l.changed, l.matched FROM fetch_log l JOIN feed f ON "
	    "f.id = l.feed WHERE l.feed = ?1 "
	    "ORDER BY (f.fetches - l.slot) % ?2 LIMIT ?3";
	struct statement s;
	enum step step;
	int64_t id;

	if (!find_feed(store, feed, &id, err))
		return false;
	s = statement_of(store, sql);
	put_int(&s, id);
	put_int(&s, LIMIT_FETCH_LOG);
	put_int(&s, max > LIMIT_FETCH_LOG ? LIMIT_FETCH_LOG : (int64_t)max);
	while ((step = statement_step(&s, err)) == STEP_ROW) {
		struct fetch_row row;

		take_fetch(&s, &row);
		if (!visit(&row, arg))
			break;
	}
	statement_end(&s);
	return step != STEP_FAILED;
}
