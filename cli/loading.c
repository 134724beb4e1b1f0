/*
 * Loads the configuration for a command and prints its problems, each in one
 * line that names file, line and column.
 */
#include "cli/loading.h"

#include <stdlib.h>
#include <time.h>

#include "cli/terminal.h"
#include "limits.h"
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
		struct buffer line;

		buffer_init(&line, LIMIT_COMMAND_OUTPUT);
		configuration_problem_append(&problems->items[i], &line);
		terminal_complain("%s", buffer_string(&line));
		buffer_finish(&line);
	}
}

bool
loading_opml_is_there(const struct configuration *configuration)
{
	struct configuration_problems problems;
	bool there = configuration_check_opml(configuration, &problems);

	print_problems(&problems);
	configuration_problems_finish(&problems);
	return there;
}

/* Days are those of the configured zone, unless the user's own TZ says
 * otherwise. */
static void
adopt_timezone(const struct configuration *configuration)
{
	if (configuration->timezone == NULL)
		return;
	(void)setenv("TZ", configuration->timezone, 0);
	tzset();
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
	if (cli->configuration == NULL)
		return false;
	adopt_timezone(cli->configuration);
	return true;
}

bool
loading_named(struct cli *cli, struct error *err)
{
	static const char *const names[] = { "config", "system", "user" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (option_given(&cli->options, names[i]))
			return loading_configuration(cli, NULL, err);
	return true;
}

static void
print_topic_problem(const struct configuration *configuration,
    const struct topic *topics, const struct topic_set_problem *problem)
{
	struct error err;

	topic_set_problem_to_error(problem, topics, configuration->path, &err);
	terminal_complain("%s", err.text);
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

		if (set == NULL)
			print_topic_problem(configuration,
			    &configuration->topics[i], &problem);
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
		print_topic_problem(configuration, NULL, &problem);
	print_all_problems(configuration);
	return NULL;
}
