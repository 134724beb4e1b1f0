/*
 * Marks and labels, and their undoing. A step first writes down what it is
 * about to change, with the values before; that list is what is changed, what
 * is counted, and what undoing goes back by. So marking and undoing are the
 * same statements with opposite signs.
 */
#include "store_changes.h"

#include "limits.h"
#include "store/connection.h"
#include "store/json_list.h"
#include "store/selection.h"

/* ---- which articles ------------------------------------------------------------- */

static bool
note_id(const struct article_row *row, void *arg)
{
	json_list_add_int(arg, row->article.id);
	return true;
}

/* What is written waits in the index's queue: the query does not see articles
 * of this very transaction, nor did whoever asks. */
static bool
find_ids(struct store *store, const struct article_request *articles,
    struct json_list *ids, struct error *err)
{
	struct selection selection;
	bool ok;

	ok = selection_init(&selection, store, articles, err);
	selection.depth = READ_ID;
	ok = ok && selection_walk(&selection, note_id, ids, err);
	selection_finish(&selection);
	return ok;
}

static bool
check_ids(struct store *store, struct json_list *ids, struct error *err)
{
	static const char sql[] = "SELECT value FROM json_each(?1) WHERE value "
				  "NOT IN (SELECT id FROM article) LIMIT 1";
	struct statement s = statement_of(store, sql);
	int64_t missing = 0;

	if (!json_list_put(ids, &s, err) || !statement_int(&s, &missing, err))
		return false;
	return missing == 0 ||
	    error_set(err, ERROR_INPUT, "there is no article %lld",
		(long long)missing);
}

static bool
list_ids(struct store *store, const struct mark_request *request,
    struct json_list *ids, struct error *err)
{
	if (request->articles != NULL)
		return find_ids(store, request->articles, ids, err);
	for (size_t i = 0; i < request->id_count; i++)
		json_list_add_int(ids, request->ids[i]);
	return check_ids(store, ids, err);
}

/* ---- steps ------------------------------------------------------------------------ */

#define STEPS_KEPT 20 /* DESIGN: what can be taken back */

static const char unread_sql[] =
    "INSERT INTO undo_row (step, article, field, label, before) "
    "SELECT ?2, id, 'unread', '', 1 - ?3 FROM article "
    "WHERE id IN (SELECT value FROM json_each(?1)) AND unread <> ?3";
static const char starred_sql[] =
    "INSERT INTO undo_row (step, article, field, label, before) "
    "SELECT ?2, id, 'starred', '', 1 - ?3 FROM article "
    "WHERE id IN (SELECT value FROM json_each(?1)) AND starred <> ?3";
static const char label_sql[] =
    "INSERT INTO undo_row (step, article, field, label, before) "
    "SELECT ?2, id, 'label', ?4, 1 - ?3 FROM article "
    "WHERE id IN (SELECT value FROM json_each(?1)) AND "
    "EXISTS (SELECT 1 FROM label WHERE article = id AND label = ?4) <> ?3";

/* What a mark makes of a field: of which articles that is news. */
struct wish {
	const char *sql;
	int value;
	struct slice label; /* of label_sql */
};

static bool
write_down(struct store *store, int64_t step, struct json_list *ids,
    const struct wish *wish, struct error *err)
{
	struct statement s = statement_of(store, wish->sql);

	if (!json_list_put(ids, &s, err))
		return false;
	put_int(&s, step);
	put_int(&s, wish->value);
	if (wish->label.ptr != NULL)
		put_text(&s, wish->label);
	return statement_run(&s, err);
}

static bool
write_down_wishes(struct store *store, const struct mark_request *request,
    int64_t step, struct json_list *ids, struct error *err)
{
	static const struct wish marks[] = {
		[MARK_READ] = { unread_sql, 0, { NULL, 0 } },
		[MARK_UNREAD] = { unread_sql, 1, { NULL, 0 } },
		[MARK_STAR] = { starred_sql, 1, { NULL, 0 } },
		[MARK_UNSTAR] = { starred_sql, 0, { NULL, 0 } },
	};
	struct wish add = { label_sql, 1, request->add };
	struct wish remove = { label_sql, 0, request->remove };

	if (request->mark != MARK_LABEL)
		return write_down(store, step, ids, &marks[request->mark], err);
	return (add.label.ptr == NULL ||
		   write_down(store, step, ids, &add, err)) &&
	    (remove.label.ptr == NULL ||
		write_down(store, step, ids, &remove, err));
}

/* Makes every field of the step what it was before, or the other. */
enum direction {
	DIRECTION_BACK,
	DIRECTION_ON
};

static bool
carry_out(struct store *store, int64_t step, enum direction direction,
    struct error *err)
{
	static const char set_unread[] =
	    "UPDATE article SET unread = (before <> ?2) FROM undo_row u "
	    "WHERE u.step = ?1 AND u.field = 'unread' AND u.article = id";
	static const char set_starred[] =
	    "UPDATE article SET starred = (before <> ?2) FROM undo_row u "
	    "WHERE u.step = ?1 AND u.field = 'starred' AND u.article = id";
	static const char add_labels[] =
	    "INSERT OR IGNORE INTO label (article, label) "
	    "SELECT article, label FROM undo_row "
	    "WHERE step = ?1 AND field = 'label' AND before <> ?2";
	static const char remove_labels[] =
	    "DELETE FROM label WHERE (article, label) IN "
	    "(SELECT article, label FROM undo_row "
	    "WHERE step = ?1 AND field = 'label' AND before = ?2)";
	static const char *const all[] = { set_unread, set_starred, add_labels,
		remove_labels };

	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		struct statement s = statement_of(store, all[i]);

		put_int(&s, step);
		put_int(&s, direction);
		if (!statement_run(&s, err))
			return false;
	}
	return true;
}

static bool
count_articles(struct store *store, int64_t step, size_t *count,
    struct error *err)
{
	static const char sql[] =
	    "SELECT count(DISTINCT article) FROM undo_row WHERE step = ?";
	struct statement s = statement_of(store, sql);
	int64_t articles = 0;

	put_int(&s, step);
	if (!statement_int(&s, &articles, err))
		return false;
	*count = (size_t)articles;
	return true;
}

static bool
forget_step(struct store *store, int64_t step, struct error *err)
{
	static const char sql[] = "DELETE FROM undo WHERE step = ?";
	struct statement s = statement_of(store, sql);

	put_int(&s, step);
	return statement_run(&s, err);
}

static bool
forget_old_steps(struct store *store, struct error *err)
{
	static const char sql[] =
	    "DELETE FROM undo WHERE step NOT IN "
	    "(SELECT step FROM undo ORDER BY step DESC LIMIT ?)";
	struct statement s = statement_of(store, sql);

	put_int(&s, STEPS_KEPT);
	return statement_run(&s, err);
}

/* ---- marking ----------------------------------------------------------------------- */

/* "read", "label +to-do -later". */
static void
describe(const struct mark_request *request, struct buffer *out)
{
	static const char *const names[] = {
		[MARK_READ] = "read",
		[MARK_UNREAD] = "unread",
		[MARK_STAR] = "star",
		[MARK_UNSTAR] = "unstar",
		[MARK_LABEL] = "label",
	};

	buffer_append_string(out, names[request->mark]);
	if (request->mark == MARK_LABEL && request->add.ptr != NULL) {
		buffer_append_string(out, " +");
		buffer_append(out, request->add);
	}
	if (request->mark == MARK_LABEL && request->remove.ptr != NULL) {
		buffer_append_string(out, " -");
		buffer_append(out, request->remove);
	}
}

static bool
begin_step(struct store *store, const struct mark_request *request,
    int64_t *step, struct error *err)
{
	static const char sql[] = "INSERT INTO undo (at, what) VALUES (?, ?)";
	struct statement s = statement_of(store, sql);
	struct buffer what;
	bool ok;

	buffer_init(&what, LIMIT_STORED_TITLE);
	describe(request, &what);
	put_int(&s, request->now_at);
	put_text(&s, buffer_slice(&what));
	ok = statement_run(&s, err);
	buffer_finish(&what);
	*step = sqlite3_last_insert_rowid(store->db);
	return ok;
}

static bool
mark_listed(struct store *store, const struct mark_request *request,
    struct json_list *ids, size_t *count, struct error *err)
{
	int64_t step;

	if (!begin_step(store, request, &step, err) ||
	    !write_down_wishes(store, request, step, ids, err) ||
	    !count_articles(store, step, count, err))
		return false;
	if (*count == 0 || request->dry_run)
		return forget_step(store, step, err);
	return carry_out(store, step, DIRECTION_ON, err) &&
	    forget_old_steps(store, err);
}

static bool
mark_all(struct store *store, const struct mark_request *request, size_t *count,
    struct error *err)
{
	struct json_list ids;
	bool ok;

	if (request->mark == MARK_LABEL &&
	    slice_eq(request->add, request->remove))
		return error_set(err, ERROR_INPUT,
		    "expected a label to add or another one to remove");
	json_list_begin(&ids);
	ok = list_ids(store, request, &ids, err) &&
	    mark_listed(store, request, &ids, count, err);
	json_list_finish(&ids);
	return ok;
}

bool
store_mark(struct store *store, const struct mark_request *request,
    size_t *count, struct error *err)
{
	*count = 0;
	return part_begin(store, err) &&
	    part_end(store, mark_all(store, request, count, err), err);
}

/* ---- undoing ------------------------------------------------------------------------ */

static bool
last_step(struct store *store, struct arena *arena, int64_t *step,
    struct slice *what, struct error *err)
{
	static const char sql[] =
	    "SELECT step, what FROM undo ORDER BY step DESC LIMIT 1";
	struct statement s = statement_of(store, sql);
	enum step found = statement_step(&s, err);

	*step = 0;
	if (found == STEP_ROW) {
		*step = take_int(&s);
		*what = take_copy(&s, arena);
	}
	statement_end(&s);
	return found != STEP_FAILED;
}

static bool
undo(struct store *store, struct arena *arena, struct slice *what,
    size_t *count, struct error *err)
{
	int64_t step;

	if (!last_step(store, arena, &step, what, err))
		return false;
	if (step == 0)
		return true;
	if (!count_articles(store, step, count, err) ||
	    !carry_out(store, step, DIRECTION_BACK, err) ||
	    !forget_step(store, step, err))
		return false;
	*what = slice_of(arena_format(arena, "%.*s, %zu article%s",
	    SLICE_FMT(*what), *count, *count == 1 ? "" : "s"));
	return what->ptr != NULL ||
	    error_set(err, ERROR_MEMORY, "no memory for a step");
}

bool
store_undo(struct store *store, struct arena *arena, struct slice *what,
    size_t *count, struct error *err)
{
	*what = SLICE_NONE;
	*count = 0;
	return part_begin(store, err) &&
	    part_end(store, undo(store, arena, what, count, err), err);
}
