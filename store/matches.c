/*
 * Matches as rows. One for each article and topic, written when they first
 * meet and never revised; what the payload of a delivery says of it (terms,
 * snippet) is stored with it, for the query may change before the delivery.
 */
#include "store/matches.h"

#include <stdlib.h>

#include "limits.h"
#include "memory.h"
#include "store/article_parts.h"
#include "store/connection.h"

bool
topic_find(struct store *store, const char *name, struct topic_place *place,
    struct error *err)
{
	static const char sql[] =
	    "SELECT id, muted_until_at FROM topic WHERE name = ?";
	struct statement s = statement_of(store, sql);
	enum step step;

	put_string(&s, name);
	step = statement_step(&s, err);
	if (step == STEP_ROW) {
		place->id = take_int(&s);
		place->muted_until_at = take_int(&s);
	}
	statement_end(&s);
	if (step == STEP_DONE)
		return error_set(err, ERROR_STORE, "%s has no topic \"%s\"",
		    store->path, name);
	return step == STEP_ROW;
}

struct match *
matches_room(struct store *store, const struct topic_set *set)
{
	size_t count = topic_set_count(set);

	if (count > store->match_max) {
		free(store->matches);
		store->matches = xcalloc(count, sizeof(*store->matches));
		store->match_max = count;
	}
	return store->matches;
}

static struct slice
terms_json(const struct match *match, struct buffer *out)
{
	struct json_writer w;

	if (match->term_count == 0)
		return SLICE_NONE;
	json_writer_init(&w, out);
	write_strings(&w, match->terms, match->term_count);
	return out->failed ? SLICE_NONE : buffer_slice(out);
}

bool
match_insert(struct store *store, const struct match_row *row, bool *fresh,
    struct error *err)
{
	static const char sql[] =
	    "INSERT INTO \"match\" (article, topic, revision, matched_at, "
	    "fired, terms, snippet) VALUES (?, ?, ?, ?, ?, ?, ?) "
	    "ON CONFLICT DO NOTHING";
	struct statement s = statement_of(store, sql);
	struct buffer terms;
	bool ok;

	buffer_init(&terms, LIMIT_STORED_TEXT);
	put_int(&s, row->article);
	put_int(&s, row->topic);
	put_int(&s, row->revision);
	put_int(&s, row->matched_at);
	put_int(&s, row->fired);
	put_text(&s, terms_json(row->match, &terms));
	put_text(&s, row->match->snippet);
	ok = statement_run(&s, err);
	*fresh = ok && sqlite3_changes(store->db) > 0;
	buffer_finish(&terms);
	return ok;
}
