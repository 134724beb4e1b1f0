/*
 * crier show: the text of articles.
 */
#include "cli/command.h"

#include "cli/article_view.h"
#include "cli/queries.h"

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
	size_t count = cli->options.argument_count, missing = 0;
	int64_t *ids = arena_alloc_array(&cli->arena, count + 1, sizeof(*ids));
	bool found;

	if (ids == NULL || !read_ids(cli, ids, err))
		return -1;
	article_view_begin(cli);
	for (size_t i = 0; i < count; i++) {
		if (!article_view_print(cli, ids[i], i - missing, &found, err))
			return -1;
		missing += !found;
	}
	article_view_end(cli);
	if (missing == 0)
		return CLI_FOUND;
	return missing == count ? CLI_NOTHING : CLI_PARTLY;
}

const struct command command_show = {
	.name = "show",
	.summary = "the text of an article",
	.arguments = "ID...",
	.options = article_view_options,
	.needs = NEEDS_STORE,
	.run = run,
};
