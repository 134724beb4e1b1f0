/*
 * Marks: read, starred, labels, of articles that are named by their ids or by a
 * query, and the undoing of the last ones.
 */
#include "control/change.h"

#include <string.h>

#include "compiler.h"
#include "limits.h"

const struct argument mark_arguments[] = {
	{ "mark", ARGUMENT_LINE, ARGUMENT_REQUIRED, NULL },
	{ "add", ARGUMENT_LINE, ARGUMENT_OPTIONAL, NULL },
	{ "remove", ARGUMENT_LINE, ARGUMENT_OPTIONAL, NULL },
	{ "ids", ARGUMENT_IDS, ARGUMENT_OPTIONAL, NULL },
	{ "query", ARGUMENT_QUERY, ARGUMENT_OPTIONAL, NULL },
	{ "dry_run", ARGUMENT_FLAG, ARGUMENT_OPTIONAL, NULL },
	{ NULL, ARGUMENT_LINE, ARGUMENT_OPTIONAL, NULL },
};
const struct argument undo_arguments[] = {
	{ NULL, ARGUMENT_LINE, ARGUMENT_OPTIONAL, NULL },
};

static bool
take_mark(const json_t *request, enum mark *mark, struct error *err)
{
	static const struct slice names[] = {
		[MARK_READ] = SLICE_INIT("read"),
		[MARK_UNREAD] = SLICE_INIT("unread"),
		[MARK_STAR] = SLICE_INIT("star"),
		[MARK_UNSTAR] = SLICE_INIT("unstar"),
		[MARK_LABEL] = SLICE_INIT("label"),
	};
	struct slice name = argument_text(request, "mark");

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (slice_eq(names[i], name)) {
			*mark = (enum mark)i;
			return true;
		}
	return error_set(err, ERROR_USAGE,
	    "mark: expected read, unread, star, unstar or label");
}

/* A label is one word, as queries name it: label:to-do. */
static bool
label_is_right(struct slice label)
{
	return label.len <= LIMIT_CONFIG_NAME &&
	    slice_find_char(label, ' ') == SIZE_MAX;
}

static bool
take_labels(const json_t *request, struct mark_request *mark, struct error *err)
{
	mark->add = argument_text(request, "add");
	mark->remove = argument_text(request, "remove");
	if (!label_is_right(mark->add) || !label_is_right(mark->remove))
		return error_set(err, ERROR_USAGE,
		    "a label is one word of at most %d bytes",
		    LIMIT_CONFIG_NAME);
	if ((mark->add.ptr == NULL && mark->remove.ptr == NULL) ==
	    (mark->mark == MARK_LABEL))
		return error_set(err, ERROR_USAGE,
		    "add and remove belong to the mark \"label\", and it "
		    "needs one of them");
	return true;
}

/* ids or query, not both: an id that is overlooked would mark everything. */
static bool
says_which(const json_t *request, struct error *err)
{
	return (json_object_get(request, "ids") != NULL) !=
	    (json_object_get(request, "query") != NULL) ||
	    error_set(err, ERROR_USAGE, "expected either ids or a query");
}

static bool
mark_found(const struct change_context *context, const json_t *request,
    struct mark_request mark, size_t *count, struct error *err)
{
	struct query *query = change_query(context,
	    argument_text(request, "query"), QUERY_FOR_SEARCH, err);
	struct article_request articles = {
		.query = query,
		.scope = SCOPE_KEPT,
		.limit = -1,
		.moment = { context->now_at, context->utc_offset_s },
	};
	bool ok;

	if (query == NULL)
		return false;
	mark.articles = &articles;
	ok = store_mark(context->store, &mark, count, err);
	query_free(query);
	return ok;
}

static bool
mark_named(const struct change_context *context, const json_t *request,
    struct mark_request mark, size_t *count, struct error *err)
{
	struct arena arena;
	int64_t *ids;
	bool ok;

	arena_init(&arena, LIMIT_CONTROL_ARENA);
	ok = argument_ids(request, "ids", &arena, &ids, &mark.id_count, err);
	mark.ids = ok ? ids : NULL;
	ok = ok && store_mark(context->store, &mark, count, err);
	arena_finish(&arena);
	return ok;
}

bool
mark_apply(const struct change_context *context, const json_t *request,
    json_t *result, struct error *err)
{
	struct mark_request mark = {
		.dry_run = json_is_true(json_object_get(request, "dry_run")),
		.now_at = context->now_at,
	};
	size_t count;

	if (!take_mark(request, &mark.mark, err) ||
	    !take_labels(request, &mark, err) || !says_which(request, err))
		return false;
	if (json_object_get(request, "ids") != NULL) {
		if (!mark_named(context, request, mark, &count, err))
			return false;
	} else if (!mark_found(context, request, mark, &count, err)) {
		return false;
	}
	result_number(result, "count", (int64_t)count);
	return true;
}

bool
undo_apply(const struct change_context *context, const json_t *request,
    json_t *result, struct error *err)
{
	struct arena arena;
	struct slice what;
	size_t count;
	bool ok;

	(void)request;
	arena_init(&arena, LIMIT_CONTROL_ARENA);
	ok = store_undo(context->store, &arena, &what, &count, err);
	if (ok) {
		result_text(result, "what", what);
		result_number(result, "count", (int64_t)count);
	}
	arena_finish(&arena);
	return ok;
}
