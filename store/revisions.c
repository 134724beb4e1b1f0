/*
 * Former versions of articles, for people. They are written where an article is
 * replaced (articles.c).
 */
#include "store.h"
#include "store/connection.h"

bool
store_list_revisions(struct store *store, int64_t article,
    revision_visitor visit, void *arg, struct error *err)
{
	static const char sql[] =
	    "SELECT revision, changed_at, url, title, summary, text "
	    "FROM revision WHERE article = ? ORDER BY revision";
	struct statement s = statement_of(store, sql);
	enum step step;

	put_int(&s, article);
	while ((step = statement_step(&s, err)) == STEP_ROW) {
		struct revision_row row;

		row.revision = take_int(&s);
		row.changed_at = take_int(&s);
		row.url = take_text(&s);
		row.title = take_text(&s);
		row.summary = take_text(&s);
		row.text = take_text(&s);
		if (!visit(&row, arg))
			break;
	}
	statement_end(&s);
	return step != STEP_FAILED;
}
