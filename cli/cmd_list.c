/*
 * crier list and crier search: the articles that meet a query. list sees what
 * is kept, newest first; search sees everything stored, best first.
 */
#include "cli/command.h"

#include "cli/article_rows.h"
#include "cli/queries.h"

static bool
print_article(const struct article *article, void *arg)
{
	return output_row(arg, article);
}

static int
print_found(struct cli *cli, const struct article_request *request,
    struct error *err)
{
	struct output output;

	if (!output_begin(&output, cli,
		request->text ? &article_rows_with_text : &article_rows, err))
		return -1;
	if (store_find_articles(cli->store, request, print_article, &output,
		err))
		return output_end(&output, err);
	output_drop(&output);
	return -1;
}

static int
find(struct cli *cli, enum article_scope scope, struct error *err)
{
	struct query *query = query_read_arguments(cli, err);
	struct article_request request;
	int code = -1;

	if (query == NULL)
		return err->kind == ERROR_NONE ? CLI_USAGE : -1;
	if (query_request(cli, query, &request, err)) {
		request.scope = scope;
		/* Search is for the best, a list for the newest. */
		if (scope == SCOPE_ALL && query_has_text(query) &&
		    !option_given(&cli->options, "sort"))
			request.sort = SORT_RELEVANCE;
		code = print_found(cli, &request, err);
	}
	query_free(query);
	return code;
}

static int
run_list(struct cli *cli, struct error *err)
{
	return find(cli, SCOPE_KEPT, err);
}

static int
run_search(struct cli *cli, struct error *err)
{
	if (cli->options.argument_count == 0) {
		error_set(err, ERROR_USAGE, "search: what for?");
		return -1;
	}
	return find(cli, SCOPE_ALL, err);
}

/* The format that programs subscribe to, unless another is asked for. */
static int
run_export(struct cli *cli, struct error *err)
{
	if (!option_given(&cli->options, "format"))
		options_set(&cli->options, &list_options[0], "atom");
	return find(cli, SCOPE_KEPT, err);
}

const struct command command_export_feed = {
	.name = "export feed",
	.summary = "articles that topics caught as a feed, newest first",
	.arguments = "[QUERY]",
	.options = list_options,
	.needs = NEEDS_STORE,
	.run = run_export,
};

const struct command command_list = {
	.name = "list",
	.summary = "the articles that topics caught, newest first",
	.arguments = "[QUERY]",
	.options = list_options,
	.needs = NEEDS_STORE,
	.run = run_list,
};

const struct command command_search = {
	.name = "search",
	.summary = "articles among all that is stored, best first",
	.arguments = "QUERY",
	.options = list_options,
	.needs = NEEDS_STORE,
	.run = run_search,
};
