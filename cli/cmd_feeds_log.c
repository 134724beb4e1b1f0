/*
 * crier feeds log: the last polls of a feed, newest first.
 */
#include "cli/command.h"

#include "cli/rows.h"
#include "limits.h"
#include "store_changes.h"

static struct slice
cell_at(const void *row, const struct cell_place *place)
{
	return rows_time(((const struct fetch_row *)row)->at, place->arena);
}

static struct slice
cell_age(const void *row, const struct cell_place *place)
{
	return rows_age(((const struct fetch_row *)row)->at, place);
}

/* What went wrong says more than that something did. */
static struct slice
cell_outcome(const void *row, const struct cell_place *place)
{
	const struct fetch_row *fetch = row;

	(void)place;
	return slice_is_empty(fetch->failure_class) ||
		slice_eq(fetch->failure_class, SLICE("none"))
	    ? fetch->outcome
	    : fetch->failure_class;
}

static struct slice
cell_status(const void *row, const struct cell_place *place)
{
	int status = ((const struct fetch_row *)row)->status;

	return status <= 0 ? SLICE_NONE : rows_int(status, place->arena);
}

static struct slice
cell_duration(const void *row, const struct cell_place *place)
{
	return rows_int(((const struct fetch_row *)row)->duration_ms,
	    place->arena);
}

static struct slice
cell_bytes(const void *row, const struct cell_place *place)
{
	return rows_int(((const struct fetch_row *)row)->wire_bytes,
	    place->arena);
}

static struct slice
cell_entries(const void *row, const struct cell_place *place)
{
	return rows_int(((const struct fetch_row *)row)->entries, place->arena);
}

static struct slice
cell_fresh(const void *row, const struct cell_place *place)
{
	return rows_int(((const struct fetch_row *)row)->fresh, place->arena);
}

static struct slice
cell_matched(const void *row, const struct cell_place *place)
{
	return rows_int(((const struct fetch_row *)row)->matched, place->arena);
}

static struct slice
cell_next(const void *row, const struct cell_place *place)
{
	return rows_time(((const struct fetch_row *)row)->next_at,
	    place->arena);
}

/* Why it failed, else why the next poll is when it is. */
static struct slice
cell_reason(const void *row, const struct cell_place *place)
{
	const struct fetch_row *fetch = row;

	(void)place;
	return slice_is_empty(fetch->reason) ? fetch->why : fetch->reason;
}

static void
fetch_json(const void *row, struct json_writer *w)
{
	const struct fetch_row *fetch = row;

	json_write_object_begin(w);
	json_write_key(w, "at");
	json_write_time(w, fetch->at);
	json_write_key_string(w, "outcome", fetch->outcome);
	json_write_key_string(w, "class", fetch->failure_class);
	json_write_key_int(w, "status", fetch->status);
	json_write_key_string(w, "reason", fetch->reason);
	json_write_key_int(w, "duration_ms", fetch->duration_ms);
	json_write_key_int(w, "bytes", fetch->wire_bytes);
	json_write_key_int(w, "entries", fetch->entries);
	json_write_key_int(w, "new", fetch->fresh);
	json_write_key_int(w, "changed", fetch->changed);
	json_write_key_int(w, "matched", fetch->matched);
	json_write_key(w, "next_poll");
	json_write_time(w, fetch->next_at);
	json_write_key_string(w, "why", fetch->why);
	json_write_object_end(w);
}

static const struct column table[] = {
	{ .name = "age", .text = cell_age, .align = ALIGN_RIGHT },
	{ .name = "outcome", .text = cell_outcome },
	{ .name = "status", .text = cell_status, .align = ALIGN_RIGHT },
	{ .name = "ms", .text = cell_duration, .align = ALIGN_RIGHT },
	{ .name = "bytes", .text = cell_bytes, .align = ALIGN_RIGHT },
	{ .name = "new", .text = cell_fresh, .align = ALIGN_RIGHT },
	{ .name = "matched", .text = cell_matched, .align = ALIGN_RIGHT },
	{ .name = "reason or why then", .text = cell_reason, .flexible = true },
	{ 0 },
};

static const struct column tsv[] = {
	{ .name = "at", .text = cell_at },
	{ .name = "outcome", .text = cell_outcome },
	{ .name = "status", .text = cell_status },
	{ .name = "duration_ms", .text = cell_duration },
	{ .name = "bytes", .text = cell_bytes },
	{ .name = "entries", .text = cell_entries },
	{ .name = "new", .text = cell_fresh },
	{ .name = "matched", .text = cell_matched },
	{ .name = "next_poll", .text = cell_next },
	{ .name = "reason", .text = cell_reason },
	{ 0 },
};

static const struct row_kind rows_fetches = {
	.noun = "fetches",
	.table = table,
	.tsv = tsv,
	.json = fetch_json,
	.size = sizeof(struct fetch_row),
};

static bool
print_fetch(const struct fetch_row *row, void *arg)
{
	return output_row(arg, row);
}

static int
run(struct cli *cli, struct error *err)
{
	struct output output;

	if (cli->options.argument_count == 0) {
		error_set(err, ERROR_USAGE, "feeds log: which feed?");
		return -1;
	}
	if (!output_begin(&output, cli, &rows_fetches, err))
		return -1;
	if (store_list_fetches(cli->store, slice_of(cli->options.arguments[0]),
		SIZE_MAX, print_fetch, &output, err))
		return output_end(&output, err);
	output_drop(&output);
	return -1;
}

static const struct option_row log_options[] = {
	ROWS_OPTIONS("table, tsv, json, jsonl or '{at} {outcome}'"),
	{ 0 },
};

const struct command command_feeds_log = {
	.name = "feeds log",
	.summary = "the last polls of a feed and what came of them",
	.arguments = "FEED",
	.argument_max = 1,
	.options = log_options,
	.needs = NEEDS_STORE,
	.run = run,
};
