/*
 * crier match: a grep over articles. JSON lines in, those that match out; no
 * database, no configuration but the one that -c names, for its lists.
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
	struct query *query;
	struct query_moment moment;
	struct arena arena; /* of one line */
	struct buffer out;  /* what it prints */
	size_t line, found;
	bool bad_lines; /* some could not be read */
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
	if (query_eval(matching->query, tokens, &article, matching->moment) !=
	    TRUTH_TRUE)
		return true;
	matching->found++;
	json_writer_init(&w, &matching->out);
	article_write_json(&w, &article, ARTICLE_WITH_TEXT);
	buffer_append_char(&matching->out, '\n');
	terminal_write(&matching->out);
	return true;
}

enum line_news {
	LINE_CAME,
	LINE_TOO_LONG,
	LINE_ENDED
};

/* getline(3) would take as much memory as a line without an end wants. */
static enum line_news
read_line(FILE *in, struct buffer *line)
{
	int c = getc_unlocked(in);

	buffer_reset(line);
	if (c == EOF)
		return LINE_ENDED;
	for (; c != EOF && c != '\n'; c = getc_unlocked(in))
		buffer_append_char(line, (char)c);
	return line->failed ? LINE_TOO_LONG : LINE_CAME;
}

/* One line that is wrong does not stop a stream of them. */
static void
take_line(struct matching *matching, enum line_news news, struct slice text)
{
	struct error err = { .kind = ERROR_NONE };
	bool ok;

	matching->line++;
	if (news == LINE_TOO_LONG)
		ok = error_set(&err, ERROR_INPUT,
		    "line %zu is longer than %zu bytes", matching->line,
		    (size_t)LIMIT_INPUT_LINE);
	else
		ok = slice_is_empty(text) || match_line(matching, text, &err);
	if (ok)
		return;
	terminal_complain("%s", err.text);
	matching->bad_lines = true;
}

static bool
match_lines(struct matching *matching, FILE *in, struct buffer *line,
    struct error *err)
{
	enum line_news news;

	while ((news = read_line(in, line)) != LINE_ENDED)
		take_line(matching, news, slice_trim(buffer_slice(line)));
	return !ferror(in) ||
	    error_set(err, ERROR_IO, "cannot read: %s", strerror(errno));
}

/* A path, not the end of a query such as url:"a/b" or title:/rights?/ */
static bool
looks_like_path(struct slice word)
{
	static const struct slice signs[] = {
		SLICE_INIT(":"),
		SLICE_INIT("\""),
		SLICE_INIT("*"),
		SLICE_INIT(" "),
	};

	for (size_t i = 0; i < ARRAY_LEN(signs); i++)
		if (slice_find(word, signs[i]) != SIZE_MAX)
			return false;
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
	struct matching matching = { .moment = query_now(cli) };
	struct buffer line;
	bool ok;

	matching.query = query_read_arguments(cli, err);
	if (matching.query == NULL)
		return err->kind == ERROR_NONE ? CLI_USAGE : -1;
	arena_init(&matching.arena, LIMIT_COMMAND_ARENA);
	buffer_init(&matching.out, LIMIT_COMMAND_OUTPUT);
	buffer_init(&line, LIMIT_INPUT_LINE);
	ok = match_lines(&matching, in, &line, err);
	buffer_finish(&line);
	buffer_finish(&matching.out);
	arena_finish(&matching.arena);
	query_free(matching.query);
	if (!ok)
		return -1;
	if (matching.bad_lines)
		return CLI_PARTLY;
	return matching.found > 0 ? CLI_FOUND : CLI_NOTHING;
}

static int
run(struct cli *cli, struct error *err)
{
	FILE *in;
	int code;

	if (cli->options.argument_count == 0) {
		error_set(err, ERROR_USAGE, "match: which query?");
		return -1;
	}
	if (!loading_named(cli, err))
		return err->kind == ERROR_NONE ? CLI_USAGE : -1;
	in = open_input(cli, err);
	if (in == NULL)
		return -1;
	code = match(cli, in, err);
	if (in != stdin)
		(void)fclose(in); /* it was only read */
	return code;
}

const struct command command_match = {
	.name = "match",
	.summary = "a grep over articles: JSON lines in, those that match out",
	.arguments = "QUERY [FILE | -]",
	.needs = NEEDS_NOTHING,
	.run = run,
};
