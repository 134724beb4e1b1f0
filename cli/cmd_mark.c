/*
 * crier mark and crier undo: articles read, starred, labelled, by their ids or
 * by a query; and the last of that taken back.
 */
#include "cli/command.h"

#include <inttypes.h>
#include <stdio.h>

#include "cli/asking.h"
#include "cli/queries.h"

static bool
reads_ids(const struct cli *cli)
{
	int64_t id;

	return cli->options.argument_count > 1 &&
	    query_is_id(cli->options.arguments[1], &id);
}

/* Numbers and words together could mean either: nothing is marked then. */
static bool
put_ids(struct asking *asking, struct error *err)
{
	const struct option_values *options = &asking->cli->options;
	int64_t id;

	for (size_t i = 1; i < options->argument_count; i++) {
		if (!query_is_id(options->arguments[i], &id))
			return error_set(err, ERROR_USAGE,
			    "mark: \"%s\" behind ids is none; a query that "
			    "begins with a number stands in quotes as one word",
			    options->arguments[i]);
		asking_append_number(asking, "ids", id);
	}
	return true;
}

/* It is read here too, for the caret under what is wrong. */
static bool
put_query(struct asking *asking, struct error *err)
{
	struct slice text;
	struct query *query = query_read_behind(asking->cli, 1, &text, err);

	if (query == NULL)
		return false;
	query_free(query);
	asking_slice(asking, "query", text);
	return true;
}

static bool
put_which(struct asking *asking, struct error *err)
{
	const struct option_values *options = &asking->cli->options;

	/* An empty query would be everything; "$IDS" may be it by mistake. */
	if (options->argument_count < 2 || options->arguments[1][0] == '\0')
		return error_set(err, ERROR_USAGE,
		    "mark: which articles? a QUERY, or IDs ('*' is all)");
	return reads_ids(asking->cli) ? put_ids(asking, err)
				      : put_query(asking, err);
}

static int
print_count(const struct asking *asking)
{
	const struct option_values *options = &asking->cli->options;
	int64_t count = asking_get_number(asking->result, "count");
	bool dry = option_given(options, "dry-run");

	printf("%s: %" PRId64 " article%s%s\n", options->arguments[0], count,
	    asking_plural(count), dry ? " would change" : "");
	/* To ask for what is so already is no failure; to find nothing is. */
	return count > 0 || reads_ids(asking->cli) ? CLI_FOUND : CLI_NOTHING;
}

static int
run_mark(struct cli *cli, struct error *err)
{
	struct asking asking;
	int code;

	if (cli->options.argument_count == 0) {
		error_set(err, ERROR_USAGE,
		    "mark: read, unread, star, unstar or label?");
		return -1;
	}
	asking_begin(&asking, cli, "mark");
	asking_text(&asking, "mark", cli->options.arguments[0]);
	asking_text(&asking, "add", option_value(&cli->options, "add"));
	asking_text(&asking, "remove", option_value(&cli->options, "remove"));
	asking_flag(&asking, "dry_run", option_given(&cli->options, "dry-run"));
	err->kind = ERROR_NONE;
	if (put_which(&asking, err) && asking_change(&asking, err))
		code = print_count(&asking);
	else /* NONE: the query's error is printed */
		code = err->kind == ERROR_NONE ? CLI_USAGE : -1;
	asking_finish(&asking);
	return code;
}

static int
run_undo(struct cli *cli, struct error *err)
{
	struct asking asking;
	const char *what;
	int code = -1;

	asking_begin(&asking, cli, "undo");
	if (asking_change(&asking, err)) {
		what = asking_get_text(asking.result, "what");
		if (what[0] == '\0')
			puts("nothing to undo");
		else
			printf("undone: %s\n", what);
		code = what[0] == '\0' ? CLI_NOTHING : CLI_FOUND;
	}
	asking_finish(&asking);
	return code;
}

static const struct option_row mark_options[] = {
	{ "dry-run", 'd', OPTION_FLAG, NULL, NULL,
	    "only say how many would change" },
	{ "add", 'a', OPTION_TEXT, "LABEL", NULL, "of label: put it on" },
	{ "remove", 'r', OPTION_TEXT, "LABEL", NULL, "of label: take it off" },
	{ 0 },
};

const struct command command_mark = {
	.name = "mark",
	.summary = "mark articles read, unread, starred; label them",
	.arguments = "read|unread|star|unstar|label QUERY|ID...",
	.options = mark_options,
	.needs = NEEDS_CONFIGURATION,
	.run = run_mark,
};

const struct command command_undo = {
	.name = "undo",
	.summary = "take the last mark back, up to 20 of them",
	.needs = NEEDS_CONFIGURATION,
	.run = run_undo,
};
