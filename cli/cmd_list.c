/*
 * crier list and crier search: the articles that meet a query. list sees what
 * is kept, newest first; search sees everything stored, best first.
 */
#include "cli/command.h"

#include "cli/queries.h"
#include "cli/rows.h"

static bool
print_article(const struct article *article, void *arg)
{
	output_row(arg, article);
	return true;
}

static int
find(struct cli *cli, const struct article_request *request, struct error *err)
{
	struct output output;
	int code = -1;

	if (!output_begin(&output, cli, &rows_articles, err))
		return -1;
	if (store_find_articles(cli->store, request, print_article, &output,
		err))
		code = output_end(&output);
	else
		output_drop(&output);
	return code;
}

static int
run_list(struct cli *cli, struct error *err)
{
	struct query *query = query_read(cli, query_text(cli));
	struct article_request request;
	int code = -1;

	if (query == NULL)
		return CLI_USAGE;
	if (query_request(cli, query, &request, err)) {
		request.scope = SCOPE_KEPT;
		code = find(cli, &request, err);
	}
	query_free(query);
	return code;
}

static int
run_search(struct cli *cli, struct error *err)
{
	struct query *query;
	struct article_request request;
	int code = -1;

	if (cli->options.argument_count == 0) {
		error_set(err, ERROR_USAGE, "search: what for?");
		return -1;
	}
	query = query_read(cli, query_text(cli));
	if (query == NULL)
		return CLI_USAGE;
	if (query_request(cli, query, &request, err)) {
		request.scope = SCOPE_ALL;
		if (!option_given(&cli->options, "sort") &&
		    query_has_text(query))
			request.sort = SORT_RELEVANCE;
		code = find(cli, &request, err);
	}
	query_free(query);
	return code;
}

const struct command command_list = {
	.name = "list",
	.summary = "the newest matched articles",
	.arguments = "[QUERY]",
	.options = list_options,
	.needs = NEEDS_STORE,
	.run = run_list,
};

const struct command command_search = {
	.name = "search",
	.summary = "everything stored, best first",
	.arguments = "QUERY",
	.options = list_options,
	.needs = NEEDS_STORE,
	.run = run_search,
};
