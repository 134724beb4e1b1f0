/*
 * crier next: the oldest article that is kept and not read, shown and then
 * marked read.
 */
#include "cli/command.h"

#include <stdio.h>

#include "cli/article_view.h"
#include "cli/asking.h"
#include "cli/queries.h"
#include "cli/terminal.h"

static bool
take_id(const struct article *article, void *arg)
{
	*(int64_t *)arg = article->id;
	return false;
}

/* *id stays 0 where all is read. */
static bool
find_oldest(struct cli *cli, int64_t *id, struct error *err)
{
	struct query *query = query_read(cli, SLICE("is:unread"));
	struct article_request request = {
		.query = query,
		.scope = SCOPE_KEPT,
		.sort = SORT_OLDEST,
		.limit = 1,
		.moment = query_now(cli),
	};
	bool ok;

	*id = 0;
	if (query == NULL)
		return error_set(err, ERROR_MEMORY, "no memory for a query");
	ok = store_find_articles(cli->store, &request, take_id, id, err);
	query_free(query);
	return ok;
}

static bool
show(struct cli *cli, int64_t id, bool *found, struct error *err)
{
	article_view_begin(cli);
	if (!article_view_print(cli, id, 0, found, err))
		return false;
	article_view_end(cli);
	return true;
}

/* What could not be printed stays unread. */
static int
mark_read(struct cli *cli, int64_t id, struct error *err)
{
	struct asking asking;

	if (fflush(stdout) == EOF || ferror(stdout)) {
		error_set(err, ERROR_IO, "cannot write the output");
		return -1;
	}
	asking_begin(&asking, cli, "mark");
	asking_text(&asking, "mark", "read");
	asking_append_number(&asking, "ids", id);
	return asking_only(&asking, err);
}

static int
run(struct cli *cli, struct error *err)
{
	bool found;
	int64_t id;

	if (!find_oldest(cli, &id, err))
		return -1;
	if (id == 0) {
		terminal_complain("nothing is unread");
		return CLI_NOTHING;
	}
	if (!show(cli, id, &found, err))
		return -1;
	return found ? mark_read(cli, id, err) : CLI_NOTHING;
}

static const struct option_row options[] = {
	ARTICLE_VIEW_OPTIONS,
	{ 0 },
};

const struct command command_next = {
	.name = "next",
	.summary = "the oldest unread article, shown and marked read",
	.options = options,
	.needs = NEEDS_STORE,
	.run = run,
};
