/*
 * crier check: whether a configuration is right, and every place where it is
 * not.
 */
#include "cli/command.h"

#include <stdio.h>

#include "cli/loading.h"
#include "limits.h"
#include "topic_set.h"

static void
append_count(size_t count, const char *noun, struct buffer *out)
{
	buffer_append_format(out, "%s%zu %s%s", out->len == 0 ? "" : ", ",
	    count, noun, count == 1 ? "" : "s");
}

static void
print_right(const struct configuration *configuration)
{
	struct buffer counts;

	buffer_init(&counts, LIMIT_COMMAND_OUTPUT);
	append_count(configuration->feed_count, "feed", &counts);
	append_count(configuration->topic_count, "topic", &counts);
	append_count(configuration->hook_count, "hook", &counts);
	append_count(configuration->list_count, "list", &counts);
	if (configuration->opml_count > 0)
		append_count(configuration->opml_count, "OPML list", &counts);
	printf("%s is right: %s\n", configuration->path,
	    buffer_string(&counts));
	buffer_finish(&counts);
}

static int
run(struct cli *cli, struct error *err)
{
	const char *path = cli->options.argument_count > 0
	    ? cli->options.arguments[0]
	    : NULL;
	struct topic_set *topics;

	if (!loading_configuration(cli, path, err))
		return err->kind == ERROR_NONE ? CLI_USAGE : -1;
	topics = loading_topics(cli->configuration);
	if (topics == NULL)
		return CLI_USAGE;
	topic_set_unref(topics);
	if (!configuration_check_owner(cli->configuration, err))
		return -1;
	print_right(cli->configuration);
	return loading_opml_is_there(cli->configuration) ? CLI_FOUND
							 : CLI_PARTLY;
}

const struct command command_check = {
	.name = "check",
	.summary = "whether the configuration is right",
	.arguments = "[FILE]",
	.argument_max = 1,
	.needs = NEEDS_NOTHING,
	.run = run,
};
