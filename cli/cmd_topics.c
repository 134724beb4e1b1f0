/*
 * crier topics: the topics, what they caught, and how crier reads their
 * queries.
 */
#include "cli/command.h"

#include "cli/queries.h"
#include "cli/rows.h"
#include "limits.h"
#include "nearest.h"
#include "store_changes.h"

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
	return output_row(arg, row);
}

static int
run_list(struct cli *cli, struct error *err)
{
	struct output output;

	if (!output_begin(&output, cli, &rows_topics, err))
		return -1;
	if (store_list_topics(cli->store, clock_now_at(cli->clock), print_topic,
		&output, err))
		return output_end(&output, err);
	output_drop(&output);
	return -1;
}

/* The topics that a command added; none where there is no database yet. */
static void
load_own(struct cli *cli, struct topic **own, size_t *count)
{
	struct error err;

	*count = 0;
	if (!store_open_reader(&cli->store, cli->configuration->database, &err))
		return;
	if (!store_own_topics(cli->store, &cli->arena, own, count, &err)) {
		terminal_complain("%s", err.text);
		*count = 0;
	}
}

static const struct topic *
find_in(const struct topic *topics, size_t count, const char *name,
    struct nearest *nearest)
{
	for (size_t i = 0; i < count; i++) {
		if (slice_eq(slice_of(topics[i].name), slice_of(name)))
			return &topics[i];
		nearest_try(nearest, topics[i].name);
	}
	return NULL;
}

static const struct topic *
find_topic(const struct cli *cli, const struct topic *own, size_t own_count,
    const char *name)
{
	const struct configuration *configuration = cli->configuration;
	const struct topic *topic;
	struct nearest nearest;
	char hint[NEAREST_TEXT];

	nearest_init(&nearest, slice_of(name));
	topic = find_in(configuration->topics, configuration->topic_count, name,
	    &nearest);
	if (topic == NULL)
		topic = find_in(own, own_count, name, &nearest);
	if (topic == NULL)
		terminal_complain("no topic \"%s\"%s", name,
		    nearest_hint(&nearest, hint));
	return topic;
}

static void
append_names(const char *label, const char *const *names, size_t count,
    struct buffer *out)
{
	if (count == 0)
		return;
	buffer_append_format(out, "  %-6s", label);
	for (size_t i = 0; i < count; i++)
		buffer_append_format(out, "%s%s", i == 0 ? "" : ", ", names[i]);
	buffer_append_char(out, '\n');
}

static int
show_topic(struct cli *cli, const struct topic *topic)
{
	struct query *query = query_read(cli, slice_of(topic->query));
	struct buffer out;

	if (query == NULL)
		return CLI_USAGE;
	buffer_init(&out, LIMIT_COMMAND_OUTPUT);
	buffer_append_string(&out, topic->name);
	if (topic->file == NULL)
		buffer_append_string(&out, "  (added by a command)");
	else
		buffer_append_format(&out, "  (%s:%d)", topic->file,
		    topic->line);
	buffer_append_format(&out, "\n  %-6s", "query");
	query_print(query, &out);
	buffer_append_char(&out, '\n');
	append_names("feeds", topic->feeds, topic->feed_count, &out);
	append_names("hooks", topic->hooks, topic->hook_count, &out);
	terminal_write(&out);
	buffer_finish(&out);
	query_free(query);
	return CLI_FOUND;
}

static int
run_show(struct cli *cli, struct error *err)
{
	const struct option_values *options = &cli->options;
	size_t missing = 0, own_count;
	struct topic *own = NULL;

	if (options->argument_count == 0) {
		error_set(err, ERROR_USAGE, "topics show: which topic?");
		return -1;
	}
	load_own(cli, &own, &own_count);
	for (size_t i = 0; i < options->argument_count; i++) {
		const struct topic *topic = find_topic(cli, own, own_count,
		    options->arguments[i]);

		if (topic == NULL)
			missing++;
		else if (show_topic(cli, topic) != CLI_FOUND)
			return CLI_USAGE;
	}
	if (missing == 0)
		return CLI_FOUND;
	return missing == options->argument_count ? CLI_NOTHING : CLI_PARTLY;
}

static const struct option_row topics_options[] = {
	ROWS_OPTIONS("table, tsv, json, jsonl or '{name} {matches}'"),
	{ 0 },
};

static const struct command topics_list = {
	.name = "topics list",
	.summary = "the topics and what they caught",
	.options = topics_options,
	.needs = NEEDS_STORE,
	.run = run_list,
};

static const struct command topics_show = {
	.name = "topics show",
	.summary = "how crier reads a topic's query",
	.arguments = "TOPIC...",
	.needs = NEEDS_CONFIGURATION,
	.run = run_show,
};

extern const struct command command_topics_add, command_topics_remove,
    command_topics_mute, command_topics_replay;

static const struct command *const children[] = {
	&topics_list,
	&topics_show,
	&command_topics_add,
	&command_topics_remove,
	&command_topics_mute,
	&command_topics_replay,
	NULL,
};

const struct command command_topics = {
	.name = "topics",
	.summary = "the topics and what they caught",
	.options = topics_options,
	.children = children,
	.needs = NEEDS_STORE,
	.run = run_list,
};
