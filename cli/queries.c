/*
 * From the words of a command line to a query and a request to the store.
 */
#include "cli/queries.h"

#include <stdio.h>
#include <unistd.h>

#include "cli/reltime.h"
#include "limits.h"

static const char *const sort_choices[] = { "newest", "oldest", "relevance",
	NULL };

const struct option_row list_options[] = {
	{ "format", 'f', OPTION_TEXT, "FORMAT", NULL,
	    "table, tsv, json, jsonl, ids, atom, jsonfeed, '{title} {url}'" },
	{ "limit", 'n', OPTION_NUMBER, "N", NULL,
	    "at most N articles (50; 0: all)" },
	{ "offset", 0, OPTION_NUMBER, "N", NULL, "skip the first N" },
	{ "sort", 0, OPTION_CHOICE, "ORDER", sort_choices,
	    "newest, oldest or relevance" },
	{ "text", 0, OPTION_FLAG, NULL, NULL, "with the text, in JSON" },
	{ 0 },
};

struct slice
query_text(struct cli *cli)
{
	struct buffer joined;
	struct slice text;

	buffer_init(&joined, LIMIT_QUERY_BYTES + 1);
	for (size_t i = 0; i < cli->options.argument_count; i++) {
		if (i > 0)
			buffer_append_char(&joined, ' ');
		buffer_append_string(&joined, cli->options.arguments[i]);
	}
	text = arena_slice(&cli->arena, buffer_slice(&joined));
	buffer_finish(&joined);
	return text;
}

static void
print_query_error(const struct query_error *problem, struct slice text)
{
	struct buffer context;
	struct error err;

	query_error_to_error(problem, &err);
	fprintf(stderr, "crier: query: %s\n", err.text);
	buffer_init(&context, LIMIT_STORED_TEXT);
	query_error_append_context(problem, text, &context);
	fputs(buffer_string(&context), stderr);
	buffer_finish(&context);
}

/* W14: the shell ate the quotes, perhaps. */
static void
say_reading(const struct cli *cli, const struct query *query)
{
	struct buffer normal;

	if (cli->options.argument_count < 2 || !isatty(STDERR_FILENO) ||
	    !isatty(STDOUT_FILENO))
		return;
	for (size_t i = 0; i < cli->options.argument_count; i++)
		for (const char *c = cli->options.arguments[i]; *c != '\0'; c++)
			if (*c == ':' || *c == '"' || *c == '(' ||
			    (*c >= 'A' && *c <= 'Z'))
				return;
	buffer_init(&normal, LIMIT_STORED_TEXT);
	query_print(query, &normal);
	fprintf(stderr, "crier: read as %s; a phrase is '\"",
	    buffer_string(&normal));
	for (size_t i = 0; i < cli->options.argument_count; i++)
		fprintf(stderr, "%s%s", i > 0 ? " " : "",
		    cli->options.arguments[i]);
	fputs("\"'\n", stderr);
	buffer_finish(&normal);
}

struct query *
query_read(struct cli *cli, struct slice text)
{
	const struct configuration *configuration = cli->configuration;
	struct query_error problem;
	struct query *query = query_parse(text, QUERY_FOR_SEARCH,
	    configuration == NULL ? NULL : configuration->lists,
	    configuration == NULL ? 0 : configuration->list_count, &problem);

	if (query == NULL)
		print_query_error(&problem, text);
	else
		say_reading(cli, query);
	return query;
}

struct query_moment
query_now(const struct cli *cli)
{
	int64_t now_at = clock_now_at(cli->clock);

	return (struct query_moment){ now_at, reltime_offset_s(now_at) };
}

bool
query_request(struct cli *cli, const struct query *query,
    struct article_request *request, struct error *err)
{
	struct slice sort = slice_of(option_value(&cli->options, "sort"));
	int64_t limit = option_number(&cli->options, "limit", LIMIT_LIST_ROWS);

	*request = (struct article_request){
		.query = query,
		.limit = limit == 0 ? -1 : limit,
		.offset = option_number(&cli->options, "offset", 0),
		.text = option_given(&cli->options, "text"),
		.moment = query_now(cli),
	};
	if (slice_eq(sort, SLICE("oldest")))
		request->sort = SORT_OLDEST;
	else if (slice_eq(sort, SLICE("relevance")))
		request->sort = SORT_RELEVANCE;
	if (request->sort == SORT_RELEVANCE && !query_has_text(query))
		return error_set(err, ERROR_USAGE,
		    "--sort relevance needs a query with words");
	return true;
}

bool
query_is_id(const char *argument, int64_t *id)
{
	struct slice text = slice_of(argument);

	if (slice_has_prefix(text, SLICE("id:")))
		text = slice_from(text, 3);
	return slice_to_int64(text, 1, INT64_MAX, id) && text.ptr[0] != '+';
}
