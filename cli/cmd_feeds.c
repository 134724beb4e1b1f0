/*
 * crier feeds: the feeds and how their polling stands.
 */
#include "cli/command.h"

#include "cli/rows.h"
#include "outcome.h"

/* The words of the view v1_feeds. */
static const char *
state_name(const struct feed_state *state)
{
	if (state->removed)
		return "removed";
	if (state->paused)
		return "paused";
	if (state->gone)
		return "gone";
	if (state->fail_count > 0)
		return "failing";
	return state->last_ok_at == 0 ? "new" : "ok";
}

static struct slice
cell_name(const void *row, const struct cell_place *place)
{
	(void)place;
	return ((const struct feed_row *)row)->name;
}

static struct slice
cell_state(const void *row, const struct cell_place *place)
{
	(void)place;
	return slice_of(state_name(&((const struct feed_row *)row)->state));
}

static bool
is_polled(const struct feed_state *state)
{
	return !state->removed && !state->paused && !state->gone;
}

/* 0 where there is none, or will be none. */
static int64_t
next_poll_at(const void *row)
{
	const struct feed_state *state = &((const struct feed_row *)row)->state;

	return is_polled(state) ? state->next_at : 0;
}

static struct slice
cell_next(const void *row, const struct cell_place *place)
{
	return rows_time(next_poll_at(row), place->arena);
}

static struct slice
cell_next_age(const void *row, const struct cell_place *place)
{
	const struct feed_state *state = &((const struct feed_row *)row)->state;

	return is_polled(state) && state->next_at <= place->now_at
	    ? SLICE("due")
	    : rows_age(next_poll_at(row), place);
}

static struct slice
cell_last_ok(const void *row, const struct cell_place *place)
{
	return rows_time(((const struct feed_row *)row)->state.last_ok_at,
	    place->arena);
}

static struct slice
cell_last_ok_age(const void *row, const struct cell_place *place)
{
	return rows_age(((const struct feed_row *)row)->state.last_ok_at,
	    place);
}

static struct slice
cell_articles(const void *row, const struct cell_place *place)
{
	return rows_int(((const struct feed_row *)row)->articles, place->arena);
}

static struct slice
cell_url(const void *row, const struct cell_place *place)
{
	(void)place;
	return ((const struct feed_row *)row)->url;
}

/* What a person wants to see last: why it fails, else where it is. */
static struct slice
cell_note(const void *row, const struct cell_place *place)
{
	const struct feed_row *feed = row;

	if (feed->state.fail_count > 0 && feed->state.reason != NULL)
		return slice_of(feed->state.reason);
	return cell_url(row, place);
}

static void
feed_json(const void *row, struct json_writer *w)
{
	const struct feed_row *feed = row;
	const struct feed_state *state = &feed->state;

	json_write_object_begin(w);
	json_write_key_string(w, "name", feed->name);
	json_write_key_string(w, "title", feed->title);
	json_write_key_string(w, "url", feed->url);
	json_write_key_string(w, "state", slice_of(state_name(state)));
	json_write_key(w, "next_poll");
	json_write_time(w, next_poll_at(row));
	json_write_key(w, "last_attempt");
	json_write_time(w, state->attempt_at);
	json_write_key(w, "last_ok");
	json_write_time(w, state->last_ok_at);
	json_write_key_string(w, "outcome",
	    slice_of(outcome_name(state->outcome)));
	json_write_key_int(w, "status", state->status);
	json_write_key_int(w, "failures", state->fail_count);
	json_write_key_string(w, "reason", slice_of(state->reason));
	json_write_key_int(w, "articles", feed->articles);
	json_write_object_end(w);
}

static const struct column table[] = {
	{ .name = "name", .text = cell_name, .max = 30 },
	{ .name = "state", .text = cell_state, .paint = rows_paint_state },
	{ .name = "next", .text = cell_next_age, .align = ALIGN_RIGHT },
	{ .name = "last ok", .text = cell_last_ok_age, .align = ALIGN_RIGHT },
	{ .name = "articles", .text = cell_articles, .align = ALIGN_RIGHT },
	{ .name = "url or reason", .text = cell_note, .flexible = true },
	{ 0 },
};

static const struct column tsv[] = {
	{ .name = "name", .text = cell_name },
	{ .name = "state", .text = cell_state },
	{ .name = "next_poll", .text = cell_next },
	{ .name = "last_ok", .text = cell_last_ok },
	{ .name = "articles", .text = cell_articles },
	{ .name = "url", .text = cell_url },
	{ 0 },
};

static const struct row_kind rows_feeds = {
	.noun = "feeds",
	.table = table,
	.tsv = tsv,
	.json = feed_json,
	.size = sizeof(struct feed_row),
};

static bool
print_feed(const struct feed_row *row, void *arg)
{
	return output_row(arg, row);
}

static int
run(struct cli *cli, struct error *err)
{
	struct output output;

	if (!output_begin(&output, cli, &rows_feeds, err))
		return -1;
	if (store_list_feeds(cli->store, print_feed, &output, err))
		return output_end(&output, err);
	output_drop(&output);
	return -1;
}

static const struct option_row feeds_options[] = {
	ROWS_OPTIONS("table, tsv, json, jsonl or '{name} {state}'"),
	{ 0 },
};

static const struct command feeds_list = {
	.name = "feeds list",
	.summary = "the feeds and how their polling stands",
	.options = feeds_options,
	.needs = NEEDS_STORE,
	.run = run,
};

extern const struct command command_feeds_add, command_feeds_remove,
    command_feeds_rename, command_feeds_tag, command_feeds_pause,
    command_feeds_resume, command_feeds_log, command_feeds_health,
    command_feeds_export;

static const struct command *const children[] = {
	&feeds_list,
	&command_feeds_add,
	&command_feeds_remove,
	&command_feeds_rename,
	&command_feeds_tag,
	&command_feeds_pause,
	&command_feeds_resume,
	&command_feeds_log,
	&command_feeds_health,
	&command_feeds_export,
	NULL,
};

const struct command command_feeds = {
	.name = "feeds",
	.summary = "the feeds and how their polling stands",
	.options = feeds_options,
	.children = children,
	.needs = NEEDS_STORE,
	.run = run,
};
