/*
 * crier show: the text of articles.
 */
#include "cli/command.h"

#include "cli/article_view.h"
#include "cli/queries.h"
#include "cli/revisions_view.h"

static bool
read_ids(struct cli *cli, int64_t *ids, struct error *err)
{
	if (cli->options.argument_count == 0)
		return error_set(err, ERROR_USAGE,
		    "show: which article? (see crier list)");
	for (size_t i = 0; i < cli->options.argument_count; i++)
		if (!query_is_id(cli->options.arguments[i], &ids[i]))
			return error_set(err, ERROR_USAGE,
			    "show: \"%s\" is not the number of an article",
			    cli->options.arguments[i]);
	return true;
}

static int
run(struct cli *cli, struct error *err)
{
	bool (*print)(struct cli *, int64_t, size_t, bool *,
	    struct error *) = option_given(&cli->options, "revisions")
	    ? revisions_view_print
	    : article_view_print;
	size_t count = cli->options.argument_count, missing = 0;
	int64_t *ids = arena_alloc_array(&cli->arena, count + 1, sizeof(*ids));
	bool found;

	if (ids == NULL || !read_ids(cli, ids, err))
		return -1;
	article_view_begin(cli);
	for (size_t i = 0; i < count; i++) {
		if (!print(cli, ids[i], i - missing, &found, err))
			return -1;
		missing += !found;
	}
	article_view_end(cli);
	if (missing == 0)
		return CLI_FOUND;
	return missing == count ? CLI_NOTHING : CLI_PARTLY;
}

static const struct option_row options[] = {
	ARTICLE_VIEW_OPTIONS,
	{ "revisions", 0, OPTION_FLAG, NULL, NULL,
	    "what has changed in it, word by word" },
	{ 0 },
};

const struct command command_show = {
	.name = "show",
	.summary = "the text of an article",
	.arguments = "ID...",
	.options = options,
	.needs = NEEDS_STORE,
	.run = run,
};
