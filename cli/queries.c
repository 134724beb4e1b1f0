/*
 * From the words of a command line to a query and a request to the store.
 */
#include "cli/queries.h"

#include <stdio.h>
#include <unistd.h>

#include "cli/reltime.h"
#include "cli/terminal.h"
#include "limits.h"
#include "utf8.h"

static const char *const sort_choices[] = { "newest", "oldest", "relevance",
	NULL };

const struct option_row list_options[] = {
	{ "format", 'f', OPTION_TEXT, "FORMAT", NULL,
	    "table, tsv, json, jsonl, ids, atom, jsonfeed, '{id}'" },
	{ "limit", 'n', OPTION_NUMBER, "N", NULL,
	    "at most N articles (50; 0: all)" },
	{ "offset", 0, OPTION_NUMBER, "N", NULL, "skip the first N" },
	{ "sort", 's', OPTION_CHOICE, "ORDER", sort_choices,
	    "newest, oldest or relevance" },
	{ "text", 't', OPTION_FLAG, NULL, NULL,
	    "with the text, in JSON and feeds" },
	{ 0 },
};

static bool
join_arguments(struct cli *cli, size_t first, struct slice *text,
    struct error *err)
{
	struct buffer joined;
	bool fits;

	buffer_init(&joined, LIMIT_QUERY_BYTES + 1);
	for (size_t i = first; i < cli->options.argument_count; i++) {
		if (i > first)
			buffer_append_char(&joined, ' ');
		buffer_append_string(&joined, cli->options.arguments[i]);
	}
	*text = arena_slice(&cli->arena, buffer_slice(&joined));
	fits = !joined.failed && !cli->arena.failed;
	buffer_finish(&joined);
	return fits ||
	    error_set(err, ERROR_QUERY, "query: longer than %u bytes",
		LIMIT_QUERY_BYTES);
}

static void
print_query_error(const struct query_error *problem, struct slice text)
{
	struct buffer context;
	struct buffer safe;
	struct error err;

	query_error_to_error(problem, &err);
	terminal_complain("query: %s", err.text);
	buffer_init(&context, LIMIT_COMMAND_OUTPUT);
	buffer_init(&safe, LIMIT_COMMAND_OUTPUT);
	query_error_append_context(problem, text, &context);
	utf8_for_terminal(buffer_slice(&context), UTF8_MANY_LINES, &safe);
	fputs(buffer_string(&safe), stderr);
	buffer_finish(&safe);
	buffer_finish(&context);
}

/* A word without a sign or operator of the language. */
static bool
is_bare(struct slice word)
{
	static const char signs[] = "\"():*?=~/\\-#,";
	static const struct slice operators[] = {
		SLICE_INIT("AND"),
		SLICE_INIT("OR"),
		SLICE_INIT("NOT"),
	};

	for (size_t i = 0; i < word.len; i++)
		if (memchr(signs, word.ptr[i], sizeof(signs) - 1) != NULL)
			return false;
	for (size_t i = 0; i < ARRAY_LEN(operators); i++)
		if (slice_eq(word, operators[i]))
			return false;
	return true;
}

bool
query_is_bare(struct slice text)
{
	struct slice word;
	size_t words = 0;

	while (slice_cut(&text, ' ', &word)) {
		if (slice_is_empty(word))
			continue;
		if (!is_bare(word))
			return false;
		words++;
	}
	return words > 1;
}

/* W14: perhaps a phrase was meant, and the shell ate its quotes. */
static void
say_reading(const struct query *query, struct slice text)
{
	struct buffer normal;

	if (!isatty(STDERR_FILENO) || !isatty(STDOUT_FILENO) ||
	    !query_is_bare(text))
		return;
	buffer_init(&normal, LIMIT_COMMAND_OUTPUT);
	query_print(query, &normal);
	terminal_complain("read as %s; the phrase is '\"%.*s\"'",
	    buffer_string(&normal), SLICE_FMT(text));
	buffer_finish(&normal);
}

/* A short option behind the query is a negation, by the rules; on a terminal
 * nobody shall wonder. */
static void
say_negations(const struct cli *cli)
{
	const struct option_values *options = &cli->options;

	for (size_t i = 1; i < options->argument_count; i++) {
		const char *word = options->arguments[i];

		if (word[0] == '-' && word[1] != '\0' && word[2] == '\0' &&
		    isatty(STDERR_FILENO) &&
		    options_has_letter(cli->command, word[1]))
			terminal_complain("%s behind the query is a negation; "
					  "short options stand before it",
			    word);
	}
}

/* What is muted is not shown, whatever the store is asked for. */
static bool
hide_muted(const struct cli *cli, struct query *query)
{
	const struct configuration *configuration = cli->configuration;
	struct query_error problem;
	struct error err;

	if (cli->store == NULL || configuration == NULL ||
	    query_exclude(query, configuration->mutes,
		configuration->mute_count, configuration->lists,
		configuration->list_count, &problem))
		return true;
	query_error_to_error(&problem, &err);
	terminal_complain("%s: mute: query %s", configuration->path, err.text);
	return false;
}

struct query *
query_read(struct cli *cli, struct slice text)
{
	const struct configuration *configuration = cli->configuration;
	struct query_error problem;
	struct query *query = query_parse(text, QUERY_FOR_SEARCH,
	    configuration == NULL ? NULL : configuration->lists,
	    configuration == NULL ? 0 : configuration->list_count, &problem);

	if (query == NULL) {
		print_query_error(&problem, text);
	} else if (!hide_muted(cli, query)) {
		query_free(query);
		query = NULL;
	}
	return query;
}

struct query *
query_read_behind(struct cli *cli, size_t first, struct slice *text,
    struct error *err)
{
	struct query *query;

	err->kind = ERROR_NONE;
	if (!join_arguments(cli, first, text, err))
		return NULL;
	query = query_read(cli, *text);
	if (query != NULL) {
		say_negations(cli);
		say_reading(query, *text);
	}
	return query;
}

struct query *
query_read_arguments(struct cli *cli, struct error *err)
{
	struct slice text;

	return query_read_behind(cli, 0, &text, err);
}

struct query_moment
query_now(const struct cli *cli)
{
	int64_t now_at = clock_now_at(cli->clock);

	return (struct query_moment){ now_at, reltime_offset_s(now_at) };
}

bool
query_wants_text(const struct cli *cli)
{
	struct slice format = slice_of(option_value(&cli->options, "format"));

	return option_given(&cli->options, "text") ||
	    slice_find(format, SLICE("{text}")) != SIZE_MAX;
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
		.text = query_wants_text(cli),
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
	return !slice_is_empty(text) && text.ptr[0] >= '0' &&
	    text.ptr[0] <= '9' && slice_to_int64(text, 1, INT64_MAX, id);
}
