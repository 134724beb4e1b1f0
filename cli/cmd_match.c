/*
 * crier match: a grep over articles. JSON lines in, those that match out; no
 * database, no configuration but the lists that -c gives.
 */
#include "cli/command.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/loading.h"
#include "cli/queries.h"
#include "cli/terminal.h"
#include "limits.h"

struct matching {
	struct cli *cli;
	struct query *query;
	struct arena arena; /* of one line */
	struct buffer out;
	size_t line, found;
};

static bool
match_line(struct matching *matching, struct slice line, struct error *err)
{
	struct article article = { 0 };
	struct json_writer w;
	const struct tokens *tokens;

	arena_reset(&matching->arena);
	if (!article_read_json(line, &matching->arena, &article, err))
		return error_prefix(err, "line %zu", matching->line);
	tokens = tokens_make(&article, &matching->arena);
	if (tokens == NULL)
		return error_set(err, ERROR_MEMORY,
		    "line %zu: the article is too large", matching->line);
	if (query_eval(matching->query, tokens, &article,
		query_now(matching->cli)) != TRUTH_TRUE)
		return true;
	matching->found++;
	json_writer_init(&w, &matching->out);
	article_write_json(&w, &article, ARTICLE_WITH_TEXT);
	buffer_append_char(&matching->out, '\n');
	if (matching->out.len > LIMIT_COMMAND_FLUSH)
		terminal_write(&matching->out);
	return true;
}

static bool
match_stream(struct matching *matching, FILE *in, struct error *err)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t len;
	bool ok = true;

	while (ok && (len = getline(&line, &room, in)) != -1) {
		struct slice text = slice_trim(
		    (struct slice){ line, (size_t)len });

		matching->line++;
		if (text.len > LIMIT_INPUT_LINE)
			ok = error_set(err, ERROR_INPUT,
			    "line %zu is longer than %u bytes", matching->line,
			    LIMIT_INPUT_LINE);
		else if (!slice_is_empty(text))
			ok = match_line(matching, text, err);
	}
	if (ok && ferror(in))
		ok = error_set(err, ERROR_IO, "cannot read: %s",
		    strerror(errno));
	free(line);
	return ok;
}

static bool
looks_like_path(struct slice word)
{
	return slice_find_char(word, '/') != SIZE_MAX ||
	    slice_has_suffix(word, SLICE(".json")) ||
	    slice_has_suffix(word, SLICE(".jsonl"));
}

/* After a query the last word may be a file: "-", a path, or the name of a file
 * that is there; anything else belongs to the query. NULL with err. */
static FILE *
open_input(struct cli *cli, struct error *err)
{
	struct option_values *options = &cli->options;
	const char *last;
	FILE *in;

	if (options->argument_count < 2)
		return stdin;
	last = options->arguments[options->argument_count - 1];
	in = slice_eq(slice_of(last), SLICE("-")) ? stdin : fopen(last, "re");
	if (in == NULL && !looks_like_path(slice_of(last)))
		return stdin;
	if (in == NULL)
		error_set(err, ERROR_IO, "%s: %s", last, strerror(errno));
	options->argument_count--;
	return in;
}

static int
match(struct cli *cli, FILE *in, struct error *err)
{
	struct matching matching = { .cli = cli };
	bool ok;

	if (cli->options.argument_count == 0) {
		error_set(err, ERROR_USAGE, "match: which query?");
		return -1;
	}
	matching.query = query_read(cli, query_text(cli));
	if (matching.query == NULL)
		return CLI_USAGE;
	arena_init(&matching.arena, LIMIT_COMMAND_ARENA);
	buffer_init(&matching.out, LIMIT_COMMAND_OUTPUT);
	ok = match_stream(&matching, in, err);
	terminal_write(&matching.out);
	buffer_finish(&matching.out);
	arena_finish(&matching.arena);
	query_free(matching.query);
	if (!ok)
		return -1;
	return matching.found > 0 ? CLI_FOUND : CLI_NOTHING;
}

static int
run(struct cli *cli, struct error *err)
{
	FILE *in;
	int code;

	if (option_given(&cli->options, "config") &&
	    !loading_configuration(cli, NULL, err))
		return err->kind == ERROR_NONE ? CLI_USAGE : -1;
	in = open_input(cli, err);
	if (in == NULL)
		return -1;
	code = match(cli, in, err);
	if (in != stdin)
		fclose(in);
	return code;
}

const struct command command_match = {
	.name = "match",
	.summary = "a grep over articles: JSON lines in, those that match out",
	.arguments = "QUERY [FILE | -]",
	.needs = NEEDS_NOTHING,
	.run = run,
};
