/*
 * Counting the articles of a request, at once or in groups. One table says
 * what each group asks of SQL. Where SQL can only narrow, the articles are
 * proved first and their ids take the filter's place, so that the groups are
 * made by the same SQL.
 */
#include "store/selection.h"

#include <stdio.h>

#include "clock.h"
#include "limits.h"
#include "store/connection.h"
#include "store/json_list.h"

#define DAY_S      86400
#define DATE_CHARS 10 /* "2026-08-05" */

static const struct grouping {
	const char *head, *tail;
} groupings[] = {
	[COUNT_ALL] = { "SELECT NULL, count(*) FROM v1_articles a", "" },
	[COUNT_BY_TOPIC] = { "SELECT m.topic, count(*) FROM v1_articles a "
			     "JOIN v1_matches m ON m.article = a.id",
	    " GROUP BY m.topic ORDER BY 2 DESC, 1" },
	[COUNT_BY_FEED] = { "SELECT a.feed, count(*) FROM v1_articles a",
	    " GROUP BY a.feed ORDER BY 2 DESC, 1" },
	/* Its tail has a parameter: see prepare. */
	[COUNT_BY_DAY] = { "SELECT min(a.sort_at), count(*) "
			   "FROM v1_articles a",
	    NULL },
	[COUNT_BY_AUTHOR] = { "SELECT coalesce(json_extract(j.value, "
			      "'$.name'), json_extract(j.value, '$.email')) "
			      "AS author, count(DISTINCT a.id) "
			      "FROM v1_articles a, json_each(a.authors) j",
	    " AND author IS NOT NULL GROUP BY author ORDER BY 2 DESC, 1" },
};

static struct statement
prepare(const struct selection *selection, enum count_by by)
{
	char day_tail[80];
	struct statement s;

	if (by != COUNT_BY_DAY)
		return selection_prepare(selection, groupings[by].head,
		    groupings[by].tail);
	snprintf(day_tail, sizeof(day_tail),
	    " GROUP BY (a.sort_at + ?%zu) / %d ORDER BY 1 DESC",
	    selection_parameter(selection, 0), DAY_S);
	s = selection_prepare(selection, groupings[by].head, day_tail);
	put_int(&s, selection->request->moment.utc_offset_s);
	return s;
}

static bool
visit_rows(const struct selection *selection, enum count_by by,
    count_visitor visit, void *arg, struct error *err)
{
	int64_t offset_s = selection->request->moment.utc_offset_s;
	struct statement s = prepare(selection, by);
	enum step step;

	while ((step = statement_step(&s, err)) == STEP_ROW) {
		struct slice key;
		char time[21];

		if (by == COUNT_BY_DAY)
			key = slice_sub(slice_of(clock_format_utc(take_int(&s) +
						offset_s,
					    time)),
			    0, DATE_CHARS);
		else
			key = take_text(&s);
		if (!visit(key, take_int(&s), arg))
			break;
	}
	selection_drop(&s);
	return step != STEP_FAILED;
}

static bool
note_id(const struct article_row *row, void *arg)
{
	json_list_add_int(arg, row->article.id);
	return true;
}

static bool
count_proved(struct selection *selection, enum count_by by, count_visitor visit,
    void *arg, struct error *err)
{
	struct selection proved = *selection;
	struct sql_value ids_value = { .type = SQL_VALUE_TEXT };
	struct json_list ids;
	bool ok;

	json_list_begin(&ids);
	ok = selection_walk(selection, note_id, &ids, err) &&
	    json_list_text(&ids, &ids_value.text, err);
	proved.filter = (struct sql_filter){
		.where = SLICE("a.id IN (SELECT value FROM json_each(?1))"),
		.values = &ids_value,
		.value_count = 1,
		.exact = true,
	};
	ok = ok && visit_rows(&proved, by, visit, arg, err);
	json_list_finish(&ids);
	return ok;
}

bool
store_count_articles(struct store *store, const struct article_request *request,
    enum count_by by, count_visitor visit, void *arg, struct error *err)
{
	struct selection selection;
	bool ok = selection_init(&selection, store, request, err);

	if (ok && selection_needs_proof(&selection))
		ok = count_proved(&selection, by, visit, arg, err);
	else if (ok)
		ok = visit_rows(&selection, by, visit, arg, err);
	selection_finish(&selection);
	return ok;
}
