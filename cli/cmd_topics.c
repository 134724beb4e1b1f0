/*
 * crier topics: the topics, what they caught, and how crier reads their
 * queries.
 */
#include "cli/command.h"

#include <stdio.h>

#include "cli/queries.h"
#include "cli/rows.h"
#include "limits.h"

static struct slice
cell_name(const void *row, const struct cell_place *place)
{
	(void)place;
	return ((const struct topic_row *)row)->name;
}

static struct slice
cell_week(const void *row, const struct cell_place *place)
{
	return rows_int(((const struct topic_row *)row)->matches_7d,
	    place->arena);
}

static struct slice
cell_all(const void *row, const struct cell_place *place)
{
	return rows_int(((const struct topic_row *)row)->matches, place->arena);
}

static struct slice
cell_last(const void *row, const struct cell_place *place)
{
	return rows_time(((const struct topic_row *)row)->last_match_at,
	    place->arena);
}

static struct slice
cell_last_age(const void *row, const struct cell_place *place)
{
	return rows_age(((const struct topic_row *)row)->last_match_at, place);
}

static struct slice
cell_query(const void *row, const struct cell_place *place)
{
	(void)place;
	return ((const struct topic_row *)row)->query;
}

static void
topic_json(const void *row, struct json_writer *w)
{
	const struct topic_row *topic = row;

	json_write_object_begin(w);
	json_write_key_string(w, "name", topic->name);
	json_write_key_string(w, "query", topic->query);
	json_write_key_int(w, "matches_7d", topic->matches_7d);
	json_write_key_int(w, "matches", topic->matches);
	json_write_key(w, "last_match");
	json_write_time(w, topic->last_match_at);
	json_write_object_end(w);
}

static const struct column table[] = {
	{ .name = "name", .text = cell_name, .max = 30 },
	{ .name = "7 days", .text = cell_week, .align = ALIGN_RIGHT },
	{ .name = "all", .text = cell_all, .align = ALIGN_RIGHT },
	{ .name = "last", .text = cell_last_age, .align = ALIGN_RIGHT },
	{ .name = "query", .text = cell_query, .flexible = true },
	{ 0 },
};

static const struct column tsv[] = {
	{ .name = "name", .text = cell_name },
	{ .name = "matches_7d", .text = cell_week },
	{ .name = "last_match", .text = cell_last },
	{ .name = "query", .text = cell_query },
	{ 0 },
};

static const struct row_kind rows_topics = {
	.noun = "topics",
	.table = table,
	.tsv = tsv,
	.json = topic_json,
	.size = sizeof(struct topic_row),
};

static bool
print_topic(const struct topic_row *row, void *arg)
{
	output_row(arg, row);
	return true;
}

static int
run_list(struct cli *cli, struct error *err)
{
	struct output output;

	if (!output_begin(&output, cli, &rows_topics, err))
		return -1;
	if (store_list_topics(cli->store, clock_now_at(cli->clock), print_topic,
		&output, err))
		return output_end(&output);
	output_drop(&output);
	return -1;
}

static const struct topic *
find_topic(const struct cli *cli, const char *name)
{
	const struct configuration *configuration = cli->configuration;

	for (size_t i = 0; i < configuration->topic_count; i++)
		if (slice_eq(slice_of(configuration->topics[i].name),
			slice_of(name)))
			return &configuration->topics[i];
	return NULL;
}

static int
show_topic(struct cli *cli, const struct topic *topic)
{
	struct query *query = query_read(cli, slice_of(topic->query));
	struct buffer normal;

	if (query == NULL)
		return CLI_USAGE;
	buffer_init(&normal, LIMIT_QUERY_EXPANDED);
	query_print(query, &normal);
	printf("%s  %s:%d\n  %s\n", topic->name, topic->file, topic->line,
	    buffer_string(&normal));
	for (size_t i = 0; i < topic->feed_count; i++)
		printf("%s%s", i == 0 ? "  feeds: " : ", ", topic->feeds[i]);
	if (topic->feed_count > 0)
		putchar('\n');
	for (size_t i = 0; i < topic->hook_count; i++)
		printf("%s%s", i == 0 ? "  hooks: " : ", ", topic->hooks[i]);
	if (topic->hook_count > 0)
		putchar('\n');
	buffer_finish(&normal);
	query_free(query);
	return CLI_FOUND;
}

static int
run_show(struct cli *cli, struct error *err)
{
	int worst = CLI_FOUND;

	if (cli->options.argument_count == 0) {
		error_set(err, ERROR_USAGE, "topics show: which topic?");
		return -1;
	}
	for (size_t i = 0; i < cli->options.argument_count; i++) {
		const struct topic *topic = find_topic(cli,
		    cli->options.arguments[i]);
		int code = CLI_NOTHING;

		if (topic == NULL)
			fprintf(stderr, "crier: no topic \"%s\"\n",
			    cli->options.arguments[i]);
		else
			code = show_topic(cli, topic);
		if (code > worst)
			worst = code;
	}
	return worst;
}

static const struct option_row topics_options[] = {
	{ "format", 'f', OPTION_TEXT, "FORMAT", NULL,
	    "table, tsv, json, jsonl or '{name} {matches}'" },
	{ 0 },
};

static const struct command topics_list = {
	.name = "list",
	.summary = "the topics and what they caught",
	.options = topics_options,
	.needs = NEEDS_STORE,
	.run = run_list,
};

static const struct command topics_show = {
	.name = "show",
	.summary = "how crier reads a topic's query",
	.arguments = "NAME...",
	.needs = NEEDS_CONFIGURATION,
	.run = run_show,
};

static const struct command *const children[] = { &topics_list, &topics_show,
	NULL };

const struct command command_topics = {
	.name = "topics",
	.summary = "the topics and what they caught",
	.arguments = "[list | show NAME...]",
	.options = topics_options,
	.children = children,
	.needs = NEEDS_STORE,
	.run = run_list,
};
