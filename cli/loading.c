/*
 * Loads the configuration for a command and prints its problems, each in one
 * line that names file, line and column.
 */
#include "cli/loading.h"

#include <stdio.h>

#include "topic_set.h"

static enum configuration_place
asked_place(const struct cli *cli)
{
	if (option_given(&cli->options, "system"))
		return CONFIGURATION_SYSTEM;
	if (option_given(&cli->options, "user"))
		return CONFIGURATION_USER;
	return CONFIGURATION_SEARCH;
}

static void
print_problems(const struct configuration_problems *problems)
{
	for (size_t i = 0; i < problems->count; i++) {
		const struct configuration_problem *item = &problems->items[i];

		fprintf(stderr, "crier: %s:%d:%d: %s\n", item->file,
		    item->error.line, item->error.column, item->error.text);
	}
}

bool
loading_configuration(struct cli *cli, const char *path, struct error *err)
{
	struct configuration_problems problems = { 0 };

	err->kind = ERROR_NONE;
	if (path == NULL)
		path = option_value(&cli->options, "config");
	if (!configuration_find(path, asked_place(cli), cli->path,
		sizeof(cli->path), err))
		return false;
	cli->configuration = configuration_load(cli->path, &problems);
	print_problems(&problems);
	configuration_problems_finish(&problems);
	return cli->configuration != NULL;
}

static void
print_topic_problem(const struct configuration *configuration,
    const struct topic_set_problem *problem)
{
	struct error err;

	query_error_to_error(&problem->error, &err);
	if (problem->topic == SIZE_MAX) {
		fprintf(stderr, "crier: %s: mute: query %s\n",
		    configuration->path, err.text);
		return;
	}
	fprintf(stderr, "crier: %s:%d: topic \"%s\": query %s\n",
	    configuration->topics[problem->topic].file,
	    configuration->topics[problem->topic].line,
	    configuration->topics[problem->topic].name, err.text);
}

/* All errors, not only the first: topics are compiled one by one then. */
static void
print_all_problems(const struct configuration *configuration)
{
	for (size_t i = 0; i < configuration->topic_count; i++) {
		struct topic_set_problem problem;
		struct topic_set *set =
		    topic_set_build(&configuration->topics[i], 1,
			configuration->lists, configuration->list_count, NULL,
			0, &problem);

		if (set == NULL) {
			problem.topic = i;
			print_topic_problem(configuration, &problem);
		}
		topic_set_unref(set);
	}
}

struct topic_set *
loading_topics(const struct configuration *configuration)
{
	struct topic_set_problem problem;
	struct topic_set *topics = topic_set_build(configuration->topics,
	    configuration->topic_count, configuration->lists,
	    configuration->list_count, configuration->mutes,
	    configuration->mute_count, &problem);

	if (topics != NULL)
		return topics;
	if (problem.topic == SIZE_MAX)
		print_topic_problem(configuration, &problem);
	print_all_problems(configuration);
	return NULL;
}
