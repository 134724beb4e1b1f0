/*
 * crier check: whether a configuration is right, and every place where it is
 * not.
 */
#include "cli/command.h"

#include <stdio.h>
#include <stdlib.h>

#include "cli/loading.h"
#include "topic_set.h"

static int
run(struct cli *cli, struct error *err)
{
	const struct configuration *configuration;
	const char *path = cli->options.argument_count > 0
	    ? cli->options.arguments[0]
	    : NULL;
	struct topic_set *topics;

	if (!loading_configuration(cli, path, err))
		return err->kind == ERROR_NONE ? CLI_USAGE : -1;
	configuration = cli->configuration;
	topics = loading_topics(configuration);
	if (topics == NULL)
		return CLI_USAGE;
	topic_set_unref(topics);
	if (!configuration_check_owner(configuration, err))
		return -1;
	printf("%s is right: %zu feeds, %zu topics, %zu hooks, %zu lists\n",
	    configuration->path, configuration->feed_count,
	    configuration->topic_count, configuration->hook_count,
	    configuration->list_count);
	return CLI_FOUND;
}

const struct command command_check = {
	.name = "check",
	.summary = "whether the configuration is right",
	.arguments = "[FILE]",
	.needs = NEEDS_NOTHING,
	.run = run,
};
