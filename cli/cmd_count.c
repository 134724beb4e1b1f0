/*
 * crier count: how many articles meet a query, whole or by topic, feed, day or
 * author.
 */
#include "cli/command.h"

#include <inttypes.h>
#include <stdio.h>

#include "cli/queries.h"
#include "cli/rows.h"

struct count_row {
	struct slice key;
	int64_t count;
};

static struct slice
row_key(const void *row, const struct cell_place *place)
{
	(void)place;
	return ((const struct count_row *)row)->key;
}

static struct slice
row_count(const void *row, const struct cell_place *place)
{
	return rows_int(((const struct count_row *)row)->count, place->arena);
}

static void
row_json(const void *row, struct json_writer *w)
{
	const struct count_row *count = row;

	json_write_object_begin(w);
	json_write_key_string(w, "key", count->key);
	json_write_key_int(w, "count", count->count);
	json_write_object_end(w);
}

static const struct column tsv[] = {
	{ .name = "key", .text = row_key },
	{ .name = "count", .text = row_count },
	{ 0 },
};

static bool
print_count(struct slice key, int64_t count, void *arg)
{
	struct count_row row = { key, count };

	return output_row(arg, &row);
}

static bool
keep_count(struct slice key, int64_t count, void *arg)
{
	int64_t *total = arg;

	(void)key;
	*total = count;
	return true;
}

/* One number has no rows; a script that asks for JSON gets an object. */
static bool
print_number(const struct cli *cli, int64_t total, struct error *err)
{
	static const struct {
		struct slice format;
		const char *before, *after;
	} ways[] = {
		{ SLICE_INIT("table"), "", "" },
		{ SLICE_INIT("tsv"), "", "" },
		{ SLICE_INIT("json"), "{\"format\":1,\"count\":", "}" },
		{ SLICE_INIT("jsonl"), "{\"count\":", "}" },
	};
	struct slice format = slice_of(option_value(&cli->options, "format"));

	if (format.ptr == NULL)
		format = ways[0].format;
	for (size_t i = 0; i < ARRAY_LEN(ways); i++)
		if (slice_eq(format, ways[i].format)) {
			printf("%s%" PRId64 "%s\n", ways[i].before, total,
			    ways[i].after);
			return true;
		}
	return error_set(err, ERROR_USAGE, "count: --format %.*s needs --by",
	    SLICE_FMT(format));
}

static int
print_total(struct cli *cli, const struct article_request *request,
    struct error *err)
{
	int64_t total = 0;

	if (!store_count_articles(cli->store, request, COUNT_ALL, keep_count,
		&total, err) ||
	    !print_number(cli, total, err))
		return -1;
	return total > 0 ? CLI_FOUND : CLI_NOTHING;
}

static int
print_groups(struct cli *cli, const struct article_request *request,
    enum count_by by, struct error *err)
{
	/* For people the keys are called what they are. */
	const struct column table[] = {
		{ .name = option_value(&cli->options, "by"),
		    .text = row_key,
		    .max = 60 },
		{ .name = "articles", .text = row_count, .align = ALIGN_RIGHT },
		{ 0 },
	};
	const struct row_kind rows_counts = {
		.noun = "counts",
		.table = table,
		.tsv = tsv,
		.json = row_json,
		.size = sizeof(struct count_row),
	};
	struct output output;

	if (!output_begin(&output, cli, &rows_counts, err))
		return -1;
	if (store_count_articles(cli->store, request, by, print_count, &output,
		err))
		return output_end(&output, err);
	output_drop(&output);
	return -1;
}

static enum count_by
asked_by(const struct cli *cli)
{
	static const struct {
		struct slice name;
		enum count_by by;
	} names[] = {
		{ SLICE_INIT("topic"), COUNT_BY_TOPIC },
		{ SLICE_INIT("feed"), COUNT_BY_FEED },
		{ SLICE_INIT("day"), COUNT_BY_DAY },
		{ SLICE_INIT("author"), COUNT_BY_AUTHOR },
	};
	struct slice by = slice_of(option_value(&cli->options, "by"));

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (slice_eq(by, names[i].name))
			return names[i].by;
	return COUNT_ALL;
}

static int
run(struct cli *cli, struct error *err)
{
	struct query *query = query_read_arguments(cli, err);
	struct article_request request = { .limit = -1 };
	int code;

	if (query == NULL)
		return err->kind == ERROR_NONE ? CLI_USAGE : -1;
	request.query = query;
	request.moment = query_now(cli);
	if (asked_by(cli) == COUNT_ALL)
		code = print_total(cli, &request, err);
	else
		code = print_groups(cli, &request, asked_by(cli), err);
	query_free(query);
	return code;
}

static const char *const by_choices[] = { "topic", "feed", "day", "author",
	NULL };

static const struct option_row count_options[] = {
	{ "by", 'b', OPTION_CHOICE, "WHAT", by_choices,
	    "topic, feed, day or author" },
	ROWS_OPTIONS("table, tsv, json, jsonl or '{key} {count}'"),
	{ 0 },
};

const struct command command_count = {
	.name = "count",
	.summary = "how many articles",
	.arguments = "[QUERY]",
	.options = count_options,
	.needs = NEEDS_STORE,
	.run = run,
};
